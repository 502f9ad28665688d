/// One tree for every wire format: what a message says, with nothing added and nothing rounded.
///
/// Key order and the text of numbers are kept, so `19.90` stays `19.90` through the hub.
package enum Value: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Number)
    case string(String)
    case array([Value])
    case object(Object)
}

extension Value {
    package subscript(key: String) -> Value? {
        if case .object(let object) = self { object[key] } else { nil }
    }

    package subscript(index: Int) -> Value? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    package var string: String? { if case .string(let text) = self { text } else { nil } }
    package var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    package var number: Number? { if case .number(let number) = self { number } else { nil } }
    package var int: Int? { number?.int64.map(Int.init) }
    package var array: [Value]? { if case .array(let elements) = self { elements } else { nil } }
    package var object: Object? { if case .object(let object) = self { object } else { nil } }

    /// The value's kind as a reader of JSON would name it: `null bool number string array object`.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    package static func int(_ value: some BinaryInteger) -> Value { .number(Number(Int64(value))) }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral text: String) { self = .string(text) }
    package init(booleanLiteral flag: Bool) { self = .bool(flag) }
    package init(integerLiteral value: Int64) { self = .number(Number(value)) }
    package init(arrayLiteral elements: Value...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, Value)...) {
        self = .object(Object(elements))
    }
}

/// Properties in the order in which they came; a name occurs once.
package struct Object: Sendable, Hashable {
    package private(set) var keys: [String] = []
    package private(set) var values: [Value] = []
    /// Names to positions, kept only where a linear search would be slow.
    private var index: [TextKey: Int] = [:]
    private static let linearSearchMax = 16

    package init() {}

    /// Later entries replace earlier ones of the same name.
    package init(_ entries: [(String, Value)]) {
        for (key, value) in entries { self[key] = value }
    }

    /// Makes room for that many entries at once: decoders know how many are coming.
    package mutating func reserveCapacity(_ count: Int) {
        keys.reserveCapacity(count)
        values.reserveCapacity(count)
    }

    package var count: Int { keys.count }
    package var isEmpty: Bool { keys.isEmpty }

    package func position(of key: String) -> Int? {
        if keys.count > Self.linearSearchMax { return index[TextKey(key)] }
        return keys.firstIndex { isSameText($0, key) }
    }

    package subscript(key: String) -> Value? {
        get { position(of: key).map { values[$0] } }
        set {
            switch (position(of: key), newValue) {
            case (let at?, let value?): values[at] = value
            case (let at?, nil): remove(at: at)
            case (nil, let value?): _ = appendNew(key, value)
            case (nil, nil): break
            }
        }
    }

    /// Adds an entry unless the name is taken. Returns whether it was added: decoders refuse duplicates with it.
    package mutating func append(_ key: String, _ value: Value) -> Bool {
        position(of: key) == nil && appendNew(key, value)
    }

    private mutating func appendNew(_ key: String, _ value: Value) -> Bool {
        keys.append(key)
        values.append(value)
        if keys.count == Self.linearSearchMax + 1 {
            index.reserveCapacity(keys.capacity)
            for (at, key) in keys.enumerated() { index[TextKey(key)] = at }
        } else if keys.count > Self.linearSearchMax {
            index[TextKey(key)] = keys.count - 1
        }
        return true
    }

    private mutating func remove(at position: Int) {
        keys.remove(at: position)
        values.remove(at: position)
        index = [:]
        if keys.count > Self.linearSearchMax {
            for (at, key) in keys.enumerated() { index[TextKey(key)] = at }
        }
    }

    package static func == (left: Object, right: Object) -> Bool {
        left.keys == right.keys && left.values == right.values
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(keys)
        hasher.combine(values)
    }
}

extension Object: Sequence {
    package func makeIterator() -> Zip2Sequence<[String], [Value]>.Iterator {
        zip(keys, values).makeIterator()
    }
}

extension Value {
    /// RFC 7396: objects merge member by member, `null` removes, anything else replaces.
    package func merged(with patch: Value) -> Value {
        guard case .object(let changes) = patch else { return patch }
        var result = object ?? Object()
        for (key, change) in changes {
            if change == .null {
                result[key] = nil
            } else {
                result[key] = (result[key] ?? .null).merged(with: change)
            }
        }
        return .object(result)
    }
}
