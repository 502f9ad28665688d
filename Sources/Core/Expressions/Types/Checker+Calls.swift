internal import Values

/// Calls of functions.
extension Checker {
    mutating func call(_ term: Term, _ field: Term.Field, _ terms: [Term]) -> Outcome {
        let outcomes = terms.map { check($0) }
        let outcome = applied(term, field, terms, outcomes, isMember: false)
        switch field.name {
        case "optional.of": outcome.hasValue = true
        case "optional.none": outcome.hasValue = false
        case "size": outcome.sizeOf = sized(outcomes.first)
        default: break
        }
        return outcome
    }

    mutating func memberCall(
        _ term: Term,
        _ target: Term,
        _ field: Term.Field,
        _ terms: [Term]
    ) -> Outcome {
        // `math.greatest(a, b)` is a function in a namespace, unless `math` is something here.
        if let namespace = namespace(of: target) {
            let name = namespace + "." + field.name
            if scope.environment.hasNamespace(namespace)
                || !scope.environment.overloads(name, isMember: false).isEmpty
            {
                return call(term, Term.Field(name: name, range: field.range), terms)
            }
        }
        let operand = check(target)
        if field.name == "orValue" || field.name == "or", terms.count == 1 {
            return alternative(term, field, (target, operand), terms[0])
        }
        let outcomes = [operand] + terms.map { check($0) }
        let outcome = applied(term, field, [target] + terms, outcomes, isMember: true)
        switch (field.name, terms.count) {
        case ("size", 0): outcome.sizeOf = sized(operand)
        case ("hasValue", 0): hasValue(outcome, term, operand)
        case ("value", 0): return value(outcome, term, field, operand)
        case (_, 1): asksForMember(outcome, field, operand, outcomes[1])
        default: break
        }
        return outcome
    }

    /// The dotted name that a term is, where nothing of that name is declared.
    private func namespace(of term: Term) -> String? {
        switch term.kind {
        case .name(let name, let isGlobal):
            if !isGlobal, locals.contains(where: { $0.name == name }) { return nil }
            return scope.environment.slot(of: name) == nil ? name : nil
        case .select(let operand, let field, isOptional: false):
            return namespace(of: operand).map { $0 + "." + field.name }
        default: return nil
        }
    }

    /// Only of a list the size says which elements are there.
    private func sized(_ outcome: Outcome?) -> Knowledge.Path? {
        if case .list? = outcome?.type { outcome?.path } else { nil }
    }

    /// `item.reached('accepted')` is met exactly where `item.at.accepted` is there.
    private func asksForMember(
        _ outcome: Outcome,
        _ field: Term.Field,
        _ operand: Outcome,
        _ argument: Outcome
    ) {
        let functions = scope.environment.overloads(field.name, isMember: true)
        guard let member = functions.first(where: { $0.arity.contains(1) })?.asksForMember,
            let path = operand.path, case .string(let name)? = Self.literal(argument)
        else { return }
        let place = path.appending(member).appending(name)
        outcome.met?.insert(present: place)
        outcome.notMet?.absent.insert(place)
    }

    // MARK: Optionals

    private mutating func hasValue(_ outcome: Outcome, _ term: Term, _ operand: Outcome) {
        if let path = operand.path, operand.type.wrapped != nil {
            outcome.met?.insert(present: path)
            outcome.notMet?.absent.insert(path)
        }
        guard let truth = operand.hasValue else { return }
        outcome.truth = truth
        outcome.isDecidedByOthers = true
        decided(term, truth)
    }

    private mutating func value(
        _ outcome: Outcome,
        _ term: Term,
        _ field: Term.Field,
        _ operand: Outcome
    ) -> Outcome {
        guard operand.type.wrapped != nil else { return outcome }
        let result = Outcome(outcome.type, done: operand.done)
        result.path = operand.path
        if let path = operand.path { result.done.insert(present: path) }
        if operand.hasValue != true {
            canBeAbsent = true
            if role == .value, deadness == 0, !operand.isBroken {
                report(
                    Fault.absent,
                    term.source.span(of: field.range),
                    "\(Problem.excerpt(term.text, max: 40)) may find nothing",
                    hint: "write .orValue(…), or ask hasValue() first"
                )
            }
            result.isBroken = true
        }
        return result.finished(result.done)
    }

    /// `or` and `orValue`.
    private mutating func alternative(
        _ term: Term,
        _ field: Term.Field,
        _ operand: Side,
        _ other: Term
    ) -> Outcome {
        let unwraps = field.name == "orValue"
        let asked = operand.outcome
        let isDead = asked.hasValue == true
        let its = check(other, where: Knowledge(), isDead: isDead)
        let done = asked.done
        guard let inner = asked.type.wrapped else {
            if asked.type.isDyn {
                isDynamic = true
                return Outcome(.dyn, done: done)
            }
            report(
                Fault.overload,
                term.source.span(of: field.range),
                "\(field.name)() asks an optional, not \(asked.type.name)",
                hint: "a value that is surely there needs no other"
            )
            return Outcome(asked.type, done: done)
        }
        // What a condition has made sure may be asked again, which is how shared named expressions read.
        if isDead, !asked.isDecidedByOthers {
            reportAlways(
                Fault.unreachable,
                other.span,
                "this is never reached: \(Problem.excerpt(operand.term.text, max: 40)) is surely there"
            )
        }
        let wanted = unwraps ? inner : asked.type
        guard let joined = wanted.joined(with: its.type) else {
            report(
                Fault.overload,
                other.span,
                "\(field.name)() is given \(its.type.name) to stand for \(wanted.name)",
                hint: alternativeHint(unwraps, inner, its.type)
            )
            return Outcome(.dyn, done: done)
        }
        let outcome = Outcome(isDead ? wanted : asked.hasValue == false ? its.type : joined)
        outcome.declared = joined
        if unwraps {
            if let texts = its.texts {
                outcome.path = asked.path
                outcome.fallback = .texts(texts)
            }
            if case .optional(let wide) = asked.declared {
                outcome.declared = wide.joined(with: its.declared) ?? joined
            }
        } else {
            outcome.hasValue = asked.hasValue == true ? true : nil
            if its.hasValue == true { outcome.hasValue = true }
        }
        return outcome.finished(done)
    }

    private func alternativeHint(_ unwraps: Bool, _ inner: Type, _ given: Type) -> String? {
        if unwraps, given.wrapped != nil { return "write or(…) for another optional" }
        if !unwraps, given.joined(with: inner) != nil { return "write orValue(…) for a value" }
        return nil
    }

    // MARK: Overloads

    private mutating func applied(
        _ term: Term,
        _ field: Term.Field,
        _ terms: [Term],
        _ outcomes: [Outcome],
        isMember: Bool
    ) -> Outcome {
        let done = outcomes.reduce(Knowledge()) { $0.and($1.done) }
        let count = isMember ? terms.count - 1 : terms.count
        let functions = scope.environment.overloads(field.name, isMember: isMember)
        guard let function = functions.first(where: { $0.arity.contains(count) }) else {
            // Reported when compiling, or a matter of run time where names are not checked.
            isDynamic = true
            return Outcome(.dyn, done: done)
        }
        var types = outcomes.map(\.type)
        var lifts = false
        if function.liftsOptional {
            for at in types.indices {
                guard let inner = types[at].wrapped else { continue }
                (types[at], lifts) = (inner, true)
            }
        }
        if types.contains(where: \.isDyn) { isDynamic = true }
        guard let result = result(of: function, types) else {
            noOverload(term, field, function, types, terms)
            return Outcome(.dyn, done: done)
        }
        let literals = outcomes.map { Self.literal($0) }
        let outcome = refined(term, field, function, types, literals, terms, result)
        guard lifts else { return outcome.finished(done) }
        let type = outcome.type.wrapped == nil ? Type.optional(outcome.type) : outcome.type
        return Outcome(type, done: done)
    }

    private static func literal(_ outcome: Outcome) -> CELValue? {
        if let constant = outcome.constant { return constant }
        if let texts = outcome.texts, texts.count == 1 { return .string(texts[0]) }
        return nil
    }

    /// What the signatures give that fit; nil where none does.
    private func result(of function: Function, _ types: [Type]) -> Type? {
        let signatures = function.signatures.filter { $0.parameters.count == types.count }
        guard !signatures.isEmpty else { return .dyn }
        var found: Type?
        for signature in signatures {
            var matching = Matching()
            let fits = zip(types, signature.parameters).allSatisfy {
                matching.accepts($0, as: $1)
            }
            guard fits else { continue }
            let result = matching.applied(to: signature.result)
            guard let before = found else {
                found = result
                continue
            }
            if before != result { return before.joined(with: result) ?? .dyn }
        }
        return found
    }

    private mutating func noOverload(
        _ term: Term,
        _ field: Term.Field,
        _ function: Function,
        _ types: [Type],
        _ terms: [Term]
    ) {
        let signatures = function.signatures.filter { $0.parameters.count == types.count }
        // Where all forms stumble over one argument, that is the place to look at.
        let culprits = signatures.map { signature in
            types.indices.first { !types[$0].isAssignable(to: signature.parameters[$0]) }
        }
        var place = term.source.span(of: field.range)
        var isOptional = types.contains { $0.wrapped != nil }
        if let first = culprits.first, let at = first, culprits.allSatisfy({ $0 == at }) {
            place = terms[at].span
            isOptional = types[at].wrapped != nil
        }
        let forms = signatures.map { $0.text(field.name, isMember: function.isMember) }
        let given = Signature(types, .dyn).text(field.name, isMember: function.isMember)
        report(
            Fault.overload,
            place,
            "there is no \(given)",
            hint: isOptional ? unwrapping : "there is \(forms.joined(separator: ", "))"
        )
    }

    // MARK: What the function says itself

    private mutating func refined(
        _ term: Term,
        _ field: Term.Field,
        _ function: Function,
        _ types: [Type],
        _ literals: [CELValue?],
        _ terms: [Term],
        _ result: Type
    ) -> Outcome {
        var type = result
        if let typing = function.typing {
            let call = TypedCall(
                arguments: types,
                literals: literals,
                result: result,
                span: term.span,
                argumentSpans: terms.map(\.span)
            )
            do throws(Function.Refusal) {
                type = try typing(call)
            } catch {
                refused(error, field, term, terms)
                return Outcome(.dyn)
            }
        }
        guard !type.isDyn, let values = enumerated(function, types, literals) else {
            return Outcome(type)
        }
        return exact(values, type, term)
    }

    private mutating func refused(
        _ refusal: Function.Refusal,
        _ field: Term.Field,
        _ term: Term,
        _ terms: [Term]
    ) {
        for its in [refusal] + refusal.others {
            let place = its.argument.flatMap { terms.indices.contains($0) ? terms[$0] : nil }
            report(
                its.code ?? Fault.refused,
                its.span ?? (place ?? term).span,
                its.code == nil ? "\(field.name)(): \(its.message)" : its.message,
                hint: its.hint
            )
        }
    }

    private static let enumerationMax = 256

    /// The results for all values that the arguments can have, where these are few: functions are pure. Those that fail
    /// are left out.
    private func enumerated(
        _ function: Function,
        _ types: [Type],
        _ literals: [CELValue?]
    ) -> [CELValue]? {
        guard !types.isEmpty else { return nil }
        var choices: [[CELValue]] = [[]]
        for (type, literal) in zip(types, literals) {
            let values: [CELValue]
            if let literal {
                values = [literal]
            } else if case .string(let facts) = type, let texts = facts.values {
                values = texts.map(CELValue.string)
            } else {
                return nil
            }
            guard choices.count * values.count <= Self.enumerationMax else { return nil }
            choices = choices.flatMap { chosen in values.map { chosen + [$0] } }
        }
        let call = Function.Call(
            literals: literals,
            zoneOffset: scope.environment.zoneOffset
        )
        guard let body = try? function.bind(call) else { return nil }
        return choices.compactMap { arguments in
            switch body {
            case .unary(let body): arguments.count == 1 ? try? body(arguments[0]) : nil
            case .binary(let body):
                arguments.count == 2 ? try? body(arguments[0], arguments[1]) : nil
            case .any(let body): try? body(arguments)
            }
        }
    }

    /// The outcome of a call of which all results are known.
    private mutating func exact(_ values: [CELValue], _ type: Type, _ term: Term) -> Outcome {
        let texts = values.compactMap { if case .string(let text) = $0 { text } else { nil } }
        if !texts.isEmpty, texts.count == values.count { return Outcome(.string(among: texts)) }
        let numbers = values.compactMap { value -> Number? in
            if case .int(let number) = value { Number(number) } else { nil }
        }
        if !numbers.isEmpty, numbers.count == values.count {
            return Outcome(.int(NumberFacts(values: numbers)))
        }
        let flags = values.compactMap { if case .bool(let flag) = $0 { flag } else { nil } }
        let outcome = Outcome(type)
        if let flag = flags.first, flags.count == values.count,
            flags.allSatisfy({ $0 == flag })
        {
            outcome.truth = flag
            outcome.isDecidedByOthers = true
            decided(term, flag)
        }
        return outcome
    }
}
