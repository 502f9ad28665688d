internal import CSystem
internal import Glibc

/// The signals a long-running program answers, read like a file instead of in a handler.
///
/// Make one at the start of the program, before any thread: threads inherit that the signals are
/// blocked, and only so does the descriptor get them (signalfd).
package final class Signals: Sendable {
    package enum Signal: Int32, Sendable, CaseIterable {
        /// SIGINT: Ctrl-C.
        case interrupt = 2
        /// SIGTERM: please end.
        case terminate = 15
        /// SIGHUP: read the settings again.
        case hangUp = 1
    }

    /// Poll this for reading.
    package let descriptor: Int32

    /// Blocks the three signals for this thread and its future children, and ignores SIGPIPE: a
    /// write to a closed connection is an error, not the end of the process.
    package init() throws(SystemError) {
        let numbers = Signal.allCases.map(\.rawValue)
        var set = sigset_t()
        sigemptyset(&set)
        for number in numbers { sigaddset(&set, number) }
        let result = pthread_sigmask(SIG_BLOCK, &set, nil)
        guard result == 0 else { throw SystemError.of(result, "block signals") }
        Self.ignorePipe()
        descriptor = csystem_signalfd(numbers, numbers.count)
        if descriptor < 0 { throw SystemError.last("signalfd") }
    }

    deinit { close(descriptor) }

    /// The next signal that has come, or nil; never blocks.
    package func next() -> Signal? {
        Signal(rawValue: csystem_signalfd_next(descriptor))
    }

    /// Ignores SIGPIPE alone, for programs that keep the usual answer to the other signals.
    package static func ignorePipe() { signal(SIGPIPE, SIG_IGN) }
}
