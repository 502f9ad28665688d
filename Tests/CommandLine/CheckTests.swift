import Contracts
import Formats
import System
import Testing
import Values

@testable import lianban

@Suite struct CheckTests {
    @Test func theShippedContractsAreClean() throws {
        let (exit, printed) = Workspace.run(["check", Workspace.contracts])
        #expect(exit == .ok)
        #expect(printed.out.hasPrefix("ok: ") && printed.out.contains("message"), "\(printed.out)")
    }

    /// A copy of the contracts with one text of a file replaced.
    private func broken(_ file: String, _ old: String, _ new: String) throws -> String {
        let folder = try Directory.createTemporary(prefix: "lianban-check-")
        try copy(Workspace.contracts, folder)
        let text = String(decoding: try File.read("\(folder)/\(file)"), as: UTF8.self)
        let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "\(file) does not hold \(old) any more")
        try File.write(Array(parts.joined(separator: new).utf8), to: "\(folder)/\(file)")
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

    @Test func aMisspeltKeyIsMarkedAfterChineseText() throws {
        let file = "jiaozuo/installation/program.yaml"
        let folder = try broken(
            file,
            "{ title: 用水报装, group: services",
            "{ title: 用水报装, gruop: services"
        )
        defer { try? Directory.removeTree(folder) }
        let (exit, printed) = Workspace.run(["check", folder])
        #expect(exit == .findings)
        let lines = printed.out.split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init
        )
        let at = try #require(
            lines.firstIndex { $0.contains("has no key 'gruop'") },
            "\(printed.out)"
        )
        #expect(lines[at].hasPrefix("\(folder)/\(file):") && lines[at].contains(": error LB"))
        // The mark stands under the word by what a terminal shows.
        let word = try #require(lines[at + 1].firstRange(of: "gruop"))
        let column = displayWidth(lines[at + 1][..<word.lowerBound])
        #expect(lines[at + 2] == spaces(column) + "^~~~~")
        #expect(lines[at + 3].hasPrefix("  hint: "))
        #expect(printed.out.contains("1 error in "))
    }

    @Test func otherFormatsSayTheSame() throws {
        let file = "jiaozuo/region.yaml"
        let folder = try broken(file, "title: 焦作市供水公司", "titel: 焦作市供水公司")
        defer { try? Directory.removeTree(folder) }
        let (_, github) = Workspace.run(["check", folder, "--format", "github"])
        #expect(github.out.contains("::error file=\(folder)/\(file),line="))
        let (exit, printed) = Workspace.run(["check", folder, "--json"])
        let report = try JSON.decode(Array(printed.out.utf8))
        #expect(exit == .findings)
        #expect(report["errors"]?.int == report["diagnostics"]?.array?.count)
        #expect(report["diagnostics"]?.array?.contains { $0["file"] == .string(file) } == true)
    }

    private func report(folder: String, _ diagnostic: Diagnostic) -> CheckReport {
        CheckReport(
            folder: folder,
            files: ContractFiles([:]),
            catalogue: nil,
            diagnostics: [diagnostic],
            time: .milliseconds(7)
        )
    }

    @Test func annotationsAreEscaped() {
        let diagnostic = Diagnostic(
            code: "LB2082",
            span: SourceSpan(file: "a:b,c%.yaml", line: 3, column: 5, length: 4),
            message: "100%: one, two\r\nthree",
            hint: "a::b"
        )
        #expect(
            report(folder: "./x", diagnostic).annotations == [
                "::error file=x/a%3Ab%2Cc%25.yaml,line=3,col=5,endColumn=9,title=LB2082::100%25: one, two%0D%0Athree (hint: a::b)"
            ]
        )
        let point = Diagnostic(
            .warning,
            code: "LB2001",
            span: SourceSpan(file: ".", line: 1, column: 1),
            message: "none"
        )
        #expect(
            report(folder: "x/", point).annotations == [
                "::warning file=x/,line=1,col=1,title=LB2001::none"
            ]
        )
    }

    @Test func jsonHasStableKeys() throws {
        let span = SourceSpan(file: "a/b.yaml", line: 3, column: 5, length: 4)
        let plain = Diagnostic(code: "LB2082", span: span, message: "名")
        let json = report(folder: "x", plain).json
        #expect(
            String(decoding: JSON.encode(json), as: UTF8.self)
                == #"{"folder":"x","files":0,"errors":1,"warnings":0,"milliseconds":7,"diagnostics":[{"severity":"error","code":"LB2082","file":"a/b.yaml","line":3,"column":5,"length":4,"message":"名","hint":null}]}"#
        )
    }

    @Test func theEndNamesTheHelp() throws {
        let file = "jiaozuo/region.yaml"
        let folder = try broken(file, "title: 焦作市供水公司", "titel: 焦作市供水公司")
        defer { try? Directory.removeTree(folder) }
        let (_, printed) = Workspace.run(["check", folder])
        #expect(printed.out.hasSuffix("\nlianban help LB2011 explains\n"), "\(printed.out)")
    }

    @Test func aFolderThatIsNotThereIsNotFound() {
        let (exit, printed) = Workspace.run(["check", "/nonexistent-contracts"])
        #expect(exit == .notFound && printed.error.contains("no contracts at"))
    }

    /// Line, column and length in scalars → the line as printed, and the mark.
    @Test(
        arguments: [
            ("a: b", 1, 4, 1, "a: b", "   ^"),
            ("名称: x", 1, 5, 1, "名称: x", "      ^"),
            ("一\n二三四\n", 2, 2, 2, "二三四", "  ^~~~"),
            ("\tkey: v\r\n", 1, 2, 3, "    key: v", "    ^~~"),
            ("ab", 1, 3, 0, "ab", "  ^"),
            ("m³/时: 1", 1, 1, 4, "m³/时: 1", "^~~~~"),
            ("𠮷: \u{1B}[2J", 1, 1, 1, "𠮷: \\u{1b}[2J", "^~"),
            ("ab", 1, 99, 9, "ab", "  ^"),
            ("\u{FEFF}ab: c", 1, 1, 2, "ab: c", "^~"),
            ("a\rbc\r\nd", 2, 2, 1, "bc", " ^"),
            ("a\rbc\r\nd", 3, 1, 1, "d", "^"),
            ("名:\t一\t二", 1, 6, 1, "名:    一    二", "             ^~"),
        ] as [(String, Int, Int, Int, String, String)]
    )
    func marks(
        _ text: String,
        _ line: Int,
        _ column: Int,
        _ length: Int,
        _ shown: String,
        _ mark: String
    ) {
        let span = SourceSpan(file: "f", line: line, column: column, length: length)
        let excerpt = SourceExcerpt(span, in: Array(text.utf8))
        #expect(excerpt?.line == shown)
        #expect(excerpt?.mark == mark)
    }

    @Test func aLongLineIsCutAroundTheMark() throws {
        let text = String(repeating: "名", count: 200) + "X" + String(repeating: "y", count: 300)
        let span = SourceSpan(file: "f", line: 1, column: 201, length: 1)
        let excerpt = try #require(SourceExcerpt(span, in: Array(text.utf8)))
        #expect(displayWidth(excerpt.line) <= 160)
        let marked = excerpt.line.firstRange(of: "X").map {
            displayWidth(excerpt.line[..<$0.lowerBound])
        }
        #expect(marked == displayWidth(excerpt.mark) - 1)
    }

    @Test func aLineThatIsNotThereHasNoExcerpt() {
        #expect(
            SourceExcerpt(SourceSpan(file: "f", line: 3, column: 1), in: Array("a\n".utf8)) == nil
        )
        #expect(SourceExcerpt(SourceSpan(file: "f", line: 1, column: 1), in: nil) == nil)
    }
}
