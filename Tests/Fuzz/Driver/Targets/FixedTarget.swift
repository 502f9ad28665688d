import Formats
import Values

/// Fixed-width records: the first byte chooses layout and charset, the rest is the message.
struct FixedTarget: Target {
    static let name = "fixed"
    static let summary = "fixed-width records in GB18030, GBK and UTF-8, both ways"

    private let subjects: [MessageSubject]
    private let mutation: Mutation

    init(_ corpus: Corpus) throws {
        subjects = try MessageSubject.all(.fixed, Layouts.fixed, corpus)
        mutation = Mutation(others: corpus.examples(".txt"), words: Self.words)
    }

    func input(_ random: inout Randomness) -> [UInt8] {
        let choice = random.below(subjects.count)
        var bytes = subjects[choice].message(&random)
        if random.isOne(in: 6) { bytes = record(&random) }
        if bytes.isEmpty || random.isOne(in: 8) { bytes = random.choose(mutation.others) }
        if !random.isOne(in: 3) {
            let count = bytes.count
            bytes = mutation.apply(to: bytes, &random)
            // Most of what is wrong in a record stands in one of the right length.
            if random.isOne(in: 2) { fit(&bytes, to: count) }
        }
        return [UInt8(choice)] + bytes
    }

    private func fit(_ bytes: inout [UInt8], to count: Int) {
        let end: [UInt8] = bytes.suffix(2) == [0x0D, 0x0A] ? [0x0D, 0x0A] : []
        bytes = Array(bytes.prefix(count - min(count, end.count)))
        bytes += Array(repeating: 0x20, count: max(0, count - bytes.count - end.count)) + end
    }

    /// Characters of two and four bytes, whole and broken, as they fall.
    private func record(_ random: inout Randomness) -> [UInt8] {
        var bytes: [UInt8] = []
        let count = random.choose([62, 64, 300, 302, 5, 10, 124])
        while bytes.count < count {
            switch random.below(6) {
            case 0: bytes += random.bytes(1)
            case 1: bytes.append(UInt8(0x20 + random.below(95)))
            case 2:
                bytes += [UInt8(0x81 + random.below(126)), UInt8(0x40 + random.below(191))]
            case 3:
                bytes += [
                    UInt8(0x81 + random.below(126)), UInt8(0x30 + random.below(10)),
                    UInt8(0x81 + random.below(126)), UInt8(0x30 + random.below(10)),
                ]
            case 4: bytes += [0xB2, 0xE2, 0xCA, 0xD4]
            default: bytes += Array("      ".utf8)
            }
        }
        return Array(bytes.prefix(count)) + (random.isOne(in: 2) ? [0x0D, 0x0A] : [])
    }

    func run(_ input: [UInt8]) throws(Finding) -> Outcome {
        guard let choice = input.first else { return Outcome(isAccepted: false) }
        return try subjects[Int(choice) % subjects.count].run(Array(input.dropFirst()))
    }

    private static let words = [
        "\r\n", "\n", "\r", "RH", "  ", "        ", "0000", "-", "+", ".", "true", "false", "1e5",
        "*",
        "-1.50", "00-5", "1 2",
    ]
}
