/// A moment: seconds and nanoseconds since 1970-01-01T00:00:00Z.
package struct Instant: Sendable, Hashable, Comparable {
    package var seconds: Int64
    /// 0 ..< 1,000,000,000, counted forward from `seconds` also before 1970.
    package var nanoseconds: Int32

    package init(seconds: Int64, nanoseconds: Int32 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    package init(milliseconds: Int64) {
        let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let borrow: Int64 = remainder < 0 ? 1 : 0
        seconds = quotient - borrow
        nanoseconds = Int32((remainder + borrow * 1000) * 1_000_000)
    }

    /// Kept within what 64 bits can hold.
    package var milliseconds: Int64 {
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, isTooMuch) = whole.addingReportingOverflow(Int64(nanoseconds) / 1_000_000)
        return isTooMuch ? .max : sum
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    package func adding(seconds: Int64) -> Instant {
        Instant(seconds: self.seconds + seconds, nanoseconds: nanoseconds)
    }

    /// China has one zone, +08:00 without summer time.
    package static let chinaOffsetSeconds = 8 * 3600
}

/// A day of the proleptic Gregorian calendar.
package struct Day: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01.
    package let number: Int

    package init(number: Int) { self.number = number }

    /// Returns nil for a day that does not exist.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), (-99_999...99_999).contains(year),
            day >= 1, day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days_from_civil.
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = era * 146_097 + dayOfEra - 719_468
    }

    /// Reads `yyyy-MM-dd`.
    package init?(_ text: String) {
        var text = text
        let day = text.withUTF8 { bytes in bytes.count == 10 ? Day(bytes[...]) : nil }
        guard let day else { return nil }
        self = day
    }

    /// Reads `yyyy-MM-dd` at the beginning of at least ten bytes.
    // SAFETY: every offset below is less than ten, which both callers have made sure of.
    fileprivate init?(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        let at = bytes.startIndex
        guard bytes[at + 4] == UInt8(ascii: "-"), bytes[at + 7] == UInt8(ascii: "-"),
            let year = digits(bytes[at..<(at + 4)]), let month = digits(bytes[(at + 5)..<(at + 7)]),
            let day = digits(bytes[(at + 8)..<(at + 10)])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    package var parts: (year: Int, month: Int, day: Int) {
        let z = number + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * shifted + 2) / 5 + 1
        )
    }

    /// 0 is Sunday.
    package var weekday: Int { ((number + 4) % 7 + 7) % 7 }

    package static func < (left: Day, right: Day) -> Bool { left.number < right.number }

    package func adding(days: Int) -> Day { Day(number: number + days) }

    package var description: String {
        let (year, month, day) = parts
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    package static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Instant {
    /// The day at an offset from UTC, and the seconds since its midnight.
    package func day(offsetSeconds: Int = chinaOffsetSeconds) -> (day: Day, second: Int) {
        let local = seconds + Int64(offsetSeconds)
        let number = local >= 0 ? local / 86400 : (local - 86399) / 86400
        return (Day(number: Int(number)), Int(local - number * 86400))
    }

    package init(day: Day, second: Int = 0, offsetSeconds: Int = Instant.chinaOffsetSeconds) {
        self.init(seconds: Int64(day.number) * 86400 + Int64(second - offsetSeconds))
    }

    /// RFC 3339 with milliseconds where there are any: `2024-09-14T08:30:00+08:00`.
    package func rfc3339(offsetSeconds: Int = chinaOffsetSeconds) -> String {
        let (day, second) = self.day(offsetSeconds: offsetSeconds)
        let clock =
            "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
        let fraction = nanoseconds == 0 ? "" : "." + trimmed(padded(Int(nanoseconds), 9))
        if offsetSeconds == 0 { return "\(day)T\(clock)\(fraction)Z" }
        let minutes = abs(offsetSeconds) / 60
        let sign = offsetSeconds < 0 ? "-" : "+"
        return
            "\(day)T\(clock)\(fraction)\(sign)\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
    }

    /// Reads RFC 3339. Returns nil for anything else; a leap second is read as the second before it.
    package init?(rfc3339 text: String) {
        var text = text
        // Messages hold many times: they are read where they stand, without a copy.
        guard let instant = text.withUTF8({ Instant(rfc3339: $0) }) else { return nil }
        self = instant
    }

    // SAFETY: offsets up to 19 are within the twenty bytes asked for first; later ones come from searching to the end.
    private init?(rfc3339 bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count >= 20, let day = Day(bytes[...]),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = digits(bytes[11..<13]), let minute = digits(bytes[14..<16]),
            let second = digits(bytes[17..<19]), hour < 24, minute < 60, second <= 60
        else { return nil }
        var at = 19
        var nanoseconds = 0
        if bytes[at] == UInt8(ascii: ".") {
            let end = bytes[(at + 1)...].firstIndex { !(0x30...0x39).contains($0) } ?? bytes.count
            guard end > at + 1, end - at <= 10, let fraction = digits(bytes[(at + 1)..<end]) else {
                return nil
            }
            nanoseconds = fraction
            for _ in (end - at - 1)..<9 { nanoseconds *= 10 }
            at = end
        }
        guard let offset = Self.offset(bytes[at...]) else { return nil }
        self.init(
            day: day,
            second: hour * 3600 + minute * 60 + min(second, 59),
            offsetSeconds: offset
        )
        self.nanoseconds = Int32(nanoseconds)
    }

    // SAFETY: the slice is of the text that `init` reads, and its count is looked at before any byte.
    private static func offset(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        if bytes.count == 1, bytes.first == UInt8(ascii: "Z") || bytes.first == UInt8(ascii: "z") {
            return 0
        }
        let at = bytes.startIndex
        guard bytes.count == 6, bytes[at + 3] == UInt8(ascii: ":"),
            bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-"),
            let hours = digits(bytes[(at + 1)..<(at + 3)]),
            let minutes = digits(bytes[(at + 4)..<(at + 6)]), hours < 24, minutes < 60
        else { return nil }
        return (bytes[at] == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}

/// The number that at most nine digits say; nil where something else stands among them.
private func digits(_ bytes: some Sequence<UInt8>) -> Int? {
    var value = 0
    for byte in bytes {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        value = value * 10 + Int(byte - 0x30)
    }
    return value
}

/// Decimal digits with leading zeros up to `width`.
package func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value.magnitude)
    var text = value < 0 ? "-" : ""
    for _ in digits.utf8.count..<max(width, digits.utf8.count) { text += "0" }
    return text + digits
}

private func trimmed(_ digits: String) -> String {
    var digits = digits
    while digits.hasSuffix("0") { digits.removeLast() }
    return digits
}
