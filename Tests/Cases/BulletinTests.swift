import Testing
import Values

@testable import Cases
@testable import Contracts

/// What many cases come to: limits, parties, results, and what is overdue.
@Suite struct BulletinTests {
    static let program = Fixture.program(
        items: [.item("water"), .item("gas", when: "has(app.gas)")],
        limits: [
            .limit("plan", for: ["water"], until: .state(.planned), within: "workdays(1)"),
            .limit("whole", for: [], from: .cel("case.acceptedAt"), within: "unstated('通知未规定')"),
        ]
    )

    static func entry(
        _ script: String,
        at now: String = "2024-09-02 12:00",
        of program: Program = program,
        calendar: WorkCalendar = .china
    ) -> LedgerEntry? {
        var story = Story(program, region: Fixture.region(calendar: calendar))
        story.play(script)
        return story.current.map {
            LedgerEntry($0, program: program, region: story.region, now: moment(now))
        }
    }

    private static func moment(_ text: String) -> Instant { at(text) }

    static func bulletin(_ entries: [LedgerEntry?], at now: String) -> Bulletin {
        var bulletin = Bulletin(now: at(now), listMax: 2)
        for entry in entries.compactMap({ $0 }) { bulletin.add(entry) }
        return bulletin
    }

    // MARK: How a limit stands

    /// Ordered on Friday the 13th: due on Saturday the 14th, which is worked, at 18:00; then 中秋节 until the 17th.
    @Test(arguments: [
        ("", "2024-09-14 17:59", "running"),
        // The hub has not noted it yet.
        ("", "2024-09-14 18:00", "overdue 0"),
        ("", "2024-09-17 09:00", "overdue 0"),
        ("", "2024-09-18 09:00", "overdue 1"),
        ("", "2024-09-20 09:00", "overdue 3"),
        ("", "2027-01-04 09:00", "overdue ?"),
        ("09-14 18:00 tick plan@water overdue", "2024-09-19 09:00", "overdue 2"),
        ("09-14 10:00 water planned", "2024-09-20 09:00", "inTime"),
        ("09-14 18:00 water planned", "2024-09-20 09:00", "inTime"),
        ("09-14 19:00 water planned", "2024-09-20 09:00", "late 0"),
        ("09-19 09:00 water planned", "2024-09-30 09:00", "late 2"),
        ("09-14 10:00 water supplementing", "2024-09-20 09:00", "paused"),
        ("09-14 10:00 water refused", "2024-09-20 09:00", "void"),
    ])
    func aLimitStands(script: String, now: String, expected: String) throws {
        let entry = try #require(Self.entry("09-13 09:00 open water\n\(script)", at: now))
        let limit = try #require(entry.limits.first { $0.rule == "plan" })
        let isLate = limit.standing == .overdue || limit.standing == .late
        let days = isLate ? " " + (limit.workdaysLate.map { "\($0)" } ?? "?") : ""
        #expect(limit.standing.rawValue + days == expected)
        #expect(limit.party == "water" && limit.item == "water")
        let whole = try #require(entry.limits.first { $0.rule == "whole" })
        #expect([.unstated, .void].contains(whole.standing) && whole.party == nil)
    }

    @Test func aYearWithoutScheduleHasNoDueDay() throws {
        let none = WorkCalendar(name: "none", years: [:])
        let entry = try #require(Self.entry("09-02 09:00 open water", calendar: none))
        #expect(entry.limits.first { $0.rule == "plan" }?.standing == .undated)
    }

    @Test func materialsAreOwedByTheApplicant() throws {
        let program = Fixture.program(
            items: [.item("water")],
            materials: [
                .material(
                    "身份证",
                    ["ID"],
                    for: ["water"],
                    missing: .later(until: nil),
                    within: "workdays(1)"
                )
            ]
        )
        let script = "09-02 09:00 open water"
        let entry = try #require(Self.entry(script, at: "2024-09-05 09:00", of: program))
        let limit = try #require(entry.limits.first)
        #expect(limit.standing == .overdue && limit.item == "water" && limit.party == nil)
        let bulletin = Self.bulletin([entry], at: "2024-09-05 09:00")
        #expect(bulletin.overdue.count == 1)
        #expect(bulletin.parties[.init(region: "test", party: "water")]?.overdue == 0)
    }

    @Test func theRateIsOfWhatIsOverAndHasADueTime() throws {
        let scripts = [
            "09-02 10:00 water planned", "09-02 11:00 water planned", "09-09 10:00 water planned",
            "", "09-02 10:00 water supplementing", "09-02 10:00 water refused",
        ]
        let entries = scripts.map {
            Self.entry("09-02 09:00 open water\n\($0)", at: "2024-09-10 09:00")
        }
        let totals = Self.bulletin(entries, at: "2024-09-10 09:00").limits
        let plan = try #require(
            totals[.init(region: "test", program: "test/installation", rule: "plan")]
        )
        #expect(plan[.inTime] == 2 && plan[.late] == 1 && plan[.overdue] == 1)
        #expect(plan[.paused] == 1 && plan[.void] == 1 && plan[.running] == 0)
        #expect(plan.onTimePerMille == 666)
        let whole = totals[.init(region: "test", program: "test/installation", rule: "whole")]
        #expect(whole?[.unstated] == 6 && whole?.onTimePerMille == nil)
    }

    // MARK: Lists

    @Test func theLongestDueStayInABoundedList() {
        let days = ["06", "03", "05", "04", "02"]
        let entries = days.map {
            Self.entry("09-\($0) 09:00 open water", at: "2024-09-20 09:00")
        }
        let overdue = Self.bulletin(entries, at: "2024-09-20 09:00").overdue
        #expect(overdue.count == 5)
        #expect(
            overdue.all.compactMap { $0.dueAt.map { "\($0.day().day)" } } == [
                "2024-09-03", "2024-09-04",
            ]
        )
        let first = overdue.all.first
        #expect(first?.workdaysLate == 12 && first?.item == "water" && first?.party == "water")
        #expect(first?.explanation == "2024-09-02（周一）派单，当日不计；第1个工作日为 2024-09-03，截止 18:00")
    }

    @Test(arguments: [
        ("2024-09-02 23:00", 0, 0), ("2024-09-03 00:00", 1, 0), ("2024-09-03 17:59", 1, 0),
        ("2024-09-03 18:00", 0, 1),
    ])
    func whatIsDueTodayIsNotOverdue(now: String, today: Int, overdue: Int) {
        let bulletin = Self.bulletin([Self.entry("09-02 09:00 open water", at: now)], at: now)
        #expect(bulletin.dueToday.count == today && bulletin.overdue.count == overdue)
    }

    // MARK: Programs and parties

    @Test func resultsAndRevisionsAreCounted() throws {
        let scripts = [
            "open water gas\n09-03 09:00 water granted\n09-03 10:00 gas granted",
            "open water gas\n09-03 09:00 water granted\n09-03 10:00 gas refused",
            "open water\n09-03 09:00 water granted\n09-04 09:00 water revoked",
            "open water\n09-03 09:00 withdraw 不办了",
            "open water",
        ]
        let entries = scripts.map { Self.entry("09-02 09:00 \($0)", at: "2024-09-05 09:00") }
        #expect(entries.allSatisfy { $0 != nil })
        var bulletin = Self.bulletin(entries, at: "2024-09-05 09:00")
        bulletin.addRejection(region: "test", program: "test/installation")
        bulletin.addRejection(region: "test", program: nil)
        let totals = try #require(
            bulletin.programs[.init(region: "test", program: "test/installation")]
        )
        #expect(totals.received == 5 && totals.open == 1 && totals.closed == 4)
        #expect(totals.results == ["ALL_OK": 1, "PARTIAL": 1, "REFUSED": 1, "WITHDRAWN": 1])
        #expect(totals.concluded == 4 && totals.issued == 5 && totals.amended == 1)
        #expect(totals.rejected == 1)
        #expect(bulletin.programs[.init(region: "test", program: "")]?.rejected == 1)
    }

    @Test func aPartyIsHeldToItsOwnWord() throws {
        let scripts = [
            // Answered after one hour, done after a day and an hour.
            "09-02 10:00 water accepted\n09-03 10:00 water granted",
            // Before the order, by its own clock: the moment of arrival counts.
            "09-02 10:00 water granted at=09-02T08:00",
            "09-02 12:00 water accepted at=09-02T11:00",
            // A person's word in its place, and the hub's, are no answers; neither is it still silent.
            "09-02 10:00 person water refused",
            "09-02 10:00 withdraw 不办了",
            "",
        ]
        let entries = scripts.map {
            Self.entry("09-02 09:00 open water\n\($0)", at: "2024-09-04 09:00")
        }
        var bulletin = Self.bulletin(entries, at: "2024-09-04 09:00")
        bulletin.addParked(region: "test", party: "water")
        let totals = try #require(bulletin.parties[.init(region: "test", party: "water")])
        #expect(totals.ordered == 6 && totals.answered == 3 && totals.silent == 1)
        #expect(totals.firstAnswer.median == 60 && totals.firstAnswer.longest == 120)
        #expect(totals.result.count == 2 && totals.result.median == 60)
        #expect(totals.result.longest == 25 * 60)
        #expect(totals.overdue == 2 && totals.parked == 1)
        #expect(bulletin.parties.count == 1)
    }

    @Test func aProgramThatIsGoneIsReadAsFarAsTheCaseSpeaks() throws {
        var story = Story(Self.program)
        story.play("09-02 09:00 open water\n09-03 09:00 water granted")
        let its = try #require(story.current)
        for program in [nil, Fixture.program(items: [.item("other")])] {
            let entry = LedgerEntry(its, program: program, region: nil, now: at("2024-09-05 09:00"))
            let item = try #require(entry.items.first)
            #expect(entry.items.count == 1 && item.id == "water" && item.title == "water")
            #expect(item.state == "granted" && item.isOver && item.resultAt != nil)
            #expect(entry.overall == "ALL_OK")
        }
    }

    @Test(
        arguments: [
            ([], nil, nil), ([59], 0, 0), ([60], 1, 1), ([60, 600], 1, 10),
            ([60, 120, 600], 2, 10),
            ([-5, .min, 60, 600], 0, 10), ([.max], Int(Int64.max / 60), Int(Int64.max / 60)),
        ] as [([Int64], Int?, Int?)]
    )
    func spreads(seconds: [Int64], median: Int?, longest: Int?) {
        var spread = Spread()
        for length in seconds { spread.add(seconds: length) }
        #expect(spread.count == seconds.count)
        #expect(spread.median == median && spread.longest == longest)
    }
}
