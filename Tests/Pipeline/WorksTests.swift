import Cases
import Contracts
import Formats
import Glibc
import Stores
import System
import Testing
import Values

@testable import Pipeline

/// Works of two cases at one place (同一路段、同一时段): who is told, when, and how often.
@Suite struct WorksTests {
    private static let start = Desk.start
    private static let first = "41080020240902000001"
    private static let second = "41080020240902000002"

    private func hub(_ old: String = "amend", _ new: String = "amend") throws -> TrialHub {
        let (catalogue, diagnostics) = RoadFolder.catalogue(old, new)
        return try TrialHub(
            Policy(try #require(catalogue, "\(diagnostics)"), secrets: Secrets([:]))
        )
    }

    /// `SB`: application, `BG`: update, `CH`: withdrawal.
    fileprivate static func body(
        _ kind: String,
        _ number: String,
        _ roads: [String],
        _ from: String,
        _ to: String
    ) -> [UInt8] {
        let roads = roads.map { "\"\($0)\"" }.joined(separator: ",")
        return Array(
            """
            {"lx":"\(kind)","lsh":"\(number)","dl":[\(roads)],"q":"2024-\(from)","z":"2024-\(to)"}
            """.utf8
        )
    }

    @discardableResult
    private func send(
        _ hub: TrialHub,
        _ kind: String,
        _ number: String,
        _ roads: [String],
        _ from: String,
        _ to: String,
        region: String = "a",
        party: String = "platform",
        after seconds: Int64 = 0
    ) throws -> Verdict {
        let region = try #require(hub.policy.catalogue.region(region))
        let party = try #require(region.party(party))
        let body = Self.body(kind, number, roads, from, to)
        let id = "\(kind)-\(number)-\(from)-\(to)-\(seconds)"
        let message = hub.message(from: party, of: region, body, id: id)
        let verdict = try hub.take(message, at: Self.start.adding(seconds: seconds)).verdict
        #expect(verdict.disposition == .applied, "\(verdict.problems)")
        let sum = try hub.read { try $0.dispositionCounts().values.reduce(0, +) }
        #expect(try hub.read { try $0.receivedCount() } == sum)
        return verdict
    }

    /// `case→party other place from to`, of every notice since the last call.
    private func notices(_ hub: TrialHub) throws -> [String] {
        try hub.sent(at: Self.start).filter { $0.kind == "notice" }.map { message in
            let body = try JSON.decode(message.body)
            let words = ["other", "place", "from", "to"].compactMap { body[$0]?.string }
            return "\(message.caseNumber?.suffix(1) ?? "")→\(message.party) "
                + words.map { $0.hasPrefix("4108") ? String($0.suffix(1)) : $0 }
                .joined(separator: " ")
        }.sorted()
    }

    private func timeline(_ hub: TrialHub, _ number: String) throws -> [String] {
        let number = try #require(CaseNumber(number))
        return try hub.read { try $0.events(of: number) }.filter {
            $0.kind.hasPrefix("overlap") || $0.kind == "works"
        }
        .compactMap { $0.data["text"]?.string }
    }

    // MARK: Who is told

    @Test func bothAreToldOfOneAnother() throws {
        let hub = try hub()
        try send(hub, "SB", "1", ["人民路 （１号）", "解放路"], "10-08", "10-20")
        #expect(try notices(hub) == [])
        try send(hub, "SB", "2", [" 人民路(1号) "], "10-20", "11-02")
        #expect(
            try notices(hub) == [
                "1→gas 2 人民路 （１号） 2024-10-20 2024-10-20",
                "2→gas 1  人民路(1号)  2024-10-20 2024-10-20",
            ]
        )
        #expect(
            try timeline(hub, Self.first) == [
                "施工：人民路 （１号）（2024-10-08 至 2024-10-20）、解放路（2024-10-08 至 2024-10-20）",
                "与办件 \(Self.second) 在人民路 （１号）同期施工（2024-10-20 至 2024-10-20）",
            ]
        )
        // Each was told by an input of its own, which the journal has.
        var query = InboundQuery()
        query.caseNumber = CaseNumber(Self.first)
        let internalInputs = try hub.read { try $0.inbound(query) }.filter { $0.kind == .internal }
        #expect(internalInputs.map(\.identity) == ["overlap|\(Self.first)|\(Self.second)|1|1"])
        #expect(internalInputs.map(\.disposition) == [.applied])
    }

    @Test func placesDaysRegionsAndProgramsDecide() throws {
        let hub = try hub()
        try send(hub, "SB", "1", ["人民路"], "10-08", "10-20")
        for (number, road, from, to) in [
            ("2", "人民路中段", "10-08", "10-20"), ("3", "人民路", "10-21", "10-30"),
            ("4", "人民路", "10-01", "10-07"), ("5", " ", "10-08", "10-20"),
        ] {
            try send(hub, "SB", number, [road], from, to)
        }
        try send(hub, "SB", "6", ["人民路"], "10-08", "10-20", region: "b")
        #expect(try notices(hub) == [])
        // Another program of the region, with parties of its own; it tells its own party only.
        try send(hub, "SB", "7", ["人民路"], "10-20", "10-20", party: "hall")
        #expect(
            try notices(hub) == [
                "1→gas 6 人民路 2024-10-20 2024-10-20", "1→water 6 人民路 2024-10-20 2024-10-20",
                "6→water 1",
            ]
        )
    }

    @Test func whatIsPastIsNotShared() throws {
        let hub = try hub()
        try send(hub, "SB", "1", ["人民路"], "08-01", "09-01")
        try send(hub, "SB", "2", ["人民路"], "08-01", "09-01")
        #expect(try notices(hub) == [])
        try send(hub, "SB", "3", ["人民路"], "08-01", "09-02")
        try send(hub, "SB", "4", ["人民路"], "08-01", "09-02")
        #expect(try notices(hub).count == 2)
    }

    // MARK: What changes

    @Test func aChangedPeriodIsToldAnewAndAnEndIsNoted() throws {
        let hub = try hub()
        try send(hub, "SB", "1", ["人民路"], "10-08", "10-20")
        try send(hub, "SB", "2", ["人民路"], "10-10", "10-30")
        #expect(try notices(hub).count == 2)
        // What both share is the same: nobody is told again.
        try send(hub, "BG", "2", ["人民路", "解放路"], "10-10", "10-31", after: 60)
        #expect(try notices(hub) == [])
        try send(hub, "BG", "2", ["人民路"], "10-12", "10-31", after: 120)
        #expect(
            try notices(hub) == [
                "1→gas 2 人民路 2024-10-12 2024-10-20", "2→gas 1 人民路 2024-10-12 2024-10-20",
            ]
        )
        try send(hub, "BG", "2", ["人民路"], "11-12", "11-30", after: 180)
        #expect(try notices(hub) == [])
        let gone = "与办件 \(Self.second) 在人民路不再同期施工（原为2024-10-12 至 2024-10-20）"
        #expect(try timeline(hub, Self.first).last == gone)
        // Back to what was told before: the last that the parties heard was something else.
        try send(hub, "BG", "2", ["人民路"], "10-10", "10-30", after: 240)
        #expect(
            try notices(hub) == [
                "1→gas 2 人民路 2024-10-10 2024-10-20", "2→gas 1 人民路 2024-10-10 2024-10-20",
            ]
        )
        try send(hub, "CH", "2", [], "10-10", "10-30", after: 300)
        #expect(try notices(hub) == [])
        #expect(try timeline(hub, Self.first).last?.contains("不再同期施工") == true)
        let number = try #require(CaseNumber(Self.second))
        #expect(try hub.read { try $0.works(of: number) } == [])
        #expect(try hub.case(number)?.works == [])
    }

    // MARK: What goes wrong

    /// A notice that cannot be made parks the input of its case; the other case is told all the same, once.
    @Test func aFaultOfOneHoldsUpNoOther() throws {
        let hub = try hub(
            "case: case.number",
            "case: \"case.number.endsWith('1') ? string(1 / (overlap.place.size() - 3)) : case.number\""
        )
        try send(hub, "SB", "1", ["人民路"], "10-08", "10-20")
        try send(hub, "SB", "2", ["人民路"], "10-08", "10-20")
        #expect(try notices(hub) == ["2→gas 1 人民路 2024-10-08 2024-10-20"])
        var query = InboundQuery()
        query.disposition = .parked
        let parked = try hub.read { try $0.inbound(query) }
        #expect(
            parked.map(\.kind) == [.internal] && parked.first?.caseNumber?.description == Self.first
        )
        try send(hub, "BG", "1", ["人民路", "解放路"], "10-08", "10-20", after: 60)
        #expect(try notices(hub) == [])
        // With the contract corrected a person has it processed again; it was about works that are no more.
        let id = try #require(parked.last?.id)
        hub.adopt(try #require(RoadFolder.catalogue().catalogue))
        #expect(
            try hub.takeUp(id, at: Self.start.adding(seconds: 120)).disposition == .recorded
        )
    }

    /// A folder with the store of a hub, and what the hub does on it.
    private struct Place {
        let folder: String
        let policy: Policy

        init(_ folder: String) throws {
            let (catalogue, diagnostics) = RoadFolder.catalogue()
            self.folder = folder
            policy = Policy(try #require(catalogue, "\(diagnostics)"), secrets: Secrets([:]))
        }

        func open() throws -> SQLiteStore {
            let lock = try HubLock(storePath: "\(folder)/store.db")
            return try SQLiteStore(lock: lock, epoch: "test") { Stores.Digest(of: $0) }
        }

        func process<R>(_ store: SQLiteStore, _ body: (Processor) throws -> R) throws -> R {
            let composer = Composer(policy: policy, epoch: store.epoch)
            return try store.transaction { store in
                try body(
                    Processor(policy: policy, composer: composer, store: store, now: start)
                )
            }
        }

        func take(_ number: String, _ store: SQLiteStore) throws {
            let arrival = Arrival(
                source: "lianban.applications.a.platform",
                body: body("SB", number, ["人民路"], "10-08", "10-20"),
                messageID: number,
                headers: [],
                properties: .object(Object()),
                receivedAt: start
            )
            let verdict = try process(store) { try $0.take(arrival).verdict }
            guard verdict.disposition == .applied else { exit(3) }
        }
    }

    /// Where the process dies.
    enum Death: Int, CaseIterable, Sendable {
        /// Both cases are committed, nothing is compared.
        case beforeComparing
        /// The first of the two was told, nothing is committed.
        case amongTellings
        /// One case is compared and committed, the other is not.
        case betweenComparisons
        /// Everything is committed.
        case afterComparing
    }

    private static func run(_ folder: String, _ death: Death) throws {
        let place = try Place(folder)
        let store = try place.open()
        for number in ["1", "2"] { try place.take(number, store) }
        switch death {
        case .beforeComparing: break
        case .amongTellings:
            try place.process(store) { processor in
                for number in try processor.store.nextUncompared(limit: 1) {
                    try processor.compareWorks(of: number)
                    kill(getpid(), SIGKILL)
                }
            }
        case .betweenComparisons:
            _ = try place.process(store) { try $0.compareWorks(limit: 1) }
        case .afterComparing:
            while try place.process(store, { try $0.compareWorks(limit: 9) }) {}
        }
        kill(getpid(), SIGKILL)
    }

    @Test(arguments: Death.allCases)
    func aHubThatDiesTellsOnceAllTheSame(death: Death) async throws {
        let folder = try Directory.createTemporary(prefix: "lianban-works-")
        defer { try? Directory.removeTree(folder) }
        let number = death.rawValue
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [folder = folder as String, number = number as Int] in
            try WorksTests.run(folder, Death(rawValue: number) ?? .beforeComparing)
        }
        let place = try Place(folder)
        let store = try place.open()
        func kinds() throws -> [String] {
            try store.transaction { try $0.outbound(OutboundQuery()) }
                .map { "\($0.kind) \($0.caseNumber.map { "\($0.sequence)" } ?? "")" }.sorted()
        }
        if death != .betweenComparisons, death != .afterComparing {
            #expect(try kinds() == ["order 1", "order 2"])
        }
        // A new process finds in the store what is left to do, and does it once.
        for _ in 0..<2 {
            while try place.process(store, { try $0.compareWorks(limit: 9) }) {}
            #expect(try kinds() == ["notice 1", "notice 2", "order 1", "order 2"])
        }
        #expect(try store.transaction { try $0.receivedCount() } == 4)
        #expect(try store.transaction { try $0.nextUncompared(limit: 9) } == [])
    }

    /// The running hub compares by itself.
    @Test func theEngineComparesWhatTheStoreHas() throws {
        let folder = try Directory.createTemporary(prefix: "lianban-works-")
        defer { try? Directory.removeTree(folder) }
        let place = try Place(folder)
        let store = try place.open()
        for number in ["1", "2", "3"] { try place.take(number, store) }
        let engine = try Engine(
            mailbox: Mailbox(),
            store: store,
            policy: place.policy,
            batchMax: 1,
            clock: { WorksTests.start },
            log: Log { _ in },
            health: HubHealth(startedAt: Self.start)
        )
        try engine.compareWorks()
        #expect(engine.hasComparedWorks)
        try engine.compareWorks()
        #expect(!engine.hasComparedWorks)
        let sent = try store.transaction { try $0.outbound(OutboundQuery()) }
        #expect(sent.count { $0.kind == .notice } == 6)
    }
}
