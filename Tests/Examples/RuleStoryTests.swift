import Examples
import Testing

/// Rules of programs, as they work out in a story on the small folder.
@Suite struct RuleStoryTests {
    /// The small folder with texts replaced, and one story over it.
    private func run(
        _ steps: String,
        _ files: [String: String] = [:],
        changing changes: [(file: String, old: String, new: String)] = [],
        ignore: String = "[]"
    ) throws -> StoryReport {
        let lines = steps.split(separator: "\n").map { "  - { \($0) }" }
        let story =
            "title: 一\nprogram: toy/program\nignore: \(ignore)\nsteps:\n"
            + lines.joined(separator: "\n")
        let folder = try ToyFolder.story(story, files)
        for change in changes {
            let text = try folder.text(change.file)
            try #require(text.ranges(of: change.old).count == 1, "\(change.old)")
            try folder.write(change.file, text.replacing(change.old, with: change.new))
        }
        let suite = try ExampleSuite(folder: folder.path)
        return suite.run(suite.names[0])
    }

    private static let program = "toy/program/program.yaml"
    private static let closing = "  closing:"
    private static let opened =
        #"at: "2024-09-02T09:00:00+08:00", from: platform, send: a.json, message: m1, gives: { case: "41080020240902000001" }"#
    private static let ordered = "expect: order, to: water, item: water, file: order.json"

    @Test func anItemGoesAsTheHubsOwnJSONToAPartyWithAContract() throws {
        let report = try run(
            """
            \(Self.opened)
            \(Self.ordered)
            expect: order, to: water, item: need, file: need.json
            """,
            ["need.json": #"{"no":"4108002024090200000102","name":"甲"}"#],
            changing: [
                (
                    Self.program, Self.closing,
                    """
                      need:
                        title: 需求
                        group: leads
                        party: water
                        contract: canonical
                        ends: ordered
                        counts: false
                        body: { no: item.number, name: app.name }
                      closing:
                    """
                )
            ]
        )
        #expect(report.isGreen, "\(report)")
    }
}
