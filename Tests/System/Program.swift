import Glibc
import Synchronization
import System

/// A process that a test started, with its output in files.
final class Program: Sendable {
    enum End: Equatable {
        case exited(Int32)
        case killed(Int32)
    }

    struct Late: Error, CustomStringConvertible { let description: String }

    /// `lianban`, built with these tests.
    static let lianban: String = {
        if let its = Environment.value("LIANBAN") { return its }
        let bundle =
            CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
        var folder = File.directory(of: bundle)
        while folder.contains(".xctest") { folder = File.directory(of: folder) }
        return "\(folder)/lianban"
    }()

    let pid: pid_t
    private let name: String
    private let log: String
    private let end = Mutex<End?>(nil)

    /// Starts a program. Its output goes to `log`.out and `log`.err, after what is there.
    init(_ path: String, _ arguments: [String], environment: [String: String], log: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (descriptor, suffix) in [(Int32(1), "out"), (2, "err")] {
            posix_spawn_file_actions_addopen(
                &actions,
                descriptor,
                "\(log).\(suffix)",
                O_WRONLY | O_CREAT | O_APPEND,
                0o600
            )
        }
        // The runner's own choice of signals is not the program's.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        let settings = environment.map { "\($0.key)=\($0.value)" }
        var words = (["/usr/bin/env"] + settings + [path] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var child = pid_t()
        let result = posix_spawn(&child, "/usr/bin/env", &actions, &attributes, &words, environ)
        guard result == 0 else {
            throw Late(description: "\(path): \(SystemError.text(of: result))")
        }
        pid = child
        name = ([path] + arguments).joined(separator: " ")
        self.log = log
    }

    /// How it ended; nil while it runs.
    var ending: End? {
        end.withLock { end in
            guard end == nil else { return end }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
            let signal = status & 0x7F
            end = signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
            return end
        }
    }

    /// Sends a signal while the process runs; false when it had ended.
    @discardableResult
    func signal(_ number: Int32) -> Bool {
        guard ending == nil else { return false }
        return kill(pid, number) == 0
    }

    /// Waits for the end.
    @discardableResult
    func ended(seconds: Int = 30) async throws -> End {
        let isOver = try await eventually(seconds: seconds) { ending != nil }
        guard isOver, let ending else {
            signal(SIGKILL)
            throw Late(description: "still running after \(seconds) s: \(name)\n\(errors)")
        }
        return ending
    }

    var output: String { text("out") }
    var errors: String { text("err") }

    private func text(_ suffix: String) -> String {
        ((try? File.read("\(log).\(suffix)")) ?? []).text
    }
}

extension Collection<UInt8> {
    var text: String { String(decoding: self, as: UTF8.self) }
}
