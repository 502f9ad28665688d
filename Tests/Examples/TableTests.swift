import Examples
import Testing
import Values

/// Stories that are a table: many small cases from one application.
@Suite struct TableTests {
    private static let application =
        #"application: { at: "2024-09-02T09:00:00+08:00", from: platform, send: a.json }"#

    private static func story(_ rows: String, _ head: String = application) -> String {
        let lines = rows.split(separator: "\n").map { "  - { \($0) }\n" }.joined()
        return "title: 一张表\nprogram: toy/program\nproves: [WJ-1]\n\(head)\ntable:\n" + lines
    }

    private static func report(_ story: String, csv: String = "") throws -> StoryReport {
        let folder = try ToyFolder.story(story, ["rows.csv": csv])
        return try ExampleSuite(folder: folder.path).run(ToyFolder.one)
    }

    private static func says(_ report: StoryReport) -> [String] {
        report.faults.map { fault in
            let file = fault.span.file.split(separator: "/").last ?? ""
            return "\(fault.code) \(file):\(fault.span.line):\(fault.span.column) \(fault.message)"
                + (fault.hint.map { " (\($0))" } ?? "")
        }
    }

    // MARK: What holds

    @Test func rowsThatHold() throws {
        let report = try Self.report(
            Self.story(
                """
                title: 无电话, modes: { water: long }, reasons: { water: [有电话] }, items: [water]
                title: 有电话, merge: { dh: "1" }, modes: { water: short }, reasons: { water: [] }, items: { water: ordered, closing: skipped }
                title: 销户, merge: { zl: 销户 }, modes: {}, items: [closing]
                title: 没有种类, merge: { zl: ~ }, items: [water]
                title: 名称为无, merge: { mc: 无 }, rejected: [/mc]
                title: 没有名称, merge: { mc: ~, x: 1 }, rejected: [/mc, /x]
                """
            )
        )
        #expect(report.isGreen, "\(report)")
        #expect(report.rowCount == 6 && report.stepCount == 0)
    }

    private static let columns =
        "columns: { 情形: title, 电话: /dh, 种类: { 新: { merge: { zl: 新装 } }, 销: { merge: { zl: 销户 } } }, 用水: modes.water, 原因: reasons.water, 子件: items, 退回: rejected, 销户: items.closing }"

    private static let sheet = """
        情形,电话,种类,用水,原因,子件,退回,销户
        无电话,,新,long,有电话,water,,skipped
        "有电话,
        写在两行",一,新,short,,water,,
        销户,,销,,,closing,,ordered
        不是文字,1,新,,,,/dh,
        """

    @Test(arguments: ["\n", "\r\n"]) func aSheetThatHolds(_ end: String) throws {
        let story = Self.story("rows: rows.csv, \(Self.columns)")
        let csv = "\u{FEFF}" + Self.sheet.replacing("\n", with: end) + end + ",,,,,,,"
        let report = try Self.report(story, csv: csv)
        #expect(report.isGreen, "\(report)")
        #expect(report.rowCount == 4)
    }

    @Test func rowsCountForCoverage() throws {
        let rows =
            "title: 一, modes: { water: long }\ntitle: 二, merge: { dh: 二 }, modes: { water: short }"
        let folder = try ToyFolder.story(Self.story(rows))
        let suite = try ExampleSuite(folder: folder.path)
        let proofs = suite.proofs()
        let register = try #require(proofs.requirements.first)
        #expect(proofs.missing(in: register) == ["WJ-4"])
        #expect(suite.run(ToyFolder.one).isGreen)
        let entries = suite.coverage.entries
        for text in ["item water, mode short", "item water, mode long", "/phone: app.?phone"] {
            #expect(entries.first { $0.text == text }?.isReached == true, "\(text)")
        }
        #expect(entries.first { $0.text == "kind.CLOSE" }?.isReached == false)
    }

    // MARK: What does not

    /// A row, and what is printed of it: `line: expected | came | notes`.
    static let failing: [(row: String, says: [String])] = [
        (
            "title: 一, modes: { water: short }",
            ["6: water short | water long | water is ordered, 有电话"]
        ),
        (
            "title: 一, modes: {}",
            ["6: water without a mode | water long | water is ordered, 有电话"]
        ),
        (
            "title: 一, merge: { zl: 销户 }, modes: { water: long }",
            ["6: water long | water without a mode | water is skipped"]
        ),
        (
            "title: 一, reasons: { water: [] }, items: { water: pending }",
            [
                "6: water without a reason | water because: 有电话 | ",
                "6: water pending | water ordered | ",
            ]
        ),
        ("title: 一, items: [closing]", ["6: the items closing | the items water | "]),
        ("title: 一, rejected: [/mc]", ["6: rejected at /mc | applied | "]),
        (
            "title: 一, merge: { mc: 无 }, rejected: [/zl]",
            ["6: rejected at /zl | rejected at /mc | /mc: check: 名称应填写 — 无"]
        ),
        (
            "title: 一, merge: { mc: 无 }, modes: {}",
            ["6: a case | rejected | /mc: check: 名称应填写 — 无"]
        ),
    ]

    @Test(arguments: failing) func aRowThatFails(_ row: String, _ says: [String]) throws {
        let report = try Self.report(Self.story(row))
        #expect(report.faults.isEmpty)
        let found = report.failures.map { failure in
            let notes = failure.notes.joined(separator: ", ")
            return
                "\(failure.span.line): \(failure.expected ?? "") | \(failure.found ?? "") | \(notes)"
        }
        #expect(found == says)
        #expect(report.failures.allSatisfy { $0.kind == .row && $0.message == "row “一”" })
    }

    @Test func aRowOfASheetFailsWithItsLine() throws {
        let report = try Self.report(
            Self.story("rows: rows.csv, columns: { 电话: /dh, 用水: modes.water }"),
            csv: "电话,用水\n,long\n一,long\n"
        )
        #expect(report.failures.map(\.span.description) == ["\(ToyFolder.one)/rows.csv:3:1"])
        #expect(report.failures.map(\.message) == ["row “line 3”"])
    }

    /// An order that its contract cannot write.
    @Test func anOrderThatCannotBeWrittenFailsItsRow() throws {
        let folder = try ToyFolder.story(
            Self.story(
                "title: 一, modes: { water: long }\ntitle: 二, merge: { mc: 乙 }, modes: { water: long }"
            )
        )
        let schema = "toy/water/order.schema.json"
        let old = #""title": "名称", "type": "string""#
        try folder.write(
            schema,
            try folder.text(schema).replacing(old, with: old + #", "pattern": "^甲$""#)
        )
        // The checker would find it before.
        let map = "toy/water/order.map.yaml"
        try folder.write(map, try folder.text(map).replacing("app.name", with: "dyn(app.name)"))
        let report = try ExampleSuite(folder: folder.path).run(ToyFolder.one)
        #expect(report.failures.map(\.message) == ["row “二”"])
        #expect(report.failures.map(\.found) == ["parked"])
    }

    // MARK: Wrong tables

    static let wrong: [(name: String, story: String, csv: String, says: [String])] = [
        (
            "no application", story("title: 一, modes: {}", "secrets: {}"), "",
            ["LB2301 story.yaml:1:1 application is missing: what the rows of the table change"]
        ),
        (
            "steps and a table",
            story("title: 一, modes: {}", application + "\nsteps: []"), "",
            ["LB2312 story.yaml:5:8 a story has steps or a table, not both"]
        ),
        (
            "an application alone",
            "title: 一\nprogram: toy/program\nsteps: [{ wait: \"2024-09-02T09:00:00Z\" }]\n"
                + application, "",
            ["LB2312 story.yaml:4:14 an application of a story without a table"]
        ),
        (
            "an application that is no JSON",
            story("title: 一, modes: {}", application.replacing("a.json", with: "rows.csv")), "x",
            ["LB2312 story.yaml:4:71 rows.csv is no JSON object, which rows can change"]
        ),
        (
            "rows",
            story(
                """
                title: 一
                modes: {}
                title: 一, rejected: [/mc], modes: {}
                title: 一, modes: { watr: long, water: lang }
                title: 一, items: { water: orderd }, merge: 1
                title: 一, items: [watr], mode: {}
                """
            ), "",
            [
                "LB2312 story.yaml:6:5 a row says what is decided: modes, items or rejected",
                "LB2301 story.yaml:7:5 title is missing",
                "LB2312 story.yaml:8:5 a row that is rejected decides nothing: no modes, reasons or items",
                "LB2308 story.yaml:9:26 toy/program has no item 'watr' (did you mean 'water'?)",
                "LB2308 story.yaml:9:45 'water' has no mode 'lang' (did you mean 'long'?)",
                "LB2302 story.yaml:10:50 merge is a mapping of what is changed",
                "LB2308 story.yaml:10:33 'orderd' is not a state (did you mean 'ordered'?)",
                "LB2300 story.yaml:11:32 a row has no key 'mode' (did you mean 'modes'?)",
                "LB2308 story.yaml:11:25 toy/program has no item 'watr' (did you mean 'water'?)",
            ]
        ),
        (
            "columns",
            story(
                "rows: rows.csv, columns: { 甲: mode.water, 乙: modes.watr, 丙: /dh, 丁: { 有: { dh: 1 } } }"
            ),
            "甲,乙,丙,戊\n,,,\n一,,,\n",
            [
                "LB2313 story.yaml:6:37 nothing of a row is called 'mode.water' (a column is a place such as /a/b, modes.<item>, reasons.<item>, items.<item>, items, rejected, title, or what each of its words says)",
                "LB2308 story.yaml:6:52 toy/program has no item 'watr' (did you mean 'water'?)",
                "LB2300 story.yaml:6:82 what a cell says has no key 'dh' (known are merge, modes, reasons, items, rejected)",
            ]
        ),
        (
            "heads",
            story("rows: rows.csv, columns: { 丙: /dh, 丁: title, 用水: modes.water }"),
            "甲,丙,用水\n,,\n一,,\n",
            [
                "LB2313 rows.csv:1:1 columns does not say what '甲' is (known are 丁, 丙, 用水)",
                "LB2313 story.yaml:6:13 the file has no column '丁'",
            ]
        ),
        (
            "cells",
            story("rows: rows.csv, columns: { 种类: { 新: {} }, 用水: modes.water }"),
            "种类,用水\n新,lang\n旧,\n新\n",
            [
                "LB2308 rows.csv:2:3 'water' has no mode 'lang' (did you mean 'long'?)",
                "LB2313 rows.csv:3:1 columns does not say what '旧' means here (known are 新)",
                "LB2313 rows.csv:4:1 this row has 1 cells, and the head has 2",
            ]
        ),
        (
            "a head alone",
            story("rows: rows.csv, columns: { 用水: modes.water }"), "用水\n",
            ["LB2313 story.yaml:6:13 rows.csv has no rows below its head"]
        ),
        (
            "a quote",
            story("rows: rows.csv, columns: { 用水: modes.water }"), "用水\n一\"\n",
            ["LB2313 rows.csv:2:2 a quote stands inside a cell that does not begin with one"]
        ),
        (
            "neither columns nor a file",
            story("rows: row.csv"), "",
            [
                "LB2301 story.yaml:6:5 columns is missing: what each column of the file says",
                "LB2305 story.yaml:6:13 there is no file row.csv beside the story",
            ]
        ),
    ]

    @Test(arguments: wrong.indices) func isTold(_ at: Int) throws {
        let its = Self.wrong[at]
        let says = Self.says(try Self.report(its.story, csv: its.csv))
        #expect(says == its.says, "\(its.name)")
    }
}
