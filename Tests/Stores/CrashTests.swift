import Glibc
import Stores
import Testing
import Values

/// Processes that die in the middle: what was committed is there, what was not is absent.
@Suite struct CrashTests {
    private static let engine = Engine.sqlite("SQLite") { $0.keyRunCount = 50 }

    /// Writes batches of 10 messages with one answer each and dies in batch 20, before or after its commit.
    private static func writeAndDie(folder: String, afterStatements: Int?) throws {
        let store = try engine.open(folder)
        for batch in 0..<21 {
            try store.transaction { tx throws in
                var statements = 0
                for number in 0..<10 {
                    _ = try tx.insert(inbound("k\(batch * 10 + number)"), takesKey: true)
                    _ = try tx.insert(outbound(batch * 10 + number + 1, case: number + 1))
                    statements += 1
                    if batch == 20, statements == afterStatements { kill(getpid(), SIGKILL) }
                }
                let sent = try tx.nextOutbound(
                    limit: 5,
                    now: instant(9),
                    leaseSeconds: 30,
                    except: []
                )
                try tx.markConfirmed(sent.map(\.sequence), at: instant(9))
            }
        }
        kill(getpid(), SIGKILL)
    }

    @Test(arguments: [1, 5, 10])
    func beforeTheCommitNothingOfTheBatchIsThere(statements: Int) async throws {
        let folder = try Sandbox.makeFolder()
        defer { Sandbox.remove(folder) }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [folder = folder as String, statements = statements as Int] in
            try CrashTests.writeAndDie(folder: folder, afterStatements: statements)
        }
        try Self.expect(folder, batches: 20)
    }

    @Test func afterTheCommitAllOfTheBatchIsThere() async throws {
        let folder = try Sandbox.makeFolder()
        defer { Sandbox.remove(folder) }
        await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
            try CrashTests.writeAndDie(folder: folder, afterStatements: nil)
        }
        try Self.expect(folder, batches: 21)
    }

    private static func expect(_ folder: String, batches: Int) throws {
        // The dead process holds no lock any more.
        let store = try engine.open(folder)
        try store.transaction { tx throws in
            #expect(try tx.receivedCount() == batches * 10)
            for number in 0..<(batches * 10) {
                #expect(
                    try tx.key(source: "lianban.applications.gov", identity: "k\(number)") != nil
                )
            }
            #expect(
                try tx.key(source: "lianban.applications.gov", identity: "k\(batches * 10)") == nil
            )
            _ = try tx.insert(outbound(batches * 10 + 1, case: 99))
        }
        let reader = try store.readers.open()
        var query = OutboundQuery()
        query.limit = .max
        query.state = .confirmed
        #expect(try reader.outbound(query).count == batches * 5)
        query.state = .pending
        #expect(try reader.outbound(query).count == batches * 5 + 1)
        #expect(try engine.faults(folder) == [])
    }

    /// The file system refuses to let the log grow any further, at the commit.
    @Test func aCommitThatFailsInTheFileSystemIsUnknownAndTheStoreGoesOn() async throws {
        let folder = try Sandbox.makeFolder()
        defer { Sandbox.remove(folder) }
        await #expect(processExitsWith: .success) { [folder = folder as String] in
            signal(SIGXFSZ, SIG_IGN)
            let store = try CrashTests.engine.open(folder)
            try store.transaction { _ = try $0.insert(outbound(1, case: 1)) }
            let claimed = try store.transaction {
                try $0.nextOutbound(limit: 1, now: instant(1), leaseSeconds: 30, except: [])
            }
            var size = stat()
            stat(folder + "/store.db-wal", &size)
            var limit = rlimit(rlim_cur: rlim_t(size.st_size) + 4096, rlim_max: rlim_t.max)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            let failed = code {
                try store.transaction { tx throws in
                    _ = try tx.insert(inbound("k"), takesKey: true)
                    _ = try tx.insert(outbound(2, case: 2))
                }
            }
            guard claimed.count == 1, failed == .unknownCommit else { exit(3) }
            limit.rlim_cur = rlim_t.max
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            // The keys decide: here the batch is not there, and what is on the wire stays claimed.
            try store.transaction { tx throws in
                guard try tx.key(source: "lianban.applications.gov", identity: "k") == nil,
                    try tx.nextOutbound(limit: 9, now: instant(2), leaseSeconds: 30, except: [])
                        .isEmpty
                else { exit(4) }
                _ = try tx.insert(inbound("k"), takesKey: true)
                _ = try tx.insert(outbound(2, case: 2))
            }
        }
        #expect(try Self.engine.faults(folder) == [])
        #expect(try SQLiteReaders(path: folder + "/store.db").open().receivedCount() == 1)
    }
}
