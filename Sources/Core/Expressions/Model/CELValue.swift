package import Values

/// A value of the Common Expression Language (cel-spec, langdef.md, "Values").
package enum CELValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    /// A double whose text is kept until arithmetic touches it: `19.90` stays `19.90`.
    case number(Number)
    case string(String)
    case bytes([UInt8])
    case list([CELValue])
    case map(CELMap)
    /// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z.
    case timestamp(Instant)
    case duration(CELDuration)
    indirect case optional(CELValue?)
    /// A type as a value, by its name: `int`, `google.protobuf.Timestamp` …
    case type(String)
    /// An object that another module computes on demand.
    case host(any HostObject)
}

extension CELValue {
    /// The optional without a value, made once.
    package static let none = CELValue.optional(nil)

    /// The name of the value's type as `type(x)` gives it.
    package var typeName: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double, .number: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .list: "list"
        case .map: "map"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .optional: "optional_type"
        case .type: "type"
        case .host(let object): object.typeName
        }
    }

    /// The double that a `double` or `number` stands for; nil for every other type.
    package var doubleValue: Double? {
        switch self {
        case .double(let value): value
        case .number(let number): number.double
        default: nil
        }
    }

    /// Whether the value is what its type is without content: `0`, `''`, `[]`, `null`, the empty optional.
    package var isZero: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .uint(let value): value == 0
        case .double(let value): value == 0
        case .number(let number): number.double == 0
        case .string(let text): text.isEmpty
        case .bytes(let bytes): bytes.isEmpty
        case .list(let elements): elements.isEmpty
        case .map(let map): map.isEmpty
        case .timestamp(let instant): instant.seconds == 0 && instant.nanoseconds == 0
        case .duration(let duration): duration.nanoseconds == 0
        case .optional(let value): value == nil
        case .type, .host: false
        }
    }

    /// Roughly how much work it is to read the value once, in steps of the budget.
    var weight: Int {
        switch self {
        case .string(let text): text.utf8.count >> 4
        case .bytes(let bytes): bytes.count >> 4
        case .list(let elements): elements.count
        case .map(let map): map.count
        default: 0
        }
    }

    /// The weight with that of all parts, given up as soon as it is above `limit`: parts may be shared many times over,
    /// so that even counting them must be bounded.
    func deepWeight(limit: Int) -> Int {
        var total = weight
        switch self {
        case .list(let elements):
            for element in elements where total <= limit {
                total += element.deepWeight(limit: limit - total)
            }
        case .map(let map):
            guard case .table(_, let values) = map.storage else { break }
            for value in values where total <= limit {
                total += value.deepWeight(limit: limit - total)
            }
        case .optional(let inner?): total += inner.deepWeight(limit: limit)
        default: break
        }
        return total
    }
}

/// An object whose members are computed when an expression reads them: `item`, `case`, `message`, a span.
package protocol HostObject: AnyObject, Sendable {
    /// What `type(x)` says.
    var typeName: String { get }
    /// The member of a name, or nil where the object has none.
    func member(_ name: String) -> CELValue?
    /// The element of a key, for `object[key]`; objects without elements need not have it.
    func element(_ key: CELValue) -> CELValue?
    /// The keys that macros go through and `in` asks for; nil where the object cannot be gone through.
    var keys: [CELValue]? { get }
    /// Whether both are the same to an expression; identity unless the object says otherwise.
    func isEqual(to other: any HostObject) -> Bool
}

extension HostObject {
    package func element(_ key: CELValue) -> CELValue? {
        if case .string(let name) = key { member(name) } else { nil }
    }
    package var keys: [CELValue]? { nil }
    package func isEqual(to other: any HostObject) -> Bool { self === other }
}
