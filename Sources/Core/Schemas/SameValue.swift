internal import Values

/// A value as JSON Schema compares values: numbers by what they are worth, objects without their order, texts by
/// code points (2020-12, section 4.2.2).
struct ValueKey: Hashable, Sendable {
    let value: Value
    /// Beyond this depth values count as different and hash alike, so that no value can exhaust the stack.
    private static let depthMax = 256

    init(_ value: Value) { self.value = value }

    static func == (left: ValueKey, right: ValueKey) -> Bool {
        isSame(left.value, right.value, depth: 0)
    }

    func hash(into hasher: inout Hasher) { Self.hash(value, into: &hasher, depth: 0) }

    private static func isSame(_ left: Value, _ right: Value, depth: Int) -> Bool {
        guard depth < depthMax else { return false }
        switch (left, right) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.string(let left), .string(let right)): return isSameText(left, right)
        case (.number(let left), .number(let right)): return isSame(left, right)
        case (.array(let left), .array(let right)):
            guard left.count == right.count else { return false }
            return zip(left, right).allSatisfy { isSame($0, $1, depth: depth + 1) }
        case (.object(let left), .object(let right)):
            guard left.count == right.count else { return false }
            return left.allSatisfy { key, value in
                right[key].map { isSame(value, $0, depth: depth + 1) } ?? false
            }
        default: return false
        }
    }

    private static func isSame(_ left: Number, _ right: Number) -> Bool {
        if left.text == right.text { return true }
        return left.decimal == right.decimal
    }

    private static func hash(_ value: Value, into hasher: inout Hasher, depth: Int) {
        guard depth < depthMax else { return }
        switch value {
        case .null: hasher.combine(0)
        case .bool(let flag): hasher.combine(flag)
        case .string(let text): TextKey(text).hash(into: &hasher)
        case .number(let number):
            if let whole = number.int64 {
                hasher.combine(whole)
            } else {
                hasher.combine(number.decimal)
            }
        case .array(let elements):
            hasher.combine(elements.count)
            for element in elements { hash(element, into: &hasher, depth: depth + 1) }
        case .object(let object):
            // The order of properties does not count, so their hashes are added up.
            var sum = 0
            for (key, value) in object {
                var entry = Hasher()
                TextKey(key).hash(into: &entry)
                hash(value, into: &entry, depth: depth + 1)
                sum &+= entry.finalize()
            }
            hasher.combine(object.count)
            hasher.combine(sum)
        }
    }
}

/// The values of an `enum`: in order for reading, and as a set where a linear search would be slow.
struct ValueSet: Sendable {
    let values: [Value]
    /// The values where all are texts, which they nearly always are; else empty.
    private let texts: [String]
    private let keys: Set<ValueKey>
    private static let linearSearchMax = 8

    init(_ values: [Value]) {
        self.values = values
        let texts = values.compactMap(\.string)
        self.texts = texts.count == values.count ? texts : []
        keys = values.count > Self.linearSearchMax ? Set(values.map(ValueKey.init)) : []
    }

    func contains(_ value: Value) -> Bool {
        if !keys.isEmpty { return keys.contains(ValueKey(value)) }
        if !texts.isEmpty {
            guard case .string(let text) = value else { return false }
            return texts.contains { isSameText($0, text) }
        }
        let key = ValueKey(value)
        return values.contains { ValueKey($0) == key }
    }
}
