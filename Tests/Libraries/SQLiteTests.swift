import Glibc
import SQLite
import Testing

@Suite struct SQLiteTests {
    private func withFile<R>(_ body: (String) throws -> R) throws -> R {
        var template = Array("/tmp/lianban-sqlite-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let folder = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
        defer {
            for name in ["a.db", "a.db-wal", "a.db-shm", "b.db"] { unlink(folder + "/" + name) }
            rmdir(folder)
        }
        return try body(folder + "/a.db")
    }

    @Test(arguments: ["", "abc", "中文 𠮷", "a\u{0}b", "'; DROP TABLE t; --"])
    func textsComeBack(text: String) throws {
        let connection = try Connection(path: ":memory:")
        let statement = try connection.statement("SELECT ?1, length(CAST(?1 AS BLOB)), typeof(?1)")
        statement.bind(text, at: 1)
        #expect(try statement.step())
        #expect(statement.text(at: 0) == text)
        #expect(statement.int64(at: 1) == Int64(text.utf8.count))
        #expect(statement.text(at: 2) == "text")
        #expect(try statement.step() == false)
    }

    @Test(arguments: [0, 1, 5000, 1_000_000])
    func blobsComeBack(count: Int) throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, a BLOB, b BLOB)")
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let insert = try connection.statement("INSERT INTO t(a, b) VALUES (?, ?)")
        insert.bind(bytes, at: 1)
        try insert.run(borrowing: bytes, at: 2)
        let select = try connection.statement("SELECT a, b, typeof(b) FROM t")
        #expect(try select.step())
        #expect(select.blob(at: 0) == bytes)
        #expect(select.withBlob(at: 1) { Array($0) } == bytes)
        #expect(select.text(at: 2) == "blob")
        #expect(connection.lastInsertRowID == 1)
    }

    @Test func nullIsNotEmpty() throws {
        let connection = try Connection(path: ":memory:")
        let row = try connection.statement("SELECT ?, ?, ?, 7")
        row.bind(nil as String?, at: 1)
        row.bind(nil as [UInt8]?, at: 2)
        row.bind(nil as Int64?, at: 3)
        #expect(try row.step())
        #expect(row.optionalText(at: 0) == nil)
        #expect(row.optionalBlob(at: 1) == nil)
        #expect(row.optionalInt64(at: 2) == nil)
        #expect(row.optionalInt64(at: 3) == 7)
    }

    @Test func aBorrowedBlobIsForgotten() throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute("CREATE TABLE t(a BLOB)")
        let insert = try connection.statement("INSERT INTO t VALUES (?)")
        try insert.run(borrowing: [1, 2, 3], at: 1)
        try insert.run()
        #expect(try connection.integer("SELECT count(*) FROM t WHERE a IS NULL") == 1)
    }

    @Test func resultCodesAreTold() throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute(
            "CREATE TABLE t(a INTEGER PRIMARY KEY, b UNIQUE); INSERT INTO t VALUES (1, 1)"
        )
        func code(_ sql: String) -> ResultCode? {
            do throws(SQLiteError) {
                try connection.execute(sql)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code("INSERT INTO t VALUES (1, 2)") == .constraintPrimaryKey)
        #expect(code("INSERT INTO t VALUES (2, 1)") == .constraintUnique)
        #expect(code("INSERT INTO t VALUES (2, 1)")?.isConstraint == true)
        #expect(code("SELEC") == .error)
        #expect(code("SELECT 1") == nil)
        for (code, name) in [
            (ResultCode(rawValue: 5 | 2 << 8), "busy"), (.full, "full"), (.ioErrorFsync, "io"),
        ] {
            #expect(code.isBusy == (name == "busy"))
            #expect(code.isFull == (name == "full"))
            #expect(code.isIOError == (name == "io"))
        }
        #expect(throws: SQLiteError.self) { try connection.prepare("") }
        #expect(throws: SQLiteError.self) { try connection.prepare("SELECT nothing") }
    }

    @Test func theFileIsAsAskedFor() throws {
        try withFile { path in
            var options = Connection.Options()
            options.pageSize = 32768
            let connection = try Connection(path: path, options: options)
            try connection.execute("CREATE TABLE t(a)")
            #expect(try connection.integer("PRAGMA page_size") == 32768)
            #expect(try connection.integer("PRAGMA synchronous") == 2)
            let mode = try connection.prepare("PRAGMA journal_mode")
            #expect(try mode.step())
            #expect(mode.text(at: 0) == "wal")
        }
    }

    @Test func transactionsAreUndoneAndReadersSeeWhatIsCommitted() throws {
        try withFile { path in
            let writer = try Connection(path: path)
            try writer.execute("CREATE TABLE t(a)")
            var options = Connection.Options()
            options.isWritable = false
            options.busyTimeoutMilliseconds = 0
            let reader = try Connection(path: path, options: options)
            try writer.begin()
            #expect(writer.isInTransaction)
            try writer.execute("INSERT INTO t VALUES (1)")
            #expect(try reader.integer("SELECT count(*) FROM t") == 0)
            try writer.rollback()
            try writer.rollback()
            #expect(!writer.isInTransaction)
            try writer.begin()
            try writer.execute("INSERT INTO t VALUES (1), (2)")
            #expect(writer.changes == 2)
            try writer.commit()
            #expect(try reader.integer("SELECT count(*) FROM t") == 2)
            #expect(throws: SQLiteError.self) { try reader.execute("INSERT INTO t VALUES (3)") }
            let other = try Connection(
                path: path,
                options: {
                    var options = Connection.Options()
                    options.busyTimeoutMilliseconds = 0
                    return options
                }()
            )
            try writer.begin()
            let error = #expect(throws: SQLiteError.self) { try other.begin() }
            #expect(error?.code.isBusy == true)
        }
    }

    @Test func theQuotaIsKept() throws {
        try withFile { path in
            var options = Connection.Options()
            options.pageCountMax = 10
            let connection = try Connection(path: path, options: options)
            try connection.execute("CREATE TABLE t(a)")
            let error = #expect(throws: SQLiteError.self) {
                try connection.execute("INSERT INTO t VALUES (zeroblob(1000000))")
            }
            #expect(error?.code.isFull == true)
            try connection.execute("INSERT INTO t VALUES (1)")
        }
    }

    @Test func aBackupIsACopyAndACheckpointEmptiesTheLog() throws {
        try withFile { path in
            let connection = try Connection(path: path)
            try connection.execute("CREATE TABLE t(a); INSERT INTO t VALUES (42)")
            let copy = path.dropLast(4) + "b.db"
            try connection.backup(to: String(copy))
            #expect(try Connection(path: String(copy)).integer("SELECT a FROM t") == 42)
            try connection.checkpoint(.truncate)
            var log = stat()
            #expect(stat(path + "-wal", &log) == 0)
            #expect(log.st_size == 0)
            #expect(throws: SQLiteError.self) { try connection.backup(to: "/nowhere/b.db") }
        }
    }

    @Test func anotherThreadInterrupts() throws {
        let connection = try Connection(path: ":memory:")
        let interrupter = connection.interrupter
        var thread = pthread_t()
        let box = Unmanaged.passRetained(interrupter)
        pthread_create(
            &thread,
            nil,
            { pointer in
                guard let pointer else { return nil }
                let interrupter = Unmanaged<Interrupter>.fromOpaque(pointer).takeRetainedValue()
                // Until the statement runs there is nothing to interrupt, so it is asked again and again.
                for _ in 0..<200 {
                    usleep(5000)
                    interrupter.interrupt()
                }
                return nil
            },
            box.toOpaque()
        )
        let error = #expect(throws: SQLiteError.self) {
            try connection.integer(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
            )
        }
        #expect(error?.code == .interrupt)
        pthread_join(thread, nil)
    }
}
