import Testing
import Values

@testable import Cases
@testable import Contracts

/// What a case announces to be compared with others, and what it makes of what it is told.
@Suite struct WorksTests {
    private static let program = Fixture.program(
        items: [.item("water", when: "has(app.water)"), .item("gas", when: "has(app.gas)")],
        notices: [.notice("joint", per: .overlap, cel: "overlap.parties")],
        works: .line
    )

    private static let line =
        "line.road=人民路 line.from=2024-10-08T00:00:00+08:00 line.to=2024-10-20T18:00:00+08:00"

    private func works(_ told: [String]) -> [String] { told.filter { $0.hasPrefix("works") } }

    private func day(_ text: String) throws -> Day { try #require(Day("2024-\(text)")) }

    private func work(_ place: String, _ from: String, _ to: String) throws -> Work {
        try #require(Work(place: place, days: try day(from)...(try day(to))))
    }

    // MARK: Places and days

    @Test(
        arguments: [
            ("人民路（１号）", "人民路(1号)", true), (" 人民 路\t", "人民路", true), ("　人民路", "人民路", true),
            ("Ａ１０", "A10", true), ("a10", "A10", false), ("人民路", "人民路中段", false),
            ("人民路-1", "人民路－1", true),
        ]
    )
    func blanksAndWidthDoNotCount(left: String, right: String, isSame: Bool) throws {
        let (one, other) = (try work(left, "10-08", "10-08"), try work(right, "10-08", "10-08"))
        #expect((one.key == other.key) == isSame)
        #expect(one.place == left)
    }

    @Test func aPlaceWithoutANameIsNone() throws {
        let days = try day("10-08")...(try day("10-09"))
        #expect(Work(place: " 　", days: days) == nil)
    }

    @Test func periodsAtOnePlaceThatMeetAreOne() throws {
        let works = Work.joined([
            try work("B", "10-20", "10-21"), try work("A", "10-08", "10-10"),
            try work("Ａ", "10-11", "10-12"), try work("A", "10-14", "10-15"),
            try work("A", "10-09", "10-09"),
        ])
        #expect(
            works.map { "\($0.place) \($0.period)" } == [
                "A 2024-10-08 至 2024-10-12", "A 2024-10-14 至 2024-10-15",
                "B 2024-10-20 至 2024-10-21",
            ]
        )
    }

    // MARK: Announcing

    @Test func announcesWhatTheApplicationSaysOnceForEachChange() {
        var story = Story(Self.program)
        let opened = story.play("09-02 09:00 open water \(Self.line)")
        #expect(works(opened) == ["works 人民路 2024-10-08 至 2024-10-20"])
        #expect(story.events.contains("施工：人民路（2024-10-08 至 2024-10-20）"))
        #expect(works(story.play("09-02 10:00 water accepted")) == [])
        #expect(works(story.play("09-02 10:00 update correction n=2")) == [])
        let moved = "line.to=2024-10-21T00:00:00+08:00"
        #expect(
            works(story.play("09-02 11:00 update correction \(moved)"))
                == ["works 人民路 2024-10-08 至 2024-10-21"]
        )
        #expect(works(story.play("09-02 12:00 withdraw")) == ["works "])
        #expect(story.current?.worksVersion == 3)
    }

    @Test func whatIsAbsentIsNotAnnounced() {
        var story = Story(Self.program)
        #expect(works(story.play("09-02 09:00 open water line.road=人民路")) == [])
        #expect(story.current?.works == [])
    }

    @Test func aPeriodThatEndsBeforeItBeginsIsForAPerson() {
        var story = Story(Self.program)
        let told = story.play(
            "09-02 09:00 open water line.road=A line.from=2024-10-08T00:00:00+08:00 line.to=2024-10-07T23:59:59+08:00"
        )
        #expect(works(told) == [] && told.contains("! works-period"))
    }

    /// The permit comes first and the digging after; where nothing was granted nobody digs.
    @Test func aClosedCaseKeepsItsWorksIfAnythingWasGranted() {
        for (state, kept) in [("granted", []), ("refused", ["works "])] {
            var story = Story(Self.program)
            story.play("09-02 09:00 open water gas \(Self.line)")
            #expect(works(story.play("09-03 09:00 water \(state)")) == [])
            let told = story.play("09-03 10:00 gas refused")
            #expect(told.contains("closed 1"))
            #expect(works(told) == kept)
        }
    }

    @Test func aProgramWithoutWorksAnnouncesNone() {
        var story = Story(Fixture.program(items: [.item("water")]))
        #expect(works(story.play("09-02 09:00 open water \(Self.line)")) == [])
    }

    // MARK: Being told

    @Test func newsAreWhatIsNotKnown() throws {
        var (one, other) = (Story(Self.program), Story(Self.program))
        one.play("09-02 09:00 open water \(Self.line)")
        other.play("09-02 09:00 open gas \(Self.line)")
        let (mine, its) = (try #require(one.current), try #require(other.current))
        func news(_ mine: Case, from: String = "09-02") throws -> Overlaps? {
            mine.news(of: its, from: try day(from)) { ["gas"] }
        }
        let first = try #require(try news(mine))
        #expect(first.shared.map(\.period) == ["2024-10-08 至 2024-10-20"])
        #expect(first.parties == ["gas"] && first.version == 1 && first.otherVersion == 1)
        #expect(try news(mine, from: "10-20") != nil)
        #expect(try news(mine, from: "10-21") == nil)
        #expect(try Overlaps(decoding: first.encode()) == first)
        one.play("09-02 10:00 overlap \(its.number) 10-08..10-20")
        #expect(try news(try #require(one.current)) == nil)
        #expect(one.current?.neighbourNumbers == [its.number])
        one.play("09-02 11:00 withdraw")
        #expect(try news(try #require(one.current))?.shared == [])
    }

    private func notices(_ story: inout Story, _ line: String) -> [String] {
        story.play("09-02 \(line)").filter { $0.hasPrefix("notice") || $0 == "recorded" }
    }

    @Test func whatIsSharedIsToldOnceUntilItChanges() {
        var story = Story(Self.program)
        story.play("09-02 09:00 open water \(Self.line)")
        let told = "notice joint@C2/人民路/2024-10-08/2024-10-20→police #1"
        #expect(notices(&story, "10:00 overlap C2 10-08..10-20") == [told])
        #expect(notices(&story, "10:01 overlap C2 10-08..10-20") == ["recorded"])
        #expect(notices(&story, "10:02 overlap C2 10-09..10-20 v=2").count == 1)
        #expect(notices(&story, "10:03 overlap C2 v=3") == [])
        #expect(story.events.last == "与办件 C2 在人民路不再同期施工（原为2024-10-09 至 2024-10-20）")
        #expect(
            notices(&story, "10:04 overlap C2 10-08..10-20 v=4")
                == ["notice joint@C2/人民路/2024-10-08/2024-10-20→police #2"]
        )
        // Compared before the works of one of the two changed.
        #expect(notices(&story, "10:05 overlap C2 10-10..10-20 v=3") == ["recorded"])
        #expect(notices(&story, "10:06 overlap C2 10-10..10-20 v=5 own=0") == ["recorded"])
        // Days that are over end without a word.
        #expect(notices(&story, "10:07 overlap C3 08-01..09-02") != [])
        let count = story.events.count
        story.play("09-03 09:00 overlap C3 v=2")
        #expect(story.events.count == count)
    }

    @Test func whoHasFailedIsNotConcerned() throws {
        var story = Story(Self.program)
        story.play("09-02 09:00 open water gas")
        #expect(try story.machine?.concernedParties() == ["water", "gas"])
        story.play("09-02 10:00 water refused")
        #expect(try story.machine?.concernedParties() == ["gas"])
        story.play("09-02 11:00 gas connected")
        #expect(try story.machine?.concernedParties() == ["gas"])
    }
}
