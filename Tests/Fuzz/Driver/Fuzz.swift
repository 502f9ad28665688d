import Glibc
import System

/// `lianban-fuzz`: generated and spoiled inputs for everything that reads bytes from outside.
@main struct Fuzz {
    static let usage = """
        usage: lianban-fuzz [--seconds S] [--seed N] [--contracts DIR] [--save DIR] [TARGET…]
               lianban-fuzz --input FILE TARGET

        Runs inputs until the time of each target is over. Exit 1 when one traps, hangs, grows or breaks a rule; the
        input is then made smaller and saved, and --input runs it again. The same seed gives the same inputs.

        """ + targets.map { "  \(padded($0.name)) \($0.summary)\n" }.joined()

    static func padded(_ name: String) -> String {
        name + String(repeating: " ", count: max(0, 11 - name.utf8.count))
    }

    struct Options {
        var seconds = 10.0
        var seed: UInt64?
        var contracts = "contracts"
        var save = "."
        var input: String?
        var targets: [String] = []
    }

    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            if words.first == "--worker" {
                try work(words)
            } else if let options = options(words) {
                exit(try watch(options))
            } else {
                write(usage)
                exit(2)
            }
        } catch {
            write("lianban-fuzz: \((error as? Finding)?.message ?? "\(error)")\n")
            exit(2)
        }
    }

    static func write(_ text: String) {
        print(text, terminator: "")
        fflush(nil)
    }

    static func options(_ words: [String]) -> Options? {
        var options = Options()
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else {
                options.targets.append(word)
                continue
            }
            guard let value = rest.popFirst() else { return nil }
            switch word {
            case "--seconds":
                guard let seconds = Double(value), seconds > 0 else { return nil }
                options.seconds = seconds
            case "--seed":
                guard let seed = UInt64(value) else { return nil }
                options.seed = seed
            case "--contracts": options.contracts = value
            case "--save": options.save = value
            case "--input": options.input = value
            default: return nil
            }
        }
        if options.targets.isEmpty { options.targets = targetNames }
        guard options.targets.allSatisfy(targetNames.contains) else { return nil }
        return options.input == nil || options.targets.count == 1 ? options : nil
    }

    static var targetNames: [String] { targets.map { $0.name } }

    /// The worker's side: `--worker SLOT TARGET SEED SECONDS COUNT FIRST make|replay`.
    static func work(_ words: [String]) throws {
        guard words.count == 8, let seed = UInt64(words[3]), let seconds = Double(words[4]),
            let count = Int(words[5]), let first = UInt64(words[6])
        else { throw Finding("not a worker's command line") }
        let slot = try Slot(words[1])
        var order = Worker.Order(target: words[2], seed: seed, seconds: seconds)
        (order.count, order.first, order.isReplay) = (count, first, words[7] == "replay")
        do {
            let folder = Environment.value("LIANBAN_FUZZ_CONTRACTS") ?? "contracts"
            try Worker.run(order, slot, try Corpus(contracts: folder))
        } catch {
            slot.text = (error as? Finding)?.message ?? "\(error)"
            exit(1)
        }
    }

    static func watch(_ options: Options) throws -> Int32 {
        setenv("LIANBAN_FUZZ_CONTRACTS", options.contracts, 1)
        let session = try Session(inputSeconds: inputSeconds)
        defer { session.remove() }
        let slot = try Slot(session.slotPath)
        if let path = options.input { return try replay(path, options.targets[0], session, slot) }
        var code: Int32 = 0
        for target in options.targets {
            let seed = options.seed ?? Random.bits() >> 32
            slot.clear()
            let order = Worker.Order(target: target, seed: seed, seconds: options.seconds)
            let end = try session.run(order, slot)
            let slowest = slot[.slowest] / 1000
            write(
                "\(padded(target)) seed \(seed): \(slot[.number]) inputs, \(slot[.accepted]) taken, "
                    + "slowest \(slowest / 1000).\(slowest / 100 % 10) ms (input \(slot[.slowestNumber])), "
                    + "\(slot[.resident] >> 20) MiB\n"
            )
            if case .failed(let failure, let input) = end {
                code = 1
                try report(failure, input, target, options, session, slot)
            }
        }
        return code
    }

    /// A debug build is slower by one order of magnitude.
    static var inputSeconds: Double {
        var isDebug = false
        assert(
            {
                isDebug = true
                return true
            }()
        )
        return isDebug ? 20 : 2
    }

    static func report(
        _ failure: String,
        _ input: [UInt8],
        _ target: String,
        _ options: Options,
        _ session: Session,
        _ slot: borrowing Slot
    ) throws {
        write("\(padded(target)) FAILED: \(failure)\n")
        let trap = session.trap
        if !trap.isEmpty { write(trap + "\n") }
        if input.isEmpty { return }
        let name = "\(options.save)/fuzz-\(target)-\(Clock.wallMilliseconds())"
        try File.write(input, to: "\(name).full")
        let small = try session.shrink(input, target, failure, slot)
        try File.write(small, to: name)
        write("  \(small.count) of \(input.count) bytes, saved as \(name)\n")
        write("  \(String(reflecting: String(decoding: small.prefix(400), as: UTF8.self)))\n")
    }

    static func replay(
        _ path: String,
        _ target: String,
        _ session: Session,
        _ slot: borrowing Slot
    ) throws -> Int32 {
        var order = Worker.Order(target: target, seed: 0, seconds: 0)
        order.isReplay = true
        slot.input = try File.read(path)
        slot[.number] = 1
        guard case .failed(let failure, _) = try session.run(order, slot) else {
            write("\(target): nothing is wrong with \(path)\n")
            return 0
        }
        write("\(target): \(failure)\n\(session.trap)\n")
        return 1
    }
}
