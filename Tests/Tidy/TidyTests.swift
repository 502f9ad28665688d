import Foundation
import Testing

@Suite struct TidyTests {
    @Test(arguments: rules)
    func rule(_ rule: Rule) async {
        for file in SourceTree.files {
            for finding in rule.findings(in: file) { Issue.record("\(finding)") }
            // Tests that wait for something to happen in time get their turn.
            await Task.yield()
        }
    }

    /// Every rule finds what it is there for, and not its opposite.
    @Test(arguments: rules)
    func ruleSees(_ rule: Rule) {
        #expect(!rule.findings(in: SourceFile(path: rule.bad.path, text: rule.bad.text)).isEmpty)
        #expect(rule.findings(in: SourceFile(path: rule.bad.path, text: rule.good)).isEmpty)
    }

    @Test func seesTheRepository() {
        #expect(SourceTree.files.count > 40)
        #expect(cModules.isSuperset(of: ["CSQLite", "CSystem"]))
        #expect(importedModule("@preconcurrency internal import struct A.B") == "A")
    }

    @Test func sourcesAreFormatted() async throws {
        let run = try await Run.swift(
            "format",
            "lint",
            "--strict",
            "--parallel",
            "-r",
            "Sources",
            "Tests",
            "Package.swift"
        )
        #expect(
            run.status == 0,
            "run `make fmt`; what it cannot change is yours to change:\n\(run.output)"
        )
    }

    @Test func readmeTellsTheTwoCommands() {
        guard let readme = SourceTree.file("README.md") else {
            Issue.record(
                "README.md:1: write it: what this is, `make demo`, `make test`, where to look"
            )
            return
        }
        for command in ["make demo", "make test"]
        where !readme.lines.contains(where: { $0.contains(command) }) {
            Issue.record("README.md:1: tell the newcomer about `\(command)`")
        }
    }

    /// A link in a page leads to a file of the repository.
    @Test func linksLeadSomewhere() {
        for page in SourceTree.files where page.hasExtension("md") {
            let folder = page.path.split(separator: "/").dropLast().joined(separator: "/")
            for (index, line) in page.lines.enumerated() {
                for match in line.matches(of: /\]\(([^)\s]+)\)/) {
                    let link = String(
                        match.1.split(separator: "#", omittingEmptySubsequences: false)[0]
                    )
                    if link.isEmpty || link.contains("://") || link.hasPrefix("mailto:") {
                        continue
                    }
                    if SourceTree.exists(link.hasPrefix("/") ? link : folder + "/" + link) {
                        continue
                    }
                    Issue.record(
                        "\(page.path):\(index + 1): nothing is at \(link); correct the link"
                    )
                }
            }
        }
    }

    @Test func scriptsStopAtTheFirstError() {
        for script in SourceTree.files where script.hasExtension("sh") {
            #expect(
                script.lines.prefix(40).contains("set -euo pipefail"),
                "\(script.path):1: begin with `set -euo pipefail`"
            )
            let path = SourceTree.root.appendingPathComponent(script.path).path
            #expect(
                FileManager.default.isExecutableFile(atPath: path),
                "\(script.path):1: chmod +x"
            )
        }
    }
}

/// The manifest is the layer diagram: it refuses an edge that points the wrong way.
@Suite struct ManifestTests {
    @Test(
        arguments: [
            (#"target("Values", in: .core)"#, #"target("Values", in: .core)"#, nil),
            (
                #"target("Values", in: .core)"#, #"target("Values", in: .core, uses: ["CSQLite"])"#,
                "Core/Values may not use C/CSQLite"
            ),
            (
                #"target("Values", in: .core)"#, #"target("Values", in: .core, uses: ["Stores"])"#,
                "Values: declare Stores above it"
            ),
        ] as [(String, String, String?)]
    )
    func refusesAWrongEdge(_ line: String, _ change: String, _ reason: String?) async throws {
        let manifest = try #require(SourceTree.file("Package.swift")).lines.joined(separator: "\n")
        #expect(
            manifest.contains(line),
            "Package.swift has changed: let this test change another line"
        )
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "lianban-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try manifest.replacingOccurrences(of: line, with: change)
            .write(
                to: folder.appendingPathComponent("Package.swift"),
                atomically: true,
                encoding: .utf8
            )
        let run = try await Run.swift("package", "dump-package", in: folder)
        if let reason {
            #expect(run.status != 0 && run.output.contains(reason), "\(run.output)")
        } else {
            #expect(run.status == 0, "\(run.output)")
        }
    }
}
