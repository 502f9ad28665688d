import Contracts
import Expressions
import Values

extension CaseMachine {
    /// Fires what the case, its items and everything just taken give cause for. Each key fires once, or once for
    /// each new value of `again`.
    mutating func fireNotices() throws(Refusal) {
        let view = try keptView()
        let (changes, updates, overlaps) = (self.changes, pendingUpdates, pendingOverlaps)
        self.changes = []
        pendingUpdates = []
        pendingOverlaps = []
        guard !current.isWithdrawn else { return }
        for rule in program.notices {
            switch rule.per {
            case .case: try fire(rule, "", nil, view.scope())
            case .item:
                for index in program.items.indices where view.applies(index) {
                    try fire(rule, "@\(current.items[index].id)", index, view.scope(item: index))
                }
            case .change:
                for change in changes {
                    var scope = view.scope(item: change.item)
                    scope[Variable.change] = value(of: change, scope[Variable.item])
                    try fire(rule, "@\(change.key)", change.item, scope)
                }
            case .update:
                for update in updates {
                    var scope = view.scope()
                    scope[Variable.update] = .members([
                        ("kind", .string(update.kind.rawValue)),
                        ("version", .int(Int64(current.appVersion))),
                    ])
                    try fire(rule, "@\(current.appVersion)", nil, scope)
                }
            case .overlap:
                for overlap in overlaps {
                    var scope = view.scope()
                    scope[Variable.overlap] = value(of: overlap)
                    try fire(rule, "@\(overlap.key)", nil, scope)
                }
            case .limit: break
            }
        }
    }

    mutating func fireLimitNotices(
        _ limit: Limit,
        _ level: Limit.Level,
        _ index: Int?
    ) throws(Refusal) {
        let view = try keptView()
        for rule in program.notices where rule.per == .limit {
            var scope = index.map { view.scope(item: $0) } ?? view.scope()
            scope[Variable.limit] = value(of: limit, level, index, view, scope[Variable.item])
            try fire(rule, "@\(limit.key)/\(level.rawValue)", index, scope)
        }
    }

    // MARK: One notice

    private mutating func fire(
        _ rule: NoticeRule,
        _ suffix: String,
        _ index: Int?,
        _ scope: Scope
    ) throws(Refusal) {
        if let when = rule.when, try !when.isMet(scope) { return }
        let key = rule.id + suffix
        let mark = try rule.again?.value(scope)?.value.map(\.compactText) ?? ""
        guard current.said["notice:\(key)"] != mark else { return }
        current.said["notice:\(key)"] = mark
        for name in try recipients(rule, scope) {
            guard let party = region.party(name), party.isEnabled else {
                alert(
                    "recipient-unavailable",
                    key: "notice:\(rule.id):\(name)",
                    "通知“\(rule.provenance.title ?? rule.id)”无法发出：参与方 \(name) 未配置或已停用",
                    item: index
                )
                continue
            }
            let hasMap = program.contract(for: rule.id, to: party)?.outbound[rule.id] != nil
            effects.append(
                .send(
                    Outgoing(
                        kind: .notice,
                        key: key,
                        party: name,
                        sequence: nextSequence(.notice, key, name),
                        item: index.map { current.items[$0].id },
                        content: hasMap ? .contract(stem: rule.id) : .canonical(rule.body),
                        body: rule.body,
                        scope: scope
                    )
                )
            )
        }
    }

    private mutating func recipients(
        _ rule: NoticeRule,
        _ scope: Scope
    ) throws(Refusal) -> [String] {
        let names: [String]
        switch rule.to {
        case .parties(let parties): names = parties
        case .expression(let expression):
            guard let found = try expression.texts(scope) else {
                alert(
                    "no-recipient",
                    key: "notice:\(rule.id)",
                    "通知“\(rule.provenance.title ?? rule.id)”没有收件方：所依据的内容缺失"
                )
                return []
            }
            names = found
        }
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    // MARK: What notices read

    private func value(of change: Change, _ item: CELValue?) -> CELValue {
        var members: [(String, CELValue)] = [
            ("state", .string(change.state.rawValue)), ("at", .timestamp(change.at)),
        ]
        if case .map(let detail) = ReplyValue.of(.object(change.detail)) {
            for case (.string(let key), let value) in detail.entries {
                members.append((key, value))
            }
        }
        if let item { members.append(("item", item)) }
        return .members(members)
    }

    private func value(of overlap: Overlap) -> CELValue {
        .members([
            ("case", .string(overlap.other)), ("place", .string(overlap.work.place)),
            ("from", .timestamp(Instant(day: overlap.work.days.lowerBound))),
            ("to", .timestamp(Instant(day: overlap.work.days.upperBound))),
            ("parties", .list(overlap.parties.map { .string($0) })),
        ])
    }

    /// A limit of the whole case is the overall lead's.
    private func value(
        of limit: Limit,
        _ level: Limit.Level,
        _ index: Int?,
        _ view: CaseView,
        _ item: CELValue?
    ) -> CELValue {
        let name =
            index.flatMap { current.items[$0].party } ?? view.lead("overall") ?? current.intake
        var members: [(String, CELValue)] = [
            ("id", .string(limit.rule)), ("title", .string(limit.title)), ("party", .string(name)),
            ("level", .string(level.rawValue)), ("explanation", .string(limit.explanation)),
        ]
        if let title = region.party(name)?.title { members.append(("partyTitle", .string(title))) }
        if let item { members.append(("item", item)) }
        if let start = limit.startAt { members.append(("start", .timestamp(start))) }
        if let due = limit.dueAt { members.append(("due", .timestamp(due))) }
        return .members(members)
    }
}

extension Value {
    /// One text for one value, for comparing: not JSON.
    var compactText: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): number.text
        case .string(let text): text
        case .array(let elements): "[" + elements.map(\.compactText).joined(separator: ",") + "]"
        case .object(let object):
            "{" + object.map { "\($0.0):\($0.1.compactText)" }.joined(separator: ",") + "}"
        }
    }
}
