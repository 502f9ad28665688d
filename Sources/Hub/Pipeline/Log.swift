import Stores
import System
import Values

/// What the hub says about its work: one line each, without personal data.
package struct Log: Sendable {
    let write: @Sendable (String) -> Void

    package init(_ write: @escaping @Sendable (String) -> Void) { self.write = write }

    package func info(_ text: String) { write("info  " + text) }

    package func error(_ text: String, _ error: any Error) { write("error \(text): \(error)") }

    /// Only what did not simply happen is worth a line.
    func decided(_ id: Int64, _ arrival: Arrival, _ verdict: Verdict) {
        switch verdict.disposition {
        case .applied, .recorded, .duplicate: break
        default:
            let codes = verdict.problems.map { "\($0.code) at \($0.place)" }.joined(separator: ", ")
            let waits = verdict.waitingFor.joined(separator: ", ")
            write("info  message \(id) from \(arrival.source): \(verdict.disposition.rawValue) \(codes)\(waits)")
        }
    }
}
