internal import SQLite
package import Values

extension SQLiteReader {
    package func caseRecord(_ number: CaseNumber) throws(StoreError) -> CaseRecord? {
        let row = try statement(
            """
            SELECT number, program, contract, source, application, status, outcome_revision, opened_at, closed_at,
                version, state
            FROM cases JOIN case_state USING (number) WHERE number = ?
            """
        )
        row.bind(number.key, at: 1)
        defer { row.reset() }
        guard try row.next() else { return nil }
        return CaseRecord(try Self.summary(row), state: row.blob(at: 10))
    }

    package func cases(_ query: CaseQuery) throws(StoreError) -> [CaseSummary] {
        var conditions = Conditions()
        conditions.add("number >= ?", query.from?.key)
        conditions.add("number < ?", query.before?.key)
        switch query.status {
        case .open?: conditions.add("status = 'open'")
        case .closed?: conditions.add("status = 'closed'")
        case nil: break
        }
        if query.isUnfinished {
            conditions.add(
                """
                (status = 'open' OR EXISTS (SELECT 1 FROM limits WHERE case_key = number
                    AND state IN ('running', 'warned', 'paused', 'undated')))
                """
            )
        }
        conditions.add("program = ?", query.program)
        let rows = try prepared(
            """
            SELECT number, program, contract, source, application, status, outcome_revision, opened_at, closed_at,
                version
            FROM cases \(conditions.clause) ORDER BY number DESC
            """
        )
        conditions.bind(to: rows)
        var cases: [CaseSummary] = []
        while cases.count < query.limit, try rows.next() {
            let summary = try Self.summary(rows)
            if let text = query.text, !summary.number.description.hasPrefix(text),
                !summary.applicationNumber.hasPrefix(text)
            {
                continue
            }
            cases.append(summary)
        }
        return cases
    }

    package func openCaseCounts() throws(StoreError) -> [OpenCaseCount] {
        let rows = try statement(
            """
            SELECT program, contract, count(*) FROM cases WHERE status = 'open'
            GROUP BY program, contract ORDER BY program, contract
            """
        )
        defer { rows.reset() }
        var counts: [OpenCaseCount] = []
        while try rows.next() {
            counts.append(
                OpenCaseCount(
                    program: rows.text(at: 0),
                    contractVersion: rows.text(at: 1),
                    count: Int(rows.int64(at: 2))
                )
            )
        }
        return counts
    }

    private static func summary(_ row: Statement) throws(StoreError) -> CaseSummary {
        var summary = CaseSummary(
            number: CaseNumber(key: row.int64(at: 0)),
            program: row.text(at: 1),
            contractVersion: row.text(at: 2),
            source: row.text(at: 3),
            applicationNumber: row.text(at: 4),
            openedAt: row.instant(at: 7)
        )
        summary.status = try row.word(CaseSummary.Status.self, at: 5)
        summary.outcomeRevision = Int(row.int64(at: 6))
        summary.closedAt = row.optionalInstant(at: 8)
        summary.version = Int(row.int64(at: 9))
        return summary
    }

    /// The groups of events form a list from the newest backwards, which needs no index.
    package func events(of number: CaseNumber) throws(StoreError) -> [CaseEvent] {
        try moment { () throws(StoreError) in
            let last = try statement("SELECT last_events FROM cases WHERE number = ?")
            last.bind(number.key, at: 1)
            defer { last.reset() }
            var next = try last.next() ? last.optionalInt64(at: 0) : nil
            var groups: [[CaseEvent]] = []
            while let id = next {
                let row = try statement(
                    "SELECT previous, first, events FROM case_events WHERE id = ?"
                )
                row.bind(id, at: 1)
                defer { row.reset() }
                guard try row.next() else {
                    throw .unreadable("a gap in the events of case \(number)")
                }
                groups.append(try ValueColumn.events(row.text(at: 2), first: Int(row.int64(at: 1))))
                next = row.optionalInt64(at: 0)
            }
            return groups.reversed().flatMap { $0 }
        }
    }

    package func limits(of number: CaseNumber) throws(StoreError) -> [LimitRow] {
        let rows = try statement(
            """
            SELECT case_key, item, name, state, warn_at, due_at, warned, overdue FROM limits
            WHERE case_key = ? ORDER BY item, name
            """
        )
        rows.bind(number.key, at: 1)
        var limits: [LimitRow] = []
        while try rows.next() { limits.append(try Self.limit(rows)) }
        return limits
    }

    package func dueLimits(now: Instant, limit: Int) throws(StoreError) -> [DueLevel] {
        let rows = try statement(
            """
            SELECT case_key, item, name, state, warn_at, due_at, warned, overdue FROM limits
            WHERE next_at <= ? ORDER BY next_at, case_key, item, name LIMIT ?
            """
        )
        rows.bind(now, at: 1)
        rows.bind(Int64(limit), at: 2)
        var due: [DueLevel] = []
        while try rows.next() {
            let row = try Self.limit(rows)
            for level in LimitRow.Level.allCases where !row.fired.contains(level) {
                if let at = row.at(level), at <= now {
                    due.append(DueLevel(row: row, level: level, at: at))
                }
            }
        }
        return due
    }

    static func limit(_ row: Statement) throws(StoreError) -> LimitRow {
        var limit = LimitRow(
            caseNumber: CaseNumber(key: row.int64(at: 0)),
            item: row.optionalItem(case: 0, position: 1),
            limit: row.text(at: 2),
            state: try row.word(LimitRow.State.self, at: 3),
            warnAt: row.optionalInstant(at: 4),
            dueAt: row.optionalInstant(at: 5)
        )
        if row.int64(at: 6) != 0 { limit.fired.insert(.warning) }
        if row.int64(at: 7) != 0 { limit.fired.insert(.overdue) }
        return limit
    }
}
