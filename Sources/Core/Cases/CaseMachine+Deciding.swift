import Contracts
import Expressions
import Values

extension CaseMachine {
    /// Lets everything follow from what was taken: items apply, orders go, limits move, notices fire.
    mutating func settle(because reason: String) throws(Refusal) {
        var ordered: [Int] = []
        // Every round but the last decides or orders at least one item.
        for _ in 0...(2 * program.items.count) {
            let isChanged = try decide(undecided)
            let sent = try order()
            ordered += sent
            if !isChanged && sent.isEmpty { break }
        }
        let view = try keptView()
        for index in ordered.sorted() { send(.order, index, view) }
        try updateLimits(view, because: reason)
        try remindOfMaterials(view)
        try fireNotices()
    }

    private var undecided: Set<Int> {
        Set(
            program.items.indices.filter {
                mayDecide($0) && current.items[$0].decision == .undecided
            }
        )
    }

    /// A closed case never reopens: only what the outcome does not count may still begin.
    func mayDecide(_ index: Int) -> Bool {
        !current.isWithdrawn && !(current.isClosed && program.items[index].counts)
    }

    // MARK: Which items apply

    /// Decides which of the items apply. An item is asked once everything that its condition reads is decided; what
    /// a condition reads is known only by asking, so one that read too early is asked again.
    @discardableResult
    mutating func decide(_ items: Set<Int>) throws(Refusal) -> Bool {
        var pending = items
        var isChanged = false
        while !pending.isEmpty {
            let view = try keptView()
            var decided: [(Int, Item.Decision)] = []
            for index in pending.sorted() {
                let recorder = ReadRecorder(reader: index)
                let isMet =
                    try program.items[index].when?.isMet(view.scope(item: index, recorder)) ?? true
                guard recorder.reads.isDisjoint(with: pending) else {
                    continue
                }
                decided.append(
                    (index, isMet ? .applies : recorder.isUnsettled ? .undecided : .skipped)
                )
            }
            // What is left waits for itself; the compiler refuses such programs, and here it stays undecided.
            if decided.isEmpty { break }
            for (index, decision) in decided {
                pending.remove(index)
                if try set(decision, index, view) { isChanged = true }
            }
        }
        return isChanged
    }

    /// Returns whether the decision is new.
    private mutating func set(
        _ decision: Item.Decision,
        _ index: Int,
        _ view: CaseView
    ) throws(Refusal) -> Bool {
        let item = current.items[index]
        switch (item.decision, decision) {
        case (_, .applies):
            guard let party = try view.party(program.items[index].party) else {
                alertAboutParty(index)
                if item.decision == .applies { return false }
                current.items[index].decision = .applies
                current.items[index].party = nil
                return true
            }
            if item.decision == .applies, item.party == party { return false }
            if item.orderedAt != nil, let old = item.party {
                replaceParty(index, old, with: party, view)
            }
            current.items[index].decision = .applies
            current.items[index].party = party
            return true
        case (.applies, _) where item.orderedAt != nil:
            // What was ordered is dropped only by a condition that is surely not met.
            guard decision == .skipped else { return false }
            drop(index, view)
            return true
        case let (old, new):
            guard old != new else { return false }
            current.items[index].decision = new
            current.items[index].party = nil
            return true
        }
    }

    /// An item applies whether or not it is known who handles it; a person sees to it then.
    private mutating func alertAboutParty(_ index: Int) {
        let title = program.items[index].title
        alert(
            "no-party",
            key: "no-party:\(current.items[index].id)",
            "\(title)的承办单位无法确定：申请中没有所依据的内容，或其取值没有对应的单位，暂不派单",
            item: index
        )
    }

    // MARK: Which orders go

    /// Orders what may be ordered. Returns the items whose orders go.
    private mutating func order() throws(Refusal) -> [Int] {
        guard !current.isWithdrawn else { return [] }
        let view = try keptView()
        var ordered: [Int] = []
        for index in program.items.indices {
            let rule = program.items[index]
            guard view.progress[index].stage == .planned, view.progress[index].result == nil,
                let name = current.items[index].party,
                try rule.after?.isMet(view.scope(item: index)) ?? true
            else { continue }
            guard let party = region.party(name), party.isEnabled else {
                alert(
                    "party-unavailable",
                    key: "party:\(name):\(rule.id)",
                    "\(rule.title)的工单无法下达：参与方 \(name) 未配置或已停用",
                    item: index
                )
                continue
            }
            let (mode, reasons) = try mode(index, view)
            current.items[index].mode = mode
            current.items[index].reasons = reasons
            current.items[index].orderedAt = now
            ordered.append(index)
            note("ordered", "\(rule.title)：向\(party.title)派单", item: index)
        }
        return ordered
    }

    /// The first choice whose conditions all hold, and why the ones before it did not.
    func mode(_ index: Int, _ view: CaseView) throws(Refusal) -> (String?, [String]) {
        let scope = view.scope(item: index)
        var reasons: [String] = []
        for choice in program.items[index].modes {
            var unmet: [String] = []
            for condition in choice.all {
                switch try condition.that.value(scope) {
                case .bool(true)?: continue
                case nil: unmet.append("\(condition.say)（未提供）")
                default: unmet.append(condition.say)
                }
            }
            if unmet.isEmpty { return (choice.name, reasons) }
            reasons += unmet
        }
        return (nil, reasons)
    }

    mutating func send(_ kind: Outgoing.Kind, _ index: Int, _ view: CaseView) {
        guard let party = current.items[index].party else { return }
        let rule = program.items[index]
        let sequence = nextSequence(kind, rule.id, party)
        var content = Outgoing.Content.contract(stem: kind.rawValue)
        let contract = rule.contract(with: region.party(party))
        if contract == nil, let body = rule.body { content = .canonical(body) }
        effects.append(
            .send(
                Outgoing(
                    kind: kind,
                    key: rule.id,
                    party: party,
                    sequence: sequence,
                    supersedes: sequence > 1 && kind != .cancel ? sequence - 1 : nil,
                    item: rule.id,
                    content: content,
                    scope: view.scope(item: index),
                    contract: contract
                )
            )
        )
    }

    // MARK: Taking orders back

    /// An update took the item out of the application.
    private mutating func drop(_ index: Int, _ view: CaseView) {
        cancel(index, view, because: "申请变更后不再办理")
        current.items[index].decision = .dropped
    }

    private mutating func replaceParty(
        _ index: Int,
        _ old: String,
        with new: String,
        _ view: CaseView
    ) {
        let title = program.items[index].title
        withdrawOrder(index, view)
        note(
            "party-changed",
            "\(title)：申请变更，改由\(region.party(new)?.title ?? new)办理",
            item: index,
            Object([("from", .string(old)), ("to", .string(new))])
        )
        current.items[index].reports = []
        current.items[index].orderedAt = nil
    }

    /// Ends an item from our side; a cancel order goes where an order went.
    mutating func cancel(
        _ index: Int,
        _ view: CaseView,
        as state: Milestone = .cancelled,
        because reason: String
    ) {
        if current.items[index].orderedAt != nil { withdrawOrder(index, view) }
        insert(
            Report(
                state: state,
                occurredAt: now,
                receivedAt: now,
                isStated: true,
                origin: .hub,
                message: "",
                place: 0,
                partyOrder: nil,
                detail: Object([("reason", .string(reason))])
            ),
            index
        )
        note("cancelled", "\(program.items[index].title)：\(reason)", item: index)
    }

    private mutating func withdrawOrder(_ index: Int, _ view: CaseView) {
        let rule = program.items[index]
        let party = current.items[index].party
        let contract = rule.contract(with: party.flatMap(region.party))
        if contract?.outbound["cancel"] != nil {
            send(.cancel, index, view)
        } else {
            alert(
                "cancel-by-hand",
                key: "cancel:\(rule.id):\(party ?? "")",
                "\(rule.title)的工单须人工通知\(party.flatMap(region.party)?.title ?? "")取消：其契约没有取消报文",
                item: index
            )
        }
    }

    /// Puts a report where it belongs by the time it speaks of.
    mutating func insert(_ report: Report, _ index: Int) {
        let place =
            current.items[index].reports.firstIndex { report < $0 }
            ?? current.items[index].reports.endIndex
        current.items[index].reports.insert(report, at: place)
    }
}
