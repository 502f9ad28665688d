import Formats
import System
import Testing
import Values

@testable import lianban

/// `lianban test` on a copy of the shipped contracts with one example.
@Suite struct TestTests {
    private static let examples = "jiaozuo/installation/examples"

    /// A copy with an example of the program; the caller removes it.
    private func copy(_ example: String) throws -> String {
        let folder = try Directory.createTemporary(prefix: "lianban-test-")
        try copy(Workspace.contracts, folder, but: "examples")
        try copy("\(Workspace.examples)/\(example)", "\(folder)/\(Self.examples)/\(example)")
        return folder
    }

    private func copy(_ from: String, _ to: String, but left: String? = nil) throws {
        try Directory.create(to)
        for entry in try Directory.list(from) where entry.name != left {
            let (source, target) = ("\(from)/\(entry.name)", "\(to)/\(entry.name)")
            if entry.kind == .directory {
                try copy(source, target, but: left)
            } else {
                try File.write(try File.read(source), to: target)
            }
        }
    }

    /// Changes one byte of a file from one to another.
    private func flip(_ path: String, at offset: Int, _ old: UInt8, _ new: UInt8) throws {
        var bytes = try File.read(path)
        try #require(bytes.indices.contains(offset) && bytes[offset] == old, "\(path)")
        bytes[offset] = new
        try File.write(bytes, to: path)
    }

    private func lines(_ printed: Printed, in folder: String) -> [String] {
        printed.out.replacing("\(folder)/\(Self.examples)/", with: "")
            .split(separator: "\n").map(String.init)
    }

    @Test func everyShippedExampleGoesAsTold() throws {
        let (exit, printed) = Workspace.run(["test", Workspace.contracts, "--coverage"])
        #expect(exit == .ok, "\(printed.out)")
        let lines = printed.out.split(separator: "\n").map(String.init)
        #expect(lines.count { $0.hasPrefix("✓ ") } >= 22)
        #expect(lines.contains("✓ 六项全报，一次办结 (24 steps)"))
        #expect(lines.contains { $0.hasPrefix("ok: ") && $0.contains(" examples, ") })
        #expect(lines.last?.hasPrefix("reached ") == true)
        #expect(lines.contains { $0.contains(": limit tellOnce started, ") })
        #expect(printed.error.isEmpty)
    }

    @Test func aByteOfAFixedWidthOrderIsShownAsItsField() throws {
        let folder = try copy("minimal-heat")
        defer { try? Directory.removeTree(folder) }
        let file = "\(folder)/\(Self.examples)/minimal-heat/heat.order.txt"
        try flip(file, at: 23, 0xB9, 0xB8)
        let (exit, printed) = Workspace.run(["test", folder])
        #expect(exit == .findings)
        let lines = lines(printed, in: folder)
        #expect(
            lines.prefix(9).map { $0 } == [
                "✗ 最小申请：用热报装 (2 steps)",
                "  minimal-heat/story.yaml:7:5: order heat to heat is not what heat.order.txt holds",
                "    /name 用户名称 (第1条记录 第23—82字节)",
                #"      expected  "礁作市鑫源机械厂""#,
                #"      came      "焦作市鑫源机械厂""#,
                "    first difference at byte 23 (of 302 and 302)",
                "      expected  RH41080020240902000001礁作市鑫源机械厂                         …",
                "                                      ^^ B8 D7 F7 CA D0 F6 CE D4",
                "      came      RH41080020240902000001焦作市鑫源机械厂                         …",
            ],
            "\(lines)"
        )
        #expect(lines.contains { $0.hasPrefix("1 of 1 failed: 1 example, 2 steps (") })
    }

    @Test func anUpdateWritesWhatCame() throws {
        let folder = try copy("minimal-water")
        defer { try? Directory.removeTree(folder) }
        let file = "\(folder)/\(Self.examples)/minimal-water/water.order.json"
        let right = try File.read(file)
        try flip(file, at: 10, 0x31, 0x32)
        let (wrong, shown) = Workspace.run(["test", folder, "--only", "minimal-water"])
        #expect(wrong == .findings)
        #expect(shown.out.contains("\n    /bjbh "))
        #expect(!shown.out.contains("files written"))
        let (exit, printed) = Workspace.run(["test", folder, "--update"])
        #expect(exit == .ok, "\(printed.out)")
        #expect(
            lines(printed, in: folder).contains {
                $0 == "  rewrote minimal-water/water.order.json (\(right.count) bytes)"
            }
        )
        #expect(printed.out.contains("\n1 file written; review with git diff\n"))
        #expect(try File.read(file) == right)
        try File.remove(file)
        let (missing, told) = Workspace.run(["test", folder])
        #expect(missing == .findings)
        #expect(told.out.contains("there is no file water.order.json yet\n"))
        #expect(told.out.contains("    lianban test --update writes the file\n"))
        let (again, written) = Workspace.run(["test", folder, "--update"])
        #expect(again == .ok)
        #expect(written.out.contains("  wrote \(file) (\(right.count) bytes)\n"))
        #expect(try File.read(file) == right)
    }

    @Test func aWrongStoryIsNotRunAndTheOthersAre() throws {
        let folder = try copy("minimal-water")
        defer { try? Directory.removeTree(folder) }
        let wrong = "\(folder)/\(Self.examples)/wrong"
        try Directory.create(wrong)
        try File.write(
            Array("title: 错\nprogram: jiaozuo/instalation\nsteps:\n  - { expcet: order }\n".utf8),
            to: "\(wrong)/story.yaml"
        )
        let (exit, printed) = Workspace.run(["test", folder])
        #expect(exit == .findings)
        #expect(
            lines(printed, in: folder).prefix(6).map { $0 } == [
                "✓ 最小申请：用水报装 (2 steps)", "✗ \(Self.examples)/wrong (not run)",
                "  wrong/story.yaml:2:10: error LB2308: there is no program 'jiaozuo/instalation'",
                "    hint: did you mean 'jiaozuo/installation'?",
                "  wrong/story.yaml:4:5: error LB2306: a step has one of send, read, wait, expect",
                "    hint: did you mean 'expect'?",
            ]
        )
    }

    @Test func programsReadJSON() throws {
        let folder = try copy("minimal-gas")
        defer { try? Directory.removeTree(folder) }
        let file = "\(folder)/\(Self.examples)/minimal-gas/gas.order.xml"
        try flip(file, at: 20, 0x65, 0x45)
        let (exit, printed) = Workspace.run(["test", folder, "--json"])
        #expect(exit == .findings)
        let report = try JSON.decode(Array(printed.out.utf8))
        #expect(report["ok"] == .bool(false))
        let failure = report["examples"]?[0]?["failures"]?[0]
        #expect(failure?["kind"] == "content")
        #expect(failure?["file"] == .string("\(Self.examples)/minimal-gas/story.yaml"))
        #expect(failure?["line"]?.int == 7)
        #expect(failure?["offset"]?.int == 20)
        #expect(report["coverage"]?["leaves"]?["all"]?.int ?? 0 > 300)
        #expect(report["coverage"]?["notReached"]?[0]?["kind"] == "leaf")
    }

    @Test func whatIsNotThereOrDoesNotCompile() throws {
        let (none, unknown) = Workspace.run(["test", Workspace.contracts, "--only", "ful-set"])
        #expect(none == .notFound)
        #expect(
            unknown.error == "error: there is no example 'ful-set'\n  did you mean 'full-set'?\n"
        )
        let (missing, nothing) = Workspace.run(["test", "/nonexistent-contracts", "--update"])
        #expect(missing == .notFound && nothing.error.contains("no contracts at"))
        let folder = try copy("minimal-water")
        defer { try? Directory.removeTree(folder) }
        let map = "\(folder)/jiaozuo/water/order.map.yaml"
        try File.append(Array("  nothing: app.name\n".utf8), to: map)
        let file = "\(folder)/\(Self.examples)/minimal-water/water.order.json"
        try File.remove(file)
        let (exit, printed) = Workspace.run(["test", folder, "--update"])
        #expect(exit == .findings)
        #expect(printed.out.isEmpty)
        #expect(
            printed.error.contains("no example was run; see them all with: lianban check \(folder)")
        )
        #expect(try Directory.status(file) == nil)
    }
}
