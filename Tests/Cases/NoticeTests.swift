import Testing
import Values

@testable import Cases
@testable import Contracts

@Suite struct NoticeTests {
    static func program(_ notices: [NoticeRule]) -> Program {
        Fixture.program(
            items: [
                .item("water", when: "has(app.water)"), .item("gas", when: "has(app.gas)"),
                .item("lead", "coordination", counts: false),
            ],
            notices: notices
        )
    }

    private func notices(_ story: inout Story, _ script: String) -> [String] {
        story.play(script).filter {
            $0.hasPrefix("notice") || $0.hasPrefix("!") || $0.hasPrefix("×")
        }
    }

    @Test func oncePerCase() {
        var story = Story(Self.program([.notice("follow", per: .case)]))
        #expect(notices(&story, "09-02 09:00 open water") == ["notice follow→platform #1"])
        #expect(notices(&story, "09-02 10:00 water accepted") == [])
    }

    @Test func againForANewValue() {
        var story = Story(
            Self.program([
                .notice(
                    "survey",
                    per: .case,
                    when: "has(items.lead.reply.scheduledAt)",
                    again: "items.lead.reply.scheduledAt",
                    cel: "groups.services.map(i, i.party)"
                )
            ])
        )
        #expect(notices(&story, "09-02 09:00 open water gas") == [])
        #expect(
            notices(&story, "09-02 10:00 lead surveyed scheduled=09-05T09:00")
                == ["notice survey→water #1", "notice survey→gas #1"]
        )
        #expect(notices(&story, "09-02 11:00 lead note scheduled=09-05T09:00") == [])
        #expect(
            notices(&story, "09-02 12:00 lead note scheduled=09-06T09:00")
                == ["notice survey→water #2", "notice survey→gas #2"]
        )
    }

    @Test func oncePerItem() {
        var story = Story(
            Self.program([
                .notice(
                    "connected",
                    per: .item,
                    when: "item.reached('connected')",
                    to: ["platform", "credit"]
                )
            ])
        )
        story.play("09-02 09:00 open water gas")
        #expect(
            notices(&story, "09-02 10:00 water connected")
                == ["notice connected@water→platform #1", "notice connected@water→credit #1"]
        )
        #expect(notices(&story, "09-02 11:00 gas connected").count == 2)
        #expect(notices(&story, "09-02 12:00 water note") == [])
    }

    @Test func perChangeOncePerStateAndAgainForWhatMayRecur() {
        var story = Story(Self.program([.notice("progress", per: .change)]))
        #expect(notices(&story, "09-02 09:00 open water") == [])
        #expect(
            notices(&story, "09-02 10:00 water accepted") == [
                "notice progress@water/accepted→platform #1"
            ]
        )
        #expect(notices(&story, "09-02 11:00 water accepted reason=复核") == [])
        #expect(notices(&story, "09-02 12:00 water note").count == 1)
        #expect(notices(&story, "09-02 13:00 water note").count == 1)
        #expect(notices(&story, "09-02 13:00 water note reason=又").count == 1)
        #expect(notices(&story, "09-02 14:00 water failed") == ["! party-failed"])
    }

    @Test func changeReadsTheStateAndTheItem() {
        var story = Story(
            Self.program([
                .notice(
                    "materials",
                    per: .change,
                    when:
                        "change.state == 'surveyed' && item.reply.?missing.orValue([]).size() > 0 && change.item.id == item.id"
                )
            ])
        )
        story.play("09-02 09:00 open water gas")
        #expect(notices(&story, "09-02 10:00 gas surveyed") == [])
        #expect(
            notices(&story, "09-02 10:00 water surveyed lacks=产权证")
                == ["notice materials@water/surveyed→platform #1"]
        )
    }

    @Test func perOverlapAndPerUpdate() {
        var story = Story(
            Self.program([
                .notice(
                    "joint",
                    per: .overlap,
                    cel:
                        "(groups.services.map(i, i.party) + overlap.parties + ['water']).distinct()"
                ), .notice("changed", per: .update, when: "update.kind == 'correction'"),
            ])
        )
        story.play("09-02 09:00 open water")
        #expect(
            notices(&story, "09-02 10:00 overlap C2 10-08..10-20")
                == [
                    "notice joint@C2/人民路/2024-10-08/2024-10-20→water #1",
                    "notice joint@C2/人民路/2024-10-08/2024-10-20→police #1",
                ]
        )
        #expect(notices(&story, "09-02 11:00 overlap C2 10-08..10-20") == [])
        #expect(notices(&story, "09-02 12:00 overlap C3 10-08..10-20").count == 2)
        #expect(notices(&story, "09-02 13:00 update supplement +ID") == [])
        #expect(
            notices(&story, "09-02 14:00 update correction n=1") == ["notice changed@3→platform #1"]
        )
        #expect(
            notices(&story, "09-02 14:01 update correction n=1") == ["notice changed@4→platform #1"]
        )
    }

    @Test func whoCannotBeReachedIsAnAlert() {
        var story = Story(
            Self.program([
                .notice("a", per: .case, to: ["credit", "platform", "nobody"]),
                .notice("b", per: .change, cel: "[item.reply.operator]"),
                .notice("c", per: .change, cel: "'platform'"),
            ]),
            region: Fixture.region(disabled: ["credit"])
        )
        #expect(
            notices(&story, "09-02 09:00 open water")
                == ["! recipient-unavailable", "notice a→platform #1", "! recipient-unavailable"]
        )
        #expect(
            notices(&story, "09-02 10:00 water accepted").last
                == "× fault this should give a list of strings, and gives string"
        )
    }

    @Test func ownMapOrCanonical() {
        let program = Self.program([.notice("refusal", per: .case, to: ["water", "lead"])])
        var story = Story(program)
        story.play("09-02 09:00 open water")
        let contents = story.outgoing.filter { $0.kind == .notice }.map { message in
            if case .contract(let stem) = message.content { stem } else { "canonical" }
        }
        #expect(contents == ["refusal", "canonical"])
    }
}
