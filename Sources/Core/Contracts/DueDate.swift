package import Values

/// When a limit falls due, and how that day was found (design.md, A6).
package struct DueDate: Sendable, Hashable {
    package enum Moment: Sendable, Hashable {
        case at(Instant)
        /// A pause is running: the moment is known once it ends.
        case paused
        /// The schedule of this year is not published.
        case undated(year: Int)
        /// Policy names no limit.
        case unstated
    }

    package var moment: Moment
    /// When the warning is due: the rule's share of the working time between start and due.
    package var warnAt: Instant?
    /// How the day was found, in Chinese, for an official to read.
    package var explanation: String

    package var dueAt: Instant? { if case .at(let instant) = moment { instant } else { nil } }
}

extension WorkTime {
    /// When a span that begins at `start` ends.
    ///
    /// Working days: the start day is not counted, due at the end of office hours of the last one; each pause moves
    /// the day by the number of working days d with pause day ≤ d < resume day. Working hours: exact, from `start`,
    /// without the pauses. A pause that begins after the limit has fallen due changes nothing.
    /// `event` says what happened at `start`, as a word for the explanation: `受理`; `warn` is the share of the
    /// working time after which a warning is due, 0…1.
    package func due(
        _ span: Span,
        from start: Instant,
        event: String,
        pauses: [Pause] = [],
        warn: Double? = nil
    ) -> DueDate {
        do throws(UnknownYear) {
            var reckoning = Reckoning(time: self, start: start, event: event)
            switch span {
            case .unstated(let reason):
                return DueDate(moment: .unstated, explanation: "政策未规定时限：\(reason)")
            case .until(let moment):
                reckoning.due = moment
                reckoning.say("截止时间由来文指定为 \(reckoning.written(moment))")
            case .days(let count):
                reckoning.countDays(max(0, min(count, Self.daysMax)))
                try reckoning.move(by: Pause.joined(pauses, from: start), countsWorkdays: false)
            case .workdays(let count):
                try reckoning.countWorkdays(max(0, count))
                try reckoning.move(by: Pause.joined(pauses, from: start), countsWorkdays: true)
            case .workhours(let hours):
                let seconds = hours.isFinite ? min(max(0, hours), Self.hoursMax) * 3600 : 0
                try reckoning.countHours(
                    Int64(seconds.rounded()),
                    pauses: Pause.joined(pauses, from: start)
                )
            }
            return reckoning.dueDate(warn: warn)
        } catch {
            return DueDate(
                moment: .undated(year: error.year),
                explanation: "\(padded(error.year, 4))年放假安排尚未公布，截止日待公布后计算"
            )
        }
    }

    // Bounds that keep day arithmetic far from overflow; a hundred years is no limit any policy sets.
    private static let daysMax = 36_525
    private static let hoursMax = 100_000.0
}

/// One computation of a due moment, with the sentence that grows along.
struct Reckoning {
    let time: WorkTime
    let start: Instant
    let event: String
    /// Nil while a pause is running.
    var due: Instant?
    /// The pauses that counted.
    var pauses: [Pause] = []
    private var clauses: [String] = []

    init(time: WorkTime, start: Instant, event: String) {
        self.time = time
        self.start = start
        self.event = event
    }

    mutating func say(_ clause: String) { clauses.append(clause) }

    func dueDate(warn: Double?) -> DueDate {
        let explanation = clauses.joined(separator: "；")
        guard let due else { return DueDate(moment: .paused, explanation: explanation) }
        return DueDate(
            moment: .at(due),
            warnAt: warn.map { warning($0, due) },
            explanation: explanation
        )
    }

    /// The moment at which a share of the working time has passed; of the plain time where no working time lies between.
    private func warning(_ share: Double, _ due: Instant) -> Instant {
        let share = share.isFinite ? max(0, min(1, share)) : 1
        guard start < due else { return due }
        if let total = try? time.workingSeconds(from: start, to: due, pauses: pauses), total > 0,
            let stretches = try? time.stretches(
                of: Int64((Double(total) * share).rounded()),
                from: start,
                pauses: pauses
            ), let moment = stretches.last?.upperBound
        {
            return min(moment, due)
        }
        let elapsed = Double(due.seconds - start.seconds) * share
        return start.adding(seconds: Int64(elapsed.rounded()))
    }

    // MARK: Working days

    mutating func countWorkdays(_ count: Int) throws(WorkTime.UnknownYear) {
        var day = start.day().day
        if time.defersToWorkday, try !time.isWorkday(day) {
            let deemed = try time.workday(after: day)
            say("\(day)（\(dayTitle(day))）\(event)，视为 \(deemed)（\(dayTitle(deemed))）\(event)，当日不计")
            day = deemed
        } else if count > 0 {
            say("\(day)（\(day.weekdayTitle)）\(event)，当日不计")
        }
        guard count > 0 else { return try closeSameDay(day) }
        var run = WorkdayRun()
        var rest: [Day] = []
        for counted in 1...count {
            day = day.adding(days: 1)
            while try !time.isWorkday(day) {
                rest.append(day)
                day = day.adding(days: 1)
            }
            let isWorked = time.calendar.kind(of: day) == .worked
            if !rest.isEmpty || isWorked || counted == count { flush(&run) }
            flush(&rest)
            guard counted < count else { break }
            run.add(day, counted)
            if isWorked { flush(&run) }
        }
        due = time.closing(of: day)
        say("第\(count)个工作日为 \(day)\(workedNote(day))，截止 \(clock(time.closing(of: day)))")
    }

    /// `workdays(0)`: the end of the working day itself, or of the next one where it is over or a day off.
    private mutating func closeSameDay(_ day: Day) throws(WorkTime.UnknownYear) {
        let written = "\(day)（\(dayTitle(day))）"
        if try time.isWorkday(day), start <= time.closing(of: day) {
            due = time.closing(of: day)
            return say("\(written)\(event)，当日 \(clock(time.closing(of: day))) 截止")
        }
        let next = try time.workday(after: day)
        due = time.closing(of: next)
        let why = try time.isWorkday(day) ? "已过办公时间" : "当日不是工作日"
        say(
            "\(written)\(event)，\(why)，顺延至 \(next)（\(dayTitle(next))） \(clock(time.closing(of: next))) 截止"
        )
    }

    private struct WorkdayRun {
        var first: (day: Day, index: Int)?
        var last: (day: Day, index: Int)?

        mutating func add(_ day: Day, _ index: Int) {
            if first == nil { first = (day, index) }
            last = (day, index)
        }
    }

    private mutating func flush(_ run: inout WorkdayRun) {
        defer { run = WorkdayRun() }
        guard let first = run.first, let last = run.last else { return }
        if first.index == last.index {
            say("第\(first.index)个工作日为 \(first.day)\(workedNote(first.day))")
        } else {
            say(
                "第\(first.index)至第\(last.index)个工作日为 \(first.day)至\(last.day.monthAndDay)"
            )
        }
    }

    private mutating func flush(_ rest: inout [Day]) {
        if let clause = restClause(rest) { say(clause) }
        rest = []
    }

    private func workedNote(_ day: Day) -> String {
        time.calendar.kind(of: day) == .worked ? "（\(day.weekdayTitle)，调休上班）" : ""
    }

    private func dayTitle(_ day: Day) -> String {
        switch time.calendar.kind(of: day) {
        case .worked: "\(day.weekdayTitle)，调休上班"
        case .holiday(let name): "\(day.weekdayTitle)，\(name)放假"
        default: day.weekdayTitle
        }
    }

    /// `09-15至09-17 中秋节放假`, `08-31至09-01 周末`.
    private func restClause(_ days: [Day]) -> String? {
        guard let first = days.first, let last = days.last else { return nil }
        var names: [String] = []
        var hasWeekend = false
        for day in days {
            if case .holiday(let name) = time.calendar.kind(of: day) {
                if !names.contains(name) { names.append(name) }
            } else {
                hasWeekend = true
            }
        }
        let range = first == last ? first.monthAndDay : "\(first.monthAndDay)至\(last.monthAndDay)"
        if names.isEmpty { return "\(range) 周末" }
        return "\(range) \(hasWeekend ? "周末、" : "")\(names.joined(separator: "、"))放假"
    }

    // MARK: Calendar days

    mutating func countDays(_ count: Int) {
        let first = start.day().day
        let last = first.adding(days: count)
        due = time.closing(of: last)
        say("\(first)（\(first.weekdayTitle)）\(event)，当日不计")
        say("第\(count)个自然日为 \(last)（\(last.weekdayTitle)），截止 \(clock(time.closing(of: last)))")
    }

    // MARK: Pauses

    /// Moves the due day by the days of every pause that began before it.
    mutating func move(by pauses: [Pause], countsWorkdays: Bool) throws(WorkTime.UnknownYear) {
        for pause in pauses {
            guard let dueBefore = due, pause.from <= dueBefore else { return }
            self.pauses.append(pause)
            let from = pause.from.day().day
            guard let end = pause.to else {
                due = nil
                return say("\(from)（\(from.weekdayTitle)）起\(pause.reason)，时限暂停，恢复后计算")
            }
            let to = end.day().day
            let moved = try countsWorkdays ? workdays(from, to) : to.number - from.number
            let unit = countsWorkdays ? "工作日" : "自然日"
            let interval = "\(from)（\(from.weekdayTitle)）至 \(to)（\(to.weekdayTitle)）\(pause.reason)"
            guard moved > 0 else {
                say("\(interval)，未跨\(unit)，不顺延")
                continue
            }
            var last = dueBefore.day().day
            if countsWorkdays {
                for _ in 0..<moved { last = try time.workday(after: last) }
            } else {
                last = last.adding(days: moved)
            }
            due = time.closing(of: last)
            say(
                "\(interval)，顺延\(moved)个\(unit)，截止改为 \(last)（\(dayTitle(last))） \(clock(time.closing(of: last)))"
            )
        }
    }

    /// The working days d with `from` ≤ d < `to`.
    private func workdays(_ from: Day, _ to: Day) throws(WorkTime.UnknownYear) -> Int {
        var count = 0
        var day = from
        while day < to {
            if try time.isWorkday(day) { count += 1 }
            day = day.adding(days: 1)
        }
        return count
    }

    // MARK: Working hours

    mutating func countHours(_ seconds: Int64, pauses: [Pause]) throws(WorkTime.UnknownYear) {
        let begins = event == "起算" ? "" : "起算"
        say(
            "\(written(start))（\(dayTitle(start.day().day))）\(event)，\(begins)\(hoursTitle(seconds))"
        )
        var applied: [Pause] = []
        var stretches = try time.stretches(of: seconds, from: start, pauses: [])
        for pause in pauses {
            guard let end = stretches.last?.upperBound, pause.from < end else { break }
            applied.append(pause)
            let from = written(pause.from)
            guard let to = pause.to else {
                self.pauses = applied
                due = nil
                return say("\(from) 起\(pause.reason)，时限暂停，恢复后计算")
            }
            say("\(from) 至 \(written(to)) \(pause.reason)，不计")
            stretches = try time.stretches(of: seconds, from: start, pauses: applied)
        }
        self.pauses = applied
        explain(stretches)
        due = stretches.last?.upperBound
        if let due { say("截止 \(written(due))") }
    }

    private mutating func explain(_ stretches: [WorkTime.Stretch]) {
        var previous = start.day().day
        for stretch in stretches where stretch.lowerBound < stretch.upperBound {
            let day = stretch.lowerBound.day().day
            if day.number - previous.number > 1 {
                let rest = (previous.number + 1..<day.number).map(Day.init(number:))
                if let clause = restClause(rest.filter { time.calendar.isWorkday($0) == false }) {
                    say(clause)
                }
            }
            previous = day
            let length = stretch.upperBound.seconds - stretch.lowerBound.seconds
            say(
                "\(day.monthAndDay)\(workedNote(day)) \(clock(stretch.lowerBound))至\(clock(stretch.upperBound))"
                    + " 计\(hoursTitle(length))"
            )
        }
    }

    private func hoursTitle(_ seconds: Int64) -> String {
        let minutes = seconds / 60
        if minutes % 60 == 0 { return "\(minutes / 60)个工作小时" }
        if minutes < 60 { return "\(minutes)分钟" }
        return "\(minutes / 60)小时\(minutes % 60)分钟"
    }

    // MARK: Writing

    func clock(_ instant: Instant) -> String {
        let second = instant.day().second
        return "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2))"
    }

    func written(_ instant: Instant) -> String { "\(instant.day().day) \(clock(instant))" }
}
