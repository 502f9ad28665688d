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

    /// The program's choice comes before the region's lead, for an item and for `lead()`.
    @Test(arguments: [("新装", "water"), ("销户", "gas")]) func leadsAreTheProgramsChoice(
        _ kind: String,
        _ lead: String
    ) throws {
        let item = kind == "新装" ? "water" : "closing"
        let number = kind == "新装" ? "4108002024090200000101" : "4108002024090200000102"
        let code = kind == "新装" ? "1" : "2"
        let report = try run(
            """
            \(Self.opened)
            expect: order, to: water, item: \(item), file: first.json
            expect: order, to: \(lead), item: visit, file: visit.json
            at: "2024-09-03T09:00:00+08:00", from: water, send: r.json, message: r1, gives: { item: \(item), state: connected }
            expect: notice, notice: done, to: \(lead), file: done.json
            expect: outcome, to: platform, file: outcome.json
            """,
            [
                "a.json": #"{"lsh":"1","mc":"甲","zl":"\#(kind)"}"#,
                "first.json": #"{"no":"\#(number)","name":"甲","kind":"\#(code)"}"#,
                "visit.json": #"{"lead":"\#(lead)"}"#,
                "r.json": #"{"no":"\#(number)","state":"C"}"#,
                "done.json": #"{"state":"connected"}"#,
                "outcome.json": #"{"jg":"ALL_OK"}"#,
            ],
            changing: [
                (
                    "toy/region.yaml", "parties:",
                    "leads: { followUp: platform }\nparties:\n  gas: { title: 供气公司, kind: utility, contract: canonical }"
                ),
                (
                    Self.program, "items:",
                    "leads: { followUp: { by: \"app.?kind.orValue('NEW')\", NEW: water, CLOSE: gas } }\nitems:"
                ),
                (
                    Self.program, "materials:",
                    """
                      visit:
                        title: 首接
                        group: joint
                        party: { lead: followUp }
                        contract: canonical
                        ends: ordered
                        body: { lead: lead('followUp') }
                    materials:
                    """
                ),
                (
                    Self.program, "when: change.state == 'connected'\n    to: [platform]",
                    "when: change.state == 'connected'\n    to: \"[lead('followUp')]\""
                ),
            ]
        )
        #expect(report.isGreen, "\(report)")
    }

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
