import Stores
import Testing
import Values

@Suite struct WorksConformance {
    private func row(_ place: String, _ from: Int, _ to: Int) -> WorkRow {
        WorkRow(place: place, days: Day(number: 20_000 + from)...Day(number: 20_000 + to))
    }

    private let today = Day(number: 20_000)

    @Test(arguments: Engine.all)
    func findsWhoSharesAPlaceAndADay(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        let abroad = try #require(
            CaseNumber(region: "410900", day: caseNumber(1).day, sequence: 1)
        )
        try sandbox.write { tx throws in
            try tx.save([row("A", 5, 10), row("B", 5, 10)], of: caseNumber(1))
            try tx.save([row("A", 10, 12), row("B", 1, 5)], of: caseNumber(2))
            try tx.save([row("A", 11, 12), row("B", 1, 4)], of: caseNumber(3))
            try tx.save([row("C", 5, 10)], of: caseNumber(4))
            try tx.save([row("B", 0, 100)], of: caseNumber(5))
            try tx.save([row("A", 5, 10)], of: abroad)
        }
        func sharing(_ number: Int, _ day: Int = 0) throws -> [Int] {
            try sandbox.read {
                try $0.casesSharingWorks(
                    with: caseNumber(number),
                    from: today.adding(days: day)
                )
            }
            .map(\.sequence)
        }
        #expect(try sharing(1) == [2, 5])
        #expect(try sharing(2) == [1, 3, 5])
        #expect(try sharing(3) == [2, 5])
        #expect(try sharing(4) == [])
        #expect(try sharing(5) == [1, 2, 3])
        #expect(try sharing(9) == [])
        // Days before the one that is asked for do not count.
        #expect(try sharing(2, 6) == [1, 3])
        #expect(try sharing(1, 10) == [2, 5])
        #expect(try sharing(1, 11) == [])
    }

    @Test(arguments: Engine.all)
    func whatIsAnnouncedReplacesAllThatWas(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { tx throws in
            try tx.save([row("A", 5, 10), row("A", 20, 30)], of: caseNumber(1))
            try tx.save([row("A", 5, 10)], of: caseNumber(2))
        }
        #expect(
            try sandbox.read { try $0.works(of: caseNumber(1)) } == [
                row("A", 5, 10), row("A", 20, 30),
            ]
        )
        try sandbox.write { try $0.save([row("B", 5, 10)], of: caseNumber(1)) }
        #expect(try sandbox.read { try $0.works(of: caseNumber(1)) } == [row("B", 5, 10)])
        #expect(
            try sandbox.read { try $0.casesSharingWorks(with: caseNumber(2), from: today) } == []
        )
        try sandbox.write { try $0.save([], of: caseNumber(1)) }
        #expect(try sandbox.read { try $0.works(of: caseNumber(1)) } == [])
    }

    @Test(arguments: Engine.all)
    func aCaseIsToBeComparedUntilItWas(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        func uncompared(_ limit: Int = 9) throws -> [Int] {
            try sandbox.write { try $0.nextUncompared(limit: limit) }.map(\.sequence)
        }
        #expect(try uncompared() == [])
        try sandbox.write { tx throws in
            for number in [2, 1, 1] { try tx.save([row("A", 1, 2)], of: caseNumber(number)) }
        }
        #expect(try uncompared() == [1, 2])
        #expect(try uncompared(1) == [1])
        // What is undone is to be done again, also by another process.
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try sandbox.write { tx throws in
                try tx.markCompared(caseNumber(1))
                throw Stop()
            }
        }
        sandbox.close()
        #expect(try uncompared() == [1, 2])
        try sandbox.write { try $0.markCompared(caseNumber(1)) }
        #expect(try uncompared() == [2])
        try sandbox.write { try $0.save([], of: caseNumber(1)) }
        #expect(try uncompared() == [1, 2])
    }
}
