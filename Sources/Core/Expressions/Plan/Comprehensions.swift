/// What a macro goes through: elements with their positions, or keys with their values.
struct Rounds {
    let first: [CELValue]
    /// Elements or values; nil where only one variable is wanted.
    let second: [CELValue]?

    /// - Throws: `.type` for a value that cannot be gone through.
    init(_ value: CELValue, pairs: Bool) throws(EvaluationError) {
        switch value {
        case .list(let elements):
            first = pairs ? elements.indices.map { .int(Int64($0)) } : elements
            second = pairs ? elements : nil
        case .map(let map):
            first = map.keys
            second = pairs ? map.entries.map(\.value) : nil
        case .host(let object):
            guard let keys = object.keys else {
                throw EvaluationError(.type, "a macro cannot go through \(value.typeName)")
            }
            first = keys
            second = pairs ? keys.map { object.element($0) ?? .null } : nil
        default: throw EvaluationError(.type, "a macro cannot go through \(value.typeName)")
        }
    }
}

/// The parts that all macros over lists and maps share.
class Comprehension: Step {
    let range: Step
    let slot: Int
    let secondSlot: Int?

    init(_ term: Term, range: Step, slot: Int, secondSlot: Int?) {
        self.range = range
        self.slot = slot
        self.secondSlot = secondSlot
        super.init(term)
    }

    final func rounds(_ run: inout Run) throws(EvaluationError) -> Rounds {
        let value = try range.evaluate(&run)
        do throws(EvaluationError) {
            try run.charge(value.weight)
            return try Rounds(value, pairs: secondSlot != nil)
        } catch {
            throw error.at(range.term)
        }
    }

    /// Gives the variables the values of one round.
    final func enter(
        _ at: Int,
        of rounds: Rounds,
        _ run: inout Run
    ) throws(EvaluationError) {
        try run.charge(1)
        run.locals[slot] = rounds.first[at]
        if let secondSlot, let second = rounds.second { run.locals[secondSlot] = second[at] }
    }

    /// Whether the condition holds in this round; anything but a bool is an error.
    final func holds(_ condition: Step, _ run: inout Run) throws(EvaluationError) -> Bool {
        let value = try condition.evaluate(&run)
        guard case .bool(let flag) = value else {
            throw EvaluationError(.type, "the condition is \(value.typeName), not bool").at(
                condition.term
            )
        }
        return flag
    }
}

/// `all` and `exists`: one round decides, whatever fails in the others.
final class Quantifier: Comprehension {
    private let condition: Step
    /// What a round has to be to decide: false for `all`, true for `exists`.
    private let decides: Bool

    init(
        _ term: Term,
        range: Step,
        slot: Int,
        secondSlot: Int?,
        condition: Step,
        decides: Bool
    ) {
        self.condition = condition
        self.decides = decides
        super.init(term, range: range, slot: slot, secondSlot: secondSlot)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        let rounds = try rounds(&run)
        var failure: EvaluationError?
        for at in rounds.first.indices {
            try enter(at, of: rounds, &run)
            do throws(EvaluationError) {
                if try holds(condition, &run) == decides { return .bool(decides) }
            } catch {
                if error.isLimit { throw error }
                if failure == nil { failure = error }
            }
        }
        if let failure { throw failure }
        return .bool(!decides)
    }
}

/// `exists_one`: every round counts, so every failure does.
final class Uniqueness: Comprehension {
    private let condition: Step

    init(_ term: Term, range: Step, slot: Int, secondSlot: Int?, condition: Step) {
        self.condition = condition
        super.init(term, range: range, slot: slot, secondSlot: secondSlot)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        let rounds = try rounds(&run)
        var count = 0
        for at in rounds.first.indices {
            try enter(at, of: rounds, &run)
            if try holds(condition, &run) { count += 1 }
        }
        return .bool(count == 1)
    }
}

/// `map`, `filter`, `transformList` and `transformMap`.
final class Transformation: Comprehension {
    private let condition: Step?
    /// What is made of each round; nil keeps the element.
    private let result: Step?
    private let makesMap: Bool

    init(
        _ term: Term,
        range: Step,
        slot: Int,
        secondSlot: Int?,
        condition: Step?,
        result: Step?,
        makesMap: Bool
    ) {
        self.condition = condition
        self.result = result
        self.makesMap = makesMap
        super.init(term, range: range, slot: slot, secondSlot: secondSlot)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        let rounds = try rounds(&run)
        var values: [CELValue] = []
        var entries: [(MapKey, CELValue)] = []
        for at in rounds.first.indices {
            try enter(at, of: rounds, &run)
            if let condition, try !holds(condition, &run) { continue }
            let value = try result?.evaluate(&run) ?? rounds.first[at]
            if makesMap {
                guard let key = MapKey(building: rounds.first[at]) else {
                    throw type("\(rounds.first[at].typeName) cannot be a key")
                }
                entries.append((key, value))
            } else {
                values.append(value)
            }
        }
        guard makesMap else { return .list(values) }
        do {
            return .map(try CELMap(entries: entries))
        } catch {
            throw EvaluationError(.other("the key \(error.key.name) occurs twice")).at(term)
        }
    }
}

/// `cel.bind(name, value, body)`.
final class Binding: Step {
    private let slot: Int
    private let value: Step
    private let body: Step

    init(_ term: Term, slot: Int, value: Step, body: Step) {
        self.slot = slot
        self.value = value
        self.body = body
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        run.locals[slot] = try value.evaluate(&run)
        return try body.evaluate(&run)
    }
}

/// `optMap` and `optFlatMap`.
final class OptionalMapping: Step {
    private let operand: Step
    private let slot: Int
    private let body: Step
    private let isFlat: Bool

    init(_ term: Term, _ operand: Step, slot: Int, body: Step, isFlat: Bool) {
        self.operand = operand
        self.slot = slot
        self.body = body
        self.isFlat = isFlat
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        let value = try operand.evaluate(&run)
        guard case .optional(let inner) = value else {
            throw type("optMap() takes an optional, not \(value.typeName)")
        }
        guard let inner else { return .none }
        run.locals[slot] = inner
        let result = try body.evaluate(&run)
        if !isFlat { return .optional(result) }
        guard case .optional = result else {
            throw type("the body of optFlatMap() is \(result.typeName), not an optional")
        }
        return result
    }
}

/// `or` and `orValue`: the other one is not evaluated where there is a value.
final class Alternative: Step {
    private let operand: Step
    private let other: Step
    /// `orValue`.
    private let unwraps: Bool

    init(_ term: Term, _ operand: Step, _ other: Step, unwraps: Bool) {
        self.operand = operand
        self.other = other
        self.unwraps = unwraps
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        let value = try operand.evaluate(&run)
        guard case .optional(let inner) = value else {
            throw type("or() and orValue() ask an optional, not \(value.typeName)")
        }
        if let inner { return unwraps ? inner : value }
        let result = try other.evaluate(&run)
        if unwraps { return result }
        guard case .optional = result else {
            throw type("or() takes an optional, not \(result.typeName)")
        }
        return result
    }
}
