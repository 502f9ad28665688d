import Formats
import System
import Testing
import Values

@testable import lianban

@Suite struct DiffTests {
    /// A copy of the contracts, with texts of files replaced.
    private func folder(_ changes: (file: String, old: String, new: String)...) throws -> String {
        let folder = try Directory.createTemporary(prefix: "lianban-diff-")
        try copy(Workspace.contracts, folder)
        for change in changes {
            let path = "\(folder)/\(change.file)"
            let text = String(decoding: try File.read(path), as: UTF8.self)
            let parts = text.split(separator: change.old, omittingEmptySubsequences: false)
            try #require(parts.count == 2, "\(change.file) does not hold \(change.old) once")
            try File.write(Array(parts.joined(separator: change.new).utf8), to: path)
        }
        return folder
    }

    private func copy(_ from: String, _ to: String) throws {
        try Directory.create(to)
        for entry in try Directory.list(from) where entry.name != "examples" {
            if entry.kind == .directory {
                try copy("\(from)/\(entry.name)", "\(to)/\(entry.name)")
            } else {
                try File.write(try File.read("\(from)/\(entry.name)"), to: "\(to)/\(entry.name)")
            }
        }
    }

    @Test func theSameFolderHasNotChanged() throws {
        let (exit, printed) = Workspace.run(["diff", Workspace.contracts, Workspace.contracts])
        #expect(exit == .ok)
        #expect(printed.out.contains("jiaozuo/installation: version "))
        #expect(printed.out.hasSuffix("ok: nothing has changed\n"), "\(printed.out)")
    }

    @Test func aRemarkIsNoChangeThatAnybodySees() throws {
        let new = try folder(("jiaozuo/water/order.map.yaml", "body:\n", "# 备注\nbody:\n\n"))
        defer { try? Directory.removeTree(new) }
        let (exit, printed) = Workspace.run(["diff", Workspace.contracts, new])
        #expect(exit == .ok)
        #expect(printed.out.contains(" → "))
        #expect(printed.out.hasSuffix("but nothing that anybody can see has changed\n"))
    }

    @Test func breakingChangesComeFirstWithTheirPlaces() throws {
        let new = try folder(
            (
                "jiaozuo/water/order.map.yaml", "optMap(f, 'm3/h')", "optMap(q, 'm3/h')"
            ),
            ("jiaozuo/water/contract.yaml", "OWN: \"1\", LEASE: \"2\"", "OWN: \"2\", LEASE: \"1\"")
        )
        defer { try? Directory.removeTree(new) }
        let (exit, printed) = Workspace.run(["diff", Workspace.contracts, new])
        #expect(exit == .findings)
        let lines = printed.out.split(separator: "\n").map(String.init)
        try #require(lines.count > 6, "\(printed.out)\(printed.error)")
        #expect(lines[0] == "焦作市供水公司 (jiaozuo/water)")
        #expect(lines[1] == "  breaking    code table cqlx: OWN is written '2' instead of '1'")
        #expect(lines[2].hasPrefix("              \(new)/jiaozuo/water/contract.yaml:8:16, was "))
        #expect(
            lines[3] == "  breaking    code table cqlx: LEASE is written '1' instead of '2'"
        )
        #expect(
            lines[5]
                == "  compatible  order /ysldw: changed value 'app.water.?flowM3PerHour.optMap(f, 'm3/h')' → 'app.water.?flowM3PerHour.optMap(q, 'm3/h')'"
        )
        #expect(lines.last == "2 breaking, 1 compatible")
    }

    @Test func countsTheOpenCases() throws {
        let workspace = try Workspace()
        try workspace.take(
            try Workspace.example("full-set/application.json"),
            from: "lianban.applications.jiaozuo.platform",
            id: "SB-1"
        )
        let new = try folder(
            ("jiaozuo/installation/program.yaml", "when: units >= 2", "when: units >= 3")
        )
        defer { try? Directory.removeTree(new) }
        let (exit, printed) = workspace.run("diff", Workspace.contracts, new)
        #expect(exit == .findings)
        #expect(printed.out.contains("…; 1 open case holds the old one\n"), "\(printed.out)")
        let (_, list) = workspace.run("diff", Workspace.contracts, new, "--json")
        let report = try JSON.decode(Array(list.out.utf8))
        #expect(report["breaking"]?.int == 1)
        let open = (report["programs"]?.array ?? []).compactMap { $0["openCases"]?["old"]?.int }
        #expect(open.reduce(0, +) == 1)
        #expect(report["groups"]?[0]?["kind"] == "program")
    }

    @Test func withoutAStoreItSaysSo() throws {
        let workspace = try Workspace()
        let (exit, printed) = workspace.run("diff", Workspace.contracts, Workspace.contracts)
        #expect(exit == .ok && printed.error.contains("no store: "))
    }

    @Test func aFolderThatDoesNotCompileIsNamed() throws {
        let new = try folder(("jiaozuo/region.yaml", "calendar: china", "calendar: chine"))
        defer { try? Directory.removeTree(new) }
        let (exit, printed) = Workspace.run(["diff", Workspace.contracts, new])
        #expect(exit == .refused && printed.error.contains("\(new) does not compile: "))
        let (missing, _) = Workspace.run(["diff", Workspace.contracts, "/nonexistent-contracts"])
        #expect(missing == .notFound)
        let (unknown, _) = Workspace.run(
            ["diff", Workspace.contracts, Workspace.contracts, "--region", "nowhere"]
        )
        #expect(unknown == .notFound)
    }
}
