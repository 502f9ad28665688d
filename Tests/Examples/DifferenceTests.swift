import Examples
import Testing
import Values

/// What is said about steps of the toy that do not go as told.
@Suite struct DifferenceTests {
    private static let send =
        #"{ at: "2024-09-02T09:00:00+08:00", from: platform, send: a.json, message: m1, gives: { case: "41080020240902000001" } }"#
    private static let order = "{ expect: order, to: water, item: water, file: order.json }"

    private func run(_ steps: [String], _ files: [String: String] = [:]) throws -> StoryReport {
        let story =
            "title: 一\nprogram: toy/program\nsteps:\n"
            + steps.map { "  - \($0)\n" }.joined()
        let folder = try ToyFolder.story(story, files)
        let report = try ExampleSuite(folder: folder.path).run(ToyFolder.one)
        #expect(report.faults.isEmpty)
        return report
    }

    /// `line kind: message | expected | found | notes`
    private func words(_ report: StoryReport) -> [String] {
        report.failures.map { failure in
            var words = ["\(failure.span.line) \(failure.kind.rawValue): \(failure.message)"]
            words += [failure.expected, failure.found].compactMap { $0 } + failure.notes
            return words.joined(separator: " | ")
        }
    }

    @Test func somethingElseBecomesOfAMessage() throws {
        let report = try run(
            [
                #"{ at: "2024-09-02T09:00:00+08:00", from: platform, send: bad.json, gives: { case: "1" } }"#,
                "{ expect: rejection, to: platform, file: rejection.json }",
                Self.send, Self.order,
                #"{ at: "2024-09-03T09:00:00+08:00", from: water, send: r.json, message: r1, gives: { item: closing, state: connected } }"#,
                #"{ at: "2024-09-04T09:00:00+08:00", from: water, send: r2.json, message: r2, gives: { parked: true } }"#,
            ],
            [
                "bad.json": #"{"lsh":"1"}"#, "rejection.json": #"{"cw":["名称：必填"]}"#,
                "r.json": #"{"no":"4108002024090200000101","state":"A"}"#,
                "r2.json": #"{"no":"4108002024090200000901","state":"A"}"#,
            ]
        )
        #expect(
            words(report) == [
                "4 gives: bad.json from platform | applied to case 1 | rejected | /mc: missing: 名称：必填",
                "8 gives: r.json from water | state connected of item closing | state accepted of item water",
                "9 gives: r2.json from water | parked | waiting for case|41080020240902000009",
            ]
        )
    }

    @Test func aMessageIsMissingAndAnotherIsNotExpected() throws {
        let report = try run(
            [Self.send, "{ expect: notice, notice: done, to: water, file: order.json }"]
        )
        #expect(
            words(report) == [
                "5 missing: no notice done to water went out | the nearest that went out: order water to water",
                #"4 unexpected: order water to water went out, and no step expects it | {"no":"4108002024090200000101","name":"甲","kind":"1"} | to expect it, add the step: - { expect: order, to: water, item: water, file: water.order.json, message: "f5070e3f4e41a1f66ce65631900a25f0" }"#,
            ]
        )
        let late = try run([
            Self.send, Self.order, "{ expect: outcome, to: platform, file: o.json }",
        ])
        #expect(
            words(late) == [
                "6 missing: no outcome to platform went out | nothing went out that another step does not expect"
            ]
        )
    }

    @Test func aMessageHasAnotherIdOrHeader() throws {
        let report = try run([
            Self.send,
            "{ expect: order, to: water, item: water, file: order.json, message: abc, headers: { x-lianban-case: \"1\", X-Sign: s } }",
        ])
        #expect(
            words(report) == [
                "5 message-id: order water to water has another message-id | abc | f5070e3f4e41a1f66ce65631900a25f0",
                "5 header: order water to water has another header x-lianban-case | 1 | 41080020240902000001",
                "5 header: order water to water has another header X-Sign | s | no such header",
            ]
        )
    }

    @Test func fieldsOfAMessageDiffer() throws {
        let report = try run(
            [Self.send, Self.order],
            ["order.json": #"{"no":"4108002024090200000101","name":"乙","phone":"139"}"#]
        )
        #expect(words(report) == ["5 content: order water to water is not what order.json holds"])
        let difference = try #require(report.failures.first?.difference)
        let fields = difference.fields.map {
            "\($0.pointer) \($0.title ?? "") \($0.expected ?? "–") \($0.found ?? "–")"
        }
        #expect(fields == [#"/name 名称 "乙" "甲""#, #"/phone 电话 "139" –"#, #"/kind 业务类型 – "1""#])
        let bytes = difference.bytes
        #expect(bytes.offset == 39)
        #expect((bytes.expected.at, bytes.found.at) == ("乙", "甲"))
        #expect(bytes.expected.before == #"…24090200000101","name":""#)
        #expect(bytes.found.after == #"","kind":"1"}"#)
        #expect(bytes.found.bytes == "E7 94 B2 22 2C 22 6B 69")
        #expect(difference.lines.isEmpty && difference.problems.isEmpty)
    }

    @Test func whatCannotBeReadIsShownAsBytes() throws {
        let report = try run([Self.send, Self.order], ["order.json": "{\"no\":\u{1}"])
        let difference = try #require(report.failures.first?.difference)
        #expect(difference.fields.isEmpty)
        #expect(difference.problems.count == 1)
        #expect(
            difference.problems.first?.hasPrefix("the expected file cannot be read at ") == true
        )
        #expect(difference.bytes.expected.at == "␁")
        #expect(difference.bytes.found.at == "\"")
        let empty = try run([Self.send, Self.order], ["order.json": ""])
        #expect(empty.failures.first?.difference?.bytes.offset == 0)
        #expect(empty.failures.first?.difference?.bytes.expected.at == "")
    }

    @Test func theLinesOfAPrettyTextDiffer() throws {
        let reading =
            #"{ at: "2024-09-02T09:00:00+08:00", from: water, read: r.json, gives: means.json }"#
        let sample = #"{"no":"4108002024090200000101","state":"A"}"#
        let right = "{\n  \"item\": \"4108002024090200000101\",\n  \"state\": \"accepted\"\n}\n"
        let files = ["r.json": sample, "means.json": right]
        #expect(try run([reading], files).isGreen)
        let wrong = right.replacing("accepted", with: "connected")
        let report = try run([reading], ["r.json": sample, "means.json": wrong])
        #expect(
            words(report) == ["4 content: r.json from water does not mean what means.json holds"]
        )
        let lines = try #require(report.failures.first?.difference).lines
        #expect(
            lines.map { "\($0.kind.rawValue)\($0.text)" } == [
                " {", #"   "item": "4108002024090200000101","#, #"-  "state": "connected""#,
                #"+  "state": "accepted""#, " }",
            ]
        )
        // A line end alone makes no line.
        let short = try run([reading], ["r.json": sample, "means.json": String(right.dropLast())])
        #expect(short.failures.first?.difference?.lines == [])
        #expect(short.failures.first?.difference?.bytes.found.at == "␊")
    }

    @Test func aSampleIsRefusedOrNot() throws {
        let files = [
            "good.json": #"{"no":"1","state":"A"}"#, "bad.json": #"{"nr":"1","state":"X"}"#,
        ]
        func reading(_ file: String, _ places: String) -> String {
            #"{ at: "2024-09-02T09:00:00+08:00", from: water, read: \#(file), refused: \#(places) }"#
        }
        #expect(try run([reading("bad.json", "[/no, /state, /nr]")], files).isGreen)
        let report = try run(
            [
                reading("good.json", "/state"), reading("bad.json", "/state"),
                #"{ at: "2024-09-02T09:00:00+08:00", from: water, read: bad.json, gives: x.json }"#,
            ],
            files
        )
        let why =
            "/no: missing: 编号：必填 | /state: enum: 状态：应为下列之一：A、C、R，实为“X” | /nr: extra: nr：不允许的字段"
        #expect(
            words(report) == [
                "4 gives: good.json from water | refused at /state | read",
                "5 gives: bad.json from water | refused at /state | refused at /no, /state, /nr | \(why)",
                "6 gives: bad.json from water | read | refused at the stage validate | \(why)",
            ]
        )
    }
}
