import Examples
import System
import Testing
import Values

@Suite struct RewriteTests {
    private static let story = """
        title: 一
        program: toy/program
        steps:
          - { at: "2024-09-02T09:00:00+08:00", from: platform, send: a.json, message: m1, gives: { case: "41080020240902000001" } }
          - { expect: order, to: water, item: water, file: out/order.json }

        """
    private static let order = #"{"no":"4108002024090200000101","name":"甲","kind":"1"}"#

    @Test func aFileThatIsNotThereIsWritten() throws {
        let folder = try ToyFolder.story(Self.story)
        let suite = try ExampleSuite(folder: folder.path)
        let first = suite.run(ToyFolder.one)
        #expect(first.failures.map(\.kind) == [.noFile])
        let written = try suite.rewrite(first)
        #expect(written.map(\.path) == ["\(ToyFolder.one)/out/order.json"])
        #expect(written.first?.isNew == true)
        #expect(try folder.text("\(ToyFolder.one)/out/order.json") == Self.order)
        #expect(suite.run(ToyFolder.one).isGreen)
        #expect(try suite.rewrite(suite.run(ToyFolder.one)).isEmpty)
    }

    @Test func aFileThatDiffersIsRewrittenAndTheStoryIsNot() throws {
        let story = Self.story.replacing("item: water,", with: "item: water, message: abc,")
        let folder = try ToyFolder.story(
            story,
            ["out/order.json": Self.order.replacing("甲", with: "乙")]
        )
        let suite = try ExampleSuite(folder: folder.path)
        let written = try suite.rewrite(suite.run(ToyFolder.one))
        #expect(written.map(\.isNew) == [false])
        #expect(written.first?.difference?.fields.map(\.pointer.description) == ["/name"])
        #expect(try folder.text("\(ToyFolder.one)/out/order.json") == Self.order)
        #expect(suite.run(ToyFolder.one).failures.map(\.kind) == [.messageID])
        #expect(try folder.text("\(ToyFolder.one)/story.yaml") == story)
    }

    @Test func aFileThatTwoMessagesWouldFillDifferentlyIsLeft() throws {
        let folder = try ToyFolder.story(
            Self.story + """
                  - { at: "2024-09-02T09:01:00+08:00", from: platform, send: b.json, message: m2, gives: { case: "41080020240902000002" } }
                  - { expect: order, to: water, item: water, file: out/order.json }

                """,
            ["b.json": #"{"lsh":"2","mc":"乙","zl":"新装"}"#]
        )
        let suite = try ExampleSuite(folder: folder.path)
        #expect(try suite.rewrite(suite.run(ToyFolder.one)).isEmpty)
        #expect(try Directory.status("\(folder.path)/\(ToyFolder.one)/out") == nil)
    }

    @Test func contractsThatDoNotCompileRunNothing() throws {
        let folder = try ToyFolder.story(Self.story)
        try folder.write("toy/water/order.map.yaml", "body: { nothing: app.name }\n")
        #expect(throws: (any Error).self) { try ExampleSuite(folder: folder.path) }
        #expect(throws: SystemError.self) { try ExampleSuite(folder: "\(folder.path)/nothing") }
    }
}
