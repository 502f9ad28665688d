internal import SQLite

/// The embedded store: one file, one writer in one process, and any number of readers.
package final class SQLiteStore: Store {
    package struct Options: Sendable {
        /// In bytes; counts only when the file is created. Large pages made inserts cheaper when measured.
        package var pageSize = 16384
        /// The writer's page cache.
        package var cacheKibibytes = 131_072
        package var mmapBytes: Int64 = 0
        package var busyTimeoutMilliseconds: Int32 = 5000
        /// The largest number of pages the file may grow to; nil leaves it to the disk.
        package var pageCountMax: Int64?
        /// The name under which this hub seals its batches.
        package var hub = "hub"
        /// How many keys make a sorted run.
        package var keyRunCount = 65536
        /// How far behind the newest message an unconfirmed one may be before it gets a row of its own.
        package var confirmWindowCount: Int64 = 65536

        package init() {}
    }

    private let lock: HubLock
    private let connection: Connection
    private let options: Options
    private let digest: ([UInt8]) -> Digest
    private var writer: SQLiteWriter
    /// Set when nobody knows what the last commit did: the memory is read anew before the next transaction.
    private var isStale = false

    package let readers: any StoreReaders
    package let epoch: String
    /// Stops a transaction that takes too long, from any thread.
    package let interrupt: @Sendable () -> Void

    /// Opens or creates the store beside the lock, which the store keeps. `epoch` counts only when the store is
    /// created; `digest` is SM3 and seals the journal. Throws `newerSchema`, `invalid` (the file of another program),
    /// `corrupt`, or what the file system says.
    package init(
        lock: HubLock,
        epoch: String,
        options: Options = Options(),
        digest: @escaping ([UInt8]) -> Digest
    ) throws(StoreError) {
        var opening = Connection.Options()
        opening.pageSize = options.pageSize
        opening.cacheKibibytes = options.cacheKibibytes
        opening.mmapBytes = options.mmapBytes
        opening.busyTimeoutMilliseconds = options.busyTimeoutMilliseconds
        opening.pageCountMax = options.pageCountMax
        let connection = try storing { () throws(SQLiteError) in
            try Connection(path: lock.storePath, options: opening)
        }
        try Migrations.run(connection, path: lock.storePath)
        let kept = try storing { () throws(SQLiteError) in
            let insert = try connection.statement(
                "INSERT OR IGNORE INTO meta(name, value) VALUES ('epoch', ?)"
            )
            insert.bind(epoch, at: 1)
            try insert.run()
            let row = try connection.prepare("SELECT value FROM meta WHERE name = 'epoch'")
            return try row.step() ? row.text(at: 0) : epoch
        }
        self.lock = lock
        self.connection = connection
        self.options = options
        self.digest = digest
        self.epoch = kept
        let interrupter = connection.interrupter
        interrupt = { interrupter.interrupt() }
        readers = SQLiteReaders(path: lock.storePath)
        writer = try SQLiteWriter(connection, options: options, digest: digest)
    }

    package func transaction<Result>(
        _ body: (any StoreTransaction) throws -> Result
    ) throws -> Result {
        if isStale { try reload() }
        try storing { () throws(SQLiteError) in try connection.begin(.immediate) }
        let result: Result
        do {
            result = try body(writer)
            try writer.prepareCommit()
        } catch {
            undo()
            throw error
        }
        do {
            try connection.commit()
        } catch {
            let failure = StoreError(commit: error)
            undo()
            isStale = isStale || failure.code == .unknownCommit
            throw failure
        }
        writer.didCommit()
        return result
    }

    private func undo() {
        do {
            try connection.rollback()
            writer.didRollback()
        } catch {
            isStale = true
        }
    }

    /// Reads everything that is kept in memory anew; what is on the wire stays claimed.
    private func reload() throws(StoreError) {
        try storing { () throws(SQLiteError) in try connection.rollback() }
        let fresh = try SQLiteWriter(connection, options: options, digest: digest)
        fresh.adoptClaims(of: writer)
        writer = fresh
        isStale = false
    }

    /// Copies the log back into the database file and empties it.
    package func checkpoint() throws(StoreError) {
        try storing { () throws(SQLiteError) in _ = try connection.checkpoint(.truncate) }
    }

    /// Recounts everything from the rows and recomputes every seal. Reads the whole journal: for `doctor`.
    package static func verify(
        path: String,
        digest: ([UInt8]) -> Digest
    ) throws(StoreError) -> StoreReport {
        try SQLiteReader(path: path).verify(digest: digest)
    }

    /// Copies the store, as it is now, into a new file; the writer goes on meanwhile.
    package static func backup(path: String, to target: String) throws(StoreError) {
        let reader = try SQLiteReader(path: path)
        try storing { () throws(SQLiteError) in try reader.connection.backup(to: target) }
    }
}

/// Opens connections for browsing an SQLite store.
package struct SQLiteReaders: StoreReaders {
    private let path: String

    package init(path: String) { self.path = path }

    package func open() throws(StoreError) -> any StoreReader { try SQLiteReader(path: path) }
}

extension SQLiteStore {
    /// The SQLite that the program runs with, for `doctor`.
    package static var libraryVersion: String { SQLiteLibrary.version }
}
