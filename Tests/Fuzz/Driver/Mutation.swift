/// Spoils an input: what a broken sender, a wrong charset or a hostile hand would make of it.
struct Mutation {
    /// Other inputs of the same kind, to take pieces from.
    let others: [[UInt8]]
    /// Words of the grammar, put in anywhere.
    let words: [[UInt8]]

    /// No input grows beyond this by mutation.
    static let sizeMax = 64 << 10

    init(others: [[UInt8]], words: [String]) {
        self.others = others
        self.words = words.map { Array($0.utf8) } + Self.pieces
    }

    func apply(to input: [UInt8], _ random: inout Randomness) -> [UInt8] {
        var bytes = input
        for _ in 0...random.below(random.isOne(in: 4) ? 12 : 3) {
            bytes = step(bytes, &random)
            if bytes.count > Self.sizeMax { bytes.removeLast(bytes.count - Self.sizeMax) }
        }
        return bytes
    }

    private func step(_ input: [UInt8], _ random: inout Randomness) -> [UInt8] {
        var bytes = input
        let at = random.below(bytes.count + 1)
        let range = at..<min(bytes.count, at + 1 + random.below(random.isOne(in: 4) ? 200 : 8))
        switch random.below(14) {
        case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8(random.below(8))
        case 1 where at < bytes.count: bytes[at] = UInt8(truncatingIfNeeded: random.next())
        case 2: bytes.removeSubrange(range)
        case 3: bytes.insert(contentsOf: bytes[range], at: at)
        case 4: bytes.insert(contentsOf: random.bytes(1 + random.below(6)), at: at)
        case 5: bytes.removeSubrange(at...)
        case 6, 7: bytes.insert(contentsOf: random.choose(words), at: at)
        case 8: bytes.replaceSubrange(range, with: random.choose(words))
        case 9 where !others.isEmpty:
            let other = random.choose(others)
            let from = random.below(other.count)
            bytes.replaceSubrange(range, with: other[from...].prefix(1 + random.below(200)))
        case 10:
            let piece = range.isEmpty ? random.choose(words) : Array(bytes[range])
            let count = 1 + random.below(random.isOne(in: 10) ? 4000 : 40)
            let times = min(count, Self.sizeMax / max(1, piece.count))
            bytes.insert(contentsOf: (0..<times).flatMap { _ in piece }, at: at)
        case 11: swap(&bytes, range, random.below(bytes.count + 1))
        case 12: digit(&bytes, &random)
        case 13 where random.isOne(in: 8): bytes = recoded(bytes, &random)
        default: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: at)
        }
        return bytes
    }

    /// Moves a piece to another place.
    private func swap(_ bytes: inout [UInt8], _ range: Range<Int>, _ to: Int) {
        let piece = Array(bytes[range])
        bytes.removeSubrange(range)
        bytes.insert(contentsOf: piece, at: min(to, bytes.count))
    }

    /// Changes a number where there is one.
    private func digit(_ bytes: inout [UInt8], _ random: inout Randomness) {
        let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
        guard !digits.isEmpty else { return }
        let start = random.choose(digits)
        let end = bytes[start...].firstIndex { !(0x30...0x39).contains($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: Array(random.choose(Self.numbers).utf8))
    }

    /// The same text in a charset that was not agreed.
    private func recoded(_ bytes: [UInt8], _ random: inout Randomness) -> [UInt8] {
        let text = String(decoding: bytes, as: UTF8.self)
        switch random.below(3) {
        case 0: return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        case 1: return text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        default: return [0xEF, 0xBB, 0xBF] + bytes
        }
    }

    static let numbers = [
        "0", "-0", "1", "-1", "00", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "-9223372036854775809", "18446744073709551615",
        "18446744073709551616", "4294967296", "2147483648", "65536", "1e308", "1e309", "1e-400",
        "1E99999999999", "0.1", "1.7976931348623157e308", "99999999999999999999999999999999999",
        "0.0000000000000000000000000000000001", "20240230", "99991231", "00000000", "19700101",
        "253402300800", "16777217", "10001", "1e4300",
    ]

    /// What is wrong or rare in any text.
    private static let pieces: [[UInt8]] =
        [
            [0], [0x0A], [0x0D, 0x0A], [0x1B], [0x7F], [0x80], [0xFF], [0xC0, 0x80], [0xC1, 0xBF],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBB, 0xBF], [0xEF, 0xBF, 0xBE],
            [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x9F, 0x91, 0x8D], [0xE2, 0x80, 0xA8], [0xC2, 0x85],
            [0xFE, 0xFF], [0xFF, 0xFE],
            // GB18030: two bytes, four bytes, the first half of each, and what no character has.
            [0xB2, 0xE2], [0x81, 0x30, 0x81, 0x30], [0x95, 0x32, 0x82, 0x36],
            [0x84, 0x31, 0xA4, 0x37],
            [0xFE, 0x59], [0x81], [0x81, 0x30], [0x81, 0x30, 0x81], [0xE3, 0x32, 0x9A, 0x36],
            [0x80], [0xFE, 0xFE], [0xA6, 0xD9],
            Array("e\u{301}".utf8), Array("𠮷䶮".utf8), Array("１３８".utf8), Array("\u{FEFF}".utf8),
            Array("\u{200B}".utf8), Array("\u{0}".utf8), Array("m³/时".utf8),
        ] + numbers.map { Array($0.utf8) }
}
