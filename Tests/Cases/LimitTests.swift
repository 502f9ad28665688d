import Testing
import Values

@testable import Cases
@testable import Contracts

/// Section A6 of the design: limits in a case. How a day is counted is tested with the calendar.
@Suite struct LimitTests {
    static func program(
        _ limits: [LimitRule],
        notices: [NoticeRule] = [.notice("warning", per: .limit, cel: "[limit.party]")],
        materials: [MaterialRule] = []
    ) -> Program {
        Fixture.program(
            items: [.item("water"), .item("gas", counts: false)],
            materials: materials,
            limits: limits,
            notices: notices
        )
    }

    static let connect = program([
        .limit(
            "connect",
            for: ["water"],
            from: .state(.accepted),
            until: .state(.connected),
            within: "workdays(2)",
            warn: 0.5
        )
    ])

    @Test func startsRunsAndIsMet() {
        var story = Story(Self.connect)
        story.play("09-13 09:00 open x")
        #expect(story.limits == "")
        #expect(story.play("09-13 10:00 water accepted") == ["limit connect@water running"])
        #expect(story.limits == "connect@water running 2024-09-18 18:00")
        #expect(
            story.current?.limits[0].explanation
                == "2024-09-13（周五）受理，当日不计；第1个工作日为 2024-09-14（周六，调休上班）；09-15至09-17 中秋节放假；第2个工作日为 2024-09-18，截止 18:00"
        )
        story.play("09-14 10:00 water connected")
        #expect(story.limits == "connect@water met 2024-09-18 18:00")
        #expect(story.events.contains("water：connect按期完成"))
    }

    @Test func levelsFireOnceAndOnlyWhenDue() {
        var story = Story(Self.connect)
        story.play("09-13 09:00 open x\n09-13 18:00 water accepted")
        #expect(story.current?.limits[0].warnAt.map(written) == "2024-09-14 18:00")
        #expect(story.play("09-14 17:59 tick connect@water warning") == ["recorded"])
        #expect(
            story.play("09-14 18:00 tick connect@water warning")
                == ["limit connect@water warned", "notice warning@connect@water/warning→water #1"]
        )
        #expect(story.play("09-14 18:01 tick connect@water warning") == ["recorded"])
        #expect(story.play("09-18 17:59 tick connect@water overdue") == ["recorded"])
        #expect(
            story.play("09-18 18:00 tick connect@water overdue")
                == ["limit connect@water overdue", "notice warning@connect@water/overdue→water #1"]
        )
        #expect(story.play("09-18 18:01 tick connect@water overdue") == ["recorded"])
        #expect(story.play("09-18 18:01 tick connect@water warning") == ["recorded"])
        #expect(story.play("09-18 18:01 tick other overdue") == ["recorded"])
        story.play("09-19 09:00 water connected")
        #expect(story.limits == "connect@water met 2024-09-18 18:00")
        #expect(story.current?.limits[0].overdueAt != nil)
        #expect(story.current?.limits[0].isLate == true)
    }

    @Test func overdueWithoutWarningLeavesTheWarningOut() {
        var story = Story(Self.connect)
        story.play(
            "09-13 09:00 open x\n09-13 18:00 water accepted\n09-19 09:00 tick connect@water overdue"
        )
        #expect(story.play("09-19 09:01 tick connect@water warning") == ["recorded"])
    }

    @Test func metInTimeIsJudgedByWhenItHappened() {
        var story = Story(Self.connect)
        story.play("09-13 09:00 open x\n09-13 10:00 water accepted")
        story.play("09-18 18:00 tick connect@water overdue")
        #expect(story.limits == "connect@water overdue 2024-09-18 18:00")
        story.play("09-20 09:00 water connected at=09-18T17:00")
        #expect(story.limits == "connect@water met 2024-09-18 18:00")
        #expect(story.current?.limits[0].isLate == false)
        #expect(story.current?.limits[0].overdueAt != nil)
    }

    @Test func endingWithoutTheMilestoneIsVoid() {
        var story = Story(Self.connect)
        story.play("09-13 09:00 open x\n09-13 10:00 water accepted\n09-14 10:00 water refused")
        #expect(story.limits == "connect@water void 2024-09-18 18:00")
        #expect(story.play("09-18 18:00 tick connect@water overdue") == ["recorded"])
        story = Story(Self.connect)
        story.play("09-13 09:00 open x\n09-13 10:00 water accepted\n09-14 10:00 withdraw")
        #expect(story.limits == "connect@water void 2024-09-18 18:00")
    }

    @Test func whatTheHubTookBackIsVoidAndNotMet() {
        var story = Story(
            Self.program([
                .limit("a", for: ["water"], until: .ended, within: "workdays(2)"),
                .limit("b", for: ["water"], until: .decided, within: "workdays(2)"),
            ])
        )
        story.play("09-02 09:00 open x\n09-02 10:00 withdraw")
        #expect(story.limits == "a@water void 2024-09-04 18:00 | b@water void 2024-09-04 18:00")
    }

    @Test func loopsPause() {
        var story = Story(Self.connect)
        story.play(
            "09-02 09:00 open x\n09-02 10:00 water accepted\n09-03 10:00 water supplementing"
        )
        #expect(story.limits == "connect@water paused")
        #expect(story.play("09-04 18:00 tick connect@water overdue") == ["recorded"])
        story.play("09-05 10:00 water supplemented")
        #expect(story.limits == "connect@water running 2024-09-06 18:00")
        #expect(story.events.contains("water：connect由 未定 改为 2024-09-06 18:00（收到回执）"))
    }

    @Test func aPauseLearnedLateRedatesAndRearmsNothing() {
        var story = Story(Self.connect)
        story.play("09-02 09:00 open x\n09-02 18:00 water accepted")
        story.play("09-03 18:00 tick connect@water warning\n09-04 18:00 tick connect@water overdue")
        let told = story.play(
            "09-05 10:00 water supplementing at=09-03T09:00 + water supplemented at=09-05T09:00"
        )
        #expect(told == ["limit connect@water overdue"])
        #expect(story.limits == "connect@water overdue 2024-09-06 18:00")
        #expect(
            story.events.contains(
                "water：connect由 2024-09-04 18:00 改为 2024-09-06 18:00（收到回执）；已发出的预警、逾期是在获知变化之前"
            )
        )
        #expect(story.play("09-06 18:00 tick connect@water overdue") == ["recorded"])
        #expect(story.play("09-06 18:00 tick connect@water warning") == ["recorded"])
    }

    @Test func pausesMayBeSwitchedOff() {
        let program = Self.program([
            .limit(
                "connect",
                for: ["water"],
                from: .state(.accepted),
                within: "workdays(2)",
                pause: [.suspended]
            )
        ])
        var story = Story(program)
        story.play(
            "09-02 09:00 open x\n09-02 10:00 water accepted\n09-03 10:00 water supplementing"
        )
        #expect(story.limits == "connect@water running 2024-09-04 18:00")
        story.play("09-03 11:00 water suspended")
        #expect(story.limits == "connect@water paused")
    }

    @Test func aYearWithoutScheduleIsUndatedAndTheCaseGoesOn() {
        var known = WorkCalendar.china
        known.years[2024] = nil
        var story = Story(Self.connect, region: Fixture.region(calendar: known))
        story.play("09-13 09:00 open x")
        #expect(
            story.play("09-13 10:00 water accepted") == [
                "limit connect@water undated", "! undated",
            ]
        )
        #expect(story.play("09-13 11:00 water surveyed") == [])
        story.region = Fixture.region()
        #expect(story.play("09-13 12:00 calendar") == ["limit connect@water running"])
        #expect(story.limits == "connect@water running 2024-09-18 18:00")
    }

    @Test func aNewCalendarExplainsBothDates() {
        var story = Story(Self.connect)
        story.play(
            "09-13 09:00 open x\n09-13 18:00 water accepted\n09-14 18:00 tick connect@water warning"
        )
        var calendar = WorkCalendar.china
        if let day = Day("2024-09-14") { calendar.years[2024]?.work.remove(day) }
        story.region = Fixture.region(calendar: calendar)
        story.play("09-14 19:00 calendar")
        #expect(story.limits == "connect@water warned 2024-09-19 18:00")
        #expect(
            story.events.last
                == "water：connect由 2024-09-18 18:00 改为 2024-09-19 18:00（放假安排或办公时间调整）；已发出的预警是在获知变化之前"
        )
        #expect(story.play("09-18 18:00 tick connect@water warning") == ["recorded"])
        #expect(story.play("09-18 19:00 calendar") == ["recorded"])
    }

    @Test(arguments: [
        ("workdays(1)", "gas@water running 2024-09-03 18:00"),
        ("workhours(4)", "gas@water running 2024-09-02 15:30"),
        ("workhours(0.5)", "gas@water running 2024-09-02 09:30"),
        ("days(5)", "gas@water running 2024-09-07 18:00"),
        ("until(app.deadline)", "gas@water running 2024-10-03 12:00"),
        ("until(app.other)", "gas@water unstated"),
        ("unstated('未载')", "gas@water unstated"),
        ("app.n > 1 ? workdays(2) : workdays(1)", "gas@water running 2024-09-04 18:00"),
    ])
    func spans(within: String, expected: String) {
        var story = Story(Self.program([.limit("gas", for: ["water"], within: within)]))
        story.play("09-02 09:00 open n=2 deadline=2024-10-03T12:00:00+08:00")
        #expect(story.limits == expected)
    }

    @Test func faultyRuleIsOurFault() {
        var story = Story(Self.program([.limit("x", for: ["water"], within: "1 + 1")]))
        #expect(
            story.play("09-02 09:00 open x") == ["× fault this should give a span, and gives int"]
        )
    }

    /// 限期整改 is asked of a party whose item, and whose case, are over.
    @Test func aClockThatBeginsAfterTheEndRuns() {
        let program = Fixture.program(
            items: [.item("water")],
            limits: [
                .limit(
                    "rectify",
                    for: ["water"],
                    from: .cel("item.reply.?check.?orderedAt"),
                    until: .cel("item.reply.?check.?rectifiedAt"),
                    within: "workdays(2)",
                    warn: 0.5
                ),
                .limit(
                    "deliver",
                    for: ["water"],
                    from: .ended,
                    until: .cel("app.?sent"),
                    within: "workdays(0)"
                ),
            ],
            notices: [
                .notice("breach", per: .change, when: "change.state == 'breach'", to: ["credit"]),
                .notice("breached", per: .item, when: "item.reached('breach')", to: ["credit"]),
                .notice("late", per: .limit),
            ],
            lateReply: LateReply(
                byState: [.checked: .record, .rectify: .record, .breach: .record],
                otherwise: .amend
            )
        )
        var story = Story(program)
        story.play("09-02 09:00 open\n09-02 18:00 water connected")
        #expect(story.limits == "deliver@water running 2024-09-02 18:00")
        #expect(story.outcome == "1 ALL_OK water=connected")
        #expect(story.play("09-03 08:00 water checked") == [])
        #expect(
            story.play("09-03 09:00 water rectify orderedAt=09-03T09:00")
                == ["limit rectify@water running"]
        )
        #expect(
            story.play("09-04 18:00 tick rectify@water warning")
                == ["limit rectify@water warned", "notice late@rectify@water/warning→platform #1"]
        )
        #expect(
            story.play("09-05 18:00 tick rectify@water overdue")
                == ["limit rectify@water overdue", "notice late@rectify@water/overdue→platform #1"]
        )
        let breach = story.play("09-06 09:00 water breach reason=未整改 doc=失信1")
        #expect(breach.contains("notice breached@water→credit #1"))
        #expect(breach.contains { $0.hasPrefix("notice breach@water/breach/") })
        #expect(breach.contains("recorded"))
        #expect(story.outcome == "1 ALL_OK water=connected")
        #expect(
            story.play("09-09 09:00 water checked rectifiedAt=09-08T09:00")
                .contains("limit rectify@water met")
        )
    }

    @Test func oneClockForTheCase() {
        var story = Story(
            Self.program([
                .limit(
                    "whole",
                    for: [],
                    from: .cel("case.acceptedAt"),
                    until: .cel("case.closedAt"),
                    within: "workdays(3)",
                    warn: 0.5
                )
            ])
        )
        story.play("09-02 09:00 open x")
        #expect(story.limits == "whole running 2024-09-05 18:00")
        #expect(story.current?.limits[0].explanation.hasPrefix("2024-09-02（周一）受理，当日不计") == true)
        #expect(
            story.play("09-04 18:00 tick whole warning")
                == ["limit whole warned", "notice warning@whole/warning→lead #1"]
        )
        // What does not count pauses nothing.
        story.play("09-05 09:00 gas supplementing")
        #expect(story.limits == "whole warned 2024-09-05 18:00")
        story.play("09-05 10:00 water connected")
        #expect(story.limits == "whole met 2024-09-05 18:00")
    }

    @Test func momentsOfOtherItemsAndOfTheApplication() {
        var story = Story(
            Self.program([
                .limit(
                    "plan",
                    for: ["water"],
                    from: .cel("items.gas.at.?surveyed"),
                    until: .state(.planned),
                    within: "workhours(4)"
                ),
                .limit(
                    "visit",
                    for: ["water"],
                    from: .cel("app.?visit"),
                    until: .decided,
                    within: "workdays(1)"
                ),
            ])
        )
        story.play("08-30 09:00 open x\n08-30 17:00 gas surveyed")
        #expect(story.limits == "plan@water running 2024-09-02 11:30")
        story.play("08-30 17:30 update appointment visit=2024-09-02T09:00:00+08:00")
        #expect(
            story.limits
                == "plan@water running 2024-09-02 11:30 | visit@water running 2024-09-03 18:00"
        )
        story.play("08-30 17:40 update appointment visit=2024-09-03T09:00:00+08:00")
        #expect(
            story.limits
                == "plan@water running 2024-09-02 11:30 | visit@water running 2024-09-04 18:00"
        )
        #expect(story.events.contains("water：visit由 2024-09-03 18:00 改为 2024-09-04 18:00（预约）"))
        story.play("08-30 17:50 update appointment -visit")
        #expect(
            story.limits
                == "plan@water running 2024-09-02 11:30 | visit@water void 2024-09-04 18:00"
        )
    }

    @Test func materialsMayFollowWithinASpan() {
        let materials = [
            MaterialRule.material(
                "委托书",
                ["AUTH"],
                for: ["water"],
                missing: .later(until: nil),
                within: "workdays(5)"
            ),
            MaterialRule.material(
                "身份证",
                ["ID"],
                for: ["services"],
                missing: .later(until: .state(.surveyed))
            ),
        ]
        var story = Story(Self.program([], materials: materials))
        #expect(
            story.play("09-02 09:00 open materials=X").contains("limit material1@water running")
        )
        #expect(story.limits == "material1@water running 2024-09-09 18:00")
        #expect(story.play("09-03 09:00 water surveyed") == ["! material-missing"])
        #expect(story.play("09-03 10:00 water planned") == [])
        story.play("09-04 09:00 update supplement +AUTH")
        #expect(story.limits == "material1@water met 2024-09-09 18:00")
    }
}
