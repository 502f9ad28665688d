internal import Glibc

/// A call of the operating system failed.
package struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The value of `errno`, for example 2 (ENOENT).
    package let code: Int32
    /// What was tried, on what, and what the system said: `open /x: No such file or directory`.
    package let message: String

    package init(code: Int32, message: String) {
        self.code = code
        self.message = message
    }

    /// The file or directory does not exist (ENOENT).
    package var isMissing: Bool { code == ENOENT }
    /// It exists already (EEXIST).
    package var isExisting: Bool { code == EEXIST }
    /// The disk or the quota is full (ENOSPC, EDQUOT).
    package var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }

    package var description: String { message }

    /// The error of the call that has just failed on this thread.
    static func last(_ action: String, _ subject: String = "") -> SystemError {
        of(errno, action, subject)
    }

    static func of(_ code: Int32, _ action: String, _ subject: String = "") -> SystemError {
        let what = subject.isEmpty ? action : "\(action) \(subject)"
        return SystemError(code: code, message: "\(what): \(text(of: code))")
    }

    /// The system's words for an `errno` (strerror_r: strerror is not safe with threads).
    package static func text(of code: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let start = buffer.baseAddress, strerror_r(code, start, buffer.count) == 0 else {
                return "error \(code)"
            }
            // SAFETY: strerror_r succeeded, so the buffer holds a text that ends in NUL.
            return String(cString: start)
        }
    }
}

/// Repeats a call that a signal interrupted (EINTR).
func uninterrupted<Result: FixedWidthInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}
