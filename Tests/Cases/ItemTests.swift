import Testing
import Values

@testable import Cases
@testable import Contracts

/// Section A5 of the design: what an item goes through.
@Suite struct ItemTests {
    static let services = Fixture.program(items: [
        .item("water", when: "has(app.water)"), .item("gas", when: "has(app.gas)"),
        .item("power", when: "has(app.power)"),
    ])

    @Test func opensAndOrdersWhatApplies() {
        var story = Story(Self.services)
        #expect(
            story.play("09-02 09:00 open water gas") == [
                "order water→water #1", "order gas→gas #1",
            ]
        )
        #expect(
            story.states == "water ordered ordered | gas ordered ordered | power skipped skipped"
        )
        #expect(story.current?.items[1].number == "4108002024090200000102")
    }

    @Test func refusesWhatHasNothingToDo() {
        var story = Story(Self.services)
        #expect(story.play("09-02 09:00 open heat") == ["×  申请中没有可办理的事项"])
        #expect(story.current == nil)
    }

    @Test(arguments: [
        // Any ending is terminal, and says whether it was good.
        ("water connected", "water terminal connected", "1 ALL_OK water=connected"),
        ("water granted", "water terminal granted", "1 ALL_OK water=granted"),
        (
            "water grantedTolerance", "water terminal grantedTolerance",
            "1 ALL_OK water=grantedTolerance"
        ),
        ("water filed", "water terminal filed", "1 ALL_OK water=filed"),
        ("water refused", "water terminal refused", "1 REFUSED water=refused"),
        ("water notAccepted", "water terminal notAccepted", "1 REFUSED water=notAccepted"),
        ("water rejected", "water terminal rejected", "1 REFUSED water=rejected"),
        ("water withdrawn", "water terminal withdrawn", "1 REFUSED water=withdrawn"),
        ("water cancelled", "water terminal cancelled", "1 REFUSED water=cancelled"),
        // Progress, loops, facts.
        ("water received", "water active received", ""),
        ("water surveyed", "water active surveyed", ""),
        ("water supplementing", "water active supplementing", ""),
        ("water suspended", "water active suspended", ""),
        ("water processing", "water active ordered", ""),
        ("water note", "water active ordered", ""),
        ("water breach", "water active ordered", ""),
        ("water failed", "water ordered ordered", ""),
    ])
    func states(reply: String, state: String, outcome: String) {
        var story = Story(Self.services)
        story.play("09-02 09:00 open water\n09-02 10:00 \(reply)")
        #expect(story.states.hasPrefix(state + " |"))
        #expect(story.outcome == outcome)
    }

    @Test func higherMilestoneImpliesTheLower() throws {
        var story = Story(Self.services)
        story.play("09-02 09:00 open water\n09-03 10:00 water planned")
        #expect(
            try times(story)
                == "ordered 09:00 received 10:00 accepted 10:00 surveyed 10:00 planned 10:00"
        )
        story.play("09-03 11:00 water accepted at=09-02T15:00")
        #expect(
            try times(story)
                == "ordered 09:00 received 15:00 accepted 15:00 surveyed 10:00 planned 10:00"
        )
        #expect(story.states.hasPrefix("water active planned"))
    }

    private func times(_ story: Story) throws -> String {
        let progress = try #require(try story.machine?.view().progress[0])
        return Milestone.path.compactMap { state in
            progress.time(of: state).map { "\(state.rawValue) \(written($0).suffix(5))" }
        }.joined(separator: " ")
    }

    @Test(arguments: [
        ("water granted", "water granted no=W9 doc=批文1", "identifier water=W9"),
        ("water granted", "water refused", "× result-conflict"),
        ("water refused", "water granted", "× result-conflict"),
        ("water granted", "water connected", "× result-conflict"),
        ("water granted", "water cancelled", "× result-conflict"),
        ("water granted", "water revoked", "outcome→platform #2"),
        ("water grantedTolerance", "water recalled", "outcome→platform #2"),
        ("water refused", "water revoked", "× result-conflict"),
        ("water connected", "water recalled", "× result-conflict"),
        ("water granted", "water supplementing at=09-03T11:00", "× after-result"),
        ("water granted", "water surveyed", nil),
        ("water granted", "water note", nil),
        ("water granted", "water granted from=gas", "× not-yours"),
        ("water granted", "power accepted from=power", "× not-ordered"),
        ("water granted", "telecom accepted", "× unknown-item"),
    ])
    func afterResult(first: String, second: String, expected: String?) {
        var story = Story(Self.services)
        story.play("09-02 09:00 open water gas\n09-03 09:00 gas granted\n09-03 10:00 \(first)")
        #expect(story.play("09-03 12:00 \(second)").first == expected)
    }

    @Test func nothingOvertakesRevocation() {
        var story = Story(Self.services)
        story.play("09-02 09:00 open water\n09-03 10:00 water granted\n09-04 10:00 water revoked")
        #expect(story.outcome == "2 REFUSED water=revoked")
        #expect(story.play("09-05 10:00 water granted at=09-03T11:00") == [])
        #expect(story.outcome == "2 REFUSED water=revoked")
        #expect(story.play("09-05 10:00 water recalled") == ["× result-conflict"])
        #expect(story.play("09-05 10:00 water refused") == ["× result-conflict"])
    }

    @Test func revocationMayBeToldBeforeTheGrant() {
        var story = Story(Self.services)
        story.play("09-02 09:00 open water gas\n09-04 10:00 water revoked at=09-04T09:00")
        #expect(story.play("09-05 10:00 water refused") == ["× result-conflict"])
        #expect(story.play("09-05 10:00 water granted at=09-03T11:00") == [])
        #expect(story.states.hasPrefix("water terminal revoked"))
    }

    @Test func failureMovesNothingAndAlertsOncePerMessage() {
        var story = Story(Self.services)
        story.play("09-02 09:00 open water")
        #expect(story.play("09-02 10:00 water failed msg=x reason=编号重复") == ["! party-failed"])
        #expect(story.play("09-02 10:01 water failed msg=x reason=编号重复") == ["recorded"])
        #expect(story.play("09-02 10:02 water failed msg=y") == ["! party-failed"])
        #expect(story.states.hasPrefix("water ordered ordered"))
    }

    @Test(arguments: [
        ("water supplementing at=09-03T09:00", "supplementing 09-03 09:00–…"),
        ("water supplemented at=09-03T09:00", "supplementing 09-03 09:00–09-03 09:00"),
        (
            "water supplemented at=09-04T09:00\nwater supplementing at=09-03T09:00",
            "supplementing 09-03 09:00–09-04 09:00"
        ),
        (
            "water supplementing at=09-03T09:00\nwater suspended at=09-03T10:00\nwater resumed at=09-03T11:00\nwater supplemented at=09-04T09:00",
            "supplementing 09-03 09:00–09-04 09:00, suspended 09-03 10:00–09-03 11:00"
        ),
        (
            "water supplementing at=09-05T09:00\nwater supplemented at=09-04T09:00\nwater supplementing at=09-03T09:00",
            "supplementing 09-03 09:00–09-04 09:00, supplementing 09-05 09:00–…"
        ),
        (
            "water supplementing at=09-03T09:00\nwater supplementing at=09-03T10:00\nwater supplemented at=09-04T09:00",
            "supplementing 09-03 09:00–09-04 09:00"
        ),
        // A result ends what is open; a begin told late but not later than the result is kept.
        (
            "water granted at=09-05T09:00\nwater supplementing at=09-03T09:00",
            "supplementing 09-03 09:00–09-05 09:00"
        ),
        (
            "water supplementing at=09-06T09:00\nwater granted at=09-05T09:00", ""
        ),
    ])
    func loops(replies: String, expected: String) throws {
        var story = Story(Self.services)
        story.play("09-02 09:00 open water gas")
        for line in replies.split(separator: "\n") { story.play("09-07 09:00 \(line)") }
        let loops = try #require(try story.machine?.view().progress[0]).loops
        func short(_ instant: Instant) -> String { String(written(instant).dropFirst(5)) }
        let told = loops.map {
            "\($0.kind.rawValue) \(short($0.from))–\($0.to.map(short) ?? "…")"
        }
        #expect(told.joined(separator: ", ") == expected)
    }

    @Test func partyTimeCountsOnlyBetweenOrderAndArrival() {
        for (stated, expected) in [
            ("09-02T08:55", "2024-09-02 08:55"), ("09-02T08:54", "2024-09-02 10:00"),
            ("09-02T10:05", "2024-09-02 10:05"), ("09-02T10:06", "2024-09-02 10:00"),
            ("01-01T00:00", "2024-09-02 10:00"),
        ] {
            var story = Story(Self.services)
            story.play("09-02 09:00 open water\n09-02 10:00 water accepted at=\(stated)")
            let report = story.current?.items[0].reports.first
            #expect(report.map { written($0.occurredAt) } == expected)
            #expect(report?.isStated == (expected.suffix(5) == stated.suffix(5)))
        }
    }

    @Test func sameWordsAgainAreRecorded() {
        var story = Story(Self.services)
        story.play("09-02 09:00 open water\n09-02 10:00 water accepted at=09-02T09:30 no=W1")
        #expect(story.play("09-02 10:00 water accepted at=09-02T09:30 no=W1") == ["recorded"])
        #expect(story.current?.items[0].reports.count == 1)
    }

    @Test func partyNumbersAreMadeKnownOnce() {
        var story = Story(Self.services)
        story.play("09-02 09:00 open water")
        #expect(story.play("09-02 10:00 water received no=W1") == ["identifier water=W1"])
        #expect(story.play("09-02 11:00 water accepted no=W1") == [])
        #expect(story.play("09-02 12:00 water surveyed no=W2") == ["identifier water=W2"])
        #expect(story.current?.items[0].partyOrder == "W2")
    }

    @Test func severalRepliesTakeEffectTogetherOrNotAtAll() {
        let program = Fixture.program(items: [
            .item("water"), .item("sewer", party: .party("water")), .item("gas"),
        ])
        var story = Story(program)
        story.play("09-02 09:00 open x")
        #expect(
            story.play("09-02 10:00 water accepted + sewer refused + gas accepted from=water") == [
                "× not-yours"
            ]
        )
        #expect(
            story.states == "water ordered ordered | sewer ordered ordered | gas ordered ordered"
        )
        story.play("09-02 10:00 water accepted + sewer refused")
        #expect(
            story.states == "water active accepted | sewer terminal refused | gas ordered ordered"
        )
    }

    // MARK: Endings by rule

    @Test func goodEndingWaitsForItsDocument() {
        let program = Fixture.program(items: [.item("road", complete: "item.documents.size() > 0")])
        var story = Story(program)
        story.play("09-02 09:00 open x\n09-03 09:00 road granted")
        #expect(story.states == "road active granted")
        #expect(story.play("09-04 09:00 road note doc=批1") == ["outcome→platform #1", "closed 1"])
        #expect(story.states == "road terminal granted")
        #expect(endedAt(story) == "2024-09-04 09:00")
        story = Story(program)
        story.play("09-02 09:00 open x\n09-03 09:00 road refused")
        #expect(story.outcome == "1 REFUSED road=refused")
        story = Story(program)
        story.play(
            "09-02 09:00 open x\n09-04 09:00 road note doc=批1\n09-05 09:00 road granted at=09-03T09:00"
        )
        #expect(endedAt(story) == "2024-09-04 09:00")
    }

    @Test func personsWordNeedsNoDocument() {
        let program = Fixture.program(items: [.item("road", complete: "item.documents.size() > 0")])
        var story = Story(program)
        story.play("09-02 09:00 open x")
        #expect(
            story.play("09-03 09:00 person road granted") == ["outcome→platform #1", "closed 1"]
        )
        story = Story(program)
        story.play("09-02 09:00 open x\n09-03 09:00 road granted")
        #expect(story.play("09-04 09:00 person road refused") == ["× result-conflict"])
        #expect(
            story.play("09-04 09:00 person road granted") == ["outcome→platform #1", "closed 1"]
        )
    }

    private func endedAt(_ story: Story) -> String? {
        (try? story.machine?.view().progress[0].endedAt).map(written)
    }

    @Test func milestoneMayEndAnItem() {
        let program = Fixture.program(items: [
            .item("water", ends: .ordered), .item("gas", ends: .inspected),
        ])
        var story = Story(program)
        #expect(story.play("09-02 09:00 open x") == ["order water→water #1", "order gas→gas #1"])
        #expect(story.states == "water terminal ordered | gas ordered ordered")
        story.play("09-03 09:00 gas inspected")
        #expect(story.outcome == "1 ALL_OK water=ordered,gas=inspected")
        #expect(story.play("09-04 09:00 gas refused") == ["× result-conflict"])
        #expect(story.play("09-04 09:00 gas connected") == ["outcome→platform #2", "closed 2"])
    }

    @Test func whatDoesNotCountNeitherHoldsNorShows() {
        let program = Fixture.program(items: [
            .item("water"), .item("lead", "coordination", counts: false),
        ])
        var story = Story(program)
        story.play("09-02 09:00 open x\n09-03 09:00 water connected")
        #expect(story.outcome == "1 ALL_OK water=connected")
        #expect(story.play("09-04 09:00 lead surveyed scheduled=09-06T09:00") == [])
    }

    // MARK: Parties and modes

    @Test func partyIsChosenByTheApplication() {
        let choice = PartyChoice.chosen(
            by: Fixture.expression("app.operator"),
            ["CMCC": "cmcc", "CTCC": "ctcc"]
        )
        let program = Fixture.program(
            items: [
                .item("net", party: choice), .item("survey", party: .lead("survey")),
                .item("follow", party: .lead("followUp")),
            ],
            leads: ["followUp": choice]
        )
        var story = Story(program)
        #expect(
            story.play("09-02 09:00 open operator=CTCC")
                == ["order net→ctcc #1", "order survey→lead #1", "order follow→ctcc #1"]
        )
    }

    @Test func whatHasNoPartyWaitsForAnUpdate() {
        let choice = PartyChoice.chosen(by: Fixture.expression("app.operator"), ["CMCC": "cmcc"])
        let program = Fixture.program(
            items: [
                .item("net", party: choice), .item("survey", party: .lead("survey")),
                .item("follow", party: .lead("followUp")),
            ],
            leads: ["followUp": choice]
        )
        for words in ["operator=X", "name=Y"] {
            var story = Story(program)
            #expect(
                story.play("09-02 09:00 open \(words)")
                    == ["! no-party", "! no-party", "order survey→lead #1"]
            )
            #expect(story.states.hasPrefix("net planned pending"))
            #expect(
                story.play("09-03 09:00 update correction operator=CMCC")
                    == ["order net→cmcc #1", "order follow→cmcc #1", "reconsider survey"]
            )
            // What was ordered stays with its party when the choice is lost.
            #expect(
                story.play("09-04 09:00 update correction operator=Y").filter {
                    $0.hasPrefix("cancel")
                } == []
            )
        }
    }

    @Test func aLeadThatIsChosenByItselfIsNobody() {
        let program = Fixture.program(
            items: [.item("follow", party: .lead("a"))],
            leads: ["a": .lead("b"), "b": .lead("a")]
        )
        var story = Story(program)
        #expect(story.play("09-02 09:00 open") == ["! no-party"])
    }

    @Test func ordersWaitForADisabledParty() {
        var story = Story(Self.services, region: Fixture.region(disabled: ["gas"]))
        #expect(
            story.play("09-02 09:00 open water gas") == [
                "! party-unavailable", "order water→water #1",
            ]
        )
        #expect(story.play("09-02 10:00 water accepted") == [])
        story.region = Fixture.region()
        #expect(story.play("09-02 11:00 calendar") == ["recorded", "order gas→gas #1"])
    }

    @Test func modeIsTheFirstChoiceThatHolds() {
        func condition(_ that: String, _ say: String) -> ModeChoice.Condition {
            ModeChoice.Condition(that: Fixture.expression(that), say: say)
        }
        let modes = [
            ModeChoice(
                name: "commitment",
                all: [
                    condition("app.line.dn <= 300", "管径不大于 DN300"),
                    condition("app.line.m <= 200", "长度不大于 200 米"),
                ],
                provenance: Fixture.provenance
            ),
            ModeChoice(name: "normal", all: [], provenance: Fixture.provenance),
        ]
        let program = Fixture.program(items: [.item("water", modes: modes)])
        for (app, mode, reasons) in [
            ("line.dn=300 line.m=200", "commitment", []),
            ("line.dn=301 line.m=200", "normal", ["管径不大于 DN300"]),
            ("line.m=201", "normal", ["管径不大于 DN300（未提供）", "长度不大于 200 米"]),
        ] {
            var story = Story(program)
            story.play("09-02 09:00 open \(app)")
            #expect(story.current?.items[0].mode == mode)
            #expect(story.current?.items[0].reasons == reasons)
        }
    }
}
