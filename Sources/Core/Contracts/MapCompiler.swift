import Expressions
import Formats
import Schemas
import Values

/// The place that a map fills: what may stand there.
indirect enum MapTarget: Sendable {
    case schema(Schema)
    /// An object whose members are given one by one, none of them required.
    case object([(name: String, target: MapTarget, isRequired: Bool)])
    /// A patch (RFC 7396) on a message of this schema: nothing is required in it.
    case patch(Schema)
}

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
        if case .schema(let schema)? = target, !schema.resolved.types.contains(.object) {
            reader.report(
                "LB2080",
                span,
                "an object stands here, but its place in the message is no object",
                hint: schema.resolved.items == nil ? nil : "an element of a list begins with '- '"
            )
            return nil
        }
        var when: Expression?
        var members: [MapObject.Member] = []
        let fields = target?.fields
        for entry in entries {
            if entry.key.text == "$when" {
                when = entry.value.scalar.flatMap { dialect.expression($0, view, &reader) }
                continue
            }
            if entry.key.text.hasPrefix("$") {
                reader.report(
                    "LB2081",
                    entry.key.span,
                    "there is no directive '\(entry.key.text)'",
                    hint: "directives are $each $as $index $do $when $value $fit $replace"
                )
                continue
            }
            let field = fields?.first { $0.name == entry.key.text }
            if let fields, field == nil, target?.values == nil {
                reader.report(
                    "LB2082",
                    entry.key.span,
                    "the message has no field '\(entry.key.text)'",
                    hint: didYouMean(entry.key.text, among: fields.map(\.name))
                )
                continue
            }
            if let node = node(entry.value, field?.target ?? target?.values) {
                members.append(
                    MapObject.Member(
                        key: entry.key.text,
                        keySpan: entry.key.span,
                        node: node,
                        isOptional: !(field?.isRequired ?? false)
                    )
                )
            }
        }
        for field in fields ?? [] where !entries.contains(where: { $0.key.text == field.name }) {
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
                "'\(entry.key.text)' does not stand beside $each"
            )
        }
        guard let list = each.value.scalar.flatMap({ dialect.expression($0, view, &reader) }) else {
            return nil
        }
        guard let name = parts["$as"]?.value.scalar?.text, let body = parts["$do"]?.value else {
            reader.report("LB2083", each.key.span, "$each needs $as and $do")
            return nil
        }
        let outer = dialect
        defer { dialect = outer }
        let element = dialect.local(name)
        let index = parts["$index"]?.value.scalar.map { dialect.local($0.text) }
        let when = parts["$when"]?.value.scalar.flatMap { dialect.expression($0, view, &reader) }
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
                    "'\(entry.key.text)' does not stand beside $value"
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

extension MapTarget {
    typealias Field = (name: String, target: MapTarget, isRequired: Bool)

    /// The fields of an object's place; nil where the schema does not list them.
    var fields: [Field]? {
        switch self {
        case .object(let fields): return fields
        case .schema(let schema):
            let its = schema.resolved
            guard !its.properties.isEmpty else { return nil }
            return its.properties.map { ($0.name, .schema($0.schema), $0.isRequired) }
        case .patch(let schema):
            let its = schema.resolved
            guard !its.properties.isEmpty else { return nil }
            return its.properties.map { ($0.name, .patch($0.schema), false) }
        }
    }

    var items: MapTarget? {
        switch self {
        case .schema(let schema), .patch(let schema): schema.resolved.items.map { .schema($0) }
        case .object: nil
        }
    }

    /// What stands under a name that the schema does not list, where it admits such names and says what they hold.
    var values: MapTarget? {
        switch self {
        case .schema(let schema): schema.resolved.valueSchema.map { .schema($0) }
        case .patch(let schema): schema.resolved.valueSchema.map { .patch($0) }
        case .object: nil
        }
    }

    fileprivate var constant: Value? {
        if case .schema(let schema) = self { schema.resolved.constant } else { nil }
    }

    fileprivate var leaf: LeafTarget {
        switch self {
        case .schema(let schema), .patch(let schema): LeafTarget(schema, depth: 0)
        case .object: .any
        }
    }
}

extension LeafTarget {
    fileprivate init(_ schema: Schema, depth: Int) {
        let its = schema.resolved
        let types = its.types.subtracting(.null)
        if depth > 16 {
            self = .any
        } else if let items = its.items {
            self = .array(LeafTarget(items, depth: depth + 1))
        } else if !its.properties.isEmpty {
            var fields: [String: LeafTarget] = [:]
            for property in its.properties {
                fields[property.name] = LeafTarget(property.schema, depth: depth + 1)
            }
            self = .object(fields)
        } else if let values = its.valueSchema {
            self = .map(LeafTarget(values, depth: depth + 1))
        } else if its.format == .date {
            self = .date
        } else if its.format == .dateTime {
            self = .dateTime
        } else if its.isInteger {
            self = .integer
        } else if types == .number {
            self = .number
        } else if types == .boolean {
            self = .boolean
        } else if types == .string || its.enumeration?.allSatisfy({ $0.string != nil }) == true {
            self = .string
        } else {
            self = .any
        }
    }
}
