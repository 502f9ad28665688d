import Broker
import Curl
import Formats
import Glibc
import RabbitMQ
import Synchronization
import System
import Testing
import Values

/// A city of its own on a broker: its contracts, a hub's data, and processes of the program that was built.
final class City: Sendable {
    /// The region of the contracts that the tests speak for.
    static let region = "jiaozuo"
    static let applications = "lianban.applications.jiaozuo.platform"
    static let outcomes = "lianban.outcomes.jiaozuo.platform"

    static func replies(_ party: String) -> String { "lianban.replies.\(region).\(party)" }
    static func orders(_ party: String) -> String { "lianban.orders.\(region).\(party)" }

    let folder: String
    let url: String
    /// The queues that the hub writes to, and those that it reads.
    private let queues = Mutex<[String]>([])
    private let running = Mutex<[Program]>([])
    private let started = Mutex(0)

    /// Makes the folder. `declares` also makes the queues.
    init(_ name: String, on node: Node, declares: Bool = true) async throws {
        url = try node.virtualHost()
        folder = "\(try Node.folder.get())/\(name)"
        try Directory.create(folder)
        // Other regions would only make more queues.
        let contracts = "\(Node.packageRoot)/contracts"
        try Directory.create("\(folder)/contracts")
        for entry in try Directory.list(contracts) where entry.kind == .directory {
            let isOther =
                try entry.name != Self.region
                && Directory.status("\(contracts)/\(entry.name)/region.yaml") != nil
            if !isOther {
                try copy("\(contracts)/\(entry.name)", to: "\(folder)/contracts/\(entry.name)")
            }
        }
        try File.write(
            Array("jiaozuo-telecom-app-secret=\(Random.bits())\n".utf8),
            to: "\(folder)/secrets"
        )
        let settings = "contracts: contracts\ndata: data\nsecrets: secrets\n"
        try File.write(Array(settings.utf8), to: config)
        if declares { try await declare() }
    }

    deinit {
        for program in running.withLock({ $0 }) { program.signal(SIGKILL) }
    }

    var config: String { "\(folder)/lianban.yaml" }
    var hubLog: String { ((try? File.read("\(folder)/serve.err")) ?? []).text }
    var outQueues: [String] {
        queues.withLock { $0 }.filter {
            !$0.hasPrefix("lianban.applications") && !$0.hasPrefix("lianban.replies")
        }
    }
    var replyQueues: [String] { queues.withLock { $0 }.filter { $0.hasPrefix("lianban.replies") } }

    /// An application of the examples, under another number where one is given.
    func application(_ example: String, number: String? = nil) throws -> [UInt8] {
        let path =
            "\(Node.packageRoot)/contracts/\(Self.region)/installation/examples/\(example)/application.json"
        let bytes = try File.read(path)
        guard let number else { return bytes }
        guard case .object(var object) = try JSON.decode(bytes) else { return bytes }
        object["sblsh"] = .string(number)
        return JSON.encode(.object(object))
    }

    // MARK: Processes

    /// Declares exchanges and queues by `lianban topology apply`.
    func declare() async throws {
        let findings = try await lianban("topology", "apply", "--json").json
        let prefix = "queue "
        let names = findings.array?.compactMap { $0["finding"]?.string } ?? []
        let found = names.compactMap {
            $0.hasPrefix(prefix) ? $0.dropFirst(prefix.count).prefix { $0 != ":" } : nil
        }
        queues.withLock { $0 = found.map(String.init).filter { $0 != "lianban.dead" } }
    }

    struct Run {
        var code: Int32
        var output: String
        var errors: String

        var json: Value {
            get throws { try JSON.decode(Array(output.utf8)) }
        }
    }

    /// Runs a command to its end.
    func run(_ arguments: [String], seconds: Int = 60) async throws -> Run {
        let number = started.withLock { number in
            number += 1
            return number
        }
        let program = try spawn(arguments, log: "run-\(number)")
        let end = try await program.ended(seconds: seconds)
        guard case .exited(let code) = end else {
            throw Program.Late(description: "\(arguments): \(end)")
        }
        return Run(code: code, output: program.output, errors: program.errors)
    }

    /// Runs a command that must succeed.
    func lianban(_ arguments: String..., seconds: Int = 60) async throws -> Run {
        let run = try await run(arguments, seconds: seconds)
        try #require(run.code == 0, "lianban \(arguments): \(run.output)\(run.errors)")
        return run
    }

    private func spawn(
        _ arguments: [String],
        log: String,
        environment: [String: String] = [:]
    ) throws -> Program {
        let program = try Program(
            Program.lianban,
            arguments + ["--config", config],
            environment: environment.merging(["LIANBAN_BROKER": url]) { first, _ in first },
            log: "\(folder)/\(log)"
        )
        running.withLock { $0.append(program) }
        return program
    }

    /// Starts the hub and waits until it answers; `isReady` also until it consumes and publishes.
    func hub(isReady: Bool = true) async throws -> Program {
        let hub = try spawn(["serve"], log: "serve")
        let isUp = try await eventually {
            try #require(hub.ending == nil, "the hub ended: \(self.hubLog.suffix(2000))")
            return self.status("/\(isReady ? "readyz" : "healthz")") == 200
        }
        try #require(isUp, "the hub is not ready: \(hubLog.suffix(2000))")
        return hub
    }

    /// Starts the partners, who answer by their own contracts: the shipped ones, whatever the city's have become.
    func partners(_ options: String...) throws -> Program {
        try spawn(
            ["simulate", "--region", Self.region] + options,
            log: "simulate",
            environment: ["LIANBAN_CONTRACTS": "\(Node.packageRoot)/contracts"]
        )
    }

    /// Changes one of the city's contract files.
    func edit(_ file: String, _ text: String, to other: String) throws {
        let path = "\(folder)/contracts/\(file)"
        let before = try File.read(path).text
        try #require(before.contains(text), "\(file) has no '\(text)'")
        try File.write(Array(before.replacing(text, with: other).utf8), to: path)
    }

    /// What the hub says at an address of its socket.
    func answer(_ path: String) throws -> (status: Int, body: Value) {
        let client = HTTPClient(.unix(path: "\(folder)/data/hub.sock"), timeout: .seconds(10))
        let response = try client.send(HTTPClient.Request(path))
        return (response.status, try JSON.decode(response.body))
    }

    func status(_ path: String) -> Int? { try? answer(path).status }

    // MARK: Messages

    /// Publishes as a party would, and waits for the broker's confirms.
    func publish(_ letters: [Letter]) async throws {
        let done = Mutex<[Broker.Outcome]>([])
        let publisher = try Publisher(try Configuration(url: url, connectionName: "test")) { _ in
        } onOutcomes: { outcomes in
            done.withLock { $0 += outcomes }
        }
        defer { publisher.stop(drainMilliseconds: 0) }
        publisher.publish(letters.enumerated().map { $1.outgoing(UInt64($0)) })
        let isDone = try await eventually { done.withLock { $0.count } == letters.count }
        try #require(isDone, "not published: \(done.withLock { $0 })")
        try #require(done.withLock { $0.allSatisfy { $0.result == .confirmed } })
    }

    /// The received messages by what became of them, newest first.
    func received(_ disposition: String? = nil) async throws -> [Value] {
        let filter = disposition.map { ["--disposition", $0] } ?? ["--in"]
        let run = try await run(["messages", "list", "--limit", "10000", "--json"] + filter)
        return try run.json["in"]?.array ?? []
    }

    /// Runs the doctor: the sums must agree and the outbox be empty.
    func examine() async throws -> [String: String] {
        let run = try await run(["doctor", "--json"])
        var texts: [String: String] = [:]
        for finding in try run.json["findings"]?.array ?? [] {
            let (state, subject) = (
                finding["state"]?.string ?? "", finding["subject"]?.string ?? ""
            )
            #expect(state != "wrong", "\(finding)")
            texts[subject] = finding["text"]?.string
        }
        return texts
    }
}

/// A message on its way to the hub.
struct Letter {
    var queue: String
    var id: String
    var body: [UInt8]
    var type: String?
    var correlation: String?
    var contentType = "application/json; charset=UTF-8"
    var headers = Table()

    fileprivate func outgoing(_ token: UInt64) -> Outgoing {
        var properties = Properties(
            correlationID: correlation,
            type: type,
            contentType: contentType
        )
        properties.headers = headers
        // Each source has a fanout exchange of its queue's name.
        return Outgoing(
            token: token,
            messageID: id,
            exchange: queue,
            routingKey: "",
            properties: properties,
            body: body
        )
    }
}

/// Copies a folder with its files.
private func copy(_ from: String, to: String) throws {
    try Directory.create(to)
    for entry in try Directory.list(from) {
        let (source, target) = ("\(from)/\(entry.name)", "\(to)/\(entry.name)")
        if entry.kind == .directory {
            if entry.name != "examples" { try copy(source, to: target) }
        } else {
            try File.write(try File.read(source), to: target)
        }
    }
}
