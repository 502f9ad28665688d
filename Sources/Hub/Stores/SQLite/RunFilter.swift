/// Tells in which sorted runs a hash may stand, without reading any of them: a Bloom filter per run, stored bit by bit
/// across 64 runs, so that one question costs six memory reads for 64 runs instead of six for each.
struct RunFilter {
    /// 16 bits per key of a run of 65,536: a run is asked in vain once in about 3,000 questions.
    static let bitsCount = 1 << 20
    private static let probesCount = 6

    /// One word per bit of the filter; bit n of the word is that of run n of the group.
    private var groups: [[UInt64]] = []
    private(set) var runsCount = 0

    private static func probe(_ number: Int, of hash: UInt64) -> Int {
        let step = hash >> 32 | 1
        return Int(truncatingIfNeeded: (hash &+ UInt64(number) &* step) & UInt64(bitsCount - 1))
    }

    /// The filter of one run, as it is stored.
    static func bits(of hashes: some Sequence<UInt64>) -> [UInt8] {
        var bits = [UInt8](repeating: 0, count: bitsCount / 8)
        for hash in hashes {
            for number in 0..<probesCount {
                let at = probe(number, of: hash)
                bits[at >> 3] |= 1 << UInt8(at & 7)
            }
        }
        return bits
    }

    /// Adds the next run. Returns false where the bytes are no filter.
    mutating func append(_ bits: [UInt8]) -> Bool {
        guard bits.count == Self.bitsCount / 8 else { return false }
        let slot = runsCount & 63
        if slot == 0 { groups.append([UInt64](repeating: 0, count: Self.bitsCount)) }
        let group = groups.count - 1
        for (at, byte) in bits.enumerated() where byte != 0 {
            for bit in 0..<8 where byte >> UInt8(bit) & 1 == 1 {
                groups[group][at << 3 | bit] |= 1 << UInt64(slot)
            }
        }
        runsCount += 1
        return true
    }

    /// The runs that may hold the hash.
    func candidates(_ hash: UInt64) -> [Int64] {
        var found: [Int64] = []
        for (number, group) in groups.enumerated() {
            var word = UInt64.max
            for probe in 0..<Self.probesCount where word != 0 {
                word &= group[Self.probe(probe, of: hash)]
            }
            while word != 0 {
                found.append(Int64(number << 6 | word.trailingZeroBitCount))
                word &= word &- 1
            }
        }
        return found
    }
}
