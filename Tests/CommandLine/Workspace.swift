import Contracts
import Formats
import System
import Testing
import Values

@testable import Pipeline
@testable import Stores
@testable import lianban

/// A folder with a configuration, the shipped contracts, and a store that has seen messages.
final class Workspace {
    let folder: String
    let policy: Policy
    private var store: SQLiteStore?

    /// The package's root is three folders above this file.
    static let root = (0..<3).reduce(#filePath) { path, _ in File.directory(of: path) }
    /// Every region.
    static let shipped = "\(root)/contracts"
    /// One region and what it shares: what a command does is the same, in a fifth of the time.
    static let contracts: String = {
        let folder = (try? Directory.createTemporary(prefix: "lianban-city-")) ?? "/nonexistent"
        try? only(region, of: shipped, to: folder)
        return folder
    }()
    static let examples = "\(contracts)/jiaozuo/installation/examples"
    static let region = "jiaozuo"
    static let start = Instant(rfc3339: "2024-09-02T09:00:00+08:00") ?? Instant(seconds: 0)

    /// With the shipped contracts, or with a text added to one of their files.
    init(adding text: String = "", to file: String? = nil) throws {
        folder = try Directory.createTemporary(prefix: "lianban-commands-")
        try Directory.create("\(folder)/data")
        let configuration = """
            contracts: \(file == nil ? Self.contracts : "\(folder)/contracts")
            data: \(folder)/data
            broker: amqp://guest:secret-of-the-broker@127.0.0.1:1/lianban
            secrets: \(folder)/secrets
            """
        try File.write(Array(configuration.utf8), to: "\(folder)/lianban.yaml")
        try File.write(
            Array("jiaozuo-telecom-app-secret=lianban-example-secret\n".utf8),
            to: "\(folder)/secrets"
        )
        var files = try ContractFolder.read(Self.contracts)
        if let file {
            files.bytes[file, default: []] += Array(text.utf8)
            for (path, bytes) in files.bytes {
                let place = "\(folder)/contracts/\(path)"
                try Directory.create(File.directory(of: place))
                try File.write(bytes, to: place)
            }
        }
        let (catalogue, diagnostics) = Catalogue.compile(files)
        policy = Policy(
            try #require(catalogue, "\(diagnostics)"),
            secrets: try Secrets.read("\(folder)/secrets")
        )
    }

    deinit { try? Directory.removeTree(folder) }

    private static func only(_ region: String, of shipped: String, to folder: String) throws {
        for entry in try Directory.list(shipped) where entry.kind == .directory {
            let isRegion = try Directory.status("\(shipped)/\(entry.name)/region.yaml") != nil
            if !isRegion || entry.name == region {
                try copy("\(shipped)/\(entry.name)", "\(folder)/\(entry.name)")
            }
        }
    }

    static func copy(_ from: String, _ to: String) throws {
        try Directory.create(to)
        for entry in try Directory.list(from) {
            let (source, target) = ("\(from)/\(entry.name)", "\(to)/\(entry.name)")
            if entry.kind == .directory {
                try copy(source, target)
            } else {
                try File.write(try File.read(source), to: target)
            }
        }
    }

    static func example(_ path: String) throws -> [UInt8] { try File.read("\(examples)/\(path)") }

    /// Runs a command line with this configuration.
    func run(_ words: String...) -> (exit: ExitCode, printed: Printed) {
        store = nil
        return Self.run(words + ["--config", "\(folder)/lianban.yaml"])
    }

    static func run(_ words: [String]) -> (exit: ExitCode, printed: Printed) {
        let printed = Printed()
        return (Lianban.program.run(words, on: printed.terminal()), printed)
    }

    private func writer() throws -> SQLiteStore {
        if let store { return store }
        var options = SQLiteStore.Options()
        options.cacheKibibytes = 4096
        let made = try SQLiteStore(
            lock: try HubLock(storePath: "\(folder)/data/lianban.db"),
            epoch: "example",
            options: options,
            digest: { Stores.Digest(of: $0) }
        )
        store = made
        return made
    }

    /// Lets the hub's own code take a message.
    @discardableResult
    func take(
        _ body: [UInt8],
        from queue: String,
        id: String,
        after seconds: Int64 = 0,
        correlation: String? = nil
    ) throws -> (id: Int64, verdict: Verdict) {
        let now = Self.start.adding(seconds: seconds)
        let properties: Object = Object([("message-id", .string(id))])
        let arrival = Arrival(
            source: queue,
            body: body,
            messageID: id,
            correlationID: correlation,
            headers: [],
            properties: .object(properties),
            receivedAt: now,
            brokerTime: now
        )
        let store = try writer()
        return try store.transaction { transaction in
            let processor = Processor(
                policy: policy,
                composer: Composer(policy: policy, epoch: store.epoch),
                store: transaction,
                now: now
            )
            let taken = try processor.take(arrival)
            _ = try processor.compareWorks(limit: 10)
            return taken
        }
    }

    /// Confirms every message that waits, as the broker would, but those of one party.
    func confirmAll(but party: String) throws {
        let now = Self.start.adding(seconds: 36_000)
        // A stream gives its next message when the one before is confirmed.
        while try writer().transaction({ store in
            let all = try store.nextOutbound(limit: 100, now: now, leaseSeconds: 60, except: [])
            let sequences = all.filter { $0.party != party }.map(\.sequence)
            try store.markPublished(sequences, leaseUntil: now.adding(seconds: 60))
            try store.markConfirmed(sequences, at: now)
            return !sequences.isEmpty
        }) {}
    }
}
