internal import Values

/// Lists, maps, and the macros that go through them.
extension Checker {
    // MARK: Literals

    mutating func list(_ term: Term, _ elements: [Term.Element]) -> Outcome {
        var type = Type.nothing
        var done = Knowledge()
        for element in elements {
            let outcome = check(element.term)
            done = done.and(outcome.done)
            let its = element.isOptional ? unwrapped(outcome, element.term, "'[?'") : outcome.type
            type = joined(type, its)
        }
        let outcome = Outcome(.list(type), done: done)
        outcome.container = term
        return outcome
    }

    mutating func map(_ term: Term, _ entries: [Term.Entry]) -> Outcome {
        var (key, value) = (Type.nothing, Type.nothing)
        var done = Knowledge()
        for entry in entries {
            let name = check(entry.key)
            let outcome = check(entry.value)
            done = done.and(name.done).and(outcome.done)
            switch name.type {
            case .bool, .int, .uint, .string: key = joined(key, name.type)
            case .dyn, .parameter:
                isDynamic = true
                key = .dyn
            default:
                report(Fault.overload, entry.key.span, "a key cannot be \(name.type.name)")
                key = .dyn
            }
            let its = entry.isOptional ? unwrapped(outcome, entry.value, "'{?'") : outcome.type
            value = joined(value, its)
        }
        let outcome = Outcome(.map(key: key, value: value), done: done)
        outcome.container = term
        return outcome
    }

    /// What elements of one list or map have in common; CEL lets them differ.
    private mutating func joined(_ a: Type, _ b: Type) -> Type {
        guard let joined = a.joined(with: b) else {
            isDynamic = true
            return .dyn
        }
        return joined
    }

    private mutating func unwrapped(_ outcome: Outcome, _ term: Term, _ what: String) -> Type {
        if let inner = outcome.type.wrapped { return inner }
        if outcome.type.isDyn {
            isDynamic = true
            return .dyn
        }
        report(
            Fault.overload,
            term.span,
            "\(what) takes an optional, not \(outcome.type.name)",
            hint: "leave out the '?'"
        )
        return outcome.type
    }

    // MARK: Comprehensions

    /// What a macro goes through: the types of keys or positions, and of elements.
    private struct Rounds {
        var isMap = false
        var key = Type.dyn
        var element = Type.dyn
    }

    private mutating func rounds(_ range: Outcome, _ term: Term) -> Rounds {
        switch range.type {
        case .list(let element):
            return Rounds(key: .int(NumberFacts(minimum: .zero, places: 0)), element: element)
        case .map(let key, let value): return Rounds(isMap: true, key: key, element: value)
        case .object(let object):
            return Rounds(isMap: true, key: .string, element: values(of: object))
        case .dyn, .parameter:
            isDynamic = true
            return Rounds()
        default:
            report(
                Fault.overload,
                term.span,
                "a macro cannot go through \(range.type.name)",
                hint: range.type.wrapped == nil ? nil : "write .orValue([])"
            )
            return Rounds()
        }
    }

    mutating func comprehension(_ macro: Term.Comprehension) -> Outcome {
        let reads = scopeReads
        let range = check(macro.range)
        let isOfScope = scopeReads > reads
        let rounds = rounds(range, macro.range)
        let single = rounds.isMap ? rounds.key : rounds.element
        let first = fresh(
            macro.variable,
            macro.second == nil ? single : rounds.key,
            readsScope: isOfScope
        )
        var variables = [(name: macro.variable, outcome: first)]
        if let second = macro.second {
            variables.append((second, fresh(second, rounds.element, readsScope: isOfScope)))
        }
        let outcome = within(variables) { checker in
            var met: Knowledge? = Knowledge()
            if let condition = macro.condition {
                let its = checker.check(condition)
                checker.requireCondition(
                    its,
                    condition,
                    "the condition of \(macro.kind.rawValue)()"
                )
                met = its.met
            }
            let made = macro.result.map { checker.check($0, where: met) }
            return Outcome(
                Self.result(macro.kind, single, rounds.key, made?.type ?? .dyn, first, met)
            )
        }
        return outcome.finished(range.done)
    }

    private static func result(
        _ kind: Term.Comprehension.Kind,
        _ single: Type,
        _ key: Type,
        _ made: Type,
        _ variable: Outcome,
        _ met: Knowledge?
    ) -> Type {
        switch kind {
        case .all, .exists, .existsOne: return .bool
        case .filter:
            guard let met, let path = variable.path else { return .list(single) }
            return .list(single.where(met, at: path))
        case .map, .transformList: return .list(made)
        case .transformMap: return .map(key: key, value: made)
        }
    }

    // MARK: Names of an expression's own

    mutating func bind(_ name: String, _ value: Term, _ body: Term) -> Outcome {
        let reads = scopeReads
        let bound = check(value)
        var variable = bound
        if bound.path == nil {
            variable = fresh(name, bound.type, readsScope: scopeReads > reads)
            variable.container = bound.container
            variable.constant = bound.constant
            variable.hasValue = bound.hasValue
        }
        let inner = within([(name, variable)]) { $0.check(body) }
        let outcome = inner.copy()
        outcome.done = outcome.done.and(bound.done)
        outcome.met = outcome.met?.and(bound.done)
        outcome.notMet = outcome.notMet?.and(bound.done)
        return outcome
    }

    mutating func optionalMap(
        _ term: Term,
        _ operand: Term,
        _ name: String,
        _ body: Term,
        _ isFlat: Bool
    ) -> Outcome {
        let reads = scopeReads
        let value = check(operand)
        var inner = Type.dyn
        if let its = value.type.wrapped {
            inner = its
        } else if value.type.isDyn {
            isDynamic = true
        } else {
            report(
                Fault.overload,
                operand.span,
                "\(isFlat ? "optFlatMap" : "optMap")() asks an optional, not \(value.type.name)",
                hint: "cel.bind(name, value, body) gives a name to any value"
            )
        }
        var there = value.done
        let variable = fresh(name, inner, readsScope: scopeReads > reads)
        variable.container = value.container
        if let path = value.path {
            there.insert(present: path)
            variable.path = path
        }
        let isDead = value.hasValue == false
        let made = within([(name, variable)]) { $0.check(body, where: there, isDead: isDead) }
        let outcome = Outcome(isFlat ? flat(made, body) : .optional(made.type), done: value.done)
        outcome.hasValue = isFlat && value.hasValue == true ? made.hasValue : value.hasValue
        if isFlat, value.hasValue == nil, made.hasValue == false { outcome.hasValue = false }
        return outcome
    }

    private mutating func flat(_ made: Outcome, _ body: Term) -> Type {
        if made.type.wrapped != nil { return made.type }
        if made.type.isDyn {
            isDynamic = true
            return .optional(.dyn)
        }
        report(
            Fault.overload,
            body.span,
            "the body of optFlatMap() is \(made.type.name), not an optional",
            hint: "write optMap()"
        )
        return .optional(made.type)
    }
}

extension Type {
    /// The values of the type for which something is known below a path that stands for them.
    fileprivate func `where`(_ knowledge: Knowledge, at path: Knowledge.Path) -> Type {
        var type = self
        for there in knowledge.present where there.variable == path.variable {
            type = type.with(there.members[...]) { field in
                var field = field
                if field.presence == .maybe { field.presence = .always }
                return field
            }
        }
        for there in knowledge.filled where there.variable == path.variable {
            if there.members.isEmpty { type = type.filled }
        }
        for (there, texts) in knowledge.values where there.variable == path.variable {
            if there.members.isEmpty {
                type = type.narrowed(to: .string(among: texts)) ?? type
                continue
            }
            type = type.with(there.members[...]) { field in
                var field = field
                if case .string(let facts) = field.type {
                    field.type = .string(facts.narrowed(to: TextFacts(values: texts)) ?? facts)
                }
                return field
            }
        }
        return type
    }

    private func with(
        _ members: ArraySlice<String>,
        _ change: (ObjectType.Field) -> ObjectType.Field
    ) -> Type {
        guard case .object(let object) = self, let name = members.first,
            var field = object[name]
        else { return self }
        if members.count == 1 {
            field = change(field)
        } else {
            field.type = field.type.with(members.dropFirst(), change)
        }
        return .object(object.replacing(field))
    }
}
