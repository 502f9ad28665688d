/// How a run of the program ended; every command documents which of these it uses.
enum ExitCode: Int32, Sendable, Hashable, CaseIterable {
    case ok = 0
    case findings = 1
    case usage = 2
    case unreachable = 3
    case notFound = 4
    case refused = 5
    case internalError = 70

    /// What the help says about it.
    var meaning: String {
        switch self {
        case .ok: "done, nothing wrong"
        case .findings: "done, and something is wrong in what was checked or followed"
        case .usage: "the command line or the configuration is wrong; nothing was done"
        case .unreachable: "no broker, store or hub could be reached"
        case .notFound: "there is no such case, message, contract or file"
        case .refused: "refused because of the state that something is in"
        case .internalError: "a fault of lianban itself"
        }
    }
}

/// Ends a command: says what went wrong and what to do next.
struct CommandFailure: Error, Sendable, Hashable {
    var exit: ExitCode
    /// One sentence without a full stop: `no hub runs on ./data/hub.sock`.
    var message: String
    /// What to do next, when there is something to do: `start one with: lianban serve`.
    var next: String?

    init(_ exit: ExitCode, _ message: String, next: String? = nil) {
        self.exit = exit
        self.message = message
        self.next = next
    }
}

/// A command line that cannot be understood.
struct UsageError: Error, Sendable, Hashable {
    /// The command as far as it was understood: `lianban cases`.
    var command: String
    /// Names the wrong word: `unknown option --folow`.
    var message: String
    /// The nearest word that would have been right: `--follow`.
    var suggestion: String?
}
