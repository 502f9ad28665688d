package import Values

/// What is known of a value before there is one.
package indirect enum Type: Sendable, Hashable {
    /// Nothing is known; it fits everywhere and is checked when it is there.
    case dyn
    case null, bool, uint, bytes, timestamp, duration
    case int(NumberFacts)
    /// Also a number of a message, whose text is kept.
    case double(NumberFacts)
    case string(TextFacts)
    case list(Type)
    case map(key: Type, value: Type)
    case optional(Type)
    /// A type as a value.
    case type(Type)
    /// A message, or an object that the hub computes: its members have names.
    case object(ObjectType)
    /// A value without members that only functions of a contract make and read: a span.
    case opaque(String)
    /// A type parameter; stands in signatures only.
    case parameter(String)

    package static let int = Type.int(NumberFacts())
    package static let double = Type.double(NumberFacts())
    package static let string = Type.string(TextFacts())

    /// A string of which all values are known.
    package static func string(among values: some Sequence<String>) -> Type {
        .string(TextFacts(values: values))
    }
}

/// What is known of a text.
package struct TextFacts: Sendable, Hashable {
    /// The characters that it is made of.
    package enum Repertoire: Sendable, Hashable, Comparable { case ascii, any }

    /// All values that it can have, sorted; nil where they are not known.
    package var values: [String]?
    /// In Unicode scalars, as `maxLength` counts.
    package var minLength = 0
    /// Nil where nothing bounds it.
    package var maxLength: Int?
    package var repertoire = Repertoire.any
    /// A regular expression (ECMA 262) that it is known to match, as the schema writes it.
    package var pattern: String?
    /// The name of the format that it is known to have: `date`, `phone-cn`, `yyyyMMdd` …
    package var format: String?

    package init(minLength: Int = 0, maxLength: Int? = nil, repertoire: Repertoire = .any) {
        self.minLength = minLength
        self.maxLength = maxLength
        self.repertoire = repertoire
    }

    /// A text of which all values are known; lengths and repertoire follow from them.
    package init(values: some Sequence<String>) {
        let values = Set(values).sorted()
        self.values = values
        minLength = values.map(\.unicodeScalars.count).min() ?? 0
        maxLength = values.map(\.unicodeScalars.count).max() ?? 0
        repertoire = values.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } } ? .ascii : .any
    }
}

/// What is known of a number.
package struct NumberFacts: Sendable, Hashable {
    /// All values that it can have, in ascending order; nil where they are not known.
    package var values: [Number]?
    package var minimum: Number?
    package var maximum: Number?
    /// How many digits stand behind the point at most; nil where nothing bounds them.
    package var places: Int?

    package init(minimum: Number? = nil, maximum: Number? = nil, places: Int? = nil) {
        self.minimum = minimum
        self.maximum = maximum
        self.places = places
    }
}

/// The members of an object.
package final class ObjectType: Sendable, Hashable {
    package enum Presence: Sendable, Hashable {
        case always, maybe
        /// The schema has the member, and nothing here ever gives it.
        case never
    }

    package struct Field: Sendable, Hashable {
        package var name: String
        package var type: Type
        package var presence: Presence

        package init(_ name: String, _ type: Type, _ presence: Presence = .always) {
            self.name = name
            self.type = type
            self.presence = presence
        }
    }

    /// What a person calls it: `app`, `item`, `a material`.
    package let name: String
    package let fields: [Field]
    /// What stands under other names; nil where there are none.
    package let others: Type?
    private let positions: [String: Int]

    package init(_ name: String, _ fields: [Field], others: Type? = nil) {
        self.name = name
        self.fields = fields
        self.others = others
        positions = Dictionary(
            fields.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    package subscript(name: String) -> Field? { positions[name].map { fields[$0] } }

    package static func == (left: ObjectType, right: ObjectType) -> Bool {
        left === right || (left.fields == right.fields && left.others == right.others)
    }

    package func hash(into hasher: inout Hasher) {
        for field in fields { hasher.combine(field.name) }
    }
}
