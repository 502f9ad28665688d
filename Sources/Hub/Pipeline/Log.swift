import Stores
import System
import Values

/// What the hub says about its work: one line each, without personal data.
package struct Log: Sendable {
    package enum Level: String, Sendable, CaseIterable, Comparable {
        case error, warn, info

        private var rank: Int { self == .error ? 0 : self == .warn ? 1 : 2 }
        package static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }
    }

    private let level: Level
    private let write: @Sendable (String) -> Void

    /// `write` gets one line at a time, without its end, from any thread.
    package init(_ level: Level = .info, _ write: @escaping @Sendable (String) -> Void) {
        self.level = level
        self.write = write
    }

    package func info(_ text: String) { if level >= .info { write("info  \(text)") } }
    package func warn(_ text: String) { if level >= .warn { write("warn  \(text)") } }
    package func error(_ text: String, _ error: any Error) { write("error \(text): \(error)") }

    /// Only what did not simply happen is worth a line.
    func decided(_ id: Int64, _ arrival: Arrival, _ verdict: Verdict) {
        switch verdict.disposition {
        case .applied, .recorded, .duplicate: break
        default:
            let codes = verdict.problems.map { "\($0.code) at \($0.place)" }.joined(separator: ", ")
            let waits = verdict.waitingFor.joined(separator: ", ")
            info(
                "message \(id) from \(arrival.source): \(verdict.disposition.rawValue) \(codes)\(waits)"
            )
        }
    }
}
