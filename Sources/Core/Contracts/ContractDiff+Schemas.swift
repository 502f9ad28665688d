import Formats
import Schemas
import Values

/// Compares two schemas of one message.
struct SchemaComparison {
    /// What a change does to the set of messages that the schema admits.
    enum Effect { case narrowed, widened, other }

    let isOutbound: Bool
    let format: Format
    /// The files, for keywords whose parts are compared as they are written.
    let oldRoot: Node
    let newRoot: Node
    var list = ChangeList()
    private var visited: Set<Pair> = []

    private struct Pair: Hashable {
        var old: ObjectIdentifier
        var new: ObjectIdentifier
    }

    init(isOutbound: Bool, format: Format, old: Node, new: Node) {
        self.isOutbound = isOutbound
        self.format = format
        oldRoot = old
        newRoot = new
    }

    /// The receiver of a message is hurt by what it has not seen before, its sender by what is not taken any more.
    private func impact(_ effect: Effect) -> ContractDiff.Impact {
        switch effect {
        case .narrowed: isOutbound ? .compatible : .breaking
        case .widened: isOutbound ? .breaking : .compatible
        case .other: .breaking
        }
    }

    mutating func compare(_ old: Schema, _ new: Schema, at path: String = "") {
        let pair = Pair(old: ObjectIdentifier(old), new: ObjectIdentifier(new))
        guard visited.insert(pair).inserted else { return }
        let (before, after) = (old.resolved, new.resolved)
        let here = path.isEmpty ? "/" : path
        compareKinds(before, after, here)
        compareBounds(before, after, here)
        compareWords(before, after, here)
        compareChoices(old, new, here)
        compareProperties(before, after, path, here)
        switch (before.items, after.items) {
        case (let old?, let new?): compare(old, new, at: path + "/*")
        case (nil, let new?): note(.narrowed, here, "its elements are described", new: new.span)
        case (let old?, nil): note(.widened, here, "its elements are free", old: old.span)
        case (nil, nil): break
        }
    }

    private mutating func note(
        _ effect: Effect,
        _ here: String,
        _ text: String,
        new: SourceSpan? = nil,
        old: SourceSpan? = nil
    ) {
        list.add(impact(effect), here, text, new: new, old: old)
    }

    // MARK: Types and values

    private mutating func compareKinds(_ old: Schema, _ new: Schema, _ here: String) {
        let (before, after) = (old.types, new.types)
        if before != after || old.boolean != new.boolean {
            let effect: Effect =
                old.boolean != new.boolean
                ? .other
                : after.isSubset(of: before)
                    ? .narrowed : before.isSubset(of: after) ? .widened : .other
            let text = "type \(before.words) → \(after.words)"
            note(effect, here, text, new: new.place("type"))
        }
        if old.constant != nil, new.constant != nil {
            return compareOne("const", old.constant, new.constant, new, old, here)
        }
        // One value is a list of one.
        let values = (
            old.enumeration ?? old.constant.map { [$0] },
            new.enumeration ?? new.constant.map { [$0] }
        )
        switch values {
        case (nil, nil): break
        case (nil, let values?):
            let text = "only \(Self.shown(values))"
            note(.narrowed, here, text, new: new.placeOfValues)
        case (let values?, nil):
            note(.widened, here, "not only \(Self.shown(values))", new: new.span)
        case (let before?, let after?):
            let added = after.filter { !before.contains($0) }
            let removed = before.filter { !after.contains($0) }
            if !added.isEmpty {
                note(.widened, here, "also \(Self.shown(added))", new: new.placeOfValues)
            }
            if !removed.isEmpty {
                note(.narrowed, here, "no longer \(Self.shown(removed))", new: new.placeOfValues)
            }
        }
    }

    private static func shown(_ values: [Value]) -> String {
        values.map(\.shown).joined(separator: ", ")
    }

    /// A keyword with one value: there is no telling whether another value admits more or less.
    private mutating func compareOne(
        _ keyword: String,
        _ before: Value?,
        _ after: Value?,
        _ new: Schema,
        _ old: Schema,
        _ here: String
    ) {
        switch (before, after) {
        case (nil, let value?):
            note(.narrowed, here, "\(keyword) \(value.shown) added", new: new.place(keyword))
        case (let value?, nil):
            note(.widened, here, "\(keyword) \(value.shown) removed", old: old.place(keyword))
        case (let before?, let after?) where before != after:
            let text = "\(keyword) \(before.shown) → \(after.shown)"
            note(.other, here, text, new: new.place(keyword))
        default: break
        }
    }

    // MARK: Bounds

    private mutating func compareBounds(_ old: Schema, _ new: Schema, _ here: String) {
        func number(_ value: Int?) -> Number? { value.map { Number(Int64($0)) } }
        let upper: [(String, (Schema) -> Number?)] = [
            ("maxLength", { number($0.maxLength) }), ("maxItems", { number($0.maxItems) }),
            ("maximum", { $0.maximum }), ("exclusiveMaximum", { $0.exclusiveMaximum }),
        ]
        let lower: [(String, (Schema) -> Number?)] = [
            ("minLength", { number($0.minLength) }), ("minItems", { number($0.minItems) }),
            ("minimum", { $0.minimum }), ("exclusiveMinimum", { $0.exclusiveMinimum }),
        ]
        for (bounds, isUpper) in [(upper, true), (lower, false)] {
            for (keyword, bound) in bounds {
                let (before, after) = (bound(old), bound(new))
                guard before != after else { continue }
                if let before, let after {
                    let isLess = after.decimal < before.decimal
                    let text = "\(keyword) \(before.text) → \(after.text)"
                    let effect: Effect = isLess == isUpper ? .narrowed : .widened
                    note(effect, here, text, new: new.place(keyword))
                } else {
                    let (value, other) = (
                        before.map { Value.number($0) }, after.map { Value.number($0) }
                    )
                    compareOne(keyword, value, other, new, old, here)
                }
            }
        }
        if old.uniqueItems != new.uniqueItems {
            let text = new.uniqueItems ? "its elements must differ" : "its elements may be alike"
            note(new.uniqueItems ? .narrowed : .widened, here, text, new: new.span)
        }
    }

    private mutating func compareWords(_ old: Schema, _ new: Schema, _ here: String) {
        func text(_ text: String?) -> Value? { text.map { .string($0) } }
        compareOne("pattern", text(old.pattern), text(new.pattern), new, old, here)
        compareOne(
            "format",
            text(old.format?.rawValue),
            text(new.format?.rawValue),
            new,
            old,
            here
        )
        let multiples = (old.multipleOf.map(Value.number), new.multipleOf.map(Value.number))
        compareOne("multipleOf", multiples.0, multiples.1, new, old, here)
        let isSameWire =
            old.xml == new.xml && old.recordField == new.recordField && old.absent == new.absent
            && old.recordLayout == new.recordLayout
        if !isSameWire {
            let keyword = ["xml", "record", "absent"].first { new.span(of: $0) != nil }
            let text = "stands differently on the wire (\(Self.wire(old, new)))"
            list.add(.breaking, here, text, new: keyword.map(new.place) ?? new.span)
        }
        for (word, before, after) in [
            ("title", old.title, new.title), ("say", old.say, new.say),
        ] where before != after {
            let shown = (
                before.map { Value.string($0).shown }, after.map { Value.string($0).shown }
            )
            let text: String
            switch shown {
            case (let before?, let after?): text = "\(word) \(before) → \(after)"
            case (let before?, nil): text = "\(word) \(before) removed"
            default: text = "\(word) \(shown.1 ?? "") added"
            }
            list.add(.compatible, here, text, new: new.place(word))
        }
    }

    private static func wire(_ old: Schema, _ new: Schema) -> String {
        if let before = old.recordField?.width, let after = new.recordField?.width, before != after
        {
            return "\(before) → \(after) bytes"
        }
        let parts = [
            ("xml", old.xml != new.xml), ("absent", old.absent != new.absent),
            ("record", old.recordField != new.recordField || old.recordLayout != new.recordLayout),
        ]
        return parts.filter { $0.1 }.map { $0.0 }.joined(separator: ", ")
    }

    // MARK: Parts that are compared as they are written

    private static let choices = [
        "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "contains", "prefixItems",
        "minContains", "maxContains", "dependentRequired", "dependentSchemas", "patternProperties",
        "propertyNames", "unevaluatedItems", "unevaluatedProperties", "minProperties",
        "maxProperties",
    ]

    private mutating func compareChoices(_ old: Schema, _ new: Schema, _ here: String) {
        for keyword in Self.choices {
            let before = Self.written(keyword, old, oldRoot)
            let after = Self.written(keyword, new, newRoot)
            guard before?.value.withoutRemarks != after?.value.withoutRemarks else { continue }
            let text = before == nil ? "added" : after == nil ? "removed" : "changed"
            let effect: Effect = before == nil ? .narrowed : after == nil ? .widened : .other
            note(
                effect,
                here,
                "'\(keyword)' \(text)",
                new: after?.span,
                old: after == nil ? before?.span : nil
            )
        }
    }

    private static func written(_ keyword: String, _ schema: Schema, _ root: Node) -> Node? {
        var next: Schema? = schema
        // As long as a chain of references can sensibly be; a circle is refused by the compiler.
        for _ in 0..<16 {
            guard let here = next else { return nil }
            if let node = root.at(here.pointer)?[keyword] { return node }
            next = here.reference
        }
        return nil
    }

    // MARK: Properties

    private mutating func compareProperties(
        _ old: Schema,
        _ new: Schema,
        _ path: String,
        _ here: String
    ) {
        for property in new.properties {
            let place = "\(path)/\(property.name)"
            guard let before = old.properties.first(where: { $0.name == property.name }) else {
                noteAdded(property, place)
                continue
            }
            if before.isRequired != property.isRequired {
                let text = property.isRequired ? "always there" : "may be missing"
                note(
                    property.isRequired ? .narrowed : .widened,
                    place,
                    text,
                    new: property.nameSpan
                )
            }
            compare(before.schema, property.schema, at: place)
        }
        for property in old.properties where new.properties[property.name] == nil {
            let place = "\(path)/\(property.name)"
            list.add(.breaking, place, "field removed", old: property.nameSpan)
        }
        compareOrder(old, new, here)
        if old.isClosed != new.isClosed, !old.properties.isEmpty, !new.properties.isEmpty {
            let text = new.isClosed ? "other fields are refused" : "other fields are let through"
            note(new.isClosed ? .narrowed : .widened, here, text, new: new.span)
        }
        if let before = old.additionalProperties, let after = new.additionalProperties {
            compare(before, after, at: path + "/*")
        }
    }

    /// Readers of JSON pass over what they do not know; XML that is checked against an XSD and records are not read so.
    private mutating func noteAdded(_ property: SchemaProperties.Property, _ place: String) {
        let isHarmless =
            isOutbound
            ? format == .json : !property.isRequired && format != .fixed && format != .csv
        let text = property.isRequired ? "field added, always there" : "field added, may be missing"
        list.add(isHarmless ? .compatible : .breaking, place, text, new: property.nameSpan)
    }

    private mutating func compareOrder(_ old: Schema, _ new: Schema, _ here: String) {
        let before = old.properties.map(\.name).filter { new.properties[$0] != nil }
        let after = new.properties.map(\.name).filter { old.properties[$0] != nil }
        guard before != after else { return }
        let moved = zip(before, after).first { $0.0 != $0.1 }?.1 ?? ""
        let span = new.properties.first { $0.name == moved }?.nameSpan
        // Read by name in whatever order they come.
        let isNamed = format == .xml || format == .keyvalue || format == .form
        let isHarmless = format == .json || (isNamed && !isOutbound)
        list.add(
            isHarmless ? .compatible : .breaking,
            here,
            "fields in another order, from '\(moved)' on",
            new: span ?? new.span
        )
    }
}

extension Schema {
    fileprivate var placeOfValues: SourceSpan { span(of: "enum") ?? place("const") }

    fileprivate func place(_ keyword: String) -> SourceSpan { span(of: keyword) ?? span }
}

extension SchemaTypes {
    /// `string or null`.
    fileprivate var words: String {
        if self == .all { return "any" }
        let names: [(String, SchemaTypes)] = [
            ("object", .object), ("array", .array), ("string", .string), ("number", .number),
            ("integer", .integer), ("boolean", .boolean), ("null", .null),
        ]
        let held = names.filter { contains($0.1) }.map { $0.0 }
        return held.filter { $0 != "integer" || !contains(.number) }.joined(separator: " or ")
    }
}

extension Node {
    /// The part that a pointer names.
    fileprivate func at(_ pointer: Pointer) -> Node? {
        var here = self
        for step in pointer.steps {
            let next =
                here[step]
                ?? Int(step).flatMap { at in
                    here.elements.flatMap { $0.indices.contains(at) ? $0[at] : nil }
                }
            guard let next else { return nil }
            here = next
        }
        return here
    }
}

extension Value {
    /// Without what only people read.
    fileprivate var withoutRemarks: Value { withoutRemarks(areNames: false) }

    /// `areNames`: the keys are names of fields, not keywords.
    private func withoutRemarks(areNames: Bool) -> Value {
        switch self {
        case .array(let elements):
            return .array(elements.map { $0.withoutRemarks(areNames: false) })
        case .object(let object):
            let remarks = ["title", "description", "basis", "assumption", "say", "$comment"]
            let kept = object.filter { areNames || !remarks.contains($0.0) }
            let holders = ["properties", "patternProperties", "dependentSchemas"]
            return .object(
                Object(
                    kept.map { key, value in
                        let areNames = !areNames && holders.contains(key)
                        return (key, value.withoutRemarks(areNames: areNames))
                    }
                )
            )
        default: return self
        }
    }
}
