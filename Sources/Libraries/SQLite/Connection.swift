internal import CSQLite

/// One open database. It belongs to one thread at a time: it is opened without SQLite's mutex.
package final class Connection {
    /// How a database is opened.
    package struct Options: Sendable {
        /// False for a connection that only reads and never creates the file.
        package var isWritable = true
        /// In bytes, 512 … 65536, a power of two; counts only when the file is created.
        package var pageSize = 16384
        /// How long a call waits for a lock before it fails with `busy`.
        package var busyTimeoutMilliseconds: Int32 = 5000
        /// How much of the file is mapped into memory instead of read; 0 for none.
        package var mmapBytes: Int64 = 0
        /// The page cache of this connection.
        package var cacheKibibytes = 65536
        /// The log is copied back into the database when it has grown to so many pages.
        package var checkpointPages = 1000
        /// The largest number of pages the file may grow to; nil leaves it to the disk.
        package var pageCountMax: Int64?

        package init() {}
    }

    private let pointer: OpaquePointer
    private var cache: [UInt: Statement] = [:]
    /// Stops what the connection is doing; may be used from any thread.
    package let interrupter: Interrupter

    /// Opens the database in WAL mode with `synchronous=FULL`: a commit that returned has been flushed.
    /// Wraps `sqlite3_open_v2`.
    package init(path: String, options: Options = Options()) throws(SQLiteError) {
        let mode =
            options.isWritable ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(
            path,
            &opened,
            mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
            nil
        )
        guard let opened else { throw SQLiteError(code: .noMemory, message: "cannot open \(path)") }
        pointer = opened
        interrupter = Interrupter(opened)
        guard code == SQLITE_OK else {
            throw error(ResultCode(rawValue: code), "cannot open \(path)")
        }
        try configure(options)
    }

    deinit {
        interrupter.close()
        cache = [:]
        // Statements that somebody still holds keep the handle alive as a zombie, as `sqlite3_close_v2` promises.
        sqlite3_close_v2(pointer)
    }

    private func configure(_ options: Options) throws(SQLiteError) {
        sqlite3_busy_timeout(pointer, options.busyTimeoutMilliseconds)
        if options.isWritable {
            try execute("PRAGMA page_size=\(options.pageSize)")
            try execute("PRAGMA journal_mode=WAL")
            try execute("PRAGMA wal_autocheckpoint=\(options.checkpointPages)")
            try execute("PRAGMA journal_size_limit=67108864")
            if let limit = options.pageCountMax { try execute("PRAGMA max_page_count=\(limit)") }
        } else {
            try execute("PRAGMA query_only=ON")
        }
        try execute("PRAGMA synchronous=FULL")
        try execute("PRAGMA foreign_keys=OFF")
        try execute("PRAGMA mmap_size=\(options.mmapBytes)")
        try execute("PRAGMA cache_size=-\(options.cacheKibibytes)")
        try execute("PRAGMA temp_store=MEMORY")
    }

    /// Runs one or more statements and ignores their rows. Wraps `sqlite3_exec`.
    package func execute(_ sql: String) throws(SQLiteError) {
        let code = sqlite3_exec(pointer, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(ResultCode(rawValue: code)) }
    }

    /// Prepares a statement that the caller keeps.
    package func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        try Statement(connection: self, pointer: pointer, sql: sql, isPersistent: false)
    }

    /// The prepared statement for a literal, which is compiled once per connection and reset.
    ///
    /// It is found by the literal's address: hashing a long text at each call would cost more than a small insert.
    package func statement(_ sql: StaticString) throws(SQLiteError) -> Statement {
        let key = UInt(bitPattern: sql.utf8Start)
        if let statement = cache[key] {
            statement.reset()
            return statement
        }
        let statement = try Statement(
            connection: nil,
            pointer: pointer,
            sql: sql.description,
            isPersistent: true
        )
        cache[key] = statement
        return statement
    }

    /// How a transaction takes its locks.
    package enum Locking: String, Sendable {
        case deferred = "BEGIN DEFERRED"
        case immediate = "BEGIN IMMEDIATE"
    }

    package func begin(_ locking: Locking = .immediate) throws(SQLiteError) {
        switch locking {
        case .deferred: try statement("BEGIN DEFERRED").run()
        case .immediate: try statement("BEGIN IMMEDIATE").run()
        }
    }

    package func commit() throws(SQLiteError) { try statement("COMMIT").run() }

    /// Undoes the transaction; nothing happens where SQLite has already done so or none is open.
    package func rollback() throws(SQLiteError) {
        guard isInTransaction else { return }
        for statement in cache.values { statement.reset() }
        try statement("ROLLBACK").run()
    }

    /// Whether a transaction is open. Wraps `sqlite3_get_autocommit`.
    package var isInTransaction: Bool { sqlite3_get_autocommit(pointer) == 0 }

    /// How many rows the last statement inserted, updated or deleted.
    package var changes: Int { Int(sqlite3_changes64(pointer)) }

    package var lastInsertRowID: Int64 { sqlite3_last_insert_rowid(pointer) }

    /// The first column of the first row as a whole number; nil without a row.
    package func integer(_ sql: String) throws(SQLiteError) -> Int64? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.int64(at: 0) : nil
    }

    /// How a log is copied back into the database (https://sqlite.org/c3ref/wal_checkpoint_v2.html).
    package enum Checkpoint: Int32, Sendable { case passive = 0, full, restart, truncate }

    /// Copies the log back. Returns how many frames the log held and how many were copied.
    @discardableResult
    package func checkpoint(_ mode: Checkpoint) throws(SQLiteError) -> (frames: Int, copied: Int) {
        var (frames, copied): (Int32, Int32) = (0, 0)
        let code = sqlite3_wal_checkpoint_v2(pointer, nil, mode.rawValue, &frames, &copied)
        guard code == SQLITE_OK else { throw error(ResultCode(rawValue: code)) }
        return (Int(frames), Int(copied))
    }

    /// Copies the whole database, as it is now, into a new file. Wraps `sqlite3_backup_step`.
    ///
    /// It goes in one step: in slices it would begin anew whenever another connection commits.
    package func backup(to path: String) throws(SQLiteError) {
        var target: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        let opened = sqlite3_open_v2(path, &target, flags, nil)
        defer { sqlite3_close_v2(target) }
        guard opened == SQLITE_OK, let target else {
            throw SQLiteError(code: ResultCode(rawValue: opened), message: "cannot create \(path)")
        }
        if let backup = sqlite3_backup_init(target, "main", pointer, "main") {
            sqlite3_backup_step(backup, -1)
            sqlite3_backup_finish(backup)
        }
        let code = sqlite3_extended_errcode(target)
        guard code == SQLITE_OK else {
            throw SQLiteError(
                code: ResultCode(rawValue: code),
                message: String(cString: sqlite3_errmsg(target))
            )
        }
    }

    /// The version of the SQLite library that is linked.
    package static var libraryVersion: String { String(cString: sqlite3_libversion()) }

    private func error(_ code: ResultCode, _ what: String? = nil) -> SQLiteError {
        let text = String(cString: sqlite3_errmsg(pointer))
        return SQLiteError(code: code, message: what.map { "\($0): \(text)" } ?? text)
    }
}
