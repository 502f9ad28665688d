package import Values

extension NumberFacts {
    /// More values than this are not followed one by one.
    static let valuesMax = 256

    /// A number of which all values are known; the range follows from them.
    package init(values: some Sequence<Number>) {
        let sorted = values.sorted { $0.decimal < $1.decimal }
        var distinct: [Number] = []
        for number in sorted where distinct.last?.decimal != number.decimal {
            distinct.append(number)
        }
        self.values = distinct
        minimum = distinct.first
        maximum = distinct.last
        places = distinct.map { max(0, $0.decimal.scale) }.max()
    }

    /// What holds for every number of both kinds.
    package func joined(with other: NumberFacts) -> NumberFacts {
        if self == other { return self }
        if let mine = values, let its = other.values, mine.count + its.count <= Self.valuesMax {
            return NumberFacts(values: mine + its)
        }
        return NumberFacts(
            minimum: minimum.flatMap { mine in other.minimum.map { Self.least(mine, $0) } },
            maximum: maximum.flatMap { mine in other.maximum.map { Self.greatest(mine, $0) } },
            places: places.flatMap { mine in other.places.map { max(mine, $0) } }
        )
    }

    /// What holds for a number that is of both kinds; nil where there is none.
    package func narrowed(to other: NumberFacts) -> NumberFacts? {
        if let mine = values { return Self.only(mine.filter(other.admits)) }
        if let its = other.values { return Self.only(its.filter(admits)) }
        let narrowed = NumberFacts(
            minimum: Self.either(minimum, other.minimum, Self.greatest),
            maximum: Self.either(maximum, other.maximum, Self.least),
            places: [places, other.places].compactMap { $0 }.min()
        )
        if let least = narrowed.minimum, let most = narrowed.maximum, most.decimal < least.decimal {
            return nil
        }
        return narrowed
    }

    private static func only(_ values: [Number]) -> NumberFacts? {
        values.isEmpty ? nil : NumberFacts(values: values)
    }

    /// Whether a number can be one of these, as far as values and range say.
    package func admits(_ number: Number) -> Bool {
        let value = number.decimal
        if let values { return values.contains { $0.decimal == value } }
        if let minimum, value < minimum.decimal { return false }
        if let maximum, maximum.decimal < value { return false }
        return true
    }

    static func least(_ a: Number, _ b: Number) -> Number { b.decimal < a.decimal ? b : a }
    static func greatest(_ a: Number, _ b: Number) -> Number { a.decimal < b.decimal ? b : a }

    private static func either(
        _ a: Number?,
        _ b: Number?,
        _ choose: (Number, Number) -> Number
    ) -> Number? {
        guard let a, let b else { return a ?? b }
        return choose(a, b)
    }
}

extension Number {
    static let zero = Number(Int64(0))
}

// MARK: Arithmetic

/// Arithmetic on what is known of numbers: sound for the arithmetic of run time, where int never wraps around and
/// double rounds in one direction for growing operands.
extension NumberFacts {
    func integer(_ operation: Term.Operator, _ other: NumberFacts) -> NumberFacts {
        let mine = (minimum?.int64, maximum?.int64)
        let its = (other.minimum?.int64, other.maximum?.int64)
        func both(
            _ a: Int64?,
            _ b: Int64?,
            _ apply: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
        ) -> Number? {
            guard let a, let b else { return nil }
            let (value, overflow) = apply(a, b)
            return overflow ? nil : Number(value)
        }
        switch operation {
        case .add:
            return NumberFacts(
                minimum: both(mine.0, its.0) { $0.addingReportingOverflow($1) },
                maximum: both(mine.1, its.1) { $0.addingReportingOverflow($1) },
                places: 0
            )
        case .subtract:
            return NumberFacts(
                minimum: both(mine.0, its.1) { $0.subtractingReportingOverflow($1) },
                maximum: both(mine.1, its.0) { $0.subtractingReportingOverflow($1) },
                places: 0
            )
        case .multiply:
            let corners = [mine.0, mine.1].flatMap { a in
                [its.0, its.1].map { both(a, $0) { $0.multipliedReportingOverflow(by: $1) } }
            }
            return Self.span(of: corners, places: 0)
        case .divide:
            // Cut towards zero, which keeps the order for a divisor that is known and positive.
            guard let divisor = its.0, divisor == its.1, divisor > 0 else { break }
            return NumberFacts(
                minimum: mine.0.map { Number($0 / divisor) },
                maximum: mine.1.map { Number($0 / divisor) },
                places: 0
            )
        default: break
        }
        return NumberFacts(places: 0)
    }

    func real(_ operation: Term.Operator, _ other: NumberFacts) -> NumberFacts {
        let mine = (minimum?.double, maximum?.double)
        let its = (other.minimum?.double, other.maximum?.double)
        func both(_ a: Double?, _ b: Double?, _ apply: (Double, Double) -> Double) -> Number? {
            guard let a, let b else { return nil }
            return Number(apply(a, b))
        }
        switch operation {
        case .add:
            return NumberFacts(minimum: both(mine.0, its.0, +), maximum: both(mine.1, its.1, +))
        case .subtract:
            return NumberFacts(minimum: both(mine.0, its.1, -), maximum: both(mine.1, its.0, -))
        case .multiply:
            let corners = [mine.0, mine.1].flatMap { a in [its.0, its.1].map { both(a, $0, *) } }
            return Self.span(of: corners, places: nil)
        default: return NumberFacts()
        }
    }

    /// The range of four corners, where all are known.
    private static func span(of corners: [Number?], places: Int?) -> NumberFacts {
        let known = corners.compactMap { $0 }
        guard known.count == corners.count, let first = known.first else {
            return NumberFacts(places: places)
        }
        return NumberFacts(
            minimum: known.reduce(first, least),
            maximum: known.reduce(first, greatest),
            places: places
        )
    }

    /// `-x`.
    var negated: NumberFacts {
        func turned(_ number: Number?) -> Number? {
            guard let number else { return nil }
            return number.text.hasPrefix("-")
                ? Number(String(number.text.dropFirst())) : Number("-" + number.text)
        }
        return NumberFacts(minimum: turned(maximum), maximum: turned(minimum), places: places)
    }

    /// The numbers without what stands behind the point.
    var truncated: NumberFacts {
        func whole(_ number: Number?) -> Number? {
            guard let double = number?.double, abs(double) < 0x1p53 else { return nil }
            return Number(Int64(double))
        }
        return NumberFacts(minimum: whole(minimum), maximum: whole(maximum), places: 0)
    }
}
