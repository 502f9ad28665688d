import Foundation
import Schemas
import Values

/// Reads a schema, or data, from JSON or YAML text.
func node(_ text: String, file: String = "a.schema.json") throws -> Node {
    try Node.read(yaml: Array(text.utf8), file: file)
}

func value(_ text: String) throws -> Value { try node(text).value }

func schema(_ text: String, _ options: SchemaOptions = .contract) throws -> Schema {
    try Schema.compile(node(text), options: options)
}

/// What a text's errors are, each as `line:column code message [hint]`.
func complaints(_ body: () throws -> Void) -> [String] {
    do {
        try body()
        return []
    } catch let error as Diagnostics {
        return error.list.map { diagnostic in
            let place = "\(diagnostic.span.line):\(diagnostic.span.column)"
            return "\(place) \(diagnostic.code) \(diagnostic.message)"
                + (diagnostic.hint.map { " [\($0)]" } ?? "")
        }
    } catch {
        return ["\(error)"]
    }
}

/// What is wrong with a value, each as `pointer code level say`.
func findings(_ schema: Schema, _ text: String) throws -> [String] {
    try schema.validate(value(text)).map {
        "\($0.pointer) \($0.code)\($0.level == .warning ? " warning" : "") \($0.say)"
    }
}

/// The files of the official suite; nil where it is not installed.
enum Suite {
    static let folder: URL? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["LIANBAN_JSON_SCHEMA_SUITE"]
        let places = [
            named.map { URL(fileURLWithPath: $0) },
            root.appendingPathComponent("../shared/conformance/json-schema"),
            root.appendingPathComponent("../../shared/conformance/json-schema"),
        ]
        return places.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    static var isInstalled: Bool { folder != nil }

    static func files(in subfolder: String = "") -> [String] {
        guard let folder = folder?.appendingPathComponent(subfolder) else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    static func read(_ name: String) throws -> Node {
        guard let folder else { return .sequence([], SourceSpan(file: "", line: 1, column: 1)) }
        let data = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
        return try node(
            withoutSurrogates(String(decoding: data, as: UTF8.self)),
            file: "\(name).json"
        )
    }

    /// YAML has no surrogate pairs; contract files write the character itself.
    private static func withoutSurrogates(_ text: String) -> String {
        let pair = /\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/
        return text.replacing(pair) { match in
            let units = [match.1, match.2].compactMap { UInt16($0, radix: 16) }
            return String(decoding: units, as: UTF16.self)
        }
    }
}
