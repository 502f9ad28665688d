import Contracts
import Testing
import Values

/// Nothing in a contracts folder has a default: each file that is lost is missed, by an error that names it.
@Suite struct RemovalTests {
    /// The files that say what is done; the examples and the texts for readers do not. A register of requirements does
    /// nothing either: the stories that prove what stands in it miss it (LB2310).
    private static func policies(_ files: ContractFiles) -> [String] {
        let others = [".md", "/requirements.yaml"]
        return files.bytes.keys.filter { path in
            !path.contains("/examples/") && !others.contains(where: path.hasSuffix)
        }.sorted()
    }

    private func removeEach(of files: ContractFiles) {
        let paths = Self.policies(files)
        for path in paths {
            var fewer = files
            fewer.bytes[path] = nil
            let (catalogue, diagnostics) = Catalogue.compile(fewer)
            let errors = diagnostics.filter { $0.severity == .error }
            #expect(catalogue == nil && !errors.isEmpty, "\(path) is not missed")
            let isNamed = errors.contains { $0.message.contains(path) }
            #expect(isNamed, "\(path) is not named:\n\(WrongContract.printed(diagnostics, fewer))")
        }
    }

    @Test func ofTheSmallFolder() { removeEach(of: Toy.folder()) }

    @Test func ofTheShippedContracts() throws {
        let files = try shippedContracts.get()
        #expect(Self.policies(files).count >= 60)
        removeEach(of: files)
    }
}
