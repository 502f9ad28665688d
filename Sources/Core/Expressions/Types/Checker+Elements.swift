internal import Values

/// Elements of lists and maps, by position and key.
extension Checker {
    mutating func index(_ term: Term, _ operand: Term, _ key: Term, _ isOptional: Bool) -> Outcome {
        let inner = check(operand)
        let at = check(key)
        var holder = inner.type
        var isThrough = false
        while let its = holder.wrapped { (holder, isThrough) = (its, true) }
        let done = inner.done.and(at.done)
        if case .string(let name)? = at.constant, !isList(holder) {
            let field = Term.Field(name: name, range: key.range)
            return member(inner, field, isOptional: isOptional, term)
        }
        guard let element = element(of: holder, by: at, term, key) else {
            return Outcome(.dyn, done: done)
        }
        let path = inner.path.flatMap { path in step(at).map { path.appending($0) } }
        let isSure = isThere(inner, at) || path.map(knowledge.isPresent) == true
        if isThrough || isOptional {
            let outcome = read(.optional(element), path, done)
            outcome.hasValue = isSure && (!isThrough || inner.hasValue == true) ? true : nil
            outcome.isBroken = inner.isBroken
            return outcome
        }
        var met = done
        if let path { met.insert(present: path) }
        let outcome = read(element, path, met)
        outcome.isBroken = inner.isBroken
        if !isSure { outcome.isBroken = elementMayBeAbsent(term, key, inner) }
        outcome.container = at.constant.flatMap { part(inner.container, $0) }
        return outcome
    }

    private func isList(_ type: Type) -> Bool { if case .list = type { true } else { false } }

    /// The name of an element in a path.
    private func step(_ key: Outcome) -> String? {
        switch key.constant {
        case .int(let at)?: "[\(at)]"
        case .string(let name)?: name
        default: nil
        }
    }

    /// Whether a list or map literal has the element, whichever of its known values the key is.
    private func isThere(_ operand: Outcome, _ key: Outcome) -> Bool {
        guard operand.container != nil else { return false }
        if let constant = key.constant { return holds(operand.container, constant) }
        if let texts = key.texts {
            return texts.allSatisfy { holds(operand.container, .string($0)) }
        }
        guard case .int(let facts) = key.type, let values = facts.values else { return false }
        return values.allSatisfy { number in
            number.int64.map { holds(operand.container, .int($0)) } ?? false
        }
    }

    private mutating func elementMayBeAbsent(_ term: Term, _ key: Term, _ operand: Outcome) -> Bool
    {
        canBeAbsent = true
        // What is not known to be a list or map is not known to lack the element.
        guard role == .value, deadness == 0, !operand.isBroken, !operand.type.isDyn else {
            return operand.isBroken
        }
        report(
            Fault.absent,
            key.span,
            "\(shortened(term)) may be absent",
            hint: "write [?\(shortened(key))]"
        )
        return true
    }

    /// The type of the elements that a key can find.
    private mutating func element(
        of holder: Type,
        by key: Outcome,
        _ term: Term,
        _ keyTerm: Term
    ) -> Type? {
        switch holder {
        case .dyn, .parameter:
            isDynamic = true
            return .dyn
        case .list(let element):
            switch key.type {
            case .int, .uint, .double: return element
            case .dyn, .parameter:
                isDynamic = true
                return element
            default: break
            }
        case .map(let wanted, let value):
            if key.type.isDyn { isDynamic = true }
            if key.type.isComparable(with: wanted), isKey(key.type) { return value }
        case .object(let object):
            if key.type.isDyn { isDynamic = true }
            if key.type.isComparable(with: .string) { return values(of: object) }
        default:
            report(Fault.overload, term.span, "\(holder.name) has no elements")
            return nil
        }
        report(
            Fault.overload,
            keyTerm.span,
            "\(holder.name) has no elements by \(key.type.name)",
            hint: key.type.wrapped == nil ? nil : unwrapping
        )
        return nil
    }

    private func isKey(_ type: Type) -> Bool {
        switch type {
        case .bool, .int, .uint, .double, .string: true
        default: type.isDyn
        }
    }

    /// What the members of an object have in common.
    mutating func values(of object: ObjectType) -> Type {
        let all = object.fields.map(\.type) + (object.others.map { [$0] } ?? [])
        var common = Type.nothing
        for type in all {
            guard let joined = common.joined(with: type) else {
                isDynamic = true
                return .dyn
            }
            common = joined
        }
        return common
    }

    /// How to come from an optional to its value.
    var unwrapping: String { "write .orValue(…) for the value that stands for an absent one" }
}
