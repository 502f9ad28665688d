import Expressions
import Values

extension ProgramCompiler {
    /// Items and groups that a rule names.
    mutating func targets(_ node: Node?, _ known: Set<String>, _ what: String) -> [String] {
        let targets = reader.places(node, what)
        for target in targets where !known.contains(target.text) {
            reader.report(
                "LB2051",
                target.span,
                "'\(target.text)' is neither an item nor a group of this program",
                hint: didYouMean(target.text, among: known)
                    ?? "there are \(known.sorted().joined(separator: ", "))"
            )
        }
        return targets.map(\.text)
    }

    mutating func limits(_ node: Node?, _ known: Set<String>) -> [LimitRule] {
        reader.members(node, "limits").compactMap { limit($0, known) }
    }

    private mutating func limit(_ entry: Node.Entry, _ known: Set<String>) -> LimitRule? {
        checkName(entry.key.text, entry.key.span)
        let keys = reader.entries(
            entry.value,
            of: "limit '\(entry.key.text)'",
            known: ["for", "from", "until", "within", "warn", "pause"] + RuleReader.provenanceKeys
        )
        let provenance = reader.provenance(keys, at: entry.key.span)
        let targets = targets(keys["for"], known, "for")
        let view: Dialect.View = targets.isEmpty ? .rules : .item
        guard let from = moment(keys["from"], "from", view, at: entry.key.span),
            let until = moment(keys["until"], "until", view, at: entry.key.span),
            let within = expression(keys["within"], "within", view, required: entry.key.span)
        else { return nil }
        var warn: Double?
        if let share = reader.number(keys["warn"], "warn") {
            warn = share.double
            if !(0..<1).contains(share.double) {
                reader.report(
                    "LB2052",
                    keys["warn"]?.span ?? entry.key.span,
                    "warn is a share of the working time between 0 and 1"
                )
            }
        }
        let pause = reader.texts(keys["pause"], "pause")?.compactMap { text -> Milestone? in
            let state = Milestone(rawValue: text)
            if state?.loopEnd == nil {
                reader.reportState(text, keys["pause"]?.span ?? entry.key.span)
            }
            return state
        }
        return LimitRule(
            id: entry.key.text,
            title: provenance.title ?? entry.key.text,
            targets: targets,
            from: from,
            until: until,
            within: within,
            warn: warn,
            pause: pause ?? [.supplementing, .suspended],
            provenance: provenance
        )
    }

    private mutating func moment(
        _ node: Node?,
        _ what: String,
        _ view: Dialect.View,
        at span: SourceSpan
    ) -> LimitRule.Moment? {
        guard let node else {
            reader.report("LB2013", span, "\(what) is missing")
            return nil
        }
        switch node.scalar?.text {
        case "decided"?: return .decided
        case "ended"?: return .ended
        case let text?:
            if let state = Milestone(rawValue: text) { return .state(state) }
            let before = reader
            if let expression = expression(node, what, view) { return .expression(expression) }
            if nearest(to: text, among: Milestone.allCases.map(\.rawValue)) != nil {
                reader = before
                reader.reportState(text, node.span)
            }
            return nil
        case nil:
            reader.report("LB2035", node.span, "\(what) is a state or an expression")
            return nil
        }
    }

    mutating func notices(_ node: Node?, comparesWorks: Bool) -> [NoticeRule] {
        reader.members(node, "notices").compactMap { notice($0, comparesWorks) }
    }

    private mutating func notice(_ entry: Node.Entry, _ comparesWorks: Bool) -> NoticeRule? {
        checkName(entry.key.text, entry.key.span)
        let keys = reader.entries(
            entry.value,
            of: "notice '\(entry.key.text)'",
            known: ["per", "when", "again", "to", "body"] + RuleReader.provenanceKeys
        )
        guard keys["per"] != nil else {
            reader.report(
                "LB2013",
                entry.key.span,
                "per is missing: case, item, change, limit, overlap or update"
            )
            return nil
        }
        guard let per: NoticeRule.Per = reader.choice(keys["per"], "per") else { return nil }
        if per == .overlap, !comparesWorks {
            reader.report(
                "LB2249",
                keys["per"]?.span ?? entry.key.span,
                "this program has no works to compare with other cases, so this notice would never go out",
                hint: "say where and when it builds: works: { each, as, place, from, to }"
            )
        }
        let view = Dialect.View(notice: per)
        guard let to = keys["to"], let body = keys["body"] else {
            reader.report("LB2013", entry.key.span, "notice '\(entry.key.text)' needs to and body")
            return nil
        }
        var recipients: NoticeRule.Recipients
        if to.elements != nil {
            let parties = reader.places(to, "to")
            for party in parties { checkParty(party.text, party.span) }
            recipients = .parties(parties.map(\.text))
        } else {
            guard let names = expression(to, "to", view) else { return nil }
            recipients = .expression(names)
        }
        guard let tree = tree(body, view) else { return nil }
        return NoticeRule(
            id: entry.key.text,
            per: per,
            when: expression(keys["when"], "when", view),
            again: expression(keys["again"], "again", view),
            to: recipients,
            body: tree,
            provenance: reader.provenance(keys, at: entry.key.span)
        )
    }
}
