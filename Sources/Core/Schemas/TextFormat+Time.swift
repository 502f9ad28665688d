internal import Values

extension TextFormat {
    static func date(_ bytes: Span<UInt8>) -> Finding? {
        guard bytes.count == 10, hasDateShape(bytes) else { return Finding("应为 yyyy-MM-dd 格式的日期") }
        return isDate(bytes) ? nil : Finding("应为存在的日期（yyyy-MM-dd）")
    }

    static func dateTime(_ bytes: Span<UInt8>) -> Finding? {
        let expected = "应为带时区的日期时间，如 2024-09-01T08:30:00+08:00"
        guard bytes.count > 11, hasDateShape(bytes), bytes[10] | 0x20 == UInt8(ascii: "t"),
            isTime(bytes.extracting(11...))
        else { return Finding(expected) }
        return isDate(bytes) ? nil : Finding("应为存在的日期时间，如 2024-09-01T08:30:00+08:00")
    }

    /// `dddd-dd-dd` at the front.
    private static func hasDateShape(_ bytes: Span<UInt8>) -> Bool {
        number(bytes, 0, 4) != nil && bytes[4] == UInt8(ascii: "-") && number(bytes, 5, 2) != nil
            && bytes[7] == UInt8(ascii: "-") && number(bytes, 8, 2) != nil
    }

    private static func isDate(_ bytes: Span<UInt8>) -> Bool {
        guard let year = number(bytes, 0, 4), let month = number(bytes, 5, 2),
            let day = number(bytes, 8, 2)
        else { return false }
        return (1...12).contains(month) && day >= 1 && day <= Day.length(ofMonth: month, year: year)
    }

    /// `hh:mm:ss[.f]` and an offset. A leap second is the last second of a day in UTC (RFC 3339, section 5.7).
    static func isTime(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count >= 9, let hour = number(bytes, 0, 2), bytes[2] == UInt8(ascii: ":"),
            let minute = number(bytes, 3, 2), bytes[5] == UInt8(ascii: ":"),
            let second = number(bytes, 6, 2), hour < 24, minute < 60, second <= 60
        else { return false }
        var at = 8
        if bytes[at] == UInt8(ascii: ".") {
            let start = at + 1
            at = start
            while at < bytes.count, isDigit(bytes[at]) { at += 1 }
            if at == start { return false }
        }
        guard at < bytes.count else { return false }
        var offset = 0
        switch bytes[at] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            if bytes.count != at + 1 { return false }
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard bytes.count == at + 6, let hours = number(bytes, at + 1, 2),
                bytes[at + 3] == UInt8(ascii: ":"), let minutes = number(bytes, at + 4, 2),
                hours < 24, minutes < 60
            else { return false }
            offset = (bytes[at] == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
        default: return false
        }
        return second < 60 || (hour * 60 + minute - offset + 2880) % 1440 == 1439
    }

    /// `P` with weeks alone, or with days after months after years and, behind `T`, seconds after minutes after
    /// hours; a unit between two others may not be left out.
    static func isDuration(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count >= 3, bytes[0] == UInt8(ascii: "P") else { return false }
        let dateUnits: [UInt8] = [UInt8(ascii: "Y"), UInt8(ascii: "M"), UInt8(ascii: "D")]
        let timeUnits: [UInt8] = [UInt8(ascii: "H"), UInt8(ascii: "M"), UInt8(ascii: "S")]
        var at = 1
        var units = dateUnits
        var last: Int?
        var inTime = false
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "T") {
                if inTime { return false }
                (inTime, units, last) = (true, timeUnits, nil)
                at += 1
                if at == bytes.count { return false }
                continue
            }
            let start = at
            while at < bytes.count, isDigit(bytes[at]) { at += 1 }
            guard at > start, at < bytes.count else { return false }
            if bytes[at] == UInt8(ascii: "W") { return start == 1 && at + 1 == bytes.count }
            guard let unit = units.firstIndex(of: bytes[at]), last.map({ unit == $0 + 1 }) ?? true
            else { return false }
            last = unit
            at += 1
        }
        return true
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// The number that `count` digits from `start` on say, or nil where one is no digit.
    static func number(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
        guard start + count <= bytes.count else { return nil }
        var value = 0
        for at in start..<(start + count) {
            guard isDigit(bytes[at]) else { return nil }
            value = value * 10 + Int(bytes[at] - 0x30)
        }
        return value
    }
}
