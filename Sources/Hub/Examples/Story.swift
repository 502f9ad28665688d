import Contracts
import Values

/// An example of `contracts/`: what comes into the hub, what becomes of it and everything that goes out because of it
/// (contracts/README.md, "Examples are stories").
struct Story: Sendable {
    /// A file beside the story, and where the story names it.
    struct FileName: Sendable, Hashable {
        var name: String
        var span: SourceSpan
    }

    /// A message that comes in.
    struct Send: Sendable {
        var from: String
        var file: FileName
        var messageID: String?
        var correlationID: String?
        var type: String?
        var headers: [Header]
        var gives: Gives
    }

    /// What becomes of it.
    enum Gives: Sendable, Equatable {
        /// An application that opens this case, or an update or a withdrawal that is applied to it.
        case applied(case: String)
        case state(item: String, state: String)
        case rejected
        case duplicate
        case parked
        case waiting
    }

    /// A message that is only read by its contract, as a partner's sample.
    struct Reading: Sendable {
        var from: String
        var file: FileName
        var type: String?
        var headers: [Header]
        var gives: Result

        enum Result: Sendable {
            /// What it means to the hub, as pretty JSON.
            case canonical(FileName)
            /// Where its faults are: fields, or places on the wire of what belongs to no field.
            case refused([String])
        }
    }

    /// A message that goes out.
    struct Expectation: Sendable {
        var kind: String
        var to: [String]
        var item: String?
        var notice: String?
        /// The case that it belongs to; nil where the story does not say.
        var caseNumber: String?
        var file: FileName
        var messageID: String?
        /// Headers that must be among those of the message.
        var headers: [Header]
        var span: SourceSpan
    }

    enum Event: Sendable {
        case send(Send)
        case read(Reading)
        /// Time passes, and limits fall due.
        case wait
    }

    /// Something that happens, and what goes out because of it, in any order.
    struct Round: Sendable {
        var at: Instant
        var event: Event
        var span: SourceSpan
        var expected: [Expectation] = []
    }

    /// Its folder below the contracts folder.
    var name: String
    var title: String
    var region: String
    /// Nil for a story that only reads messages.
    var program: String?
    /// What of the region's register it shows.
    var proves: [String]
    /// Notices that the story does not spell out.
    var ignore: Set<String>
    var secrets: [String: String]
    var rounds: [Round]
    /// Instead of rounds.
    var table: Table?

    var stepCount: Int { rounds.reduce(0) { $0 + 1 + $1.expected.count } }
}

extension Story.Gives: CustomStringConvertible {
    var description: String {
        switch self {
        case .applied(let number): "applied to case \(number)"
        case .state(let item, let state): "state \(state) of item \(item)"
        case .rejected: "rejected"
        case .duplicate: "a duplicate"
        case .parked: "parked"
        case .waiting: "waiting"
        }
    }
}
