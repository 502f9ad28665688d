import Glibc
import Synchronization
import System
import Testing

/// A private RabbitMQ node, started and stopped by docker/host/rabbitmq.sh.
///
/// It ends with the test process, however that ends (the script watches the owner). Each test has a virtual host of
/// its own.
final class Node: Sendable {
    /// The package's root is three folders above this file.
    static let packageRoot = (0..<3).reduce(#filePath) { path, _ in File.directory(of: path) }

    /// What every system test has below it: nodes, hubs, logs.
    static let folder = Result { try Directory.createTemporary(prefix: "lianban-system-") }

    /// The node of the tests that do not stop it.
    static let shared = Task { try await Node("node") }

    static let isInstalled =
        access(
            Environment.value("LIANBAN_RABBITMQ_SERVER")
                ?? "/usr/lib/rabbitmq/bin/rabbitmq-server",
            X_OK
        ) == 0

    private static let virtualHostsMax = 24

    private let directory: String
    private let url: String
    private let given = Mutex(0)

    init(_ name: String) async throws {
        let folder = try Self.folder.get()
        try await Guard.watch(folder)
        directory = "\(folder)/\(name)"
        try await Self.script("start", directory)
        let lines = String(decoding: try File.read("\(directory)/env"), as: UTF8.self)
        url = lines.split(separator: "'").dropFirst().first.map(String.init) ?? ""
        // One call, because each starts an Erlang machine of its own.
        try await control(
            "eval",
            """
            [begin N = <<"t", (integer_to_binary(I))/binary>>, rabbit_vhost:add(N, <<"hub">>),
            rabbit_auth_backend_internal:set_permissions(<<"hub">>, N, <<".*">>, <<".*">>, <<".*">>, <<"hub">>)
            end || I <- lists:seq(1, \(Self.virtualHostsMax))].
            """
        )
    }

    /// The URL of a virtual host that nobody else uses.
    func virtualHost() throws -> String {
        let number = given.withLock { number in
            number += 1
            return number
        }
        try #require(number <= Self.virtualHostsMax, "make more virtual hosts")
        return url.replacing("/lianban", with: "/t\(number)", maxReplacements: 1)
    }

    /// Starts the node again after `stop` or `crash`; name, port and data stay.
    func start() async throws { try await Self.script("start", directory) }
    func stop() async throws { try await Self.script("stop", directory) }
    func crash() async throws { try await Self.script("crash", directory) }
    func control(_ arguments: String...) async throws {
        try await Self.script("ctl", directory, arguments)
    }

    private static func script(
        _ action: String,
        _ directory: String,
        _ arguments: [String] = []
    ) async throws {
        let run = try Program(
            "\(packageRoot)/docker/host/rabbitmq.sh",
            [action, directory] + arguments,
            environment: ["LIANBAN_OWNER": "\(getpid())"],
            log: "\(try folder.get())/rabbitmq"
        )
        let status = try await run.ended(seconds: 120)
        try #require(status == .exited(0), "rabbitmq.sh \(action): \(run.errors)")
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

/// Ends what the tests started when their process ends, however that ends, and removes their folder.
private enum Guard {
    private static let isWatching = Mutex(false)

    static func watch(_ folder: String) async throws {
        let isFirst = isWatching.withLock { isWatching in
            defer { isWatching = true }
            return !isWatching
        }
        guard isFirst else { return }
        // A pid may by then belong to another: only a process that names the folder is meant.
        let script = """
            while kill -0 "$1" 2>/dev/null; do sleep 1; done
            for file in /proc/[0-9]*/cmdline; do
                pid=${file//[!0-9]/}
                [[ $pid == $$ ]] && continue
                if tr '\\0' ' ' <"$file" 2>/dev/null | grep -q "lianban .*--config $2/"; then kill -9 "$pid"; fi
            done
            sleep 10
            [[ -n $LIANBAN_KEEP ]] || rm -rf "$2"
            """
        _ = try Program(
            "/usr/bin/setsid",
            ["bash", "-c", script, "guard", "\(getpid())", folder],
            environment: [:],
            log: "\(folder)/guard"
        )
    }
}

/// Waits until the condition holds; false when it does not within the time.
func eventually(seconds: Int = 30, _ condition: () async throws -> Bool) async throws -> Bool {
    let end = Clock.monotonicMilliseconds() + Int64(seconds) * 1000
    while try await !condition() {
        if Clock.monotonicMilliseconds() > end { return false }
        try await Task.sleep(for: .milliseconds(20))
    }
    return true
}
