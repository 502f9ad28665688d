/// Random numbers that are the same in every run with the same seed (SplitMix64).
struct Randomness: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// The numbers of one input: those of the inputs before it are not needed to make it again.
    init(seed: UInt64, input number: UInt64) {
        var mixed = Randomness(seed: seed)
        state = mixed.next() ^ (number &* 0xD6E8_FEB8_6659_FD93)
    }

    /// The numbers that follow from an input: whatever is chosen while it runs is chosen again when it is run again.
    init(of input: [UInt8]) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in input.prefix(1 << 16) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        state = hash
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// 0 ..< count; 0 where there is nothing to choose from.
    mutating func below(_ count: Int) -> Int {
        count <= 1 ? 0 : Int(next() % UInt64(count))
    }

    mutating func isOne(in count: Int) -> Bool { below(count) == 0 }

    /// One of a list that is not empty.
    mutating func choose<T>(_ list: [T]) -> T { list[below(list.count)] }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}
