internal import SQLite

extension SQLiteWriter {
    package func insert(_ message: InboundMessage, takesKey: Bool) throws(StoreError) -> Int64 {
        let id = nextInbound
        if takesKey, message.disposition != .duplicate, let identity = message.identity {
            try take(source: message.source, identity: identity, id: id)
        }
        let row = try statement(
            """
            INSERT INTO inbound(id, revision, source, identity, raw_digest, content_digest, received_at, bytes,
                decided_at, kind, disposition, party, program, case_key, item, contract, problems, problem_key,
                caused_by, duplicate_of, replay_of, supersedes, attempts, waiting_for)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                ?22, ?23, ?24)
            """
        )
        row.bind(id, at: 1)
        row.bind(0, at: 2)
        row.bind(message.source, at: 3)
        row.bind(message.rawDigest, at: 5)
        row.bind(message.receivedAt, at: 7)
        row.bind(Int64(message.bytesCount), at: 8)
        try Self.bindDecision(message, to: row)
        try run(row)
        try insertBody(message, id: id)
        try wait(message, id: id)
        nextInbound += 1
        didReceive(message, id: id)
        return id
    }

    /// What an update may change: parameters 4, 6 and 9 … 24 of the insert and of the update.
    private static func bindDecision(
        _ message: InboundMessage,
        to row: Statement
    ) throws(StoreError) {
        row.bind(message.identity, at: 4)
        row.bind(message.contentDigest, at: 6)
        row.bind(message.decidedAt, at: 9)
        row.bind(message.kind.rawValue, at: 10)
        row.bind(message.disposition.rawValue, at: 11)
        row.bind(message.party, at: 12)
        row.bind(message.program, at: 13)
        row.bind((message.item?.caseNumber ?? message.caseNumber)?.key, at: 14)
        row.bind(message.item.map { Int64($0.position) }, at: 15)
        row.bind(message.contractVersion, at: 16)
        row.bind(try ValueColumn.encode(message.problems), at: 17)
        row.bind(message.problemKey, at: 18)
        row.bind(message.links.causedBy, at: 19)
        row.bind(message.links.duplicateOf, at: 20)
        row.bind(message.links.replayOf, at: 21)
        row.bind(message.links.supersedes, at: 22)
        row.bind(Int64(message.attempts), at: 23)
        row.bind(try ValueColumn.encode(message.waitingFor), at: 24)
    }

    private func take(source: String, identity: String, id: Int64) throws(StoreError) {
        if let holder = try key(source: source, identity: identity) {
            throw StoreError(
                .taken,
                "The key \(identity) of \(source) belongs to inbound message \(holder.message)."
            )
        }
        try addKey(KeyIndex.hash(.inbound, source, identity), row: id)
    }

    private func insertBody(_ message: InboundMessage, id: Int64) throws(StoreError) {
        let row = try statement("INSERT INTO inbound_body(id, properties, body) VALUES (?, ?, ?)")
        row.bind(id, at: 1)
        row.bind(try ValueColumn.encode(message.properties), at: 2)
        if let body = message.body, try !isCopy(message) {
            try storing { () throws(SQLiteError) in try row.run(borrowing: body, at: 3) }
        } else {
            row.bindNull(at: 3)
            try run(row)
        }
    }

    /// Whether the bytes are those of the message that this one is a duplicate of.
    private func isCopy(_ message: InboundMessage) throws(StoreError) -> Bool {
        guard message.disposition == .duplicate, let first = message.links.duplicateOf else {
            return false
        }
        let row = try statement(
            "SELECT raw_digest FROM inbound JOIN inbound_body USING (id) WHERE id = ? AND body IS NOT NULL"
        )
        row.bind(first, at: 1)
        defer { row.reset() }
        guard try row.next() else { return false }
        return try row.digest(at: 0) == message.rawDigest
    }

    package func update(_ message: InboundMessage) throws(StoreError) {
        let old = try statement(
            "SELECT revision, disposition, identity, source FROM inbound WHERE id = ?"
        )
        old.bind(message.id, at: 1)
        guard try old.next() else {
            throw StoreError(.missing, "There is no inbound message \(message.id).")
        }
        let revision = Int(old.int64(at: 0))
        let disposition = try old.word(Disposition.self, at: 1)
        let (identity, source) = (old.optionalText(at: 2), old.text(at: 3))
        old.reset()
        guard revision == message.revision else {
            throw StoreError(
                .conflict,
                "Inbound message \(message.id) has revision \(revision), not \(message.revision): read it again."
            )
        }
        guard disposition.canBecome(message.disposition) else {
            throw StoreError(
                .conflict,
                "Inbound message \(message.id) is \(disposition) and cannot become \(message.disposition)."
            )
        }
        guard identity == nil || identity == message.identity else {
            throw StoreError(
                .conflict,
                "Inbound message \(message.id) has the identity \(identity ?? "")."
            )
        }
        if identity == nil, let identity = message.identity, message.disposition != .duplicate {
            try take(source: source, identity: identity, id: message.id)
        }
        let row = try statement(
            """
            UPDATE inbound SET revision = ?2, identity = ?4, content_digest = coalesce(content_digest, ?6),
                decided_at = ?9, kind = ?10, disposition = ?11, party = ?12, program = ?13, case_key = ?14,
                item = ?15, contract = ?16, problems = ?17, problem_key = ?18, caused_by = ?19, duplicate_of = ?20,
                replay_of = ?21, supersedes = ?22, attempts = ?23, waiting_for = ?24
            WHERE id = ?1
            """
        )
        row.bind(message.id, at: 1)
        row.bind(Int64(revision + 1), at: 2)
        try Self.bindDecision(message, to: row)
        try run(row)
        if disposition == .waiting { try stopWaiting(message.id) }
        try wait(message, id: message.id)
        didChange(from: disposition, to: message.disposition)
    }

    private func wait(_ message: InboundMessage, id: Int64) throws(StoreError) {
        guard message.disposition == .waiting else { return }
        guard !message.waitingFor.isEmpty else {
            throw StoreError(
                .invalid,
                "A waiting message names at least one key that it waits for."
            )
        }
        for key in message.waitingFor {
            let row = try statement("INSERT OR IGNORE INTO waiting(key, message) VALUES (?, ?)")
            row.bind(key, at: 1)
            row.bind(id, at: 2)
            try run(row)
        }
    }

    /// Removes a message from all keys that its stored row names.
    private func stopWaiting(_ id: Int64) throws(StoreError) {
        let rows = try statement("DELETE FROM waiting WHERE message = ?")
        rows.bind(id, at: 1)
        try run(rows)
    }

    package func takeWaiting(for key: String) throws(StoreError) -> [Int64] {
        let rows = try statement("SELECT message FROM waiting WHERE key = ? ORDER BY message")
        rows.bind(key, at: 1)
        var messages: [Int64] = []
        while try rows.next() { messages.append(rows.int64(at: 0)) }
        guard !messages.isEmpty else { return [] }
        let delete = try statement("DELETE FROM waiting WHERE key = ?")
        delete.bind(key, at: 1)
        try run(delete)
        return messages
    }
}
