internal import RE2
package import Values

/// A compiled JSON Schema (2020-12) of one message: what `validate` runs, and what maps, encoders, lineage and
/// partner pages read.
///
/// A recursive schema keeps itself in memory, since contracts live as long as the process.
// SAFETY: `reference` and `merged` are written by the compiler before it hands the schema out, and never after.
package final class Schema: @unchecked Sendable {
    let parts: SchemaParts
    /// The target of `$ref`.
    // SAFETY: see above; nobody reads it while the compiler writes it.
    @exclusivity(unchecked) package internal(set) var reference: Schema?
    /// Everything that holds at this place, `$ref` included; nil where there is no `$ref`.
    var merged: Schema?

    init(_ parts: SchemaParts) { self.parts = parts }

    /// Lets go of what `$ref` leads to; only for a schema that nobody uses.
    func unlink() {
        reference = nil
        merged = nil
    }

    /// The schema with what its `$ref` adds: own words go first, bounds are the tighter ones, types are those that
    /// both admit, properties are joined. Itself where it has no `$ref`. Only for reading, never for validation.
    package var resolved: Schema { merged ?? self }
}

// What the schema says, without what its `$ref` adds.
extension Schema {
    /// Where the schema's object stands.
    package var span: SourceSpan { parts.span }
    /// The place of the schema in its file.
    package var pointer: Pointer { parts.pointer }
    /// Where the value of a keyword stands; nil where the schema does not have it.
    package func span(of keyword: String) -> SourceSpan? { parts.keywordSpans[keyword] }

    /// `true` admits everything and `false` nothing; nil for an object.
    package var boolean: Bool? { parts.boolean }
    /// All types where the schema does not say.
    package var types: SchemaTypes { parts.types }
    package var enumeration: [Value]? { parts.enumeration?.values }
    package var constant: Value? { parts.constant }

    package var title: String? { parts.title }
    /// `description`
    package var summary: String? { parts.summary }
    package var defaultValue: Value? { parts.defaultValue }
    package var examples: [Value] { parts.examples }
    package var isDeprecated: Bool { parts.isDeprecated }
    package var say: String? { parts.say }
    package var basis: String? { parts.basis }
    package var assumption: String? { parts.assumption }
    package var personal: PersonalData? { parts.personal }
    package var absent: Absence? { parts.absent }
    package var xml: XMLAnnotation? { parts.xml }
    package var recordLayout: RecordLayout? { parts.recordLayout }
    package var recordField: RecordField? { parts.recordField }

    package var minLength: Int? { parts.string.minLength }
    package var maxLength: Int? { parts.string.maxLength }
    package var pattern: String? { parts.string.pattern?.text }
    package var format: TextFormat? { parts.format }

    package var minimum: Number? { parts.number.minimum?.number }
    package var maximum: Number? { parts.number.maximum?.number }
    package var exclusiveMinimum: Number? { parts.number.exclusiveMinimum?.number }
    package var exclusiveMaximum: Number? { parts.number.exclusiveMaximum?.number }
    package var multipleOf: Number? { parts.number.multipleOf?.number }

    package var prefixItems: [Schema] { parts.array.prefixItems }
    package var items: Schema? { parts.array.items }
    package var contains: Schema? { parts.array.contains }
    package var minItems: Int? { parts.array.minItems }
    package var maxItems: Int? { parts.array.maxItems }
    package var uniqueItems: Bool { parts.array.uniqueItems }

    /// In the order of the file, which is the order on the wire.
    package var properties: SchemaProperties { parts.object.properties }
    /// The names that must be there, in the order of the file.
    package var required: [String] { parts.object.required.map(\.name) }
    package var patternProperties: [(pattern: String, schema: Schema)] {
        parts.object.patterns.map { ($0.pattern.text, $0.schema) }
    }
    package var additionalProperties: Schema? { parts.object.additional }
    package var unevaluatedProperties: Schema? { parts.object.unevaluated }
    package var dependentRequired: [(name: String, names: [String])] {
        parts.object.dependentRequired.map { ($0.name, $0.names) }
    }
    /// Whether names that the schema does not mention are refused.
    package var isClosed: Bool {
        parts.object.closing != .open || parts.object.additional?.boolean == false
            || parts.object.unevaluated?.boolean == false
    }

    package var allOf: [Schema] { parts.choices.allOf }
    package var anyOf: [Schema] { parts.choices.anyOf }
    package var oneOf: [Schema] { parts.choices.oneOf }
    package var not: Schema? { parts.choices.not }
    package var condition: Schema? { parts.choices.condition }
    package var then: Schema? { parts.choices.then }
    package var otherwise: Schema? { parts.choices.otherwise }
    package var definitions: [(name: String, schema: Schema)] { parts.definitions }
}

/// The properties of an object schema, in the order of the file.
package struct SchemaProperties: Sendable, RandomAccessCollection {
    /// A class, because the validator hands it around for every field of every message.
    package final class Property: Sendable {
        package let name: String
        package let nameSpan: SourceSpan
        package let schema: Schema
        package let isRequired: Bool

        init(name: String, nameSpan: SourceSpan, schema: Schema, isRequired: Bool) {
            self.name = name
            self.nameSpan = nameSpan
            self.schema = schema
            self.isRequired = isRequired
        }
    }

    private let list: [Property]
    /// Names to positions, kept only where a linear search would be slow.
    private let index: [TextKey: Int]
    private static let linearSearchMax = 6

    init(_ list: [Property] = []) {
        self.list = list
        var index: [TextKey: Int] = [:]
        if list.count > Self.linearSearchMax {
            for (at, property) in list.enumerated() { index[TextKey(property.name)] = at }
        }
        self.index = index
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { list.count }
    package subscript(position: Int) -> Property { list[position] }

    package subscript(name: String) -> Schema? { position(of: name).map { list[$0].schema } }

    package func position(of name: String) -> Int? { position(of: name, near: 0) }

    /// Looks at `guess` first: messages mostly have their fields in the schema's order.
    func position(of name: String, near guess: Int) -> Int? {
        if guess < list.count, isSameText(list[guess].name, name) { return guess }
        if index.isEmpty { return list.firstIndex { isSameText($0.name, name) } }
        return index[TextKey(name)]
    }
}
