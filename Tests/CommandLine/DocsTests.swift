import Formats
import System
import Testing
import Values

@testable import lianban

@Suite struct DocsTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = try Directory.createTemporary(prefix: "lianban-docs-")
        defer { try? Directory.removeTree(folder) }
        try body("\(folder)/out")
    }

    private func isThere(_ path: String) -> Bool { (try? Directory.status(path)) != nil }

    private func run(_ out: String, _ words: String...) -> (exit: ExitCode, printed: Printed) {
        Workspace.run(["docs", Workspace.contracts, "--out", out] + words)
    }

    @Test func itWritesAndSaysWhat() throws {
        try withFolder { out in
            let (exit, printed) = run(out)
            #expect(exit == .ok, "\(printed.error)")
            #expect(printed.out.contains("\(out)/jiaozuo/gas/order.xsd\n"))
            #expect(printed.out.contains(" written, 0 unchanged, 0 removed"))
            #expect(isThere("\(out)/jiaozuo/heat/order.layout.txt"))
            let (_, again) = run(out)
            #expect(again.out.hasPrefix("0 files written, "))
        }
    }

    @Test func theListForPrograms() throws {
        try withFolder { out in
            let (exit, printed) = run(out, "--json", "--party", "heat")
            let report = try JSON.decode(Array(printed.out.utf8))
            #expect(exit == .ok && report["folder"] == .string(out))
            let paths = report["files"]?.array?.compactMap { $0["path"]?.string } ?? []
            #expect(paths.contains("jiaozuo/heat/index.html") && paths == paths.sorted())
            #expect(report["files"]?.array?.allSatisfy { $0["written"] == true } == true)
        }
    }

    @Test func whatIsGeneratedNoLongerGoes() throws {
        try withFolder { out in
            _ = run(out)
            let (exit, printed) = run(out, "--party", "heat", "--region", "jiaozuo")
            #expect(exit == .ok && printed.out.contains("removed \(out)/jiaozuo/gas/order.xsd"))
            #expect(!isThere("\(out)/jiaozuo/gas"))
            #expect(isThere("\(out)/jiaozuo/heat/index.html"))
        }
    }

    @Test func foreignFilesAreLeftAlone() throws {
        try withFolder { out in
            try Directory.create(out)
            try File.write([0x31], to: "\(out)/notes.txt")
            let (refused, printed) = run(out)
            #expect(refused == .refused && printed.error.contains("notes.txt"))
            #expect(try Directory.list(out).count == 1)
            #expect(run(out, "--force").exit == .ok)
            // Beside a list of ours, other files do not disturb.
            #expect(run(out, "--party", "gas").exit == .ok)
            #expect(try File.read("\(out)/notes.txt") == [0x31])
        }
    }

    @Test func aFileChangedByHandIsNotOverwritten() throws {
        try withFolder { out in
            _ = run(out, "--party", "gas")
            let page = "\(out)/jiaozuo/gas/index.html"
            try File.write([0x31], to: page)
            let (exit, printed) = run(out, "--party", "gas")
            #expect(exit == .refused && printed.error.contains("jiaozuo/gas/index.html"))
            #expect(run(out, "--party", "heat").exit == .refused)
            #expect(try File.read(page) == [0x31])
            #expect(run(out, "--party", "gas", "--force").exit == .ok)
            #expect(try File.read(page).count > 1000)
        }
    }

    @Test(arguments: [
        (["--party", "nobody"], ExitCode.notFound, "known are credit, gas"),
        (["--region", "nowhere"], .notFound, "known are jiaozuo"),
    ])
    func unknownNames(_ words: [String], _ exit: ExitCode, _ text: String) throws {
        try withFolder { out in
            let (found, printed) = Workspace.run(
                ["docs", Workspace.contracts, "--out", out] + words
            )
            #expect(found == exit && printed.error.contains(text), "\(printed.error)")
            #expect(!isThere(out))
        }
    }

    @Test func theFolderMustBeNamed() {
        let (exit, printed) = Workspace.run(["docs", Workspace.contracts])
        #expect(exit == .usage && printed.error.contains("--out is missing"))
    }
}
