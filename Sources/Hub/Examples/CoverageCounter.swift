import Cases
import Contracts
import Expressions
import Values

/// Lists what a catalogue has and asks a witness what of it was reached.
struct CoverageCounter {
    let catalogue: Catalogue
    let seen: Witness.State
    let facts: CaseFacts
    /// Each place counts once, however many contracts share its file.
    private var entries: [Place: Coverage.Entry] = [:]
    private var limits: [Coverage.LimitReach] = []

    private struct Place: Hashable {
        var kind: Coverage.Kind
        var span: SourceSpan
    }

    init(_ catalogue: Catalogue, _ seen: Witness.State, _ facts: CaseFacts) {
        self.catalogue = catalogue
        self.seen = seen
        self.facts = facts
    }

    mutating func count() -> Coverage {
        for region in catalogue.regions {
            let contracts =
                region.parties.compactMap(\.contract) + region.programs.map(\.contract)
                + region.programs.flatMap { $0.items.compactMap(\.namedContract) }
            for contract in contracts {
                for message in contract.outbound.values { leaves(of: message.map) }
                for message in contract.inbound { leaves(of: message.map) }
            }
            for program in region.programs { rules(of: program) }
        }
        for its in seen.tables { codes(of: its) }
        let order = Dictionary(
            uniqueKeysWithValues: Coverage.Kind.allCases.enumerated().map { ($1, $0) }
        )
        let sorted = entries.values.sorted {
            (order[$0.kind, default: 0], $0.span.file, $0.span.line, $0.span.column)
                < (order[$1.kind, default: 0], $1.span.file, $1.span.line, $1.span.column)
        }
        return Coverage(entries: sorted, limits: limits)
    }

    private mutating func add(
        _ kind: Coverage.Kind,
        _ span: SourceSpan,
        _ text: String,
        _ lacks: [String]
    ) {
        let place = Place(kind: kind, span: span)
        // Of what several items share, what one of them reached is reached.
        let known = entries[place]?.lacks ?? lacks
        entries[place] = Coverage.Entry(
            kind: kind,
            span: span,
            text: text,
            lacks: lacks.filter(known.contains)
        )
    }

    // MARK: Maps and codes

    private mutating func leaves(of map: MapTree) {
        for leaf in map.leaves {
            let lacks = seen[leaf.expression].gave ? [] : ["never gave a value"]
            add(
                .leaf,
                leaf.expression.span,
                "\(leaf.pointer): \(leaf.expression.text)",
                lacks
            )
        }
    }

    private mutating func codes(of its: Witness.SeenTable) {
        for code in its.table.codes {
            let lacks = its.codes.contains(code) ? [] : ["never written nor read"]
            let span = its.table.codeSpans[code] ?? its.table.span
            add(.code, span, "\(its.table.name).\(code)", lacks)
        }
    }

    // MARK: Rules

    private mutating func rules(of program: Program) {
        for check in program.checks {
            condition(check.that, "check “\(check.say)”", "never failed")
        }
        for item in program.items { rules(of: item, program) }
        for rule in program.materials {
            let found = seen.material(at: rule.provenance.span)
            let lacks =
                (found.wasThere ? [] : ["never there"])
                + (found.wasLacking ? [] : ["never lacking"])
            add(.rule, rule.provenance.span, "material “\(rule.title)”", lacks)
        }
        for rule in program.limits { limit(rule, of: program) }
        for rule in program.notices {
            let isSent = facts.notices.contains("\(program.name)/\(rule.id)")
            add(.rule, rule.provenance.span, "notice \(rule.id)", isSent ? [] : ["never sent"])
            condition(rule.when, "notice \(rule.id), when")
            leaves(of: rule.body)
        }
        if let works = program.works {
            for (key, expression) in [
                ("place", works.place), ("from", works.from), ("to", works.to),
            ] {
                let lacks = seen[expression].gave ? [] : ["never gave a value"]
                add(.rule, expression.span, "works, \(key)", lacks)
            }
        }
        condition(program.outcome.when, "outcome, when")
        if let overall = program.outcome.overall {
            let lacks = seen[overall].gave ? [] : ["never gave a value"]
            add(.rule, overall.span, "outcome, overall", lacks)
        }
        for (stage, choice) in program.leads.sorted(by: { $0.key < $1.key }) {
            party(choice, "lead of \(stage)")
        }
    }

    private mutating func rules(of item: ItemRule, _ program: Program) {
        condition(item.when, "item \(item.id), when")
        condition(item.after, "item \(item.id), after")
        condition(item.complete, "item \(item.id), complete")
        party(item.party, "item \(item.id), party")
        for choice in item.modes {
            let isChosen = facts.modes.contains("\(program.name)/\(item.id)/\(choice.name)")
            add(
                .rule,
                choice.provenance.span,
                "item \(item.id), mode \(choice.name)",
                isChosen ? [] : ["never chosen"]
            )
        }
        if let body = item.body { leaves(of: body) }
    }

    private mutating func limit(_ rule: LimitRule, of program: Program) {
        var reach = facts.limits["\(program.name)/\(rule.id)"] ?? CaseFacts.Reach()
        reach.hasStarted = reach.hasStarted || seen[rule.within].gave
        limits.append(
            Coverage.LimitReach(
                id: rule.id,
                span: rule.provenance.span,
                hasStarted: reach.hasStarted,
                hasWarned: reach.hasWarned,
                wasOverdue: reach.wasOverdue
            )
        )
        let lacks = reach.hasStarted ? [] : ["never started"]
        add(.rule, rule.provenance.span, "limit \(rule.id)", lacks)
    }

    /// A condition is reached when it was met at least once and not met at least once.
    private mutating func condition(
        _ expression: Expression?,
        _ text: String,
        _ neverNotMet: String = "never not met"
    ) {
        guard let expression else { return }
        let found = seen[expression]
        let lacks =
            (found.wasMet ? [] : ["never met"]) + (found.wasNotMet ? [] : [neverNotMet])
        add(.rule, expression.span, text, lacks)
    }

    /// A choice of a party by a code is reached when each code was met.
    private mutating func party(_ choice: PartyChoice, _ text: String) {
        guard case .chosen(let by, let choices) = choice else { return }
        let lacks = choices.keys.sorted().filter { !seen[by].texts.contains($0) }
        add(.rule, by.span, text, lacks.map { "never \($0)" })
    }
}

/// What the cases of the examples came to.
struct CaseFacts {
    struct Reach {
        var hasStarted = false
        var hasWarned = false
        var wasOverdue = false
    }

    /// `<program>/<item>/<mode>`
    private(set) var modes: Set<String> = []
    /// `<program>/<limit>`
    private(set) var limits: [String: Reach] = [:]
    /// `<program>/<notice>`
    private(set) var notices: Set<String> = []

    mutating func add(_ its: Case) {
        for item in its.items {
            if let mode = item.mode { modes.insert("\(its.program)/\(item.id)/\(mode)") }
        }
        for limit in its.limits where limit.startAt != nil {
            var reach = limits["\(its.program)/\(limit.rule)"] ?? Reach()
            reach.hasStarted = true
            reach.hasWarned = reach.hasWarned || limit.warnedAt != nil
            reach.wasOverdue = reach.wasOverdue || limit.overdueAt != nil
            limits["\(its.program)/\(limit.rule)"] = reach
        }
    }

    mutating func add(notices names: Set<String>, of program: String) {
        notices.formUnion(names.map { "\(program)/\($0)" })
    }
}
