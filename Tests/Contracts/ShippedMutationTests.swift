import Expressions
import Foundation
import Testing
import Values

@testable import Contracts

/// Takes the shipped contracts and makes one mistake in them, at every place where there can be one: the compiler has
/// to name the line. All places take minutes, so that a run takes some of them, others each time it is asked to.
@Suite struct ShippedMutationTests {
    struct Mutation: CustomStringConvertible {
        var file: String
        /// Where the finding is to be; nil for anywhere in the file.
        var line: Int?
        var code: String?
        var text: String
        var description: String
    }

    private static let shipped = try? shippedFiles()
    private static let isComplete = ProcessInfo.processInfo.environment["LIANBAN_MUTATE"] == "all"

    /// One in so many of the mutations, from a random first on.
    private static func some(_ all: [Mutation], of count: Int) -> [Mutation] {
        guard !isComplete, all.count > count else { return all }
        let step = all.count / count
        let first = Int.random(in: 0..<step)
        print("mutations from \(first) in steps of \(step)")
        return stride(from: first, to: all.count, by: step).map { all[$0] }
    }

    private func check(_ mutations: [Mutation], of count: Int, atLeast least: Int) throws {
        let files = try #require(Self.shipped)
        #expect(mutations.count >= least)
        var missed: [String] = []
        for mutation in Self.some(mutations, of: count) {
            var changed = files
            changed.bytes[mutation.file] = Array(mutation.text.utf8)
            let found = Catalogue.compile(changed).diagnostics
            let isNamed = found.contains { diagnostic in
                Self.name(diagnostic.span.file) == Self.name(mutation.file)
                    && (mutation.line ?? diagnostic.span.line) == diagnostic.span.line
                    && (mutation.code ?? diagnostic.code) == diagnostic.code
            }
            if !isNamed { missed.append("\(mutation): \(found.map(\.description))") }
        }
        #expect(missed.isEmpty, "\(missed.count) missed:\n\(missed.joined(separator: "\n"))")
    }

    /// A file of a shared contract is named in the place where it is extended.
    private static func name(_ file: String) -> Substring? { file.split(separator: "/").last }

    @Test func aRequiredLeafThatIsDeletedIsMissed() throws {
        try check(Self.deletions(), of: 12, atLeast: 60)
    }

    @Test func aMisspeltPathIsFound() throws {
        try check(Self.misspellings(), of: 12, atLeast: 200)
    }

    @Test func aCodeThatIsDroppedIsMissed() throws {
        try check(Self.droppedCodes(), of: 12, atLeast: 60)
    }

    // MARK: The mutations

    private static func deletions() throws -> [Mutation] {
        try maps().flatMap { map -> [Mutation] in
            members(of: map.root).compactMap { member -> Mutation? in
                guard !member.isOptional, case .leaf(let leaf) = member.node else { return nil }
                let span = leaf.expression.source.span
                guard var lines = lines(of: span.file) else { return nil }
                let at = member.keySpan.line - 1
                let line = Array(lines[at].unicodeScalars)
                let from = member.keySpan.column - 1
                let end = line[from...].firstIndex(of: ",") ?? line.count
                let isFlow =
                    line.contains("{") && line.firstIndex(of: "{").map { $0 < from } ?? false
                if isFlow {
                    guard end < line.count, !line[from..<end].contains("(") else { return nil }
                    lines[at] = text(line[..<from]) + text(line[(end + 1)...])
                } else {
                    lines.remove(at: at)
                }
                return Mutation(
                    file: span.file,
                    line: nil,
                    // Without its first line an element of a list is no element any more.
                    code: Self.text(line[..<from]).contains("- ") ? "LB2080" : "LB2087",
                    text: lines.joined(separator: "\n"),
                    description: "\(member.keySpan) without \(member.key)"
                )
            }
        }
    }

    private static func misspellings() throws -> [Mutation] {
        var seen: Set<String> = []
        return try maps().flatMap { map -> [Mutation] in
            map.root.expressions.flatMap { selects(in: $0.root) }.compactMap {
                span -> Mutation? in
                guard seen.insert("\(span)").inserted, var lines = lines(of: span.file) else {
                    return nil
                }
                let line = Array(lines[span.line - 1].unicodeScalars)
                let end = span.column - 1 + span.length
                guard end <= line.count else { return nil }
                let name = text(line[(span.column - 1)..<end])
                lines[span.line - 1] = text(line[..<end]) + "x" + text(line[end...])
                return Mutation(
                    file: span.file,
                    line: span.line,
                    code: nil,
                    text: lines.joined(separator: "\n"),
                    description: "\(span) \(name)x"
                )
            }
        }
    }

    private static func droppedCodes() throws -> [Mutation] {
        try contracts().flatMap { contract in
            contract.codes.flatMap { table in
                table.codes.compactMap { code -> Mutation? in
                    guard let span = table.codeSpans[code], var lines = lines(of: span.file) else {
                        return nil
                    }
                    let line = Array(lines[span.line - 1].unicodeScalars)
                    let from = span.column - 1
                    if line[..<from].contains("{") {
                        var depth = 0
                        var end = from
                        while end < line.count, depth > 0 || (line[end] != "," && line[end] != "}")
                        {
                            if line[end] == "[" { depth += 1 }
                            if line[end] == "]" { depth -= 1 }
                            end += 1
                        }
                        if end < line.count, line[end] == "," { end += 1 }
                        lines[span.line - 1] = text(line[..<from]) + text(line[end...])
                    } else {
                        lines.remove(at: span.line - 1)
                    }
                    return Mutation(
                        file: span.file,
                        line: nil,
                        code: nil,
                        text: lines.joined(separator: "\n"),
                        description: "\(span) without \(table.name).\(code)"
                    )
                }
            }
        }
    }

    // MARK: What there is to change

    private static func contracts() throws -> [Contract] {
        let files = try #require(shipped)
        let catalogue = try #require(Catalogue.compile(files).catalogue)
        var found: [String: Contract] = [:]
        for region in catalogue.regions {
            for program in region.programs { found[program.contract.name] = program.contract }
            for party in region.parties {
                if let contract = party.contract { found[contract.name] = contract }
            }
        }
        return found.values.sorted { $0.name < $1.name }
    }

    private static func maps() throws -> [MapTree] {
        try contracts().flatMap { contract in
            contract.outbound.sorted { $0.key < $1.key }.map(\.value.map)
                + contract.inbound.map(\.map) + contract.answers.map(\.map)
        }
    }

    private static func lines(of file: String) -> [String]? {
        guard let bytes = shipped?.bytes[file] else { return nil }
        return String(decoding: bytes, as: UTF8.self).components(separatedBy: "\n")
    }

    private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        for scalar in scalars { view.append(scalar) }
        return String(view)
    }

    private static func members(of node: MapNode) -> [MapObject.Member] {
        switch node {
        case .constant, .leaf: []
        case .object(let object): object.members + object.members.flatMap { members(of: $0.node) }
        case .list(let nodes): nodes.flatMap { members(of: $0) }
        case .each(let each): members(of: each.body)
        }
    }

    /// The places of the member names that an expression reads.
    private static func selects(in term: Term) -> [SourceSpan] {
        let below = term.kind.children.flatMap { selects(in: $0) }
        switch term.kind {
        case .select(_, let field, _), .has(_, let field):
            return below + [term.source.span(of: field.range)]
        default: return below
        }
    }
}
