internal import Values

/// Equality and order across types (cel-spec, langdef.md, "Equality" and "Ordering").
extension CELValue {
    /// Equality that never fails: values of types that cannot be compared are not equal.
    package static func equal(_ left: CELValue, _ right: CELValue) -> Bool {
        switch (left, right) {
        case (.string(let a), .string(let b)): return ExactText.equal(a, b)
        case (.int(let a), .int(let b)): return a == b
        case (.bool(let a), .bool(let b)): return a == b
        case (.null, .null): return true
        case (.bytes(let a), .bytes(let b)): return a == b
        case (.list(let a), .list(let b)):
            return a.count == b.count && a.indices.allSatisfy { equal(a[$0], b[$0]) }
        case (.map(let a), .map(let b)): return equal(a, b)
        case (.timestamp(let a), .timestamp(let b)): return a == b
        case (.duration(let a), .duration(let b)): return a == b
        case (.type(let a), .type(let b)): return a == b
        case (.host(let a), .host(let b)): return a.isEqual(to: b)
        case (.optional(let a), .optional(let b)):
            guard let a, let b else { return a == nil && b == nil }
            return equal(a, b)
        default: return numericOrder(left, right) == .some(.same)
        }
    }

    private static func equal(_ left: CELMap, _ right: CELMap) -> Bool {
        guard left.count == right.count else { return false }
        return left.entries.allSatisfy { key, value in
            right[key].map { equal(value, $0) } ?? false
        }
    }

    enum Order { case less, same, greater, unordered }

    /// The order of two values of one kind; nil where their types have no order.
    static func order(_ left: CELValue, _ right: CELValue) -> Order? {
        switch (left, right) {
        case (.string(let a), .string(let b)):
            return ExactText.equal(a, b) ? .same : ExactText.less(a, b) ? .less : .greater
        case (.bool(let a), .bool(let b)): return order(a ? 1 : 0, b ? 1 : 0)
        case (.bytes(let a), .bytes(let b)):
            return a == b ? .same : a.lexicographicallyPrecedes(b) ? .less : .greater
        case (.timestamp(let a), .timestamp(let b)): return order(a, b)
        case (.duration(let a), .duration(let b)): return order(a, b)
        default: return numericOrder(left, right)
        }
    }

    private static func order<T: Comparable>(_ left: T, _ right: T) -> Order {
        left < right ? .less : left == right ? .same : .greater
    }

    private static func numericOrder(_ left: CELValue, _ right: CELValue) -> Order? {
        switch (left, right) {
        case (.int(let a), .int(let b)): return order(a, b)
        case (.uint(let a), .uint(let b)): return order(a, b)
        case (.int(let a), .uint(let b)): return a < 0 ? .less : order(UInt64(a), b)
        case (.uint(let a), .int(let b)): return b < 0 ? .greater : order(a, UInt64(b))
        case (.number(let a), .number(let b)):
            if a.text == b.text { return .same }
            let rough = doubleOrder(a.double, b.double)
            // What a double cannot tell apart, the digits can.
            return rough == .same ? order(a.decimal, b.decimal) : rough
        case (.number(let a), .int(let b)):
            return Int64(a.text).map { order($0, b) } ?? doubleOrder(a.double, Double(b))
        case (.int(let a), .number(let b)):
            return Int64(b.text).map { order(a, $0) } ?? doubleOrder(Double(a), b.double)
        default:
            guard let a = left.asDouble, let b = right.asDouble else { return nil }
            return doubleOrder(a, b)
        }
    }

    private static func doubleOrder(_ left: Double, _ right: Double) -> Order {
        left.isNaN || right.isNaN ? .unordered : order(left, right)
    }

    private var asDouble: Double? {
        switch self {
        case .int(let value): Double(value)
        case .uint(let value): Double(value)
        default: doubleValue
        }
    }

    /// A hash that agrees with `equal`, for sets of values.
    func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let flag): hasher.combine(flag)
        case .int, .uint, .double, .number: hasher.combine(asDouble)
        case .string(let text): hasher.combine(text)
        case .bytes(let bytes): hasher.combine(bytes)
        case .list(let elements):
            hasher.combine(elements.count)
            for element in elements { element.hash(into: &hasher) }
        case .map(let map): hasher.combine(map.count)
        case .timestamp(let instant): hasher.combine(instant)
        case .duration(let duration): hasher.combine(duration)
        case .optional(let value): value?.hash(into: &hasher)
        case .type(let name): hasher.combine(name)
        case .host(let object): hasher.combine(object.typeName)
        }
    }
}
