import Formats
import System
import Testing

@testable import lianban

/// contracts/README.md is true: what it tells its reader to do is done here, and prints what it says.
@Suite struct GuideTests {
    private static let pages = ["contracts/README.md", "contracts/LANGUAGE.md"]

    private static func guide(_ page: String) throws -> Guide {
        Guide(String(decoding: try File.read("\(Workspace.root)/\(page)"), as: UTF8.self))
    }

    private static let page = "contracts/README.md"
    private static let walkthrough = "Adding a partner in twenty minutes"

    /// Does steps in order on a desk of their own. Gives the number of commands.
    private func perform(_ steps: [Guide.Step]) throws -> Int {
        let desk = try GuideDesk()
        var commands = 0
        for step in steps {
            let printed = try desk.perform(step)
            guard case .run(let command) = step else { continue }
            commands += 1
            if command.prints(printed) { continue }
            let line = command.words.joined(separator: " ")
            Issue.record("\(Self.page):\(command.line): `\(line)` prints\n\(printed)")
        }
        return commands
    }

    @Test func aPartnerIsAddedAsWritten() throws {
        let steps = try Self.guide(Self.page).steps(of: Self.walkthrough)
        let commands = try perform(steps)
        #expect(steps.count - commands >= 12 && commands >= 10, "\(steps.count) steps")
    }

    /// What other sections show is so of the shipped contracts.
    @Test func whatIsShownIsPrinted() throws {
        let guide = try Self.guide(Self.page)
        let sections = Set(guide.blocks.map(\.section)).subtracting([Self.walkthrough])
        #expect(try perform(sections.sorted().flatMap { guide.steps(of: $0) }) >= 2)
    }

    @Test func everyCommandOfThePagesIsOne() throws {
        for page in Self.pages {
            for block in try Self.guide(page).blocks where block.language == "" {
                for (offset, line) in block.lines.enumerated() where line.hasPrefix("lianban ") {
                    // What the command is for stands behind it, after a gap.
                    let gap = line.firstRange(of: "  ")?.lowerBound ?? line.endIndex
                    let words = withoutRemark(String(line[..<gap])).split(separator: " ")
                        .dropFirst().map(String.init)
                    #expect(throws: Never.self, "\(page):\(block.line + offset)") {
                        _ = try Parser.parse(words, of: Lianban.program.root) { _ in nil }
                    }
                }
            }
        }
    }

    /// A block that names its file in a comment shows lines that stand in it, in this order.
    @Test func extractsStandInTheirFiles() throws {
        var extracts = 0
        for block in try Self.pages.flatMap({ try Self.guide($0).blocks }) {
            guard let first = block.lines.first, first.hasPrefix("# contracts/") else { continue }
            extracts += 1
            let path = first.dropFirst(2).split(separator: " ")[0]
            var rest = Guide(
                String(decoding: try File.read("\(Workspace.root)/\(path)"), as: UTF8.self)
            ).lines.map(withoutRemark)[...]
            for line in block.lines.dropFirst().map(withoutRemark) {
                let found = rest.firstIndex(of: line)
                #expect(found != nil, "\(path) has no line '\(line)' there")
                rest = rest[(found.map { $0 + 1 } ?? rest.startIndex)...]
            }
        }
        #expect(extracts >= 2)
    }

    private func withoutRemark(_ line: String) -> String {
        let code = line.firstRange(of: " #").map { String(line[..<$0.lowerBound]) } ?? line
        return String(code.reversed().drop { $0 == " " }.reversed())
    }

    /// Every section is in the page's contents, and every link within a page leads to a heading.
    @Test func contentsNameEverySection() throws {
        for page in Self.pages {
            let lines = try Self.guide(page).lines
            let headings = lines.filter { $0.hasPrefix("## ") || $0.hasPrefix("### ") }
            let anchors = Set(headings.map(Self.anchor))
            let links = lines.flatMap { $0.matches(of: /\]\(#([^)]*)\)/).map { String($0.1) } }
            for link in links { #expect(anchors.contains(link), "\(page): #\(link)") }
            for heading in lines where heading.hasPrefix("## ") && heading != "## Contents" {
                #expect(links.contains(Self.anchor(heading)), "\(page): \(heading)")
            }
        }
    }

    /// As forges make it: small letters, blanks as hyphens, no punctuation.
    private static func anchor(_ heading: String) -> String {
        let title = heading.drop { $0 == "#" }.dropFirst().lowercased()
        return String(
            title.compactMap { character -> Character? in
                if character == " " { return "-" }
                return character.isLetter || character.isNumber || character == "-"
                    ? character : nil
            }
        )
    }

    @Test func aBlockMustPrintWhatItSays() {
        let said = Guide.Command(line: 1, words: [], output: ["ok: … files", "…", "end", ""])
        #expect(said.prints("ok: 3 files\nend\n"))
        #expect(said.prints("ok: 3 files\na\nb\nend\n"))
        #expect(!said.prints("ok: 3 files\na\n"))
        #expect(!said.prints("ok: 3 file\nend\n"))
        #expect(!said.prints("end\n"))
    }
}
