internal import Values

extension Expression {
    /// Types the expression by the types of its variables.
    ///
    /// - Returns: its type and all that is wrong with it; what is reported for a part is `dyn` for the rest.
    package func check(_ scope: TypeScope, as role: ExpressionRole) -> Checked {
        var checker = Checker(scope, role)
        return checker.checked(root)
    }
}

/// Goes through a syntax tree with types in place of values, in the order in which run time would.
struct Checker {
    let scope: TypeScope
    let role: ExpressionRole
    /// What conditions around the present term have made sure.
    var knowledge: Knowledge
    var locals: [Local] = []
    var errors: [Diagnostic] = []
    var always: [Diagnostic] = []
    /// Above zero inside what is never reached: what may be absent there does not matter.
    var deadness = 0
    /// A reading that is tolerated may find nothing.
    var canBeAbsent = false
    var isDynamic = false
    /// How often a variable of the scope has been read.
    var scopeReads = 0
    private var known: [BodyKey: Outcome] = [:]
    private var localCount = 0
    /// Terms of named expressions that may still be looked at: used by one another, they could take for ever under ever
    /// different conditions.
    private var budget = 10_000
    private var openBodies = 0

    /// A variable of a macro.
    struct Local {
        let name: String
        let outcome: Outcome
    }

    /// A named expression under some conditions.
    private struct BodyKey: Hashable {
        let body: ObjectIdentifier
        let knowledge: Knowledge
        let isDead: Bool
    }

    init(_ scope: TypeScope, _ role: ExpressionRole) {
        self.scope = scope
        self.role = role
        knowledge = scope.knowledge.closed
    }

    mutating func checked(_ root: Term) -> Checked {
        let outcome = check(root)
        if role == .condition { requireCondition(outcome, root, "a condition") }
        // A condition that reads what is absent is not met either, and then nothing is known.
        let whenNotMet = canBeAbsent && role == .condition ? nil : outcome.notMet
        return Checked(
            type: outcome.type.closed,
            diagnostics: Self.distinct(errors),
            always: Self.distinct(always),
            isDynamic: isDynamic || budget <= 0,
            whenMet: (outcome.met ?? Knowledge()).withoutLocals,
            whenNotMet: (whenNotMet ?? Knowledge()).withoutLocals
        )
    }

    /// A named expression is looked at wherever its name stands, and wrong once.
    private static func distinct(_ list: [Diagnostic]) -> [Diagnostic] {
        guard list.count > 1 else { return list }
        struct Place: Hashable {
            let code: String
            let span: SourceSpan
        }
        var seen: Set<Place> = []
        return list.filter { seen.insert(Place(code: $0.code, span: $0.span)).inserted }
    }

    // MARK: Terms

    mutating func check(_ term: Term) -> Outcome {
        if openBodies > 0 {
            budget -= 1
            if budget <= 0 { return Outcome(.dyn) }
        }
        switch term.kind {
        case .literal(let value): return literal(value)
        case .name, .select(_, _, isOptional: false): return chain(term)
        case .select(let operand, let field, isOptional: true):
            return member(check(operand), field, isOptional: true, term)
        case .has(let operand, let field): return has(term, operand, field)
        case .index(let operand, let key, let isOptional):
            return index(term, operand, key, isOptional)
        case .call(let field, let terms): return call(term, field, terms)
        case .memberCall(let target, let field, let terms):
            return memberCall(term, target, field, terms)
        case .not(let operand): return not(term, operand)
        case .negate(let operand): return negate(term, operand)
        case .binary(let operation, let left, let right):
            return binary(term, operation, left, right)
        case .and(let terms): return connective(terms, decidedBy: false)
        case .or(let terms): return connective(terms, decidedBy: true)
        case .conditional(let test, let then, let otherwise):
            return conditional(term, test, then, otherwise)
        case .list(let elements): return list(term, elements)
        case .map(let entries): return map(term, entries)
        case .comprehension(let macro): return comprehension(macro)
        case .bind(let name, let value, let body): return bind(name, value, body)
        case .optionalMap(let operand, let name, let body, let isFlat):
            return optionalMap(term, operand, name, body, isFlat)
        case .named(_, let body): return named(body)
        }
    }

    func literal(_ value: CELValue) -> Outcome {
        let outcome = Outcome(Type(of: value))
        outcome.constant = value
        if case .bool(let flag) = value {
            outcome.truth = flag
            if flag { outcome.notMet = nil } else { outcome.met = nil }
        }
        return outcome
    }

    /// A named expression sees what its place sees, not the variables of macros around its name.
    private mutating func named(_ body: Term) -> Outcome {
        let key = BodyKey(
            body: ObjectIdentifier(body),
            knowledge: knowledge,
            isDead: deadness > 0
        )
        if let known = known[key] {
            if known.readsScope { scopeReads += 1 }
            return known
        }
        let outer = locals
        locals = []
        openBodies += 1
        let reads = scopeReads
        let outcome = check(body)
        openBodies -= 1
        locals = outer
        if scopeReads > reads { outcome.readsScope = true }
        known[key] = outcome
        return outcome
    }

    // MARK: Around terms

    /// Checks a term where a condition holds, or where nothing gets because it never does.
    mutating func check(_ term: Term, where condition: Knowledge?, isDead: Bool = false) -> Outcome
    {
        let outer = knowledge
        if let condition { knowledge = knowledge.and(condition) }
        let dead = isDead || condition == nil
        if dead { deadness += 1 }
        let outcome = check(term)
        if dead { deadness -= 1 }
        knowledge = outer
        return outcome
    }

    /// Checks a term inside a macro, with its variables.
    mutating func within(
        _ variables: [(name: String, outcome: Outcome)],
        _ check: (inout Checker) -> Outcome
    ) -> Outcome {
        let outer = locals
        locals += variables.map { Local(name: $0.name, outcome: $0.outcome) }
        let outcome = check(&self)
        locals = outer
        return outcome
    }

    /// A variable of a macro that stands for nothing outside; its name in paths is one that nobody can write.
    mutating func fresh(_ name: String, _ type: Type, readsScope: Bool) -> Outcome {
        localCount += 1
        let outcome = Outcome(type)
        outcome.readsScope = readsScope
        outcome.path = Knowledge.local(name, localCount)
        return outcome
    }

    // MARK: Reporting

    mutating func report(
        _ code: String,
        _ span: SourceSpan,
        _ message: String,
        hint: String? = nil
    ) {
        errors.append(Diagnostic(code: code, span: span, message: message, hint: hint))
    }

    /// Reports what holds of this use of the expression, unless nothing gets there.
    mutating func reportAlways(
        _ code: String,
        _ span: SourceSpan,
        _ message: String,
        hint: String? = nil
    ) {
        guard deadness == 0 else { return }
        always.append(Diagnostic(code: code, span: span, message: message, hint: hint))
    }

    /// Reports a condition that is no bool, or a literal.
    mutating func requireCondition(_ outcome: Outcome, _ term: Term, _ what: String) {
        switch outcome.type {
        case .bool:
            guard let truth = outcome.truth, case .literal = term.kind else { return }
            reportAlways(
                Fault.decided,
                term.span,
                truth ? "\(what) is always met" : "\(what) is never met"
            )
        case .dyn, .parameter: isDynamic = true
        default:
            let hint: String? =
                outcome.type.wrapped.map { $0 == .bool } == true
                ? "write .orValue(false)" : nil
            report(
                Fault.condition,
                term.span,
                "\(what) is bool, not \(outcome.type.name)",
                hint: hint
            )
        }
    }
}

extension Type {
    /// The type of a value that is known.
    init(of value: CELValue) {
        switch value {
        case .null: self = .null
        case .bool: self = .bool
        case .int(let number): self = .int(NumberFacts(values: [Number(number)]))
        case .uint: self = .uint
        case .double(let double):
            self = .double(Number(double).map { NumberFacts(values: [$0]) } ?? NumberFacts())
        case .number(let number): self = .double(NumberFacts(values: [number]))
        case .string(let text): self = .string(among: [text])
        case .bytes: self = .bytes
        case .list(let elements):
            self = .list(elements.reduce(.nothing) { $0.joined(with: Type(of: $1)) ?? .dyn })
        case .map(let map):
            self = .map(
                key: map.keys.reduce(.nothing) { $0.joined(with: Type(of: $1)) ?? .dyn },
                value: map.entries.reduce(.nothing) { $0.joined(with: Type(of: $1.value)) ?? .dyn }
            )
        case .timestamp: self = .timestamp
        case .duration: self = .duration
        case .optional(let inner): self = .optional(inner.map(Type.init(of:)) ?? .nothing)
        case .type: self = .type(.dyn)
        case .host(let object): self = .opaque(object.typeName)
        }
    }
}
