import Cases
import Contracts
import Stores
import System
import Testing
import Values

@testable import Pipeline

/// The store as a ledger: which cases and messages a stretch of days has.
@Suite struct LedgerTests {
    private static let day: Int64 = 86_400

    /// Five cases on three days of September in one region, the last just before midnight in China, and one of
    /// October in another; a rejection on the second day, a parked message on the first.
    private static func desk() throws -> Desk {
        let desk = try Desk()
        let water = try Desk.text("minimal-water/application.json")
        let number = "410800002024090200001"
        for (index, seconds) in [0, 1, day, 2 * day, 2 * day + 53_999].enumerated() {
            let its = water.replacing(number, with: "41080000202409020001\(index)")
            try desk.send("platform", its, id: "SB-\(index)", after: seconds)
        }
        let faults = try Desk.text("five-faults/application.json")
        try desk.send("platform", faults, id: "SB-9", after: day)
        try desk.send("water", "{", id: "w-1")
        let region = try #require(desk.hub.policy.catalogue.region("xinxian"))
        let platform = try #require(region.party("platform"))
        let path = "\(Shipped.folder)/xinxian/installation/examples/all-refused/application.json"
        let message = desk.hub.message(from: platform, of: region, try File.read(path), id: "X-1")
        let october = Instant(rfc3339: "2024-10-15T09:00:30+08:00") ?? Desk.start
        #expect(try desk.hub.take(message, at: october).verdict.disposition == .applied)
        return desk
    }

    private static func read<Result>(
        _ desk: Desk,
        region: String? = nil,
        from: String? = nil,
        to: String? = nil,
        page: Int = 500,
        _ body: (Ledger) throws -> Result
    ) throws -> Result {
        try desk.hub.read { store in
            var ledger = Ledger(store, policy: desk.hub.policy, now: Desk.start)
            ledger.region = region.flatMap { desk.hub.policy.catalogue.region($0) }
            (ledger.from, ledger.to) = (from.flatMap { Day($0) }, to.flatMap { Day($0) })
            ledger.pageSize = page
            return try body(ledger)
        }
    }

    /// `region day`, in the order in which they are read.
    private static func listed(_ ledger: Ledger) throws -> [String] {
        var found: [String] = []
        try ledger.forEach { found.append("\($0.region) \($0.acceptedAt.day().day)") }
        return found
    }

    @Test func aStretchOfDaysHasItsCases() throws {
        let desk = try Self.desk()
        let all = [
            "xinxian 2024-10-15", "jiaozuo 2024-09-04", "jiaozuo 2024-09-04", "jiaozuo 2024-09-03",
            "jiaozuo 2024-09-02", "jiaozuo 2024-09-02",
        ]
        for page in [1, 2, 500] {
            #expect(try Self.read(desk, page: page, Self.listed) == all)
        }
        let table: [(String?, String?, String?, [Int])] = [
            ("jiaozuo", nil, nil, [1, 2, 3, 4, 5]), ("xinxian", nil, nil, [0]),
            (nil, "2024-09-03", nil, [0, 1, 2, 3]), (nil, nil, "2024-09-03", [3, 4, 5]),
            (nil, "2024-09-03", "2024-09-03", [3]), (nil, "2024-09-05", "2024-10-14", []),
            ("xinxian", nil, "2024-10-14", []), (nil, "0001-01-01", "9999-12-31", Array(0...5)),
            (nil, "9999-12-31", nil, []), (nil, nil, "0001-01-01", []),
        ]
        for (region, from, to, indices) in table {
            let found = try Self.read(
                desk,
                region: region,
                from: from,
                to: to,
                page: 2,
                Self.listed
            )
            #expect(found == indices.map { all[$0] }, "\(region ?? "") \(from ?? "") \(to ?? "")")
        }
    }

    /// Received, rejected and parked, for the regions of the example.
    @Test(
        arguments: [
            (nil, nil, nil, [6, 1, 1]), ("jiaozuo", nil, nil, [5, 1, 1]),
            ("xinxian", nil, nil, [1, 0, 0]), (nil, "2024-09-03", nil, [4, 1, 0]),
            (nil, nil, "2024-09-02", [2, 0, 1]), (nil, "2024-09-03", "2024-09-03", [1, 1, 0]),
        ] as [(String?, String?, String?, [Int])]
    )
    func messagesAreCountedByTheDay(
        region: String?,
        from: String?,
        to: String?,
        expected: [Int]
    ) throws {
        let desk = try Self.desk()
        let bulletin = try Self.read(desk, region: region, from: from, to: to, page: 1) {
            try $0.bulletin()
        }
        let programs = bulletin.programs.values
        #expect(
            [
                programs.reduce(0) { $0 + $1.received }, programs.reduce(0) { $0 + $1.rejected },
                bulletin.parties.values.reduce(0) { $0 + $1.parked },
            ] == expected
        )
        let water = bulletin.parties.first { $0.key.party == "water" && $0.value.parked > 0 }
        #expect(water?.key.region == (expected[2] > 0 ? "jiaozuo" : nil))
        #expect(bulletin.parties.keys.allSatisfy { !$0.party.isEmpty })
    }

    @Test func anEmptyStoreHasAnEmptyLedger() throws {
        let desk = try Desk()
        let bulletin = try Self.read(desk) { try $0.bulletin() }
        #expect(bulletin.programs.isEmpty && bulletin.limits.isEmpty && bulletin.parties.isEmpty)
    }
}
