internal import Values

/// `format()` of cel-go's strings extension.
enum TextFormat {
    static let functions: [Function] = [
        Function("format", isMember: true, format).readingDeeply
            .gives(.string, for: .string, .list(.dyn))
    ]

    private static let precisionMax = 100

    static func format(_ pattern: CELValue, _ list: CELValue) throws(EvaluationError) -> CELValue {
        guard case .string(let text) = pattern, case .list(let values) = list else {
            throw mismatch("format", pattern, list)
        }
        var result = ""
        var next = 0
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            guard var clause = scalars.next() else { throw incomplete }
            if clause == "%" {
                result += "%"
                continue
            }
            var precision: Int?
            if clause == "." {
                precision = 0
                guard let digit = scalars.next() else { throw incomplete }
                clause = digit
                while let digit = clause.properties.numericType == .decimal
                    ? Int(String(clause)) : nil
                {
                    precision = (precision ?? 0) * 10 + digit
                    guard precision ?? 0 <= precisionMax, let following = scalars.next() else {
                        throw EvaluationError(
                            .range,
                            "format(): the precision is above \(precisionMax) or stands at the end"
                        )
                    }
                    clause = following
                }
            }
            guard next < values.count else {
                throw EvaluationError(.range, "format(): there is no value \(next + 1) in the list")
            }
            result += try self.clause(clause, values[next], precision)
            next += 1
            try Growth.check(text: result.utf8.count)
        }
        return .string(result)
    }

    private static let incomplete = EvaluationError(
        .range,
        "format(): the pattern ends in a clause"
    )

    private static func clause(
        _ clause: Unicode.Scalar,
        _ value: CELValue,
        _ precision: Int?
    ) throws(EvaluationError) -> String {
        switch clause {
        case "s": return try text(value)
        case "d": return try decimal(value)
        case "f": return try real(value, clause) { ExactDouble($0).fixed(precision ?? 6) }
        case "e": return try real(value, clause) { ExactDouble($0).scientific(precision ?? 6) }
        case "b":
            if case .bool(let flag) = value { return flag ? "1" : "0" }
            return try radix(value, 2, clause)
        case "o": return try radix(value, 8, clause)
        case "x": return try hexadecimal(value, clause)
        case "X": return try hexadecimal(value, clause).uppercased()
        default: throw EvaluationError(.other("format(): there is no clause %\(clause)"))
        }
    }

    private static func unfit(_ value: CELValue, _ clause: Unicode.Scalar) -> EvaluationError {
        EvaluationError(.type, "format(): %\(clause) does not take \(value.typeName)")
    }

    private static func text(_ value: CELValue) throws(EvaluationError) -> String {
        switch value {
        case .null: return "null"
        case .type(let name): return name
        case .list(let elements):
            var parts: [String] = []
            for element in elements { parts.append(try text(element)) }
            return "[" + parts.joined(separator: ", ") + "]"
        case .map(let map):
            var parts: [(key: String, text: String)] = []
            for (key, value) in map.entries { parts.append((key.name, try text(value))) }
            parts.sort { ExactText.less($0.key, $1.key) }
            return "{" + parts.map { "\($0.key): \($0.text)" }.joined(separator: ", ") + "}"
        default:
            guard case .string(let text) = try Conversions.string(value) else {
                throw unfit(value, "s")
            }
            return text
        }
    }

    private static func decimal(_ value: CELValue) throws(EvaluationError) -> String {
        switch value {
        case .int(let number): return String(number)
        case .uint(let number): return String(number)
        case .double(let double) where !double.isFinite: return Conversions.text(double)
        default: throw unfit(value, "d")
        }
    }

    private static func real(
        _ value: CELValue,
        _ clause: Unicode.Scalar,
        _ format: (Double) -> String
    ) throws(EvaluationError) -> String {
        let double: Double
        switch value {
        case .int(let number): double = Double(number)
        case .uint(let number): double = Double(number)
        default:
            guard let its = value.doubleValue else { throw unfit(value, clause) }
            double = its
        }
        return double.isFinite ? format(double) : Conversions.text(double)
    }

    private static func radix(
        _ value: CELValue,
        _ radix: Int,
        _ clause: Unicode.Scalar
    ) throws(EvaluationError) -> String {
        switch value {
        case .int(let number): return String(number, radix: radix)
        case .uint(let number): return String(number, radix: radix)
        default: throw unfit(value, clause)
        }
    }

    private static func hexadecimal(
        _ value: CELValue,
        _ clause: Unicode.Scalar
    ) throws(EvaluationError) -> String {
        switch value {
        case .string(let text): return hexadecimal(text.utf8)
        case .bytes(let bytes): return hexadecimal(bytes)
        default: return try radix(value, 16, clause)
        }
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}

/// The digits that a finite double stands for, all of them, so that rounding them is exact.
private struct ExactDouble {
    private let isNegative: Bool
    /// 0…9, most significant first, without leading zeros.
    private let digits: [UInt8]
    /// How many of the digits stand behind the point.
    private let scale: Int

    init(_ value: Double) {
        isNegative = value.sign == .minus
        guard value != 0 else {
            (digits, scale) = ([], 0)
            return
        }
        let exponent = Int(value.exponent) - 52
        let significand = UInt64(value.magnitude.significand * 0x1p52)
        // A fraction of 2^-n is 5^n with n digits behind the point.
        var limbs = [UInt32(significand % 1_000_000_000), UInt32(significand / 1_000_000_000)]
        let factor: UInt64 = exponent < 0 ? 5 : 2
        for _ in 0..<abs(exponent) { Self.multiply(&limbs, by: factor) }
        var text = ""
        for limb in limbs.reversed() {
            let part = String(limb)
            text += String(repeating: "0", count: 9 - part.utf8.count) + part
        }
        digits = text.utf8.map { $0 - 0x30 }.drop { $0 == 0 }.map { $0 }
        scale = max(0, -exponent)
    }

    /// Multiplies a number in limbs of nine digits, least first.
    private static func multiply(_ limbs: inout [UInt32], by factor: UInt64) {
        var carry: UInt64 = 0
        for at in limbs.indices {
            let product = UInt64(limbs[at]) * factor + carry
            limbs[at] = UInt32(product % 1_000_000_000)
            carry = product / 1_000_000_000
        }
        if carry > 0 { limbs.append(UInt32(carry)) }
    }

    /// The digits up to a place, rounded half to even; a leading zero keeps room for a carry.
    private func rounded(dropping count: Int) -> [UInt8] {
        guard count > 0 else { return [0] + digits + Array(repeating: 0, count: -count) }
        guard count <= digits.count else { return [0] }
        var kept = [0] + digits.dropLast(count)
        let dropped = digits.suffix(count)
        let isAbove =
            (dropped.first ?? 0) > 5
            || (dropped.first == 5 && dropped.dropFirst().contains { $0 != 0 })
        let isHalf = dropped.first == 5 && !isAbove
        if isAbove || (isHalf && (kept.last ?? 0) % 2 == 1) {
            var at = kept.count - 1
            while kept[at] == 9 {
                kept[at] = 0
                at -= 1
            }
            kept[at] += 1
        }
        return kept
    }

    private static func text(_ digits: some Sequence<UInt8>) -> String {
        String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
    }

    /// `-12.345`.
    func fixed(_ places: Int) -> String {
        var kept = rounded(dropping: scale - places)
        kept = Array(repeating: 0, count: max(0, places + 1 - kept.count)) + kept
        let whole = kept.dropLast(places).drop { $0 == 0 }
        let fraction = places > 0 ? "." + Self.text(kept.suffix(places)) : ""
        return (isNegative ? "-" : "") + (whole.isEmpty ? "0" : Self.text(whole)) + fraction
    }

    /// `1.052033e+03`.
    func scientific(_ places: Int) -> String {
        var exponent = digits.isEmpty ? 0 : digits.count - scale - 1
        var kept = rounded(dropping: digits.count - (places + 1))
        if kept.first != 0 {
            // The carry made one digit more.
            exponent += 1
            kept.removeLast()
        } else {
            kept.removeFirst()
        }
        if digits.isEmpty { kept = Array(repeating: 0, count: places + 1) }
        let fraction = places > 0 ? "." + Self.text(kept.dropFirst()) : ""
        let power = (exponent < 0 ? "-" : "+") + padded(abs(exponent), 2)
        return (isNegative ? "-" : "") + Self.text(kept.prefix(1)) + fraction + "e" + power
    }
}
