import Contracts
import Schemas
import Testing
import Values

/// What a slip of the hand does to the maps of the project: each entry is deleted, or its key misspelt, and the compiler has to
/// name the place. Many are changed in the same run, since the objects of maps know nothing of one another.
@Suite struct MapMutationTests {
    /// An entry of a map that gives a field of the message.
    private struct Leaf {
        var key: Node.Scalar
        /// From the root of the file to the mapping that holds the entry: keys and positions.
        var path: [String]
        var isRequired: Bool
        /// How many entries its mapping has, and which of them it is.
        var siblings: Int
        var position: Int
    }

    @Test func aRequiredEntryThatIsGoneIsMissedAtItsObject() throws {
        let maps = try self.maps().mapValues { $0.filter { $0.isRequired && $0.siblings > 1 } }
        #expect(maps.values.joined().count > 30)
        // The first entry of every object, then the second of every object, and so on.
        for round in 0..<(maps.values.joined().map(\.position).max() ?? 0) + 1 {
            try compile(maps.mapValues { $0.filter { $0.position == round } }) { file, leaf, node in
                let parent = try #require(leaf.path.reduce(node) { $0?.child($1) })
                return
                    "\(parent.span): error LB2087: the message needs '\(leaf.key.text)', and nothing gives it"
            }
        }
    }

    @Test func anOptionalEntryThatIsGoneIsNotMissed() throws {
        let maps = try self.maps().mapValues { leaves in
            leaves.filter { leaf in
                let hasOther = leaves.contains { $0.path == leaf.path && $0.isRequired }
                return !leaf.isRequired && hasOther
            }
        }
        #expect(maps.values.joined().count > 40)
        try compile(maps, code: "LB2087") { _, _, _ in nil }
    }

    @Test func aMisspeltKeyIsNamedAtItsPlace() throws {
        var files = try shippedContracts.get()
        var expected: [String] = []
        for (file, leaves) in try maps() {
            var text = String(decoding: files.bytes[file] ?? [], as: UTF8.self)
            // From the end on, so that places stay what they are.
            for leaf in leaves.reversed() {
                let name = leaf.key.text + "Z"
                text = Mutation.replace(leaf.key.span, with: name, in: text)
            }
            files.bytes[file] = Array(text.utf8)
            let node = try Node.read(yaml: Array(text.utf8), file: file)
            for leaf in leaves {
                let name = leaf.key.text + "Z"
                let parent = try #require(
                    leaf.path.reduce(node) { $0?.child($1) ?? $0?.child($1 + "Z") }
                )
                let key = try #require(parent.entry(name)).key
                expected.append("\(key.span): error LB2082: the message has no field '\(name)'")
            }
        }
        let found = Catalogue.compile(files).diagnostics.map(\.description)
        #expect(Set(found).symmetricDifference(expected) == [])
    }

    /// Takes entries away, but of two inside one another only the outer one, and compares what the compiler says.
    private func compile(
        _ maps: [String: [Leaf]],
        code: String = "LB",
        says: (_ file: String, _ leaf: Leaf, _ mutated: Node) throws -> String?
    ) throws {
        var files = try shippedContracts.get()
        var expected: [String] = []
        for (file, leaves) in maps where !leaves.isEmpty {
            let gone = leaves.filter { leaf in
                !leaves.contains { leaf.path.starts(with: $0.path + [$0.key.text]) }
            }
            var text = String(decoding: files.bytes[file] ?? [], as: UTF8.self)
            for leaf in gone.reversed() { text = try Mutation.delete(leaf.key.span, in: text) }
            files.bytes[file] = Array(text.utf8)
            let node = try Node.read(yaml: Array(text.utf8), file: file)
            expected += try gone.compactMap { try says(file, $0, node) }
        }
        let found = Catalogue.compile(files).diagnostics.map(\.description)
            .filter { $0.contains(code) }
        #expect(Set(found).symmetricDifference(expected) == [])
    }

    // MARK: Which entries there are

    /// The entries of every map of the project, but of answers, which only the simulator reads, and of those in layers, where what
    /// one layer lacks another may give.
    private func maps() throws -> [String: [Leaf]] {
        let files = try shippedContracts.get()
        let catalogue = try #require(Catalogue.compile(files).catalogue)
        var contracts: [String: Contract] = [:]
        for region in catalogue.regions {
            for contract in region.parties.compactMap(\.contract) + region.programs.map(\.contract)
            {
                contracts[contract.name] = contract
            }
        }
        var maps: [String: [Leaf]] = [:]
        for (path, bytes) in files.bytes where path.hasSuffix(".map.yaml") {
            let parts = path.split(separator: "/")
            let stem = String(parts[parts.count - 1].dropLast(".map.yaml".count))
            let folder = parts.dropLast().joined(separator: "/")
            guard let contract = contracts[folder], !stem.hasPrefix("answer"),
                !String(decoding: files.bytes["\(folder)/contract.yaml"] ?? [], as: UTF8.self)
                    .contains("extends:")
            else { continue }
            let node = try Node.read(yaml: bytes, file: path)
            guard let body = node["body"] else { continue }
            var leaves: [Leaf] = []
            if let message = contract.outbound[stem] {
                collect(body, message.schema, ["body"], &leaves)
            } else if stem == "application" || stem.hasPrefix("reply") {
                collect(
                    body,
                    try canonical(stem == "application" ? stem : "reply"),
                    ["body"],
                    &leaves
                )
            }
            maps[path] = leaves
        }
        return maps
    }

    private func canonical(_ name: String) throws -> Schema {
        let path = "canonical/\(name).schema.json"
        let bytes = try shippedContracts.get().bytes[path] ?? []
        return try Schema.compile(try Node.read(yaml: bytes, file: path), options: .contract)
    }

    private func collect(_ node: Node, _ schema: Schema, _ path: [String], _ leaves: inout [Leaf]) {
        if let body = node["$do"], let items = schema.resolved.items {
            return collect(body, items, path + ["$do"], &leaves)
        }
        if let elements = node.elements, let items = schema.resolved.items {
            for (at, element) in elements.enumerated() {
                collect(element, items, path + [String(at)], &leaves)
            }
        }
        guard let entries = node.entries else { return }
        for (position, entry) in entries.enumerated() {
            guard
                let property = schema.resolved.properties.first(where: { $0.name == entry.key.text }
                )
            else { continue }
            leaves.append(
                Leaf(
                    key: entry.key,
                    path: path,
                    isRequired: property.isRequired,
                    siblings: entries.count,
                    position: position
                )
            )
            collect(entry.value, property.schema, path + [entry.key.text], &leaves)
        }
    }
}

extension Node {
    fileprivate func child(_ step: String) -> Node? {
        if let elements, let at = Int(step), elements.indices.contains(at) { return elements[at] }
        return self[step]
    }
}

/// Changes of a YAML text at a place that is known.
private enum Mutation {
    static func replace(_ span: SourceSpan, with word: String, in text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            Array($0.unicodeScalars)
        }
        let from = span.column - 1
        lines[span.line - 1].replaceSubrange(from..<from + span.length, with: word.unicodeScalars)
        return joined(lines)
    }

    /// Takes an entry away with all that stands below it.
    static func delete(_ key: SourceSpan, in text: String) throws -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            Array($0.unicodeScalars)
        }
        let line = lines[key.line - 1]
        let before = line[..<(key.column - 1)]
        let isElement = before.last { $0 != " " } == "-"
        if isElement || before.allSatisfy({ $0 == " " }) {
            var end = key.line
            while end < lines.count, isBelow(lines[end], key.column) { end += 1 }
            guard isElement else {
                lines.removeSubrange(key.line - 1..<end)
                return joined(lines)
            }
            // The next entry takes the place behind the dash.
            lines[end].replaceSubrange(0..<key.column - 1, with: before)
            lines.removeSubrange(key.line - 1..<end)
            return joined(lines)
        }
        var end = key.column - 1
        var depth = 0
        var quote: Unicode.Scalar?
        while end < line.count {
            let scalar = line[end]
            if let open = quote {
                if scalar == open { quote = nil }
            } else if scalar == "'" || scalar == "\"" {
                quote = scalar
            } else if "([{".unicodeScalars.contains(scalar) {
                depth += 1
            } else if depth == 0, scalar == "," || scalar == "}" {
                break
            } else if ")]}".unicodeScalars.contains(scalar) {
                depth -= 1
            }
            end += 1
        }
        if end < line.count, line[end] == "," { end += 1 }
        lines[key.line - 1].removeSubrange(key.column - 1..<end)
        return joined(lines)
    }

    private static func isBelow(_ line: [Unicode.Scalar], _ column: Int) -> Bool {
        let blanks = line.prefix { $0 == " " }.count
        return blanks == line.count || line[blanks] == "#" || blanks >= column
    }

    private static func joined(_ lines: [[Unicode.Scalar]]) -> String {
        var text = String.UnicodeScalarView()
        for (at, line) in lines.enumerated() {
            if at > 0 { text.append("\n") }
            text.append(contentsOf: line)
        }
        return String(text)
    }
}
