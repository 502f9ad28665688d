/// How a call treats its arguments.
struct CallManner {
    /// An optional argument makes the result optional.
    let lifts: Bool
    /// All parts of the arguments are charged for.
    let isDeep: Bool

    init(_ function: Function) {
        lifts = function.liftsOptional
        isDeep = function.readsDeeply
    }

    func charge(_ value: CELValue, _ run: inout Run) throws(EvaluationError) {
        if isDeep { try run.chargeDeeply(value) } else { try run.charge(value.weight) }
    }
}

/// A function's result for arguments of which some were optional.
private func lifted(_ result: CELValue) -> CELValue {
    if case .optional = result { result } else { .optional(result) }
}

final class UnaryCall: Step {
    private let argument: Step
    private let manner: CallManner
    private let body: @Sendable (CELValue) throws(EvaluationError) -> CELValue

    init(
        _ term: Term,
        _ argument: Step,
        manner: CallManner,
        body: @escaping @Sendable (CELValue) throws(EvaluationError) -> CELValue
    ) {
        self.argument = argument
        self.manner = manner
        self.body = body
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        let value = try argument.evaluate(&run)
        do throws(EvaluationError) {
            try run.charge(1)
            if manner.lifts, case .optional(let inner) = value {
                guard let inner else { return .none }
                try manner.charge(inner, &run)
                let result = try body(inner)
                try run.charge(result.weight)
                return lifted(result)
            }
            try manner.charge(value, &run)
            let result = try body(value)
            try run.charge(result.weight)
            return result
        } catch {
            throw error.at(term)
        }
    }
}

final class BinaryCall: Step {
    private let first: Step
    private let second: Step
    private let manner: CallManner
    private let body: @Sendable (CELValue, CELValue) throws(EvaluationError) -> CELValue

    init(
        _ term: Term,
        _ first: Step,
        _ second: Step,
        manner: CallManner,
        body: @escaping @Sendable (CELValue, CELValue) throws(EvaluationError) -> CELValue
    ) {
        self.first = first
        self.second = second
        self.manner = manner
        self.body = body
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        var a = try first.evaluate(&run)
        var b = try second.evaluate(&run)
        do throws(EvaluationError) {
            var isLifted = false
            if manner.lifts {
                if case .optional(let inner) = a {
                    guard let inner else { return .none }
                    (a, isLifted) = (inner, true)
                }
                if case .optional(let inner) = b {
                    guard let inner else { return .none }
                    (b, isLifted) = (inner, true)
                }
            }
            try run.charge(1)
            try manner.charge(a, &run)
            try manner.charge(b, &run)
            let result = try body(a, b)
            try run.charge(result.weight)
            return isLifted ? lifted(result) : result
        } catch {
            throw error.at(term)
        }
    }
}

final class Call: Step {
    private let arguments: [Step]
    private let manner: CallManner
    private let body: @Sendable ([CELValue]) throws(EvaluationError) -> CELValue

    init(
        _ term: Term,
        _ arguments: [Step],
        manner: CallManner,
        body: @escaping @Sendable ([CELValue]) throws(EvaluationError) -> CELValue
    ) {
        self.arguments = arguments
        self.manner = manner
        self.body = body
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        var values: [CELValue] = []
        values.reserveCapacity(arguments.count)
        var isLifted = false
        var isEmpty = false
        for argument in arguments {
            var value = try argument.evaluate(&run)
            if manner.lifts, case .optional(let inner) = value {
                isLifted = true
                if let inner { value = inner } else { isEmpty = true }
            }
            values.append(value)
        }
        if isEmpty { return .none }
        do throws(EvaluationError) {
            try run.charge(1)
            for value in values { try manner.charge(value, &run) }
            let result = try body(values)
            try run.charge(result.weight)
            return isLifted ? lifted(result) : result
        } catch {
            throw error.at(term)
        }
    }
}
