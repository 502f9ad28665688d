import Contracts
import Examples
import Testing
import Values

/// What the register of a region asks for, and which stories name it.
@Suite struct ProofsTests {
    private static func story(_ proves: String) -> String {
        "title: 一\nregion: toy\nproves: [\(proves)]\nsteps: [{ wait: \"2024-09-02T09:00:00Z\" }]\n"
    }

    @Test func storiesAreFoundByWhatTheyName() throws {
        let folder = try ToyFolder([
            "toy/program/examples/two/story.yaml": Self.story("WJ-1"),
            "toy/program/examples/one/story.yaml": Self.story("WJ-1, WJ-1"),
            "toy/water/examples/wrong/story.yaml": Self.story("WJ-4, WJ-5"),
        ])
        let proofs = try ExampleSuite(folder: folder.path).proofs()
        let register = try #require(proofs.requirements.first)
        #expect(register.region == "toy" && register.basis == "玩政〔2024〕1号")
        #expect(register.requirement("WJ-4")?.says == ["统一受理", "集中出件"])
        let first = try #require(register.requirement("WJ-1"))
        #expect(
            proofs.stories(of: first, in: register) == [
                "toy/program/examples/one", "toy/program/examples/two",
            ]
        )
        // What a wrong story names is not shown by it.
        #expect(proofs.missing(in: register) == ["WJ-4"])
        #expect(proofs.faults.map(\.code) == ["LB2310"])
        #expect(proofs.faults.first?.span.file == "toy/water/examples/wrong/story.yaml")
    }

    @Test func onlyWhatIsLeftToStoriesCanBeMissing() throws {
        let folder = try ToyFolder()
        let proofs = try ExampleSuite(folder: folder.path).proofs()
        let register = try #require(proofs.requirements.first)
        #expect(proofs.missing(in: register) == ["WJ-1", "WJ-4"] && proofs.faults.isEmpty)
        #expect(register.requirement("WJ-2")?.shown == .nothing(reason: "会议制度"))
        #expect(register.requirement("WJ-3")?.shown == .command("lianban cases list"))
        #expect(register.requirement("WJ-9") == nil)
    }
}
