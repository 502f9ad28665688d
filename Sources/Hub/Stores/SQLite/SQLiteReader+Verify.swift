internal import SQLite

extension SQLiteReader {
    /// Recounts everything from the rows and recomputes every seal.
    func verify(digest: ([UInt8]) -> Digest) throws(StoreError) -> StoreReport {
        try moment { () throws(StoreError) in
            var report = StoreReport(received: 0, counts: [:], faults: [], sealsCount: 0)
            try verifyFile(&report)
            try verifySums(&report)
            try verifySeals(&report, digest: digest)
            return report
        }
    }

    private func verifyFile(_ report: inout StoreReport) throws(StoreError) {
        let rows = try prepared("PRAGMA quick_check(10)")
        while try rows.next() {
            let finding = rows.text(at: 0)
            if finding != "ok" { report.faults.append("The database file is damaged: \(finding).") }
        }
    }

    private func verifySums(_ report: inout StoreReport) throws(StoreError) {
        let rows = try prepared("SELECT disposition, count(*) FROM inbound GROUP BY disposition")
        while try rows.next() {
            report.counts[try rows.word(Disposition.self, at: 0)] = Int(rows.int64(at: 1))
        }
        report.received = try receivedCount()
        let journalled = report.counts.values.reduce(0, +)
        if journalled != report.received {
            report.faults.append(
                "\(report.received) messages were received, but the journal has \(journalled)."
            )
        }
        let counters = try dispositionCounts()
        for disposition in Disposition.allCases {
            let (counter, rows) = (counters[disposition] ?? 0, report.counts[disposition] ?? 0)
            if counter != rows {
                report.faults.append(
                    "The counter of \(disposition) says \(counter), the journal \(rows)."
                )
            }
        }
        let lost = try prepared(
            """
            SELECT count(*) FROM inbound m
            WHERE disposition NOT IN ('applied', 'recorded', 'duplicate') AND disposition = 'waiting'
                AND NOT EXISTS (SELECT 1 FROM waiting w WHERE w.message = m.id)
            """
        )
        if try lost.next(), lost.int64(at: 0) > 0 {
            report.faults.append("\(lost.int64(at: 0)) messages wait, but for nothing.")
        }
    }

    private func verifySeals(
        _ report: inout StoreReport,
        digest: ([UInt8]) -> Digest
    ) throws(StoreError) {
        let seals = try prepared(
            """
            SELECT id, hub, previous, digest, inbound_first, inbound_last, outbound_first, outbound_last
            FROM seals ORDER BY id
            """
        )
        var last: [String: Digest] = [:]
        while try seals.next() {
            report.sealsCount += 1
            let (id, hub) = (seals.int64(at: 0), seals.text(at: 1))
            let (previous, stored) = (try seals.digest(at: 2), try seals.digest(at: 3))
            if previous != last[hub] ?? digest(Array(hub.utf8)) {
                report.faults.append("Seal \(id) of \(hub) does not follow the seal before it.")
            }
            var bytes = previous.bytes
            try append(
                "SELECT id, raw_digest, NULL FROM inbound WHERE id BETWEEN ? AND ? ORDER BY id",
                seals.optionalInt64(at: 4),
                seals.optionalInt64(at: 5),
                to: &bytes
            )
            try append(
                """
                SELECT sequence, message_id, content_digest FROM outbound WHERE sequence BETWEEN ? AND ?
                ORDER BY sequence
                """,
                seals.optionalInt64(at: 6),
                seals.optionalInt64(at: 7),
                to: &bytes
            )
            if digest(bytes) != stored {
                report.faults.append("Seal \(id) of \(hub) does not fit the messages of its batch.")
            }
            last[hub] = stored
        }
    }

    private func append(
        _ sql: StaticString,
        _ first: Int64?,
        _ last: Int64?,
        to bytes: inout [UInt8]
    ) throws(StoreError) {
        guard let first, let last else { return }
        let rows = try statement(sql)
        rows.bind(first, at: 1)
        rows.bind(last, at: 2)
        while try rows.next() {
            SealChain.append(
                rows.int64(at: 0),
                rows.blob(at: 1),
                rows.optionalBlob(at: 2),
                to: &bytes
            )
        }
    }
}
