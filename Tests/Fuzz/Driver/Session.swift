import Glibc
import System

/// Runs a worker, watches it, and keeps what it died of.
struct Session {
    let folder: String
    let program: String
    /// CPU time that one input may take, in seconds.
    let inputSeconds: Double

    /// How a worker ended.
    enum End {
        case done
        /// In words, with the input.
        case failed(String, [UInt8])
    }

    init(inputSeconds: Double) throws {
        folder = try Directory.createTemporary(prefix: "lianban-fuzz-")
        program = try Directory.resolve("/proc/self/exe")
        self.inputSeconds = inputSeconds
    }

    func remove() { try? Directory.removeTree(folder) }

    var slotPath: String { "\(folder)/slot" }

    /// Runs one worker to its end.
    func run(_ order: Worker.Order, _ slot: borrowing Slot) throws -> End {
        let pid = try start(order)
        var clock = clockid_t()
        guard clock_getcpuclockid(pid, &clock) == 0 else { throw Finding("no clock of \(pid)") }
        var number = -1
        var since = 0.0
        while true {
            var status: Int32 = 0
            if waitpid(pid, &status, WNOHANG) == pid { return end(status, slot) }
            var time = timespec()
            clock_gettime(clock, &time)
            let now = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
            if slot[.number] != number {
                number = slot[.number]
                since = now
            } else if number > 0, now - since > inputSeconds {
                let input = slot.input
                kill(pid, SIGKILL)
                waitpid(pid, &status, 0)
                return .failed("took more than \(inputSeconds) s of CPU", input)
            }
            usleep(10_000)
        }
    }

    private func end(_ status: Int32, _ slot: borrowing Slot) -> End {
        let signal = status & 0x7F
        if signal != 0 { return .failed("killed by signal \(signal)", slot.input) }
        if (status >> 8) & 0xFF == 0 { return .done }
        return .failed(slot.text, slot.input)
    }

    private func start(_ order: Worker.Order) throws -> pid_t {
        let texts: [String] = [
            program, "--worker", slotPath, order.target, "\(order.seed)", "\(order.seconds)",
            "\(order.count)", "\(order.first)", order.isReplay ? "replay" : "make",
        ]
        var words = texts.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // A trap prints pages of backtrace; the last worker's stand in the file.
        posix_spawn_file_actions_addopen(
            &actions,
            2,
            "\(folder)/trap.txt",
            O_WRONLY | O_CREAT | O_TRUNC,
            0o600
        )
        var pid = pid_t()
        guard posix_spawn(&pid, program, &actions, nil, &words, environ) == 0 else {
            throw Finding("cannot start \(program)")
        }
        return pid
    }

    /// What Swift printed when the last worker trapped.
    var trap: String {
        let bytes = (try? File.read("\(folder)/trap.txt")) ?? []
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let shown = lines.filter { line in
            line.contains("Fatal error") || line.contains(" in ") || line.contains(" at /")
        }
        return shown.prefix(12).joined(separator: "\n")
    }

    /// Makes an input smaller while it still fails in the same way, within a minute.
    func shrink(
        _ input: [UInt8],
        _ target: String,
        _ failure: String,
        _ slot: borrowing Slot
    ) throws -> [UInt8] {
        let end = Clock.monotonic() + 60_000_000_000
        var order = Worker.Order(target: target, seed: 0, seconds: 0)
        order.isReplay = true
        let kind = Self.kind(failure)
        var smallest = input
        var size = max(1, input.count / 2)
        while size >= 1, Clock.monotonic() < end {
            var at = 0
            var isSmaller = false
            while at < smallest.count, Clock.monotonic() < end {
                var candidate = smallest
                candidate.removeSubrange(at..<min(at + size, candidate.count))
                slot.clear()
                slot.input = candidate
                slot[.number] = 1
                if case .failed(let found, _) = try run(order, slot), Self.kind(found) == kind {
                    smallest = candidate
                    isSmaller = true
                } else {
                    at += size
                }
            }
            if size == 1, !isSmaller { break }
            size = size == 1 ? 1 : size / 2
        }
        return smallest
    }

    /// The beginning of a failure's text, which does not quote the input.
    private static func kind(_ failure: String) -> Substring { failure.prefix { $0 != ":" } }
}
