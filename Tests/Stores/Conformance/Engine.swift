import Glibc
import Stores
import Testing
import Values

/// A store engine as the suite sees it: how to open a store in a folder, and how to look for damage.
struct Engine: Sendable, CustomTestStringConvertible {
    var name: String
    var open: @Sendable (_ folder: String) throws -> any Store
    /// What a full recount finds wrong; empty for a sound store.
    var faults: @Sendable (_ folder: String) throws -> [String]

    var testDescription: String { name }

    /// Every engine runs every test of the suite.
    static let all: [Engine] = [
        sqlite("SQLite"),
        // Runs and windows so small that every test goes through their edges.
        sqlite("SQLite, small runs") { options in
            options.keyRunCount = 20
            options.confirmWindowCount = 2
            options.pageSize = 4096
        },
    ]

    static func sqlite(
        _ name: String,
        _ change: @escaping @Sendable (inout SQLiteStore.Options) -> Void = { _ in }
    ) -> Engine {
        Engine(
            name: name,
            open: { folder in
                var options = SQLiteStore.Options()
                options.cacheKibibytes = 2048
                change(&options)
                let lock = try HubLock(storePath: folder + "/store.db")
                return try SQLiteStore(
                    lock: lock,
                    epoch: "first epoch",
                    options: options,
                    digest: testDigest
                )
            },
            faults: { try SQLiteStore.verify(path: $0 + "/store.db", digest: testDigest).faults }
        )
    }
}

/// Stands in for SM3, which the store gets from outside: any function of all bytes will do.
@Sendable func testDigest(_ bytes: [UInt8]) -> Digest {
    var words: [UInt64] = [1, 2, 3, 4]
    for byte in bytes {
        for at in 0..<4 {
            words[at] = (words[at] ^ UInt64(byte)) &* (0x100_0000_01B3 &+ UInt64(at) &* 2)
        }
    }
    return Digest(
        words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
    )
        ?? digest(0)
}

func digest(_ number: UInt8) -> Digest {
    Digest([UInt8](repeating: number, count: 32)).unsafelyUnwrapped
}

/// A store in a folder of its own, which can be closed and opened again.
final class Sandbox {
    let engine: Engine
    let folder: String
    private var opened: (any Store)?

    init(_ engine: Engine) throws {
        self.engine = engine
        folder = try Self.makeFolder()
    }

    deinit {
        opened = nil
        Self.remove(folder)
    }

    var store: any Store {
        get throws {
            if let opened { return opened }
            let store = try engine.open(folder)
            opened = store
            return store
        }
    }

    func close() { opened = nil }

    @discardableResult
    func write<R>(_ body: (any StoreTransaction) throws -> R) throws -> R {
        try store.transaction(body)
    }

    func read<R>(_ body: (any StoreReader) throws -> R) throws -> R {
        try body(store.readers.open())
    }

    static func makeFolder() throws -> String {
        var template = Array("/tmp/lianban-stores-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func remove(_ folder: String) {
        for name in ["store.db", "store.db-wal", "store.db-shm", "store.db.lock", "copy.db"] {
            unlink(folder + "/" + name)
        }
        rmdir(folder)
    }
}

func instant(_ second: Int64, _ nanoseconds: Int32 = 0) -> Instant {
    Instant(seconds: 1_726_272_000 + second, nanoseconds: nanoseconds)
}

func caseNumber(_ sequence: Int) -> CaseNumber {
    CaseNumber("41080020240914" + padded(sequence, 6)).unsafelyUnwrapped
}

func item(_ sequence: Int, _ position: Int) -> ItemNumber {
    ItemNumber(caseNumber(sequence), position: position).unsafelyUnwrapped
}

func inbound(
    _ identity: String?,
    source: String = "lianban.applications.gov",
    as disposition: Disposition = .applied,
    raw: UInt8 = 1,
    body: String = "body"
) -> InboundMessage {
    InboundMessage(
        source: source,
        identity: identity,
        rawDigest: digest(raw),
        receivedAt: instant(Int64(raw)),
        kind: .application,
        disposition: disposition,
        body: Array(body.utf8)
    )
}

func outbound(
    _ number: Int,
    case sequence: Int? = nil,
    to destination: String = "lianban.orders.410800.water",
    at second: Int64 = 0
) -> OutboundMessage {
    let hex = String(number, radix: 16)
    var message = OutboundMessage(
        id: MessageID(String(repeating: "0", count: 32 - hex.utf8.count) + hex).unsafelyUnwrapped,
        party: "water",
        kind: .order,
        destination: destination,
        body: Array("order \(number)".utf8),
        contentDigest: digest(UInt8(truncatingIfNeeded: number)),
        createdAt: instant(second)
    )
    message.caseNumber = sequence.map { Tests.caseNumber($0) }
    return message
}

/// Tells the function from the parameter of the same name.
private enum Tests {
    static func caseNumber(_ sequence: Int) -> CaseNumber { StoresTests.caseNumber(sequence) }
}

func record(
    _ sequence: Int,
    application: String? = nil,
    program: String = "installation"
) -> CaseRecord {
    CaseRecord(
        CaseSummary(
            number: caseNumber(sequence),
            program: program,
            contractVersion: "2024.1",
            source: "lianban.applications.gov",
            applicationNumber: application ?? "A-\(sequence)",
            openedAt: instant(Int64(sequence))
        ),
        state: Array("state \(sequence)".utf8)
    )
}

/// Runs the body and returns the code of the store error that it throws.
func code(_ body: () throws -> Void) -> StoreError.Code? {
    do {
        try body()
        return nil
    } catch let error as StoreError {
        return error.code
    } catch {
        return nil
    }
}

struct Undo: Error {}
