import Contracts
import Expressions
import Values

extension CaseMachine {
    /// Computes every limit anew from what is known; levels that were fired stay fired.
    mutating func updateLimits(_ view: CaseView, because reason: String) throws(Refusal) {
        var limits: [Limit] = []
        for rule in program.limits {
            if rule.targets.isEmpty {
                limits += try [compute(rule, nil, view)].compactMap { $0 }
            }
            for index in program.items.indices where concerns(rule, index) {
                limits += try [compute(rule, index, view)].compactMap { $0 }
            }
        }
        limits += try materialLimits(view)
        let old = Dictionary(
            current.limits.map { ($0.key, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        current.limits = limits
        for limit in limits where old[limit.key] != limit {
            announce(limit, old[limit.key], because: reason)
        }
    }

    mutating func recalculate() throws(Refusal) -> Disposition {
        let before = current.limits
        try settle(because: "放假安排或办公时间调整")
        return before == current.limits ? .recorded : .applied
    }

    private func concerns(_ rule: LimitRule, _ index: Int) -> Bool {
        let item = program.items[index]
        return rule.targets.contains(item.id) || rule.targets.contains(item.group)
    }

    // MARK: One limit

    /// Nil while its clock has not begun.
    private func compute(
        _ rule: LimitRule,
        _ index: Int?,
        _ view: CaseView
    ) throws(Refusal) -> Limit? {
        let item = index.map { current.items[$0].id }
        var limit = known(rule.id, item, rule.title)
        let scope = index.map { view.scope(item: $0) } ?? view.scope()
        let isOffered = index.map {
            view.of.items[$0].decision != .undecided && view.of.items[$0].decision != .skipped
        }
        guard isOffered ?? true, let start = try moment(rule.from, index, view, scope) else {
            // What had begun and lost its beginning, by an update, is void; nothing else is kept.
            guard limit.startAt != nil else { return nil }
            limit.state = .void
            return limit
        }
        limit.startAt = start
        limit.metAt = try moment(rule.until, index, view, scope)
        let span = try rule.within.spanValue(scope) ?? .unstated("未给出期限")
        let due = workTime.due(
            span,
            from: start,
            event: title(of: rule.from, start),
            pauses: pauses(rule, index, view, until: limit.metAt),
            warn: rule.warn
        )
        limit.dueAt = due.dueAt
        limit.warnAt = due.warnAt
        limit.explanation = due.explanation
        let isOver = index.map { hasEnded($0, view, after: start) } ?? current.isWithdrawn
        limit.state = state(limit, due.moment, isOver: isOver)
        return limit
    }

    /// Whether an item came to its end with a clock running that began before: nobody is waited for any more. What is
    /// asked of a party after the end, such as 限期整改, has a clock of its own.
    private func hasEnded(_ index: Int, _ view: CaseView, after start: Instant) -> Bool {
        guard view.progress[index].isOver else { return false }
        let isGone =
            current.isWithdrawn || current.items[index].decision == .dropped
            || current.items[index].isCancelledByHub
        guard !isGone, let endedAt = view.progress[index].endedAt else { return true }
        return start < endedAt
    }

    private func known(_ rule: String, _ item: String?, _ title: String) -> Limit {
        var limit = current.limits.first { $0.rule == rule && $0.item == item }
        limit?.title = title
        return limit ?? Limit(rule: rule, item: item, title: title)
    }

    private func state(_ limit: Limit, _ due: DueDate.Moment, isOver: Bool) -> Limit.State {
        if limit.metAt != nil { return .met }
        if isOver { return .void }
        switch due {
        case .paused: return .paused
        case .undated: return .undated
        case .unstated: return .unstated
        case .at:
            return limit.overdueAt != nil ? .overdue : limit.warnedAt != nil ? .warned : .running
        }
    }

    private var workTime: WorkTime { WorkTime(calendar: region.calendar, hours: region.hours) }

    private func moment(
        _ moment: LimitRule.Moment,
        _ index: Int?,
        _ view: CaseView,
        _ scope: Scope
    ) throws(Refusal) -> Instant? {
        switch moment {
        case .expression(let expression): return try expression.moment(scope)
        case .state(let state): return index.flatMap { view.progress[$0].time(of: state) }
        // A party's clock stops with its own word, whatever is decided on it or taken back afterwards.
        case .decided:
            return index.flatMap { index in
                let progress = view.progress[index]
                return current.items[index].isCancelledByHub
                    ? progress.own?.at : progress.answeredAt
            }
        case .ended:
            return index.flatMap { index in
                let progress = view.progress[index]
                let ended = current.items[index].isCancelledByHub ? nil : progress.endedAt
                return [ended, progress.ownEndedAt].compactMap { $0 }.min()
            }
        }
    }

    private func title(of moment: LimitRule.Moment, _ start: Instant) -> String {
        switch moment {
        case .state(let state): state.title
        case .decided: "作出决定"
        case .ended: "办结"
        case .expression: start == current.acceptedAt ? "受理" : "起算"
        }
    }

    /// The loops of the item; of every item that counts where the limit is the case's.
    private func pauses(
        _ rule: LimitRule,
        _ index: Int?,
        _ view: CaseView,
        until end: Instant?
    ) -> [Pause] {
        let items =
            index.map { [$0] }
            ?? program.items.indices.filter { program.items[$0].counts && view.applies($0) }
        return items.flatMap { view.progress[$0].loops }.compactMap { loop in
            guard rule.pause.contains(loop.kind) else { return nil }
            return Pause(from: loop.from, to: loop.to ?? end, reason: loop.kind.title)
        }
    }

    /// Materials that may follow later within a span, counted from the order.
    private func materialLimits(_ view: CaseView) throws(Refusal) -> [Limit] {
        var limits: [Limit] = []
        for (number, rule) in program.materials.enumerated() {
            guard case .later = rule.missing, let within = rule.within else { continue }
            let id = "material\(number + 1)"
            for index in program.items.indices where try concerns(rule, index, view) {
                let isMissing = view.requirements[index].missing.contains(rule.missingTitle)
                var limit = known(id, current.items[index].id, "补齐\(rule.title)")
                guard let start = current.items[index].orderedAt, isMissing || limit.startAt != nil
                else { continue }
                limit.startAt = start
                limit.metAt = isMissing ? nil : limit.metAt ?? now
                let span = try within.spanValue(view.scope(item: index)) ?? .unstated("未给出期限")
                let due = workTime.due(span, from: start, event: Milestone.ordered.title)
                (limit.dueAt, limit.explanation) = (due.dueAt, due.explanation)
                limit.state = state(limit, due.moment, isOver: view.progress[index].isOver)
                limits.append(limit)
            }
        }
        return limits
    }

    // MARK: What is said about a change

    private mutating func announce(_ limit: Limit, _ old: Limit?, because reason: String) {
        effects.append(.limit(limit))
        let index = limit.item.flatMap { id in current.items.firstIndex { $0.id == id } }
        let subject = index.map { "\(program.items[$0].title)：" } ?? ""
        let before = old?.dueAt.map(Self.written)
        let after = limit.dueAt.map(Self.written)
        var text = "\(subject)\(limit.title)"
        var kind = "limit"
        switch limit.state {
        case .met:
            guard old?.state != .met else { return }
            text += limit.isLate ? "逾期完成" : "按期完成"
            kind = "limit-met"
        case .void: text += "不再计算"
        case .paused: text += "暂停"
        case .undated:
            text += "无法计算：\(limit.explanation)"
            alert("undated", key: "undated:\(limit.key):\(limit.explanation)", text, item: index)
        case .unstated: text += "：\(limit.explanation)"
        default:
            if old?.startAt == nil {
                text += "截止 \(after ?? "")"
            } else if before != after {
                text += "由 \(before ?? "未定") 改为 \(after ?? "未定")（\(reason)）"
                text += firedEarly(limit)
                kind = "limit-moved"
            } else {
                return
            }
        }
        var data = Object([
            ("limit", .string(limit.key)), ("explanation", .string(limit.explanation)),
        ])
        data["from"] = before.map { .string($0) }
        data["due"] = after.map { .string($0) }
        note(kind, text, item: index, data)
    }

    private func firedEarly(_ limit: Limit) -> String {
        let early = [Limit.Level.warning, .overdue].filter { level in
            guard let fired = limit.firedAt(level),
                let moment = level == .warning ? limit.warnAt : limit.dueAt
            else { return false }
            return fired < moment
        }
        return early.isEmpty
            ? "" : "；已发出的\(early.map(\.title).joined(separator: "、"))是在获知变化之前"
    }

    static func written(_ instant: Instant) -> String {
        let (day, second) = instant.day()
        return "\(day) \(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2))"
    }

    // MARK: Levels

    /// Fires a level that has fallen due; a level fires once, and never while the clock stands.
    mutating func tick(_ key: String, _ level: Limit.Level) throws(Refusal) -> Disposition {
        guard let at = current.limits.firstIndex(where: { $0.key == key }) else { return .recorded }
        let limit = current.limits[at]
        let moment = level == .warning ? limit.warnAt : limit.dueAt
        let mayFire = limit.state == .running || (limit.state == .warned && level == .overdue)
        guard mayFire, let moment, moment <= now else { return .recorded }
        if level == .warning {
            current.limits[at].warnedAt = now
            current.limits[at].state = .warned
        } else {
            current.limits[at].overdueAt = now
            current.limits[at].state = .overdue
        }
        effects.append(.limit(current.limits[at]))
        let index = limit.item.flatMap { id in current.items.firstIndex { $0.id == id } }
        let subject = index.map { "\(program.items[$0].title)：" } ?? ""
        note(
            "limit-fired",
            "\(subject)\(limit.title)\(level.title)",
            item: index,
            Object([("limit", .string(key)), ("level", .string(level.rawValue))])
        )
        try fireLimitNotices(current.limits[at], level, index)
        return .applied
    }
}
