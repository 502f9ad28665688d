import Testing

/// Every code that the compiler of contracts can report is explained, and only those are.
@Suite struct CodeTests {
    private static let folder = "Sources/Core/Explanations"

    /// Where each code stands in quotes: `path:line`.
    private static func places(
        _ files: [SourceFile],
        _ pattern: Regex<(Substring, Substring)>
    ) -> [String: [String]] {
        var places: [String: [String]] = [:]
        for file in files {
            for (index, line) in file.lines.enumerated() where file.mentions(index, "LB") {
                for match in line.matches(of: pattern) {
                    places[String(match.1), default: []].append("\(file.path):\(index + 1)")
                }
            }
        }
        return places
    }

    private static var sources: [SourceFile] {
        SourceTree.files.filter { $0.hasExtension("swift") && $0.isIn("Sources") }
    }

    private static var explained: [String: [String]] {
        places(sources.filter { $0.isIn(folder) }, /^ +"(LB\d{4})",$/)
    }

    @Test func everyCodeThatIsReportedIsExplained() {
        let reported = Self.places(Self.sources.filter { !$0.isIn(Self.folder) }, /"(LB\d{4})"/)
        #expect(reported.count > 80)
        for (code, places) in reported where Self.explained[code] == nil {
            Issue.record("\(places[0]): \(code) has no explanation in \(Self.folder)")
        }
        for (code, places) in Self.explained where reported[code] == nil {
            Issue.record("\(places[0]): nothing reports \(code) any more; remove its explanation")
        }
    }

    @Test func everyCodeIsExplainedOnce() {
        for (code, places) in Self.explained where places.count > 1 {
            Issue.record("\(places[1]): \(code) is explained at \(places[0]) already")
        }
    }

    @Test func everyCodeThatIsMentionedExists() {
        let pages = SourceTree.files.filter { $0.hasExtension("md") && !$0.path.hasPrefix(".") }
        for (code, places) in Self.places(Self.sources + pages, /(LB\d{4})/)
        where Self.explained[code] == nil {
            Issue.record("\(places[0]): there is no code \(code)")
        }
    }

    /// A case of a wrong contract is named after a code that there is.
    @Test func everyCaseHasACode() {
        let cases = SourceTree.files.filter { $0.isIn("Tests/Contracts/wrong") }
        #expect(cases.count >= 60)
        for file in cases where Self.explained[String(file.name.prefix { $0 != "-" })] == nil {
            Issue.record("\(file.path):1: name it after its code: LB2082-misspelt-field.yaml")
        }
    }
}
