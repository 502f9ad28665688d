import Expressions
import Formats
import Schemas
import Values

/// Compiles a map's tree against the schema of the message it makes.
struct MapCompiler {
    var dialect: Dialect
    let view: Dialect.View
    /// Nil for the hub's own JSON, which has no schema.
    let target: MapTarget?
    let charset: Charset
    var reader = RuleReader()

    mutating func compile(_ node: Node) -> MapTree? {
        let root = self.node(node, target)
        guard let root, !reader.hasErrors, let environment = dialect.environment(of: view) else {
            return nil
        }
        return MapTree(root: root, environment: environment)
    }

    private mutating func node(_ node: Node, _ target: MapTarget?) -> MapNode? {
        switch node {
        case .scalar(let scalar): return leaf(scalar, target, options: [:])
        case .sequence(let nodes, let span):
            let items = target?.items
            if target != nil, items == nil, !isOpen(target) {
                reader.report(
                    "LB2080",
                    span,
                    "a list stands here, but its place in the message is no list"
                )
            }
            return .list(nodes.compactMap { self.node($0, items) })
        case .mapping(let entries, let span):
            if let each = node.entry("$each") { return self.each(each, entries, target) }
            if let value = node.entry("$value") { return longLeaf(value, entries, target) }
            if let target, !target.admitsObject, entries.contains(where: { !$0.isDirective }) {
                reader.report(
                    "LB2080",
                    span,
                    "an object stands here, but its place in the message is no object"
                )
                return nil
            }
            return object(entries, target, span)
        }
    }

    /// Whether the schema says nothing about the place.
    private func isOpen(_ target: MapTarget?) -> Bool {
        guard let target else { return true }
        guard case .schema(let schema) = target else { return false }
        let its = schema.resolved
        return its.properties.isEmpty && its.items == nil && its.types == .all
    }

    private mutating func object(
        _ entries: [Node.Entry],
        _ target: MapTarget?,
        _ span: SourceSpan
    ) -> MapNode? {
        checkDirectives(entries)
        let when = entries.first { $0.key.text == "$when" }
            .flatMap { expression($0.value, "$when") }
        let fields = target?.fields
        var members: [MapObject.Member] = []
        var given: Set<String> = []
        for entry in entries where !entry.isDirective {
            guard let field = field(of: entry, target, entries) else { continue }
            given.insert(field.name)
            guard let node = node(entry.value, field.target) else { continue }
            members.append(
                MapObject.Member(
                    key: field.name,
                    keySpan: entry.key.span,
                    node: node,
                    isOptional: !field.isRequired
                )
            )
        }
        for field in fields ?? [] where !given.contains(field.name) {
            if let constant = field.target.constant {
                let constant = MapConstant(value: constant, span: span, place: field.target)
                members.append(
                    MapObject.Member(
                        key: field.name,
                        keySpan: span,
                        node: .constant(constant),
                        isOptional: false
                    )
                )
            } else if field.isRequired {
                reader.report(
                    "LB2087",
                    span,
                    "the message needs '\(field.name)', and nothing gives it"
                )
            }
        }
        if let fields { members = ordered(members, by: fields.map(\.name)) }
        return .object(MapObject(members: members, when: when, span: span, place: target))
    }

    /// The field that an entry gives. For a misspelt one it is the one that was meant, so that nothing is said about that one
    /// too; nil where none is near.
    private mutating func field(
        of entry: Node.Entry,
        _ target: MapTarget?,
        _ entries: [Node.Entry]
    ) -> (name: String, target: MapTarget?, isRequired: Bool)? {
        let name = entry.key.text
        guard let fields = target?.fields else { return (name, target?.values, false) }
        if let field = fields.first(where: { $0.name == name }) {
            return (name, field.target, field.isRequired)
        }
        if let values = target?.values { return (name, values, false) }
        let free = fields.filter { field in !entries.contains { $0.key.text == field.name } }
        let near =
            nearest(to: name, among: free.map(\.name))
            ?? nearest(to: name, among: fields.map(\.name))
        reader.report(
            "LB2082",
            entry.key.span,
            "the message has no field '\(name)'",
            hint: near.map { "did you mean '\($0)'?" }
                ?? "fields are \(fields.prefix(12).map(\.name).joined(separator: " "))"
                + (fields.count > 12 ? " …" : "")
        )
        guard let meant = free.first(where: { $0.name == near }) else { return nil }
        return (meant.name, meant.target, meant.isRequired)
    }

    /// Directives of a mapping that has neither `$each` nor `$value`.
    private mutating func checkDirectives(_ entries: [Node.Entry]) {
        let others = entries.filter { $0.isDirective && $0.key.text != "$when" }
        let belongsTo = [
            "$as": "$each", "$index": "$each", "$do": "$each", "$fit": "$value",
            "$replace": "$value",
        ]
        let unknown = others.filter { belongsTo[$0.key.text] == nil }
        for entry in unknown {
            let known = ["$each", "$when", "$value"] + belongsTo.keys
            reader.report(
                "LB2081",
                entry.key.span,
                "there is no directive '\(entry.key.text)'",
                hint: didYouMean(entry.key.text, among: known)
                    ?? "directives are $each $as $index $do $when $value $fit $replace"
            )
        }
        // What stands beside a misspelt directive most likely belongs to it.
        guard unknown.isEmpty, let first = others.first, let its = belongsTo[first.key.text] else {
            return
        }
        reader.report(
            "LB2081",
            first.key.span,
            "'\(first.key.text)' stands here without \(its)",
            hint: "add \(its), or remove it"
        )
    }

    /// The expression that a directive holds.
    private mutating func expression(_ node: Node, _ what: String) -> Expression? {
        guard let scalar = node.scalar else {
            reader.report("LB2035", node.span, "\(what) is an expression")
            return nil
        }
        return dialect.expression(scalar, view, &reader)
    }

    /// Members in the order of the schema's properties, which is the order on the wire.
    private func ordered(_ members: [MapObject.Member], by names: [String]) -> [MapObject.Member] {
        var positions: [String: Int] = [:]
        for (at, name) in names.enumerated() { positions[name] = at }
        return members.sorted {
            positions[$0.key, default: .max] < positions[$1.key, default: .max]
        }
    }

    private mutating func each(
        _ each: Node.Entry,
        _ entries: [Node.Entry],
        _ target: MapTarget?
    ) -> MapNode? {
        let parts = Dictionary(entries.map { ($0.key.text, $0) }, uniquingKeysWith: { a, _ in a })
        for entry in entries
        where !["$each", "$as", "$index", "$do", "$when"].contains(entry.key.text) {
            reader.report(
                "LB2081",
                entry.key.span,
                "'\(entry.key.text)' does not stand beside $each",
                hint: "what is written for each element stands below $do"
            )
        }
        guard let list = expression(each.value, "$each") else { return nil }
        guard let name = parts["$as"]?.value.scalar?.text, let body = parts["$do"]?.value else {
            reader.report("LB2083", each.key.span, "$each needs $as and $do")
            return nil
        }
        if let variable = parts["$as"]?.value.scalar { checkVariable(variable) }
        if let variable = parts["$index"]?.value.scalar { checkVariable(variable) }
        let outer = dialect
        defer { dialect = outer }
        let element = dialect.local(name)
        let index = parts["$index"]?.value.scalar.map { dialect.local($0.text) }
        let when = parts["$when"].flatMap { expression($0.value, "$when") }
        guard let node = node(body, target?.items) else { return nil }
        return .each(
            MapEach(
                list: list,
                element: element,
                index: index,
                body: node,
                when: when,
                span: each.key.span,
                place: target
            )
        )
    }

    /// A name that no expression can spell would leave the element unread.
    private mutating func checkVariable(_ name: Node.Scalar) {
        guard !name.text.isVariable else { return }
        reader.report(
            "LB2045",
            name.span,
            "'\(name.text)' is used in expressions: a small letter, then letters and digits"
        )
    }

    private mutating func longLeaf(
        _ value: Node.Entry,
        _ entries: [Node.Entry],
        _ target: MapTarget?
    ) -> MapNode? {
        var options: [String: Node.Scalar] = [:]
        for entry in entries where entry.key.text != "$value" {
            guard ["$fit", "$replace"].contains(entry.key.text), let scalar = entry.value.scalar
            else {
                reader.report(
                    "LB2081",
                    entry.key.span,
                    "'\(entry.key.text)' does not stand beside $value",
                    hint: "only $fit and $replace do; a condition is part of the expression"
                )
                continue
            }
            options[entry.key.text] = scalar
        }
        guard let scalar = value.value.scalar else {
            reader.report("LB2035", value.value.span, "$value is an expression")
            return nil
        }
        return leaf(scalar, target, options: options)
    }

    private mutating func leaf(
        _ scalar: Node.Scalar,
        _ target: MapTarget?,
        options: [String: Node.Scalar]
    ) -> MapNode? {
        if scalar.isPlain {
            switch scalar.value {
            case .number, .bool:
                let constant = MapConstant(value: scalar.value, span: scalar.span, place: target)
                return .constant(constant)
            default: break
            }
        }
        guard let expression = dialect.expression(scalar, view, &reader) else { return nil }
        var replacing: MapLeaf.Replacement?
        if let replacement = options["$replace"] {
            if replacement.text.unicodeScalars.allSatisfy({ charset.canEncode($0) }) {
                replacing = MapLeaf.Replacement(text: replacement.text, charset: charset)
            } else {
                reader.report(
                    "LB2084",
                    replacement.span,
                    "\(charset.rawValue) lacks '\(replacement.text)' too"
                )
            }
        }
        return .leaf(
            MapLeaf(
                expression: expression,
                target: target?.leaf ?? .any,
                place: target,
                fit: options["$fit"].flatMap { fit($0, target) },
                replacement: replacing
            )
        )
    }

    private mutating func fit(_ option: Node.Scalar, _ target: MapTarget?) -> MapLeaf.Fit? {
        if option.text == "refuse" { return .refuse }
        guard option.text == "truncate" else {
            reader.report("LB2085", option.span, "$fit is truncate or refuse")
            return nil
        }
        guard case .schema(let schema)? = target else { return nil }
        if let width = schema.resolved.recordField?.width { return .bytes(width, charset) }
        if let length = schema.resolved.maxLength { return .characters(length) }
        reader.report(
            "LB2086",
            option.span,
            "$fit: truncate needs a length to cut to",
            hint: "give the field a maxLength, or a width in a fixed-width record"
        )
        return nil
    }
}

extension Node.Entry {
    fileprivate var isDirective: Bool { key.text.hasPrefix("$") }
}
