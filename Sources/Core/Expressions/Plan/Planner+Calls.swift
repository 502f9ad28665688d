internal import Values

extension Planner {
    mutating func call(_ term: Term, _ field: Term.Field, _ terms: [Term]) -> Step {
        let steps = terms.map { step($0) }
        return bound(term, field, steps, terms, isMember: false)
    }

    mutating func memberCall(
        _ term: Term,
        _ target: Term,
        _ field: Term.Field,
        _ terms: [Term]
    ) -> Step {
        // `math.greatest(a, b)` is a function in a namespace, unless `math` is something here.
        if let namespace = namespace(of: target) {
            let name = namespace + "." + field.name
            if environment.hasNamespace(namespace)
                || !environment.overloads(name, isMember: false).isEmpty
            {
                let qualified = Term.Field(name: name, range: field.range)
                return call(term, qualified, terms)
            }
        }
        let operand = step(target)
        let steps = terms.map { step($0) }
        if field.name == "orValue" || field.name == "or", steps.count == 1 {
            return fold(
                Alternative(term, operand, steps[0], unwraps: field.name == "orValue"),
                [operand, steps[0]]
            )
        }
        return bound(term, field, [operand] + steps, [target] + terms, isMember: true)
    }

    /// The dotted name that a term is, where nothing of that name is declared.
    private func namespace(of term: Term) -> String? {
        switch term.kind {
        case .name(let name, let isGlobal):
            if !isGlobal, local(name) != nil { return nil }
            return environment.slot(of: name) == nil ? name : nil
        case .select(let operand, let field, isOptional: false):
            return namespace(of: operand).map { $0 + "." + field.name }
        default: return nil
        }
    }

    private mutating func bound(
        _ term: Term,
        _ field: Term.Field,
        _ steps: [Step],
        _ terms: [Term],
        isMember: Bool
    ) -> Step {
        let count = isMember ? steps.count - 1 : steps.count
        let overloads = environment.overloads(field.name, isMember: isMember)
        guard let function = overloads.first(where: { $0.arity.contains(count) }) else {
            return missing(term, field, count, overloads, isMember: isMember)
        }
        let literals = steps.map { ($0 as? Constant)?.value }
        do {
            let call = Function.Call(literals: literals, zoneOffset: environment.zoneOffset)
            let given = steps + (function.readsSlot.map { [SlotValue(term, slot: $0)] } ?? [])
            return fold(try made(term, function, given, try function.bind(call)), given)
        } catch {
            let place =
                error.argument.flatMap { terms.indices.contains($0) ? terms[$0] : nil } ?? term
            report(
                Fault.refused,
                place.span,
                "\(field.name)(): \(error.message)",
                hint: error.hint
            )
            return Unresolved(term, error.message)
        }
    }

    private func made(
        _ term: Term,
        _ function: Function,
        _ steps: [Step],
        _ body: Function.Body
    ) throws(Function.Refusal) -> Step {
        let manner = CallManner(function)
        switch body {
        case .unary(let body) where steps.count == 1:
            return UnaryCall(term, steps[0], manner: manner, body: body)
        case .binary(let body) where steps.count == 2:
            return BinaryCall(term, steps[0], steps[1], manner: manner, body: body)
        case .any(let body):
            return Call(term, steps, manner: manner, body: body)
        case .unary, .binary:
            throw Function.Refusal("cannot be called with \(steps.count) values")
        }
    }

    private mutating func missing(
        _ term: Term,
        _ field: Term.Field,
        _ count: Int,
        _ overloads: [Function],
        isMember: Bool
    ) -> Step {
        let name = field.name
        guard environment.checksNames else {
            return Unresolved(term, "there is no \(name)() like this")
        }
        let span = term.source.span(of: field.range)
        if overloads.isEmpty {
            var hint = didYouMean(name, among: environment.functionNames(isMember: isMember))
            if !environment.overloads(name, isMember: !isMember).isEmpty {
                hint = isMember ? "write \(name)(x)" : "write x.\(name)()"
            }
            let message =
                isMember
                ? "there is no function \(name)() on a value" : "there is no function \(name)()"
            report(Fault.function, span, message, hint: hint)
        } else {
            let wanted = overloads.map(\.arity).sorted { $0.lowerBound < $1.lowerBound }
                .map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)" }
                .joined(separator: " or ")
            report(Fault.arguments, span, "\(name)() takes \(wanted) arguments, not \(count)")
        }
        return Unresolved(term, "there is no \(name)() like this")
    }
}
