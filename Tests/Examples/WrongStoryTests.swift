import Examples
import System
import Testing
import Values

/// A story with a mistake, and everything that is said about it.
struct WrongStory: Sendable, CustomStringConvertible {
    var name: String
    var story: String
    /// `code line:column message (hint)`
    var says: [String]

    init(_ name: String, _ story: String, _ says: String...) {
        (self.name, self.story, self.says) = (name, story, says)
    }

    /// The steps of a story that has nothing else to say.
    init(_ name: String, steps: String, _ says: String...) {
        let lines = steps.split(separator: "\n").map { "  - { \($0) }" }
        self.name = name
        self.says = says
        story = "title: 一\nprogram: toy/program\nsteps:\n" + lines.joined(separator: "\n")
    }

    var description: String { name }
}

@Suite struct WrongStoryTests {
    private static let at = #"at: "2024-09-02T09:00:00+08:00", from: platform, send: a.json"#
    private static let good = #"\#(at), gives: { case: "41080020240902000001" }"#

    static let cases: [WrongStory] = [
        WrongStory(
            "not YAML",
            "title: [",
            "LB1001 2:1 did not find expected node content"
        ),
        WrongStory(
            "not a mapping",
            "[]",
            "LB2302 1:1 a story is a mapping of title, program, region, proves, demo, ignore, secrets, steps, application, table",
            "LB2301 1:1 title is missing",
            "LB2301 1:1 program is missing (a story that only reads messages may name its region instead)",
            "LB2301 1:1 steps is missing"
        ),
        WrongStory(
            "an unknown key and no steps",
            "title: 一\nprogram: toy/program\nstep: []",
            "LB2300 3:1 a story has no key 'step' (did you mean 'steps'?)",
            "LB2301 1:1 steps is missing"
        ),
        WrongStory(
            "an unknown program",
            "title: 一\nprogram: toy/programm\nsteps: [{ wait: \"2024-09-02T09:00:00Z\" }]",
            "LB2308 2:10 there is no program 'toy/programm' (did you mean 'toy/program'?)"
        ),
        WrongStory(
            "an unknown region",
            "title: 一\nregion: toi\nsteps: [{ wait: \"2024-09-02T09:00:00Z\" }]",
            "LB2308 2:9 there is no region 'toi' (did you mean 'toy'?)"
        ),
        WrongStory(
            "program and region",
            "title: 一\nregion: toy\nprogram: toy/program\nsteps: [{ wait: \"2024-09-02T09:00:00Z\" }]",
            "LB2301 2:9 a story names its program or its region, not both"
        ),
        WrongStory(
            "a region alone, and something is sent",
            "title: 一\nregion: toy\nsteps:\n  - { \(good) }",
            "LB2301 4:5 a story that sends names its program, not only toy"
        ),
        WrongStory(
            "lists and mappings",
            "title: [一]\nprogram: toy/program\nignore: late\nsecrets: [x]\nsteps: { wait: 1 }",
            "LB2302 1:8 title is a text",
            "LB2302 3:9 ignore is a list of notices",
            "LB2302 5:8 steps is a list of what happens",
            "LB2302 4:10 secrets maps names to texts"
        ),
        WrongStory(
            "an unknown notice is ignored",
            "title: 一\nprogram: toy/program\nignore: [lat]\nsteps:\n  - { \(good) }",
            "LB2308 3:10 toy/program has no notice 'lat' (did you mean 'late'?)"
        ),
        WrongStory(
            "requirements that no story shows",
            "title: 一\nregion: toy\nproves: [WJ-1, WJ-11, XX-1, WJ-2, WJ-3, [WJ-4]]\nsteps: [{ wait: \"2024-09-02T09:00:00Z\" }]",
            "LB2310 3:16 the register of toy has no 'WJ-11' (did you mean 'WJ-1'?)",
            "LB2310 3:23 the register of toy has no 'XX-1' (see all with: lianban requirements --region toy)",
            "LB2311 3:29 by the register of toy, WJ-2 is no message",
            "LB2311 3:35 by the register of toy, WJ-3 is shown by 'lianban cases list'",
            "LB2302 3:41 a requirement is a text"
        ),
        WrongStory(
            "proves is a text",
            "title: 一\nregion: toy\nproves: WJ-1\nsteps: [{ wait: \"2024-09-02T09:00:00Z\" }]",
            "LB2302 3:9 proves is a list of requirements"
        ),
        WrongStory(
            "a step that is none",
            steps: "\(good)\nexpcet: order, to: water\n\(at), expect: order",
            "LB2306 5:5 a step has one of send, read, wait, expect (did you mean 'expect'?)",
            "LB2306 6:5 a step has one of send and expect, not both"
        ),
        WrongStory(
            "an expectation at the beginning",
            steps: "expect: order, to: water, file: order.json\n\(good)",
            "LB2306 4:5 nothing goes out before something has come in"
        ),
        WrongStory(
            "no time",
            steps:
                #"at: "2024-09-31T09:00:00+08:00", from: platform, send: a.json, gives: { rejected: true }"#
                + "\nexpect: order, to: water, file: order.json",
            #"LB2303 4:11 '2024-09-31T09:00:00+08:00' is no time (a time is written "2024-09-02T09:00:00+08:00")"#
        ),
        WrongStory(
            "back in time",
            steps: "\(good)\nwait: \"2024-09-01T09:00:00+08:00\"",
            "LB2303 5:13 this is earlier than the step before, which is at 2024-09-02T09:00:00+08:00"
        ),
        WrongStory(
            "files",
            steps:
                #"at: "2024-09-02T09:00:00+08:00", from: platform, send: b.json, gives: { rejected: true }"#
                + "\nexpect: order, to: water, file: ../order.json",
            "LB2305 4:62 there is no file b.json beside the story",
            "LB2305 5:39 '../order.json' is no file of the story's folder"
        ),
        WrongStory(
            "names of the contracts",
            steps:
                #"at: "2024-09-02T09:00:00+08:00", from: platfrom, send: a.json, gives: { item: watr, state: conected }"#
                + "\nexpect: oder, to: watr, item: watter, notice: dun, file: order.json",
            "LB2308 4:46 toy has no party 'platfrom' (did you mean 'platform'?)",
            "LB2308 4:85 toy/program has no item 'watr' (did you mean 'water'?)",
            "LB2308 4:98 'conected' is not a state (did you mean 'connected'?)",
            "LB2304 5:15 nothing goes out that is called 'oder' (did you mean 'order'?)",
            "LB2308 5:25 toy has no party 'watr' (did you mean 'water'?)",
            "LB2308 5:37 toy/program has no item 'watter' (did you mean 'water'?)",
            "LB2308 5:53 toy/program has no notice 'dun' (known are late, done)"
        ),
        WrongStory(
            "gives",
            steps: """
                \(at)
                \(at), gives: { rejected: false }
                \(at), gives: { item: water }
                \(at), gives: { case: "1", rejected: true }
                \(at), gives: { rejceted: true }
                """,
            "LB2301 4:5 gives is missing: what becomes of the message",
            "LB2302 5:89 rejected is true",
            "LB2307 6:77 gives is one of { case }, { item, state }, { rejected: true }, { duplicate: true }, { parked: true }, { waiting: true }",
            "LB2307 7:77 gives is one of { case }, { item, state }, { rejected: true }, { duplicate: true }, { parked: true }, { waiting: true }",
            "LB2300 8:79 gives has no key 'rejceted' (did you mean 'rejected'?)"
        ),
        WrongStory(
            "a reading without a result",
            steps: #"at: "2024-09-02T09:00:00+08:00", from: water, read: a.json"#,
            "LB2307 4:5 a step that reads has gives, the file of what the message means, or refused, the places of its faults"
        ),
        WrongStory(
            "an expectation without anything",
            steps: "\(good)\nexpect: order",
            "LB2301 5:5 to is missing: the party that gets it",
            "LB2301 5:5 file is missing"
        ),
    ]

    @Test func aRegionWithoutARegisterIsTold() throws {
        let story =
            "title: 一\nregion: toy\nproves: [WJ-1]\nsteps: [{ wait: \"2024-09-02T09:00:00Z\" }]"
        let folder = try ToyFolder.story(story)
        try File.remove("\(folder.path)/toy/requirements.yaml")
        let faults = try ExampleSuite(folder: folder.path).run(ToyFolder.one).faults
        #expect(faults.map(\.code) == ["LB2310"])
        #expect(faults.first?.message == "toy has no register of requirements")
        #expect(faults.first?.hint == "write toy/requirements.yaml")
    }

    @Test(arguments: cases) func isTold(_ wrong: WrongStory) throws {
        let folder = try ToyFolder.story(wrong.story)
        let report = try ExampleSuite(folder: folder.path).run(ToyFolder.one)
        let says = report.faults.map { fault in
            "\(fault.code) \(fault.span.line):\(fault.span.column) \(fault.message)"
                + (fault.hint.map { " (\($0))" } ?? "")
        }
        #expect(says == wrong.says)
        #expect(report.faults.allSatisfy { $0.span.file == "\(ToyFolder.one)/story.yaml" })
        #expect(report.failures.isEmpty && !report.isGreen)
    }
}
