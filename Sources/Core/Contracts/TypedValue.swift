import Expressions
import Schemas
import Values

/// Turns a decoded message into what expressions see, with the types that its schema gives
/// (contracts/LANGUAGE.md, section 7): dates are timestamps, integers int, numbers keep their text.
final class TypedValue: Sendable {
    private enum Kind: Sendable {
        case any, integer, number, date, dateTime
        case array(TypedValue)
        case object(Fields)
        /// Names are free, values are all alike.
        case map(TypedValue)
    }

    /// The fields of an object in the order of its schema, in which a message mostly has them.
    private struct Fields: Sendable {
        private let names: [String]
        private let types: [TypedValue]
        private let positions: [TextKey: Int]

        init(_ schema: Schema, depth: Int) {
            names = schema.properties.map(\.name)
            types = schema.properties.map { TypedValue($0.schema, depth: depth) }
            positions = Dictionary(
                names.enumerated().map { (TextKey($1), $0) },
                uniquingKeysWith: { first, _ in first }
            )
        }

        func read(_ object: Object) -> CELValue {
            var values: [CELValue] = []
            values.reserveCapacity(object.count)
            var guess = 0
            for at in object.keys.indices {
                if let position = position(of: object.keys[at], from: guess) {
                    values.append(types[position].read(object.values[at]))
                    guess = position + 1
                } else {
                    values.append(CELValue(object.values[at]))
                }
            }
            return .map(CELMap(names: object.keys, values: values))
        }

        /// A field that is left out moves those behind it up by one.
        private func position(of name: String, from guess: Int) -> Int? {
            for at in guess..<min(guess + 2, names.count) where isSameText(names[at], name) {
                return at
            }
            return positions[TextKey(name)]
        }
    }

    private let kind: Kind

    /// `depth` bounds a schema that contains itself.
    init(_ schema: Schema, depth: Int = 0) {
        let schema = schema.resolved
        if depth > 64 {
            kind = .any
        } else if let items = schema.items {
            kind = .array(TypedValue(items, depth: depth + 1))
        } else if !schema.properties.isEmpty {
            kind = .object(Fields(schema, depth: depth + 1))
        } else if let values = schema.valueSchema {
            kind = .map(TypedValue(values, depth: depth + 1))
        } else if schema.format == .date {
            kind = .date
        } else if schema.format == .dateTime {
            kind = .dateTime
        } else if schema.isInteger {
            kind = .integer
        } else if schema.types.subtracting(.null) == .number {
            kind = .number
        } else {
            kind = .any
        }
    }

    func read(_ value: Value) -> CELValue {
        switch (kind, value) {
        case (.object(let fields), .object(let object)): return fields.read(object)
        case (.map(let values), .object(let object)):
            return .map(CELMap(names: object.keys, values: object.map { values.read($1) }))
        case (.array(let items), .array(let values)): return .list(values.map { items.read($0) })
        case (.integer, .number(let number)):
            return number.int64.map { .int($0) } ?? .number(number)
        // A whole number in a field of numbers is still one: 3 / 2 is 1.5.
        case (.number, .number(let number)): return .number(number)
        case (.date, .string(let text)):
            return Day(text).map { .timestamp(Instant(day: $0)) } ?? .string(text)
        case (.dateTime, .string(let text)):
            return Instant(rfc3339: text).map { .timestamp($0) } ?? .string(text)
        default: return CELValue(value)
        }
    }
}

extension Schema {
    /// What free names of an object hold; nil where there are none, or nothing is said of them.
    var valueSchema: Schema? { additionalProperties.flatMap { $0.boolean == nil ? $0 : nil } }

    /// Whether only whole numbers are admitted, by `type` or by the codes of an `enum`.
    var isInteger: Bool {
        if types.subtracting(.null) == .integer { return true }
        let values = constant.map { [$0] } ?? enumeration ?? []
        return !values.isEmpty && values.allSatisfy { $0.number?.int64 != nil }
    }
}
