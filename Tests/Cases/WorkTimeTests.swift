import Testing
import Values

@testable import Contracts

@Suite struct WorkTimeTests {
    let time = WorkTime(calendar: .china, hours: [.allYear])

    /// The vectors of the legal calendar: accepted on → due after one and after two working days.
    @Test(arguments: [
        ("2024-08-30", "2024-09-02", "2024-09-03"),
        ("2024-09-13", "2024-09-14", "2024-09-18"),
        ("2024-09-30", "2024-10-08", "2024-10-09"),
        ("2024-02-08", "2024-02-09", "2024-02-18"),
        ("2024-04-26", "2024-04-28", "2024-04-29"),
        ("2025-01-27", "2025-02-05", "2025-02-06"),
        ("2025-09-30", "2025-10-09", "2025-10-10"),
        ("2026-02-13", "2026-02-14", "2026-02-24"),
        ("2026-02-14", "2026-02-24", "2026-02-25"),
        ("2026-09-30", "2026-10-08", "2026-10-09"),
        ("2026-01-03", "2026-01-04", "2026-01-05"),
    ])
    func workdays(start: String, one: String, two: String) {
        #expect(due(.workdays(1), "\(start) 10:00") == "\(one) 18:00")
        #expect(due(.workdays(2), "\(start) 10:00") == "\(two) 18:00")
        #expect(due(.workdays(2), "\(start) 23:59") == "\(two) 18:00")
    }

    /// 2024-09-14 is a Saturday that is worked, 15 to 17 are off; 2027 has no schedule yet.
    @Test(
        arguments: [
            ("2024-09-13", "2024-09-13", 0), ("2024-09-13", "2024-09-14", 1),
            ("2024-09-13", "2024-09-17", 1), ("2024-09-13", "2024-09-18", 2),
            ("2024-09-14", "2024-09-13", 0), ("2026-12-31", "2027-01-04", nil),
            ("2023-12-29", "2024-01-02", nil),
        ] as [(String, String, Int?)]
    )
    func workdaysBetween(day: String, last: String, count: Int?) throws {
        let days = (try #require(Day(day)), try #require(Day(last)))
        #expect(WorkCalendar.china.workdays(after: days.0, through: days.1) == count)
    }

    @Test func dayOffMayCountAsTheNextWorkday() {
        let deferring = WorkTime(calendar: .china, hours: [.allYear], defersToWorkday: true)
        let one = deferring.due(.workdays(1), from: at("2026-01-03 10:00"), event: "受理")
        let two = deferring.due(.workdays(2), from: at("2026-01-03 10:00"), event: "受理")
        #expect(text(one.moment) == "2026-01-05 18:00")
        #expect(text(two.moment) == "2026-01-06 18:00")
        #expect(
            one.explanation
                == "2026-01-03（周六，元旦放假）受理，视为 2026-01-04（周日，调休上班）受理，当日不计；第1个工作日为 2026-01-05，截止 18:00"
        )
    }

    @Test(arguments: [
        ("2024-09-13 09:00", 0, "2024-09-13 18:00"),
        ("2024-09-13 18:00", 0, "2024-09-13 18:00"),
        ("2024-09-13 18:01", 0, "2024-09-14 18:00"),
        ("2024-10-01 09:00", 0, "2024-10-08 18:00"),
        ("2026-12-30 09:00", 1, "2026-12-31 18:00"),
        ("2026-12-30 09:00", 2, "2027 未公布"),
        ("2027-03-01 09:00", 0, "2027 未公布"),
    ])
    func edges(start: String, count: Int, expected: String) {
        #expect(due(.workdays(count), start) == expected)
    }

    @Test(arguments: [
        (0.5, "2024-08-30 17:00", "2024-08-30 17:30"),
        (4, "2024-08-30 17:00", "2024-09-02 11:30"),
        (4, "2024-08-30 10:00", "2024-08-30 16:30"),
        (4, "2024-08-30 12:30", "2024-09-02 09:00"),
        (1, "2024-09-13 17:30", "2024-09-14 09:00"),
        (1, "2024-09-14 18:00", "2024-09-18 09:30"),
        (1, "2024-09-15 11:00", "2024-09-18 09:30"),
        (7, "2024-09-02 08:30", "2024-09-02 18:00"),
        (8, "2024-09-02 08:30", "2024-09-03 09:30"),
        (0, "2024-08-31 10:00", "2024-09-02 08:30"),
        (Double.infinity, "2024-09-02 08:30", "2024-09-02 08:30"),
        (100_000, "2024-09-02 08:30", "2027 未公布"),
    ])
    func workhours(hours: Double, start: String, expected: String) {
        #expect(due(.workhours(hours), start) == expected)
    }

    @Test func officeHoursFollowTheSeason() {
        let winter = OfficeHours(from: 1001, to: 531, morning: 510..<720, afternoon: 870..<1080)
        let summer = OfficeHours(from: 601, to: 930, morning: 480..<720, afternoon: 900..<1110)
        let seasons = WorkTime(calendar: .china, hours: [winter, summer])
        func due(_ span: Span, _ start: String) -> String {
            text(seasons.due(span, from: at(start), event: "受理").moment)
        }
        #expect(due(.workdays(1), "2024-09-26 09:00") == "2024-09-27 18:30")
        #expect(due(.workdays(1), "2024-09-30 09:00") == "2024-10-08 18:00")
        #expect(due(.workhours(1), "2024-09-30 18:00") == "2024-10-08 09:00")
        #expect(due(.workhours(1), "2024-12-31 17:30") == "2025-01-02 09:00")
        #expect(due(.workhours(4), "2024-06-03 14:00") == "2024-06-04 08:30")
    }

    @Test(arguments: [
        // Nothing moves: the same day, before the start, after the due moment.
        ("2024-09-03 09:00/2024-09-03 17:00", "2024-09-06 18:00"),
        ("2024-08-30 09:00/2024-09-01 17:00", "2024-09-06 18:00"),
        ("2024-09-06 18:01/2024-09-12 09:00", "2024-09-06 18:00"),
        ("2024-09-07 09:00/2024-09-12 09:00", "2024-09-06 18:00"),
        // The pause day counts as paused, the day of resumption does not.
        ("2024-09-03 09:00/2024-09-04 09:00", "2024-09-09 18:00"),
        ("2024-09-03 09:00/2024-09-05 09:00", "2024-09-10 18:00"),
        // Days off in the pause do not move the due day, a worked Saturday does.
        ("2024-09-06 09:00/2024-09-09 09:00", "2024-09-09 18:00"),
        ("2024-09-06 09:00/2024-09-18 09:00", "2024-09-18 18:00"),
        // Overlapping and nested pauses are joined.
        ("2024-09-03 09:00/2024-09-05 09:00,2024-09-04 09:00/2024-09-06 09:00", "2024-09-11 18:00"),
        ("2024-09-03 09:00/2024-09-06 09:00,2024-09-04 09:00/2024-09-05 09:00", "2024-09-11 18:00"),
        // A second pause is in time because the first has moved the due day.
        ("2024-09-06 09:00/2024-09-09 09:00,2024-09-09 10:00/2024-09-10 10:00", "2024-09-10 18:00"),
        ("2024-09-03 09:00/-", "暂停"),
        ("2024-09-03 09:00/2024-09-05 09:00,2024-09-04 09:00/-", "暂停"),
        ("2024-09-09 09:00/-", "2024-09-06 18:00"),
    ])
    func pausesMoveWorkdays(pauses: String, expected: String) {
        #expect(due(.workdays(4), "2024-09-02 10:00", pauses) == expected)
    }

    @Test(arguments: [
        ("2024-08-30 17:30/2024-09-02 09:30", "2024-09-02 15:30"),
        ("2024-09-02 10:00/2024-09-02 10:20", "2024-09-02 11:50"),
        ("2024-09-02 12:00/2024-09-02 14:30", "2024-09-02 11:30"),
        ("2024-08-31 00:00/2024-09-01 00:00", "2024-09-02 11:30"),
        ("2024-09-02 09:00/-", "暂停"),
    ])
    func pausesAreExactInWorkingHours(pauses: String, expected: String) {
        #expect(due(.workhours(4), "2024-08-30 17:00", pauses) == expected)
    }

    @Test func calendarDaysAndDates() {
        #expect(due(.days(5), "2024-09-13 10:00") == "2024-09-18 18:00")
        #expect(due(.days(5), "2027-09-13 10:00") == "2027-09-18 18:00")
        #expect(
            due(.days(5), "2024-09-13 10:00", "2024-09-14 09:00/2024-09-16 09:00")
                == "2024-09-20 18:00"
        )
        #expect(due(.days(Int.max), "2024-09-13 10:00").hasPrefix("2124"))
        #expect(due(.until(at("2024-10-03 12:00")), "2024-09-13 10:00") == "2024-10-03 12:00")
        #expect(due(.unstated("未载"), "2024-09-13 10:00") == "未规定")
    }

    @Test(arguments: [
        (Span.workdays(1), "2024-09-02 18:00", 0.75, "2024-09-03 16:15"),
        (.workdays(2), "2024-09-13 17:00", 0.5, "2024-09-14 17:30"),
        (.workhours(4), "2024-08-30 17:00", 0.5, "2024-09-02 09:30"),
        (.workdays(0), "2024-09-02 18:00", 0.5, "2024-09-02 18:00"),
        (.days(10), "2027-03-01 18:00", 0.5, "2027-03-06 18:00"),
        (.workdays(4), "2024-09-02 18:00", 0, "2024-09-03 08:30"),
        (.workdays(1), "2024-09-02 18:00", 1, "2024-09-03 18:00"),
    ])
    func warnings(span: Span, start: String, share: Double, expected: String) {
        let found = time.due(span, from: at(start), event: "受理", warn: share)
        #expect(found.warnAt.map(written) == expected)
    }

    @Test func warningLeavesOutThePauses() {
        let found = time.due(
            .workdays(4),
            from: at("2024-09-02 18:00"),
            event: "受理",
            pauses: pauses("2024-09-03 08:30/2024-09-05 08:30"),
            warn: 0.5
        )
        #expect(text(found.moment) == "2024-09-10 18:00")
        #expect(found.warnAt.map(written) == "2024-09-06 18:00")
    }

    @Test(arguments: [
        (
            Span.workdays(2), "2024-09-13 10:00", "",
            "2024-09-13（周五）受理，当日不计；第1个工作日为 2024-09-14（周六，调休上班）；09-15至09-17 中秋节放假；第2个工作日为 2024-09-18，截止 18:00"
        ),
        (
            .workdays(1), "2024-08-30 10:00", "",
            "2024-08-30（周五）受理，当日不计；08-31至09-01 周末；第1个工作日为 2024-09-02，截止 18:00"
        ),
        (
            .workdays(7), "2024-06-03 10:00", "2024-06-04 10:00/2024-06-06 10:00",
            "2024-06-03（周一）受理，当日不计；第1至第4个工作日为 2024-06-04至06-07；06-08至06-10 周末、端午节放假；第5至第6个工作日为 2024-06-11至06-12；第7个工作日为 2024-06-13，截止 18:00；2024-06-04（周二）至 2024-06-06（周四）补正，顺延2个工作日，截止改为 2024-06-17（周一） 18:00"
        ),
        (
            .workdays(0), "2024-09-14 10:00", "",
            "2024-09-14（周六，调休上班）受理，当日 18:00 截止"
        ),
        (
            .workdays(0), "2024-10-01 10:00", "",
            "2024-10-01（周二，国庆节放假）受理，当日不是工作日，顺延至 2024-10-08（周二） 18:00 截止"
        ),
        (
            .workhours(4), "2024-08-30 17:00", "",
            "2024-08-30 17:00（周五）受理，起算4个工作小时；08-30 17:00至18:00 计1个工作小时；08-31至09-01 周末；09-02 08:30至11:30 计3个工作小时；截止 2024-09-02 11:30"
        ),
        (
            .workdays(2), "2024-09-13 10:00", "2024-09-14 10:00/-",
            "2024-09-13（周五）受理，当日不计；第1个工作日为 2024-09-14（周六，调休上班）；09-15至09-17 中秋节放假；第2个工作日为 2024-09-18，截止 18:00；2024-09-14（周六）起补正，时限暂停，恢复后计算"
        ),
        (.workdays(1), "2027-09-13 10:00", "", "2027年放假安排尚未公布，截止日待公布后计算"),
    ])
    func explanations(span: Span, start: String, stops: String, expected: String) {
        let found = time.due(span, from: at(start), event: "受理", pauses: pauses(stops))
        #expect(found.explanation == expected)
    }

    @Test func reasonsForDays() {
        let calendar = WorkCalendar.china
        func reason(_ day: String) -> String { Day(day).map(calendar.reason(for:)) ?? "" }
        #expect(Day("2024-09-14").flatMap(calendar.isWorkday) == true)
        #expect(reason("2024-09-14") == "2024-09-14（周六）调休上班，是工作日（国办发明电〔2023〕7号）")
        #expect(Day("2024-10-01").flatMap(calendar.isWorkday) == false)
        #expect(reason("2024-10-01") == "2024-10-01（周二）国庆节放假，不是工作日（国办发明电〔2023〕7号）")
        #expect(reason("2024-02-09") == "2024-02-09（周五）是工作日")
        #expect(reason("2024-09-07") == "2024-09-07（周六）是周末，不是工作日")
        #expect(reason("2027-09-13") == "2027-09-13（周一）：2027年放假安排尚未公布，不能判断是否工作日")
    }

    @Test func workdaysOfTheYear() {
        let counts = [2024: 251, 2025: 248, 2026: 248]
        for (year, expected) in counts {
            let first = Day(year: year, month: 1, day: 1) ?? Day(number: 0)
            let worked = (0..<366).map(first.adding(days:)).filter {
                $0.parts.year == year && WorkCalendar.china.isWorkday($0) == true
            }
            #expect(worked.count == expected)
        }
    }

    private func due(_ span: Span, _ start: String, _ stops: String = "") -> String {
        text(time.due(span, from: at(start), event: "受理", pauses: pauses(stops)).moment)
    }

    private func text(_ moment: DueDate.Moment) -> String {
        switch moment {
        case .at(let instant): written(instant)
        case .paused: "暂停"
        case .undated(let year): "\(year) 未公布"
        case .unstated: "未规定"
        }
    }

    /// `from/to,from/to`; `-` for a pause that lasts.
    private func pauses(_ text: String) -> [Pause] {
        text.split(separator: ",").map { part in
            let ends = part.split(separator: "/").map(String.init)
            return Pause(from: at(ends[0]), to: ends[1] == "-" ? nil : at(ends[1]), reason: "补正")
        }
    }
}
