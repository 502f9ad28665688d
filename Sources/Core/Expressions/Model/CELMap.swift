package import Values

/// A key of a map: whole numbers of both kinds that are equal are the same key.
package enum MapKey: Sendable, Hashable {
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case string(String)

    /// The key that a value stands for when a map is read; nil where no map can hold it.
    package init?(reading value: CELValue) {
        switch value {
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .uint(let number): self = .uint(number)
        case .string(let text): self = .string(text)
        case .double(let double):
            if let whole = Int64(exactly: double) {
                self = .int(whole)
            } else if let whole = UInt64(exactly: double) {
                self = .uint(whole)
            } else {
                return nil
            }
        case .number(let number):
            guard let whole = number.int64 else { return nil }
            self = .int(whole)
        default: return nil
        }
    }

    /// The key that a value is when a map is built: bool, int, uint or string.
    package init?(building value: CELValue) {
        switch value {
        case .bool, .int, .uint, .string: self.init(reading: value)
        default: return nil
        }
    }

    /// The key as a value.
    package var value: CELValue {
        switch self {
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .uint(let number): .uint(number)
        case .string(let text): .string(text)
        }
    }

    package static func == (left: MapKey, right: MapKey) -> Bool {
        switch (left, right) {
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.uint(let a), .uint(let b)): a == b
        case (.int(let a), .uint(let b)), (.uint(let b), .int(let a)): a >= 0 && UInt64(a) == b
        case (.string(let a), .string(let b)): ExactText.equal(a, b)
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .bool(let flag): hasher.combine(flag)
        case .int(let number): hasher.combine(UInt64(bitPattern: number))
        case .uint(let number): hasher.combine(number)
        case .string(let text): hasher.combine(text)
        }
    }
}

/// An ordered map. What came from a message keeps its tree and is converted where it is read.
package final class CELMap: Sendable {
    enum Storage: Sendable {
        case object(Object)
        case table(keys: [MapKey], values: [CELValue])
    }
    let storage: Storage
    /// Keys to positions, kept only where a linear search of a table would be slow.
    private let index: [MapKey: Int]
    private static let linearSearchMax = 32

    /// The members of a message's object.
    package init(_ object: Object) {
        storage = .object(object)
        index = [:]
    }

    /// Named members, for example of a typed message; of two with one name the first is found.
    package convenience init(names: [String], values: [CELValue]) {
        precondition(names.count == values.count, "every name has a value")
        self.init(keys: names.map(MapKey.string), values: values)
    }

    /// Entries in order. Throws the first key that occurs twice.
    package convenience init(entries: [(MapKey, CELValue)]) throws(DuplicateKey) {
        var seen = Set<MapKey>(minimumCapacity: entries.count)
        for (key, _) in entries where !seen.insert(key).inserted { throw DuplicateKey(key: key) }
        self.init(keys: entries.map(\.0), values: entries.map(\.1))
    }

    private init(keys: [MapKey], values: [CELValue]) {
        storage = .table(keys: keys, values: values)
        guard keys.count > Self.linearSearchMax else {
            index = [:]
            return
        }
        index = Dictionary(zip(keys, keys.indices), uniquingKeysWith: { first, _ in first })
    }

    /// A key that stands in a map twice.
    package struct DuplicateKey: Error {
        package let key: MapKey
    }

    package var count: Int {
        switch storage {
        case .object(let object): object.count
        case .table(let keys, _): keys.count
        }
    }

    package var isEmpty: Bool { count == 0 }

    /// The value of a member, or nil where there is none.
    package func member(_ name: String) -> CELValue? {
        switch storage {
        case .object(let object): return object[name].map(CELValue.init)
        case .table(let keys, let values):
            if keys.count > Self.linearSearchMax { return index[.string(name)].map { values[$0] } }
            for at in keys.indices {
                if case .string(let key) = keys[at], ExactText.equal(key, name) {
                    return values[at]
                }
            }
            return nil
        }
    }

    /// The value of a key, or nil where there is none.
    package subscript(key: MapKey) -> CELValue? {
        if case .string(let name) = key { return member(name) }
        guard case .table(let keys, let values) = storage else { return nil }
        if keys.count > Self.linearSearchMax { return index[key].map { values[$0] } }
        return keys.firstIndex(of: key).map { values[$0] }
    }

    /// The keys in order, as values.
    package var keys: [CELValue] {
        switch storage {
        case .object(let object): object.keys.map(CELValue.string)
        case .table(let keys, _): keys.map(\.value)
        }
    }

    /// The entries in order.
    package var entries: [(key: MapKey, value: CELValue)] {
        switch storage {
        case .object(let object):
            zip(object.keys, object.values).map { (.string($0), CELValue($1)) }
        case .table(let keys, let values): zip(keys, values).map { ($0, $1) }
        }
    }
}

extension CELValue {
    /// A message's value without the help of a schema: whole numbers are `int`, other numbers keep their text.
    package init(_ value: Value) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .number(let number):
            if let whole = Int64(number.text), number.text != "-0" {
                self = .int(whole)
            } else {
                self = .number(number)
            }
        case .string(let text): self = .string(text)
        case .array(let elements): self = .list(elements.map(CELValue.init))
        case .object(let object): self = .map(CELMap(object))
        }
    }

    /// The value as a message can carry it; an empty optional is left out of lists and objects.
    ///
    /// Returns nil for what no message can carry: bytes, durations, types, host objects, infinities, the empty
    /// optional itself. Timestamps become RFC 3339 at +08:00; keys become names.
    package var value: Value? {
        switch self {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .int(let number): return .number(Number(number))
        case .uint(let number): return .number(Number(validated: String(number)))
        case .double(let double): return Number(double).map(Value.number)
        case .number(let number): return .number(number)
        case .string(let text): return .string(text)
        case .timestamp(let instant): return .string(instant.rfc3339())
        case .optional(let inner): return inner?.value
        case .list(let elements): return Self.array(elements)
        case .map(let map): return Self.object(map)
        case .bytes, .duration, .type, .host: return nil
        }
    }

    private static func array(_ elements: [CELValue]) -> Value? {
        var result: [Value] = []
        result.reserveCapacity(elements.count)
        for element in elements {
            if case .optional(nil) = element { continue }
            guard let value = element.value else { return nil }
            result.append(value)
        }
        return .array(result)
    }

    private static func object(_ map: CELMap) -> Value? {
        if case .object(let object) = map.storage { return .object(object) }
        var result = Object()
        for (key, element) in map.entries {
            if case .optional(nil) = element { continue }
            guard let value = element.value, result.append(key.name, value) else { return nil }
        }
        return .object(result)
    }
}

extension MapKey {
    /// The key as a property name.
    var name: String {
        switch self {
        case .bool(let flag): String(flag)
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .string(let text): text
        }
    }
}
