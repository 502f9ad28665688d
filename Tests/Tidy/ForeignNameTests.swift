import Foundation
import Testing

/// What a region, a program, a party or a field of a partner's message is called stands under `contracts/` only: were
/// it known to the program, a new partner would be more than data.
@Suite struct ForeignNameTests {
    /// Names of contracts that are words of the hub, or of any program, as well.
    private static let ours: [(reason: String, words: [String])] = [
        (
            "members of the hub's own messages and variables (contracts/LANGUAGE.md, sections 5 and 10)",
            [
                "account", "action", "address", "at", "basis", "body", "case", "check", "code",
                "codes", "date", "decisions", "documents", "expected", "id", "item", "items",
                "kind", "materials", "message", "mode", "name", "note", "notice", "number",
                "operator", "order", "outcome", "party", "payment", "phone", "plan", "platform",
                "reason", "region", "reply", "result", "revision", "said", "sm3", "state", "status",
                "survey", "time", "title", "type", "update", "version",
            ]
        ), ("kinds of a party (contracts/LANGUAGE.md, section 3)", ["credit", "hall", "bureau"]),
        (
            "words of any program or of its libraries",
            [
                "Code", "Line", "Order", "State", "amount", "app", "apply", "business", "cancel",
                "commit", "content", "count", "data", "detail", "digest", "end",
                "event", "file", "files", "finding", "format", "from", "green", "half", "index",
                "key", "lead", "len", "level",
                "line", "list", "load", "matter", "method", "millis", "nonce", "opinion", "page",
                "parts", "path", "place",
                "power", "planning", "record", "records", "remark", "request", "response", "scale",
                "sequence", "serial", "sign", "site", "size", "source", "start", "step", "target",
                "text", "to",
                "total", "transport", "unit", "use", "value", "HEAD", "ORDER", "STATUS", "DATA",
            ]
        ),
        (
            "English words that programs, comments and messages of commands are full of",
            [
                "self", "first", "First", "new", "old", "works", "system", "Item", "Time", "city",
                "certificate", "org", "capital", "legal", "enquiry",
            ]
        ),
        ("placeholders of the command line, and an algorithm", ["FILE", "NAME", "SM3"]),
        ("words in capitals: of SQL, of comments, of names of tests", ["NOTE", "STATE", "TEL"]),
        ("the format of a project code (contracts/LANGUAGE.md, section 7)", ["projectCode"]),
    ]
    /// The small folder that the examples of explanations change is made up, in the words of a contract.
    private static let ofTheSmallFolder: Set = ["water", "survey", "jg", "cw", "mc", "lsh"]

    private static let allowed = Set(ours.flatMap(\.words))
    private static let shared: Set = ["canonical", "calendars", "shared"]

    /// Name → where it comes from.
    private static func names() throws -> [String: String] {
        var names: [String: String] = [:]
        // A partner may call a field as the hub's own model does.
        let own = try Set(
            SourceTree.files.filter { $0.path.hasPrefix("contracts/canonical/") }
                .filter { $0.hasExtension("json") }.flatMap { try fields(of: $0) }
        )
        let contracts = SourceTree.files.filter {
            $0.isIn("contracts") && !$0.path.contains("/examples/")
        }
        for file in contracts {
            let folders = file.path.split(separator: "/").dropFirst().dropLast().map(String.init)
            if let first = folders.first, !shared.contains(first) {
                for folder in folders { names[folder] = file.path }
            }
            guard file.name.hasSuffix(".schema.json") else { continue }
            for name in try fields(of: file) where !own.contains(name) { names[name] = file.path }
        }
        // One or two letters are an index, a unit or a variable anywhere.
        return names.filter { $0.key.utf8.count > 2 && !allowed.contains($0.key) }
    }

    private static func fields(of file: SourceFile) throws -> [String] {
        let text = Data(file.lines.joined(separator: "\n").utf8)
        return fields(try JSONSerialization.jsonObject(with: text))
    }

    private static func fields(_ node: Any) -> [String] {
        if let list = node as? [Any] { return list.flatMap(fields) }
        guard let object = node as? [String: Any] else { return [] }
        var result: [String] = []
        if let properties = object["properties"] as? [String: Any] {
            result += properties.keys
        }
        if let name = (object["xml"] as? [String: Any])?["name"] as? String { result.append(name) }
        return result + object.values.flatMap(fields)
    }

    /// Identifiers, words of texts and of comments; a name may have hyphens.
    private static func words(_ line: String) -> Set<String> {
        var words: Set<String> = []
        for part in line.utf8.split(whereSeparator: { !isPart($0) }) {
            guard let word = String(part) else { continue }
            words.insert(word)
            for piece in word.split(separator: "-") { words.insert(String(piece)) }
        }
        return words
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x5F
            || byte == 0x2D
    }

    @Test func noneStandsInTheSources() throws {
        let names = try Self.names()
        #expect(names.count > 50)
        for file in SourceTree.files where file.isIn("Sources") && file.hasExtension("swift") {
            let isExplained = file.isIn("Sources/Core/Explanations")
            for (index, line) in file.lines.enumerated() {
                for word in Self.words(line) {
                    guard let origin = names[word] else { continue }
                    if isExplained, Self.ofTheSmallFolder.contains(word) { continue }
                    Issue.record(
                        "\(file):\(index + 1): '\(word)' is a name of \(origin); keep it there, or say here why it is a word of the hub's own"
                    )
                }
            }
        }
    }
}
