import Formats
import Testing
import Values

@testable import lianban

/// `report` on a store that the hub's own code has filled.
@Suite struct ReportTests {
    let workspace: Workspace
    private static let number = "41080020240902000001"
    private static let monday = "2024-09-02T12:00:00+08:00"
    private static let later = "2024-09-20T09:00:00+08:00"

    /// One complete application that the water company has accepted, a reply that cannot be read, and a rejection.
    init() throws {
        workspace = try Workspace()
        let applications = "lianban.applications.jiaozuo.platform"
        let replies = "lianban.replies.jiaozuo.water"
        let accepted = try Workspace.example("full-set/water.reply-1.json")
        for (path, id) in [("full-set", "SB-1"), ("five-faults", "SB-2")] {
            let bytes = try Workspace.example("\(path)/application.json")
            try workspace.take(bytes, from: applications, id: id)
        }
        try workspace.take(accepted, from: replies, id: "w-1", after: 8 * 3600)
        try workspace.take(Array("{".utf8), from: replies, id: "w-2", after: 9 * 3600)
        try workspace.confirmAll(but: "gas")
    }

    private func report(
        at now: String = later,
        columns: Int = 100,
        isInteractive: Bool = false,
        _ words: String...
    ) throws -> Printed {
        let printed = Printed()
        let terminal = printed.terminal(isInteractive: isInteractive, columns: columns)
        let isJSON = words.contains("--json")
        let all = ["report"] + words + ["--config", "\(workspace.folder)/lianban.yaml"]
        guard case .run(_, let arguments) = try Parser.parse(all, of: Lianban.program.root) else {
            return printed
        }
        let output = Output(terminal, isJSON: isJSON)
        let now = try #require(Instant(rfc3339: now))
        #expect(try ReportCommand.run(arguments, output, now: now) == .ok)
        return printed
    }

    @Test func printsThePage() throws {
        let text = try report().out
        for part in [
            "1 case, as of 2024-09-20 09:00:00", "Programs\n  焦作市 水电气热网联合报装", "░  0 of 1 closed",
            "全部办结", "均未办成", "Limits 时限", "Parties 参与单位", "焦作市供水公司", "6 h 10 min", "Overdue 逾期清单",
            "Overdue 逾期清单\n  \(Self.number)  due 2024-09-09 18:00:00  8 working days late\n",
            "污水排入排水管网许可办理 · 焦作市城市管理局 · 排水许可", "当日不计", "Due today 今日到期\n  nothing",
        ] {
            #expect(text.contains(part), "\(part)\n\(text)")
        }
        for personal in ["䶮昌", "海燕", "1688号", "13839112233"] {
            #expect(!text.contains(personal))
        }
    }

    @Test func theBarsFitTheTerminal() throws {
        for columns in [40, 60, 120] {
            let text = try report(columns: columns, isInteractive: true).out
            let bars = text.split(separator: "\n").filter { $0.contains("░") }
            #expect(bars.count == 1 && bars.allSatisfy { displayWidth($0) <= columns }, "\(text)")
            // The tables too, where there is room for their numbers.
            let tables = text.lines(before: "Overdue")
            #expect(columns < 120 || tables.allSatisfy { displayWidth($0) <= columns }, "\(text)")
        }
    }

    @Test func programsReadJSON() throws {
        let report = try JSON.decode(Array(try report("--json").out.utf8))
        let program = try #require(report["programs"]?[0])
        #expect(report["programs"]?.array?.count == 1)
        #expect(program["regionTitle"] == "焦作市" && program["program"] == "jiaozuo/installation")
        #expect(program["received"] == 1 && program["open"] == 1 && program["rejected"] == 1)
        let water = try #require(report["parties"]?.array?.first { $0["party"] == "water" })
        #expect(water["orders"] == 1 && water["answered"] == 1 && water["silent"] == 0)
        #expect(water["firstAnswerMinutes"] == ["count": 1, "median": 370, "longest": 370])
        #expect(water["parked"] == 1)
        let gas = try #require(report["parties"]?.array?.first { $0["party"] == "gas" })
        #expect(gas["answered"] == 0 && gas["silent"] == 1)
        let overdue = try #require(report["overdue"]?["lines"]?[0])
        #expect(overdue["case"] == .string(Self.number))
        #expect((overdue["workdaysLate"]?.int ?? 0) > 0 && overdue["why"]?.string?.isEmpty == false)
        #expect(report["limits"]?.array?.allSatisfy { $0["limitTitle"]?.string != nil } == true)
    }

    @Test func onlyWhatIsAskedFor() throws {
        for words in [["--from", "2024-09-03"], ["--to", "2024-09-01"], ["--region", "xinxian"]] {
            let json = try report(words[0], words[1], "--json").out
            #expect(try JSON.decode(Array(json.utf8))["programs"] == [], "\(words)")
        }
        let json = try report("--from", "2024-09-02", "--to", "2024-09-02", "--json").out
        #expect(try JSON.decode(Array(json.utf8))["programs"]?.array?.count == 1)
    }

    @Test func officialsGetALedger() throws {
        let csv = try report("--csv").out
        #expect(csv.hasPrefix("\u{FEFF}类别,区域,联办事项,办件编号,"))
        let lines = csv.split(separator: "\r\n")
        #expect(lines.count == 1 + 1 + 7, "\(csv)")
        #expect(lines[1].hasPrefix("办件,焦作市,"))
        #expect(lines.dropFirst(2).allSatisfy { $0.hasPrefix("事项,焦作市,") })
        #expect(lines.dropFirst().allSatisfy { $0.contains("\"\t\(Self.number)\"") })
        let water = try #require(lines.first { $0.contains("焦作市供水公司") })
        #expect(water.contains(",已受理,2024-09-02 09:00:00,2024-09-02 15:10:00,,"), "\(water)")
        // Every line has as many cells as the heading; none of them holds a comma or a quote here.
        #expect(
            Set(lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count })
                .count == 1
        )
    }

    @Test func whatCannotBeAskedIsRefused() {
        let table = [
            ["--csv", "--json"], ["--from", "2024-09-03", "--to", "2024-09-02"],
            ["--from", "2024-02-30"], ["--to", "yesterday"],
        ]
        for words in table {
            let all = ["report"] + words + ["--config", "\(workspace.folder)/lianban.yaml"]
            #expect(Workspace.run(all).exit == .usage, "\(words)")
        }
    }

    @Test func whatIsNotThereIsNotFound() throws {
        #expect(workspace.run("report", "--region", "nowhere").exit == .notFound)
        let empty = try Workspace()
        #expect(empty.run("report").exit == .unreachable)
    }
}

extension String {
    /// The lines before the first that begins so.
    fileprivate func lines(before beginning: String) -> [Substring] {
        Array(split(separator: "\n").prefix { !$0.hasPrefix(beginning) })
    }
}
