import Testing
import Values

@testable import Cases
@testable import Contracts

/// A unified decision and the bureaus' own words: which result counts.
@Suite struct DecisionTests {
    static func program(
        decides: [String] = ["approvals"],
        after: String = "groups.approvals.all(i, i.over)",
        complete: String? = nil,
        when: String? = nil,
        extra: [ItemRule] = [],
        outcome: OutcomeRule = OutcomeRule(overall: nil, when: nil),
        late: LateReply.Policy = .amend
    ) -> Program {
        Fixture.program(
            items: [
                .item("road", "approvals", complete: complete), .item("police", "approvals"),
                .item(
                    "unified",
                    "decision",
                    party: .party("lead"),
                    when: when,
                    after: after,
                    decides: decides
                ),
            ] + extra,
            limits: [
                .limit("answer", for: ["approvals"], until: .decided, within: "workdays(5)"),
                .limit("end", for: ["approvals"], until: .ended, within: "workdays(5)"),
            ],
            notices: [.notice("progress", per: .change)],
            outcome: outcome,
            lateReply: LateReply(byState: [:], otherwise: late)
        )
    }

    static let opened = """
        09-02 09:00 open
        09-03 09:00 road granted reason=可以
        09-03 10:00 police refused reason=影响交通
        """

    @Test func withoutTheKeyTheFirstResultStands() {
        var story = Story(Self.program(decides: []))
        story.play(Self.opened)
        #expect(
            story.play("09-04 09:00 unified granted decides=road:granted,police:granted")
                == ["× result-conflict"]
        )
        #expect(story.states.contains("unified ordered ordered"))
        #expect(story.outcome == "")
        story.play("09-04 10:00 unified granted decides=road:granted,police:refused")
        #expect(story.outcome == "1 PARTIAL road=granted,police=refused,unified=granted")
    }

    @Test func theDecisionCounts() {
        var story = Story(Self.program())
        #expect(
            story.play(Self.opened).filter { !$0.hasPrefix("limit") } == [
                "order road→road #1", "order police→police #1", "order unified→lead #1",
            ]
        )
        #expect(
            story.states
                == "road terminal granted | police terminal refused | unified ordered ordered"
        )
        let told = story.play(
            "09-04 09:00 unified granted reason=会签 decides=road:granted,police:granted doc=决1"
        )
        #expect(
            told == [
                "notice progress@unified/granted→platform #1",
                "notice progress@road/granted→platform #1",
                "notice progress@police/granted→platform #1", "outcome→platform #1", "closed 1",
            ]
        )
        #expect(story.outcome == "1 ALL_OK road=granted,police=granted,unified=granted")
        #expect(story.events.contains("police：承办单位意见为“不予许可”（影响交通），以unified为准"))
        #expect(story.events.contains("police：unified为“准予”，承办单位意见为“不予许可”"))
        #expect(story.events.contains("road：unified为“准予”"))
    }

    @Test func whatWasSaidStaysVisible() throws {
        var story = Story(Self.program())
        story.play(Self.opened)
        story.play("09-04 09:00 unified granted decides=road:granted,police:granted doc=决1")
        let scope = try #require(story.outgoing.last { $0.kind == .outcome }?.scope)
        let ask = { Fixture.text($0, scope) }
        #expect(ask("items.police.state") == "granted")
        #expect(ask("items.police.reply.state + items.police.reply.reason") == "refused影响交通")
        #expect(ask("string(items.police.reached('refused'))") == "false")
        #expect(ask("string(items.police.reached('accepted'))") == "true")
        #expect(ask("items.police.documents[0].number") == "决1")
        #expect(ask("string(has(items.police.reply.documents))") == "false")
        let summary = try story.machine?.itemSummaries()[1]
        #expect(summary?.decidedBy == "unified")
        #expect(summary?.opinion == .refused)
    }

    /// The outcome gives the decision's result and reason, and its one paper once.
    @Test func theOutcomeSpeaksOfTheDecision() {
        var story = Story(Self.program())
        story.play(Self.opened)
        story.play("09-04 09:00 road granted doc=路1")
        story.play("09-04 10:00 unified refused decides=road:refused,police:refused doc=决1")
        let content = story.current?.outcome?.content
        #expect(story.outcome == "1 REFUSED road=refused,police=refused,unified=refused")
        #expect(content?.at(Pointer(["items", "0", "reason"])) == nil)
        #expect(content?.at(Pointer(["items", "1", "reason"])) == "影响交通")
        #expect(content?.at(Pointer(["items", "0", "endedAt"])) == "2024-09-04T10:00:00+08:00")
        let documents = (content?["documents"]?.array ?? []).map {
            "\($0["item"]?.string ?? "") \($0["number"]?.string ?? "")"
        }
        #expect(documents == ["road 路1", "unified 决1"])
    }

    @Test func theOutcomeWaitsForTheDecisionWhateverTheProgramSays() {
        let early = OutcomeRule(
            overall: nil,
            when: Fixture.expression("groups.approvals.all(i, i.over)")
        )
        var story = Story(Self.program(outcome: early))
        story.play(Self.opened)
        #expect(story.outcome == "")
        story.play("09-04 09:00 unified granted decides=road:granted")
        #expect(story.outcome == "1 PARTIAL road=granted,police=refused,unified=granted")
    }

    /// What the decision does not speak of keeps the word of its own party.
    @Test func anItemTheDecisionLeavesOutKeepsItsOwnResult() {
        var story = Story(Self.program())
        story.play(Self.opened)
        story.play("09-04 09:00 unified granted")
        #expect(story.outcome == "1 PARTIAL road=granted,police=refused,unified=granted")
    }

    @Test func anOpinionAfterTheDecisionIsRecordedOnly() {
        var story = Story(Self.program(after: "groups.approvals.size() > 0"))
        story.play(
            "09-02 09:00 open\n09-03 09:00 unified granted decides=road:granted,police:granted"
        )
        #expect(story.outcome == "1 ALL_OK road=granted,police=granted,unified=granted")
        #expect(story.play("09-04 09:00 police refused reason=影响交通") == [])
        #expect(story.outcome == "1 ALL_OK road=granted,police=granted,unified=granted")
        #expect(story.events.last == "police：承办单位意见为“不予许可”（影响交通），unified已为“准予”，只作记录")
        // The bureau's own words may not contradict each other either, and neither may decisions.
        #expect(story.play("09-04 10:00 police granted") == ["× result-conflict"])
        #expect(
            story.play("09-04 11:00 unified granted decides=police:refused")
                == ["× result-conflict"]
        )
        #expect(story.play("09-04 12:00 unified granted at=09-03T09:00") == ["recorded"])
    }

    @Test func aLateDecisionFollowsThePolicy() {
        for (policy, outcome) in [
            (LateReply.Policy.amend, "2 ALL_OK road=granted,police=granted,unified=granted"),
            (.record, "1 PARTIAL road=granted,police=refused,unified=granted"),
        ] {
            var story = Story(Self.program(late: policy))
            story.play(Self.opened)
            story.play("09-04 09:00 person unified granted")
            #expect(story.outcome == "1 PARTIAL road=granted,police=refused,unified=granted")
            story.play("09-05 09:00 unified granted decides=road:granted,police:granted")
            #expect(story.outcome == outcome)
        }
    }

    /// A bureau may still take back what was granted.
    @Test func revocationAfterTheDecision() {
        var story = Story(Self.program())
        story.play(Self.opened)
        story.play("09-04 09:00 unified granted decides=road:granted,police:granted")
        story.play("09-06 09:00 road revoked reason=违规施工")
        #expect(story.outcome == "2 PARTIAL road=revoked,police=granted,unified=granted")
        #expect(story.play("09-06 10:00 police revoked") == ["× result-conflict"])
    }

    @Test func onlyTheDecidingItemsPartySpeaksForIt() {
        var story = Story(Self.program())
        story.play(Self.opened)
        #expect(
            story.play("09-04 09:00 police refused decides=road:refused") == ["× not-yours"]
        )
        #expect(
            story.play("09-04 09:00 unified granted decides=road:granted from=road")
                == ["× not-yours"]
        )
    }

    /// The party's clock stops with its own word, and what is decided later does not make it late.
    @Test func clocksStopWithThePartysOwnWord() {
        var story = Story(Self.program())
        story.play(Self.opened)
        story.play("09-25 09:00 unified granted decides=road:refused,police:granted")
        let met = (story.current?.limits ?? []).map {
            "\($0.key) \($0.state) \($0.metAt.map(written) ?? "-")"
        }
        #expect(
            met == [
                "answer@road met 2024-09-03 09:00", "answer@police met 2024-09-03 10:00",
                "end@road met 2024-09-03 09:00", "end@police met 2024-09-03 10:00",
            ]
        )
    }

    @Test(arguments: [
        ("09-04 09:00 unified granted decides=road:granted doc=决1", "1 PARTIAL"),
        ("09-04 09:00 unified granted decides=road:granted", ""),
        (
            "09-04 09:00 unified granted decides=road:granted\n09-05 09:00 road note doc=路1",
            "1 PARTIAL"
        ),
        (
            "09-04 09:00 unified granted decides=road:granted\n09-05 09:00 unified note doc=决1",
            "1 PARTIAL"
        ),
        ("09-04 09:00 unified granted decides=road:refused", "1 PARTIAL"),
    ])
    func aPermitWaitsForAPaperOfEither(line: String, outcome: String) {
        var story = Story(
            Self.program(
                after: "groups.approvals.all(i, i.reached('accepted'))",
                complete: "item.documents.size() > 0"
            )
        )
        story.play(Self.opened)
        story.play(line)
        #expect(story.outcome.prefix(9).trimmed == outcome)
    }

    /// Without an item that decides, a bureau's word is the result at once.
    @Test func aDecisionThatDoesNotApplyDecidesNothing() {
        var story = Story(Self.program(when: "groups.approvals.size() > 2"))
        let told = story.play(Self.opened)
        #expect(told.contains("notice progress@police/refused→platform #1"))
        #expect(story.outcome == "1 PARTIAL road=granted,police=refused")
    }

    @Test func anOpinionSettlesNothingForOtherItems() {
        let extra = ItemRule.item("power", when: "items.police.state == 'granted'")
        var story = Story(Self.program(extra: [extra]))
        story.play(Self.opened)
        #expect(story.states.hasSuffix("power undecided undecided"))
        story.play("09-04 09:00 unified granted decides=road:granted,police:granted")
        #expect(story.states.hasSuffix("power ordered ordered"))
    }

    /// The item that decides may itself depend on what was said.
    @Test func theDecisionMayDependOnOpinions() {
        var story = Story(
            Self.program(when: "groups.approvals.exists(i, i.state == 'refused')")
        )
        story.play(Self.opened)
        #expect(story.states.hasSuffix("unified ordered ordered"))
    }

    @Test func withdrawalTakesOpinionsBack() {
        var story = Story(Self.program())
        story.play(Self.opened)
        #expect(
            story.play("09-04 09:00 withdraw").filter { !$0.hasPrefix("limit") } == [
                "cancel road→road #1", "cancel police→police #1", "! cancel-by-hand",
                "outcome→platform #1", "closed 1",
            ]
        )
        #expect(story.outcome == "1 WITHDRAWN road=withdrawn,police=withdrawn,unified=withdrawn")
        #expect(story.limits.contains("answer@road met"))
        #expect(story.play("09-05 09:00 road withdrawn") == ["recorded"])
        #expect(
            story.play("09-05 10:00 unified granted decides=road:granted") == ["× result-conflict"]
        )
    }

    @Test func aPersonSpeaksForASilentBureau() {
        var story = Story(Self.program())
        story.play("09-02 09:00 open\n09-03 09:00 road granted\n09-03 10:00 person police refused")
        #expect(story.states.hasSuffix("unified ordered ordered"))
        story.play("09-04 09:00 unified granted decides=road:granted,police:granted")
        #expect(story.outcome == "1 ALL_OK road=granted,police=granted,unified=granted")
    }

    @Test func isKept() throws {
        var story = Story(Self.program())
        story.play(Self.opened)
        story.play("09-04 09:00 unified granted decides=road:granted,police:granted")
        let current = try #require(story.current)
        #expect(try Case(decoding: current.encode()) == current)
    }

    // MARK: Order of arrival never matters

    @Test(arguments: 0..<60)
    func arrivalOrderNeverMatters(seed: Int) throws {
        var random = Random(seed: UInt64(seed))
        let complete = seed % 2 == 0 ? nil : "item.documents.size() > 0"
        let program = Self.program(after: "groups.approvals.size() > 0", complete: complete)
        let replies = Self.history(&random)
        var expected: String?
        for round in 0..<6 {
            var shuffled = replies
            if round > 0 {
                shuffled += replies.filter { _ in random.next(3) == 0 }
                shuffled.shuffle(using: &random)
            }
            var story = Story(program, region: PropertyTests.region)
            story.play("09-02 09:00 open")
            for reply in shuffled { story.play("09-25 09:00 \(reply)") }
            #expect(!story.told.contains { $0.hasPrefix("×") })
            let found = Self.digest(story)
            #expect(found == expected ?? found)
            expected = expected ?? found
        }
    }

    /// Own words and decisions at any time, each voice agreeing with itself.
    private static func history(_ random: inout Random) -> [String] {
        func moment() -> String {
            "at=09-\(padded(3 + random.next(17), 2))T\(padded(9 + random.next(8), 2)):00"
        }
        let endings = ["granted", "refused", "filed", "grantedTolerance"]
        var lines: [String] = []
        var decisions: [String] = []
        for item in ["road", "police"] {
            if random.next(2) == 0 {
                lines.append("\(item) accepted at=09-02T1\(random.next(9)):00")
            }
            let speaks = random.next(4) != 0
            if speaks {
                lines.append(
                    "\(item) \(endings[random.next(4)]) \(moment()) reason=原因\(random.next(2))"
                )
            }
            if random.next(2) == 0 { lines.append("\(item) note \(moment()) doc=\(item)1") }
            guard !speaks || random.next(4) != 0 else { continue }
            let decision = endings[random.next(4)]
            decisions.append("\(item):\(decision)")
        }
        let decides = decisions.isEmpty ? "" : " decides=" + decisions.joined(separator: ",")
        lines.append("unified granted \(moment())\(decides)")
        if random.next(2) == 0 { lines.append("unified note \(moment()) doc=决1") }
        return lines.enumerated().map { "\($1) msg=M\($0)" }
    }

    private static func digest(_ story: Story) -> String {
        guard let machine = story.machine, let view = try? machine.view() else { return "?" }
        let items = view.progress.map { progress in
            "\(progress.stage) \(progress.state) \(progress.endedAt.map(written) ?? "-") "
                + Value.object(progress.reply).compactText
        }
        let limits = machine.current.limits.map {
            "\($0.key) \($0.state) \($0.metAt.map(written) ?? "-") \($0.isLate)"
        }
        let reports = machine.current.items.map { item in
            item.reports.map { "\($0.state)\(written($0.occurredAt))\($0.message)" }.joined()
        }
        let content = machine.current.outcome?.content.compactText ?? "-"
        return (items + limits + reports + [content]).joined(separator: "\n")
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(self.reversed().drop { $0 == " " }.reversed())
    }
}
