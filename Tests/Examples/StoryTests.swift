import Examples
import System
import Testing

/// The project's contracts.
enum Shipped {
    /// The package's root is three folders above this file.
    static let folder =
        (0..<3).reduce(#filePath) { path, _ in File.directory(of: path) } + "/contracts"

    static let names = (try? ExampleSuite(folder: folder).names) ?? []
}

@Suite struct StoryTests {
    @Test func thereAreStories() { #expect(Shipped.names.count >= 21) }

    @Test func allGoAsTold() throws {
        let suite = try ExampleSuite(folder: Shipped.folder)
        for name in suite.names {
            let report = suite.run(name)
            #expect(report.isGreen, "\(report)")
        }
    }
}
