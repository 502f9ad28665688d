import Cases
import Contracts
package import Stores
package import Values

/// What became of one message, and everything that is to be stored with it in the same transaction.
package struct Verdict {
    package var disposition: Stores.Disposition
    var kind: Stores.InboundMessage.Kind
    /// The key within the source.
    package var identity: String?
    /// False where another message holds the key.
    var takesKey = true
    var contentDigest: Stores.Digest?
    var party: String?
    var program: String?
    package var caseNumber: CaseNumber?
    package var item: ItemNumber?
    var contractVersion: String?
    package var problems: [Problem] = []
    /// Groups failures: code, contract and field.
    var problemKey: String?
    var duplicateOf: Int64?
    package var waitingFor: [String] = []
    var changes: [CaseChange] = []
    /// A rejection or refusal, which belongs to no case.
    var answer: Stores.OutboundMessage?
    /// An order of ours that its receiver did not want.
    var refusedOrder: Int64?
    var alerts: [Stores.Alert] = []

    init(_ disposition: Stores.Disposition, _ kind: Stores.InboundMessage.Kind) {
        self.disposition = disposition
        self.kind = kind
    }
}

extension Verdict {
    /// Turns what only a new message can become into what one that is taken up again can (design A3): nobody is
    /// answered a second time, a fault waits for a person, a repetition says nothing new.
    mutating func settle() {
        switch disposition {
        case .rejected: disposition = .parked
        case .duplicate: disposition = .recorded
        default: return
        }
        answer = nil
        takesKey = false
        problemKey =
            problemKey ?? problems.first.map { "\($0.code)|\(program ?? "")|\($0.place.pointer)" }
    }
}

/// One case before and after an input.
struct CaseChange {
    /// Nil for a case that begins.
    var before: CaseSummary?
    var stored: StoredCase
    var events: [Cases.Event] = []
    var outbound: [Stores.OutboundMessage] = []
    var limits: [Cases.Limit] = []
    var alerts: [Cases.Alert] = []
    var identifiers: [Identifier] = []
    /// What is announced to be compared with other cases; nil where it stays what it was.
    var works: [Work]?

    struct Identifier {
        var party: String
        var partyOrder: String
        var item: String
    }
}

/// Why a message is not applied: the way out of deciding about it.
enum Halt: Error {
    case duplicate(of: Int64, in: CaseNumber?)
    /// The sender's fault in an application.
    case rejected([Problem])
    case parked([Problem], group: String)
    /// Keys of what is not known yet.
    case waiting([String])
}

extension Halt {
    static func parked(
        _ code: String,
        at place: Place = Place(),
        expected: String,
        found: String,
        group: String
    ) -> Halt {
        .parked([Problem(code: code, place: place, expected: expected, found: found)], group: group)
    }
}

extension Halt {
    /// Why a rule of ours could not be carried out, without personal data.
    static func reason(of error: any Error) -> String {
        switch error {
        case Halt.parked(let problems, let group):
            "\(group)：" + problems.map { "\($0.place) \($0.expected)" }.joined(separator: "；")
        case let fault as TranslationFault:
            "\(fault.message)："
                + fault.problems.map { "\($0.place) \($0.expected)" }.joined(separator: "；")
        case let error as StoreError: error.message
        default: "\(type(of: error))"
        }
    }
}

/// What a waiting message waits for.
enum WaitingKey {
    static func application(source: String, number: String) -> String {
        "application|\(source)|\(number)"
    }
    static func `case`(_ number: String) -> String { "case|\(number)" }
    /// `party` with its region: `<region>.<party>`.
    static func order(party: String, number: String) -> String { "order|\(party)|\(number)" }
}

extension Stores.Digest {
    /// SM3 over the bytes.
    init(of bytes: [UInt8]) {
        guard let digest = Stores.Digest(Fingerprint.bytes(of: bytes)) else {
            preconditionFailure("SM3 gives the 32 bytes that a digest holds")
        }
        self = digest
    }
}
