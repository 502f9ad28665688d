internal import System

/// Waits for a connection's socket or the mailbox, whichever comes first.
struct Watch {
    private var poll: Poll
    private let wakeUp: WakeUp

    init(_ wakeUp: WakeUp) {
        self.wakeUp = wakeUp
        poll = Poll([Poll.Item(wakeUp.descriptor), Poll.Item(-1)])
    }

    /// Waits at most so long; a negative socket is not watched.
    ///
    /// - `writes`: Also wake up when the socket takes more.
    mutating func wait(socket: Int32, writes: Bool = false, milliseconds: Int) {
        poll.items[1] = Poll.Item(socket, writes: writes)
        do {
            _ = try poll.wait(milliseconds: max(0, milliseconds))
        } catch {
            // Out of memory in the kernel: go on as if the time were over, but not in a circle.
            Thread.sleep(milliseconds: 100)
        }
        if poll.items[0].isReadable { wakeUp.drain() }
    }

    /// True when the socket takes at least some bytes without making the thread wait.
    mutating func canWrite(socket: Int32) -> Bool {
        poll.items[1] = Poll.Item(socket, reads: false, writes: true)
        poll.items[0].descriptor = -1
        defer { poll.items[0].descriptor = wakeUp.descriptor }
        return (try? poll.wait(milliseconds: 0)) ?? true
    }
}
