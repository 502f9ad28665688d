import CFuzzMemory
import System

/// The process that runs the inputs: when it dies, the watcher has the input it died of.
struct Worker {
    /// What to run.
    struct Order {
        var target: String
        var seed: UInt64
        /// Ends after so much time, and after so many inputs.
        var seconds: Double
        var count: Int = .max
        /// The number of the first input.
        var first: UInt64 = 0
        /// Runs what stands in the slot instead of making inputs.
        var isReplay = false
    }

    /// How much more memory may be in use at the end than after the first third; a leak of twenty bytes an input is
    /// seen in a long run.
    static let growthMax = 8 << 20
    static let residentGrowthMax = 64 << 20
    /// No input may need so much.
    static let residentMax = 2 << 30

    static func run(_ order: Order, _ slot: borrowing Slot, _ corpus: Corpus) throws {
        guard let type = targets.first(where: { $0.name == order.target }) else {
            throw Finding("there is no target \(order.target)")
        }
        let target = try type.init(corpus)
        if order.isReplay {
            _ = try target.run(slot.input)
            return
        }
        let start = Clock.monotonic()
        let length = Int64(order.seconds * 1e9)
        var warm: Memory?
        /// What schemas that contain themselves keep, by design.
        var kept = 0
        for number in 0..<order.count {
            let elapsed = Clock.monotonic() - start
            if elapsed > length { break }
            if warm == nil, elapsed > length / 3 { warm = Memory.now() }
            var random = Randomness(seed: order.seed, input: order.first + UInt64(number))
            let input = target.input(&random)
            slot.input = input
            slot[.number] = number + 1
            let before = Int(fuzz_memory_in_use())
            let began = Clock.processor()
            let outcome = try target.run(input)
            let took = Int(Clock.processor() - began)
            if outcome.keepsMemory, warm != nil { kept += Int(fuzz_memory_in_use()) - before }
            if outcome.isAccepted { slot[.accepted] += 1 }
            if took > slot[.slowest] {
                slot[.slowest] = took
                slot[.slowestNumber] = number
            }
        }
        slot[.inputCount] = 0
        if let warm { try check(warm, kept, slot) }
    }

    private static func check(_ warm: Memory, _ kept: Int, _ slot: borrowing Slot) throws {
        let end = Memory.now()
        slot[.resident] = end.resident
        slot[.inUse] = end.inUse - kept
        let growth = end.inUse - kept - warm.inUse
        if growth > growthMax {
            throw Finding("memory in use grew by \(growth >> 10) KiB")
        }
        let resident = end.resident - kept - warm.resident
        if resident > residentGrowthMax {
            throw Finding("resident memory grew by \(resident >> 10) KiB")
        }
        if Memory.residentPeak > residentMax {
            throw Finding("an input took \(Memory.residentPeak >> 20) MiB")
        }
    }
}

/// What the process holds.
struct Memory {
    /// Given out by malloc, in bytes.
    var inUse: Int
    /// In bytes.
    var resident: Int

    static func now() -> Memory {
        fuzz_memory_trim()
        return Memory(inUse: Int(fuzz_memory_in_use()), resident: status("VmRSS:"))
    }

    static var residentPeak: Int { status("VmHWM:") }

    private static func status(_ name: String) -> Int {
        guard let bytes = try? File.read("/proc/self/status") else { return 0 }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix(name) }) else { return 0 }
        return Int(line.filter(\.isNumber)).map { $0 << 10 } ?? 0
    }
}
