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

    /// A party that handles items may submit as well: what it submits, and what it answers, are told apart, and the
    /// outcome goes back to it.
    @Test func aPartyThatHandlesItemsSubmits() throws {
        let report = try run(
            """
            at: "2024-09-02T09:00:00+08:00", from: water, send: a.json, message: m1, gives: { case: "41080020240902000001" }
            expect: order, to: water, item: water, file: order.json
            at: "2024-09-02T10:00:00+08:00", from: platform, send: a.json, message: m1, gives: { case: "41080020240902000002" }
            expect: order, to: water, item: water, file: order-2.json
            at: "2024-09-03T09:00:00+08:00", from: water, send: r.json, message: r1, gives: { item: water, state: connected }
            expect: notice, notice: done, to: water, file: done.json
            expect: outcome, to: water, file: outcome.json
            at: "2024-09-03T10:00:00+08:00", from: water, send: bad.json, message: m0, gives: { rejected: true }
            expect: rejection, to: water, file: rejection.json
            """,
            [
                "a.json": #"{"bwlx":"SB","lsh":"1","mc":"甲","zl":"新装"}"#,
                "bad.json": #"{"bwlx":"SB","lsh":"2","mc":"无"}"#,
                "rejection.json": #"{"cw":["名称应填写"]}"#,
                "order-2.json": #"{"no":"4108002024090200000201","name":"甲","kind":"1"}"#,
                "r.json": #"{"no":"4108002024090200000101","state":"C"}"#,
                "done.json": #"{"zt":"connected"}"#, "outcome.json": #"{"jg":"ALL_OK"}"#,
                "../../done.schema.json":
                    #"{ "type": "object", "properties": { "zt": { "type": "string" } } }"#,
                "../../done.map.yaml": "body: { zt: notice.state }",
            ],
            changing: [
                (Self.program, "from: [platform]", "from: [platform, water]"),
                ("toy/program/contract.yaml", "rejection]", "rejection, done]"),
            ] + Self.marked + [
                (
                    Self.program, "when: change.state == 'connected'\n    to: [platform]",
                    "when: change.state == 'connected'\n    to: \"[case.intake]\""
                )
            ]
        )
        #expect(report.isGreen, "\(report)")
    }

    /// Applications bear a mark, by which they are told from what else the party sends.
    private static let marked = [
        (
            file: "toy/program/application.schema.json", old: #""required": ["lsh", "mc"],"#,
            new: #""required": ["bwlx", "lsh", "mc"],"#
        ),
        (
            file: "toy/program/application.schema.json", old: #""properties": {"#,
            new: #""properties": { "bwlx": { "const": "SB" },"#
        ),
    ]

    /// What an update changes about one item is read by the orders of others: those that went go again, once, and those
    /// that go with the update read it already.
    @Test func anotherItemsModeSendsAnOrderAgain() throws {
        let report = try run(
            """
            \(Self.opened)
            expect: order, to: water, item: water, file: first.json
            expect: order, to: gas, item: pipe, file: pipe.json
            at: "2024-09-03T09:00:00+08:00", from: platform, send: update.json, message: m2, gives: { case: "41080020240902000001" }
            expect: order, to: water, item: water, file: order-2.json
            expect: order, to: gas, item: pipe, file: pipe-2.json
            expect: order, to: gas, item: meter, file: pipe-2.json
            at: "2024-09-04T09:00:00+08:00", from: platform, send: again.json, message: m3, gives: { case: "41080020240902000001" }
            """,
            [
                "a.json": #"{"bwlx":"SB","lsh":"1","mc":"甲","zl":"新装"}"#,
                "update.json": #"{"bwlx":"BZ","lsh":"1","dh":"139"}"#,
                "again.json": #"{"bwlx":"BZ","lsh":"1","dh":"139"}"#,
                "order-2.json":
                    #"{"no":"4108002024090200000102","name":"甲","kind":"1","phone":"139"}"#,
                "first.json": #"{"no":"4108002024090200000102","name":"甲","kind":"1"}"#,
                "pipe.json": #"{"mode":"long"}"#, "pipe-2.json": #"{"mode":"short"}"#,
                "../../update.schema.json":
                    #"{ "type": "object", "additionalProperties": false, "required": ["bwlx", "lsh", "dh"], "properties": { "bwlx": { "const": "BZ" }, "lsh": { "type": "string", "minLength": 1 }, "dh": { "type": "string" } } }"#,
                "../../update.map.yaml":
                    "body: { number: input.lsh, kind: \"'supplement'\", merge: { phone: input.dh } }\n",
            ],
            changing: [
                (
                    "toy/region.yaml", "parties:",
                    "parties:\n  gas: { title: 供气公司, kind: utility, contract: canonical }"
                ),
                ("toy/program/contract.yaml", "rejection]", "rejection, update]"),
                (
                    "toy/program/application.schema.json",
                    #"["lsh", "mc"],"#,
                    #"["bwlx", "lsh", "mc"],"#
                ),
                (
                    "toy/program/application.schema.json", #""properties": {"#,
                    #""properties": { "bwlx": { "const": "SB" },"#
                ),
                // Before the item that it reads, and after it.
                (
                    Self.program, "items:",
                    "items:\n  pipe: { title: 管道, group: joint, party: gas, body: { mode: items.water.?mode } }"
                ),
                (
                    Self.program, "materials:",
                    "  meter: { title: 表具, group: joint, party: gas, when: has(app.phone), body: { mode: items.water.?mode } }\nmaterials:"
                ),
            ],
            ignore: "[late]"
        )
        #expect(report.isGreen, "\(report)")
    }

    private static let second = [
        "toy/line/program.yaml": """
        program: toy/line
        title: 外线
        intake: { from: [platform] }
        items:
          water: { title: 外线, group: services, party: water }
        late-reply: amend

        """,
        "toy/line/contract.yaml": """
        contract: toy/line
        title: 受理系统
        format: json
        charset: UTF-8
        messages: [application, update, outcome, rejection]

        """,
        "toy/line/application.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["bwlx", "lsh", "mc"],
          "properties": {
            "bwlx": { "const": "WX" }, "lsh": { "type": "string", "minLength": 1 }, "mc": { "type": "string" }
          }
        }
        """#,
        "toy/line/application.map.yaml": "body: { number: input.lsh, name: input.mc }\n",
        "toy/line/update.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["bwlx", "lsh"],
          "properties": { "bwlx": { "const": "WXGX" }, "lsh": { "type": "string", "minLength": 1 } }
        }
        """#,
        "toy/line/update.map.yaml": "body: { number: input.lsh, kind: \"'evaluation'\" }\n",
        "toy/line/outcome.schema.json":
            #"{ "type": "object", "properties": { "wxjg": { "type": "string" } } }"#,
        "toy/line/outcome.map.yaml": "body: { wxjg: outcome.overall }\n",
        "toy/line/rejection.schema.json":
            #"{ "type": "object", "properties": { "wxcw": { "type": "array", "items": { "type": "string" } } } }"#,
        "toy/line/rejection.map.yaml": "body: { wxcw: \"problems.map(p, p.say)\" }\n",
    ]

    /// Two programs of one party: each message finds its own, and each answer is in its own form.
    @Test func onePartySubmitsToSeveralPrograms() throws {
        var files = [
            "a.json": #"{"bwlx":"SB","lsh":"1","mc":"甲","zl":"新装"}"#,
            "b.json": #"{"bwlx":"WX","lsh":"2","mc":"乙"}"#, "c.json": #"{"bwlx":"WX","lsh":"3"}"#,
            "d.json": #"{"bwlx":"WXGX","lsh":"1"}"#,
            "order-2.json": #"{"no":"4108002024090200000201","name":"乙"}"#,
            "rejection.json": #"{"wxcw":["mc：必填"]}"#,
            "other.json":
                #"{"wxcw":["该申报流水号的办件 41080020240902000001 不属于《外线》，请按其所属事项的报文发送"]}"#,
            "r.json": #"{"no":"4108002024090200000201","state":"C"}"#,
            "outcome.json": #"{"wxjg":"ALL_OK"}"#,
        ]
        for (path, text) in Self.second { files["../../../\(path.dropFirst(4))"] = text }
        let report = try run(
            """
            \(Self.opened)
            \(Self.ordered)
            at: "2024-09-02T09:10:00+08:00", from: platform, send: b.json, message: m2, gives: { case: "41080020240902000002" }
            expect: order, to: water, item: water, file: order-2.json
            at: "2024-09-02T09:20:00+08:00", from: platform, send: c.json, message: m3, gives: { rejected: true }
            expect: rejection, to: platform, file: rejection.json
            at: "2024-09-02T09:30:00+08:00", from: platform, send: d.json, message: m4, gives: { rejected: true }
            expect: rejection, to: platform, file: other.json
            at: "2024-09-03T09:00:00+08:00", from: water, send: r.json, message: r1, gives: { item: water, state: connected }
            expect: outcome, to: platform, file: outcome.json
            """,
            files,
            changing: Self.marked
        )
        #expect(report.isGreen, "\(report)")
    }

    /// Time passes: a clock of the case, one that ends with its day, one without a limit, a warning, and a pause.
    @Test func limitsGoWithTheTime() throws {
        let report = try run(
            """
            \(Self.opened)
            \(Self.ordered)
            wait: "2024-09-02T17:59:00+08:00"
            wait: "2024-09-02T18:00:00+08:00"
            expect: notice, notice: late, to: platform, file: today.json
            at: "2024-09-03T10:00:00+08:00", from: water, send: s.json, message: r1, gives: { item: water, state: supplementing }
            wait: "2024-09-10T09:00:00+08:00"
            at: "2024-09-10T10:00:00+08:00", from: water, send: t.json, message: r2, gives: { item: water, state: supplemented }
            wait: "2024-09-11T08:30:00+08:00"
            wait: "2024-09-11T18:00:00+08:00"
            expect: notice, notice: late, to: platform, file: warning.json
            wait: "2024-09-12T17:59:00+08:00"
            wait: "2024-09-12T18:00:00+08:00"
            expect: notice, notice: late, to: platform, file: overdue.json
            at: "2024-09-13T10:00:00+08:00", from: water, send: c.json, message: r3, gives: { item: water, state: connected }
            expect: notice, notice: done, to: platform, file: done.json
            expect: outcome, to: platform, file: outcome.json
            wait: "2024-12-02T18:00:00+08:00"
            """,
            [
                "s.json": #"{"no":"4108002024090200000101","state":"S"}"#,
                "t.json": #"{"no":"4108002024090200000101","state":"T"}"#,
                "c.json": #"{"no":"4108002024090200000101","state":"C"}"#,
                "today.json": #"{"limit":"today","level":"overdue"}"#,
                "warning.json": #"{"limit":"whole","level":"warning"}"#,
                "overdue.json": #"{"limit":"whole","level":"overdue"}"#,
                "done.json": #"{"state":"connected"}"#, "outcome.json": #"{"jg":"ALL_OK"}"#,
            ],
            changing: [
                (
                    "toy/water/contract.yaml", "refused: R",
                    "refused: R, supplementing: S, supplemented: T"
                ), ("toy/water/reply.schema.json", #""R"]"#, #""R", "S", "T"]"#),
                (
                    Self.program,
                    """
                      accept:
                        title: 受理
                        for: [water]
                        from: ordered
                        until: accepted
                        within: workdays(2)
                        warn: 0.5
                    """,
                    """
                      whole: { title: 全程, from: case.acceptedAt, until: case.?closedAt, within: workdays(3), warn: 0.5 }
                      today: { title: 当日受理, for: [water], from: ordered, until: accepted, within: workdays(0) }
                      open: { title: 未定, for: [water], from: ordered, until: ended, within: unstated('通知未定'), warn: 0.5 }
                    """
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
