package import Formats
package import Schemas
package import Values

/// What one party sends and accepts, compiled (contracts/LANGUAGE.md, sections 4 to 8).
package struct Contract: Sendable {
    /// What a correction of the application does to an order already sent.
    package enum Changes: String, Sendable, CaseIterable { case resend, update, ask }

    /// What makes two deliveries of this contract the same message.
    package enum Identity: Sendable, Hashable {
        case messageID
        /// The digest of the message before its envelope.
        case content
        /// Named fields of the decoded message.
        case fields([Pointer])
    }

    /// Its own path below the contracts folder: `<region>/<party>`.
    package var name: String
    package var title: String
    package var changes: Changes
    package var identity: Identity
    /// Values that each party that speaks the contract gives.
    package var parameters: [String: Schema]
    /// Names of secrets that its envelopes use.
    package var keys: [String]
    /// What the hub sends, by file stem: order, update, cancel, outcome, rejection, refusal or a notice's name.
    package var outbound: [String: OutboundMessage]
    /// What the hub accepts, in the order in which an undetermined message is tried.
    package var inbound: [InboundMessage]
    /// What the party's side would send, for the simulator.
    package var answers: [AnswerMessage]
    /// The tables of the contract and of its maps.
    package var codes: [CodeTable]
    package var provenance: Program.Provenance
}

/// A message that the hub sends under a contract.
package struct OutboundMessage: Sendable {
    /// `<region>/<party>/order`: how failures and lists call it, and its AMQP type.
    package var name: String
    package var stem: String
    package var schema: Schema
    package var codec: Codec
    package var map: MapTree
    package var envelope: Envelope
    package var source: MessageSource
    /// The message as its receiver decodes it, for a party's side that is simulated.
    let input: TypedValue
}

/// A message that a party sends under a contract.
package struct InboundMessage: Sendable {
    package enum Kind: String, Sendable { case application, update, withdrawal, reply }

    /// `<region>/<party>/reply`.
    package var name: String
    package var stem: String
    package var kind: Kind
    package var schema: Schema
    package var codec: Codec
    package var map: MapTree
    package var envelope: Envelope
    package var source: MessageSource
    /// The decoded message as expressions see it.
    let input: TypedValue

    /// Whether it is in the hub's own JSON, which nothing seals.
    package var isCanonical: Bool { name.hasPrefix("canonical/") }
}

/// How a party answers an order: the simulator makes the party's own messages with it, under the schema of the reply
/// of the same name (`answer` → `reply`, `answer-decision` → `reply-decision`).
package struct AnswerMessage: Sendable {
    package var stem: String
    /// The states that this message reports, in the order in which they come.
    package var states: [Milestone]
    /// The state of a refusal, where the party can refuse by this message.
    package var refusal: Milestone?
    package var map: MapTree
    package var reply: InboundMessage
}
