internal import Values

/// A number that others are compared with: as 64 bits where both fit, else exactly.
struct NumberBound: Sendable {
    let number: Number
    private let whole: Int64?
    private let decimal: Decimal

    init(_ number: Number) {
        self.number = number
        whole = number.int64
        decimal = number.decimal
    }

    /// Less than zero where `other` is less than the bound, zero where they are equal.
    func compare(_ other: Number) -> Int {
        if let whole, let its = Int64(other.text) { return its < whole ? -1 : its == whole ? 0 : 1 }
        let its = other.decimal
        return its < decimal ? -1 : its == decimal ? 0 : 1
    }
}

/// A `multipleOf`, checked exactly on the digits: binary fractions would call 0.07 no multiple of 0.01.
struct Divisor: Sendable {
    let number: Number
    /// The significant digits as a whole number, below 10^18.
    private let digits: UInt64
    /// Digits behind the point; negative for zeros before it.
    private let scale: Int
    private let whole: Int64?

    /// Returns nil unless `number` is greater than zero and has at most 18 significant digits.
    init?(_ number: Number) {
        let decimal = number.decimal
        let significant = decimal.digits.reversed().drop { $0 == 0 }.reversed()
        guard !significant.isEmpty, significant.count <= 18, !decimal.isNegative else { return nil }
        self.number = number
        digits = significant.reduce(0) { $0 * 10 + UInt64($1) }
        scale = decimal.scale - (decimal.digits.count - significant.count)
        whole = number.int64
    }

    func divides(_ other: Number) -> Bool {
        if let whole, let its = Int64(other.text) { return its % whole == 0 }
        let decimal = other.decimal
        let significant = decimal.digits.reversed().drop { $0 == 0 }.reversed()
        if significant.isEmpty { return true }
        let itsScale = decimal.scale - (decimal.digits.count - significant.count)
        // Every multiple ends where the divisor ends or before; one that goes on behind it is none.
        guard itsScale <= scale else { return false }
        var rest: UInt64 = 0
        for digit in significant { rest = (rest * 10 + UInt64(digit)) % digits }
        for _ in 0..<(scale - itsScale) where rest != 0 { rest = rest * 10 % digits }
        return rest == 0
    }
}
