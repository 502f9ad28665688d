import Contracts
import Foundation
import Testing
import Values

@testable import Pipeline

/// The project's contracts, compiled once for all tests.
enum Shipped {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "contracts")

    static let files: ContractFiles? = try? ContractFolder.read(folder.path)

    private static let compiled: Catalogue? = files.flatMap { Catalogue.compile($0).catalogue }

    static func catalogue() throws -> Catalogue { try #require(compiled, "the contracts compile") }

    /// The contracts with a text replaced in one file.
    static func catalogue(_ path: String, _ old: String, _ new: String) throws -> Catalogue {
        var files = try #require(files)
        let text = String(decoding: try #require(files.bytes[path]), as: UTF8.self)
        try #require(text.ranges(of: old).count == 1, "'\(old)' stands there once")
        files.bytes[path] = Array(text.replacing(old, with: new).utf8)
        let (catalogue, diagnostics) = Catalogue.compile(files)
        return try #require(catalogue, "\(diagnostics.map(\.description))")
    }

    /// Folders of stories, below `contracts/`, sorted.
    static let stories: [String] = {
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (found?.compactMap { $0 as? URL } ?? []).filter {
            $0.lastPathComponent == "story.yaml"
        }
        .map { String($0.deletingLastPathComponent().path.dropFirst(folder.path.count + 1)) }
        .sorted()
    }()
}

@Suite struct StoryTests {
    @Test func thereAreStories() { #expect(Shipped.stories.count >= 21) }

    @Test(arguments: Shipped.stories) func goesAsTold(_ name: String) throws {
        let folder = Shipped.folder.appending(path: name)
        let bytes = Array(try Data(contentsOf: folder.appending(path: "story.yaml")))
        let story = try Story.read(bytes, file: "\(name)/story.yaml")
        let hub = try StoryHub(try Shipped.catalogue(), secrets: story.secrets)
        let differences = try hub.run(story) { file in
            (try? Data(contentsOf: folder.appending(path: file))).map { Array($0) }
        }
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }
}
