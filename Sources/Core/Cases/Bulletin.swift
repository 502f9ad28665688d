package import Values

/// What many cases come to, for the periodic bulletin (定期通报): sums by program, limit and party, and what is overdue.
/// Its size does not depend on how many cases are added.
package struct Bulletin: Sendable {
    package struct ProgramKey: Sendable, Hashable {
        package var region: String
        /// Empty for what was rejected before its program was known.
        package var program: String
    }

    package struct ProgramTotals: Sendable, Hashable {
        package var received = 0
        package var closed = 0
        /// Overall result of the current outcome → cases.
        package var results: [String: Int] = [:]
        /// Cases that have an outcome.
        package var concluded = 0
        /// Outcomes that were issued, every revision counted.
        package var issued = 0
        /// Cases whose outcome was amended.
        package var amended = 0
        /// Submissions that were rejected.
        package var rejected = 0

        package var open: Int { received - closed }
    }

    package struct LimitKey: Sendable, Hashable {
        package var region: String
        package var program: String
        package var rule: String
    }

    package struct LimitTotals: Sendable, Hashable {
        package var title: String
        package var counts: [LedgerEntry.Standing: Int] = [:]

        package subscript(standing: LedgerEntry.Standing) -> Int { counts[standing, default: 0] }

        /// 按时办结率 in thousandths: of those that have a due moment and are over; nil where there is none. Rounded down,
        /// so that what was not all in time never reads as all.
        package var onTimePerMille: Int? {
            let over = self[.inTime] + self[.late]
            return over > 0 ? self[.inTime] * 1000 / over : nil
        }
    }

    package struct PartyKey: Sendable, Hashable {
        package var region: String
        package var party: String
    }

    package struct PartyTotals: Sendable, Hashable {
        /// Items that were ordered of it.
        package var ordered = 0
        package var answered = 0
        /// Ordered, not answered, and not over by other means.
        package var silent = 0
        /// From the order to its first word, by its own account.
        package var firstAnswer = Spread()
        /// From the order to what it came to.
        package var result = Spread()
        /// Items with a limit that is overdue now.
        package var overdue = 0
        /// Its messages that wait for a person.
        package var parked = 0
    }

    /// A limit of a case, as the lists name it.
    package struct Deadline: Sendable, Hashable {
        package var number: String
        package var region: String
        package var program: String
        /// The item's title; nil for a limit of the whole case.
        package var item: String?
        package var party: String?
        package var limit: String
        package var dueAt: Instant?
        package var workdaysLate: Int?
        package var explanation: String
    }

    package let now: Instant
    package private(set) var programs: [ProgramKey: ProgramTotals] = [:]
    package private(set) var limits: [LimitKey: LimitTotals] = [:]
    package private(set) var parties: [PartyKey: PartyTotals] = [:]
    /// 逾期清单.
    package private(set) var overdue: DeadlineList
    /// What falls due before the end of this day, in China, and is not overdue.
    package private(set) var dueToday: DeadlineList
    package private(set) var paused: DeadlineList

    /// `listMax` bounds each of the lists; what is longest due stays.
    package init(now: Instant, listMax: Int = 1000) {
        self.now = now
        overdue = DeadlineList(max: listMax)
        dueToday = DeadlineList(max: listMax)
        paused = DeadlineList(max: listMax)
    }

    package mutating func add(_ entry: LedgerEntry) {
        let key = ProgramKey(region: entry.region, program: entry.program)
        programs[key, default: ProgramTotals()].add(entry)
        for limit in entry.limits { add(limit, entry) }
        for item in entry.items {
            guard let party = item.party, item.orderedAt != nil else { continue }
            let isOverdue = entry.limits.contains { limit in
                limit.item == item.id && limit.party != nil && limit.standing == .overdue
            }
            parties[PartyKey(region: entry.region, party: party), default: PartyTotals()]
                .add(item, isOverdue: isOverdue)
        }
    }

    /// A submission that was rejected.
    package mutating func addRejection(region: String, program: String?) {
        programs[ProgramKey(region: region, program: program ?? ""), default: ProgramTotals()]
            .rejected += 1
    }

    /// A message that waits for a person.
    package mutating func addParked(region: String, party: String) {
        parties[PartyKey(region: region, party: party), default: PartyTotals()].parked += 1
    }

    private mutating func add(_ limit: LedgerEntry.Limit, _ entry: LedgerEntry) {
        let key = LimitKey(region: entry.region, program: entry.program, rule: limit.rule)
        limits[key, default: LimitTotals(title: limit.title)].counts[limit.standing, default: 0] +=
            1
        switch limit.standing {
        case .overdue: overdue.add(Deadline(limit, entry))
        case .paused: paused.add(Deadline(limit, entry))
        case .running where limit.dueAt.map { $0.day().day == now.day().day } ?? false:
            dueToday.add(Deadline(limit, entry))
        case .running, .inTime, .late, .undated, .unstated, .void: break
        }
    }
}

/// The deadlines that are due longest: a bounded list that knows how many there were.
package struct DeadlineList: Sendable {
    package private(set) var count = 0
    private let max: Int
    private var kept: [Bulletin.Deadline] = []

    init(max: Int) { self.max = max }

    mutating func add(_ deadline: Bulletin.Deadline) {
        count += 1
        kept.append(deadline)
        // Sorted once in `max` times, so that a case costs the same however long the list is.
        if kept.count >= 2 * max { kept = all }
    }

    /// The longest due first.
    package var all: [Bulletin.Deadline] {
        Array(kept.sorted { $0.order < $1.order }.prefix(max))
    }
}

extension Bulletin.Deadline {
    fileprivate init(_ limit: LedgerEntry.Limit, _ entry: LedgerEntry) {
        self.init(
            number: entry.number,
            region: entry.region,
            program: entry.program,
            item: limit.item.map(entry.title(ofItem:)),
            party: limit.party,
            limit: limit.title,
            dueAt: limit.dueAt,
            workdaysLate: limit.workdaysLate,
            explanation: limit.explanation
        )
    }

    fileprivate var order: (Int64, String, String, String) {
        (dueAt?.seconds ?? .max, number, item ?? "", limit)
    }
}

extension Bulletin.ProgramTotals {
    fileprivate mutating func add(_ entry: LedgerEntry) {
        received += 1
        if entry.closedAt != nil { closed += 1 }
        guard entry.revision > 0 else { return }
        concluded += 1
        issued += entry.revision
        if entry.revision > 1 { amended += 1 }
        results[entry.overall ?? "", default: 0] += 1
    }
}

extension Bulletin.PartyTotals {
    fileprivate mutating func add(_ item: LedgerEntry.Item, isOverdue: Bool) {
        guard let orderedAt = item.orderedAt else { return }
        ordered += 1
        if isOverdue { overdue += 1 }
        if let at = item.answeredAt {
            answered += 1
            firstAnswer.add(seconds: at.seconds - orderedAt.seconds)
        } else if !item.isOver {
            silent += 1
        }
        if let at = item.resultAt { result.add(seconds: at.seconds - orderedAt.seconds) }
    }
}
