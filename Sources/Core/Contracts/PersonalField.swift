import Schemas
package import Values

/// A field of a canonical message that holds personal data (`personal`, contracts/LANGUAGE.md, section 7).
package struct PersonalField: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        case name, id, phone, address, certificate, account
    }

    /// The way to it; `*` stands for every element of an array.
    package var path: [String]
    package var kind: Kind

    package init(path: [String], kind: Kind) {
        self.path = path
        self.kind = kind
    }

    /// The texts at this field in a canonical message.
    package func texts(in message: Value) -> [String] { Self.texts(path[...], message) }

    private static func texts(_ path: ArraySlice<String>, _ value: Value) -> [String] {
        guard let step = path.first else {
            return (value.string ?? value.number?.text).map { [$0] } ?? []
        }
        if step == "*" { return (value.array ?? []).flatMap { texts(path.dropFirst(), $0) } }
        return value[step].map { texts(path.dropFirst(), $0) } ?? []
    }
}

extension PersonalField {
    /// Contracts do not contain themselves, so a deeper schema is refused elsewhere.
    private static let depthMax = 16

    /// Every field that a schema marks, in the schema's order.
    static func all(of schema: Schema, at path: [String] = []) -> [PersonalField] {
        guard path.count < depthMax else { return [] }
        let schema = schema.resolved
        var fields: [PersonalField] = []
        if let kind = schema.personal.flatMap({ Kind(rawValue: $0.rawValue) }) {
            fields.append(PersonalField(path: path, kind: kind))
        }
        for property in schema.properties {
            fields += all(of: property.schema, at: path + [property.name])
        }
        if let items = schema.items { fields += all(of: items, at: path + ["*"]) }
        return fields
    }
}
