import Expressions

/// Which items a rule can concern: what its condition says of an item's own name or group is known without a case.
struct LineageChoice {
    let rule: ItemRule

    /// Whether the condition may hold for the item.
    func admits(_ condition: Expression?) -> Bool {
        condition.map { truth($0.root) != false } ?? true
    }

    /// Nil where only a case can tell.
    private func truth(_ term: Term) -> Bool? {
        switch term.kind {
        case .literal(.bool(let flag)): return flag
        case .named(_, let body): return truth(body)
        case .not(let operand): return truth(operand).map { !$0 }
        case .and(let terms): return decided(terms, by: false)
        case .or(let terms): return decided(terms, by: true)
        case .binary(.equal, let left, let right):
            guard let left = text(left), let right = text(right) else { return nil }
            return left == right
        case .binary(.notEqual, let left, let right):
            guard let left = text(left), let right = text(right) else { return nil }
            return left != right
        case .binary(.in, let left, let right):
            guard let left = text(left), case .list(let elements) = right.kind else { return nil }
            let texts = elements.map { text($0.term) }
            if texts.contains(left) { return true }
            return texts.contains(nil) ? nil : false
        default: return nil
        }
    }

    private func decided(_ terms: [Term], by flag: Bool) -> Bool? {
        let all = terms.map(truth)
        if all.contains(flag) { return flag }
        return all.contains(nil) ? nil : !flag
    }

    private func text(_ term: Term) -> String? {
        switch term.kind {
        case .literal(.string(let text)): return text
        case .named(_, let body): return text(body)
        case .select(let operand, let field, isOptional: false):
            guard case .name("item", _) = operand.kind else { return nil }
            switch field.name {
            case "id": return rule.id
            case "group": return rule.group
            case "title": return rule.title
            default: return nil
            }
        default: return nil
        }
    }
}

extension LimitRule {
    /// Whether policy sets a time at all: only such a limit warns of anything.
    var isStated: Bool {
        if case .call(let function, _) = within.root.kind { return function.name != "unstated" }
        return true
    }

    func concerns(_ item: ItemRule) -> Bool {
        targets.contains(item.id) || targets.contains(item.group)
    }
}
