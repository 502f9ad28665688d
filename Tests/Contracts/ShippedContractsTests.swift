import Contracts
import Foundation
import Testing
import Values

/// The contracts folder of the project, read as the hub reads it; all regions, or one of them with what is shared.
func shippedFiles(of region: String? = nil) throws -> ContractFiles {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "contracts")
    var bytes: [String: [UInt8]] = [:]
    let folders = region.map { ["calendars", "canonical", "shared", $0] }
    let files = try #require(
        FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    )
    for case let file as URL in files {
        let path = String(file.path.dropFirst(root.path.count + 1))
        guard !path.contains("examples/"), path.hasSuffix(".yaml") || path.hasSuffix(".json") else {
            continue
        }
        guard folders?.contains(String(path.prefix { $0 != "/" })) ?? true else { continue }
        bytes[path] = Array(try Data(contentsOf: file))
    }
    return ContractFiles(bytes)
}

@Suite struct ShippedContractsTests {
    @Test func compileWithoutFindings() throws {
        let (catalogue, diagnostics) = Catalogue.compile(try shippedFiles())
        #expect(diagnostics.map(\.description) == [])
        #expect(catalogue?.regions.isEmpty == false)
    }
}
