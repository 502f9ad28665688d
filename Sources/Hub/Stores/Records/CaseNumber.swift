package import Values

/// The hub's number of a case: `{region, 6 digits}{yyyyMMdd}{sequence, 6 digits}`.
///
/// It fits a 64-bit integer that sorts like the text, so a case is found by its row number and no index over texts is needed.
package struct CaseNumber: Sendable, Hashable, Comparable, LosslessStringConvertible {
    /// Region << 36 | days since 1970 << 20 | sequence.
    let key: Int64

    init(key: Int64) { self.key = key }

    /// Returns nil unless the region has six digits, the day lies in 1970 … 2149 and the sequence in 1 … 999,999.
    package init?(region: String, day: Day, sequence: Int) {
        guard let region = Self.number(region.utf8[...], digits: 6),
            (0...0xFFFF).contains(day.number),
            (1...Self.sequenceMax).contains(sequence)
        else { return nil }
        key = Int64(region) << 36 | Int64(day.number) << 20 | Int64(sequence)
    }

    /// Reads the 20 digits.
    package init?(_ text: String) {
        let digits = text.utf8
        guard digits.count == 20, let year = Self.number(digits.dropFirst(6).prefix(4), digits: 4),
            let month = Self.number(digits.dropFirst(10).prefix(2), digits: 2),
            let dayOfMonth = Self.number(digits.dropFirst(12).prefix(2), digits: 2),
            let day = Day(year: year, month: month, day: dayOfMonth),
            let sequence = Self.number(digits.suffix(6), digits: 6)
        else { return nil }
        self.init(region: String(text.prefix(6)), day: day, sequence: sequence)
    }

    package static let sequenceMax = 999_999

    package var region: String { padded(Int(regionKey), 6) }
    /// The region's code as a number.
    var regionKey: Int64 { key >> 36 }
    package var day: Day { Day(number: Int(key >> 20 & 0xFFFF)) }
    package var sequence: Int { Int(key & 0xFFFFF) }

    package var description: String {
        let (year, month, dayOfMonth) = day.parts
        return region + padded(year, 4) + padded(month, 2) + padded(dayOfMonth, 2)
            + padded(sequence, 6)
    }

    package static func < (left: CaseNumber, right: CaseNumber) -> Bool { left.key < right.key }

    static func number(_ text: Substring.UTF8View, digits count: Int) -> Int? {
        guard text.count == count else { return nil }
        var number = 0
        for digit in text {
            guard (0x30...0x39).contains(digit) else { return nil }
            number = number * 10 + Int(digit - 0x30)
        }
        return number
    }
}

/// The number of an item: the case's 20 digits and the item's two, as parties see it.
package struct ItemNumber: Sendable, Hashable, Comparable, LosslessStringConvertible {
    package let caseNumber: CaseNumber
    /// 1 … 99: the item's position in its program.
    package let position: Int

    /// Returns nil for a position outside 1 … 99.
    package init?(_ caseNumber: CaseNumber, position: Int) {
        guard (1...99).contains(position) else { return nil }
        self.caseNumber = caseNumber
        self.position = position
    }

    /// Reads the 22 digits.
    package init?(_ text: String) {
        guard text.utf8.count == 22, let caseNumber = CaseNumber(String(text.prefix(20))),
            let position = CaseNumber.number(text.utf8.suffix(2), digits: 2)
        else { return nil }
        self.init(caseNumber, position: position)
    }

    package var description: String { "\(caseNumber)\(padded(position, 2))" }

    package static func < (left: ItemNumber, right: ItemNumber) -> Bool {
        (left.caseNumber, left.position) < (right.caseNumber, right.position)
    }
}
