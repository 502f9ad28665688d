import Examples
import Testing

@Suite struct CoverageTests {
    private static let first = """
        title: 新装，无电话
        program: toy/program
        steps:
          - { at: "2024-09-02T09:00:00+08:00", from: platform, send: a.json, message: m1, gives: { case: "41080020240902000001" } }
          - { expect: order, to: water, item: water, file: order.json }
        """

    /// Runs every story of a folder and gives what was not reached, one line each.
    private func unreached(_ folder: ToyFolder) throws -> (summary: String, lines: [String]) {
        let suite = try ExampleSuite(folder: folder.path)
        for name in suite.names {
            let report = suite.run(name)
            #expect(report.isGreen, "\(report)")
        }
        let coverage = suite.coverage
        let lines = coverage.entries.filter { !$0.isReached }.map {
            "\($0.span): \($0.kind) \($0.text): \($0.lacks.joined(separator: ", "))"
        }
        let limits = coverage.limits.map {
            "\($0.id) \($0.hasStarted) \($0.hasWarned) \($0.wasOverdue)"
        }
        return (coverage.summary, lines + limits)
    }

    @Test func oneStoryReachesALittle() throws {
        let (summary, lines) = try unreached(try ToyFolder.story(Self.first))
        #expect(summary == "reached 6 of 15 map leaves, 2 of 7 codes, 2 of 10 rules")
        #expect(
            lines == [
                "toy/program/application.map.yaml:5:10: leaf /phone: input.?dh: never gave a value",
                "toy/program/outcome.map.yaml:1:13: leaf /jg: outcome.overall: never gave a value",
                "toy/program/program.yaml:30:20: leaf /limit: limit.id: never gave a value",
                "toy/program/program.yaml:30:37: leaf /level: limit.level: never gave a value",
                "toy/program/program.yaml:35:20: leaf /state: change.state: never gave a value",
                "toy/program/rejection.map.yaml:1:14: leaf /cw: problems.map(p, p.say): never gave a value",
                "toy/water/order.map.yaml:5:10: leaf /phone: app.?phone: never gave a value",
                "toy/water/reply.map.yaml:2:9: leaf /item: input.no: never gave a value",
                "toy/water/reply.map.yaml:3:10: leaf /state: decode('state', input.state): never gave a value",
                "toy/program/contract.yaml:6:20: code kind.CLOSE: never written nor read",
                "toy/water/contract.yaml:6:21: code kind.CLOSE: never written nor read",
                "toy/water/contract.yaml:7:12: code state.accepted: never written nor read",
                "toy/water/contract.yaml:7:25: code state.connected: never written nor read",
                "toy/water/contract.yaml:7:39: code state.refused: never written nor read",
                "toy/program/program.yaml:5:13: rule check “名称应填写”: never failed",
                "toy/program/program.yaml:11:11: rule item water, when: never not met",
                "toy/program/program.yaml:13:9: rule item water, mode short: never chosen",
                "toy/program/program.yaml:15:62: rule item closing, when: never met",
                "toy/program/program.yaml:17:5: rule material “执照”: never there",
                "toy/program/program.yaml:27:3: rule notice late: never sent",
                "toy/program/program.yaml:31:3: rule notice done: never sent",
                "toy/program/program.yaml:33:11: rule notice done, when: never met, never not met",
                "accept true false false",
            ]
        )
    }

    @Test func moreStoriesReachTheRest() throws {
        let folder = try ToyFolder.story(
            Self.first + "\n" + """
                  - { wait: "2024-09-03T18:00:00+08:00" }
                  - { expect: notice, notice: late, to: platform, file: warning.json }
                  - { wait: "2024-09-05T09:00:00+08:00" }
                  - { expect: notice, notice: late, to: platform, file: overdue.json }
                  - { at: "2024-09-06T09:00:00+08:00", from: water, send: r1.json, message: r1, gives: { item: water, state: accepted } }
                  - { at: "2024-09-07T09:00:00+08:00", from: water, send: r2.json, message: r2, gives: { item: water, state: connected } }
                  - { expect: notice, notice: done, to: platform, file: done.json }
                  - { expect: outcome, to: platform, file: outcome.json }
                """,
            [
                "warning.json": #"{"limit":"accept","level":"warning"}"#,
                "overdue.json": #"{"limit":"accept","level":"overdue"}"#,
                "r1.json": #"{"no":"4108002024090200000101","state":"A"}"#,
                "r2.json": #"{"no":"4108002024090200000101","state":"C"}"#,
                "done.json": #"{"state":"connected"}"#, "outcome.json": #"{"jg":"ALL_OK"}"#,
            ]
        )
        let other = "toy/program/examples/two"
        try folder.write(
            "\(other)/story.yaml",
            """
            title: 无名不收；销户不建用水子件；有电话走快办
            program: toy/program
            steps:
              - { at: "2024-09-02T09:00:00+08:00", from: platform, send: a.json, message: m1, gives: { rejected: true } }
              - { expect: rejection, to: platform, file: rejection.json }
              - { at: "2024-09-02T09:01:00+08:00", from: platform, send: b.json, message: m2, gives: { case: "41080020240902000002" } }
              - { expect: order, to: water, item: closing, file: closing.json }
              - { at: "2024-09-02T09:02:00+08:00", from: platform, send: c.json, message: m3, gives: { case: "41080020240902000003" } }
              - { expect: order, to: water, item: water, file: short.json }
              - { at: "2024-09-02T09:03:00+08:00", from: water, send: d.json, message: m4, gives: { item: water, state: refused } }
              - { expect: outcome, to: platform, file: refused.json }
            """
        )
        let files = [
            "a.json": #"{"lsh":"1","mc":"无"}"#, "rejection.json": #"{"cw":["名称应填写"]}"#,
            "b.json": #"{"lsh":"2","mc":"乙","zl":"销户"}"#,
            "closing.json": #"{"no":"4108002024090200000202","name":"乙","kind":"2"}"#,
            "c.json": #"{"lsh":"3","mc":"丙","dh":"139"}"#,
            "short.json": #"{"no":"4108002024090200000301","name":"丙","phone":"139"}"#,
            "d.json": #"{"no":"4108002024090200000301","state":"R"}"#,
            "refused.json": #"{"jg":"REFUSED"}"#,
        ]
        for (file, text) in files { try folder.write("\(other)/\(file)", text) }
        let (summary, lines) = try unreached(folder)
        #expect(summary == "reached 15 of 15 map leaves, 7 of 7 codes, 9 of 10 rules")
        // No map of the toy gives materials.
        #expect(
            lines == [
                "toy/program/program.yaml:17:5: rule material “执照”: never there",
                "accept true true true",
            ]
        )
    }
}
