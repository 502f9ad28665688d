import Contracts
import Expressions
import Values

extension CaseMachine {
    // MARK: The application changes

    mutating func take(_ update: Update) throws(Refusal) -> Disposition {
        if current.isWithdrawn {
            throw .parked(code: "closed", say: "办件已撤回，不能再\(update.kind.title)")
        }
        if current.isClosed, !update.kind.mayComeLate {
            throw .parked(code: "closed", say: "办件已统一出件，不能再\(update.kind.title)")
        }
        if let base = update.base, base != current.appVersion {
            throw .parked(
                code: "stale-version",
                say: "\(update.kind.title)依据的是第\(base)版申请，现在是第\(current.appVersion)版"
            )
        }
        let before = try view()
        try merge(update)
        try redecide(before)
        try redecideModes(before)
        try verify()
        note(
            "update",
            "\(update.kind.title)，申请改为第\(current.appVersion)版",
            Object([
                ("message", .string(update.message)), ("kind", .string(update.kind.rawValue)),
                ("version", .int(current.appVersion)),
            ])
        )
        if update.kind == .supplement { endSupplementing() }
        pendingUpdates.append(update)
        try settle(because: update.kind.title)
        try reconsider(before)
        return .applied
    }

    /// What was asked for has come: the clocks go on from here, whatever the parties say about it later.
    private mutating func endSupplementing() {
        for index in program.items.indices {
            let item = current.items[index]
            let progress = Progress(item, ends: program.items[index].ends)
            guard progress.loops.contains(where: { $0.kind == .supplementing && $0.to == nil }),
                progress.result == nil
            else { continue }
            insert(
                Report(
                    state: .supplemented,
                    occurredAt: now,
                    receivedAt: now,
                    isStated: true,
                    origin: .hub,
                    message: "",
                    place: 0,
                    partyOrder: nil,
                    detail: Object()
                ),
                index
            )
            note("supplemented", "\(program.items[index].title)：申请人已补正", item: index)
        }
    }

    private mutating func merge(_ update: Update) throws(Refusal) {
        guard case .object = update.merge,
            case .object(var application) = current.app.merged(with: update.merge)
        else {
            throw .parked(code: "bad-update", say: "变更内容应为对象")
        }
        if !update.materials.isEmpty {
            var materials = application["materials"]?.array ?? []
            for material in update.materials {
                let same = materials.firstIndex { $0["id"] != nil && $0["id"] == material["id"] }
                if let same { materials[same] = material } else { materials.append(material) }
            }
            application["materials"] = .array(materials)
        }
        current.app = .object(application)
        current.appVersion += 1
        app = program.applicationValue(current.app)
    }

    /// Asks every condition again, but of items that are over.
    private mutating func redecide(_ before: CaseView) throws(Refusal) {
        var open: Set<Int> = []
        for index in program.items.indices where mayDecide(index) {
            let progress = before.progress[index]
            if progress.result == nil, current.items[index].decision != .dropped {
                open.insert(index)
            }
        }
        try decide(open)
        try alertAboutDropped()
    }

    /// A cancelled item is not taken up again: the party has been told.
    private mutating func alertAboutDropped() throws(Refusal) {
        let view = try view()
        for index in program.items.indices where current.items[index].decision == .dropped {
            guard try program.items[index].when?.isMet(view.scope(item: index)) ?? true else {
                continue
            }
            alert(
                "dropped-again",
                key: "dropped:\(current.items[index].id):\(current.appVersion)",
                "\(program.items[index].title)已取消，申请变更后又需办理，请人工处理",
                item: index
            )
        }
    }

    /// The open items whose orders went before the update, to the parties that still have them.
    private func ordered(_ before: CaseView, _ after: CaseView) -> [Int] {
        program.items.indices.filter { index in
            let (item, old) = (current.items[index], before.of.items[index])
            return after.applies(index) && item.orderedAt != nil && item.party != nil
                && old.orderedAt == item.orderedAt && old.party == item.party
                && after.progress[index].result == nil
        }
    }

    /// Asks again how each open item is handled, before anything is made of it: the order of one item may read the mode
    /// of another.
    private mutating func redecideModes(_ before: CaseView) throws(Refusal) {
        let after = try view()
        for index in ordered(before, after) {
            let (mode, reasons) = try mode(index, after)
            current.items[index].mode = mode
            current.items[index].reasons = reasons
        }
    }

    /// Names the orders that went before the update and may now read differently.
    private mutating func reconsider(_ before: CaseView) throws(Refusal) {
        // Orders that went because of the update are there for the modes to read.
        try redecideModes(before)
        let after = try view()
        for index in ordered(before, after) {
            guard let party = current.items[index].party else { continue }
            effects.append(
                .reconsider(
                    Reconsideration(
                        item: current.items[index].id,
                        party: party,
                        before: before.scope(item: index),
                        after: after.scope(item: index)
                    )
                )
            )
        }
    }

    mutating func resend(_ id: String, _ stem: OrderStem) throws(Refusal) -> Disposition {
        guard let index = current.items.firstIndex(where: { $0.id == id }) else {
            throw .parked(code: "unknown-item", say: "办件没有子件 \(Problem.excerpt(id))")
        }
        let view = try view()
        let title = program.items[index].title
        guard view.applies(index), current.items[index].orderedAt != nil,
            view.progress[index].result == nil
        else {
            throw .parked(code: "not-open", say: "\(title)未派单或已有结果，不能重发")
        }
        (current.items[index].mode, current.items[index].reasons) = try mode(index, view)
        note("resent", "\(title)：重新下达\(stem == .order ? "工单" : "变更单")", item: index)
        send(stem == .order ? .order : .update, index, try self.view())
        try settle(because: "重新下达")
        return .applied
    }

    // MARK: The application is taken back

    mutating func take(_ withdrawal: Withdrawal) throws(Refusal) -> Disposition {
        if current.isWithdrawn { return .recorded }
        if current.isClosed {
            throw .parked(code: "closed", say: "办件已统一出件，不能撤回")
        }
        let view = try view()
        let reason = withdrawal.reason.map { "申请人撤回：\($0)" } ?? "申请人撤回"
        note("withdrawn", reason, Object([("message", .string(withdrawal.message))]))
        for index in program.items.indices {
            switch current.items[index].decision {
            case .undecided: current.items[index].decision = .skipped
            // An opinion that nobody has decided on is taken back with the rest.
            case .applies
            where view.progress[index].result == nil || view.awaitsDecision(index):
                cancel(index, view, as: .withdrawn, because: reason)
            default: break
            }
        }
        current.isWithdrawn = true
        try settle(because: "撤回")
        return .applied
    }

    // MARK: A person decides

    mutating func take(_ result: PersonResult) throws(Refusal) -> Disposition {
        guard let index = current.items.firstIndex(where: { $0.id == result.item }) else {
            throw .parked(code: "unknown-item", say: "办件没有子件 \(Problem.excerpt(result.item))")
        }
        let title = program.items[index].title
        guard result.state.isEnding else {
            throw .parked(code: "not-a-result", say: "“\(result.state.title)”不是结果，不能代为登记")
        }
        guard current.items[index].decision == .applies else {
            throw .parked(code: "not-ordered", say: "\(title)不在本办件中办理")
        }
        let progress = Progress(current.items[index], ends: program.items[index].ends)
        if let known = progress.result, known != result.state {
            throw .parked(
                code: "result-conflict",
                say: "\(title)的结果已是“\(known.title)”，不能代为登记“\(result.state.title)”"
            )
        }
        let before = try issuedContent()
        let report = Report(
            state: result.state,
            occurredAt: now,
            receivedAt: now,
            isStated: true,
            origin: .person(result.person),
            message: result.message,
            place: 0,
            partyOrder: nil,
            detail: Object([("reason", .string(result.reason))])
        )
        insert(report, index)
        record(report, index)
        try settle(because: "代为登记")
        if let before, try content(view()) != before {
            amendment = amendment ?? "\(result.person)代为登记“\(result.state.title)”"
        }
        return .applied
    }
}
