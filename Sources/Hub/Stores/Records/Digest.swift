/// A digest of 32 bytes (SM3, GB/T 32905-2016), held without a heap allocation.
package struct Digest: Sendable, Hashable, LosslessStringConvertible {
    private var high: MessageID
    private var low: MessageID

    /// Returns nil unless there are exactly 32 bytes.
    package init?(_ bytes: [UInt8]) { self.init(bytes.span.bytes) }

    init?(_ bytes: RawSpan) {
        guard bytes.byteCount == 32, let high = MessageID(bytes.extracting(first: 16)),
            let low = MessageID(bytes.extracting(last: 16))
        else { return nil }
        self.high = high
        self.low = low
    }

    /// Reads 64 hexadecimal digits.
    package init?(_ hex: String) {
        let digits = hex.utf8
        guard digits.count == 64, let high = MessageID(hex: digits.prefix(32)),
            let low = MessageID(hex: digits.suffix(32))
        else { return nil }
        self.high = high
        self.low = low
    }

    package var bytes: [UInt8] { withBytes { Array($0) } }

    /// The bytes without an allocation; they end with the closure.
    // SAFETY: four words without padding are 32 bytes; no caller keeps the pointer.
    func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        let words = (high.high.bigEndian, high.low.bigEndian, low.high.bigEndian, low.low.bigEndian)
        return withUnsafeBytes(of: words, body)
    }

    /// 64 lower-case hexadecimal digits.
    package var description: String { high.description + low.description }
}

/// The `message-id` of what the hub sends: 16 bytes, written as 32 hexadecimal digits.
package struct MessageID: Sendable, Hashable, LosslessStringConvertible {
    let high: UInt64
    let low: UInt64

    /// Returns nil unless there are exactly 16 bytes.
    package init?(_ bytes: [UInt8]) { self.init(bytes.span.bytes) }

    init?(_ bytes: RawSpan) {
        guard bytes.byteCount == 16 else { return nil }
        // SAFETY: the span checks its bounds, and every pattern of bits is a number.
        high = UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self))
        low = UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads 32 hexadecimal digits.
    package init?(_ hex: String) { self.init(hex: hex.utf8[...]) }

    init?(hex digits: Substring.UTF8View) {
        guard digits.count == 32, let high = Self.word(digits.prefix(16)),
            let low = Self.word(digits.suffix(16))
        else { return nil }
        self.high = high
        self.low = low
    }

    private static func word(_ digits: Substring.UTF8View) -> UInt64? {
        var word: UInt64 = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: word = word << 4 | UInt64(digit - 0x30)
            case 0x41...0x46: word = word << 4 | UInt64(digit - 0x41 + 10)
            case 0x61...0x66: word = word << 4 | UInt64(digit - 0x61 + 10)
            default: return nil
            }
        }
        return word
    }

    package var bytes: [UInt8] { withBytes { Array($0) } }

    /// The bytes without an allocation; they end with the closure.
    // SAFETY: two words without padding are 16 bytes; no caller keeps the pointer.
    func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian), body)
    }

    /// 32 lower-case hexadecimal digits.
    package var description: String {
        // SAFETY: all 32 bytes are written, each an ASCII digit.
        String(unsafeUninitializedCapacity: 32) { text in
            for at in 0..<32 {
                let word = at < 16 ? high : low
                let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (at % 16))) & 0xF
                text[at] = digit < 10 ? 0x30 + digit : 0x61 + digit - 10
            }
            return 32
        }
    }
}
