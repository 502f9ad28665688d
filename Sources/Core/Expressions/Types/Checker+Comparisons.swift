internal import Values

/// Comparisons: whether they can hold, and what is known where they do.
extension Checker {
    typealias Side = (term: Term, outcome: Outcome)

    // MARK: == and !=

    mutating func equality(
        _ term: Term,
        _ left: Side,
        _ right: Side,
        _ isNegated: Bool,
        isOfScope: Bool
    ) -> Outcome {
        let (a, b) = (left.outcome, right.outcome)
        let outcome = Outcome(.bool, done: a.done.and(b.done))
        guard a.type.isComparable(with: b.type) else {
            undefined(
                term,
                isNegated ? .notEqual : .equal,
                a.type,
                b.type,
                left.term,
                right.term
            )
            return outcome
        }
        var equal: Knowledge? = outcome.done
        var unequal: Knowledge? = outcome.done
        learn(a, b.texts, &equal, &unequal)
        learn(b, a.texts, &equal, &unequal)
        learnSize(a, b, .equal, &equal, &unequal)
        learnSize(b, a, .equal, &equal, &unequal)
        (outcome.met, outcome.notMet) = isNegated ? (unequal, equal) : (equal, unequal)
        if let isEqual = Self.equal(a.type, b.type) {
            outcome.truth = isEqual != isNegated
            let wide = Self.equal(a.declared, b.declared)
            outcome.isDecidedByOthers = wide == nil
            let isImpossible = wide == false && isOfScope
            reportEquality(term, left, right, isEqual != isNegated, isImpossible: isImpossible)
        }
        return outcome
    }

    /// Whether values of two types are equal, where that is known.
    private static func equal(_ a: Type, _ b: Type) -> Bool? {
        switch (a, b) {
        case (.string(let a), .string(let b)):
            if let mine = a.values {
                if !mine.contains(where: b.admits) { return false }
                return mine.count == 1 && b.values?.count == 1 ? true : nil
            }
            if let its = b.values, !its.contains(where: a.admits) { return false }
            return nil
        case (.int(let a), .int(let b)), (.int(let a), .double(let b)),
            (.double(let a), .int(let b)), (.double(let a), .double(let b)):
            if a.narrowed(to: b) == nil { return false }
            return a.values?.count == 1 && b.values?.count == 1 ? true : nil
        default: return nil
        }
    }

    private mutating func reportEquality(
        _ term: Term,
        _ left: Side,
        _ right: Side,
        _ truth: Bool,
        isImpossible: Bool
    ) {
        if isImpossible {
            if right.outcome.constant != nil, left.outcome.constant == nil {
                return impossible(right, never: left)
            }
            if left.outcome.constant != nil, right.outcome.constant == nil {
                return impossible(left, never: right)
            }
        }
        decided(term, truth)
    }

    /// A literal that what it is compared with never is.
    private mutating func impossible(_ literal: Side, never other: Side) {
        guard deadness == 0 else { return }
        var hint: String?
        if case .string(let text)? = literal.outcome.constant,
            case .string(let facts) = other.outcome.declared
        {
            hint = facts.values.flatMap { values in
                didYouMean(text, among: values) ?? "it is \(quotedList(values))"
            }
        }
        report(
            Fault.impossible,
            literal.term.span,
            "\(Problem.excerpt(other.term.text, max: 40)) is never \(Problem.excerpt(literal.term.text, max: 40))",
            hint: hint ?? "it is \(other.outcome.declared)"
        )
    }

    /// A literal that no element of a list ever is.
    private mutating func impossible(_ literal: Side, neverIn list: Side, _ facts: TextFacts) {
        guard deadness == 0 else { return }
        // Among the elements of a literal list the text is looked for by themselves.
        if case .list? = list.outcome.container?.kind { return }
        let text = literal.term.text
        report(
            Fault.impossible,
            literal.term.span,
            "\(Problem.excerpt(text, max: 40)) is never in \(Problem.excerpt(list.term.text, max: 40))",
            hint: facts.values.flatMap { values in
                literal.outcome.constant.flatMap { constant in
                    guard case .string(let word) = constant else { return nil }
                    return didYouMean(word, among: values)
                } ?? "its elements are \(quotedList(values))"
            }
        )
    }

    mutating func decided(_ term: Term, _ truth: Bool) {
        reportAlways(
            Fault.decided,
            term.span,
            "\(Problem.excerpt(term.text, max: 60)) is \(truth ? "always" : "never") met here"
        )
    }

    // MARK: What a comparison says

    /// What is known of a text that is (not) equal to one of some texts.
    private func learn(
        _ subject: Outcome,
        _ texts: [String]?,
        _ equal: inout Knowledge?,
        _ unequal: inout Knowledge?
    ) {
        guard let path = subject.path, let texts, case .string(let base) = subject.declared else {
            return
        }
        var fallback: [String] = []
        var standsIn = false
        if case .texts(let its) = subject.fallback { (fallback, standsIn) = (its, true) }
        equal?.insert(Set(texts.filter(base.admits)), at: path)
        if standsIn, !fallback.contains(where: texts.contains) { equal?.insert(present: path) }
        guard texts.count == 1 else { return }
        if texts == [""] { unequal?.filled.insert(path) }
        if let values = base.values { unequal?.insert(Set(values).subtracting(texts), at: path) }
        if standsIn, fallback == texts { unequal?.insert(present: path) }
    }

    // MARK: in

    mutating func containment(
        _ term: Term,
        _ left: Side,
        _ right: Side,
        isOfScope: Bool
    ) -> Outcome {
        let (a, b) = (left.outcome, right.outcome)
        let outcome = Outcome(.bool, done: a.done.and(b.done))
        switch b.type {
        case .dyn, .parameter: isDynamic = true
        case .list(let element):
            guard a.type.isComparable(with: element) else {
                undefined(term, .in, a.type, b.type, left.term, right.term)
                return outcome
            }
            if isOfScope, case .string(let text)? = a.constant, case .string(let facts) = element,
                !facts.admits(text), facts.values?.isEmpty == false
            {
                impossible(left, neverIn: right, facts)
            }
            isAmong(outcome, term, left, right, isOfScope)
        case .map(let key, _):
            guard a.type.isComparable(with: key) else {
                undefined(term, .in, a.type, b.type, left.term, right.term)
                return outcome
            }
            hasKey(outcome, a, b)
        case .object:
            guard a.type.isComparable(with: .string) else {
                undefined(term, .in, a.type, b.type, left.term, right.term)
                return outcome
            }
            hasKey(outcome, a, b)
        default: undefined(term, .in, a.type, b.type, left.term, right.term)
        }
        return outcome
    }

    private func hasKey(_ outcome: Outcome, _ key: Outcome, _ holder: Outcome) {
        guard case .string(let name)? = key.constant, let path = holder.path?.appending(name)
        else { return }
        outcome.met?.insert(present: path)
        outcome.notMet?.absent.insert(path)
    }

    /// A text among literals.
    private mutating func isAmong(
        _ outcome: Outcome,
        _ term: Term,
        _ left: Side,
        _ right: Side,
        _ isOfScope: Bool
    ) {
        guard case .list(let elements)? = right.outcome.container?.kind,
            case .string(let facts) = left.outcome.type,
            case .string(let wide) = left.outcome.declared
        else { return }
        var texts: [String] = []
        for element in elements {
            guard !element.isOptional, case .literal(.string(let text)) = element.term.kind else {
                return
            }
            texts.append(text)
        }
        learn(left.outcome, texts, &outcome.met, &outcome.notMet)
        learnOthers(left.outcome, texts, &outcome.notMet)
        let possible = elements.indices.filter { !isOfScope || wide.admits(texts[$0]) }
        for at in elements.indices where !possible.contains(at) {
            impossible((elements[at].term, literal(.string(texts[at]))), never: left)
        }
        let isMet: Bool? =
            if !texts.contains(where: facts.admits) {
                false
            } else if let values = facts.values, values.allSatisfy(texts.contains) {
                true
            } else {
                nil
            }
        guard let isMet else { return }
        outcome.truth = isMet
        outcome.isDecidedByOthers = facts != wide
        if isMet || possible.count == elements.count || elements.isEmpty { decided(term, isMet) }
    }

    /// What is known of a text that is none of several.
    private func learnOthers(_ subject: Outcome, _ texts: [String], _ notMet: inout Knowledge?) {
        guard texts.count != 1, let path = subject.path, case .string(let base) = subject.declared
        else { return }
        if let values = base.values { notMet?.insert(Set(values).subtracting(texts), at: path) }
        if case .texts(let fallback) = subject.fallback, fallback.allSatisfy(texts.contains) {
            notMet?.insert(present: path)
        }
    }

    // MARK: Order

    mutating func order(
        _ term: Term,
        _ operation: Term.Operator,
        _ left: Side,
        _ right: Side
    ) -> Outcome {
        let (a, b) = (left.outcome, right.outcome)
        let outcome = Outcome(.bool, done: a.done.and(b.done))
        guard Self.isOrdered(a.type, b.type) else {
            undefined(term, operation, a.type, b.type, left.term, right.term)
            return outcome
        }
        var met: Knowledge? = outcome.done
        var notMet: Knowledge? = outcome.done
        learnSize(a, b, operation, &met, &notMet)
        learnSize(b, a, operation.mirrored, &met, &notMet)
        (outcome.met, outcome.notMet) = (met, notMet)
        if let mine = a.numbers, let its = b.numbers,
            let truth = Self.order(operation, mine, its)
        {
            outcome.truth = truth
            decided(term, truth)
        }
        return outcome
    }

    private static func isOrdered(_ a: Type, _ b: Type) -> Bool {
        switch (a, b) {
        case (.int, .int), (.int, .uint), (.int, .double), (.uint, .int), (.uint, .uint),
            (.uint, .double), (.double, .int), (.double, .uint), (.double, .double),
            (.string, .string), (.bool, .bool), (.bytes, .bytes), (.timestamp, .timestamp),
            (.duration, .duration):
            true
        default: a.isDyn && isOrdered(b) || b.isDyn && isOrdered(a)
        }
    }

    private static func isOrdered(_ type: Type) -> Bool {
        type.isDyn || isOrdered(type, type)
    }

    /// Whether an order between numbers always or never holds.
    private static func order(
        _ operation: Term.Operator,
        _ a: NumberFacts,
        _ b: NumberFacts
    ) -> Bool? {
        func isBelow(_ x: Number?, _ y: Number?) -> Bool {
            guard let x, let y else { return false }
            return x.decimal < y.decimal
        }
        func isAtMost(_ x: Number?, _ y: Number?) -> Bool {
            guard let x, let y else { return false }
            return !(y.decimal < x.decimal)
        }
        switch operation {
        case .less:
            if isBelow(a.maximum, b.minimum) { return true }
            return isAtMost(b.maximum, a.minimum) ? false : nil
        case .lessOrEqual:
            if isAtMost(a.maximum, b.minimum) { return true }
            return isBelow(b.maximum, a.minimum) ? false : nil
        case .greater: return order(.less, b, a)
        default: return order(.lessOrEqual, b, a)
        }
    }

    /// `list.size() > n` says which elements are there.
    private func learnSize(
        _ size: Outcome,
        _ number: Outcome,
        _ operation: Term.Operator,
        _ met: inout Knowledge?,
        _ notMet: inout Knowledge?
    ) {
        guard let path = size.sizeOf, case .int(let value)? = number.constant,
            let count = Int(exactly: value), count >= 0, count < 1000
        else { return }
        let (ifMet, ifNot): (Int, Int) =
            switch operation {
            case .greater: (count + 1, 0)
            case .greaterOrEqual: (count, 0)
            case .less: (0, count)
            case .lessOrEqual: (0, count + 1)
            case .equal: (count, count == 0 ? 1 : 0)
            default: (0, 0)
            }
        for at in 0..<min(ifMet, 8) { met?.insert(present: path.appending("[\(at)]")) }
        for at in 0..<min(ifNot, 8) { notMet?.insert(present: path.appending("[\(at)]")) }
    }
}

extension Term.Operator {
    /// The operator that says the same with its sides exchanged.
    fileprivate var mirrored: Term.Operator {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: self
        }
    }
}
