import Expressions
import Testing
import Values

@testable import Cases
@testable import Contracts

/// Corrections, supplements, checks and materials.
@Suite struct UpdateTests {
    static let choice = PartyChoice.chosen(
        by: Fixture.expression("app.operator"),
        ["CMCC": "cmcc", "CTCC": "ctcc"]
    )
    static let program = Fixture.program(items: [
        .item("water", when: "has(app.water)"), .item("gas", when: "has(app.gas)"),
        .item("net", party: choice, when: "has(app.operator)"),
    ])

    @Test func newItemsAreOrderedDroppedOnesCancelledOthersCompared() {
        var story = Story(Self.program)
        story.play("09-02 09:00 open water operator=CMCC")
        #expect(
            story.play("09-03 09:00 update correction gas -water")
                == ["cancel water→water #1", "order gas→gas #1", "reconsider net"]
        )
        #expect(
            story.states == "water terminal cancelled | gas ordered ordered | net ordered ordered"
        )
        story.play("09-04 09:00 gas connected\n09-04 09:00 net connected")
        #expect(story.outcome == "1 ALL_OK gas=connected,net=connected")
    }

    /// What comes late is kept and told, and neither opens the case nor amends its outcome.
    @Test(arguments: UpdateKind.allCases) func kindsAfterTheOutcome(_ kind: UpdateKind) {
        let program = Fixture.program(
            items: [.item("water")],
            notices: [.notice("told", per: .update, when: "update.kind == '\(kind.rawValue)'")]
        )
        var open = Story(program)
        open.play("09-02 09:00 open")
        let told = "notice told@2→platform #1"
        #expect(
            open.play("09-03 09:00 update \(kind.rawValue) text=a") == [told, "reconsider water"]
        )
        var closed = Story(program)
        closed.play("09-02 09:00 open\n09-03 09:00 water connected")
        #expect(
            closed.play("09-04 09:00 update \(kind.rawValue) text=a")
                == (kind.mayComeLate ? [told] : ["× closed"])
        )
        #expect(closed.outcome == "1 ALL_OK water=connected")
        #expect(closed.current?.app["text"] == (kind.mayComeLate ? "a" : nil))
        let isInTimeline = closed.events.contains { $0.hasPrefix(kind.title) }
        #expect(isInTimeline == kind.mayComeLate)
        #expect(
            closed.play("09-05 09:00 water note reason=x").allSatisfy { !$0.hasPrefix("closed") }
        )
    }

    /// A complaint goes to whoever has the service that it is about.
    @Test func anEnquiryGoesToThePartyConcerned() {
        let program = Fixture.program(
            items: [.item("water"), .item("gas")],
            notices: [
                .notice(
                    "enquiry",
                    per: .update,
                    when: "update.kind == 'enquiry'",
                    cel: "[app.enquiry.service == 'GAS' ? items.gas.party : items.water.party]"
                )
            ]
        )
        var story = Story(program)
        story.play("09-02 09:00 open\n09-03 09:00 water connected\n09-03 09:00 gas connected")
        #expect(
            story.play("09-04 09:00 update enquiry enquiry.service=GAS")
                == ["notice enquiry@2→gas #1"]
        )
        #expect(
            story.play("09-05 09:00 update enquiry enquiry.service=WATER")
                == ["notice enquiry@3→water #1"]
        )
        #expect(story.events.count { $0.hasPrefix("咨询、报修或投诉") } == 2)
    }

    @Test func droppedDoesNotComeBack() {
        var story = Story(Self.program)
        story.play("09-02 09:00 open water gas\n09-03 09:00 update correction -water")
        #expect(
            story.play("09-04 09:00 update correction water") == [
                "! dropped-again", "reconsider gas",
            ]
        )
        #expect(story.states.hasPrefix("water terminal cancelled"))
    }

    @Test func whatIsOverStays() {
        var story = Story(Self.program)
        story.play("09-02 09:00 open water gas\n09-03 09:00 water connected")
        #expect(story.play("09-03 10:00 update correction -water") == ["reconsider gas"])
        #expect(story.states.hasPrefix("water terminal connected"))
    }

    @Test func anotherPartyGetsTheOrder() {
        var story = Story(Self.program)
        story.play("09-02 09:00 open operator=CMCC\n09-02 10:00 net accepted")
        #expect(
            story.play("09-03 09:00 update correction operator=CTCC")
                == ["cancel net→cmcc #1", "order net→ctcc #1"]
        )
        #expect(story.states.hasSuffix("net ordered ordered"))
        #expect(story.play("09-03 10:00 net accepted from=cmcc") == ["× not-yours"])
        #expect(story.play("09-03 10:00 net accepted from=ctcc") == [])
    }

    @Test func versions() {
        var story = Story(Self.program)
        story.play("09-02 09:00 open water")
        #expect(story.play("09-03 09:00 update supplement base=2 +ID") == ["× stale-version"])
        #expect(story.play("09-03 09:00 update supplement base=1 +ID") == ["reconsider water"])
        #expect(story.current?.appVersion == 2)
        #expect(story.current?.app["materials"]?.array?.count == 1)
        story.play("09-03 10:00 update supplement base=2 +ID +MAP")
        #expect(story.current?.app["materials"]?.array?.count == 2)
    }

    @Test func bothSidesOfAComparison() throws {
        var story = Story(Self.program)
        story.play("09-02 09:00 open water n=1\n09-03 09:00 update correction n=2")
        let order = try #require(story.reconsiderations.first)
        #expect(Fixture.text("string(app.n)", order.before) == "1")
        #expect(
            Fixture.text("string(app.n) + item.number", order.after) == "24108002024090200000101"
        )
    }

    @Test func resendGoesUnderTheNextNumber() throws {
        var story = Story(Self.program)
        story.play("09-02 09:00 open water\n09-03 09:00 update correction n=2")
        #expect(story.play("09-03 09:00 resend water order") == ["order water→water #2"])
        #expect(story.outgoing.last?.supersedes == 1)
        #expect(story.play("09-03 09:01 resend water update") == ["update water→water #1"])
        #expect(story.play("09-03 09:01 resend gas order") == ["× not-open"])
        story.play("09-04 09:00 water connected")
        #expect(story.play("09-04 09:01 resend water order") == ["× not-open"])
    }

    @Test func modeIsTakenAgainWithTheUpdate() throws {
        let modes = [
            ModeChoice(
                name: "small",
                all: [
                    ModeChoice.Condition(that: Fixture.expression("app.n <= 10"), say: "不超过 10")
                ],
                provenance: Fixture.provenance
            ), ModeChoice(name: "normal", all: [], provenance: Fixture.provenance),
        ]
        var story = Story(Fixture.program(items: [.item("water", modes: modes)]))
        story.play("09-02 09:00 open n=1")
        #expect(story.current?.items[0].mode == "small")
        story.play("09-03 09:00 update correction n=11")
        let order = try #require(story.reconsiderations.first)
        #expect(Fixture.text("item.mode", order.before) == "small")
        #expect(Fixture.text("item.mode", order.after) == "normal")
        #expect(story.current?.items[0].mode == "normal")
        #expect(story.current?.items[0].reasons == ["不超过 10"])
        // What has a result stays as it was handled.
        story.play("09-03 09:01 resend water order\n09-04 09:00 water connected")
        story.play("09-04 10:00 update evaluation n=1")
        #expect(story.current?.items[0].mode == "normal")
    }

    // MARK: Checks and materials

    static func checked(_ materials: [MaterialRule] = []) -> Program {
        func check(
            _ that: String,
            _ say: String,
            _ at: String,
            _ level: Check.Level = .error
        ) -> Check {
            Check(
                that: Fixture.expression(that),
                say: say,
                at: Pointer(at) ?? Pointer(),
                level: level,
                provenance: Fixture.provenance
            )
        }
        return Fixture.program(
            items: [.item("water", when: "has(app.water)"), .item("gas", when: "has(app.gas)")],
            checks: [
                check("app.n > 0", "数量应大于零", "/n"),
                check("isWorkday(app.day)", "应为工作日", "/day"),
                check("app.n < 100", "数量偏大", "/n", .warning),
                check("groups.services.size() < 2", "只能办一项", "/services"),
            ],
            materials: materials
        )
    }

    @Test func allFailingChecksTogether() {
        var story = Story(Self.checked())
        let workday = "day=2024-09-14T00:00:00+08:00"
        #expect(
            story.play("09-02 09:00 open water gas n=-1 day=2024-10-01T00:00:00+08:00")
                == ["× /n 数量应大于零", "× /day 应为工作日", "× /services 只能办一项"]
        )
        #expect(story.problems.first?.found == "-1")
        #expect(story.play("09-02 09:00 open water \(workday)").first == "× /n 数量应大于零")
        #expect(story.play("09-02 09:00 open water n=100 \(workday)") == ["order water→water #1"])
        #expect(story.events.contains("数量偏大"))
        #expect(
            story.play("09-02 09:00 open water n=1 day=2027-09-14T00:00:00+08:00")
                == ["× fault the schedule of 2027 is not published"]
        )
        #expect(story.play("09-02 10:00 update correction n=0") == ["× /n 数量应大于零"])
        #expect(story.current?.appVersion == 1)
    }

    @Test func materials() {
        let program = Fixture.program(
            items: [.item("water", when: "has(app.water)"), .item("gas", when: "has(app.gas)")],
            materials: [
                .material("身份证明", ["ID", "PASSPORT"], for: ["services"], any: 1, missing: .refuse),
                .material(
                    "次要材料",
                    ["MAP", "LETTER"],
                    for: ["water"],
                    missing: .later(until: nil),
                    commitment: "TOLERANCE"
                ),
                .material("委托书", ["AUTH"], for: ["water"], when: "has(app.agent)", missing: .waive),
            ]
        )
        var story = Story(program)
        #expect(
            story.play("09-02 09:00 open water gas materials=MAP")
                == ["× /materials water、gas须提交身份证明", "× /commitments water缺次要材料，须签订告知承诺书"]
        )
        #expect(
            story.play("09-02 09:00 open gas materials=PASSPORT,MAP") == ["order gas→gas #1"]
        )
        #expect(materials(story, "gas") == "PASSPORT / ")
        story.play("09-02 09:00 open water gas agent materials=ID,MAP,OTHER commitments=TOLERANCE")
        #expect(materials(story, "water") == "ID,MAP / 次要材料")
        #expect(materials(story, "gas") == "ID / ")
    }

    static let forms = Fixture.program(
        items: [.item("water", when: "has(app.water)"), .item("gas", when: "has(app.gas)")],
        materials: [
            .material(
                "产权证明",
                ["证书:ORIGINAL", "发票:ORIGINAL", "证明"],
                for: ["water"],
                any: 1,
                missing: .refuse
            ),
            .material(
                "营业执照",
                ["LICENCE:SEALED_COPY"],
                for: ["services"],
                missing: .later(until: .state(.surveyed)),
                within: "workdays(2)"
            ),
            .material("身份证", ["ID:PAPER_ORIGINAL"], for: ["gas"], missing: .later(until: .decided)),
            .material("图纸", ["MAP:COPY"], for: ["gas"], missing: .waive),
        ]
    )

    @Test(arguments: [
        // What the application does not say is looked at on the spot.
        ("water materials=证书,LICENCE", "证书,LICENCE / "),
        ("water materials=证书:ORIGINAL,LICENCE:COPY", "证书,LICENCE / 营业执照（须加盖公章的复印件）"),
        ("water materials=证书:ELECTRONIC,LICENCE:SEALED_COPY", "证书,LICENCE / "),
        // A better form does as well.
        ("water materials=证明:COPY,LICENCE:ELECTRONIC", "证明,LICENCE / "),
        ("water materials=证明,LICENCE:ORIGINAL", "证明,LICENCE / "),
        ("gas materials=LICENCE,ID:ELECTRONIC,MAP", "LICENCE,ID,MAP / 身份证（须纸质原件）"),
        ("gas materials=LICENCE,ID:ORIGINAL", "LICENCE,ID / "),
        // One that will do is enough.
        ("gas materials=LICENCE:COPY,LICENCE:SEALED_COPY,ID", "LICENCE,LICENCE,ID / "),
    ])
    func forms(application: String, expected: String) {
        var story = Story(Self.forms)
        story.play("09-02 09:00 open \(application)")
        let item = application.hasPrefix("water") ? "water" : "gas"
        #expect(materials(story, item) == expected)
    }

    @Test func aFormThatWillNotDoIsRefusedWithItsPlace() {
        var story = Story(Self.forms)
        #expect(
            story.play("09-02 09:00 open water materials=LICENCE,发票:COPY")
                == ["× /materials/1/form water须提交产权证明（证书、发票须原件）"]
        )
        #expect(story.problems.map(\.found) == ["复印件"])
        #expect(
            story.play("09-02 09:00 open water materials=LICENCE")
                == ["× /materials water须提交产权证明（证书、发票须原件）"]
        )
    }

    @Test func theRightFormThatFollowsEndsItsLimit() {
        var story = Story(Self.forms)
        story.play("09-02 09:00 open water materials=证书,LICENCE:COPY")
        #expect(story.limits == "material2@water running 2024-09-04 18:00")
        #expect(story.play("09-03 09:00 water surveyed") == ["! material-missing"])
        story.play("09-03 10:00 update supplement +LICENCE:SEALED_COPY")
        #expect(story.limits == "material2@water met 2024-09-04 18:00")
    }

    private func materials(_ story: Story, _ item: String) -> String? {
        let text = "item.materials.map(m, m.kind).join(',') + ' / ' + item.missing.join(',')"
        return story.outgoing.last { $0.item == item }.map { Fixture.text(text, $0.scope) }
    }
}

extension Fixture {
    /// What an expression gives in the scope of a message.
    static func text(_ text: String, _ scope: Scope) -> String {
        guard let value = try? expression(text).evaluate(scope) else { return "?" }
        if case .string(let text) = value { return text }
        return "\(value)"
    }
}
