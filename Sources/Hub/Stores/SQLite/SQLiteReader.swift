internal import SQLite
internal import Values

/// Reads a store through a connection of its own, in moments that a commit does not change midway.
package class SQLiteReader: StoreReader {
    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// Opens a store that exists for browsing.
    package convenience init(path: String) throws(StoreError) {
        var options = Connection.Options()
        options.isWritable = false
        options.cacheKibibytes = 8192
        let connection = try storing { () throws(SQLiteError) in
            try Connection(path: path, options: options)
        }
        try Migrations.check(connection, path: path)
        self.init(connection)
    }

    /// Runs several statements on one moment of the store.
    func moment<R>(_ body: () throws(StoreError) -> R) throws(StoreError) -> R {
        guard !connection.isInTransaction else { return try body() }
        try storing { () throws(SQLiteError) in try connection.begin(.deferred) }
        defer { try? connection.rollback() }
        return try body()
    }

    func statement(_ sql: StaticString) throws(StoreError) -> Statement {
        try storing { () throws(SQLiteError) in try connection.statement(sql) }
    }

    /// Rows that may have a key; the writer asks its index in memory instead.
    func rows(_ hash: UInt64) throws(StoreError) -> [Int64] {
        try storing { () throws(SQLiteError) in try KeyIndex.rows(hash, connection) }
    }

    /// What the sending process knows about a message that is not confirmed; readers know nothing of it.
    func live(_ sequence: Int64) -> Outbox.Entry? { nil }

    // MARK: Keys

    package func caseNumber(
        source: String,
        applicationNumber: String
    ) throws(StoreError) -> CaseNumber? {
        for row in try rows(KeyIndex.hash(.application, source, applicationNumber)) {
            let found = try statement("SELECT source, application FROM cases WHERE number = ?")
            found.bind(row, at: 1)
            defer { found.reset() }
            guard try found.next(), found.text(at: 0) == source,
                found.text(at: 1) == applicationNumber
            else { continue }
            return CaseNumber(key: row)
        }
        return nil
    }

    package func item(party: String, partyNumber: String) throws(StoreError) -> ItemNumber? {
        for row in try rows(KeyIndex.hash(.party, party, partyNumber)) {
            let found = try statement(
                "SELECT party, number, case_key, item FROM party_numbers WHERE id = ?"
            )
            found.bind(row, at: 1)
            defer { found.reset() }
            guard try found.next(), found.text(at: 0) == party, found.text(at: 1) == partyNumber
            else { continue }
            return found.optionalItem(case: 2, position: 3)
        }
        return nil
    }

    // MARK: Counters and alerts

    package func dispositionCounts() throws(StoreError) -> [Disposition: Int] {
        let rows = try statement("SELECT name, value FROM counters WHERE name <> 'received'")
        var counts: [Disposition: Int] = [:]
        while try rows.next() {
            counts[try rows.word(Disposition.self, at: 0)] = Int(rows.int64(at: 1))
        }
        return counts
    }

    package func receivedCount() throws(StoreError) -> Int {
        let row = try statement("SELECT value FROM counters WHERE name = 'received'")
        defer { row.reset() }
        return try row.next() ? Int(row.int64(at: 0)) : 0
    }

    package func meta(_ name: String) throws(StoreError) -> String? {
        let row = try statement("SELECT value FROM meta WHERE name = ?")
        row.bind(name, at: 1)
        defer { row.reset() }
        return try row.next() ? row.text(at: 0) : nil
    }

    package func alerts(_ query: AlertQuery) throws(StoreError) -> [Alert] {
        let rows = try statement(
            """
            SELECT id, at, kind, key, text, case_key, item, party, acknowledged_at, acknowledged_by FROM alerts
            WHERE id < ? AND (acknowledged_at IS NULL OR NOT ?) ORDER BY id DESC LIMIT ?
            """
        )
        rows.bind(query.before ?? .max, at: 1)
        rows.bind(query.isOpenOnly ? 1 : 0, at: 2)
        rows.bind(Int64(query.limit), at: 3)
        var alerts: [Alert] = []
        while try rows.next() {
            var alert = Alert(
                at: rows.instant(at: 1),
                kind: rows.text(at: 2),
                key: rows.text(at: 3),
                text: rows.text(at: 4)
            )
            alert.id = rows.int64(at: 0)
            alert.caseNumber = rows.optionalCase(at: 5)
            alert.item = rows.optionalItem(case: 5, position: 6)
            alert.party = rows.optionalText(at: 7)
            alert.acknowledgedAt = rows.optionalInstant(at: 8)
            alert.acknowledgedBy = rows.optionalText(at: 9)
            alerts.append(alert)
        }
        return alerts
    }
}
