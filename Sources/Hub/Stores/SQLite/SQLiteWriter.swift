internal import SQLite
package import Values

/// The writer's side of the store: the transaction that is open, and what is kept in memory between transactions.
package final class SQLiteWriter: SQLiteReader, StoreTransaction {
    var keys: KeyIndex
    var outbox = Outbox()
    var confirms: ConfirmJournal
    /// Messages as they were inserted, so that sending them costs no read; limited by `recentBytesMax`.
    var recent: [Int64: OutboundMessage] = [:]
    var recentBytes = 0
    static let recentBytesMax = 64 << 20

    var nextInbound: Int64
    var nextSequence: Int64
    private var counts: [Disposition: Int] = [:]
    private var received = 0
    private var seal: SealChain
    private var blocks: [String: CaseNumberBlock] = [:]
    private var freshBlocks: [String] = []

    /// Case numbers that the database has given to this process.
    private struct CaseNumberBlock {
        var day: Day
        var next: Int
        var end: Int
    }
    private static let blockCount = 50

    init(
        _ connection: Connection,
        options: SQLiteStore.Options,
        digest: @escaping ([UInt8]) -> Digest
    )
        throws(StoreError)
    {
        do {
            keys = try KeyIndex(connection, runCount: options.keyRunCount)
            confirms = ConfirmJournal(windowCount: options.confirmWindowCount)
            nextInbound = try connection.integer("SELECT max(id) FROM inbound").map { $0 + 1 } ?? 1
            // A number that was given and undone may lie below the watermark: it is never given again.
            nextSequence = max(
                try connection.integer("SELECT max(sequence) FROM outbound").map { $0 + 1 } ?? 1,
                try connection.integer("SELECT max(next_sequence) FROM confirms") ?? 1
            )
            seal = try SealChain(connection, hub: options.hub, digest: digest)
        } catch {
            throw StoreError(error)
        }
        super.init(connection)
        try loadOutbox()
    }

    override func statement(_ sql: StaticString) throws(StoreError) -> Statement {
        precondition(
            connection.isInTransaction,
            "a transaction ends with the closure that received it"
        )
        return try super.statement(sql)
    }

    override func rows(_ hash: UInt64) throws(StoreError) -> [Int64] {
        try storing { () throws(SQLiteError) in try keys.rows(hash) }
    }

    override func live(_ sequence: Int64) -> Outbox.Entry? { outbox.live[sequence] }

    /// Runs a statement that gives no rows.
    func run(_ statement: Statement) throws(StoreError) {
        try storing { () throws(SQLiteError) in try statement.run() }
    }

    func addKey(_ hash: UInt64, row: Int64) throws(StoreError) {
        try storing { () throws(SQLiteError) in try keys.add(hash, row: row) }
    }

    // MARK: The end of a transaction

    func prepareCommit() throws(StoreError) {
        for (disposition, change) in counts where change != 0 {
            try count(disposition.rawValue, change)
        }
        if received > 0 { try count("received", received) }
        try storing { () throws(SQLiteError) in
            try keys.prepareCommit()
            try seal.prepareCommit(connection)
        }
    }

    private func count(_ name: String, _ change: Int) throws(StoreError) {
        let row = try statement(
            """
            INSERT INTO counters(name, value) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET value = value + excluded.value
            """
        )
        row.bind(name, at: 1)
        row.bind(Int64(change), at: 2)
        try run(row)
    }

    func didCommit() {
        keys.didCommit()
        outbox.didCommit()
        confirms.didCommit()
        seal.didCommit()
        counts.removeAll(keepingCapacity: true)
        received = 0
        freshBlocks = []
    }

    func didRollback() {
        keys.didRollback()
        outbox.didRollback()
        confirms.didRollback()
        seal.didRollback()
        counts.removeAll(keepingCapacity: true)
        received = 0
        for region in freshBlocks { blocks[region] = nil }
        freshBlocks = []
        recent = recent.filter { outbox.live[$0.key] != nil }
        recentBytes = recent.values.reduce(0) { $0 + $1.body.count }
    }

    func didReceive(_ message: InboundMessage, id: Int64) {
        received += 1
        counts[message.disposition, default: 0] += 1
        seal.add(inbound: id, message)
    }

    func didChange(from old: Disposition, to new: Disposition) {
        counts[old, default: 0] -= 1
        counts[new, default: 0] += 1
    }

    func didSend(_ message: OutboundMessage, sequence: Int64) {
        seal.add(outbound: sequence, message)
    }

    // MARK: Numbers, alerts and the rest

    package func nextCaseNumber(region: String, day: Day) throws(StoreError) -> CaseNumber {
        var block = blocks[region]
        if block?.day != day || block?.next == block?.end {
            block = try reserve(region: region, day: day)
        }
        guard var block, let number = CaseNumber(region: region, day: day, sequence: block.next)
        else {
            throw StoreError(
                .invalid,
                "Region \(region) has no case number left on \(day), or is not a six-digit code."
            )
        }
        block.next += 1
        blocks[region] = block
        return number
    }

    private func reserve(region: String, day: Day) throws(StoreError) -> CaseNumberBlock {
        let row = try statement(
            """
            INSERT INTO case_numbers(region, day, next) VALUES (?1, ?2, 1 + ?3)
            ON CONFLICT (region, day) DO UPDATE SET next = next + ?3 RETURNING next
            """
        )
        row.bind(region, at: 1)
        row.bind(Int64(day.number), at: 2)
        row.bind(Int64(Self.blockCount), at: 3)
        defer { row.reset() }
        guard try row.next() else { throw .unreadable("no case number") }
        let end = Int(row.int64(at: 0))
        while try row.next() {}
        freshBlocks.append(region)
        return CaseNumberBlock(day: day, next: end - Self.blockCount, end: end)
    }

    @discardableResult
    package func raise(_ alert: Alert) throws(StoreError) -> Int64? {
        let row = try statement(
            """
            INSERT INTO alerts(at, kind, key, text, case_key, item, party) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (key) WHERE acknowledged_at IS NULL DO NOTHING
            """
        )
        row.bind(alert.at, at: 1)
        row.bind(alert.kind, at: 2)
        row.bind(alert.key, at: 3)
        row.bind(alert.text, at: 4)
        row.bind((alert.item?.caseNumber ?? alert.caseNumber)?.key, at: 5)
        row.bind(alert.item.map { Int64($0.position) }, at: 6)
        row.bind(alert.party, at: 7)
        try run(row)
        return connection.changes == 1 ? connection.lastInsertRowID : nil
    }

    @discardableResult
    package func acknowledgeAlert(
        key: String,
        by person: String,
        at: Instant
    ) throws(StoreError) -> Bool {
        let row = try statement(
            """
            UPDATE alerts SET acknowledged_at = ?, acknowledged_by = ? WHERE key = ? AND acknowledged_at IS NULL
            """
        )
        row.bind(at, at: 1)
        row.bind(person, at: 2)
        row.bind(key, at: 3)
        try run(row)
        return connection.changes == 1
    }

    package func setMeta(_ name: String, _ value: String) throws(StoreError) {
        let row = try statement(
            """
            INSERT INTO meta(name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """
        )
        row.bind(name, at: 1)
        row.bind(value, at: 2)
        try run(row)
    }
}
