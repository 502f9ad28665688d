internal import Synchronization

/// Where other threads leave what the one thread that owns something shall do; putting something in wakes it.
///
/// It grows without a bound of its own: the bound is on those who post.
package final class Mailbox<Letter: Sendable>: Sendable {
    /// Readable when there may be letters: for an owner that polls something else too.
    package let wakeUp: WakeUp
    private let letters = Mutex<[Letter]>([])

    package init() throws(SystemError) { wakeUp = try WakeUp() }

    /// From any thread; never blocks.
    package func post(_ letter: Letter) {
        let wasEmpty = letters.withLock { letters in
            letters.append(letter)
            return letters.count == 1
        }
        // The owner waits only after it found nothing, so only the first letter needs to wake it.
        if wasEmpty { wakeUp.signal() }
    }

    /// On the owning thread, which drains the wake-up first where it was seen: the oldest letters, at most `max`.
    package func take(max: Int = .max) -> [Letter] {
        letters.withLock { letters in
            guard letters.count > max else {
                defer { letters = [] }
                return letters
            }
            let taken = Array(letters.prefix(max))
            letters.removeFirst(max)
            return taken
        }
    }

    /// On the owning thread: the same, waiting up to a time for the first letter.
    package func take(max: Int, waitMilliseconds: Int) throws(SystemError) -> [Letter] {
        let ready = take(max: max)
        if !ready.isEmpty { return ready }
        var poll = Poll([Poll.Item(wakeUp.descriptor)])
        _ = try poll.wait(milliseconds: waitMilliseconds)
        wakeUp.drain()
        return take(max: max)
    }
}
