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

    /// Whether an object may stand there.
    var admitsObject: Bool {
        switch self {
        case .schema(let schema), .patch(let schema): schema.resolved.types.contains(.object)
        case .object: true
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

    var constant: Value? {
        if case .schema(let schema) = self { schema.resolved.constant } else { nil }
    }

    var leaf: LeafTarget {
        switch self {
        case .schema(let schema), .patch(let schema): LeafTarget(schema, depth: 0)
        case .object: .any
        }
    }
}

extension LeafTarget {
    init(_ schema: Schema, depth: Int) {
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
