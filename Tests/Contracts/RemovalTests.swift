import Contracts
import Foundation
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

    private func remove(_ path: String, from files: ContractFiles) {
        var fewer = files
        fewer.bytes[path] = nil
        let (catalogue, diagnostics) = Catalogue.compile(fewer)
        let errors = diagnostics.filter { $0.severity == .error }
        #expect(catalogue == nil && !errors.isEmpty, "\(path) is not missed")
        let isNamed = errors.contains { $0.message.contains(path) }
        #expect(isNamed, "\(path) is not named:\n\(WrongContract.printed(diagnostics, fewer))")
    }

    @Test func ofTheSmallFolder() {
        let files = Toy.folder()
        for path in Self.policies(files) { remove(path, from: files) }
    }

    /// All of them take minutes, so that a run takes some, others each time; `LIANBAN_MUTATE=all` takes all.
    @Test func ofTheShippedContracts() throws {
        let all = try shippedFiles()
        let paths = Self.policies(all)
        #expect(paths.count >= 400)
        var regions: [String: ContractFiles] = [:]
        for path in isComplete ? paths : Array(paths.shuffled().prefix(24)) {
            let folder = String(path.prefix { $0 != "/" })
            let isRegion = all.contains("\(folder)/region.yaml")
            let files = try isRegion ? regions[folder] ?? shippedFiles(of: folder) : all
            if isRegion { regions[folder] = files }
            remove(path, from: files)
        }
    }

    private let isComplete = ProcessInfo.processInfo.environment["LIANBAN_MUTATE"] == "all"
}
