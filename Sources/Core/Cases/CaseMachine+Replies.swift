import Contracts
import Expressions
import Values

extension CaseMachine {
    /// All replies of a message, or none of them.
    mutating func take(_ message: ReplyMessage) throws(Refusal) -> Disposition {
        let before = try issuedContent()
        var isNew = false
        for (place, part) in message.parts.enumerated() {
            if try take(part, of: message, place: place) { isNew = true }
        }
        guard isNew else { return .recorded }
        try settle(because: "收到回执")
        guard let before, try content(view()) != before else { return .applied }
        return try decideLate(message)
    }

    /// Returns whether the part said anything new.
    private mutating func take(
        _ part: ReplyMessage.Part,
        of message: ReplyMessage,
        place: Int
    ) throws(Refusal) -> Bool {
        guard let index = current.items.firstIndex(where: { $0.id == part.item }) else {
            throw .parked(code: "unknown-item", say: "办件没有子件 \(Problem.excerpt(part.item))")
        }
        try checkOwner(index, message.party)
        let reply = part.reply
        var isNew = try report(
            report(reply.state, reply.at, reply.detail, index, of: message, place: place * 1000)
                .with(partyOrder: reply.partyOrder),
            index,
            of: message
        )
        guard !reply.decisions.isEmpty else { return isNew }
        let reach = try decisionReach(index)
        for (number, decision) in reply.decisions.enumerated() {
            guard let target = current.items.firstIndex(where: { $0.id == decision.item }) else {
                throw .parked(
                    code: "unknown-item",
                    say: "办件没有子件 \(Problem.excerpt(decision.item))"
                )
            }
            let isDecisive = program.items[target].decidedBy == index
            if !isDecisive, !reach.contains(target) { try checkOwner(target, message.party) }
            var detail = Object()
            if let reason = decision.reason { detail["reason"] = .string(reason) }
            var said = report(
                decision.state,
                reply.at,
                detail,
                target,
                of: message,
                place: place * 1000 + number + 1
            )
            if isDecisive { said.origin = .decision }
            if try report(said, target, of: message) { isNew = true }
        }
        return isNew
    }

    private func checkOwner(_ index: Int, _ party: String) throws(Refusal) {
        let owner = current.items[index].party
        guard owner == party || owner == nil else {
            let title = program.items[index].title
            throw .parked(
                code: "not-yours",
                say:
                    "\(title)由\(owner.flatMap(region.party)?.title ?? "其他单位")办理，\(region.party(party)?.title ?? party)不能回复"
            )
        }
    }

    /// The items whose result an item waited for: a collective decision may speak for them.
    private func decisionReach(_ index: Int) throws(Refusal) -> Set<Int> {
        guard let after = program.items[index].after else { return [] }
        let recorder = ReadRecorder(reader: index)
        _ = try after.isMet(view().scope(item: index, recorder))
        return recorder.reads
    }

    /// The party's time counts where it lies between the order and the arrival, give or take five minutes.
    private func report(
        _ state: Milestone,
        _ stated: Instant?,
        _ detail: Object,
        _ index: Int,
        of message: ReplyMessage,
        place: Int
    ) -> Report {
        let tolerance: Int64 = 300
        let ordered = current.items[index].orderedAt ?? current.acceptedAt
        var occurredAt = message.receivedAt
        var isStated = false
        if let stated, stated >= ordered.adding(seconds: -tolerance),
            stated <= message.receivedAt.adding(seconds: tolerance)
        {
            (occurredAt, isStated) = (stated, true)
        }
        return Report(
            state: state,
            occurredAt: occurredAt,
            receivedAt: message.receivedAt,
            isStated: isStated || stated == nil,
            origin: .party,
            message: message.message,
            place: place,
            partyOrder: nil,
            detail: detail
        )
    }

    // MARK: The table of moves

    /// Adds a report where the table of moves allows it. Returns whether it was new.
    private mutating func report(
        _ report: Report,
        _ index: Int,
        of message: ReplyMessage
    ) throws(Refusal) -> Bool {
        let item = current.items[index]
        let title = program.items[index].title
        guard item.orderedAt != nil else {
            throw .parked(code: "not-ordered", say: "\(title)尚未派单，不应有回执“\(report.state.title)”")
        }
        if report.state == .failed {
            return reportFailure(report, index)
        }
        if item.reports.contains(where: { report.says(theSameAs: $0) }) { return false }
        if try acknowledgesCancel(report, index) { return false }
        try checkMove(report, index)
        if let number = report.partyOrder,
            !item.reports.contains(where: { $0.partyOrder == number })
        {
            effects.append(
                .identifier(party: message.party, partyOrder: number, item: item.id)
            )
        }
        insert(report, index)
        record(report, index)
        return true
    }

    /// Throws where another result stands, or a loop begins after the result. A decision and the party's own word do
    /// not contradict each other: each is held against what the same voice said before.
    private func checkMove(_ report: Report, _ index: Int) throws(Refusal) {
        let item = current.items[index]
        let rule = program.items[index]
        let voice: Progress.Voice =
            item.isCancelledByHub || rule.decidedBy == nil
            ? .all : report.origin == .decision ? .decision : .own
        let progress = Progress(item, ends: rule.ends, hearing: voice)
        guard let result = progress.result else {
            return
        }
        let title = program.items[index].title
        let state = report.state
        let conflict = Refusal.parked(
            code: "result-conflict",
            say: "\(title)的结果已是“\(result.title)”，又收到“\(state.title)”，以先到的结果为准，请人工核实"
        )
        if state.isEnding {
            let given = progress.told.entries.first(where: \.state.isEnding)?.state
            let isAllowed =
                result.undoes
                ? given == state || (given == nil && state.canBeUndone)
                : result == state || (!result.isEnding && state.isGoodEnding)
            if !isAllowed { throw conflict }
        } else if state.undoes {
            if result != state, !result.canBeUndone { throw conflict }
        } else if state.loopEnd != nil, let resultAt = progress.resultAt,
            report.occurredAt > resultAt
        {
            throw .parked(
                code: "after-result",
                say: "\(title)已“\(result.title)”，其后又收到“\(state.title)”"
            )
        }
    }

    /// A party that answers our cancel order with 撤件 or 取消 says what we know.
    private mutating func acknowledgesCancel(
        _ report: Report,
        _ index: Int
    ) throws(Refusal) -> Bool {
        guard report.state == .withdrawn || report.state == .cancelled,
            current.items[index].isCancelledByHub
        else { return false }
        note(
            "reply",
            "\(program.items[index].title)：对方确认取消",
            item: index,
            Object([
                ("state", .string(report.state.rawValue)), ("message", .string(report.message)),
            ])
        )
        return true
    }

    private mutating func reportFailure(_ report: Report, _ index: Int) -> Bool {
        let title = program.items[index].title
        let reason =
            report.detail["reason"]?.string.map { "：\(Problem.excerpt($0, max: 200))" } ?? ""
        let key = "failed:\(current.items[index].id):\(report.message)"
        guard current.said["alert:\(key)"] == nil else { return false }
        alert("party-failed", key: key, "\(title)的工单对方未能读取\(reason)", item: index)
        note("failed", "\(title)：对方未能读取工单\(reason)", item: index)
        return true
    }

    /// Writes the timeline and remembers the change for the notices. An opinion on what another item decides is no
    /// change: nobody is told a result that may yet be another.
    mutating func record(_ report: Report, _ index: Int) {
        let item = current.items[index]
        var data = Object([
            ("state", .string(report.state.rawValue)), ("at", .string(report.occurredAt.rfc3339())),
            ("message", .string(report.message)),
        ])
        if !report.isStated { data["flag"] = "对方所报时间不在派单与收到之间，按收到时间计" }
        if case .person(let name) = report.origin { data["person"] = .string(name) }
        let isOpinion = isOpinion(report, index)
        note(
            isOpinion ? "opinion" : report.origin == .decision ? "decision" : "reply",
            "\(program.items[index].title)：\(words(of: report, index, isOpinion: isOpinion))",
            item: index,
            data
        )
        if isOpinion { return }
        var key = "\(item.id)/\(report.state.rawValue)"
        if report.state.mayRecur { key += "/\(report.occurredAt.seconds)/\(report.message)" }
        changes.append(
            Change(
                item: index,
                state: report.state,
                at: report.occurredAt,
                detail: report.detail,
                key: key
            )
        )
    }

    /// Whether the report is an ending that the party of a decided item came to by itself.
    private func isOpinion(_ report: Report, _ index: Int) -> Bool {
        guard let decider = program.items[index].decidedBy else { return false }
        return report.isOwn && report.state.isEnding && current.items[decider].decision == .applies
    }

    private func words(of report: Report, _ index: Int, isOpinion: Bool) -> String {
        let rule = program.items[index]
        let reason = report.detail["reason"]?.string
        let why = reason.map { "（\(Problem.excerpt($0, max: 200))）" } ?? ""
        let said = "\(report.state.title)\(why)"
        guard let decider = rule.decidedBy.map({ program.items[$0].title }) else { return said }
        let progress = Progress(current.items[index], ends: rule.ends)
        if report.origin == .decision {
            guard let own = progress.own?.state, own != report.state else {
                return "\(decider)为“\(report.state.title)”\(why)"
            }
            return "\(decider)为“\(report.state.title)”\(why)，承办单位意见为“\(own.title)”"
        }
        guard isOpinion else { return said }
        guard progress.isDecided, let result = progress.result else {
            return "承办单位意见为“\(report.state.title)”\(why)，以\(decider)为准"
        }
        return "承办单位意见为“\(report.state.title)”\(why)，\(decider)已为“\(result.title)”，只作记录"
    }

    // MARK: Late replies

    /// A reply has changed what an issued outcome says (design.md, A7).
    private mutating func decideLate(_ message: ReplyMessage) throws(Refusal) -> Disposition {
        let states = message.parts.flatMap { [$0.reply.state] + $0.reply.decisions.map(\.state) }
        let policies = states.map { program.lateReply.byState[$0] ?? program.lateReply.otherwise }
        let policy =
            message.chosen ?? Self.strictestFirst.first(where: policies.contains) ?? .ask
        let what = states.map(\.title).joined(separator: "、")
        switch policy {
        case .ask:
            throw .parked(code: "late", say: "已统一出件，又收到“\(what)”，会改变出件内容，请选择记录或改出")
        case .amend:
            amendment = amendment ?? "收到“\(what)”"
            return .applied
        case .record, .reject:
            note("late", "统一出件后收到“\(what)”，按规则只记录，不改出件")
            if policy == .reject { refuse(message) }
            return .recorded
        }
    }

    private static let strictestFirst: [LateReply.Policy] = [.ask, .amend, .reject, .record]

    /// Tells the party that its reply came too late, where its contract has a message for that.
    private mutating func refuse(_ message: ReplyMessage) {
        guard let part = message.parts.first,
            let index = current.items.firstIndex(where: { $0.id == part.item }),
            let view = try? view()
        else { return }
        let contract = program.items[index].replyContract(with: region.party(message.party))
        guard contract?.outbound["refusal"] != nil else { return }
        var scope = view.scope(item: index)
        scope[Variable.problems] = .list([
            .members([("at", .string("/")), ("say", .string("该办件已统一出件，不再变更结果"))])
        ])
        let key = part.item
        effects.append(
            .send(
                Outgoing(
                    kind: .refusal,
                    key: key,
                    party: message.party,
                    sequence: nextSequence(.refusal, key, message.party),
                    item: key,
                    content: .contract(stem: "refusal"),
                    scope: scope,
                    contract: contract
                )
            )
        )
    }
}

extension Milestone {
    /// Whether the state may be told more than once, each time as something new.
    var mayRecur: Bool {
        switch self {
        case .supplementing, .supplemented, .suspended, .resumed, .processing, .note, .checked,
            .rectify, .breach:
            true
        default: false
        }
    }
}

extension Report {
    func with(partyOrder: String?) -> Report {
        var copy = self
        copy.partyOrder = partyOrder
        return copy
    }
}
