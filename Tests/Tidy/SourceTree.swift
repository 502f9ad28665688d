import Foundation

/// A text file of the repository.
struct SourceFile: Sendable, CustomStringConvertible {
    /// From the repository's root: `Sources/Core/Values/Value.swift`.
    var path: String
    var lines: [String]

    init(path: String, text: String) {
        self.path = path
        lines = text.components(separatedBy: "\n")
        if lines.last == "" { lines.removeLast() }
    }

    var name: String { String(path.split(separator: "/").last ?? "") }
    var description: String { path }

    func isIn(_ folders: String...) -> Bool { folders.contains { path.hasPrefix($0 + "/") } }
    func hasExtension(_ extensions: String...) -> Bool {
        extensions.contains { path.hasSuffix("." + $0) }
    }

    /// Whether the line holds one of the words: asked before a regular expression, which takes many times as long.
    func mentions(_ index: Int, _ words: String...) -> Bool {
        words.contains { lines[index].range(of: $0, options: .literal) != nil }
    }

    /// The line without its comment and without what stands in string literals, so that words in prose and in
    /// messages are not taken for code. Good enough for formatted code; not a parser.
    func code(_ index: Int) -> String {
        let line = lines[index]
        // Most lines have neither; going through the others by characters takes most of the time here.
        guard line.utf8.contains(where: { $0 == 0x22 || $0 == 0x2F }) else { return line }
        var result = ""
        var isInString = false
        var previous: Character = " "
        for character in line {
            if character == "\"", previous != "\\" { isInString.toggle() }
            if character == "/", previous == "/", !isInString { return String(result.dropLast()) }
            if !isInString || character == "\"" { result.append(character) }
            previous = character
        }
        return result
    }
}

/// The repository that this test was built from.
enum SourceTree {
    static let root: URL =
        if let other = ProcessInfo.processInfo.environment["LIANBAN_TIDY_ROOT"] {
            URL(fileURLWithPath: other)
        } else {
            URL(fileURLWithPath: #filePath)
                .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        }

    static let files: [SourceFile] = load()

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }

    static func file(_ path: String) -> SourceFile? { files.first { $0.path == path } }

    private static let texts: Set = [
        "swift", "h", "c", "cpp", "modulemap", "md", "sh", "yaml", "yml", "json", "conf",
    ]
    private static let skipped: Set = [".build", ".git", ".lianban", "node_modules"]

    private static func load() -> [SourceFile] {
        let keys: [URLResourceKey] = [.isDirectoryKey]
        guard
            let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: keys)
        else { return [] }
        var files: [SourceFile] = []
        for case let url as URL in walk {
            if skipped.contains(url.lastPathComponent) { walk.skipDescendants() }
            guard texts.contains(url.pathExtension) || url.lastPathComponent == "Makefile",
                let data = try? Data(contentsOf: url),
                let text = String(data: data, encoding: .utf8)
            else { continue }
            let path = url.standardizedFileURL.path.dropFirst(
                root.standardizedFileURL.path.count + 1
            )
            files.append(SourceFile(path: String(path), text: text))
        }
        return files.sorted { $0.path < $1.path }
    }
}

/// Runs a program with the same toolchain that the tests were built with.
struct Run {
    var status: Int32
    var output: String

    /// Waits without a thread of its own, of which tests that run side by side have no more than the machine has cores.
    static func swift(
        _ arguments: String...,
        in folder: URL = SourceTree.root
    ) async throws -> Run {
        let file = folder.appendingPathComponent(".tidy-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forWritingTo: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["swift"] + arguments
        process.currentDirectoryURL = folder
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = (environment["PATH"] ?? "/usr/bin:/bin") + ":/opt/swift/usr/bin"
        process.environment = environment
        process.standardOutput = handle
        process.standardError = handle
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in done.resume() }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                done.resume(throwing: error)
            }
        }
        try handle.close()
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        return Run(status: process.terminationStatus, output: text)
    }
}
