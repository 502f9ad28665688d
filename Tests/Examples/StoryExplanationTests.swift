import Examples
import Explanations
import Testing
import Values

/// Each example of an explanation that is one of a story is proven: the wrong text gets its code and no other, with
/// the right text the story goes as told.
@Suite struct StoryExplanationTests {
    struct Case: Sendable, CustomStringConvertible {
        var code: String
        var example: Explanation.Example
        var description: String { "\(code): \(example.wrong)" }
    }

    static let cases = Explanation.all.flatMap { explanation in
        explanation.examples.filter(\.isStory).map { Case(code: explanation.code, example: $0) }
    }

    private static let story = """
        title: 新装用水
        program: toy/program
        proves: [WJ-1]
        ignore: [late]
        steps:
          - { at: "2024-09-02T09:00:00+08:00", from: platform, send: application.json, gives: { case: "41080020240902000001" } }
          - { expect: order, to: water, file: order.json }
          - { wait: "2024-09-03T09:00:00+08:00" }

        """

    private func report(_ example: Explanation.Example, _ text: String) throws -> StoryReport {
        let replaced = example.replaced ?? Self.story
        try #require(Self.story.ranges(of: replaced).count == 1)
        let folder = try ToyFolder([
            example.file: Self.story.replacing(replaced, with: text),
            beside(example.file, "application.json"): #"{"lsh":"1","mc":"甲","zl":"新装"}"#,
            beside(example.file, "order.json"):
                #"{"no":"4108002024090200000101","name":"甲","kind":"1"}"#,
            beside(example.file, "rows.csv"): "种类,用水\n新装,long\n销户,\n",
        ])
        let suite = try ExampleSuite(folder: folder.path)
        return suite.run(try #require(suite.names.first))
    }

    private func beside(_ story: String, _ file: String) -> String {
        story.replacing("story.yaml", with: file)
    }

    @Test func thereAreCases() { #expect(Self.cases.count >= 12) }

    @Test(arguments: cases) func theWrongExampleGetsItsCode(_ its: Case) throws {
        let report = try report(its.example, its.example.wrong)
        #expect(report.faults.map(\.code) == [its.code], "\(report.faults)")
    }

    @Test(arguments: cases) func theRightExampleGoesAsTold(_ its: Case) throws {
        let report = try report(its.example, its.example.right)
        #expect(report.isGreen, "\(report)")
    }

    /// LB2309 has no text that shows it: here the file is gone.
    @Test func aStoryThatIsGoneCannotBeRun() throws {
        let folder = try ToyFolder()
        let report = try ExampleSuite(folder: folder.path).run("toy/program/examples/gone")
        #expect(report.faults.map(\.code) == ["LB2309"])
    }
}
