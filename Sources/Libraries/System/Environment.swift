internal import Glibc

/// What the process was started with and runs on.
package enum Environment {
    /// The value of an environment variable; nil when it is not set or not UTF-8.
    package static func value(_ name: String) -> String? {
        // SAFETY: nothing in the program calls setenv, so the text stays where it is.
        guard let text = getenv(name) else { return nil }
        return String(validatingCString: text)
    }

    /// Every variable whose name begins with `prefix`, by name.
    package static func values(prefix: String) -> [String: String] {
        var found: [String: String] = [:]
        // SAFETY: as above; the list ends in a null pointer.
        var entry = environ
        while let text = entry.pointee {
            if let line = String(validatingCString: text), line.hasPrefix(prefix),
                let equals = line.utf8.firstIndex(of: UInt8(ascii: "="))
            {
                found[String(line[..<equals])] = String(line[line.index(after: equals)...])
            }
            entry = entry.advanced(by: 1)
        }
        return found
    }

    package static var processID: Int32 { getpid() }

    /// The machine's name, or "localhost" when it has none.
    package static var hostName: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let start = buffer.baseAddress, gethostname(start, 255) == 0 else {
                return "localhost"
            }
            // POSIX leaves open whether a name that was cut off ends in NUL.
            buffer[255] = 0
            return String(validatingCString: start) ?? "localhost"
        }
    }

    /// True when standard output goes to a person's screen.
    package static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}
