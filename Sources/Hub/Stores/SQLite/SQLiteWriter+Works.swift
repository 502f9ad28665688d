internal import SQLite
internal import Values

extension SQLiteWriter {
    package func save(_ works: [WorkRow], of number: CaseNumber) throws(StoreError) {
        let old = try statement("DELETE FROM works WHERE case_key = ?")
        old.bind(number.key, at: 1)
        try run(old)
        for work in works {
            let row = try statement(
                "INSERT INTO works(case_key, region, place, first, last) VALUES (?, ?, ?, ?, ?)"
            )
            row.bind(number.key, at: 1)
            row.bind(number.regionKey, at: 2)
            row.bind(work.place, at: 3)
            row.bind(Int64(work.days.lowerBound.number), at: 4)
            row.bind(Int64(work.days.upperBound.number), at: 5)
            try run(row)
        }
        let open = try statement("INSERT OR IGNORE INTO uncompared(case_key) VALUES (?)")
        open.bind(number.key, at: 1)
        try run(open)
    }

    package func nextUncompared(limit: Int) throws(StoreError) -> [CaseNumber] {
        let rows = try statement("SELECT case_key FROM uncompared ORDER BY case_key LIMIT ?")
        rows.bind(Int64(limit), at: 1)
        defer { rows.reset() }
        var cases: [CaseNumber] = []
        while try rows.next() { cases.append(CaseNumber(key: rows.int64(at: 0))) }
        return cases
    }

    package func markCompared(_ number: CaseNumber) throws(StoreError) {
        let row = try statement("DELETE FROM uncompared WHERE case_key = ?")
        row.bind(number.key, at: 1)
        try run(row)
    }
}
