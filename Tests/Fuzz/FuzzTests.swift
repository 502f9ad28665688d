import Glibc
import System
import Testing

/// A short run of every fuzz target, once with a seed that stays and once with a new one. `make fuzz` runs them long.
@Suite(.serialized) struct FuzzTests {
    static let targets = ["json", "xml", "fixed", "flat", "expression", "schema", "contract"]

    @Test(arguments: targets)
    func nothingTrapsHangsOrGrows(target: String) async throws {
        // A whole folder takes longer to compile than a message to read.
        let seconds = target == "contract" ? "3" : "1"
        for seed in [1, Random.bits() >> 32] {
            let folder = try Directory.createTemporary(prefix: "lianban-fuzz-test-")
            let (code, text) = try await Self.run(
                "--seconds",
                seconds,
                "--seed",
                "\(seed)",
                "--contracts",
                Self.contracts,
                "--save",
                folder,
                target
            )
            print(text, terminator: "")
            #expect(code == 0, "\(text)")
            // What was found stays for whoever looks for its cause.
            if code == 0 { try Directory.removeTree(folder) }
        }
    }

    @Test func knowsItsTargets() async throws {
        let (code, text) = try await Self.run("--help")
        #expect(code == 2)
        for target in Self.targets { #expect(text.contains("  \(target) ")) }
    }

    private static let contracts: String = {
        let tests = File.directory(of: File.directory(of: #filePath))
        return "\(File.directory(of: tests))/contracts"
    }()

    /// `lianban-fuzz`, built with these tests.
    private static let program: String = {
        let bundle =
            CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
        var folder = File.directory(of: bundle)
        while folder.contains(".xctest") { folder = File.directory(of: folder) }
        return "\(folder)/lianban-fuzz"
    }()

    private static func run(_ words: String...) async throws -> (code: Int32, text: String) {
        let log = try Directory.createTemporary(prefix: "lianban-fuzz-log-")
        defer { try? Directory.removeTree(log) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "\(log)/out", O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var arguments = ([program] + words).map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var pid = pid_t()
        try #require(posix_spawn(&pid, program, &actions, nil, &arguments, environ) == 0)
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG) == 0 { try await Task.sleep(for: .milliseconds(20)) }
        let text = String(decoding: try File.read("\(log)/out"), as: UTF8.self)
        return ((status >> 8) & 0xFF, text)
    }
}
