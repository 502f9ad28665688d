/// cel-go's encoders extension (RFC 4648, section 4; padding may be missing when read).
enum Base64 {
    static let functions: [Function] = [
        Function("base64.encode", encode).gives(.string, for: .bytes).typed(TextTyping.ascii),
        Function("base64.decode", decode).gives(.bytes, for: .string),
    ]

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    static func encode(_ value: CELValue) throws(EvaluationError) -> CELValue {
        guard case .bytes(let bytes) = value else { throw mismatch("base64.encode", value) }
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for at in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[at..<min(at + 3, bytes.count)]
            var bits: UInt32 = 0
            for byte in group { bits = bits << 8 | UInt32(byte) }
            bits <<= UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let digit = alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)]
                result.append(place <= group.count ? digit : UInt8(ascii: "="))
            }
        }
        return .string(String(decoding: result, as: UTF8.self))
    }

    static func decode(_ value: CELValue) throws(EvaluationError) -> CELValue {
        guard case .string(let text) = value else { throw mismatch("base64.decode", value) }
        let invalid = EvaluationError(.range, "base64.decode(): the text is not base64")
        var digits = text.utf8[...]
        let isPadded = digits.last == UInt8(ascii: "=")
        if isPadded, digits.count % 4 != 0 { throw invalid }
        for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
        guard digits.count % 4 != 1 else { throw invalid }
        var result: [UInt8] = []
        result.reserveCapacity(digits.count * 3 / 4)
        var (bits, count) = (UInt32(0), 0)
        for digit in digits {
            guard let value = number(digit) else { throw invalid }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return .bytes(result)
    }

    private static func number(_ digit: UInt8) -> UInt32? {
        switch digit {
        case 0x41...0x5A: UInt32(digit) - 0x41
        case 0x61...0x7A: UInt32(digit) - 0x61 + 26
        case 0x30...0x39: UInt32(digit) - 0x30 + 52
        case 0x2B: 62
        case 0x2F: 63
        default: nil
        }
    }
}
