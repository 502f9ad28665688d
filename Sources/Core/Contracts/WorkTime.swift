package import Values

/// When an office works: the legal calendar with the region's office hours.
package struct WorkTime: Sendable, Hashable {
    package var calendar: WorkCalendar
    package var hours: [OfficeHours]
    /// Whether what begins on a day off counts as begun on the next working day, which is then not counted.
    package var defersToWorkday: Bool

    package init(calendar: WorkCalendar, hours: [OfficeHours], defersToWorkday: Bool = false) {
        self.calendar = calendar
        self.hours = hours
        self.defersToWorkday = defersToWorkday
    }

    /// The year whose schedule is not published.
    struct UnknownYear: Error, Equatable { var year: Int }

    func isWorkday(_ day: Day) throws(UnknownYear) -> Bool {
        guard let isWorkday = calendar.isWorkday(day) else {
            throw UnknownYear(year: day.parts.year)
        }
        return isWorkday
    }

    /// The first working day after `day`.
    func workday(after day: Day) throws(UnknownYear) -> Day {
        var next = day.adding(days: 1)
        while try !isWorkday(next) { next = next.adding(days: 1) }
        return next
    }

    /// The hours of the season a day falls in; nil where the region names none.
    func season(of day: Day) -> OfficeHours? {
        let (_, month, date) = day.parts
        let here = month * 100 + date
        return hours.first {
            $0.from <= $0.to
                ? $0.from <= here && here <= $0.to : here >= $0.from || here <= $0.to
        }
    }

    /// The end of office hours; the last second of the day where the region names no hours.
    func closing(of day: Day) -> Instant {
        guard let season = season(of: day) else { return Instant(day: day, second: 86_399) }
        return Instant(day: day, second: season.afternoon.upperBound * 60)
    }

    /// The stretches of a day in which the office works, none on a day off.
    func sessions(of day: Day) throws(UnknownYear) -> [Range<Instant>] {
        guard try isWorkday(day), let season = season(of: day) else { return [] }
        return [season.morning, season.afternoon].map {
            Instant(
                day: day,
                second: $0.lowerBound * 60
            )..<Instant(day: day, second: $0.upperBound * 60)
        }
    }

    /// The parts of a day's sessions that lie behind `start` and outside every pause, in order.
    func workingStretches(
        of day: Day,
        from start: Instant,
        pauses: [Pause]
    ) throws(UnknownYear) -> [Range<Instant>] {
        var open: [Range<Instant>] = []
        for session in try sessions(of: day) where session.upperBound > start {
            open.append(max(session.lowerBound, start)..<session.upperBound)
        }
        for pause in pauses {
            open = open.flatMap { $0.subtracting(pause.from, pause.to ?? $0.upperBound) }
        }
        return open
    }

    /// Seconds of office hours between two moments, without the pauses.
    func workingSeconds(
        from start: Instant,
        to end: Instant,
        pauses: [Pause]
    ) throws(UnknownYear) -> Int64 {
        guard start < end else { return 0 }
        var total: Int64 = 0
        var day = start.day().day
        let last = end.day().day
        while day <= last {
            for stretch in try workingStretches(of: day, from: start, pauses: pauses) {
                let upper = min(stretch.upperBound, end)
                if upper > stretch.lowerBound {
                    total += upper.seconds - stretch.lowerBound.seconds
                }
            }
            day = day.adding(days: 1)
        }
        return total
    }

    /// A stretch of office hours that was counted.
    typealias Stretch = Range<Instant>

    /// The stretches that make up `seconds` of office hours behind `start`; the last one ends at the moment sought.
    func stretches(
        of seconds: Int64,
        from start: Instant,
        pauses: [Pause]
    ) throws(UnknownYear) -> [Stretch] {
        var left = seconds
        var counted: [Stretch] = []
        var day = start.day().day
        while true {
            for stretch in try workingStretches(of: day, from: start, pauses: pauses) {
                let length = stretch.upperBound.seconds - stretch.lowerBound.seconds
                if length >= left {
                    counted.append(stretch.lowerBound..<stretch.lowerBound.adding(seconds: left))
                    return counted
                }
                counted.append(stretch)
                left -= length
            }
            day = day.adding(days: 1)
        }
    }
}

/// A time in which a limit's clock stood still.
package struct Pause: Sendable, Hashable {
    package var from: Instant
    /// Nil while it lasts.
    package var to: Instant?
    /// In Chinese: 补正, 特别程序.
    package var reason: String

    package init(from: Instant, to: Instant?, reason: String) {
        self.from = from
        self.to = to
        self.reason = reason
    }

    /// Overlapping and touching pauses as one, in order of time; what lies before `start` is cut off.
    static func joined(_ pauses: [Pause], from start: Instant) -> [Pause] {
        var result: [Pause] = []
        for var pause in pauses.sorted(by: { ($0.from, $0.reason) < ($1.from, $1.reason) }) {
            if let to = pause.to, to <= start || to <= pause.from { continue }
            pause.from = max(pause.from, start)
            guard let last = result.last, last.to.map({ pause.from <= $0 }) ?? true else {
                result.append(pause)
                continue
            }
            if let end = last.to, let to = pause.to {
                result[result.count - 1].to = max(end, to)
            } else {
                result[result.count - 1].to = nil
            }
            if !last.reason.contains(pause.reason) {
                result[result.count - 1].reason += "、" + pause.reason
            }
        }
        return result
    }
}

extension Range<Instant> {
    fileprivate func subtracting(_ from: Instant, _ to: Instant) -> [Range<Instant>] {
        guard from < upperBound, to > lowerBound, from < to else { return [self] }
        var parts: [Range<Instant>] = []
        if lowerBound < from { parts.append(lowerBound..<from) }
        if to < upperBound { parts.append(to..<upperBound) }
        return parts
    }
}
