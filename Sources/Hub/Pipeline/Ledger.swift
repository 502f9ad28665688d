package import Cases
package import Contracts
package import Stores
package import Values

/// The store as a ledger (工作台账): the cases of a stretch of days, read page by page beside a running hub.
package struct Ledger {
    private let store: any StoreReader
    private let policy: Policy
    private let now: Instant
    /// Only this region.
    package var region: Region?
    /// The first and the last day of acceptance, in China.
    package var from: Day?
    package var to: Day?

    /// How many cases or messages are held at once.
    var pageSize = 500
    // What case numbers can hold.
    private static let days = Day(number: 0)...Day(number: 0xFFFE)

    package init(_ store: any StoreReader, policy: Policy, now: Instant) {
        self.store = store
        self.policy = policy
        self.now = now
    }

    /// Every case, the newest of each region first. Each is read at a moment of its own, so that no reading holds the
    /// store for long.
    package func forEach(_ body: (LedgerEntry) throws -> Void) throws {
        if let region { return try forEach(ofRegion: region.code, body) }
        // From region to region by the numbers, also where the contracts have lost one.
        var query = CaseQuery()
        query.limit = 1
        while let code = try store.cases(query).first?.number.region {
            try forEach(ofRegion: code, body)
            query.before = CaseNumber(region: code, day: Self.days.lowerBound, sequence: 1)
        }
    }

    private func forEach(
        ofRegion code: String,
        _ body: (LedgerEntry) throws -> Void
    ) throws {
        let first = max(from ?? Self.days.lowerBound, Self.days.lowerBound)
        let last = min(to ?? Self.days.upperBound, Self.days.upperBound)
        guard first <= last else { return }
        var query = CaseQuery()
        query.limit = pageSize
        query.from = CaseNumber(region: code, day: first, sequence: 1)
        query.before = CaseNumber(region: code, day: last.adding(days: 1), sequence: 1)
        while case let page = try store.cases(query), let oldest = page.last?.number {
            for summary in page {
                if let entry = try entry(summary.number) { try body(entry) }
            }
            query.before = oldest
        }
    }

    private func entry(_ number: CaseNumber) throws -> LedgerEntry? {
        guard let record = try store.caseRecord(number) else { return nil }
        let its = try StoredCase(record.state).case
        let found = policy.catalogue.program(its.program)
        return LedgerEntry(
            its,
            program: found?.program,
            region: found?.region ?? policy.catalogue.region(its.region),
            now: now
        )
    }

    /// Everything together. `progress` is told of each case.
    package func bulletin(_ progress: () -> Void = {}) throws -> Bulletin {
        var bulletin = Bulletin(now: now)
        try forEach { entry in
            bulletin.add(entry)
            progress()
        }
        try forEachMessage(.rejected) { message, region, _ in
            bulletin.addRejection(region: region, program: message.program)
        }
        try forEachMessage(.parked) { message, region, party in
            bulletin.addParked(region: region, party: message.party ?? party)
        }
        return bulletin
    }

    /// The messages of a disposition that were received on one of the days, with who writes to their queue.
    private func forEachMessage(
        _ disposition: Stores.Disposition,
        _ body: (Stores.InboundMessage, _ region: String, _ party: String) -> Void
    ) throws {
        var query = InboundQuery()
        query.disposition = disposition
        query.limit = pageSize
        if from != nil || to != nil {
            let first = from ?? Self.days.lowerBound
            let last = max(first, (to ?? Self.days.upperBound).adding(days: 1))
            query.received = Instant(day: first)..<Instant(day: last)
        }
        while case let page = try store.inbound(query), let oldest = page.last?.id {
            for message in page {
                let (name, party) = sender(message.source)
                guard region.map({ $0.name == name }) ?? true else { continue }
                body(message, name, party)
            }
            query.before = oldest
        }
    }

    private func sender(_ queue: String) -> (region: String, party: String) {
        switch policy.routes.sources[queue] {
        case .applications(let region, let party)?, .replies(let region, let party)?:
            (region, party)
        case .dead?, nil: ("", "")
        }
    }
}
