import Formats

/// Bytes of a message as a person can look at them, whatever they are.
enum ByteText {
    typealias Cell = (range: Range<Int>, text: String)

    /// The bytes as characters of the charset; a byte that belongs to none stands for itself.
    static func cells(_ bytes: [UInt8], _ charset: Charset) -> [Cell] {
        var cells: [Cell] = []
        var at = 0
        while at < bytes.count {
            let count = min(width(bytes, at, charset), bytes.count - at)
            if let text = try? charset.decode(Array(bytes[at..<(at + count)])), !text.isEmpty {
                cells.append((at..<(at + count), visible(text)))
                at += count
            } else {
                cells.append((at..<(at + 1), "\\x" + hex(bytes[at])))
                at += 1
            }
        }
        return cells
    }

    /// How many bytes the character that begins here has, as its first bytes say.
    private static func width(_ bytes: [UInt8], _ at: Int, _ charset: Charset) -> Int {
        let first = bytes[at]
        if first < 0x80 { return 1 }
        switch charset {
        case .utf8: return first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        case .gbk: return 2
        case .gb18030:
            let second = at + 1 < bytes.count ? bytes[at + 1] : 0
            return (0x30...0x39).contains(second) ? 4 : 2
        }
    }

    /// Control characters and others that a terminal acts on or hides, as signs.
    private static func visible(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0..<0x20: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? scalar)
            case 0x7F: result.append("␡")
            case 0x80..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0\(digits)" : digits
    }

    /// The beginning of a message.
    static func shown(_ bytes: [UInt8], _ charset: Charset) -> String {
        let cells = cells(Array(bytes.prefix(bytesMax)), charset)
        let text = cells.prefix(cellsMax).map(\.text).joined()
        return cells.count > cellsMax || bytes.count > bytesMax ? text + "…" : text
    }

    private static let cellsMax = 240
    private static let bytesMax = 2000
}
