internal import Values

/// Operators: what they are defined for, and what they make of what is known.
extension Checker {
    // MARK: Logic

    mutating func not(_ term: Term, _ operand: Term) -> Outcome {
        let inner = check(operand)
        requireCondition(inner, operand, "what '!' turns round")
        let outcome = Outcome(.bool, done: inner.done)
        (outcome.met, outcome.notMet) = (inner.notMet, inner.met)
        outcome.truth = inner.truth.map { !$0 }
        outcome.isDecidedByOthers = inner.isDecidedByOthers
        return outcome
    }

    /// `a && b …`, which false decides, and `a || b …`, which true decides.
    ///
    /// What comes later is looked at as if all before it had been met (not met): where one before it failed instead,
    /// the whole either fails with that one or is decided, whatever the later one reads.
    mutating func connective(_ terms: [Term], decidedBy decisive: Bool) -> Outcome {
        let outer = knowledge
        let name = decisive ? "||" : "&&"
        var through: Knowledge? = Knowledge()
        var decided: Knowledge?
        var truth: Bool? = !decisive
        var isDecidedByOthers = false
        var dead = 0
        for term in terms {
            let outcome = check(term)
            requireCondition(outcome, term, "an operand of '\(name)'")
            let (ends, goesOn) =
                decisive ? (outcome.met, outcome.notMet) : (outcome.notMet, outcome.met)
            if let ends { decided = decided.map { $0.or(ends) } ?? ends }
            through = Self.both(through, goesOn)
            if let goesOn { knowledge = knowledge.and(goesOn) }
            if outcome.truth == decisive {
                truth = decisive
                isDecidedByOthers = outcome.isDecidedByOthers
            } else if outcome.truth == nil, truth != decisive {
                truth = nil
            }
            if outcome.truth == decisive || goesOn == nil {
                deadness += 1
                dead += 1
            }
        }
        deadness -= dead
        knowledge = outer
        let outcome = Outcome(.bool)
        (outcome.met, outcome.notMet) = decisive ? (decided, through) : (through, decided)
        outcome.done = Self.either(outcome.met, outcome.notMet)
        outcome.truth = truth
        outcome.isDecidedByOthers = isDecidedByOthers
        return outcome
    }

    static func both(_ a: Knowledge?, _ b: Knowledge?) -> Knowledge? {
        guard let a, let b else { return nil }
        return a.and(b)
    }

    static func either(_ a: Knowledge?, _ b: Knowledge?) -> Knowledge {
        guard let a, let b else { return a ?? b ?? Knowledge() }
        return a.or(b)
    }

    // MARK: Conditional

    mutating func conditional(
        _ term: Term,
        _ test: Term,
        _ then: Term,
        _ otherwise: Term
    ) -> Outcome {
        let reported = always.count
        let condition = check(test)
        requireCondition(condition, test, "the condition of '?'")
        let truth = condition.truth
        let a = check(then, where: condition.met, isDead: truth == false)
        let b = check(otherwise, where: condition.notMet, isDead: truth == true)
        if let truth, condition.isDecidedByOthers, always.count == reported + 1 {
            // What came before leaves one branch: that is where the reader has to look.
            always.removeLast()
            let dead = truth ? otherwise : then
            reportAlways(
                Fault.unreachable,
                dead.span,
                "this is never reached: \(Problem.excerpt(test.text, max: 40)) is \(truth ? "always" : "never") met here"
            )
        }
        guard let joined = a.type.joined(with: b.type) else {
            differ(a.type, b.type, otherwise)
            return Outcome(.dyn, done: condition.done)
        }
        let outcome: Outcome
        switch truth {
        case true?: outcome = chosen(a, joined)
        case false?: outcome = chosen(b, joined)
        case nil:
            outcome = Outcome(joined)
            if a.hasValue == b.hasValue { outcome.hasValue = a.hasValue }
        }
        let taken = Self.both(condition.met, a.done)
        let other = Self.both(condition.notMet, b.done)
        outcome.done = Self.either(taken, other)
        outcome.met = Self.eitherIfAny(
            Self.both(condition.met, a.met),
            Self.both(condition.notMet, b.met)
        )
        outcome.notMet = Self.eitherIfAny(
            Self.both(condition.met, a.notMet),
            Self.both(condition.notMet, b.notMet)
        )
        if truth == nil, let common = a.truth, common == b.truth { outcome.truth = common }
        return outcome
    }

    /// The outcome of the only branch that is taken.
    private func chosen(_ branch: Outcome, _ joined: Type) -> Outcome {
        let outcome = Outcome(branch.type.isDyn ? joined : branch.type)
        outcome.declared = joined
        outcome.truth = branch.truth
        outcome.isDecidedByOthers = branch.isDecidedByOthers
        outcome.hasValue = branch.hasValue
        return outcome
    }

    private static func eitherIfAny(_ a: Knowledge?, _ b: Knowledge?) -> Knowledge? {
        a == nil && b == nil ? nil : either(a, b)
    }

    private mutating func differ(_ a: Type, _ b: Type, _ place: Term) {
        var hint: String?
        switch (a, b) {
        case (.optional(let inner), _) where inner.joined(with: b) != nil:
            hint = "write optional.of(\(Problem.excerpt(place.text, max: 30)))"
        case (_, .optional(let inner)) where inner.joined(with: a) != nil:
            hint =
                "make the other branch an optional with optional.of(…), or write .orValue(…) here"
        case (.int, .double), (.double, .int): hint = "write double(…) around the int"
        default: break
        }
        report(
            Fault.branches,
            place.span,
            "the branches of '?' are \(a.name) and \(b.name)",
            hint: hint
        )
    }

    // MARK: Numbers

    mutating func negate(_ term: Term, _ operand: Term) -> Outcome {
        let inner = check(operand)
        switch inner.type {
        case .int(let facts):
            let outcome = Outcome(.int(facts.negated), done: inner.done)
            if case .int(let number)? = inner.constant, number != .min {
                outcome.constant = .int(-number)
            }
            return outcome
        case .double(let facts): return Outcome(.double(facts.negated), done: inner.done)
        case .dyn, .parameter: return Outcome(.dyn, done: inner.done)
        default:
            report(
                Fault.overload,
                operand.span,
                "'-' is not defined for \(inner.type.name)",
                hint: inner.type.wrapped == nil ? nil : unwrapping
            )
            return Outcome(.dyn, done: inner.done)
        }
    }

    mutating func binary(
        _ term: Term,
        _ operation: Term.Operator,
        _ left: Term,
        _ right: Term
    ) -> Outcome {
        let reads = scopeReads
        let a = check(left)
        let b = check(right)
        let done = a.done.and(b.done)
        let isOfScope = scopeReads > reads
        switch operation {
        case .equal, .notEqual:
            let isNegated = operation == .notEqual
            return equality(term, (left, a), (right, b), isNegated, isOfScope: isOfScope)
        case .in: return containment(term, (left, a), (right, b), isOfScope: isOfScope)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            return order(term, operation, (left, a), (right, b))
        default: break
        }
        if let type = Self.arithmetic(operation, a.type, b.type) {
            return Outcome(type, done: done)
        }
        undefined(term, operation, a.type, b.type, left, right)
        return Outcome(.dyn, done: done)
    }

    /// The type of `+ - * / %`; nil where it is not defined.
    private static func arithmetic(_ operation: Term.Operator, _ a: Type, _ b: Type) -> Type? {
        switch (operation, a, b) {
        case (_, .int(let a), .int(let b)): return .int(a.integer(operation, b))
        case (_, .uint, .uint): return .uint
        case (.remainder, .double, _), (.remainder, _, .double): return nil
        case (_, .double(let a), .double(let b)): return .double(a.real(operation, b))
        case (.add, .string(let a), .string(let b)): return .string(a.followed(by: b))
        case (.add, .bytes, .bytes): return .bytes
        case (.add, .list(let a), .list(let b)): return .list(a.joined(with: b) ?? .dyn)
        case (.add, .timestamp, .duration), (.add, .duration, .timestamp),
            (.subtract, .timestamp, .duration):
            return .timestamp
        case (.add, .duration, .duration), (.subtract, .duration, .duration),
            (.subtract, .timestamp, .timestamp):
            return .duration
        default: break
        }
        guard a.isDyn || b.isDyn else { return nil }
        let known = a.isDyn ? b : a
        switch (operation, known) {
        case (_, .int): return .int
        case (_, .uint): return .uint
        case (.remainder, .double): return nil
        case (_, .double): return .double
        case (.add, .string): return .string
        case (.add, .bytes): return .bytes
        case (.add, .list): return .list(.dyn)
        case (.add, .timestamp): return .timestamp
        case (.add, .duration), (.subtract, .duration), (.subtract, .timestamp): return .dyn
        default: return known.isDyn ? .dyn : nil
        }
    }

    mutating func undefined(
        _ term: Term,
        _ operation: Term.Operator,
        _ a: Type,
        _ b: Type,
        _ left: Term,
        _ right: Term
    ) {
        var hint: String?
        let texts = (Problem.excerpt(left.text, max: 30), Problem.excerpt(right.text, max: 30))
        switch (a, b) {
        case (.optional, _), (_, .optional): hint = unwrapping
        case (.int, .double), (.uint, .double): hint = "write double(\(texts.0))"
        case (.double, .int), (.double, .uint): hint = "write double(\(texts.1))"
        case (.string, .int), (.string, .double), (.string, .bool), (.string, .uint):
            hint = "write string(\(texts.1))"
        case (.int, .string), (.double, .string), (.bool, .string), (.uint, .string):
            hint = "write string(\(texts.0))"
        case (.string, .timestamp), (.timestamp, .string):
            hint = "a date is a timestamp here: date(x, pattern) makes text of it"
        default: break
        }
        report(
            Fault.overload,
            term.span,
            "'\(operation.rawValue)' is not defined for \(a.name) and \(b.name)",
            hint: hint
        )
    }
}
