import Expressions
import Values

extension ProgramCompiler {
    /// Gives every item that another one decides the position of that one, and refuses what could not be told apart.
    mutating func settingDecisions(_ items: [ItemRule]) -> [ItemRule] {
        var result = items
        for (decider, rule) in items.enumerated() where !rule.decides.isEmpty {
            var decided: [ItemRule] = []
            let span = rule.provenance.span
            if !rule.counts {
                reader.report(
                    "LB2243",
                    span,
                    "'\(rule.id)' decides other items, so the outcome waits for it",
                    hint: "remove counts: false"
                )
            }
            for index in items.indices where rule.isToDecide(items[index]) {
                let id = items[index].id
                if index == decider {
                    reader.report(
                        "LB2241",
                        span,
                        "'\(id)' would decide itself",
                        hint: "put it into a group of its own"
                    )
                } else if !items[index].decides.isEmpty {
                    reader.report(
                        "LB2241",
                        span,
                        "'\(rule.id)' would decide '\(id)', which decides other items itself",
                        hint: "name in `decides` the items that are decided in the end"
                    )
                } else if let other = result[index].decidedBy {
                    reader.report(
                        "LB2241",
                        span,
                        "'\(id)' is decided by '\(items[other].id)' already",
                        hint: "one item has the last word"
                    )
                } else {
                    result[index].decidedBy = decider
                    decided.append(items[index])
                }
            }
            checkOrder(of: rule, after: decided)
        }
        return result
    }

    /// What decides must have waited for what it decides, or there would be no opinion to go by.
    private mutating func checkOrder(of rule: ItemRule, after decided: [ItemRule]) {
        let unread = decided.filter { item in !rule.waits(for: item) }
        guard let first = unread.first else { return }
        let names = unread.map { "'\($0.id)'" }.joined(separator: ", ")
        reader.report(
            "LB2242",
            rule.after?.span ?? rule.provenance.span,
            "'\(rule.id)' decides \(names) and does not wait for what is said there",
            hint: "after: groups.\(first.group).all(i, i.over)"
        )
    }
}

extension ItemRule {
    /// Whether its `decides` names the item, or the group that it is in.
    fileprivate func isToDecide(_ item: ItemRule) -> Bool {
        decides.contains(item.id) || decides.contains(item.group)
    }

    /// Whether its `after` reads the item, or the group that it is in.
    fileprivate func waits(for item: ItemRule) -> Bool {
        (after?.references.paths ?? []).contains { path in
            switch path.variable {
            case Variable.items.name:
                path.members.first.map { $0 == item.id || $0 == References.Path.anyElement } ?? true
            case Variable.groups.name: path.members.first == item.group
            default: false
            }
        }
    }
}
