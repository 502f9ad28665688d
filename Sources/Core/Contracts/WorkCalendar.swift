package import Values

/// The legal calendar: which days are working days, by the State Council's yearly notices.
///
/// A year without a published schedule has no answer: Monday to Friday is never assumed (G6).
package struct WorkCalendar: Sendable {
    package struct Year: Sendable {
        /// 文号 of the notice.
        package var source: String
        /// Days off beyond Saturday and Sunday, with the holiday's name.
        package var off: [Day: String]
        /// Saturdays and Sundays that are worked.
        package var work: Set<Day>
    }

    package var name: String
    package var years: [Int: Year]

    package init(name: String, years: [Int: Year]) {
        self.name = name
        self.years = years
    }

    /// Nil where the year's schedule is not published.
    package func isWorkday(_ day: Day) -> Bool? {
        guard let year = years[day.parts.year] else { return nil }
        if year.work.contains(day) { return true }
        if year.off[day] != nil { return false }
        return day.weekday != 0 && day.weekday != 6
    }
}
