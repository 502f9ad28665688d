internal import SQLite
package import Values

extension SQLiteReader {
    package func works(of number: CaseNumber) throws(StoreError) -> [WorkRow] {
        let rows = try statement(
            "SELECT place, first, last FROM works WHERE case_key = ? ORDER BY place, first"
        )
        rows.bind(number.key, at: 1)
        defer { rows.reset() }
        var works: [WorkRow] = []
        while try rows.next() {
            let (first, last) = (rows.int64(at: 1), rows.int64(at: 2))
            guard first <= last else { throw .unreadable("works that end before they begin") }
            let days = Day(number: Int(first))...Day(number: Int(last))
            works.append(WorkRow(place: rows.text(at: 0), days: days))
        }
        return works
    }

    package func casesSharingWorks(
        with number: CaseNumber,
        from day: Day
    ) throws(StoreError) -> [CaseNumber] {
        let rows = try statement(
            """
            SELECT DISTINCT its.case_key FROM works mine
            JOIN works its ON its.region = mine.region AND its.place = mine.place
                AND its.last >= max(mine.first, ?2) AND its.first <= mine.last
            WHERE mine.case_key = ?1 AND mine.last >= ?2 AND its.case_key <> ?1 ORDER BY its.case_key
            """
        )
        rows.bind(number.key, at: 1)
        rows.bind(Int64(day.number), at: 2)
        defer { rows.reset() }
        var cases: [CaseNumber] = []
        while try rows.next() { cases.append(CaseNumber(key: rows.int64(at: 0))) }
        return cases
    }
}
