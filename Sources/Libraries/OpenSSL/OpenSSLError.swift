internal import COpenSSL

/// What OpenSSL could not do.
package struct OpenSSLError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The input is longer than the library can take, or is not what the function reads.
        case input
        /// The library refused or failed; `message` has its own words.
        case library
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// Takes everything out of this thread's error queue, so that a later failure does not report this one.
    ///
    /// Wraps `ERR_get_error` and `ERR_error_string_n`.
    static func drain(_ attempted: String) -> OpenSSLError {
        var reasons: [String] = []
        while case let code = ERR_get_error(), code != 0 {
            let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
                // SAFETY: the library writes at most `count` bytes and ends them with a zero.
                guard let start = buffer.baseAddress else { return "" }
                ERR_error_string_n(code, start, buffer.count)
                return String(cString: start)
            }
            reasons.append(text)
        }
        let detail = reasons.isEmpty ? "no reason given" : reasons.joined(separator: "; ")
        return OpenSSLError(.library, "\(attempted): \(detail)")
    }
}
