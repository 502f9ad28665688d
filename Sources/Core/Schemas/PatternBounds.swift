/// What the texts that a pattern admits have in common, as far as its grammar tells.
package struct PatternBounds: Sendable, Hashable {
    /// In Unicode scalars; nil where there is no end.
    package var lengths: (min: Int, max: Int?)
    package var isASCII: Bool

    /// Nil for a pattern that is not held at both ends, or says more than this reads.
    package init?(_ pattern: String) {
        var reader = Reader(Array(pattern.unicodeScalars))
        guard reader.take("^"), let its = reader.alternatives(depth: 0), reader.take("$"),
            reader.isAtEnd
        else { return nil }
        self = its
    }

    fileprivate init(min: Int, max: Int?, isASCII: Bool) {
        lengths = (min, max)
        self.isASCII = isASCII
    }

    /// ASCII of some length.
    init(_ min: Int, _ max: Int?) { self.init(min: min, max: max, isASCII: true) }

    package static func == (left: PatternBounds, right: PatternBounds) -> Bool {
        left.lengths.min == right.lengths.min && left.lengths.max == right.lengths.max
            && left.isASCII == right.isASCII
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(lengths.min)
        hasher.combine(lengths.max)
    }

    fileprivate func followed(by next: PatternBounds) -> PatternBounds {
        PatternBounds(
            min: Swift.min(lengths.min + next.lengths.min, Self.most),
            max: Self.sum(lengths.max, next.lengths.max),
            isASCII: isASCII && next.isASCII
        )
    }

    fileprivate func or(_ other: PatternBounds) -> PatternBounds {
        var longest: Int?
        if let own = lengths.max, let its = other.lengths.max { longest = Swift.max(own, its) }
        return PatternBounds(
            min: Swift.min(lengths.min, other.lengths.min),
            max: longest,
            isASCII: isASCII && other.isASCII
        )
    }

    fileprivate func times(_ low: Int, _ high: Int?) -> PatternBounds {
        var longest: Int?
        if let own = lengths.max, let high, own == 0 || high <= Self.most / own {
            longest = own * high
        }
        let least =
            lengths.min == 0 || low <= Self.most / lengths.min ? lengths.min * low : Self.most
        return PatternBounds(min: least, max: longest, isASCII: isASCII)
    }

    private static let most = 1 << 20
    private static func sum(_ left: Int?, _ right: Int?) -> Int? {
        guard let left, let right, left + right <= most else { return nil }
        return left + right
    }
}

/// Reads the part of ECMA 262's grammar that patterns of messages use.
private struct Reader {
    private let scalars: [Unicode.Scalar]
    private var at = 0
    private static let depthMax = 16

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    var isAtEnd: Bool { at == scalars.count }
    private var next: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        at += 1
        return true
    }

    mutating func alternatives(depth: Int) -> PatternBounds? {
        guard depth < Self.depthMax, var result = sequence(depth) else { return nil }
        while take("|") {
            // `^a|b$` holds each end of one alternative only.
            guard depth > 0, let other = sequence(depth) else { return nil }
            result = result.or(other)
        }
        return result
    }

    private mutating func sequence(_ depth: Int) -> PatternBounds? {
        var result = PatternBounds(min: 0, max: 0, isASCII: true)
        while let scalar = next, scalar != "|", scalar != ")", scalar != "$" {
            guard let atom = atom(depth), let piece = repeated(atom) else { return nil }
            result = result.followed(by: piece)
        }
        return result
    }

    private mutating func atom(_ depth: Int) -> PatternBounds? {
        guard let scalar = next else { return nil }
        at += 1
        switch scalar {
        case "(":
            if take("?"), !take(":") { return nil }
            guard let inner = alternatives(depth: depth + 1), take(")") else { return nil }
            return inner
        case "[": return characterClass()
        case "\\": return escaped().map { one($0) }
        case ".": return one(false)
        case "^", "*", "+", "?", "{", "}", "]": return nil
        default: return one(scalar.isASCII)
        }
    }

    private func one(_ isASCII: Bool) -> PatternBounds {
        PatternBounds(min: 1, max: 1, isASCII: isASCII)
    }

    /// Whether what a backslash stands for is ASCII; nil for what is no single character.
    private mutating func escaped() -> Bool? {
        guard let scalar = next else { return nil }
        at += 1
        switch scalar {
        case "d", "w", "t", "n", "r", "f", "v": return true
        case "D", "W", "S", "s": return false
        default:
            return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                ? nil : scalar.isASCII
        }
    }

    private mutating func characterClass() -> PatternBounds? {
        var isASCII = !take("^")
        while let scalar = next, scalar != "]" {
            at += 1
            if scalar == "\\" {
                guard let its = escaped() else { return nil }
                isASCII = isASCII && its
            } else {
                isASCII = isASCII && scalar.isASCII
            }
        }
        return take("]") ? one(isASCII) : nil
    }

    private mutating func repeated(_ atom: PatternBounds) -> PatternBounds? {
        var result = atom
        if take("*") {
            result = atom.times(0, nil)
        } else if take("+") {
            result = atom.times(1, nil)
        } else if take("?") {
            result = atom.times(0, 1)
        } else if take("{") {
            guard let low = number() else { return nil }
            var high: Int? = low
            if take(",") { high = next == "}" ? nil : number() }
            guard take("}"), high ?? low >= low else { return nil }
            result = atom.times(low, high)
        }
        _ = take("?")
        return result
    }

    private mutating func number() -> Int? {
        var value = 0
        let start = at
        while let scalar = next, ("0"..."9").contains(scalar), at - start < 7 {
            value = value * 10 + Int(scalar.value - 0x30)
            at += 1
        }
        return at > start ? value : nil
    }
}
