package import Contracts
package import Values

/// One case as a ledger has it (办理台账): what became of it and of its items, and how every limit stands at a moment.
/// Numbers, titles and moments only; nothing of the application's content.
package struct LedgerEntry: Sendable {
    /// An item that applies, or applied until it was taken out.
    package struct Item: Sendable {
        package var id: String
        package var title: String
        package var party: String?
        /// A milestone's name, or `pending`.
        package var state: String
        package var orderedAt: Instant?
        /// When its party first said anything about it, as the party states it.
        package var answeredAt: Instant?
        /// When its party said what it came to; nil where somebody else ended it.
        package var resultAt: Instant?
        package var isOver: Bool
        package var endedAt: Instant?
    }

    /// How a limit stands.
    package enum Standing: String, Sendable, CaseIterable {
        /// Its moment lies ahead; it may have been warned of.
        case running
        /// Its moment has passed, and what it waits for has not happened.
        case overdue
        case inTime, late
        case paused, undated
        /// Policy names no limit; also where it is over without a moment to hold it against.
        case unstated
        case void
    }

    package struct Limit: Sendable {
        package var rule: String
        package var title: String
        /// Nil for a limit of the whole case.
        package var item: String?
        /// Whom it binds: the item's party. Nil for the whole case's, and for materials that the applicant owes.
        package var party: String?
        package var standing: Standing
        package var dueAt: Instant?
        package var metAt: Instant?
        /// Of one that is overdue or was met late: the working days after the due day, up to now or to the day it was
        /// met; 0 is later on the due day itself. Nil where a year's schedule is not published.
        package var workdaysLate: Int?
        package var explanation: String
    }

    package var number: String
    package var applicationNumber: String
    package var region: String
    package var program: String
    package var acceptedAt: Instant
    package var closedAt: Instant?
    /// Of the current outcome: `ALL_OK PARTIAL REFUSED WITHDRAWN`, or what the program says instead.
    package var overall: String?
    /// How often an outcome was issued.
    package var revision: Int
    package var issuedAt: Instant?
    package var items: [Item]
    package var limits: [Limit]

    package func title(ofItem id: String) -> String {
        items.first { $0.id == id }?.title ?? id
    }
}

extension LedgerEntry {
    /// Looks at a case at a moment. Program and region are the present ones; where they are gone, or no longer as the
    /// case began with them, it is read as far as it speaks for itself.
    package init(_ its: Case, program: Program?, region: Region?, now: Instant) {
        number = its.number
        applicationNumber = its.applicationNumber
        self.region = its.region
        self.program = its.program
        acceptedAt = its.acceptedAt
        closedAt = its.closedAt
        overall = its.outcome?.content["overall"]?.string
        revision = its.outcome?.revision ?? 0
        issuedAt = its.outcome?.issuedAt
        let isSame = program.map { $0.items.map(\.id) == its.items.map(\.id) } ?? false
        let rules = isSame ? program : nil
        let progress = Self.progress(its, rules, region, now)
        items = its.items.indices.compactMap { index in
            Item(its.items[index], progress[index], rules?.items[index])
        }
        let parties = Dictionary(
            its.items.map { ($0.id, $0.party) },
            uniquingKeysWith: { first, _ in first }
        )
        limits = its.limits.map { limit in
            // What is no rule of the program waits for materials, and those come from the applicant.
            let binds = rules.map { $0.limit(limit.rule) != nil } ?? true
            let party = binds ? limit.item.flatMap { parties[$0] ?? nil } : nil
            return Limit(limit, party: party, calendar: region?.calendar, now: now)
        }
    }

    private static func progress(
        _ its: Case,
        _ program: Program?,
        _ region: Region?,
        _ now: Instant
    ) -> [Progress] {
        if let program, let region,
            let machine = try? CaseMachine(its, program: program, region: region, now: now),
            let view = try? machine.view()
        {
            return view.progress
        }
        return its.items.indices.map { index in
            var progress = Progress(its.items[index], ends: program?.items[index].ends)
            progress.endedAt = progress.resultAt
            return progress
        }
    }
}

extension LedgerEntry.Item {
    /// Nil for an item that does not apply, or is not known to.
    fileprivate init?(_ item: Item, _ progress: Progress, _ rule: ItemRule?) {
        guard item.decision == .applies || item.orderedAt != nil else { return nil }
        id = item.id
        title = rule?.title ?? item.id
        party = item.party
        state = progress.state
        orderedAt = item.orderedAt
        isOver = progress.isOver
        endedAt = progress.shownEndedAt
        // A person's word in the party's place, the hub's own and another item's decision are no answers of the party.
        var own = item
        own.reports.removeAll { $0.origin != .party }
        answeredAt = own.reports.first?.occurredAt
        resultAt = Progress(own, ends: rule?.ends).resultAt
    }
}

extension LedgerEntry.Limit {
    fileprivate init(_ limit: Limit, party: String?, calendar: WorkCalendar?, now: Instant) {
        rule = limit.rule
        title = limit.title
        item = limit.item
        self.party = party
        dueAt = limit.dueAt
        metAt = limit.metAt
        explanation = limit.explanation
        standing = Self.standing(limit, now)
        guard standing == .overdue || standing == .late, let due = limit.dueAt else { return }
        let end = limit.metAt ?? now
        workdaysLate = calendar?.workdays(after: due.day().day, through: end.day().day)
    }

    private static func standing(_ limit: Limit, _ now: Instant) -> LedgerEntry.Standing {
        switch limit.state {
        case .met: limit.dueAt == nil ? .unstated : limit.isLate ? .late : .inTime
        // The hub may not have had the time to note what has just fallen due, or may not be running.
        case .running, .warned, .overdue:
            limit.dueAt.map { $0 <= now } ?? false ? .overdue : .running
        case .paused: .paused
        case .undated: .undated
        case .unstated: .unstated
        case .idle, .void: .void
        }
    }
}
