import Glibc
import SQLite
import Stores
import Testing
import Values

/// What only the embedded engine does: one file, one writer, a schema of its own.
@Suite struct SQLiteStoreTests {
    private static let engine = Engine.sqlite("SQLite")

    private func connection(_ sandbox: Sandbox) throws -> Connection {
        try Connection(path: sandbox.folder + "/store.db")
    }

    @Test func aSecondWriterIsRefusedAndToldWhoWrites() throws {
        let sandbox = try Sandbox(Self.engine)
        _ = try sandbox.store
        let error = #expect(throws: StoreError.self) { _ = try Self.engine.open(sandbox.folder) }
        #expect(error?.code == .locked)
        #expect(error?.message.contains("Process \(getpid()) has the store") == true)
        sandbox.close()
        _ = try sandbox.store
    }

    @Test func aNewerSchemaIsRefused() throws {
        let sandbox = try Sandbox(Self.engine)
        try sandbox.write { try $0.insert(record(1)) }
        let readers = try sandbox.store.readers
        sandbox.close()
        let known = try #require(try connection(sandbox).integer("PRAGMA user_version"))
        try connection(sandbox).execute("PRAGMA user_version=1000")
        let error = #expect(throws: StoreError.self) { _ = try sandbox.store }
        #expect(error?.code == .newerSchema)
        #expect(error?.message.contains("Start that version again") == true)
        #expect(code { _ = try readers.open() } == .newerSchema)
        try connection(sandbox).execute("PRAGMA user_version=\(known)")
        #expect(try sandbox.read { try $0.caseRecord(caseNumber(1)) } == record(1))
    }

    /// A store from before works were compared.
    @Test func aStoreOfAnEarlierSchemaIsBroughtUpToDate() throws {
        let sandbox = try Sandbox(Self.engine)
        try sandbox.write { try $0.insert(record(1)) }
        let readers = try sandbox.store.readers
        sandbox.close()
        try connection(sandbox).execute(
            "DROP TABLE works; DROP TABLE uncompared; PRAGMA user_version=1"
        )
        #expect(code { _ = try readers.open() } == .invalid)
        let works = [WorkRow(place: "A", days: Day(number: 1)...Day(number: 2))]
        try sandbox.write { try $0.save(works, of: caseNumber(1)) }
        #expect(try sandbox.read { try $0.works(of: caseNumber(1)) } == works)
        #expect(try sandbox.read { try $0.caseRecord(caseNumber(1)) } == record(1))
    }

    @Test func theDatabaseOfAnotherProgramIsLeftAlone() throws {
        let sandbox = try Sandbox(Self.engine)
        try connection(sandbox).execute("CREATE TABLE theirs(x); INSERT INTO theirs VALUES (1)")
        #expect(code { _ = try sandbox.store } == .invalid)
        #expect(try connection(sandbox).integer("SELECT count(*) FROM sqlite_schema") == 1)
    }

    @Test func aFileThatIsNoDatabaseIsCorrupt() throws {
        let sandbox = try Sandbox(Self.engine)
        let file = try #require(fopen(sandbox.folder + "/store.db", "w"))
        fputs(String(repeating: "this is no database at all ", count: 100), file)
        fclose(file)
        #expect(code { _ = try sandbox.store } == .corrupt)
    }

    @Test func aFullDiskStoresNothingAndTheStoreGoesOn() throws {
        let engine = Engine.sqlite("full") { options in
            options.pageSize = 4096
            options.pageCountMax = 80
        }
        let sandbox = try Sandbox(engine)
        let big = String(repeating: "x", count: 20_000)
        var stored = 0
        while stored < 100, code({ try insert(stored, big) }) == nil { stored += 1 }
        func insert(_ number: Int, _ body: String) throws {
            try sandbox.write { tx throws in
                _ = try tx.insert(inbound("k\(number)", body: body), takesKey: true)
                _ = try tx.insert(outbound(number + 1, case: number + 1))
            }
        }
        #expect((1..<50).contains(stored))
        #expect(code { try insert(stored, big) } == .full)
        // A small message still fits, and the key of the one that failed is free.
        try insert(stored, "small")
        #expect(try sandbox.read { try $0.receivedCount() } == stored + 1)
        #expect(
            try sandbox.write {
                try $0.nextOutbound(limit: 99, now: instant(9), leaseSeconds: 30, except: [])
            }.count
                == stored + 1
        )
        sandbox.close()
        try sandbox.write { _ = try $0.insert(inbound("after"), takesKey: true) }
        #expect(try engine.faults(sandbox.folder) == [])
    }

    @Test func anotherWriterOfTheFileMeansBusy() throws {
        let engine = Engine.sqlite("impatient") { $0.busyTimeoutMilliseconds = 10 }
        let sandbox = try Sandbox(engine)
        _ = try sandbox.store
        let intruder = try connection(sandbox)
        try intruder.begin()
        #expect(
            code { try sandbox.write { _ = try $0.insert(inbound("k"), takesKey: true) } } == .busy
        )
        try intruder.rollback()
        try sandbox.write { _ = try $0.insert(inbound("k"), takesKey: true) }
    }

    @Test(
        arguments: [
            (
                "UPDATE inbound SET raw_digest = zeroblob(32) WHERE id = 2",
                "does not fit the messages"
            ),
            ("DELETE FROM outbound WHERE sequence = 1", "does not fit the messages"),
            ("DELETE FROM seals WHERE id = 2", "does not follow the seal"),
            ("UPDATE seals SET digest = zeroblob(32) WHERE id = 2", "does not follow the seal"),
            ("DELETE FROM inbound WHERE id = 3", "3 messages were received, but the journal has 2"),
            (
                "UPDATE inbound SET disposition = 'parked' WHERE id = 1",
                "The counter of applied says 3, the journal 2"
            ),
        ]
    )
    func whoeverChangesTheJournalIsFound(sql: String, complaint: String) throws {
        let sandbox = try Sandbox(Self.engine)
        for number in 1...3 {
            try sandbox.write { tx throws in
                _ = try tx.insert(inbound("k\(number)", raw: UInt8(number)), takesKey: true)
                _ = try tx.insert(outbound(number))
            }
            if number == 2 { sandbox.close() }
        }
        #expect(try Self.engine.faults(sandbox.folder) == [])
        sandbox.close()
        try connection(sandbox).execute(sql)
        let faults = try Self.engine.faults(sandbox.folder)
        #expect(faults.contains { $0.contains(complaint) }, "\(faults)")
    }

    @Test func aBackupIsWhole() throws {
        let sandbox = try Sandbox(Self.engine)
        try sandbox.write { try $0.insert(record(1)) }
        try SQLiteStore.backup(path: sandbox.folder + "/store.db", to: sandbox.folder + "/copy.db")
        try sandbox.write { try $0.insert(record(2)) }
        let copy = try SQLiteReaders(path: sandbox.folder + "/copy.db").open()
        #expect(try copy.cases(CaseQuery()).map(\.number) == [caseNumber(1)])
    }

    @Test func aStoreWithoutAMissingFileIsNotBrowsed() {
        #expect(code { _ = try SQLiteReaders(path: "/nowhere/store.db").open() } == .engine)
    }
}
