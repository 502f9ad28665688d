internal import SQLite
package import Values

extension SQLiteWriter {
    package func insert(_ message: OutboundMessage) throws(StoreError) -> Int64 {
        let sequence = nextSequence
        let hash = KeyIndex.hash(message.id)
        for row in try rows(hash) {
            guard try messageID(of: row) != message.id else {
                throw StoreError(
                    .taken,
                    "The message-id \(message.id) belongs to outbound message \(row)."
                )
            }
        }
        try addKey(hash, row: sequence)
        let caseKey = (message.item?.caseNumber ?? message.caseNumber)?.key
        let row = try statement(
            """
            INSERT INTO outbound(sequence, message_id, case_key, item, party, kind, destination, content_digest,
                created_at, supersedes, caused_by, is_fresh)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        row.bind(sequence, at: 1)
        row.bind(message.id, at: 2)
        row.bind(caseKey, at: 3)
        row.bind(message.item.map { Int64($0.position) }, at: 4)
        row.bind(message.party, at: 5)
        row.bind(message.kind.rawValue, at: 6)
        row.bind(message.destination, at: 7)
        row.bind(message.contentDigest, at: 8)
        row.bind(message.createdAt, at: 9)
        row.bind(message.supersedes, at: 10)
        row.bind(message.causedBy, at: 11)
        row.bind(message.freshness == nil ? 0 : 1, at: 12)
        try run(row)
        try insertBody(message, sequence: sequence)
        nextSequence += 1
        let stream = outbox.stream(message.destination, caseKey: caseKey, sequence: sequence)
        outbox.set(
            sequence,
            Outbox.Entry(
                stream: stream,
                dueAt: (message.nextAttemptAt ?? message.createdAt).stored,
                mayBeAttempted: false,
                hasRow: false,
                isFresh: message.freshness != nil
            )
        )
        confirms.didInsert(sequence)
        remember(message, sequence: sequence)
        didSend(message, sequence: sequence)
        return sequence
    }

    private func messageID(of sequence: Int64) throws(StoreError) -> MessageID? {
        let row = try statement("SELECT message_id FROM outbound WHERE sequence = ?")
        row.bind(sequence, at: 1)
        defer { row.reset() }
        return try row.next() ? row.optionalMessageID(at: 0) : nil
    }

    private func insertBody(_ message: OutboundMessage, sequence: Int64) throws(StoreError) {
        let row = try statement(
            "INSERT INTO outbound_body(sequence, properties, freshness, body) VALUES (?, ?, ?, ?)"
        )
        row.bind(sequence, at: 1)
        row.bind(try ValueColumn.encode(message.properties), at: 2)
        if let freshness = message.freshness {
            row.bind(try ValueColumn.encode(freshness), at: 3)
        } else {
            row.bindNull(at: 3)
        }
        try storing { () throws(SQLiteError) in try row.run(borrowing: message.body, at: 4) }
    }

    private func remember(_ message: OutboundMessage, sequence: Int64) {
        guard recentBytes + message.body.count <= Self.recentBytesMax else { return }
        var message = message
        message.sequence = sequence
        recent[sequence] = message
        recentBytes += message.body.count
    }

    private func forget(_ sequence: Int64) {
        if let message = recent.removeValue(forKey: sequence) { recentBytes -= message.body.count }
    }

    // MARK: Sending

    package func nextOutbound(
        limit: Int,
        now: Instant,
        leaseSeconds: Int,
        except destinations: Set<String>
    ) throws(StoreError) -> [OutboundMessage] {
        var messages: [OutboundMessage] = []
        let leaseEnd = now.adding(seconds: Int64(leaseSeconds)).stored
        while messages.count < limit,
            let sequence = outbox.claim(now: now.stored, leaseEnd: leaseEnd, except: destinations)
        {
            var found = recent[sequence]
            if found == nil { found = try outbound(sequence: sequence) }
            guard var message = found else {
                throw .unreadable("no body for outbound message \(sequence)")
            }
            message.state = .claimed
            message.attempts = outbox.live[sequence]?.attempts ?? 1
            messages.append(message)
        }
        return messages
    }

    package func markPublished(_ sequences: [Int64], leaseUntil: Instant) throws(StoreError) {
        for sequence in sequences {
            guard var entry = outbox.live[sequence], entry.isClaimed else { continue }
            entry.state = .published
            entry.dueAt = leaseUntil.stored
            outbox.set(sequence, entry)
        }
    }

    package func markConfirmed(_ sequences: [Int64], at: Instant) throws(StoreError) {
        var plain: [Int64] = []
        plain.reserveCapacity(sequences.count)
        for sequence in sequences {
            let entry = outbox.live[sequence]
            if let entry, !entry.hasRow {
                plain.append(sequence)
            } else {
                let row = try statement(
                    """
                    UPDATE outbox SET state = 'confirmed', confirmed_at = ?, next_at = NULL, reason = NULL, attempts = ?
                    WHERE sequence = ? AND state IN ('pending', 'blocked')
                    """
                )
                row.bind(at, at: 1)
                row.bind(Int64(entry?.attempts ?? 1), at: 2)
                row.bind(sequence, at: 3)
                try run(row)
            }
            if entry?.isFresh == true { try closeAttempts(of: sequence) }
            if entry != nil { outbox.set(sequence, nil) }
            forget(sequence)
        }
        let stragglers = try storing { () throws(SQLiteError) in
            try confirms.confirm(
                plain,
                time: at.stored,
                nextSequence: nextSequence,
                connection: connection,
                isImplicit: { outbox.live[$0]?.hasRow == false }
            )
        }
        for sequence in stragglers {
            guard var entry = outbox.live[sequence] else { continue }
            entry.hasRow = true
            // What is on the wire would be due at once after a restart, lease or not.
            let nextAt = entry.isClaimed ? nil : entry.dueAt
            try save(sequence, .pending, attempts: entry.attempts, nextAt: nextAt, reason: nil)
            outbox.set(sequence, entry)
        }
    }

    private func closeAttempts(of sequence: Int64) throws(StoreError) {
        let row = try statement(
            "UPDATE attempts SET result = 'confirmed' WHERE message = ? AND result = ''"
        )
        row.bind(sequence, at: 1)
        try run(row)
    }

    package func markFailed(_ attempt: Attempt, nextAttemptAt: Instant) throws(StoreError) {
        try record(attempt)
        let sequence = attempt.message
        // A late word about a message that was meanwhile confirmed, blocked or cancelled is journalled, no more.
        guard var entry = outbox.live[sequence] else { return }
        entry.state = .pending
        entry.attempts = max(1, entry.attempts)
        entry.mayBeAttempted = true
        entry.dueAt = nextAttemptAt.stored
        entry.hasRow = true
        try save(sequence, .pending, attempts: entry.attempts, nextAt: entry.dueAt, reason: nil)
        outbox.set(sequence, entry)
    }

    package func record(_ attempt: Attempt) throws(StoreError) {
        // An attempt that was journalled before it was made gets its result; any other is a new line.
        let open = try statement(
            "SELECT max(number) FROM attempts WHERE message = ?1 AND result = ''"
        )
        open.bind(attempt.message, at: 1)
        let number = try open.next() ? open.optionalInt64(at: 0) : nil
        open.reset()
        let row = try statement(
            """
            INSERT INTO attempts(message, number, at, fresh_headers, result)
            VALUES (?1, coalesce(?2, (SELECT coalesce(max(number), 0) + 1 FROM attempts WHERE message = ?1)), ?3, ?4, ?5)
            ON CONFLICT (message, number) DO UPDATE SET result = excluded.result
            """
        )
        row.bind(attempt.message, at: 1)
        row.bind(attempt.result.isEmpty ? nil : number, at: 2)
        row.bind(attempt.at, at: 3)
        if let headers = attempt.freshHeaders {
            row.bind(try ValueColumn.encode(headers), at: 4)
        } else {
            row.bindNull(at: 4)
        }
        row.bind(attempt.result, at: 5)
        try run(row)
    }

    // MARK: Leaving and entering the stream by hand

    package func cancel(_ sequence: Int64, reason: String) throws(StoreError) -> Bool {
        guard let entry = outbox.live[sequence], entry.state == .pending, !entry.mayBeAttempted
        else { return false }
        try leave(sequence, .cancelled, attempts: 0, reason: reason)
        return true
    }

    package func block(_ sequence: Int64, reason: String) throws(StoreError) {
        guard let entry = outbox.live[sequence] else {
            throw StoreError(
                .conflict,
                "Outbound message \(sequence) is not waiting to be confirmed."
            )
        }
        try leave(sequence, .blocked, attempts: entry.attempts, reason: reason)
    }

    package func refuse(_ sequence: Int64, reason: String) throws(StoreError) {
        let message = try known(sequence)
        // The dead letter may arrive before the confirm has been stored: it proves that the broker had the message.
        guard outbox.live[sequence] != nil || message.state == .confirmed else {
            throw StoreError(
                .conflict,
                "Outbound message \(sequence) is \(message.state), so nobody refused it."
            )
        }
        try leave(sequence, .refused, attempts: max(1, message.attempts), reason: reason)
    }

    private func known(_ sequence: Int64) throws(StoreError) -> OutboundMessage {
        guard let message = try outbound(sequence: sequence) else {
            throw StoreError(.missing, "There is no outbound message \(sequence).")
        }
        return message
    }

    private func leave(
        _ sequence: Int64,
        _ state: OutboundMessage.State,
        attempts: Int,
        reason: String
    ) throws(StoreError) {
        try save(sequence, state, attempts: attempts, nextAt: nil, reason: reason)
        if outbox.live[sequence] != nil { outbox.set(sequence, nil) }
        forget(sequence)
    }

    package func revive(_ sequence: Int64, at: Instant) throws(StoreError) {
        let message = try known(sequence)
        guard [.blocked, .refused, .confirmed].contains(message.state) else {
            throw StoreError(
                .conflict,
                "Outbound message \(sequence) is \(message.state) and is not sent again."
            )
        }
        try save(sequence, .pending, attempts: message.attempts, nextAt: at.stored, reason: nil)
        let caseKey = (message.item?.caseNumber ?? message.caseNumber)?.key
        let stream = outbox.stream(message.destination, caseKey: caseKey, sequence: sequence)
        outbox.set(
            sequence,
            Outbox.Entry(
                stream: stream,
                attempts: message.attempts,
                dueAt: at.stored,
                mayBeAttempted: true,
                hasRow: true,
                isFresh: message.freshness != nil
            )
        )
    }

    private func save(
        _ sequence: Int64,
        _ state: OutboundMessage.State,
        attempts: Int,
        nextAt: Int64?,
        reason: String?
    ) throws(StoreError) {
        let row = try statement(
            """
            INSERT INTO outbox(sequence, state, attempts, next_at, reason) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (sequence) DO UPDATE SET state = excluded.state, attempts = excluded.attempts,
                next_at = excluded.next_at, confirmed_at = NULL, reason = excluded.reason
            """
        )
        row.bind(sequence, at: 1)
        row.bind(state.rawValue, at: 2)
        row.bind(Int64(attempts), at: 3)
        row.bind(nextAt, at: 4)
        row.bind(reason, at: 5)
        try run(row)
    }

    // MARK: The start

    /// Reads what is not confirmed: messages with a row that says `pending`, and those above the watermark without a row.
    func loadOutbox() throws(StoreError) {
        let confirmed = try storing { () throws(SQLiteError) in try Confirmed(connection) }
        let rows = try prepared(
            """
            SELECT m.sequence, m.destination, m.case_key, m.created_at, m.is_fresh, x.attempts, x.next_at,
                (SELECT max(number) FROM attempts a WHERE a.message = m.sequence)
            FROM outbox x JOIN outbound m USING (sequence) WHERE x.state = 'pending' AND x.state <> 'confirmed'
            UNION ALL
            SELECT m.sequence, m.destination, m.case_key, m.created_at, m.is_fresh, NULL, NULL,
                (SELECT max(number) FROM attempts a WHERE a.message = m.sequence)
            FROM outbound m WHERE m.sequence > ?
                AND NOT EXISTS (SELECT 1 FROM outbox x WHERE x.sequence = m.sequence)
            """
        )
        rows.bind(confirmed.watermark, at: 1)
        while try rows.next() {
            let sequence = rows.int64(at: 0)
            let hasRow = !rows.isNull(at: 5)
            if !hasRow, confirmed.contains(sequence) { continue }
            let stream = outbox.stream(
                rows.text(at: 1),
                caseKey: rows.optionalInt64(at: 2),
                sequence: sequence
            )
            // The process before may have published it without a trace: it counts as attempted.
            outbox.set(
                sequence,
                Outbox.Entry(
                    stream: stream,
                    attempts: Int(max(rows.int64(at: 5), rows.int64(at: 7))),
                    dueAt: rows.optionalInt64(at: 6) ?? rows.int64(at: 3),
                    mayBeAttempted: true,
                    hasRow: hasRow,
                    isFresh: rows.int64(at: 4) != 0
                )
            )
            if !hasRow { confirms.didInsert(sequence) }
        }
        outbox.didCommit()
    }

    /// Keeps what an earlier state of this process has on the wire claimed.
    func adoptClaims(of other: SQLiteWriter) {
        for (sequence, old) in other.outbox.live where old.isClaimed {
            guard var entry = outbox.live[sequence] else { continue }
            entry.state = old.state
            entry.attempts = old.attempts
            entry.dueAt = old.dueAt
            outbox.set(sequence, entry)
        }
        outbox.didCommit()
    }
}
