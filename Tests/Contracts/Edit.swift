import Contracts
import Schemas
import Testing
import Values

/// A change of a contracts folder, as the cases under `wrong/` and the examples of explanations describe it.
enum Edit {
    /// A text that stands in the file exactly once, and what comes in its place. A text with a line end is whole lines,
    /// at whatever depth they stand.
    case replace(file: String, String, with: String)
    /// The one line that holds a text.
    case delete(file: String, lineWith: String)
    case write(file: String, [UInt8])
    case remove(file: String)

    struct Fault: Error, CustomStringConvertible { var description: String }

    func apply(to files: inout ContractFiles) throws {
        switch self {
        case .write(let file, let bytes):
            if files.bytes[file] == nil { Self.list(file, in: &files) }
            files.bytes[file] = bytes
        case .remove(let file):
            guard files.bytes.removeValue(forKey: file) != nil else {
                throw Fault(description: "there is no \(file) to remove")
            }
        case .replace(let file, let old, let new):
            let text = try Self.text(file, files)
            files.bytes[file] = Array(try Self.replace(old, with: new, in: text, file).utf8)
        case .delete(let file, let part):
            var lines = try Self.lines(Self.text(file, files))
            let found = lines.indices.filter { lines[$0].contains(part) }
            guard found.count == 1 else {
                throw Fault(description: "\(file): \(found.count) lines hold '\(part)', not one")
            }
            lines.remove(at: found[0])
            files.bytes[file] = Array(lines.joined(separator: "\n").utf8)
        }
    }

    /// A new message is listed by its contract.
    static func list(_ file: String, in files: inout ContractFiles) {
        let parts = file.split(separator: "/")
        let main = parts.dropLast().joined(separator: "/") + "/contract.yaml"
        guard let name = parts.last, let bytes = files.bytes[main] else { return }
        let endings = [".map.yaml", ".schema.json"]
        guard let ending = endings.first(where: name.hasSuffix) else { return }
        let stem = name.dropLast(ending.count)
        var text = String(decoding: bytes, as: UTF8.self)
        if let list = text.firstMatch(of: /(?m)^messages: \[(.*)\]$/) {
            let listed = list.1.split(separator: ", ").map(String.init)
            guard !listed.contains(String(stem)) else { return }
            text.replaceSubrange(
                list.1.startIndex..<list.1.endIndex,
                with: (listed + ["\(stem)"]).joined(separator: ", ")
            )
        } else {
            text += (text.hasSuffix("\n") ? "" : "\n") + "messages: [\(stem)]\n"
        }
        files.bytes[main] = Array(text.utf8)
    }

    private static func text(_ file: String, _ files: ContractFiles) throws -> String {
        guard let bytes = files.bytes[file] else { throw Fault(description: "there is no \(file)") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Without the blanks before the first line, which a text in quotes may have.
    private static func dedented(_ lines: ArraySlice<String>) -> [String] {
        let indent = lines.first?.prefix { $0 == " " }.count ?? 0
        return lines.map { String($0.dropFirst(min(indent, $0.prefix { $0 == " " }.count))) }
    }

    private static func replace(
        _ old: String,
        with new: String,
        in text: String,
        _ file: String
    ) throws -> String {
        if !old.contains("\n") {
            let found = text.ranges(of: old).count
            guard found == 1 else {
                throw Fault(description: "\(file) holds '\(old)' \(found) times, not once")
            }
            return text.replacing(old, with: new)
        }
        let wanted = dedented(lines(old).dropLast())
        let all = lines(text)
        var found: [(at: Int, indent: String)] = []
        for at in all.indices.dropLast(wanted.count - 1) {
            let indent = String(all[at].prefix { $0 == " " })
            let here = all[at..<at + wanted.count]
            if zip(here, wanted).allSatisfy({ $0 == ($1.isEmpty ? "" : indent + $1) }) {
                found.append((at, indent))
            }
        }
        guard found.count == 1, let (at, indent) = found.first else {
            throw Fault(description: "\(file) holds these lines \(found.count) times:\n\(old)")
        }
        let put = dedented(lines(new).dropLast()).map { $0.isEmpty ? "" : indent + $0 }
        return (all[..<at] + put + all[(at + wanted.count)...]).joined(separator: "\n")
    }
}

extension Edit {
    /// `{ file, replace, with }`, `{ file, delete }`, `{ file, text }`, `{ file, hex }` or `{ remove }`.
    init(_ node: Node) throws {
        func text(_ key: String) -> String? { node[key]?.scalar?.text }
        let keys = Set((node.entries ?? []).map(\.key.text))
        switch (keys, text("file") ?? text("remove")) {
        case (["file", "replace", "with"], let file?):
            self = .replace(file: file, text("replace") ?? "", with: text("with") ?? "")
        case (["file", "delete"], let file?):
            self = .delete(file: file, lineWith: text("delete") ?? "")
        case (["file", "text"], let file?):
            self = .write(file: file, Array((text("text") ?? "").utf8))
        case (["file", "hex"], let file?):
            let digits = Array((text("hex") ?? "").filter(\.isHexDigit))
            let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                UInt8(String(digits[$0...$0 + 1]), radix: 16)
            }
            self = .write(file: file, bytes)
        case (["remove"], let file?): self = .remove(file: file)
        default:
            throw Fault(
                description: "line \(node.span.line): no edit has the keys \(keys.sorted())"
            )
        }
    }
}
