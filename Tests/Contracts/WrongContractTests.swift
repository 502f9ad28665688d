import Contracts
import Foundation
import Testing
import Values

/// Every file under `wrong/` holds one mistake: none passes, none crashes, and each gets exactly the words it expects.
///
/// To add a case, write a file with `what`, `base`, `edit` and an empty `expect`, run
/// `LIANBAN_ACCEPT=1 swift test --filter WrongContractTests`, and read what was written before committing it.
@Suite struct WrongContractTests {
    private static let accepts = ProcessInfo.processInfo.environment["LIANBAN_ACCEPT"] == "1"

    @Test func theBasesAreRight() throws {
        #expect(Toy.findings(Toy.folder()) == [])
        #expect(Toy.findings(try shippedContracts.get()) == [])
    }

    @Test func thereAreManyCases() { #expect(WrongContract.names.count >= 60) }

    @Test(arguments: WrongContract.names) func isRefusedInTheseWords(_ name: String) throws {
        let wrong = try WrongContract(name)
        let files = try wrong.files()
        let (catalogue, diagnostics) = Catalogue.compile(files)
        let isError = diagnostics.contains { $0.severity == .error }
        #expect(!diagnostics.isEmpty, "passes although it is wrong")
        #expect((catalogue == nil) == isError, "an error, and only an error, leaves no catalogue")
        let printed = WrongContract.printed(diagnostics, files)
        guard printed != wrong.expected else { return }
        if Self.accepts {
            try wrong.accept(printed)
        } else {
            Issue.record("expected:\n\(wrong.expected)\nprinted:\n\(printed)")
        }
    }

    /// The file is named after its code, so that one sees which codes have a case.
    @Test(arguments: WrongContract.names) func isNamedAfterItsCode(_ name: String) throws {
        if Self.accepts { return }
        let wrong = try WrongContract(name)
        #expect(wrong.expected.contains(" \(name.prefix { $0 != "-" }): "))
    }
}
