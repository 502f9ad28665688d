import Expressions
import Formats
import Values

extension ProgramCompiler {
    private static let itemKeys =
        RuleReader.provenanceKeys + [
            "group", "party", "contract", "body", "when", "after", "mode", "ends", "complete",
            "counts", "decides",
        ]

    mutating func items(
        _ node: Node?,
        _ known: Set<String>,
        at span: SourceSpan
    ) -> [ItemRule] {
        let entries = reader.members(node, "items")
        guard node == nil || !entries.isEmpty else { return [] }
        guard !entries.isEmpty else {
            reader.report("LB2013", span, "items is missing: a program has at least one item")
            return []
        }
        guard entries.count <= 99 else {
            reader.report(
                "LB2040",
                entries[99].key.span,
                "a program has at most 99 items: item numbers end in two digits"
            )
            return []
        }
        return settingDecisions(
            entries.enumerated().compactMap { item($1, known, position: $0 + 1) }
        )
    }

    private mutating func item(
        _ entry: Node.Entry,
        _ known: Set<String>,
        position: Int
    ) -> ItemRule? {
        let id = entry.key.text
        checkName(id, entry.key.span)
        let keys = reader.entries(entry.value, of: "item '\(id)'", known: Self.itemKeys)
        let provenance = reader.provenance(keys, at: entry.key.span)
        guard let title = reader.required(keys["title"], "title", at: entry.key.span),
            let group = reader.required(keys["group"], "group", at: entry.key.span)
        else { return nil }
        guard let partyNode = keys["party"], let party = party(partyNode, "party") else {
            if keys["party"] == nil {
                reader.report("LB2041", entry.key.span, "item '\(id)' names no party")
            }
            return nil
        }
        let ends = reader.milestone(keys["ends"], "ends")
        return ItemRule(
            id: id,
            position: position,
            title: title,
            group: group,
            party: party,
            terms: terms(keys["contract"]),
            body: keys["body"].flatMap { tree($0, .item) },
            when: expression(keys["when"], "when", .item),
            after: expression(keys["after"], "after", .item),
            modes: modes(keys["mode"]),
            ends: ends,
            complete: expression(keys["complete"], "complete", .item),
            counts: reader.flag(keys["counts"], "counts") ?? true,
            provenance: provenance,
            decides: keys["decides"].map { targets($0, known, "decides") } ?? []
        )
    }

    private mutating func terms(_ node: Node?) -> ItemRule.Terms {
        guard let name = reader.text(node, "contract") else { return .party }
        if name == "canonical" { return .canonical }
        // What is wrong with it, or that it is not there, was reported when it was compiled.
        return region.contracts[name].map { .contract($0) } ?? .party
    }

    private mutating func modes(_ node: Node?) -> [ModeChoice] {
        guard let node else { return [] }
        let elements = node.elements ?? []
        if elements.isEmpty { reader.report("LB2043", node.span, "mode is a list of choices") }
        for (at, element) in elements.enumerated() {
            let isBare = element["all"]?.elements?.isEmpty ?? true
            guard isBare != (at == elements.count - 1) else { continue }
            reader.report(
                "LB2044",
                element.span,
                isBare
                    ? "only the last mode is without conditions"
                    : "the last mode has no conditions: it is what remains"
            )
        }
        return elements.compactMap { element -> ModeChoice? in
            let keys = reader.entries(
                element,
                of: "a mode",
                known: ["is", "all"] + RuleReader.provenanceKeys
            )
            guard let name = reader.required(keys["is"], "is", at: element.span) else { return nil }
            let conditions = reader.elements(keys["all"], "all").compactMap { condition($0) }
            return ModeChoice(
                name: name,
                all: conditions,
                provenance: reader.provenance(keys, at: element.span)
            )
        }
    }

    private mutating func condition(_ node: Node) -> ModeChoice.Condition? {
        let keys = reader.entries(
            node,
            of: "a condition",
            known: ["that", "say"] + RuleReader.provenanceKeys
        )
        guard let that = expression(keys["that"], "that", .item, required: node.span),
            let say = reader.required(keys["say"], "say", at: node.span)
        else { return nil }
        return ModeChoice.Condition(that: that, say: say)
    }

    /// A tree for a party that gets the hub's own JSON.
    mutating func tree(_ node: Node, _ view: Dialect.View) -> MapTree? {
        var compiler = MapCompiler(dialect: dialect, view: view, target: nil, charset: .utf8)
        let tree = compiler.compile(node)
        reader.report(compiler.reader.diagnostics)
        return tree
    }

    /// Names that expressions use are lowerCamel (contracts/LANGUAGE.md 2.3).
    mutating func checkName(_ name: String, _ span: SourceSpan) {
        if !name.isVariable {
            reader.report(
                "LB2045",
                span,
                "'\(name)' is used in expressions: a small letter, then letters and digits"
            )
        }
    }
}

extension String {
    /// Whether expressions can use it as a name: a small letter, then letters and digits.
    var isVariable: Bool {
        let isLetter = { (byte: UInt8) in (0x61...0x7A).contains(byte | 0x20) }
        return utf8.first.map { (0x61...0x7A).contains($0) } ?? false
            && utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
    }
}
