internal import SQLite

/// Finds rows by keys that come in no order: inbound identities, message-ids, application and party numbers.
///
/// A B-tree over random keys rewrites a page for nearly every insert as soon as it is larger than a few hundred pages,
/// which cost more than everything else together when it was measured. So keys are never inserted at random:
/// a new key is appended to a tail table and to a dictionary; when the tail has grown to a run, the run is written once,
/// sorted, and a filter in memory says which runs to ask. A key is a 64-bit hash: whoever asks compares the row.
struct KeyIndex {
    private let connection: Connection
    private let runCount: Int
    private var tail: [UInt64: Int64] = [:]
    /// Second and further rows with one hash, which is rare enough for a list.
    private var collisions: [(hash: UInt64, row: Int64)] = []
    private var filter = RunFilter()
    /// What the open transaction added.
    private var added: [(hash: UInt64, row: Int64)] = []
    /// The filter of the run that the open transaction wrote.
    private var spilled: [UInt8]?

    /// Reads the tail and the filters; `runCount` is the number of keys in a run.
    init(_ connection: Connection, runCount: Int) throws(SQLiteError) {
        self.connection = connection
        self.runCount = runCount
        let runs = try connection.statement("SELECT filter FROM key_runs ORDER BY run")
        while try runs.step() {
            guard filter.append(runs.blob(at: 0)) else {
                throw SQLiteError(code: .corrupt, message: "a key run has a filter of another size")
            }
        }
        let rows = try connection.statement("SELECT hash, row FROM key_tail")
        while try rows.step() {
            remember(UInt64(bitPattern: rows.int64(at: 0)), rows.int64(at: 1))
        }
    }

    /// FNV-1a over kind and parts, then the finaliser of MurmurHash3, because the filter needs all bits to be mixed.
    static func hash(_ kind: Kind, _ first: String, _ second: String = "") -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        add(kind.rawValue)
        for byte in first.utf8 { add(byte) }
        add(0xFF)  // occurs in no UTF-8 text
        for byte in second.utf8 { add(byte) }
        return mixed(hash)
    }

    static func hash(_ id: MessageID) -> UInt64 {
        mixed(id.high ^ mixed(id.low &+ UInt64(Kind.message.rawValue)))
    }

    private static func mixed(_ word: UInt64) -> UInt64 {
        var word = word
        word = (word ^ word >> 33) &* 0xFF51_AFD7_ED55_8CCD
        word = (word ^ word >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return word ^ word >> 33
    }

    /// What a key belongs to; part of the hash, so that one index serves all.
    enum Kind: UInt8 { case inbound = 1, message, application, party }

    /// Rows that may have the key.
    func rows(_ hash: UInt64) throws(SQLiteError) -> [Int64] {
        var rows: [Int64] = []
        if let row = tail[hash] {
            rows.append(row)
            for entry in collisions where entry.hash == hash { rows.append(entry.row) }
        }
        for run in filter.candidates(hash) {
            let statement = try connection.statement(
                "SELECT row FROM keys WHERE run = ? AND hash = ?"
            )
            statement.bind(run, at: 1)
            statement.bind(Int64(bitPattern: hash), at: 2)
            while try statement.step() { rows.append(statement.int64(at: 0)) }
        }
        return rows
    }

    /// The same from a connection that has no index in memory: slower, for browsing.
    static func rows(_ hash: UInt64, _ connection: Connection) throws(SQLiteError) -> [Int64] {
        let statement = try connection.statement(
            """
            SELECT row FROM key_tail WHERE hash = ?1
            UNION SELECT k.row FROM key_runs r CROSS JOIN keys k ON k.run = r.run AND k.hash = ?1
            """
        )
        statement.bind(Int64(bitPattern: hash), at: 1)
        var rows: [Int64] = []
        while try statement.step() { rows.append(statement.int64(at: 0)) }
        return rows
    }

    mutating func add(_ hash: UInt64, row: Int64) throws(SQLiteError) {
        let statement = try connection.statement("INSERT INTO key_tail(hash, row) VALUES (?, ?)")
        statement.bind(Int64(bitPattern: hash), at: 1)
        statement.bind(row, at: 2)
        try statement.run()
        remember(hash, row)
        added.append((hash, row))
    }

    private mutating func remember(_ hash: UInt64, _ row: Int64) {
        if tail[hash] == nil {
            tail[hash] = row
        } else {
            collisions.append((hash, row))
        }
    }

    /// Writes the tail as a run where it is long enough; part of the transaction.
    mutating func prepareCommit() throws(SQLiteError) {
        guard tail.count + collisions.count >= runCount else { return }
        var entries = tail.map { (hash: $0.key, row: $0.value) } + collisions
        // Signed, because that is how SQLite orders them: the run is appended, never inserted into.
        entries.sort { (Int64(bitPattern: $0.hash), $0.row) < (Int64(bitPattern: $1.hash), $1.row) }
        let run = Int64(filter.runsCount)
        let insert = try connection.statement("INSERT INTO keys(run, hash, row) VALUES (?, ?, ?)")
        insert.bind(run, at: 1)
        for entry in entries {
            insert.bind(Int64(bitPattern: entry.hash), at: 2)
            insert.bind(entry.row, at: 3)
            try insert.run()
        }
        let bits = RunFilter.bits(of: entries.lazy.map(\.hash))
        let header = try connection.statement("INSERT INTO key_runs(run, filter) VALUES (?, ?)")
        header.bind(run, at: 1)
        header.bind(bits, at: 2)
        try header.run()
        try connection.statement("DELETE FROM key_tail").run()
        spilled = bits
    }

    mutating func didCommit() {
        added.removeAll(keepingCapacity: true)
        guard let bits = spilled else { return }
        spilled = nil
        tail.removeAll(keepingCapacity: true)
        collisions = []
        _ = filter.append(bits)  // made by `RunFilter.bits`, so of the right size
    }

    mutating func didRollback() {
        for (hash, row) in added {
            if tail[hash] == row {
                tail[hash] = nil
                if let next = collisions.firstIndex(where: { $0.hash == hash }) {
                    tail[hash] = collisions.remove(at: next).row
                }
            } else {
                collisions.removeAll { $0.hash == hash && $0.row == row }
            }
        }
        added.removeAll(keepingCapacity: true)
        spilled = nil
    }
}
