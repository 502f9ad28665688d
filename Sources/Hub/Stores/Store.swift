package import Values

/// Everything the hub must remember. One conformance suite runs against every engine.
///
/// A store belongs to the thread that writes. Other threads read through connections of their own, see `readers`.
package protocol Store: AnyObject {
    /// Runs the body in one transaction and commits what it did, flushed to the disk.
    ///
    /// Whatever the body throws undoes everything and comes out unchanged. A commit that fails throws `StoreError`
    /// with `busy`, `full` or `io`, where nothing was stored, or `unknownCommit`.
    func transaction<Result>(_ body: (any StoreTransaction) throws -> Result) throws -> Result

    /// Opens connections for browsing, which never run on the writer's.
    var readers: any StoreReaders { get }

    /// The name that distinguishes this store's message-ids from those of any other; made once, by the caller.
    var epoch: String { get }
}

/// Opens read-only connections; may be shared between threads.
package protocol StoreReaders: Sendable {
    func open() throws(StoreError) -> any StoreReader
}

/// Questions that change nothing. Each answer is one consistent moment of the store.
package protocol StoreReader: AnyObject {
    func inbound(id: Int64) throws(StoreError) -> InboundMessage?
    /// Messages without bodies and properties.
    func inbound(_ query: InboundQuery) throws(StoreError) -> [InboundMessage]
    func key(source: String, identity: String) throws(StoreError) -> InboundKey?

    func outbound(sequence: Int64) throws(StoreError) -> OutboundMessage?
    func outbound(id: MessageID) throws(StoreError) -> OutboundMessage?
    /// Messages without bodies and properties.
    func outbound(_ query: OutboundQuery) throws(StoreError) -> [OutboundMessage]
    func attempts(of sequence: Int64) throws(StoreError) -> [Attempt]

    func caseRecord(_ number: CaseNumber) throws(StoreError) -> CaseRecord?
    func cases(_ query: CaseQuery) throws(StoreError) -> [CaseSummary]
    /// How many open cases hold which version of which program.
    func openCaseCounts() throws(StoreError) -> [OpenCaseCount]
    func events(of number: CaseNumber) throws(StoreError) -> [CaseEvent]
    func caseNumber(source: String, applicationNumber: String) throws(StoreError) -> CaseNumber?
    /// The item to which a party gave its own number.
    func item(party: String, partyNumber: String) throws(StoreError) -> ItemNumber?

    func limits(of number: CaseNumber) throws(StoreError) -> [LimitRow]
    /// Levels that are due and have not fired, the longest due first.
    func dueLimits(now: Instant, limit: Int) throws(StoreError) -> [DueLevel]
    func alerts(_ query: AlertQuery) throws(StoreError) -> [Alert]
    /// What a case announced to be compared with others, in order of place and day.
    func works(of number: CaseNumber) throws(StoreError) -> [WorkRow]
    /// The other cases of the region that have works at a place of this one on one of its days, days before `day` apart.
    /// Costs the same however many cases there are elsewhere or were before.
    func casesSharingWorks(
        with number: CaseNumber,
        from day: Day
    ) throws(StoreError) -> [CaseNumber]

    /// How many received messages have each disposition; costs the same however many there are.
    func dispositionCounts() throws(StoreError) -> [Disposition: Int]
    /// How many messages were received; counted apart from the dispositions, so that the sums can be proven.
    func receivedCount() throws(StoreError) -> Int
    func meta(_ name: String) throws(StoreError) -> String?
}

/// One transaction of the writer. It ends with the closure that received it.
package protocol StoreTransaction: StoreReader {
    // MARK: Received messages

    /// Journals a message and returns its id. An identity takes its key unless the disposition is `duplicate` or the
    /// message is parked for a conflict with the key's holder (`takesKey: false`); a key that is taken throws `taken`.
    /// A duplicate whose raw digest is that of the message it names keeps no body of its own.
    func insert(_ message: InboundMessage, takesKey: Bool) throws(StoreError) -> Int64
    /// Saves what became of a message. Throws `conflict` unless its revision is the stored one and its disposition may
    /// follow the stored one. An identity that was not known before takes its key. Bytes and digests never change.
    func update(_ message: InboundMessage) throws(StoreError)
    /// Takes all messages that wait for a key, in the order in which they came. The caller gives each a disposition.
    func takeWaiting(for key: String) throws(StoreError) -> [Int64]

    // MARK: Cases

    /// The next number of a region and day; numbers are never given twice, gaps are normal.
    func nextCaseNumber(region: String, day: Day) throws(StoreError) -> CaseNumber
    /// Stores a new case and gives it its application number for ever; throws `taken` where another case has it.
    func insert(_ record: CaseRecord) throws(StoreError)
    /// Saves a case whose stored version is `record.summary.version`, and returns the new one; else throws `conflict`.
    func update(_ record: CaseRecord) throws(StoreError) -> Int
    /// Adds lines to the timeline of a case that exists.
    func append(_ events: [CaseEvent], to number: CaseNumber) throws(StoreError)
    /// Remembers a party's own number for an item; throws `taken` where the party gave it to another item.
    func register(party: String, partyNumber: String, item: ItemNumber) throws(StoreError)

    // MARK: Sent messages

    /// Journals a message, `pending`, and returns its sequence; a message-id that exists throws `taken`.
    func insert(_ message: OutboundMessage) throws(StoreError) -> Int64
    /// Claims heads of streams that are due, at most `limit`, until the lease ends; destinations take turns.
    ///
    /// A stream is (destination, case); a message without a case is a stream of its own. A message is never returned
    /// while one before it in its stream is unconfirmed.
    func nextOutbound(
        limit: Int,
        now: Instant,
        leaseSeconds: Int,
        except destinations: Set<String>
    ) throws(StoreError) -> [OutboundMessage]
    /// Notes that claimed messages are on the wire; prolongs the lease.
    func markPublished(_ sequences: [Int64], leaseUntil: Instant) throws(StoreError)
    /// Marks messages that the broker confirmed. Confirming twice changes nothing.
    func markConfirmed(_ sequences: [Int64], at: Instant) throws(StoreError)
    /// Returns a claimed message to `pending` after a failed attempt, which is journalled.
    func markFailed(_ attempt: Attempt, nextAttemptAt: Instant) throws(StoreError)
    /// Journals an attempt that is about to be made or has ended otherwise.
    func record(_ attempt: Attempt) throws(StoreError)
    /// Cancels a message that was never attempted. Returns false where it may have been.
    func cancel(_ sequence: Int64, reason: String) throws(StoreError) -> Bool
    /// Takes a message that kills its channel out of its stream, so that the rest go on.
    func block(_ sequence: Int64, reason: String) throws(StoreError)
    /// Notes that the receiver dead-lettered a confirmed message.
    func refuse(_ sequence: Int64, reason: String) throws(StoreError)
    /// Sends a blocked, refused or confirmed message once more, with the same id, because a person says so.
    func revive(_ sequence: Int64, at: Instant) throws(StoreError)

    // MARK: Limits and alerts

    /// Saves limits of cases: new ones are added, known ones re-dated. Fired levels stay fired.
    func save(_ rows: [LimitRow]) throws(StoreError)
    /// Fires a level. Returns false where it has fired, is not due or does not run any more: somebody else was first.
    func fire(_ row: LimitRow, level: LimitRow.Level, now: Instant) throws(StoreError) -> Bool
    /// Opens an alert. Returns nil where one with its key is open.
    @discardableResult
    func raise(_ alert: Alert) throws(StoreError) -> Int64?
    /// Ends the open alert with a key. Returns false where none is open.
    @discardableResult
    func acknowledgeAlert(key: String, by person: String, at: Instant) throws(StoreError) -> Bool

    // MARK: Works at a place

    /// Replaces everything that a case announced, and notes that it is to be compared with others.
    func save(_ works: [WorkRow], of number: CaseNumber) throws(StoreError)
    /// Cases whose works have changed and were not compared since. Of several hubs each gets others until its
    /// transaction ends: who takes a case compares it in this one.
    func nextUncompared(limit: Int) throws(StoreError) -> [CaseNumber]
    func markCompared(_ number: CaseNumber) throws(StoreError)

    func setMeta(_ name: String, _ value: String) throws(StoreError)
}
