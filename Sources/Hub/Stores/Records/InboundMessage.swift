package import Values

/// What became of a message that the hub received; every one has exactly one (G5).
package enum Disposition: String, Sendable, Hashable, CaseIterable {
    case applied, duplicate, recorded, rejected, waiting, suspect, parked, superseded, discarded

    /// Whether a stored message of this disposition may get another one.
    package func canBecome(_ next: Disposition) -> Bool {
        switch self {
        case .suspect: true
        case .waiting: [.waiting, .applied, .recorded, .parked].contains(next)
        case .parked: [.parked, .applied, .recorded, .superseded, .discarded].contains(next)
        case .rejected: next == .superseded
        case .applied, .duplicate, .recorded, .superseded, .discarded: false
        }
    }
}

/// One received message as the journal keeps it.
package struct InboundMessage: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case application, reply, update, withdrawal, `internal`, unknown
    }

    /// How a message hangs together with others; all are ids of inbound messages.
    package struct Links: Sendable, Hashable {
        /// The message whose processing caused this one (an internal input).
        package var causedBy: Int64?
        /// The first message with the same key, where this one is its duplicate.
        package var duplicateOf: Int64?
        /// The message that this one runs once more.
        package var replayOf: Int64?
        /// The message that this one replaces (an edit).
        package var supersedes: Int64?

        package init(
            causedBy: Int64? = nil,
            duplicateOf: Int64? = nil,
            replayOf: Int64? = nil,
            supersedes: Int64? = nil
        ) {
            self.causedBy = causedBy
            self.duplicateOf = duplicateOf
            self.replayOf = replayOf
            self.supersedes = supersedes
        }
    }

    /// Given by the store at the insert, in the order of inserts; 0 before.
    package var id: Int64 = 0
    /// Grows by one at each change; a change names the revision it is based on.
    package var revision = 0
    /// The queue the delivery came from.
    package var source: String
    /// The key within the source; nil as long as nobody could read it.
    package var identity: String?
    /// SM3 over the body as received.
    package var rawDigest: Digest
    /// SM3 over the opened content.
    package var contentDigest: Digest?
    package var receivedAt: Instant
    package var decidedAt: Instant?
    package var kind: Kind
    package var disposition: Disposition
    package var party: String?
    package var program: String?
    package var caseNumber: CaseNumber?
    package var item: ItemNumber?
    /// The contract version that opened and mapped the message.
    package var contractVersion: String?
    package var problems: [Problem] = []
    /// Groups failures: code, contract and field.
    package var problemKey: String?
    package var links = Links()
    /// How often processing was tried.
    package var attempts = 0
    /// What is not known yet and holds the message: keys of `waiting`; empty unless the disposition is `waiting`.
    package var waitingFor: [String] = []
    /// AMQP properties and headers.
    package var properties: Value = .object(Object())
    /// The bytes as received; nil in lists, which never load it.
    package var body: [UInt8]?
    /// How many bytes the body had.
    package var bytesCount: Int

    package init(
        source: String,
        identity: String?,
        rawDigest: Digest,
        receivedAt: Instant,
        kind: Kind,
        disposition: Disposition,
        body: [UInt8]
    ) {
        self.source = source
        self.identity = identity
        self.rawDigest = rawDigest
        self.receivedAt = receivedAt
        self.kind = kind
        self.disposition = disposition
        self.body = body
        bytesCount = body.count
    }
}

/// Who came first with an inbound key.
package struct InboundKey: Sendable, Hashable {
    package var message: Int64
    package var rawDigest: Digest
    package var contentDigest: Digest?
    package var disposition: Disposition
    package var caseNumber: CaseNumber?
}
