internal import Values

final class Not: Step {
    private let operand: Step

    init(_ term: Term, _ operand: Step) {
        self.operand = operand
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        let value = try operand.evaluate(&run)
        guard case .bool(let flag) = value else {
            throw type("'!' is not defined for \(value.typeName)")
        }
        return .bool(!flag)
    }
}

final class Negate: Step {
    private let operand: Step

    init(_ term: Term, _ operand: Step) {
        self.operand = operand
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        let value = try operand.evaluate(&run)
        switch value {
        case .int(let number):
            let (result, overflow) = Int64(0).subtractingReportingOverflow(number)
            if overflow { throw EvaluationError(.overflow, "-(\(number)) overflows int").at(term) }
            return .int(result)
        case .double(let double): return .double(-double)
        case .number(let number): return .double(-number.double)
        default: throw type("'-' is not defined for \(value.typeName)")
        }
    }
}

final class Binary: Step {
    private let operation: Term.Operator
    private let left: Step
    private let right: Step

    init(_ term: Term, _ operation: Term.Operator, _ left: Step, _ right: Step) {
        self.operation = operation
        self.left = left
        self.right = right
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        let a = try left.evaluate(&run)
        let b = try right.evaluate(&run)
        do throws(EvaluationError) {
            try run.charge(1)
            switch operation {
            case .equal:
                try run.chargeDeeply(a)
                return .bool(CELValue.equal(a, b))
            case .notEqual:
                try run.chargeDeeply(a)
                return .bool(!CELValue.equal(a, b))
            case .less, .lessOrEqual, .greater, .greaterOrEqual: return .bool(try compare(a, b))
            case .in:
                try run.chargeDeeply(b)
                return .bool(try Self.contains(b, a))
            case .add:
                try run.charge(a.weight + b.weight)
                return try Arithmetic.add(a, b)
            case .subtract, .multiply, .divide, .remainder:
                return try Arithmetic.apply(operation, a, b)
            }
        } catch {
            throw error.at(term)
        }
    }

    private func compare(_ a: CELValue, _ b: CELValue) throws(EvaluationError) -> Bool {
        guard let order = CELValue.order(a, b) else { throw Arithmetic.undefined(operation, a, b) }
        switch operation {
        case .less: return order == .less
        case .lessOrEqual: return order == .less || order == .same
        case .greater: return order == .greater
        default: return order == .greater || order == .same
        }
    }

    private static func contains(
        _ container: CELValue,
        _ value: CELValue
    ) throws(EvaluationError) -> Bool {
        switch container {
        case .list(let elements): return elements.contains { CELValue.equal($0, value) }
        case .map(let map): return MapKey(reading: value).map { map[$0] != nil } ?? false
        case .host(let object):
            guard let keys = object.keys else { break }
            return keys.contains { CELValue.equal($0, value) }
        default: break
        }
        throw Arithmetic.undefined(.in, value, container)
    }
}

/// `a && b && …`, which false decides, and `a || b || …`, which true decides, whatever else fails (cel-spec, langdef.md,
/// "Logical Operators").
final class Connective: Step {
    private let operands: [Step]
    private let decisive: Bool

    init(_ term: Term, _ operands: [Step], decidedBy decisive: Bool) {
        self.operands = operands
        self.decisive = decisive
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        var failure: EvaluationError?
        for operand in operands {
            do throws(EvaluationError) {
                let value = try operand.evaluate(&run)
                guard case .bool(let flag) = value else {
                    let name = decisive ? "||" : "&&"
                    throw EvaluationError(.type, "'\(name)' is not defined for \(value.typeName)")
                }
                if flag == decisive { return value }
            } catch {
                if error.isLimit { throw error }
                if failure == nil { failure = error.at(operand.term) }
            }
        }
        if let failure { throw failure }
        return .bool(!decisive)
    }
}

final class Conditional: Step {
    private let condition: Step
    private let then: Step
    private let otherwise: Step

    init(_ term: Term, _ condition: Step, then: Step, else otherwise: Step) {
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        let value = try condition.evaluate(&run)
        guard case .bool(let flag) = value else {
            throw EvaluationError(.type, "the condition of '?' is \(value.typeName), not bool")
                .at(condition.term)
        }
        return try (flag ? then : otherwise).evaluate(&run)
    }
}

final class ListBuild: Step {
    private let elements: [(step: Step, isOptional: Bool)]

    init(_ term: Term, _ elements: [(step: Step, isOptional: Bool)]) {
        self.elements = elements
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        try run.charge(elements.count)
        var result: [CELValue] = []
        result.reserveCapacity(elements.count)
        for (step, isOptional) in elements {
            let value = try step.evaluate(&run)
            if !isOptional {
                result.append(value)
            } else if case .optional(let inner) = value {
                if let inner { result.append(inner) }
            } else {
                throw EvaluationError(.type, "'[?' takes an optional, not \(value.typeName)").at(
                    step.term
                )
            }
        }
        return .list(result)
    }
}

final class MapBuild: Step {
    private let entries: [(key: Step, value: Step, isOptional: Bool)]

    init(_ term: Term, _ entries: [(key: Step, value: Step, isOptional: Bool)]) {
        self.entries = entries
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        try run.charge(entries.count)
        var result: [(MapKey, CELValue)] = []
        result.reserveCapacity(entries.count)
        for (keyStep, valueStep, isOptional) in entries {
            let keyValue = try keyStep.evaluate(&run)
            guard let key = MapKey(building: keyValue) else {
                throw EvaluationError(.type, "\(keyValue.typeName) cannot be a key").at(
                    keyStep.term
                )
            }
            let value = try valueStep.evaluate(&run)
            if !isOptional {
                result.append((key, value))
            } else if case .optional(let inner) = value {
                if let inner { result.append((key, inner)) }
            } else {
                throw EvaluationError(.type, "'{?' takes an optional, not \(value.typeName)")
                    .at(valueStep.term)
            }
        }
        do {
            return .map(try CELMap(entries: result))
        } catch {
            throw EvaluationError(.other("the key \(error.key.name) occurs twice")).at(term)
        }
    }
}
