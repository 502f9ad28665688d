import Formats
import System
import Testing
import Values

@testable import lianban

/// `cases` and `messages` on a store that the hub's own code has filled.
@Suite struct LookingTests {
    let workspace: Workspace
    private static let number = "41080020240902000001"
    private static let application = "410800002024090200001"

    /// One complete application, a reply of the water company, one that cannot be read, and one rejection.
    init() throws {
        workspace = try Workspace()
        let applications = "lianban.applications.jiaozuo.platform"
        try workspace.take(
            try Workspace.example("full-set/application.json"),
            from: applications,
            id: "SB-1"
        )
        try workspace.take(
            try Workspace.example("full-set/water.reply-1.json"),
            from: "lianban.replies.jiaozuo.water",
            id: "w-1",
            after: 8 * 3600
        )
        let unknownCode = String(
            decoding: try Workspace.example("full-set/water.reply-2.json"),
            as: UTF8.self
        )
        .split(separator: "通水").joined(separator: "停水")
        try workspace.take(
            Array(unknownCode.utf8),
            from: "lianban.replies.jiaozuo.water",
            id: "w-2",
            after: 9 * 3600,
            correlation: "\(Self.number)01"
        )
        try workspace.take(
            try Workspace.example("five-faults/application.json"),
            from: applications,
            id: "SB-2"
        )
        try workspace.confirmAll(but: "gas")
    }

    private func json(_ printed: Printed) throws -> Value {
        try JSON.decode(Array(printed.out.utf8))
    }

    @Test func listsCases() throws {
        let (exit, printed) = workspace.run("cases", "list")
        #expect(
            exit == .ok && printed.out.contains(Self.number)
                && printed.out.contains(Self.application)
        )
        for (option, count) in [("open", 1), ("closed", 0)] {
            let (_, list) = workspace.run("cases", "list", "--status", option, "--json")
            #expect(try json(list).array?.count == count)
        }
        let (_, none) = workspace.run("cases", "list", "--text", "99", "--json")
        #expect(try json(none) == [])
    }

    @Test(arguments: [number, application])
    func showsACase(_ name: String) throws {
        let (exit, printed) = workspace.run("cases", "show", name)
        let text = printed.out
        #expect(exit == .ok, "\(printed.error)")
        #expect(text.hasPrefix("Case \(Self.number)  水电气热网联合报装"))
        for part in [
            "焦***", "已受理", "已派单", "不办理", "未规定", "计时中", "#1 application platform applied",
            "#2 reply water applied", "用水报装：受理", "order → gas pending", "order → water confirmed",
            "What hangs",
        ] {
            #expect(text.contains(part), "\(part)\n\(text)")
        }
        #expect(!text.contains("新型建材有限公司"))
        // In the order of time: what came in stands before what it caused.
        let lines = text.split(separator: "\n").map(String.init)
        let first = try #require(lines.firstIndex { $0.contains("#1 application") })
        let reply = try #require(lines.firstIndex { $0.contains("#2 reply") })
        #expect(first < reply && lines[first].contains("2024-09-02 09:00:00"))
        let (_, revealed) = workspace.run("cases", "show", name, "--reveal")
        #expect(revealed.out.contains("焦作市䶮昌新型建材有限公司"))
    }

    /// Two cases that build at one place.
    @Test func showsWhoElseBuildsThere() throws {
        let workspace = try Workspace(
            adding: """
                works: { each: "['人民路']", as: r, place: r, from: case.acceptedAt, to: case.acceptedAt }

                """,
            to: "jiaozuo/installation/program.yaml"
        )
        let text = String(
            decoding: try Workspace.example("full-set/application.json"),
            as: UTF8.self
        )
        for number in [Self.application, "410800002024090200002"] {
            try workspace.take(
                Array(text.replacing(Self.application, with: number).utf8),
                from: "lianban.applications.jiaozuo.platform",
                id: number
            )
        }
        let second = "41080020240902000002"
        let (exit, printed) = workspace.run("cases", "show", Self.number)
        #expect(exit == .ok, "\(printed.error)")
        for part in [
            "Works\n  人民路  2024-09-02 至 2024-09-02",
            "with case \(second) at 人民路  2024-09-02 至 2024-09-02",
            "internal applied", "与办件 \(second) 在人民路同期施工",
        ] {
            #expect(printed.out.contains(part), "\(part)\n\(printed.out)")
        }
        let (_, told) = workspace.run("cases", "show", second, "--json")
        #expect(
            try json(told)["sharedWorks"] == [
                [
                    "place": "人民路", "from": "2024-09-02", "to": "2024-09-02",
                    "case": .string(Self.number),
                ]
            ]
        )
        let (shown, message) = workspace.run("messages", "show", "3")
        #expect(shown == .ok && message.out.contains("internal"), "\(message.out)\(message.error)")
    }

    @Test func showsACaseToPrograms() throws {
        let (_, printed) = workspace.run("cases", "show", Self.number, "--json")
        let report = try json(printed)
        let water = report["items"]?.array?.first { $0["id"] == "water" }
        #expect(water?["state"] == "accepted" && water?["stateTitle"] == "已受理")
        #expect(report["unconfirmed"]?.array?.count == 1)
        #expect(report["out"]?.array?.count(where: { $0["kind"] == "order" }) == 7)
        #expect(report["canonical"]?["contact"]?["phone"] == "138****2233")
    }

    @Test func listsMessages() throws {
        let (_, printed) = workspace.run("messages", "list", "--json")
        let all = try json(printed)
        #expect(all["in"]?.array?.count == 4)
        #expect(all["out"]?.array?.contains { $0["kind"] == "rejection" } == true)
        let (_, parked) = workspace.run("messages", "list", "--disposition", "parked", "--json")
        #expect(try json(parked)["in"]?.array?.compactMap { $0["id"]?.int } == [3])
        #expect(try json(parked)["out"] == [])
        let (_, pending) = workspace.run(
            "messages",
            "list",
            "--state",
            "pending",
            "--party",
            "gas",
            "--json"
        )
        #expect(try json(pending)["out"]?.array?.count == 1)
        let (exit, _) = workspace.run("messages", "list", "--in", "--state", "pending")
        #expect(exit == .usage)
        let (_, table) = workspace.run("messages", "list", "--case", Self.number)
        #expect(table.out.contains("disposition") && table.out.contains("message-id"))
    }

    @Test func showsAReceivedMessage() throws {
        let (exit, printed) = workspace.run("messages", "show", "1")
        #expect(exit == .ok)
        for part in [
            "Received message 1", "applied", "Decoded as jiaozuo/installation/application",
            "Canonical", "138****2233", "--reveal",
        ] {
            #expect(printed.out.contains(part), "\(part)\n\(printed.out)")
        }
        #expect(!printed.out.contains("海燕") && !printed.out.contains("1688号"))
        let (_, revealed) = workspace.run("messages", "show", "1", "--reveal")
        #expect(revealed.out.contains("𠮷海燕") && revealed.out.contains("１３８３９１１２２３３"))
        let (_, parked) = workspace.run("messages", "show", "3")
        #expect(parked.out.contains("parked") && parked.out.contains("停水"), "\(parked.out)")
        let (_, rejected) = workspace.run("messages", "show", "4")
        #expect(
            rejected.out.contains("/ys/ysl") && !rejected.out.contains("0391-12"),
            "\(rejected.out)"
        )
    }

    @Test func showsASentMessage() throws {
        let (_, list) = workspace.run("messages", "list", "--out", "--party", "heat", "--json")
        let order = try #require(try json(list)["out"]?[0])
        let sequence = "out:\(order["sequence"]?.int ?? 0)"
        for name in [sequence, order["messageId"]?.string ?? ""] {
            let (exit, printed) = workspace.run("messages", "show", name)
            #expect(exit == .ok)
            for part in [
                "Sent message", "confirmed", "What it says", "302 bytes of GB18030", "138****2233",
                "Attempts",
            ] {
                #expect(printed.out.contains(part), "\(part)\n\(printed.out)")
            }
            #expect(!printed.out.contains("1688号"))
        }
        let (_, revealed) = workspace.run("messages", "show", sequence, "--reveal", "--json")
        let bytes = try Workspace.example("full-set/heat.order.txt")
        #expect(try json(revealed)["hex"] == .string(MessageText.hex(bytes)))
        #expect(try json(revealed)["mapped"]?["address"] == "焦作市解放区人民路中段1688号䶮昌产业园")
    }

    @Test func aRejectionIsMaskedByWhatCausedIt() throws {
        let (_, list) = workspace.run("messages", "list", "--out", "--json")
        let rejection = try #require(
            try json(list)["out"]?.array?.first { $0["kind"] == "rejection" }
        )
        let (_, printed) = workspace.run(
            "messages",
            "show",
            "out:\(rejection["sequence"]?.int ?? 0)"
        )
        #expect(
            printed.out.contains("/qyxx/lxdh") && !printed.out.contains("0391-12"),
            "\(printed.out)"
        )
    }

    @Test(arguments: [
        ["cases", "show", "99"], ["messages", "show", "999"], ["messages", "show", "out:999"],
        ["messages", "show", "x"],
    ])
    func whatIsNotThereIsNotFound(_ words: [String]) {
        let (exit, printed) = Workspace.run(
            words + ["--config", "\(workspace.folder)/lianban.yaml"]
        )
        #expect(exit == .notFound && printed.error.contains("see: lianban"))
    }

    @Test func withoutAStoreItSaysSo() throws {
        let empty = try Workspace()
        let (exit, printed) = empty.run("cases", "list")
        #expect(exit == .unreachable && printed.error.contains("no store"))
    }

    @Test func theDoctorProvesTheSums() throws {
        let (exit, printed) = workspace.run("doctor")
        #expect(exit == .findings)
        for part in [
            "✓ sums          received 4 = applied 2 + rejected 1 + parked 1", "✗ broker",
            "! parked        1 message",
            "✓ secrets", "outbox        pending 1", "hub           none runs",
        ] {
            #expect(printed.out.contains(part), "\(part)\n\(printed.out)")
        }
        #expect(!printed.out.contains("secret-of-the-broker"))
        let (_, report) = workspace.run("doctor", "--json")
        #expect(try json(report)["isHealthy"] == false)
    }
}
