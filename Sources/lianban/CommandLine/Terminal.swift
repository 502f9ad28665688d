internal import Glibc

/// The two streams that a program prints to, as the rest needs to know them; tests give their own.
struct Terminal: Sendable {
    enum Stream: Sendable, Hashable { case out, error }

    var write: @Sendable (Stream, String) -> Void
    /// True when a person reads the stream, and it can move the cursor.
    var isInteractive: @Sendable (Stream) -> Bool
    var hasColours = false
    var columns = 100
    /// Time since some fixed moment; only differences count.
    var now: @Sendable () -> Duration

    /// The process's own streams. Colours need a terminal and no NO_COLOR (no-color.org).
    static func standard() -> Terminal {
        let isDumb = environment("TERM").map { $0 == "dumb" } ?? true
        let start = ContinuousClock.now
        return Terminal(
            write: { stream, text in writeAll(stream == .out ? 1 : 2, text) },
            isInteractive: { stream in !isDumb && isatty(stream == .out ? 1 : 2) == 1 },
            hasColours: !isDumb && isatty(1) == 1 && (environment("NO_COLOR") ?? "").isEmpty,
            columns: columnCount(),
            now: { start.duration(to: .now) }
        )
    }

    /// A variable of the process's environment.
    static func environment(_ name: String) -> String? {
        // SAFETY: nothing in this program changes its environment, so the text stays while it is copied.
        getenv(name).map { String(cString: $0) }
    }

    private static func columnCount() -> Int {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 else { return 100 }
        return Int(size.ws_col)
    }
}

/// Writes everything; gives up silently when nobody reads any more, as at the end of `| head`.
private func writeAll(_ descriptor: Int32, _ text: String) {
    var text = text
    text.withUTF8 { bytes in
        var done = 0
        while done < bytes.count {
            // SAFETY: the bytes live during the closure, and the slice does not reach past them.
            let count = write(
                descriptor,
                UnsafeBufferPointer(rebasing: bytes[done...]).baseAddress,
                bytes.count - done
            )
            if count > 0 {
                done += count
            } else if errno == EAGAIN {
                usleep(1000)
            } else if errno != EINTR {
                return
            }
        }
    }
}
