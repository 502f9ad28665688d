import Synchronization
import System

/// Where other threads leave work for the one thread that owns the store.
///
/// It is bounded by what fills it: the broker's prefetch, the publisher's window, one request of each console thread.
final class Mailbox<Work: Sendable>: Sendable {
    private let waiting = Mutex<[Work]>([])
    private let wakeUp: WakeUp

    init() throws(SystemError) { wakeUp = try WakeUp() }

    /// From any thread; never blocks.
    func put(_ work: Work) {
        waiting.withLock { $0.append(work) }
        wakeUp.signal()
    }

    /// From the owning thread: what has come so far, at most `max`, waiting up to a time for the first.
    func take(max: Int, waitMilliseconds: Int) throws(SystemError) -> [Work] {
        let ready = grab(max)
        if !ready.isEmpty { return ready }
        var poll = Poll([Poll.Item(wakeUp.descriptor)])
        _ = try poll.wait(milliseconds: waitMilliseconds)
        wakeUp.drain()
        return grab(max)
    }

    private func grab(_ max: Int) -> [Work] {
        waiting.withLock { all in
            guard all.count > max else {
                defer { all = [] }
                return all
            }
            let taken = Array(all.prefix(max))
            all.removeFirst(max)
            return taken
        }
    }
}
