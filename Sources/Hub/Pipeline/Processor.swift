import Cases
import Contracts
import Stores
import Values

/// Decides about messages and stores what was decided, within one transaction of the caller's.
struct Processor {
    let policy: Policy
    let composer: Composer
    let store: any StoreTransaction
    let now: Instant
    let cases = CaseMemo()
    /// Messages that wait are taken up within one another so deep at the most.
    private static let wakeDepthMax = 8

    var decider: Decider {
        let store = store
        return Decider(policy: policy, composer: composer, store: store, cases: cases, now: now) {
            region,
            day in
            try store.nextCaseNumber(region: region, day: day)
        }
    }

    /// Takes a message that was never seen here. Returns its id in the journal and what became of it.
    @discardableResult
    func take(_ arrival: Arrival) throws -> (id: Int64, verdict: Verdict) {
        let verdict = try decider.verdict(on: arrival)
        var message = Stores.InboundMessage(
            source: arrival.source,
            identity: verdict.identity,
            rawDigest: Stores.Digest(of: arrival.body),
            receivedAt: arrival.receivedAt,
            kind: verdict.kind,
            disposition: verdict.disposition,
            body: arrival.body
        )
        message.properties = arrival.properties
        message.fill(from: verdict, at: now)
        message.attempts = 1
        if let first = try verdict.duplicateOf.flatMap({ try store.inbound(id: $0) }) {
            message.caseNumber = first.caseNumber
            message.item = first.item
        }
        let id = try store.insert(message, takesKey: verdict.takesKey)
        try follow(verdict, id, depth: 0)
        return (id, verdict)
    }

    /// Stores a message whole without looking into it: it may be what crashes the hub.
    func set(aside arrival: Arrival) throws {
        var message = Stores.InboundMessage(
            source: arrival.source,
            identity: nil,
            rawDigest: Stores.Digest(of: arrival.body),
            receivedAt: arrival.receivedAt,
            kind: .unknown,
            disposition: .suspect,
            body: arrival.body
        )
        message.properties = arrival.properties
        _ = try store.insert(message, takesKey: false)
    }

    /// Takes a stored message up again: a waiting one that became known, a suspect, or one that a person replays.
    @discardableResult
    func takeUp(_ id: Int64, depth: Int = 0) throws -> Verdict {
        guard var message = try store.inbound(id: id) else {
            throw StoreError(.missing, "there is no message \(id)")
        }
        guard let arrival = Arrival(message) else {
            throw StoreError(.invalid, "the bytes of message \(id) are not kept any more")
        }
        var verdict = try decider.verdict(on: arrival, existing: message)
        let before = message.disposition
        if !before.canBecome(verdict.disposition) { verdict.settle() }
        guard before.canBecome(verdict.disposition) else {
            throw StoreError(
                .conflict,
                "message \(id) is \(before.rawValue) and would become \(verdict.disposition.rawValue)"
            )
        }
        message.disposition = verdict.disposition
        message.kind = verdict.kind
        if message.identity == nil, verdict.takesKey { message.identity = verdict.identity }
        message.fill(from: verdict, at: now)
        message.attempts += 1
        try store.update(message)
        try follow(verdict, id, depth: depth)
        return verdict
    }

    /// Parks a message that crashes the hub or cannot be processed, so that the rest go on.
    func park(_ id: Int64, _ problem: Problem) throws {
        guard var message = try store.inbound(id: id) else { return }
        message.disposition = .parked
        message.problems = [problem]
        message.problemKey = problem.code
        message.decidedAt = now
        try store.update(message)
        var verdict = Verdict(.parked, message.kind)
        verdict.problems = [problem]
        try raiseParked(verdict, id)
    }

    /// Fires a level of a limit, if nobody did before.
    func fire(_ due: DueLevel) throws {
        guard try store.fire(due.row, level: due.level, now: now),
            let record = try cases.load(due.row.caseNumber, from: store),
            let level = Cases.Limit.Level(rawValue: due.level.rawValue)
        else { return }
        let key = due.row.item.map { item in
            let items = record.stored.case.items
            return "\(due.row.limit)@\(items.first { $0.number == "\(item)" }?.id ?? "")"
        }
        let (change, _) = try decider.apply(.tick(limit: key ?? due.row.limit, level), to: record)
        try store(change, cause: .tick, causedBy: nil)
    }

    /// Re-dates the unfinished limits of a case on the calendar as it is now (A6).
    func redate(_ number: CaseNumber) throws {
        guard let record = try cases.load(number, from: store) else { return }
        let (change, _) = try decider.apply(.calendarChanged, to: record)
        try store(change, cause: .tick, causedBy: nil)
    }

    // MARK: Storing

    private func follow(_ verdict: Verdict, _ id: Int64, depth: Int) throws {
        var wakes: [String] = []
        for change in verdict.changes {
            wakes += try store(change, cause: .message(id), causedBy: id)
        }
        if var answer = verdict.answer {
            answer.causedBy = id
            _ = try store.insert(answer)
        }
        if let sequence = verdict.refusedOrder {
            try store.refuse(sequence, reason: "dead-lettered by its receiver")
        }
        for alert in verdict.alerts { try store.raise(alert) }
        if verdict.disposition == .parked { try raiseParked(verdict, id) }
        guard depth < Self.wakeDepthMax else { return }
        for key in wakes {
            for waiting in try store.takeWaiting(for: key) { try takeUp(waiting, depth: depth + 1) }
        }
    }

    private func raiseParked(_ verdict: Verdict, _ id: Int64) throws {
        var alert = Stores.Alert(
            at: now,
            kind: "parked",
            key: "parked|\(id)",
            text: "第 \(id) 号报文挂起：\(verdict.problems.first?.say ?? "")"
        )
        alert.caseNumber = verdict.caseNumber
        alert.item = verdict.item
        alert.party = verdict.party
        try store.raise(alert)
    }

    /// Stores a change and returns the keys that it makes known.
    @discardableResult
    private func store(
        _ change: CaseChange,
        cause: CaseEvent.Cause,
        causedBy id: Int64?
    ) throws -> [String] {
        let its = change.stored.case
        guard let number = CaseNumber(its.number) else {
            throw StoreError(.invalid, "'\(its.number)' is not a case number")
        }
        var wakes: [String] = []
        var stored = change.stored
        if change.before == nil {
            stored.firstMessage = id
            wakes = [
                WaitingKey.case(its.number),
                WaitingKey.application(source: its.source, number: its.applicationNumber),
            ]
        }
        var record = CaseRecord(summary(its, number, before: change.before), state: stored.bytes)
        if change.before == nil {
            try store.insert(record)
        } else {
            record.summary.version = try store.update(record)
        }
        cases.note(LoadedCase(summary: record.summary, stored: stored))
        try store.append(
            change.events.map {
                CaseEvent(at: its.lastEventAt, kind: $0.kind, data: $0.stored, cause: cause)
            },
            to: number
        )
        for var message in change.outbound {
            message.causedBy = id
            if message.kind == .cancel, try takeBack(message.item, message.party, number) {
                continue
            }
            _ = try store.insert(message)
        }
        try store.save(change.limits.compactMap { LimitRow($0, of: its, number) })
        for identifier in change.identifiers {
            guard let item = its.item(identifier.item).flatMap({ ItemNumber($0.number) }) else {
                continue
            }
            if try store.item(party: identifier.party, partyNumber: identifier.partyOrder) == item {
                continue
            }
            try store.register(
                party: identifier.party,
                partyNumber: identifier.partyOrder,
                item: item
            )
            wakes.append(WaitingKey.order(party: identifier.party, number: identifier.partyOrder))
        }
        if let works = change.works {
            try store.save(works.map { WorkRow(place: $0.key, days: $0.days) }, of: number)
        }
        for alert in change.alerts {
            let alert = Stores.Alert(alert, of: its, number, at: now)
            if alert.kind == "cancel-by-hand", try takeBack(alert.item, alert.party, number) {
                continue
            }
            try store.raise(alert)
        }
        return wakes
    }

    /// Cancels an item's orders to a party where none of them was ever attempted; then there is nothing to
    /// cancel at the party (A4).
    private func takeBack(
        _ item: ItemNumber?,
        _ party: String?,
        _ number: CaseNumber
    ) throws -> Bool {
        var query = OutboundQuery()
        query.caseNumber = number
        query.party = party
        query.limit = 1000
        let orders = try store.outbound(query).filter {
            $0.item == item && ($0.kind == .order || $0.kind == .update) && $0.state != .cancelled
        }
        var isUnsent = !orders.isEmpty
        for order in orders where order.state == .pending {
            if try !store.cancel(
                order.sequence,
                reason: "the item was taken back before the order went"
            ) {
                isUnsent = false
            }
        }
        return isUnsent && orders.allSatisfy { $0.state == .pending }
    }

    private func summary(_ its: Case, _ number: CaseNumber, before: CaseSummary?) -> CaseSummary {
        var summary =
            before
            ?? CaseSummary(
                number: number,
                program: its.program,
                contractVersion: its.programVersion,
                source: its.source,
                applicationNumber: its.applicationNumber,
                openedAt: its.acceptedAt
            )
        summary.status = its.isClosed ? .closed : .open
        summary.closedAt = its.closedAt
        summary.outcomeRevision = its.outcome?.revision ?? 0
        return summary
    }
}

extension Stores.InboundMessage {
    fileprivate mutating func fill(from verdict: Verdict, at now: Instant) {
        contentDigest = verdict.contentDigest
        decidedAt = now
        party = verdict.party
        program = verdict.program
        caseNumber = verdict.caseNumber
        item = verdict.item
        contractVersion = verdict.contractVersion
        problems = verdict.problems
        problemKey = verdict.problemKey
        links.duplicateOf = verdict.duplicateOf
        waitingFor = verdict.waitingFor
    }
}

extension Cases.Event {
    /// The event's data with the item it is about.
    fileprivate var stored: Value {
        guard let item, case .object(var object) = data else { return data }
        object["item"] = .string(item)
        return .object(object)
    }
}

extension LimitRow {
    /// Nil for a limit that policy does not state: the clock has nothing to do with it.
    fileprivate init?(_ limit: Cases.Limit, of its: Case, _ number: CaseNumber) {
        guard let state = State(rawValue: limit.state.rawValue) else { return nil }
        let item = limit.item.flatMap { its.item($0) }.flatMap { ItemNumber($0.number) }
        self.init(
            caseNumber: number,
            item: item,
            limit: limit.rule,
            state: state,
            warnAt: limit.warnAt,
            dueAt: limit.dueAt
        )
        if limit.warnedAt != nil { fired.insert(.warning) }
        if limit.overdueAt != nil { fired.insert(.overdue) }
    }
}

extension Stores.Alert {
    fileprivate init(_ alert: Cases.Alert, of its: Case, _ number: CaseNumber, at now: Instant) {
        self.init(at: now, kind: alert.kind, key: "\(its.number)|\(alert.key)", text: alert.text)
        caseNumber = number
        item = alert.item.flatMap { its.item($0) }.flatMap { ItemNumber($0.number) }
        party = alert.item.flatMap { its.item($0)?.party }
    }
}
