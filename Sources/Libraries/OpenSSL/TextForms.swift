internal import COpenSSL

/// Base64 (RFC 4648, section 4): the standard alphabet, padded, without line breaks.
package enum Base64 {
    /// Wraps `EVP_EncodeBlock`.
    package static func encode(_ bytes: some Collection<UInt8>) throws(OpenSSLError) -> [UInt8] {
        // The library counts in Int32, and four characters stand for three bytes.
        guard bytes.count <= Int(Int32.max) / 4 * 3 - 3 else {
            throw OpenSSLError(.input, "base64: more than 1.5 GB")
        }
        let capacity = (bytes.count + 2) / 3 * 4
        return [UInt8](unsafeUninitializedCapacity: capacity + 1) { buffer, count in
            // SAFETY: the library writes `capacity` characters and a zero.
            _ = withBytes(bytes) {
                EVP_EncodeBlock(buffer.baseAddress, $0.baseAddress, Int32($0.count))
            }
            count = capacity
        }
    }

    /// Refuses blanks, line breaks, missing padding, other alphabets and bits left over in the last character,
    /// because each value has one text only. Wraps `EVP_DecodeBlock`.
    package static func decode(_ text: some Collection<UInt8>) throws(OpenSSLError) -> [UInt8] {
        let text = Array(text)
        guard text.count % 4 == 0 else {
            throw OpenSSLError(.input, "base64: the length \(text.count) is no multiple of 4")
        }
        guard text.count <= Int(Int32.max) - 4 else {
            throw OpenSSLError(.input, "base64: more than 2 GB")
        }
        let padding = text.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
        let body = text.dropLast(padding)
        if let at = body.firstIndex(where: { value(of: $0) == nil }) {
            throw OpenSSLError(.input, "base64: character \(at + 1) is not of the alphabet")
        }
        let spare: UInt8 = padding == 2 ? 0x0F : padding == 1 ? 0x03 : 0
        guard (body.last.flatMap(value(of:)) ?? 0) & spare == 0 else {
            throw OpenSSLError(.input, "base64: the last character has bits that belong to no byte")
        }
        let capacity = text.count / 4 * 3
        var written: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            // SAFETY: the library writes 3 bytes for every 4 characters, the capacity of the buffer.
            written = withBytes(text) {
                EVP_DecodeBlock(buffer.baseAddress, $0.baseAddress, Int32($0.count))
            }
            count = written == capacity ? capacity - padding : 0
        }
        guard Int(written) == capacity else { throw OpenSSLError.drain("base64") }
        return bytes
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}

/// Bytes as pairs of hexadecimal digits.
package enum Hex {
    package static func encode(_ bytes: [UInt8], uppercase: Bool = false) -> [UInt8] {
        let letters = (uppercase ? UInt8(ascii: "A") : UInt8(ascii: "a")) - 10
        func digit(_ half: UInt8) -> UInt8 {
            half < 10 ? UInt8(ascii: "0") + half : letters + half
        }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 15))
        }
        return text
    }

    /// Reads either case, also mixed. Returns nil for an odd number of digits or anything else than digits.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        var high: UInt8?
        for character in text {
            guard let half = value(of: character) else { return nil }
            if let first = high {
                bytes.append(first << 4 | half)
                high = nil
            } else {
                high = half
            }
        }
        return bytes
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// Whether two digests are equal, in a time that does not tell where they differ. Wraps `CRYPTO_memcmp`.
package func isEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    // The lengths of digests are no secret.
    guard left.count == right.count else { return false }
    return withBytes(left) { left in
        withBytes(right) { right in
            left.isEmpty || CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
        }
    }
}
