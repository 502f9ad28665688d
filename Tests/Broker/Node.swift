import Broker
import Foundation
import Testing

/// A private RabbitMQ node, started and stopped by docker/host/rabbitmq.sh.
///
/// It ends with the test process, however that ends (the script watches the owner).
struct Node: Sendable {
    let directory: String
    let configuration: Configuration

    /// The node that all tests share which do not stop it; every test has queues of its own.
    static let shared = Result { try Node() }

    static let isInstalled = FileManager.default.isExecutableFile(
        atPath: ProcessInfo.processInfo.environment["LIANBAN_RABBITMQ_SERVER"]
            ?? "/usr/lib/rabbitmq/bin/rabbitmq-server"
    )

    static let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../docker/host/rabbitmq.sh"
    ).standardizedFileURL.path()

    struct Failure: Error { let text: String }

    init() throws {
        let temporary = FileManager.default.temporaryDirectory.path()
        directory = "\(temporary)/lianban-broker-\(UUID().uuidString)"
        configuration = try Self.start(directory)
    }

    /// Starts the node again after `stop` or `crash`; name, port and data stay.
    func start() throws { _ = try Self.start(directory) }
    func stop() throws { _ = try Self.run("stop", directory) }
    func crash() throws { _ = try Self.run("crash", directory) }
    @discardableResult func control(_ arguments: String...) throws -> String {
        try Self.run(["ctl", directory] + arguments)
    }

    private static func start(_ directory: String) throws -> Configuration {
        try run("start", directory)
        let status = try run("status", directory)
        let url = status.split(whereSeparator: \.isWhitespace).last.map(String.init) ?? ""
        return try Configuration(url: url, connectionName: "lianban-test")
    }

    @discardableResult private static func run(_ arguments: String...) throws -> String {
        try run(arguments)
    }

    private static func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = [script] + arguments
        var environment = ProcessInfo.processInfo.environment
        environment["LIANBAN_OWNER"] = String(ProcessInfo.processInfo.processIdentifier)
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(text: "rabbitmq.sh \(arguments.joined(separator: " ")) failed: \(text)")
        }
        return text
    }
}

extension Trait where Self == ConditionTrait {
    static var needsRabbitMQ: Self {
        .enabled(
            if: Node.isInstalled,
            "skipped: RabbitMQ is not installed (apt install rabbitmq-server)"
        )
    }
}
