/// A number as it was written. Two numbers are equal when their texts are.
package struct Number: Sendable, Hashable {
    /// A number in JSON's grammar (RFC 8259, section 6).
    package let text: String

    /// Returns nil unless `text` is a number in JSON's grammar.
    package init?(_ text: String) {
        guard Self.isNumber(text.utf8) else { return nil }
        self.text = text
    }

    package init(_ value: Int64) { text = String(value) }

    /// The shortest text that reads back as `value`. Returns nil for infinities and NaN.
    package init?(_ value: Double) {
        guard value.isFinite else { return nil }
        text = "\(value)"
    }

    package init(_ decimal: Decimal) { text = decimal.description }

    /// For decoders that have already checked the grammar.
    package init(validated text: String) { self.text = text }

    /// The value where it is a whole number that 64 bits can hold: `5`, `5.0` and `5e2` are, `5.5` is not.
    package var int64: Int64? { Int64(text) ?? decimal.int64 }

    package var double: Double { Double(text) ?? .nan }

    package var decimal: Decimal { Decimal(number: text) }

    package static func isNumber(_ text: some Sequence<UInt8>) -> Bool {
        var bytes = text.makeIterator()
        var next = bytes.next()
        if next == UInt8(ascii: "-") { next = bytes.next() }
        guard let first = next, isDigit(first) else { return false }
        next = bytes.next()
        if first != UInt8(ascii: "0") { skipDigits(&next, &bytes) }
        if next == UInt8(ascii: ".") {
            next = bytes.next()
            guard let digit = next, isDigit(digit) else { return false }
            skipDigits(&next, &bytes)
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            next = bytes.next()
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { next = bytes.next() }
            guard let digit = next, isDigit(digit) else { return false }
            skipDigits(&next, &bytes)
        }
        return next == nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func skipDigits(
        _ next: inout UInt8?,
        _ bytes: inout some IteratorProtocol<UInt8>
    ) {
        while let byte = next, isDigit(byte) { next = bytes.next() }
    }
}

/// An exact decimal number: digits × 10^-scale.
package struct Decimal: Sendable, Hashable, CustomStringConvertible {
    package let isNegative: Bool
    /// The digits without leading zeros, most significant first, as 0…9; empty for zero.
    package let digits: [UInt8]
    /// How many of the digits stand behind the decimal point; negative for trailing zeros that are not stored.
    package let scale: Int

    private init(isNegative: Bool, digits: [UInt8], scale: Int) {
        let significant = Array(digits.drop { $0 == 0 })
        self.isNegative = isNegative && !significant.isEmpty
        self.digits = significant
        self.scale = scale
    }

    /// `text` is a number in JSON's grammar.
    fileprivate init(number text: String) {
        var digits: [UInt8] = []
        var scale = 0
        var seenPoint = false
        var exponent = ""
        var inExponent = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "e"), UInt8(ascii: "E"): inExponent = true
            case _ where inExponent: exponent.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "."): seenPoint = true
            case 0x30...0x39:
                digits.append(byte - 0x30)
                if seenPoint { scale += 1 }
            default: break
            }
        }
        // An exponent beyond this range says zero or an absurdity; clamping keeps the arithmetic below from trapping.
        let shift = max(
            -9999,
            min(
                9999,
                Int(exponent) ?? (exponent.hasPrefix("-") ? -9999 : exponent.isEmpty ? 0 : 9999)
            )
        )
        self.init(isNegative: text.hasPrefix("-"), digits: digits, scale: scale - shift)
    }

    /// How a number is brought to fewer digits behind the point.
    package enum Rounding: Sendable { case exact, halfUp }

    /// The number with `places` digits behind the point, or nil where `.exact` would lose digits.
    package func text(places: Int, rounding: Rounding) -> String? {
        precondition(places >= 0, "digits behind the point are not negative")
        var kept = digits
        if scale > places {
            let dropCount = scale - places
            let dropped = kept.suffix(dropCount)
            let rest = Array(kept.dropLast(dropCount))
            if dropped.contains(where: { $0 != 0 }) {
                guard rounding == .halfUp else { return nil }
                let leading = dropped.count == dropCount ? dropped.first ?? 0 : 0
                kept = leading >= 5 ? Self.increment(rest) : rest
            } else {
                kept = rest
            }
        } else if !kept.isEmpty {
            kept += Array(repeating: 0, count: places - scale)
        }
        return Self.plain(isNegative && kept.contains { $0 != 0 }, kept, places)
    }

    /// Plain notation without an exponent: `-12.5`, `1200`, `0`.
    package var description: String {
        guard scale < 0 else { return Self.plain(isNegative, digits, scale) }
        return Self.plain(
            isNegative,
            digits.isEmpty ? [] : digits + Array(repeating: 0, count: -scale),
            0
        )
    }

    package var int64: Int64? {
        guard digits.count - scale <= 19 else { return nil }
        return text(places: 0, rounding: .exact).flatMap { Int64($0) }
    }

    package static func < (left: Decimal, right: Decimal) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative
            ? right.magnitudeIsLess(than: left) : left.magnitudeIsLess(than: right)
    }

    /// Equal in value, however many zeros were written: `1.0` and `1`.
    package static func == (left: Decimal, right: Decimal) -> Bool {
        !(left < right) && !(right < left)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(isNegative)
        hasher.combine(Array(digits.reversed().drop { $0 == 0 }))
        hasher.combine(digits.isEmpty ? 0 : digits.count - scale)
    }

    private func magnitudeIsLess(than other: Decimal) -> Bool {
        if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
        let (mine, its) = (digits.count - scale, other.digits.count - other.scale)
        if mine != its { return mine < its }
        for at in 0..<max(digits.count, other.digits.count) {
            let (a, b) = (
                at < digits.count ? digits[at] : 0, at < other.digits.count ? other.digits[at] : 0
            )
            if a != b { return a < b }
        }
        return false
    }

    private static func increment(_ digits: [UInt8]) -> [UInt8] {
        var result = digits
        for at in result.indices.reversed() {
            if result[at] < 9 {
                result[at] += 1
                return result
            }
            result[at] = 0
        }
        return [1] + result
    }

    private static func plain(_ isNegative: Bool, _ digits: [UInt8], _ scale: Int) -> String {
        let padded = Array(repeating: 0, count: max(0, scale + 1 - digits.count)) + digits
        var text = isNegative ? "-" : ""
        for (at, digit) in padded.enumerated() {
            if scale > 0, at == padded.count - scale { text += "." }
            text.unicodeScalars.append(Unicode.Scalar(0x30 + digit))
        }
        return text
    }
}

extension Decimal: Comparable {}
