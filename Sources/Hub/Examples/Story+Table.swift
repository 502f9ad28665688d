import Contracts
import Values

extension Story {
    /// Many small cases from one application, each on an empty hub.
    struct Table: Sendable {
        /// When each of them arrives, from whom, and under which message-id.
        var at: Instant
        var from: String
        var messageID: String?
        var headers: [Header]
        /// What each row changes.
        var application: Value
        var rows: [Row]
    }

    /// One case: what is changed in the application, and what must be decided.
    struct Row: Sendable {
        var title: String
        var span: SourceSpan
        /// RFC 7396, laid over the application one after the other.
        var patches: [Value]
        var decided: Decided
    }

    enum Decided: Sendable {
        case applied(Decision)
        /// Where the faults are, as `refused` of a reading.
        case rejected([String])
    }

    /// What becomes of the items; nil is not looked at.
    struct Decision: Sendable {
        /// Of every item whose order goes and has a mode.
        var modes: [String: String]?
        /// Of the items named: why the modes before the one taken did not hold.
        var reasons: [String: [String]] = [:]
        /// Every item that applies.
        var items: Set<String>?
        /// Of the items named.
        var states: [String: String] = [:]
    }
}
