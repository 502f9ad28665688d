internal import SQLite

extension SQLiteReader {
    private static let columns = """
        m.id, m.revision, m.source, m.identity, m.raw_digest, m.content_digest, m.received_at, m.decided_at, m.kind,
        m.disposition, m.party, m.program, m.case_key, m.item, m.contract, m.problems, m.problem_key, m.caused_by,
        m.duplicate_of, m.replay_of, m.supersedes, m.attempts, m.waiting_for, m.bytes
        """

    package func inbound(id: Int64) throws(StoreError) -> InboundMessage? {
        try moment { () throws(StoreError) in
            let row = try prepared(
                """
                SELECT \(Self.columns), b.properties, coalesce(b.body, f.body) FROM inbound m
                JOIN inbound_body b ON b.id = m.id LEFT JOIN inbound_body f ON f.id = m.duplicate_of
                WHERE m.id = ?
                """
            )
            row.bind(id, at: 1)
            guard try row.next() else { return nil }
            var message = try Self.message(row)
            message.properties = try ValueColumn.decode(row.text(at: 24))
            message.body = row.optionalBlob(at: 25)
            return message
        }
    }

    package func inbound(_ query: InboundQuery) throws(StoreError) -> [InboundMessage] {
        var conditions = Conditions()
        conditions.add("m.id < ?", query.before)
        conditions.add("m.case_key = ?", query.caseNumber?.key)
        conditions.add("m.party = ?", query.party)
        conditions.add("m.problem_key = ?", query.problemKey)
        conditions.add("m.received_at >= ?", query.received?.lowerBound.stored)
        conditions.add("m.received_at < ?", query.received?.upperBound.stored)
        if let disposition = query.disposition {
            conditions.add("m.disposition = ?", disposition.rawValue)
            // Said once more without a parameter, so that the partial index is used.
            if ![.applied, .recorded, .duplicate].contains(disposition) {
                conditions.add("m.disposition NOT IN ('applied', 'recorded', 'duplicate')")
            }
        }
        let rows = try prepared(
            "SELECT \(Self.columns) FROM inbound m \(conditions.clause) ORDER BY m.id DESC LIMIT \(query.limit)"
        )
        conditions.bind(to: rows)
        var messages: [InboundMessage] = []
        while try rows.next() { messages.append(try Self.message(rows)) }
        return messages
    }

    func prepared(_ sql: String) throws(StoreError) -> Statement {
        try storing { () throws(SQLiteError) in try connection.prepare(sql) }
    }

    private static func message(_ row: Statement) throws(StoreError) -> InboundMessage {
        var message = InboundMessage(
            source: row.text(at: 2),
            identity: row.optionalText(at: 3),
            rawDigest: try row.digest(at: 4),
            receivedAt: row.instant(at: 6),
            kind: try row.word(InboundMessage.Kind.self, at: 8),
            disposition: try row.word(Disposition.self, at: 9),
            body: []
        )
        message.body = nil
        message.id = row.int64(at: 0)
        message.revision = Int(row.int64(at: 1))
        message.contentDigest = row.optionalDigest(at: 5)
        message.decidedAt = row.optionalInstant(at: 7)
        message.party = row.optionalText(at: 10)
        message.program = row.optionalText(at: 11)
        message.caseNumber = row.optionalCase(at: 12)
        message.item = row.optionalItem(case: 12, position: 13)
        message.contractVersion = row.optionalText(at: 14)
        message.problems = try ValueColumn.problems(row.optionalText(at: 15))
        message.problemKey = row.optionalText(at: 16)
        message.links = InboundMessage.Links(
            causedBy: row.optionalInt64(at: 17),
            duplicateOf: row.optionalInt64(at: 18),
            replayOf: row.optionalInt64(at: 19),
            supersedes: row.optionalInt64(at: 20)
        )
        message.attempts = Int(row.int64(at: 21))
        message.waitingFor = try ValueColumn.texts(row.optionalText(at: 22))
        message.bytesCount = Int(row.int64(at: 23))
        return message
    }

    package func key(source: String, identity: String) throws(StoreError) -> InboundKey? {
        for row in try rows(KeyIndex.hash(.inbound, source, identity)) {
            let found = try statement(
                """
                SELECT source, identity, raw_digest, content_digest, disposition, case_key FROM inbound WHERE id = ?
                """
            )
            found.bind(row, at: 1)
            defer { found.reset() }
            guard try found.next(), found.text(at: 0) == source,
                found.optionalText(at: 1) == identity
            else { continue }
            return InboundKey(
                message: row,
                rawDigest: try found.digest(at: 2),
                contentDigest: found.optionalDigest(at: 3),
                disposition: try found.word(Disposition.self, at: 4),
                caseNumber: found.optionalCase(at: 5)
            )
        }
        return nil
    }
}

/// The `WHERE` of a list: only what was asked for, so that the planner sees which index helps.
struct Conditions {
    private enum Parameter {
        case integer(Int64)
        case text(String)
    }

    private var texts: [String] = []
    private var parameters: [Parameter] = []

    mutating func add(_ condition: String) { texts.append(condition) }

    mutating func add(_ condition: String, _ value: Int64?) {
        guard let value else { return }
        texts.append(condition)
        parameters.append(.integer(value))
    }

    mutating func add(_ condition: String, _ value: String?) {
        guard let value else { return }
        texts.append(condition)
        parameters.append(.text(value))
    }

    var clause: String { texts.isEmpty ? "" : "WHERE " + texts.joined(separator: " AND ") }

    func bind(to statement: Statement) {
        for (index, parameter) in parameters.enumerated() {
            switch parameter {
            case .integer(let value): statement.bind(value, at: index + 1)
            case .text(let text): statement.bind(text, at: index + 1)
            }
        }
    }
}
