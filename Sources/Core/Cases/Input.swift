package import Contracts
package import Values

/// Something that happened to a case.
package enum Input: Sendable {
    /// All replies of one message; they take effect together or not at all.
    case replies(ReplyMessage)
    case update(Update)
    case withdrawal(Withdrawal)
    /// A person of the lead records a result for a silent party.
    case personResult(PersonResult)
    /// A level of a limit may have fallen due.
    case tick(limit: String, Limit.Level)
    /// The region's calendar or hours are new.
    case calendarChanged
    /// What a comparison of works found out about another case at the same place.
    case overlaps(Overlaps)
    /// The order or its update goes (again) to the item's party, because its content changed or a person asks for it.
    case resend(item: String, OrderStem)
}

/// The replies of one inbound message.
package struct ReplyMessage: Sendable {
    package struct Part: Sendable {
        package var item: String
        package var reply: Reply

        package init(item: String, reply: Reply) {
            self.item = item
            self.reply = reply
        }
    }

    package var party: String
    /// The message's id in the store.
    package var message: String
    package var receivedAt: Instant
    package var parts: [Part]
    /// What a person chose for a late reply that was parked for the choice.
    package var chosen: LateReply.Policy?

    package init(
        party: String,
        message: String,
        receivedAt: Instant,
        parts: [Part],
        chosen: LateReply.Policy? = nil
    ) {
        self.party = party
        self.message = message
        self.receivedAt = receivedAt
        self.parts = parts
        self.chosen = chosen
    }
}

/// A change of the application (contracts/LANGUAGE.md, section 5).
package struct Update: Sendable {
    package typealias Kind = UpdateKind

    package var kind: Kind
    /// An RFC 7396 patch on the canonical application.
    package var merge: Value
    /// Added to the application's materials by id.
    package var materials: [Value]
    /// The application version it was made from, where the sender says so.
    package var base: Int?
    package var message: String

    package init(
        kind: Kind,
        merge: Value,
        materials: [Value] = [],
        base: Int? = nil,
        message: String
    ) {
        self.kind = kind
        self.merge = merge
        self.materials = materials
        self.base = base
        self.message = message
    }
}

/// The applicant takes the application back.
package struct Withdrawal: Sendable {
    package var reason: String?
    package var message: String

    package init(reason: String? = nil, message: String) {
        self.reason = reason
        self.message = message
    }
}

package struct PersonResult: Sendable {
    package var item: String
    package var state: Milestone
    package var reason: String
    package var person: String
    /// The audit entry.
    package var message: String

    package init(item: String, state: Milestone, reason: String, person: String, message: String) {
        self.item = item
        self.state = state
        self.reason = reason
        self.person = person
        self.message = message
    }
}

package enum OrderStem: String, Sendable { case order, update }

/// An application that passed its schema, before it is a case.
package struct Intake: Sendable {
    package var number: String
    package var source: String
    package var party: String
    package var applicationNumber: String
    package var app: Value

    package init(
        number: String,
        source: String,
        party: String,
        applicationNumber: String,
        app: Value
    ) {
        self.number = number
        self.source = source
        self.party = party
        self.applicationNumber = applicationNumber
        self.app = app
    }
}

/// What became of an input.
package enum Disposition: String, Sendable {
    /// It changed the case.
    case applied
    /// It said nothing new, or came too late to change the outcome.
    case recorded
}

/// Why an input was not taken; the case is then as it was.
package enum Refusal: Error, Sendable, Hashable {
    /// The sender's fault, at canonical pointers.
    case rejected([Problem])
    /// A person decides: `result-conflict`, `not-yours`, `not-ordered`, `after-result`, `late`, `closed` …
    case parked(code: String, say: String)
    /// A rule of ours cannot be computed.
    case fault(RuleFault)
}

/// An expression of a program that failed while a case was decided.
package struct RuleFault: Sendable, Hashable {
    package var span: SourceSpan
    /// In English, for the engineer.
    package var message: String
}
