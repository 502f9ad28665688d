internal import SQLite
package import Values

extension SQLiteWriter {
    package func insert(_ record: CaseRecord) throws(StoreError) {
        let summary = record.summary
        if let holder = try caseNumber(
            source: summary.source,
            applicationNumber: summary.applicationNumber
        ) {
            throw StoreError(
                .taken,
                "Application \(summary.applicationNumber) of \(summary.source) belongs to case \(holder) for ever."
            )
        }
        guard try caseRecord(summary.number) == nil else {
            throw StoreError(.taken, "There is a case \(summary.number).")
        }
        try addKey(
            KeyIndex.hash(.application, summary.source, summary.applicationNumber),
            row: summary.number.key
        )
        let row = try statement(
            """
            INSERT INTO cases(number, status, outcome_revision, closed_at, version, program, contract, source,
                application, opened_at, events)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0)
            """
        )
        row.bind(summary.number.key, at: 1)
        Self.bindProgress(summary, version: summary.version, to: row)
        row.bind(summary.program, at: 6)
        row.bind(summary.contractVersion, at: 7)
        row.bind(summary.source, at: 8)
        row.bind(summary.applicationNumber, at: 9)
        row.bind(summary.openedAt, at: 10)
        try run(row)
        let state = try statement("INSERT INTO case_state(number, state) VALUES (?, ?)")
        state.bind(summary.number.key, at: 1)
        try storing { () throws(SQLiteError) in try state.run(borrowing: record.state, at: 2) }
    }

    private static func bindProgress(_ summary: CaseSummary, version: Int, to row: Statement) {
        row.bind(summary.status.rawValue, at: 2)
        row.bind(Int64(summary.outcomeRevision), at: 3)
        row.bind(summary.closedAt, at: 4)
        row.bind(Int64(version), at: 5)
    }

    package func update(_ record: CaseRecord) throws(StoreError) -> Int {
        let summary = record.summary
        let version = summary.version + 1
        let row = try statement(
            """
            UPDATE cases SET status = ?2, outcome_revision = ?3, closed_at = ?4, version = ?5
            WHERE number = ?1 AND version = ?6
            """
        )
        row.bind(summary.number.key, at: 1)
        Self.bindProgress(summary, version: version, to: row)
        row.bind(Int64(summary.version), at: 6)
        try run(row)
        guard connection.changes == 1 else {
            throw StoreError(
                .conflict,
                "Case \(summary.number) has not version \(summary.version) any more: read it again."
            )
        }
        let state = try statement("UPDATE case_state SET state = ?2 WHERE number = ?1")
        state.bind(summary.number.key, at: 1)
        try storing { () throws(SQLiteError) in try state.run(borrowing: record.state, at: 2) }
        return version
    }

    package func append(_ events: [CaseEvent], to number: CaseNumber) throws(StoreError) {
        guard !events.isEmpty else { return }
        let head = try statement("SELECT events, last_events FROM cases WHERE number = ?")
        head.bind(number.key, at: 1)
        guard try head.next() else { throw StoreError(.missing, "There is no case \(number).") }
        let (count, last) = (head.int64(at: 0), head.optionalInt64(at: 1))
        head.reset()
        let group = try statement(
            "INSERT INTO case_events(case_key, previous, first, events) VALUES (?, ?, ?, ?)"
        )
        group.bind(number.key, at: 1)
        group.bind(last, at: 2)
        group.bind(count + 1, at: 3)
        group.bind(try ValueColumn.encode(events), at: 4)
        try run(group)
        let link = try statement("UPDATE cases SET events = ?2, last_events = ?3 WHERE number = ?1")
        link.bind(number.key, at: 1)
        link.bind(count + Int64(events.count), at: 2)
        link.bind(connection.lastInsertRowID, at: 3)
        try run(link)
    }

    package func register(
        party: String,
        partyNumber: String,
        item: ItemNumber
    ) throws(StoreError) {
        if let known = try self.item(party: party, partyNumber: partyNumber) {
            guard known != item else { return }
            throw StoreError(.taken, "\(party) gave its number \(partyNumber) to item \(known).")
        }
        let row = try statement(
            "INSERT INTO party_numbers(party, number, case_key, item) VALUES (?, ?, ?, ?)"
        )
        row.bind(party, at: 1)
        row.bind(partyNumber, at: 2)
        row.bind(item.caseNumber.key, at: 3)
        row.bind(Int64(item.position), at: 4)
        try run(row)
        try addKey(KeyIndex.hash(.party, party, partyNumber), row: connection.lastInsertRowID)
    }

    // MARK: Limits

    package func save(_ rows: [LimitRow]) throws(StoreError) {
        for limit in rows {
            var limit = limit
            limit.fired.formUnion(try fired(limit))
            let row = try statement(
                """
                INSERT INTO limits(case_key, item, name, state, warn_at, due_at, warned, overdue, next_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (case_key, item, name) DO UPDATE SET state = excluded.state, warn_at = excluded.warn_at,
                    due_at = excluded.due_at, warned = excluded.warned, overdue = excluded.overdue,
                    next_at = excluded.next_at
                """
            )
            Self.bindName(limit, to: row)
            row.bind(limit.state.rawValue, at: 4)
            row.bind(limit.warnAt, at: 5)
            row.bind(limit.dueAt, at: 6)
            row.bind(limit.fired.contains(.warning) ? 1 : 0, at: 7)
            row.bind(limit.fired.contains(.overdue) ? 1 : 0, at: 8)
            row.bind(limit.nextAt, at: 9)
            try run(row)
        }
    }

    private static func bindName(_ limit: LimitRow, to row: Statement) {
        row.bind((limit.item?.caseNumber ?? limit.caseNumber).key, at: 1)
        row.bind(limit.item.map { Int64($0.position) } ?? 0, at: 2)
        row.bind(limit.limit, at: 3)
    }

    private func fired(_ limit: LimitRow) throws(StoreError) -> Set<LimitRow.Level> {
        try stored(limit)?.fired ?? []
    }

    private func stored(_ limit: LimitRow) throws(StoreError) -> LimitRow? {
        let row = try statement(
            """
            SELECT case_key, item, name, state, warn_at, due_at, warned, overdue FROM limits
            WHERE case_key = ? AND item = ? AND name = ?
            """
        )
        Self.bindName(limit, to: row)
        defer { row.reset() }
        return try row.next() ? try Self.limit(row) : nil
    }

    package func fire(
        _ row: LimitRow,
        level: LimitRow.Level,
        now: Instant
    ) throws(StoreError) -> Bool {
        guard var stored = try stored(row), stored.state.isRunning, !stored.fired.contains(level),
            let at = stored.at(level), at <= now
        else { return false }
        stored.fired.insert(level)
        switch level {
        case .warning: if stored.state == .running { stored.state = .warned }
        case .overdue: stored.state = .overdue
        }
        try save([stored])
        return true
    }
}
