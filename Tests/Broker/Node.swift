import Broker
import Glibc
import System
import Testing

/// A private RabbitMQ node, started and stopped by docker/host/rabbitmq.sh.
///
/// It ends with the test process, however that ends (the script watches the owner).
struct Node: Sendable {
    let directory: String
    let configuration: Configuration

    /// The node that all tests share which do not stop it; every test has queues of its own.
    static let shared = Result { try Node() }

    static let isInstalled =
        access(
            Environment.value("LIANBAN_RABBITMQ_SERVER")
                ?? "/usr/lib/rabbitmq/bin/rabbitmq-server",
            X_OK
        ) == 0

    /// The package's root is three folders above this file.
    private static let script: String = {
        let root = (0..<3).reduce(#filePath) { path, _ in File.directory(of: path) }
        return "\(root)/docker/host/rabbitmq.sh"
    }()

    struct Failure: Error { let text: String }

    init() throws {
        let temporary = Environment.value("TMPDIR") ?? "/tmp"
        directory = "\(temporary)/lianban-broker-\(String(Random.bits(), radix: 36))"
        try Self.run("start", directory)
        let lines = String(decoding: try File.read("\(directory)/env"), as: UTF8.self)
        let url = lines.split(separator: "'").dropFirst().first.map(String.init) ?? ""
        configuration = try Configuration(url: url, connectionName: "lianban-test")
    }

    /// Starts the node again after `stop` or `crash`; name, port and data stay.
    func start() throws { try Self.run("start", directory) }
    func stop() throws { try Self.run("stop", directory) }
    /// Makes queues that were declared just now survive a crash.
    func flush() throws { try Self.run("flush", directory) }
    func crash() throws { try Self.run("crash", directory) }
    /// rabbitmqctl on this node.
    func control(_ arguments: String...) throws { try Self.run("ctl", directory, arguments) }

    private static func run(
        _ action: String,
        _ directory: String,
        _ arguments: [String] = [],
        to output: String? = nil
    ) throws {
        let words = ["/usr/bin/env", "LIANBAN_OWNER=\(getpid())", script, action, directory]
        var texts = (words + arguments).map { strdup($0) } + [nil]
        defer { texts.forEach { free($0) } }
        var child = pid_t()
        let result = posix_spawn(&child, "/usr/bin/env", nil, nil, &texts, environ)
        guard result == 0 else { throw Failure(text: SystemError.text(of: result)) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw Failure(text: "rabbitmq.sh \(action) failed") }
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
