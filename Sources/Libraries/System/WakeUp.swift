internal import CSystem
internal import Glibc

/// Wakes a thread that polls: any thread signals, the polling thread sees `descriptor` readable.
///
/// Signals add up to one wake-up; what there is to do lies elsewhere, under a lock (eventfd).
package final class WakeUp: Sendable {
    /// Poll this for reading.
    package let descriptor: Int32

    package init() throws(SystemError) {
        descriptor = csystem_eventfd()
        if descriptor < 0 { throw SystemError.last("eventfd") }
    }

    deinit { close(descriptor) }

    /// From any thread; never blocks.
    package func signal() {
        var one: UInt64 = 1
        // A full counter (EAGAIN) is readable already, which is all a signal is for.
        _ = uninterrupted { write(descriptor, &one, 8) }
    }

    /// Takes the signals given so far back, so that the descriptor waits again.
    package func drain() {
        var count: UInt64 = 0
        _ = uninterrupted { read(descriptor, &count, 8) }
    }
}
