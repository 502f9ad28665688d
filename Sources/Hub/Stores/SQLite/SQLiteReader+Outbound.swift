internal import SQLite
internal import Values

extension SQLiteReader {
    private static let columns = """
        m.sequence, m.message_id, m.case_key, m.item, m.party, m.kind, m.destination, m.content_digest, m.created_at,
        m.supersedes, m.caused_by, x.state, x.attempts, x.next_at, x.confirmed_at, x.reason
        """

    package func outbound(sequence: Int64) throws(StoreError) -> OutboundMessage? {
        try moment { () throws(StoreError) in
            let row = try statement(
                """
                SELECT m.sequence, m.message_id, m.case_key, m.item, m.party, m.kind, m.destination,
                    m.content_digest, m.created_at, m.supersedes, m.caused_by, x.state, x.attempts, x.next_at,
                    x.confirmed_at, x.reason, b.properties, b.freshness, b.body
                FROM outbound m JOIN outbound_body b USING (sequence) LEFT JOIN outbox x USING (sequence)
                WHERE m.sequence = ?
                """
            )
            row.bind(sequence, at: 1)
            defer { row.reset() }
            guard try row.next() else { return nil }
            var message = try Self.message(row)
            message.properties = try ValueColumn.decode(row.text(at: 16))
            if let freshness = row.optionalText(at: 17) {
                message.freshness = try ValueColumn.decode(freshness)
            }
            message.body = row.blob(at: 18)
            if let entry = live(sequence) {
                message.state = entry.state
                message.attempts = entry.attempts
                if entry.state == .pending { message.nextAttemptAt = Instant(stored: entry.dueAt) }
            } else if row.isNull(at: 11) {
                try describe(&message)
            }
            return message
        }
    }

    /// Fills in the state of a message without a row in `outbox`.
    private func describe(_ message: inout OutboundMessage) throws(StoreError) {
        let sequence = message.sequence
        let confirmedAt = try storing { () throws(SQLiteError) in
            try Confirmed.time(of: sequence, connection)
        }
        guard let confirmedAt else { return }
        message.state = .confirmed
        message.confirmedAt = Instant(stored: confirmedAt)
        message.attempts = max(1, try attempts(of: sequence).count)
    }

    package func outbound(id: MessageID) throws(StoreError) -> OutboundMessage? {
        try moment { () throws(StoreError) in
            for row in try rows(KeyIndex.hash(id)) {
                if let message = try outbound(sequence: row), message.id == id { return message }
            }
            return nil
        }
    }

    package func outbound(_ query: OutboundQuery) throws(StoreError) -> [OutboundMessage] {
        try moment { () throws(StoreError) in
            var conditions = Conditions()
            conditions.add("m.sequence < ?", query.before)
            conditions.add("m.case_key = ?", query.caseNumber?.key)
            conditions.add("m.party = ?", query.party)
            conditions.add("m.destination = ?", query.destination)
            conditions.add("m.created_at >= ?", query.created?.lowerBound.stored)
            conditions.add("m.created_at < ?", query.created?.upperBound.stored)
            let confirmed = try storing { () throws(SQLiteError) in try Confirmed(connection) }
            switch query.state {
            case nil, .claimed, .published: break
            case .confirmed: conditions.add("(x.state IS NULL OR x.state = ?)", "confirmed")
            case .pending:
                conditions.add(
                    "(x.state = 'pending' OR (x.state IS NULL AND m.sequence > ?))",
                    confirmed.watermark
                )
            case .cancelled, .blocked, .refused:
                conditions.add("x.state = ? AND x.state <> 'confirmed'", query.state?.rawValue)
            }
            let rows = try prepared(
                """
                SELECT \(Self.columns) FROM outbound m LEFT JOIN outbox x USING (sequence) \(conditions.clause)
                ORDER BY m.sequence DESC
                """
            )
            conditions.bind(to: rows)
            var messages: [OutboundMessage] = []
            while messages.count < query.limit, try rows.next() {
                var message = try Self.message(rows)
                if rows.isNull(at: 11), confirmed.contains(message.sequence) {
                    message.state = .confirmed
                    message.attempts = 1
                }
                if query.state == nil || query.state == message.state { messages.append(message) }
            }
            return messages
        }
    }

    private static func message(_ row: Statement) throws(StoreError) -> OutboundMessage {
        guard let id = row.optionalMessageID(at: 1) else { throw .unreadable("a message-id") }
        var message = OutboundMessage(
            id: id,
            party: row.text(at: 4),
            kind: try row.word(OutboundMessage.Kind.self, at: 5),
            destination: row.text(at: 6),
            body: [],
            contentDigest: try row.digest(at: 7),
            createdAt: row.instant(at: 8)
        )
        message.sequence = row.int64(at: 0)
        message.caseNumber = row.optionalCase(at: 2)
        message.item = row.optionalItem(case: 2, position: 3)
        message.supersedes = row.optionalMessageID(at: 9)
        message.causedBy = row.optionalInt64(at: 10)
        guard !row.isNull(at: 11) else { return message }
        message.state = try row.word(OutboundMessage.State.self, at: 11)
        message.attempts = Int(row.int64(at: 12))
        message.nextAttemptAt = row.optionalInstant(at: 13)
        message.confirmedAt = row.optionalInstant(at: 14)
        message.reason = row.optionalText(at: 15)
        return message
    }

    package func attempts(of sequence: Int64) throws(StoreError) -> [Attempt] {
        let rows = try statement(
            "SELECT number, at, fresh_headers, result FROM attempts WHERE message = ? ORDER BY number"
        )
        rows.bind(sequence, at: 1)
        var attempts: [Attempt] = []
        while try rows.next() {
            var attempt = Attempt(
                message: sequence,
                at: rows.instant(at: 1),
                result: rows.text(at: 3)
            )
            attempt.number = Int(rows.int64(at: 0))
            if let headers = rows.optionalText(at: 2) {
                attempt.freshHeaders = try ValueColumn.decode(headers)
            }
            attempts.append(attempt)
        }
        return attempts
    }
}
