import Examples
import Testing

/// A story of two cases that build at one place.
@Suite struct WorksStoryTests {
    private static let story = """
        title: 同一地点的两个办件
        program: toy/program
        steps:
          - { at: "2024-09-02T09:00:00+08:00", from: platform, send: a.json, message: A, gives: { case: "41080020240902000001" } }
          - { expect: order, to: water, file: order.json }
          - { at: "2024-09-02T10:00:00+08:00", from: platform, send: b.json, message: B, gives: { case: "41080020240902000002" } }
          - { expect: order, to: water, file: order-2.json }
          - { expect: notice, notice: jointWork, case: "41080020240902000002", to: water, file: second.json }
          - { expect: notice, notice: jointWork, case: "41080020240902000001", to: water, file: first.json }

        """

    private static func folder(_ first: String) throws -> ToyFolder {
        let toy = try ToyFolder.story(
            story,
            [
                "b.json": #"{"lsh":"2","mc":" 甲","zl":"新装"}"#,
                "order-2.json": #"{"no":"4108002024090200000201","name":" 甲","kind":"1"}"#,
                "first.json": first,
                "second.json": #"{"other":"41080020240902000001","place":" 甲"}"#,
            ]
        )
        let program = "toy/program/program.yaml"
        try toy.write(
            program,
            try toy.text(program).replacing(
                "late-reply: amend",
                with: """
                      jointWork: { per: overlap, to: overlap.parties, body: { other: overlap.case, place: overlap.place } }
                    works: { each: "[app.name]", as: r, place: r, from: case.acceptedAt, to: case.acceptedAt }
                    late-reply: amend
                    """
            )
        )
        return toy
    }

    @Test func theNoticesOfBothGoOutWithTheSecond() throws {
        let toy = try Self.folder(#"{"other":"41080020240902000002","place":"甲"}"#)
        let suite = try ExampleSuite(folder: toy.path)
        let report = suite.run(ToyFolder.one)
        #expect(report.isGreen, "\(report)")
        let reached = suite.coverage.entries.filter {
            $0.text.hasPrefix("works") || $0.text == "notice jointWork"
        }
        #expect(reached.count == 4 && reached.allSatisfy(\.isReached), "\(reached)")
    }

    @Test func caseSaysWhoseNoticeItIs() throws {
        let toy = try Self.folder(#"{"other":"41080020240902000001","place":" 甲"}"#)
        let report = try ExampleSuite(folder: toy.path).run(ToyFolder.one)
        #expect(
            report.failures.map(\.message) == [
                "notice jointWork to water is not what first.json holds"
            ]
        )
    }
}
