import Testing
import Values

@testable import Cases
@testable import Contracts

/// Section A7 of the design, and what the outcome says.
@Suite struct OutcomeTests {
    static func program(
        _ late: LateReply.Policy = .amend,
        byState: [Milestone: LateReply.Policy] = [:],
        outcome: OutcomeRule = OutcomeRule(overall: nil, when: nil)
    ) -> Program {
        Fixture.program(
            items: [.item("water", when: "has(app.water)"), .item("gas", when: "has(app.gas)")],
            outcome: outcome,
            lateReply: LateReply(byState: byState, otherwise: late)
        )
    }

    @Test func oneOutcomeWhenAllAreOver() {
        var story = Story(Self.program())
        story.play("09-02 09:00 open water gas")
        #expect(story.play("09-03 09:00 water granted doc=批1 no=W1") == ["identifier water=W1"])
        #expect(
            story.play("09-03 10:00 gas refused reason=无管网") == ["outcome→platform #1", "closed 1"]
        )
        #expect(story.outcome == "1 PARTIAL water=granted,gas=refused")
        let content = story.current?.outcome?.content
        #expect(content?.at(Pointer(["items", "1", "reason"])) == "无管网")
        #expect(content?.at(Pointer(["items", "0", "partyOrder"])) == "W1")
        #expect(content?.at(Pointer(["documents", "0", "item"])) == "water")
        #expect(content?.at(Pointer(["items", "0", "endedAt"])) == "2024-09-03T09:00:00+08:00")
    }

    @Test func lateReplyThatChangesNothingIsRecordedInEveryPolicy() {
        for policy in [LateReply.Policy.record, .amend, .ask, .reject] {
            var story = Story(Self.program(policy))
            story.play("09-02 09:00 open water\n09-03 09:00 water granted doc=批1")
            #expect(story.play("09-04 09:00 water note reason=已送达") == [])
            #expect(story.play("09-04 10:00 water accepted at=09-02T15:00") == [])
            #expect(story.outcome == "1 ALL_OK water=granted")
        }
    }

    @Test(arguments: [
        (LateReply.Policy.record, ["recorded"], "1 ALL_OK water=granted"),
        (.amend, ["outcome→platform #2", "closed 2"], "2 REFUSED water=revoked"),
        (.ask, ["× late"], "1 ALL_OK water=granted"),
        (.reject, ["recorded", "refusal water→water #1"], "1 ALL_OK water=granted"),
    ])
    func policies(policy: LateReply.Policy, told: [String], outcome: String) {
        var story = Story(Self.program(policy))
        story.play("09-02 09:00 open water\n09-03 09:00 water granted")
        #expect(story.play("09-04 09:00 water revoked") == told)
        #expect(story.outcome == outcome)
        #expect(story.current?.closedAt.map(written) == "2024-09-03 09:00")
    }

    @Test func aPersonChoosesForWhatWasAsked() {
        for (choice, outcome) in [
            ("amend", "2 REFUSED water=revoked"), ("record", "1 ALL_OK water=granted"),
        ] {
            var story = Story(Self.program(.ask))
            story.play(
                "09-02 09:00 open water\n09-03 09:00 water granted\n09-04 09:00 water revoked"
            )
            story.play("09-04 10:00 water revoked choose=\(choice)")
            #expect(story.outcome == outcome)
        }
    }

    @Test func policyMayDependOnTheState() {
        var story = Story(Self.program(.amend, byState: [.checked: .record]))
        story.play("09-02 09:00 open water\n09-03 09:00 water granted")
        #expect(story.play("09-04 09:00 water checked doc=查1") == ["recorded"])
        #expect(
            story.play("09-05 09:00 water granted doc=批1") == ["outcome→platform #2", "closed 2"]
        )
    }

    @Test func amendmentSaysWhatChangedAndWhy() throws {
        var story = Story(Self.program())
        story.play("09-02 09:00 open water gas\n09-03 09:00 water granted\n09-03 09:00 gas granted")
        story.play("09-04 09:00 gas revoked reason=违规")
        let message = try #require(story.outgoing.last { $0.kind == .outcome })
        #expect(message.supersedes == 1)
        #expect(
            Fixture.text("outcome.number + ' ' + string(outcome.revision)", message.scope)
                == "41080020240902000001 2"
        )
        #expect(
            Fixture.text("outcome.changed.join(',') + ' ' + outcome.reason", message.scope)
                == "gas 收到“撤销”"
        )
        #expect(
            Fixture.text("outcome.items.map(i, i.id + i.state).join(' ')", message.scope)
                == "watergranted gasrevoked"
        )
        #expect(Fixture.text("outcome.overall", message.scope) == "PARTIAL")
    }

    @Test func firstOutcomeHasNoReason() throws {
        var story = Story(Self.program())
        story.play("09-02 09:00 open water\n09-03 09:00 water granted")
        let message = try #require(story.outgoing.last)
        #expect(
            Fixture.text(
                "string(has(outcome.reason)) + string(outcome.?changed.hasValue())",
                message.scope
            ) == "falsefalse"
        )
    }

    @Test func oneAmendmentForACommit() {
        var story = Story(Self.program())
        story.play("09-02 09:00 open water gas\n09-03 09:00 water granted\n09-03 09:00 gas granted")
        #expect(
            story.play("09-04 09:00 batch water revoked ; gas recalled")
                == ["outcome→platform #2", "closed 2"]
        )
        #expect(story.outcome == "2 REFUSED water=revoked,gas=recalled")
    }

    @Test func anAmendmentThatCancelsItselfIsNone() {
        var story = Story(Self.program(.record))
        story.play("09-02 09:00 open water gas\n09-03 09:00 water granted\n09-03 09:00 gas granted")
        #expect(story.play("09-04 09:00 water revoked") == ["recorded"])
        #expect(
            story.play("09-04 09:01 gas revoked choose=amend") == [
                "outcome→platform #2", "closed 2",
            ]
        )
        #expect(story.outcome == "2 REFUSED water=revoked,gas=revoked")
    }

    @Test func personAmendsWhatWasClosedEarly() {
        let early = OutcomeRule(overall: nil, when: Fixture.expression("items.water.over"))
        var story = Story(Self.program(.record, outcome: early))
        story.play("09-02 09:00 open water gas")
        #expect(story.play("09-03 09:00 water granted") == ["outcome→platform #1", "closed 1"])
        #expect(story.outcome == "1 PARTIAL water=granted,gas=ordered")
        #expect(
            story.play("09-04 09:00 person gas connected") == ["outcome→platform #2", "closed 2"]
        )
        #expect(story.outcome == "2 ALL_OK water=granted,gas=connected")
    }

    @Test func overallByRule() {
        let rule = OutcomeRule(
            overall: Fixture.expression(
                "items.water.state == 'granted' ? 'WATER_OK' : 'NO'"
            ),
            when: nil
        )
        var story = Story(Self.program(outcome: rule))
        story.play("09-02 09:00 open water gas\n09-03 09:00 water granted\n09-03 09:00 gas refused")
        #expect(story.outcome == "1 WATER_OK water=granted,gas=refused")
    }

    @Test func personRecordsForASilentParty() {
        var story = Story(Self.program())
        story.play("09-02 09:00 open water gas\n09-03 09:00 water granted")
        #expect(story.play("09-04 09:00 person water refused") == ["× result-conflict"])
        #expect(story.play("09-04 09:00 person gas note") == ["× not-a-result"])
        #expect(
            story.play("09-04 09:00 person gas connected") == ["outcome→platform #1", "closed 1"]
        )
        #expect(story.current?.items[1].reports[0].origin == .person("王工"))
        #expect(story.play("09-05 09:00 gas refused") == ["× result-conflict"])
        #expect(story.play("09-05 09:00 gas connected no=G1").last == "closed 2")
    }

    @Test func withdrawal() {
        var story = Story(Self.program())
        story.play("09-02 09:00 open water gas\n09-03 09:00 water granted")
        #expect(
            story.play("09-04 09:00 withdraw 不建了")
                == ["! cancel-by-hand", "outcome→platform #1", "closed 1"]
        )
        #expect(story.outcome == "1 WITHDRAWN water=granted,gas=withdrawn")
        #expect(story.play("09-04 10:00 withdraw") == ["recorded"])
        #expect(story.play("09-04 10:00 gas granted") == ["× result-conflict"])
        #expect(story.play("09-04 10:00 gas withdrawn") == ["recorded"])
        #expect(story.play("09-04 10:00 update appointment n=1") == ["× closed"])
        #expect(story.play("09-04 11:00 overlap C2 10-08..10-20") == ["recorded"])
    }

    @Test func withdrawalCancelsOrdersThatWent() {
        let program = Fixture.program(items: [
            .item("water"), .item("road", after: "items.water.over"),
            .item("police", when: "items.water.reply.externalLine"),
        ])
        var story = Story(program)
        story.play("09-02 09:00 open x")
        #expect(
            story.play("09-02 10:00 withdraw")
                == ["cancel water→water #1", "outcome→platform #1", "closed 1"]
        )
        #expect(
            story.states
                == "water terminal withdrawn | road terminal withdrawn | police skipped skipped"
        )
    }

    @Test func closedIsClosed() {
        var story = Story(Self.program())
        story.play("09-02 09:00 open water\n09-03 09:00 water granted")
        #expect(story.play("09-04 09:00 withdraw") == ["× closed"])
        #expect(story.play("09-04 09:00 update correction gas") == ["× closed"])
        #expect(story.play("09-04 09:00 update acceptance gas") == [])
        #expect(story.states == "water terminal granted | gas skipped skipped")
    }

    @Test func timeNeverRunsBackwards() {
        var story = Story(Self.program())
        story.play("09-02 09:00 open water gas\n09-03 09:00 water granted\n09-01 09:00 gas granted")
        #expect(story.current?.closedAt.map(written) == "2024-09-03 09:00")
    }
}
