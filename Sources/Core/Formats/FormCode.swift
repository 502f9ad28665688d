internal import Values

/// The pairs of a form as they stand, in order. An empty stretch between two `&` is none, as in the standard.
struct FormPairs: Sequence, IteratorProtocol {
    struct Pair {
        var key: ArraySlice<UInt8>
        /// Nothing where no `=` stands.
        var value: ArraySlice<UInt8>
        var whole: Range<Int>
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    // Neither sign is a later byte of any character.
    mutating func next() -> Pair? {
        while !rest.isEmpty {
            let pair = rest.prefix { $0 != UInt8(ascii: "&") }
            rest = rest[pair.endIndex...].dropFirst()
            if pair.isEmpty { continue }
            let key = pair.prefix { $0 != UInt8(ascii: "=") }
            return Pair(
                key: key,
                value: pair[key.endIndex...].dropFirst(),
                whole: pair.startIndex..<pair.endIndex
            )
        }
        return nil
    }
}

/// Percent-encoding of forms (WHATWG URL, sections 1.3 and 5.2).
enum FormCode {
    /// `+` and `%20` are blanks. Throws for a `%` without two hexadecimal digits, and for a control character that
    /// stands as it is, such as the line end of a file.
    static func decoded(
        _ bytes: ArraySlice<UInt8>,
        place: () -> Place
    ) throws(Problem) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var at = bytes.startIndex
        while at < bytes.endIndex {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "+"): result.append(0x20)
            case UInt8(ascii: "%"):
                guard at + 1 < bytes.endIndex, let high = digit(bytes[at]),
                    let low = digit(bytes[at + 1])
                else { throw fault("% 后应为两位十六进制数", bytes[(at - 1)...].prefix(3), place) }
                result.append(high << 4 | low)
                at += 2
            case 0..<0x20, 0x7F: throw fault("控制字符应写作 %XX", bytes[(at - 1)..<at], place)
            default: result.append(byte)
            }
        }
        return result
    }

    /// Letters, digits and `*-._` as they are, a blank as `+`, every other byte as `%XX`.
    static func encode(_ bytes: [UInt8], to result: inout [UInt8]) {
        for byte in bytes {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2A, 0x2D, 0x2E, 0x5F: result.append(byte)
            case 0x20: result.append(UInt8(ascii: "+"))
            default:
                result.append(UInt8(ascii: "%"))
                result.append(hex(byte >> 4))
                result.append(hex(byte & 15))
            }
        }
    }

    private static func fault(
        _ expected: String,
        _ bytes: ArraySlice<UInt8>,
        _ place: () -> Place
    ) -> Problem {
        let shown = bytes.map { byte in
            (0x21..<0x7F).contains(byte)
                ? String(Unicode.Scalar(byte)) : "<\(hexText(byte))>"
        }
        return Problem(code: "form", place: place(), expected: expected, found: shown.joined())
    }

    private static func hexText(_ byte: UInt8) -> String {
        String(decoding: [hex(byte >> 4), hex(byte & 15)], as: UTF8.self)
    }

    private static func hex(_ digit: UInt8) -> UInt8 {
        digit < 10 ? 0x30 + digit : 0x41 + digit - 10
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
