import Expressions
import Values

extension ProgramCheck {
    mutating func rules() {
        for check in program.checks { condition(check.that, .rules) }
        for item in program.items {
            applies[item.id] = condition(item.when, .item, item: item)
            ready[item.id] = condition(item.after, .item, item: item)
            condition(item.complete, .item, item: item)
            for condition in item.modes.flatMap(\.all) {
                self.condition(condition.that, .item, item: item)
            }
            choice(item.party, item)
        }
        leads()
        for material in program.materials {
            condition(material.when, .item)
            if let within = material.within { span(within, .rules) }
        }
        for limit in program.limits { self.limit(limit) }
        if let works = program.works { self.works(works) }
        condition(program.outcome.when, .rules)
    }

    /// Leads that are chosen by a code: wherever an item is the lead's, and for the notices that ask `lead(…)`.
    private mutating func leads() {
        for (stage, party) in program.leads.sorted(by: { $0.key < $1.key }) {
            let items = program.items.filter {
                if case .lead(stage) = $0.party { true } else { false }
            }
            for item in items { choice(party, item, isShared: true) }
            if items.isEmpty { choice(party, nil) }
        }
    }

    /// A party that is chosen by a code: every value has a party.
    private mutating func choice(_ party: PartyChoice, _ item: ItemRule?, isShared: Bool = false) {
        guard case .chosen(let by, let choices) = party,
            let known = item.map({ applies[$0.id] }) ?? Knowledge()
        else { return }
        guard let checked = checked(by, .rules, nil, knowing: known, as: .value),
            checked.diagnostics.isEmpty
        else { return }
        guard case .string(let facts) = checked.type, let values = facts.values else {
            findings.report(
                "LB2235",
                by.span,
                "a party is chosen by a code whose values are known, and this is \(checked.type)"
            )
            return
        }
        for value in values where choices[value] == nil {
            findings.report(
                "LB2235",
                by.span,
                "no party is named for '\(value)', which \(by.text) can be",
                hint: "add \(value): <party>"
            )
        }
        for value in choices.keys.sorted() where !isShared && !values.contains(value) {
            findings.report(
                "LB2235",
                by.span,
                "a party is named for '\(value)', which \(by.text) never is",
                hint: didYouMean(value, among: values)
            )
        }
    }

    private mutating func limit(_ limit: LimitRule) {
        let view: Dialect.View = limit.targets.isEmpty ? .rules : .item
        for moment in [limit.from, limit.until] {
            guard case .expression(let expression) = moment,
                let checked = checked(expression, view, nil, as: .rule)
            else { continue }
            expect(.timestamp, checked, expression, "a moment")
        }
        span(limit.within, view)
    }

    private mutating func works(_ works: WorksRule) {
        guard let list = checked(works.each, .rules, nil, as: .rule), list.diagnostics.isEmpty
        else { return }
        var found = list.type
        if case .optional(let inner) = found { found = inner }
        var element = Type.dyn
        switch found {
        case .list(let its): element = its
        case .dyn: break
        default:
            findings.report(
                "LB2236",
                works.each.span,
                "a list of places stands here, and this gives \(found)"
            )
            return
        }
        var scope = TypeScope(works.environment, types.rules(.rules))
        scope.variables[works.element.name] = element
        let place = checked(works.place, in: scope, as: .rule)
        expect(.string, place, works.place, "the name of a place")
        if case .string = place.type { types.worksPlace = place.type }
        for (expression, what) in [(works.from, "first"), (works.to, "last")] {
            let day = checked(expression, in: scope, as: .rule)
            expect(.timestamp, day, expression, "the \(what) day of the works")
        }
    }

    private mutating func span(_ expression: Expression, _ view: Dialect.View) {
        if let checked = checked(expression, view, nil, as: .rule) {
            expect(.opaque("span"), checked, expression, "a span such as workdays(5)")
        }
    }

    mutating func expect(
        _ type: Type,
        _ checked: Checked,
        _ expression: Expression,
        _ what: String
    ) {
        var found = checked.type
        if case .optional(let inner) = found { found = inner }
        guard checked.diagnostics.isEmpty, found != .dyn, !found.isAssignable(to: type) else {
            return
        }
        findings.report("LB2236", expression.span, "\(what) stands here, and this gives \(found)")
    }
}
