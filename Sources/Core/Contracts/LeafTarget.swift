import Expressions
import Values

/// What a leaf's place can hold.
indirect enum LeafTarget: Sendable {
    case any, string, date, dateTime, integer, number, boolean
    case array(LeafTarget)
    case object([String: LeafTarget])
    /// Names are free, values are all alike.
    case map(LeafTarget)
}

extension LeafTarget: CustomStringConvertible {
    /// What the place can hold, for a person.
    var description: String {
        switch self {
        case .any: "any value"
        case .string: "a string"
        case .date: "a date"
        case .dateTime: "a date and time"
        case .integer: "a whole number"
        case .number: "a number"
        case .boolean: "true or false"
        case .array: "a list"
        case .object, .map: "an object"
        }
    }

    /// The value as it goes into the message, or nil where it does not fit.
    func value(of result: CELValue) -> Value? {
        switch (self, result) {
        case (.any, .timestamp(let instant)): return .string(instant.rfc3339())
        case (.any, .list(let elements)): return Self.all(elements, .any)
        case (.any, _): return result.value
        case (.string, .string(let text)): return .string(text)
        case (.date, .timestamp(let instant)): return .string(instant.day().day.description)
        case (.date, .string(let text)): return .string(text)
        case (.dateTime, .timestamp(let instant)): return .string(instant.rfc3339())
        case (.dateTime, .string(let text)): return .string(text)
        case (.integer, .int(let value)): return .int(value)
        case (.integer, .number(let number)): return number.int64.map { .int($0) }
        case (.integer, .double(let value)): return Int64(exactly: value).map { .int($0) }
        case (.number, .int(let value)): return .int(value)
        case (.number, .number(let number)): return .number(number)
        case (.number, .double(let value)): return Number(value).map { .number($0) }
        case (.boolean, .bool(let flag)): return .bool(flag)
        case (.array(let target), .list(let elements)): return Self.all(elements, target)
        case (.object(let fields), .map(let map)): return Self.object(map) { fields[$0] }
        case (.map(let target), .map(let map)): return Self.object(map) { _ in target }
        default: return nil
        }
    }

    private static func all(_ elements: [CELValue], _ target: LeafTarget) -> Value? {
        var values: [Value] = []
        for element in elements {
            guard let value = target.value(of: element) else { return nil }
            values.append(value)
        }
        return .array(values)
    }

    private static func object(_ map: CELMap, _ field: (String) -> LeafTarget?) -> Value? {
        var object = Object()
        for (key, element) in map.entries {
            guard case .string(let name) = key, let target = field(name),
                let value = target.value(of: element)
            else { return nil }
            object[name] = value
        }
        return .object(object)
    }
}
