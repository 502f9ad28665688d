import Testing
import Values

@testable import Cases
@testable import Contracts

/// Section A5 of the design: whether an item applies, once what it reads is known.
@Suite struct ConditionTests {
    static let chain = Fixture.program(items: [
        .item("water"),
        .item("road", "approvals", when: "items.water.reply.externalLine"),
        .item("police", "approvals", when: "items.road.applies"),
        .item("power", "approvals", when: "groups.approvals.size() >= 3"),
        .item(
            "lead",
            "decision",
            when: "groups.approvals.size() > 0",
            after: "groups.approvals.all(i, i.over)"
        ),
    ])

    @Test func undecidedHoldsTheOutcome() {
        var story = Story(Self.chain)
        story.play("09-02 09:00 open x")
        #expect(
            story.states
                == "water ordered ordered | road undecided undecided | police undecided undecided | power undecided undecided | lead undecided undecided"
        )
        #expect(
            story.play("09-03 09:00 water surveyed line=yes") == [
                "order road→road #1", "order police→police #1",
            ]
        )
        #expect(
            story.states
                == "water active surveyed | road ordered ordered | police ordered ordered | power skipped skipped | lead planned pending"
        )
    }

    @Test func skippedOnceWhatItReadsIsOver() {
        var story = Story(Self.chain)
        story.play("09-02 09:00 open x")
        #expect(story.play("09-03 09:00 water surveyed line=no") == [])
        #expect(story.play("09-04 09:00 water connected") == ["outcome→platform #1", "closed 1"])
        #expect(
            story.states
                == "water terminal connected | road skipped skipped | police skipped skipped | power skipped skipped | lead skipped skipped"
        )
    }

    @Test func membershipIsReadOnceItIsDecided() {
        let program = Fixture.program(items: [
            .item("lead", "coordination", when: "groups.services.size() >= 2", counts: false),
            .item("police", "coordination", when: "groups.services.size() < 2", counts: false),
            .item("water", when: "has(app.water)"), .item("gas", when: "has(app.gas)"),
        ])
        var story = Story(program)
        story.play("09-02 09:00 open water gas")
        #expect(
            story.states
                == "lead ordered ordered | police skipped skipped | water ordered ordered | gas ordered ordered"
        )
        story.play("09-02 09:00 open water")
        #expect(
            story.states
                == "lead skipped skipped | police ordered ordered | water ordered ordered | gas skipped skipped"
        )
    }

    @Test func conditionsThatWaitForEachOtherStayUndecided() {
        let program = Fixture.program(items: [
            .item("water"), .item("road", "a", when: "items.police.applies"),
            .item("police", "b", when: "items.road.applies"),
        ])
        var story = Story(program)
        story.play("09-02 09:00 open x")
        #expect(
            story.states
                == "water ordered ordered | road undecided undecided | police undecided undecided"
        )
    }

    @Test func collectiveDecisionSpeaksForWhatItWaitedFor() {
        var story = Story(Self.chain)
        story.play(
            """
            09-02 09:00 open x
            09-02 10:00 water surveyed line=yes
            09-03 10:00 water connected
            09-03 11:00 road granted
            """
        )
        #expect(story.play("09-03 12:00 police granted") == ["order lead→lead #1"])
        #expect(
            story.play("09-04 09:00 lead granted decides=road:granted,water:connected") == [
                "× not-yours"
            ]
        )
        #expect(
            story.play("09-04 09:00 lead granted decides=road:refused") == ["× result-conflict"]
        )
        #expect(
            story.play("09-04 09:00 lead granted doc=决1 decides=road:granted,police:granted")
                == ["outcome→platform #1", "closed 1"]
        )
    }
}
