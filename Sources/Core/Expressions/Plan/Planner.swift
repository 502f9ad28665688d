internal import Values

/// Turns a syntax tree into steps: names become slots, functions are bound, what is constant is computed.
struct Planner {
    let environment: Environment
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var references = References()
    /// How many slots the macros of the expression need; none is used twice.
    private(set) var localCount = 0
    private var locals: [LocalName] = []
    /// Bodies of named expressions that have been planned.
    private var planned: [ObjectIdentifier: Planned] = [:]

    struct LocalName {
        let name: String
        let slot: Int
        /// What the variable stands for, where that is a part of the scope's variables.
        let path: References.Path?
    }

    /// A step, and the members it reads where it does nothing but read them.
    struct Planned {
        let step: Step
        var path: References.Path?
    }

    init(_ environment: Environment) { self.environment = environment }

    /// A step whose value is used: what it reads is referred to.
    mutating func step(_ term: Term) -> Step {
        let planned = plan(term)
        if let path = planned.path { references.insert(path) }
        return planned.step
    }

    mutating func plan(_ term: Term) -> Planned {
        switch term.kind {
        case .literal(let value): return Planned(step: Constant(term, value))
        case .name, .select(_, _, isOptional: false): return chain(term)
        case .select(let operand, let field, isOptional: true):
            let inner = plan(operand)
            let step = fold(OptionalMember(term, inner.step, field.name), [inner.step])
            return Planned(step: step, path: inner.path?.appending(field.name))
        case .has(let operand, let field):
            let inner = plan(operand)
            if let path = inner.path?.appending(field.name) { references.insert(path) }
            return Planned(step: fold(Presence(term, inner.step, field.name), [inner.step]))
        case .index(let operand, let key, let isOptional):
            return index(term, operand, key, isOptional)
        case .named(_, let body): return named(body)
        case .call(let field, let terms): return Planned(step: call(term, field, terms))
        case .memberCall(let target, let field, let terms):
            return Planned(step: memberCall(term, target, field, terms))
        case .comprehension(let macro): return comprehension(term, macro)
        case .bind(let name, let value, let body): return bind(term, name, value, body)
        case .optionalMap(let operand, let name, let body, let isFlat):
            let inner = plan(operand)
            return within([(name, inner.path)], used: inner.path) { planner, slots in
                let body = planner.step(body)
                return Planned(
                    step: OptionalMapping(
                        term,
                        inner.step,
                        slot: slots[0],
                        body: body,
                        isFlat: isFlat
                    )
                )
            }
        default: return Planned(step: operation(term))
        }
    }

    private mutating func operation(_ term: Term) -> Step {
        switch term.kind {
        case .not(let operand):
            let inner = step(operand)
            return fold(Not(term, inner), [inner])
        case .negate(let operand):
            let inner = step(operand)
            return fold(Negate(term, inner), [inner])
        case .binary(let operation, let left, let right):
            let (a, b) = (step(left), step(right))
            return fold(Binary(term, operation, a, b), [a, b])
        case .and(let terms):
            let steps = terms.map { step($0) }
            return fold(Connective(term, steps, decidedBy: false), steps)
        case .or(let terms):
            let steps = terms.map { step($0) }
            return fold(Connective(term, steps, decidedBy: true), steps)
        case .conditional(let condition, let then, let otherwise):
            let (test, a, b) = (step(condition), step(then), step(otherwise))
            if let constant = test as? Constant, case .bool(let flag) = constant.value {
                return flag ? a : b
            }
            return Conditional(term, test, then: a, else: b)
        case .list(let elements):
            let steps = elements.map { (step: step($0.term), isOptional: $0.isOptional) }
            return fold(ListBuild(term, steps), steps.map(\.step))
        case .map(let entries):
            let steps = entries.map {
                (key: step($0.key), value: step($0.value), isOptional: $0.isOptional)
            }
            return fold(MapBuild(term, steps), steps.flatMap { [$0.key, $0.value] })
        default: return Unresolved(term, "no operation")
        }
    }

    /// Computes a step now where everything it works on is known; an error is left for run time.
    func fold(_ step: Step, _ parts: [Step]) -> Step {
        guard parts.allSatisfy({ $0 is Constant }) else { return step }
        var run = Run(slots: [], locals: [], budget: 10_000)
        guard let value = try? step.evaluate(&run) else { return step }
        return Constant(step.term, value)
    }

    mutating func report(
        _ code: String,
        _ span: SourceSpan,
        _ message: String,
        hint: String? = nil
    ) {
        diagnostics.append(Diagnostic(code: code, span: span, message: message, hint: hint))
    }

    // MARK: Names

    func local(_ name: String) -> LocalName? { locals.last { $0.name == name } }

    /// A name followed by members: the longest declared name decides what it is.
    private mutating func chain(_ term: Term) -> Planned {
        var members: [Term] = []
        var base = term
        while case .select(let operand, _, isOptional: false) = base.kind {
            members.append(base)
            base = operand
        }
        members.reverse()
        let names = members.map { Self.field($0) }
        guard case .name(let name, let isGlobal) = base.kind else {
            return select(term, plan(base), names[...], members[...])
        }
        if !isGlobal, let local = local(name) {
            let operand = Planned(step: Local(base, slot: local.slot), path: local.path)
            return select(term, operand, names[...], members[...])
        }
        for count in stride(from: names.count, through: 0, by: -1) {
            let dotted = ([name] + names[..<count]).joined(separator: ".")
            let its = count == 0 ? base : members[count - 1]
            if let operand = global(dotted, its) {
                return select(term, operand, names[count...], members[count...])
            }
        }
        return Planned(step: unknown(name, base))
    }

    private static func field(_ term: Term) -> String {
        if case .select(_, let field, _) = term.kind { field.name } else { "" }
    }

    private func global(_ name: String, _ term: Term) -> Planned? {
        if let slot = environment.slot(of: name) {
            let path = References.Path(slot: slot, variable: name, members: [])
            return Planned(step: Variable(term, slot: slot), path: path)
        }
        return environment.constant(name).map { Planned(step: Constant(term, $0)) }
    }

    private func select(
        _ term: Term,
        _ operand: Planned,
        _ names: ArraySlice<String>,
        _ members: ArraySlice<Term>
    ) -> Planned {
        if names.isEmpty { return operand }
        let step = Path(term, operand.step, Array(names), Array(members))
        return Planned(
            step: fold(step, [operand.step]),
            path: operand.path?.appending(contentsOf: names)
        )
    }

    private mutating func unknown(_ name: String, _ term: Term) -> Step {
        let message = "there is no '\(name)' here"
        if environment.checksNames {
            let known = environment.names + locals.map(\.name)
            report(Fault.name, term.span, message, hint: didYouMean(name, among: known))
        }
        return Unresolved(term, message)
    }

    private mutating func index(
        _ term: Term,
        _ operand: Term,
        _ key: Term,
        _ isOptional: Bool
    ) -> Planned {
        let inner = plan(operand)
        let keyStep = step(key)
        let name: String
        if let constant = keyStep as? Constant, case .string(let text) = constant.value {
            name = text
        } else {
            name = References.Path.anyElement
        }
        let step = fold(
            Index(term, inner.step, keyStep, isOptional: isOptional),
            [inner.step, keyStep]
        )
        return Planned(step: step, path: inner.path?.appending(name))
    }

    // MARK: Names of an expression's own

    /// A named expression sees what its place sees, not the variables of macros around its name.
    private mutating func named(_ body: Term) -> Planned {
        if let known = planned[ObjectIdentifier(body)] { return known }
        let outer = locals
        locals = []
        let result = plan(body)
        locals = outer
        planned[ObjectIdentifier(body)] = result
        return result
    }

    /// Plans what stands inside a macro, with its variables. What is gone through, `used`, is referred to as a whole
    /// where the body reads none of its parts.
    private mutating func within(
        _ names: [(name: String, path: References.Path?)],
        used: References.Path?,
        _ plan: (inout Planner, [Int]) -> Planned
    ) -> Planned {
        let outer = locals
        var slots: [Int] = []
        for (name, path) in names {
            locals.append(LocalName(name: name, slot: localCount, path: path))
            slots.append(localCount)
            localCount += 1
        }
        let result = plan(&self, slots)
        locals = outer
        if let used, result.path == nil, !references.contains(below: used) {
            references.insert(used)
        }
        return result
    }

    private mutating func bind(_ term: Term, _ name: String, _ value: Term, _ body: Term) -> Planned
    {
        let inner = plan(value)
        return within([(name, inner.path)], used: inner.path) { planner, slots in
            let body = planner.plan(body)
            let step = Binding(term, slot: slots[0], value: inner.step, body: body.step)
            return Planned(step: step, path: body.path)
        }
    }

    private mutating func comprehension(_ term: Term, _ macro: Term.Comprehension) -> Planned {
        let range = plan(macro.range)
        let element = range.path?.appending(References.Path.anyElement)
        var names = [(name: macro.variable, path: element)]
        if let second = macro.second {
            names[0].path = nil
            names.append((second, element))
        }
        return within(names, used: range.path) { planner, slots in
            let second = slots.count > 1 ? slots[1] : nil
            let condition = macro.condition.map { planner.step($0) }
            let result = macro.result.map { planner.step($0) }
            switch (macro.kind, condition) {
            case (.all, let condition?), (.exists, let condition?):
                return Planned(
                    step: Quantifier(
                        term,
                        range: range.step,
                        slot: slots[0],
                        secondSlot: second,
                        condition: condition,
                        decides: macro.kind == .exists
                    )
                )
            case (.existsOne, let condition?):
                return Planned(
                    step: Uniqueness(
                        term,
                        range: range.step,
                        slot: slots[0],
                        secondSlot: second,
                        condition: condition
                    )
                )
            default:
                let step = Transformation(
                    term,
                    range: range.step,
                    slot: slots[0],
                    secondSlot: second,
                    condition: condition,
                    result: result,
                    makesMap: macro.kind == .transformMap
                )
                return Planned(step: step, path: macro.kind == .filter ? range.path : nil)
            }
        }
    }
}
