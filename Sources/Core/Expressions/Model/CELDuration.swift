/// A length of time in nanoseconds, about 292 years at most.
package struct CELDuration: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func < (left: CELDuration, right: CELDuration) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// Whole seconds, cut towards zero.
    package var seconds: Int64 { nanoseconds / 1_000_000_000 }

    /// Seconds with as many digits as they need: `6347s`, `-1.5s`.
    package var description: String {
        let magnitude = nanoseconds.magnitude
        var text = (nanoseconds < 0 ? "-" : "") + String(magnitude / 1_000_000_000)
        var fraction = String(magnitude % 1_000_000_000)
        if fraction != "0" {
            fraction = String(repeating: "0", count: 9 - fraction.utf8.count) + fraction
            while fraction.hasSuffix("0") { fraction.removeLast() }
            text += "." + fraction
        }
        return text + "s"
    }

    /// Reads a sequence of decimal numbers with the units `h m s ms us µs ns`, such as `-1h30m` or `1.5s`.
    ///
    /// Returns nil for any other text and for a duration that 64 bits of nanoseconds cannot hold.
    package init?(_ text: String) {
        var scanner = DurationScanner(text)
        guard let nanoseconds = scanner.scan() else { return nil }
        self.init(nanoseconds: nanoseconds)
    }
}

private struct DurationScanner {
    private let bytes: [UInt8]
    private var at = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func scan() -> Int64? {
        var isNegative = false
        if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            at = 1
        }
        if Array(bytes[at...]) == [UInt8(ascii: "0")] { return 0 }
        guard at < bytes.count else { return nil }
        var total: Int64 = 0
        while at < bytes.count {
            guard let part = part() else { return nil }
            let (sum, overflow) =
                isNegative
                ? total.subtractingReportingOverflow(part) : total.addingReportingOverflow(part)
            if overflow { return nil }
            total = sum
        }
        return total
    }

    private mutating func part() -> Int64? {
        let whole = digits()
        var fraction: ArraySlice<UInt8> = []
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            fraction = digits()
        }
        guard !whole.isEmpty || !fraction.isEmpty, let unit = unit() else { return nil }
        var value: Int64 = 0
        for digit in whole {
            let (tens, overflowTens) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowSum) = tens.addingReportingOverflow(Int64(digit - 0x30))
            if overflowTens || overflowSum { return nil }
            value = sum
        }
        let (scaled, overflow) = value.multipliedReportingOverflow(by: unit)
        if overflow { return nil }
        var result = scaled
        var place = unit
        for digit in fraction {
            // Every unit is 36 or 6 times a power of ten, so what is lost below is less than a nanosecond.
            let (sum, overflow) = result.addingReportingOverflow(Int64(digit - 0x30) * (place / 10))
            if overflow { return nil }
            result = sum
            place /= 10
        }
        return result
    }

    private mutating func digits() -> ArraySlice<UInt8> {
        let start = at
        while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
        return bytes[start..<at]
    }

    private mutating func unit() -> Int64? {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "."), !(0x30...0x39).contains(bytes[at]) {
            at += 1
        }
        switch String(decoding: bytes[start..<at], as: UTF8.self) {
        case "h": return 3_600_000_000_000
        case "m": return 60_000_000_000
        case "s": return 1_000_000_000
        case "ms": return 1_000_000
        case "us", "µs", "μs": return 1000
        case "ns": return 1
        default: return nil
        }
    }
}
