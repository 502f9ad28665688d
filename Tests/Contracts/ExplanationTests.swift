import Contracts
import Explanations
import Testing
import Values

/// Each example of an explanation is proven: the wrong text gets its code and no other, the right text nothing.
/// Those of stories are proven in Tests/Examples.
@Suite struct ExplanationTests {
    struct Case: Sendable, CustomStringConvertible {
        var code: String
        var example: Explanation.Example
        var description: String { "\(code): \(example.wrong)" }
    }

    static let cases = Explanation.all.flatMap { explanation in
        explanation.examples.filter { !$0.isStory }.map {
            Case(code: explanation.code, example: $0)
        }
    }

    /// Codes whose mistake is a missing or unreadable file or sheer size, which no few lines show.
    private static let withoutExample = [
        "LB1003", "LB1007", "LB1119", "LB1120", "LB2001", "LB2002", "LB2005", "LB2040", "LB2070",
        "LB2074", "LB2076", "LB2102", "LB2244", "LB2309",
    ]

    private func files(_ example: Explanation.Example, _ text: String) throws -> ContractFiles {
        var files = Toy.folder()
        for change in example.given {
            try edit(change.file, change.replaced, change.text).apply(to: &files)
        }
        try edit(example.file, example.replaced, text).apply(to: &files)
        return files
    }

    private func edit(_ file: String, _ old: String?, _ new: String) -> Edit {
        guard let old else { return .write(file: file, Array(new.utf8)) }
        return .replace(file: file, old, with: new)
    }

    @Test(arguments: cases) func theWrongExampleGetsItsCode(_ its: Case) throws {
        let files = try files(its.example, its.example.wrong)
        let found = Catalogue.compile(files).diagnostics
        #expect(found.map(\.code) == [its.code], "\(WrongContract.printed(found, files))")
    }

    @Test(arguments: cases) func theRightExampleGetsNone(_ its: Case) throws {
        let files = try files(its.example, its.example.right)
        let found = Catalogue.compile(files).diagnostics
        #expect(found.isEmpty, "\(WrongContract.printed(found, files))")
    }

    @Test func everyCodeIsExplainedOnceAndHasAnExample() {
        let codes = Explanation.all.map(\.code)
        #expect(Set(codes).count == codes.count)
        let bare = Explanation.all.filter(\.examples.isEmpty).map(\.code)
        #expect(bare == Self.withoutExample)
    }

    /// A code whose mistake no example shows has a case under `wrong/`, unless it takes a huge file or none at all.
    @Test func everyCodeIsProvenSomewhere() {
        let cases = Set(WrongContract.names.map { String($0.prefix { $0 != "-" }) })
        let unproven = Self.withoutExample.filter { !cases.contains($0) }
        #expect(unproven == ["LB1007", "LB1119", "LB1120", "LB2309"])
    }
}
