internal import Values

/// Reading members (cel-spec, langdef.md, "Field Selection"; optionals after cel-go's optional types).
enum Member {
    /// The member of a value; nil where it has none. Of an optional: always an optional.
    static func read(_ operand: CELValue, _ name: String) throws(EvaluationError) -> CELValue? {
        switch operand {
        case .map(let map): return map.member(name)
        case .host(let object): return object.member(name)
        case .optional(let inner):
            guard let inner, let value = try read(inner, name) else { return CELValue.none }
            if case .optional = inner { return value }
            return .optional(value)
        default:
            throw EvaluationError(.type, "\(operand.typeName) has no member '\(name)'")
        }
    }
}

/// `operand.a.b.c`, the names one after another.
final class Path: Step {
    private let operand: Step
    private let slot: Int
    private let names: [String]
    /// The term that each name ends, for errors.
    private let terms: [Term]

    init(_ term: Term, _ operand: Step, _ names: [String], _ terms: [Term]) {
        self.operand = operand
        slot = (operand as? Variable)?.slot ?? -1
        self.names = names
        self.terms = terms
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        if slot >= 0, slot < run.slots.count, case .map(let map)? = run.slots[slot] {
            return try read(map)
        }
        return try read(try operand.evaluate(&run), from: 0)
    }

    private func read(_ map: CELMap) throws(EvaluationError) -> CELValue {
        guard case .object(let object) = map.storage else { return try read(.map(map), from: 0) }
        // A message's tree is walked as it is; only what is found becomes a value.
        guard var value = object[names[0]] else { throw EvaluationError.absent(terms[0]) }
        for at in names.indices.dropFirst() {
            guard case .object(let inner) = value else {
                return try read(CELValue(value), from: at)
            }
            guard let next = inner[names[at]] else { throw EvaluationError.absent(terms[at]) }
            value = next
        }
        return CELValue(value)
    }

    private func read(_ operand: CELValue, from start: Int) throws(EvaluationError) -> CELValue {
        var value = operand
        for at in start..<names.count {
            do throws(EvaluationError) {
                guard let next = try Member.read(value, names[at]) else {
                    throw EvaluationError.absent(terms[at])
                }
                value = next
            } catch {
                throw error.at(terms[at])
            }
        }
        return value
    }
}

/// `operand.?name`.
final class OptionalMember: Step {
    private let operand: Step
    private let name: String

    init(_ term: Term, _ operand: Step, _ name: String) {
        self.operand = operand
        self.name = name
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        let operand = try operand.evaluate(&run)
        do throws(EvaluationError) {
            guard let value = try Member.read(operand, name) else { return .none }
            if case .optional = operand { return value }
            return .optional(value)
        } catch {
            throw error.at(term)
        }
    }
}

/// `has(operand.name)`.
final class Presence: Step {
    private let operand: Step
    private let name: String

    init(_ term: Term, _ operand: Step, _ name: String) {
        self.operand = operand
        self.name = name
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        let operand = try operand.evaluate(&run)
        do throws(EvaluationError) {
            let value = try Member.read(operand, name)
            if case .optional = operand, case .optional(nil)? = value { return .bool(false) }
            return .bool(value != nil)
        } catch {
            throw error.at(term)
        }
    }
}

/// `operand[key]` and `operand[?key]`.
final class Index: Step {
    private let operand: Step
    private let key: Step
    private let isOptional: Bool

    init(_ term: Term, _ operand: Step, _ key: Step, isOptional: Bool) {
        self.operand = operand
        self.key = key
        self.isOptional = isOptional
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        let operand = try operand.evaluate(&run)
        let key = try key.evaluate(&run)
        let value: CELValue?
        do throws(EvaluationError) {
            value = try Self.read(operand, key)
        } catch {
            throw error.at(term)
        }
        if case .optional = operand { return value ?? .none }
        if isOptional { return value.map { .optional($0) } ?? .none }
        guard let value else { throw EvaluationError.absent(term) }
        return value
    }

    private static func read(
        _ operand: CELValue,
        _ key: CELValue
    ) throws(EvaluationError) -> CELValue? {
        switch operand {
        case .list(let elements):
            guard let at = try position(key), elements.indices.contains(at) else { return nil }
            return elements[at]
        case .map(let map):
            if let key = MapKey(reading: key) { return map[key] }
            if key.doubleValue != nil { return nil }
            throw EvaluationError(.type, "a map has no keys of type \(key.typeName)")
        case .host(let object): return object.element(key)
        case .optional(let inner):
            guard let inner, let value = try read(inner, key) else { return CELValue.none }
            if case .optional = inner { return value }
            return .optional(value)
        default: throw EvaluationError(.type, "\(operand.typeName) has no elements")
        }
    }

    private static func position(_ key: CELValue) throws(EvaluationError) -> Int? {
        switch key {
        case .int(let value): return Int(exactly: value)
        case .uint(let value): return Int(exactly: value)
        default: break
        }
        guard let double = key.doubleValue else {
            throw EvaluationError(.type, "a list has no elements by \(key.typeName)")
        }
        guard let at = Int(exactly: double) else {
            throw EvaluationError(.range, "\(double) is no position in a list")
        }
        return at
    }
}
