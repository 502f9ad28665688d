import Expressions
import Values

/// Checks that what the rules of a program wait for can come: states that parties report, conditions that do not wait
/// for one another, an outcome that falls due.
struct WaitCheck {
    let program: Program
    /// What the parties of an item can report, by item.
    let reports: [String: Reports]
    private(set) var findings = Findings()

    init(program: Program, reports: [String: Reports]) {
        self.program = program
        self.reports = reports
    }

    mutating func run() {
        for item in program.items {
            states(ItemReads.of(item.after, in: program, own: item.id), "'\(item.id)' waits")
            states(ItemReads.of(item.complete, in: program, own: item.id), "'\(item.id)' waits")
            end(of: item)
            decisions(of: item)
        }
        for limit in program.limits { self.limit(limit) }
        for material in program.materials { due(material) }
        cycles()
    }

    private func reach(_ item: String, _ state: Milestone) -> Bool {
        reports[item]?.reach(state) ?? true
    }

    // MARK: States

    private mutating func states(_ reads: [ItemReads.Read], _ who: String) {
        for read in reads {
            guard case .reached(let state) = read.question else { continue }
            let never = read.items.filter { !reach($0, state) }
            guard read.needsAll ? !never.isEmpty : never.count == read.items.count,
                let item = never.first
            else { continue }
            findings.report(
                "LB2231",
                read.span,
                "\(who) for '\(state.rawValue)' of '\(item)', which its party never reports",
                hint: known(item)
            )
        }
    }

    private func known(_ item: String) -> String? {
        guard let states = reports[item]?.states, !states.isEmpty else { return nil }
        let names = Milestone.allCases.filter(states.contains).map(\.rawValue)
        return "it reports \(names.joined(separator: ", "))"
    }

    /// Every item that counts must come to an end, or the outcome is never due.
    private mutating func end(of item: ItemRule) {
        guard let reports = reports[item.id], item.ends != .ordered else { return }
        if let ends = item.ends, !reports.reach(ends) {
            findings.report(
                "LB2231",
                item.provenance.span,
                "'\(item.id)' ends with '\(ends.rawValue)', which its party never reports",
                hint: known(item.id)
            )
        } else if item.ends == nil, item.counts, !reports.canEnd {
            findings.report(
                "LB2233",
                item.provenance.span,
                "the outcome is never due: the party of '\(item.id)' reports no ending",
                hint:
                    "let its reply map give one, say with `ends` which state completes the item, or `counts: false`"
            )
        }
    }

    /// What an item decides comes with the `decisions` of its party's reply.
    private mutating func decisions(of item: ItemRule) {
        guard !item.decides.isEmpty, reports[item.id]?.details.contains("decisions") == false else {
            return
        }
        findings.report(
            "LB2233",
            item.provenance.span,
            "the outcome is never due: '\(item.id)' decides other items, and its party's reply gives no decisions",
            hint: "let its reply map give decisions: { item, state, reason }"
        )
    }

    // MARK: Limits and materials

    private func targets(_ names: [String]) -> [ItemRule] {
        program.items.filter { names.contains($0.id) || names.contains($0.group) }
    }

    private mutating func limit(_ limit: LimitRule) {
        for item in targets(limit.targets) {
            moment(limit.from, of: item, limit, code: "LB2232", "never starts")
            moment(limit.until, of: item, limit, code: "LB2231", "never ends")
        }
        guard limit.targets.isEmpty else { return }
        for case .expression(let expression) in [limit.from, limit.until] {
            states(ItemReads.of(expression, in: program), "limit '\(limit.id)' waits")
        }
        let moments = [limit.from, limit.until]
        guard case .state(let state)? = moments.first(where: \.isState) else { return }
        findings.report(
            "LB2238",
            limit.provenance.span,
            "limit '\(limit.id)' has no `for`, so no item reaches '\(state.rawValue)'",
            hint:
                "name items or groups in `for`, or write items.<id>.at.?\(state.rawValue)"
        )
    }

    private mutating func moment(
        _ moment: LimitRule.Moment,
        of item: ItemRule,
        _ limit: LimitRule,
        code: String,
        _ what: String
    ) {
        let reports = reports[item.id]
        switch moment {
        case .state(let state) where !reach(item.id, state):
            findings.report(
                code,
                limit.provenance.span,
                "limit '\(limit.id)' of '\(item.id)' \(what): its party never reports '\(state.rawValue)'",
                hint: known(item.id)
            )
        case .decided, .ended:
            let canEnd = reports?.canEnd ?? true
            guard !canEnd, item.ends == nil else { return }
            findings.report(
                code,
                limit.provenance.span,
                "limit '\(limit.id)' of '\(item.id)' \(what): its party reports no ending",
                hint: known(item.id)
            )
        case .expression(let expression):
            states(
                ItemReads.of(expression, in: program, own: item.id),
                "limit '\(limit.id)' waits"
            )
        default: break
        }
    }

    private mutating func due(_ material: MaterialRule) {
        guard case .later(until: .state(let state)?) = material.missing else { return }
        for item in targets(material.targets) where !reach(item.id, state) {
            findings.report(
                "LB2231",
                material.provenance.span,
                "'\(material.title)' is due with '\(state.rawValue)' of '\(item.id)', which its party never reports",
                hint: known(item.id)
            )
        }
    }

    // MARK: Cycles

    /// What of an item must be known or have happened.
    private struct Step: Hashable {
        enum Stage { case applies, ordered, told }
        var item: String
        var stage: Stage

        var text: String {
            switch stage {
            case .applies: "whether '\(item)' applies"
            case .ordered: "the order of '\(item)'"
            case .told: "a reply about '\(item)'"
            }
        }
    }

    private mutating func cycles() {
        var needs: [Step: [(Step, SourceSpan)]] = [:]
        for item in program.items {
            let applies = Step(item: item.id, stage: .applies)
            let ordered = Step(item: item.id, stage: .ordered)
            needs[applies] = steps(item.when, of: item)
            needs[ordered] = steps(item.after, of: item) + [(applies, item.provenance.span)]
            needs[Step(item: item.id, stage: .told)] = [(ordered, item.provenance.span)]
        }
        var done: Set<Step> = []
        for item in program.items {
            for stage in [Step.Stage.applies, .ordered] {
                var path: [(Step, SourceSpan)] = []
                if follow(
                    Step(item: item.id, stage: stage),
                    item.provenance.span,
                    needs,
                    &path,
                    &done
                ) {
                    return
                }
            }
        }
    }

    private func steps(_ expression: Expression?, of item: ItemRule) -> [(Step, SourceSpan)] {
        ItemReads.of(expression, in: program, own: item.id).flatMap { read in
            read.items.map { other in
                (Step(item: other, stage: read.question == .identity ? .applies : .told), read.span)
            }
        }
    }

    /// Goes on to everything that a step needs; reports the first cycle and says so.
    private mutating func follow(
        _ step: Step,
        _ span: SourceSpan,
        _ needs: [Step: [(Step, SourceSpan)]],
        _ path: inout [(Step, SourceSpan)],
        _ done: inout Set<Step>
    ) -> Bool {
        if let start = path.firstIndex(where: { $0.0 == step }) {
            let names = path[start...].map(\.0.text) + [step.text]
            findings.report(
                "LB2230",
                span,
                "this can never be decided: \(names.joined(separator: " needs "))",
                hint: "a condition may not wait for what waits for it"
            )
            return true
        }
        guard !done.contains(step) else { return false }
        path.append((step, span))
        for (next, span) in needs[step] ?? [] {
            if follow(next, span, needs, &path, &done) { return true }
        }
        path.removeLast()
        done.insert(step)
        return false
    }
}

extension LimitRule.Moment {
    fileprivate var isState: Bool { if case .state = self { true } else { false } }
}
