package import Values

/// One message that the hub sends: immutable but for its state.
package struct OutboundMessage: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case order, update, cancel, notice, outcome, rejection, refusal
    }

    /// `claimed` and `published` live no longer than the hub process where there is only one: after a restart such a
    /// message is `pending` again, which is what the lapse of its lease would make of it.
    package enum State: String, Sendable, Hashable, CaseIterable {
        case pending, claimed, published, confirmed, cancelled, blocked, refused
    }

    /// Given by the store at the insert, in the order of inserts; 0 before.
    package var sequence: Int64 = 0
    package var id: MessageID
    package var caseNumber: CaseNumber?
    package var item: ItemNumber?
    package var party: String
    package var kind: Kind
    /// The routing key. With the case it names the stream.
    package var destination: String
    /// AMQP properties and the headers that stay the same at each attempt.
    package var properties: Value = .object(Object())
    /// The recipe of the headers that each attempt makes anew; nil for a message that is sent unchanged.
    package var freshness: Value?
    package var body: [UInt8]
    /// SM3 over the body before the seal.
    package var contentDigest: Digest
    package var createdAt: Instant
    /// The message that this one replaces.
    package var supersedes: MessageID?
    /// The inbound message that caused this one.
    package var causedBy: Int64?
    package var state = State.pending
    /// How many attempts are known to have been made.
    package var attempts = 0
    package var nextAttemptAt: Instant?
    package var confirmedAt: Instant?
    /// Why the message is blocked, refused or cancelled.
    package var reason: String?

    package init(
        id: MessageID,
        party: String,
        kind: Kind,
        destination: String,
        body: [UInt8],
        contentDigest: Digest,
        createdAt: Instant
    ) {
        self.id = id
        self.party = party
        self.kind = kind
        self.destination = destination
        self.body = body
        self.contentDigest = contentDigest
        self.createdAt = createdAt
    }
}

/// One try to publish a message, as the journal keeps it.
///
/// The plain first attempt of an unchanging message that was confirmed is not kept: the confirmation says all of it.
package struct Attempt: Sendable, Hashable {
    /// The outbound sequence.
    package var message: Int64
    /// Counted from 1; given by the store.
    package var number = 0
    package var at: Instant
    /// The headers made for this attempt; nil where none are fresh.
    package var freshHeaders: Value?
    /// Empty while open, else the broker's answer: `confirmed`, `returned: NO_ROUTE` …
    package var result: String

    package init(message: Int64, at: Instant, freshHeaders: Value? = nil, result: String = "") {
        self.message = message
        self.at = at
        self.freshHeaders = freshHeaders
        self.result = result
    }
}
