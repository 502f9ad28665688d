package import Values

/// The legal calendar: which days are working days, by the State Council's yearly notices.
///
/// A year without a published schedule has no answer: Monday to Friday is never assumed (G6).
package struct WorkCalendar: Sendable, Hashable {
    package struct Year: Sendable, Hashable {
        /// 文号 of the notice.
        package var source: String
        /// Days off beyond Saturday and Sunday, with the holiday's name.
        package var off: [Day: String]
        /// Saturdays and Sundays that are worked.
        package var work: Set<Day>

        package init(source: String, off: [Day: String], work: Set<Day>) {
            self.source = source
            self.off = off
            self.work = work
        }
    }

    package var name: String
    package var years: [Int: Year]

    package init(name: String, years: [Int: Year]) {
        self.name = name
        self.years = years
    }

    /// Nil where the year's schedule is not published.
    package func isWorkday(_ day: Day) -> Bool? { kind(of: day)?.isWorkday }

    /// How many working days lie behind `day`, up to and with `last`; nil where one of the years is not published.
    package func workdays(after day: Day, through last: Day) -> Int? {
        var count = 0
        var next = day.adding(days: 1)
        while next <= last {
            guard let isWorkday = isWorkday(next) else { return nil }
            if isWorkday { count += 1 }
            next = next.adding(days: 1)
        }
        return count
    }

    /// Why a day is, or is not, a working day, for an official to read; it names the notice.
    package func reason(for day: Day) -> String {
        let written = "\(day)（\(day.weekdayTitle)）"
        guard let kind = kind(of: day), let source = years[day.parts.year]?.source else {
            return "\(written)：\(day.parts.year)年放假安排尚未公布，不能判断是否工作日"
        }
        let cited = source.isEmpty ? "" : "（\(source)）"
        return switch kind {
        case .ordinary: "\(written)是工作日"
        case .worked: "\(written)调休上班，是工作日\(cited)"
        case .weekend: "\(written)是周末，不是工作日"
        case .holiday(let name): "\(written)\(name)放假，不是工作日\(cited)"
        }
    }

    /// What the schedule makes of a day.
    enum Kind: Equatable {
        case ordinary
        /// A Saturday or Sunday that is worked.
        case worked
        case weekend
        case holiday(String)

        var isWorkday: Bool { self == .ordinary || self == .worked }
    }

    func kind(of day: Day) -> Kind? {
        guard let year = years[day.parts.year] else { return nil }
        let isWeekend = day.weekday == 0 || day.weekday == 6
        if year.work.contains(day) { return isWeekend ? .worked : .ordinary }
        if let name = year.off[day] { return .holiday(name) }
        return isWeekend ? .weekend : .ordinary
    }
}

extension Day {
    /// `周五`.
    package var weekdayTitle: String { "周" + ["日", "一", "二", "三", "四", "五", "六"][weekday] }

    /// `09-14`: the day inside a sentence that has named the year.
    var monthAndDay: String { "\(padded(parts.month, 2))-\(padded(parts.day, 2))" }
}
