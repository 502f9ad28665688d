internal import Synchronization
internal import System

/// What other threads want from a connection's thread; putting something in wakes it.
final class Mailbox<Letter: Sendable>: Sendable {
    let wakeUp: WakeUp
    private let letters = Mutex<[Letter]>([])

    init() throws(SystemError) { wakeUp = try WakeUp() }

    /// From any thread.
    func post(_ letter: Letter) {
        let wasEmpty = letters.withLock { letters in
            letters.append(letter)
            return letters.count == 1
        }
        // The thread takes all letters at once, so only the first needs to wake it.
        if wasEmpty { wakeUp.signal() }
    }

    /// On the connection's thread, after draining the wake-up if it was seen.
    func takeAll() -> [Letter] {
        letters.withLock { letters in
            guard !letters.isEmpty else { return [] }
            let all = letters
            letters = []
            return all
        }
    }
}
