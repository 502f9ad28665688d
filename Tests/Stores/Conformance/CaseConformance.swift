import Stores
import Testing
import Values

@Suite struct CaseConformance {
    @Test(arguments: Engine.all)
    func aCaseChangesOnlyFromItsVersion(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { try $0.insert(record(1)) }
        #expect(try sandbox.read { try $0.caseRecord(caseNumber(1)) } == record(1))
        var changed = record(1)
        changed.summary.status = .closed
        changed.summary.outcomeRevision = 1
        changed.summary.closedAt = instant(9)
        changed.state = Array("closed".utf8)
        #expect(try sandbox.write { try $0.update(changed) } == 2)
        #expect(code { _ = try sandbox.write { try $0.update(changed) } } == .conflict)
        changed.summary.version = 2
        #expect(try sandbox.read { try $0.caseRecord(caseNumber(1)) } == changed)
        changed.summary.number = caseNumber(2)
        #expect(code { _ = try sandbox.write { try $0.update(changed) } } == .conflict)
        #expect(try sandbox.read { try $0.caseRecord(caseNumber(2)) } == nil)
    }

    @Test(arguments: Engine.all)
    func openCasesAreCountedByTheVersionTheyHold(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        #expect(try sandbox.read { try $0.openCaseCounts() } == [])
        try sandbox.write { tx throws in
            for (number, program, version) in [
                (1, "a/b", "v2"), (2, "a/b", "v1"), (3, "a/b", "v2"), (4, "a/a", "v2"),
                (5, "a/b", "v2"),
            ] {
                var its = record(number, application: "A\(number)")
                its.summary.program = program
                its.summary.contractVersion = version
                try tx.insert(its)
                guard number == 5 else { continue }
                its.summary.status = .closed
                _ = try tx.update(its)
            }
        }
        let expected = [("a/a", "v2", 1), ("a/b", "v1", 1), ("a/b", "v2", 2)].map {
            OpenCaseCount(program: $0.0, contractVersion: $0.1, count: $0.2)
        }
        #expect(try sandbox.read { try $0.openCaseCounts() } == expected)
    }

    @Test(arguments: Engine.all)
    func aStretchOfNumbersIsListed(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { tx throws in
            for number in 1...6 { try tx.insert(record(number)) }
        }
        var query = CaseQuery()
        query.from = caseNumber(2)
        query.before = caseNumber(5)
        let found = try sandbox.read { try $0.cases(query) }.map(\.number)
        #expect(found == [4, 3, 2].map(caseNumber))
        query.before = caseNumber(2)
        #expect(try sandbox.read { try $0.cases(query) } == [])
    }

    @Test(arguments: Engine.all)
    func anApplicationNumberHasOneCaseForEver(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        // A rejected submission journals its number and does not take it.
        try sandbox.write { _ = try $0.insert(inbound("s-1", as: .rejected), takesKey: true) }
        try sandbox.write { tx throws in
            #expect(
                try tx.caseNumber(source: "lianban.applications.gov", applicationNumber: "A") == nil
            )
            try tx.insert(record(1, application: "A"))
        }
        sandbox.close()
        #expect(code { try sandbox.write { try $0.insert(record(2, application: "A")) } } == .taken)
        #expect(code { try sandbox.write { try $0.insert(record(1, application: "B")) } } == .taken)
        var elsewhere = record(3, application: "A")
        elsewhere.summary.source = "lianban.applications.other"
        try sandbox.write { try $0.insert(elsewhere) }
        try sandbox.read { reader throws in
            #expect(
                try reader.caseNumber(source: "lianban.applications.gov", applicationNumber: "A")
                    == caseNumber(1)
            )
            #expect(
                try reader.caseNumber(source: "lianban.applications.other", applicationNumber: "A")
                    == caseNumber(3)
            )
            #expect(
                try reader.caseNumber(source: "lianban.applications.gov", applicationNumber: "B")
                    == nil
            )
        }
    }

    @Test(arguments: Engine.all)
    func caseNumbersAreNeverGivenTwice(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        let day = try #require(Day("2024-09-14"))
        var seen: Set<CaseNumber> = []
        func take(_ count: Int, keep: Bool = true) throws {
            try? sandbox.write { tx throws in
                for _ in 0..<count {
                    let number = try tx.nextCaseNumber(region: "410800", day: day)
                    #expect(number.day == day)
                    if keep { #expect(seen.insert(number).inserted, "\(number) was given twice") }
                }
                if !keep { throw Undo() }
            }
        }
        try take(60)
        try take(70, keep: false)
        try take(60)
        sandbox.close()
        try take(60)
        #expect(seen.count == 180)
        #expect(seen.min() == caseNumber(1))
        #expect(
            try sandbox.write { try $0.nextCaseNumber(region: "411523", day: day) }.sequence == 1
        )
        #expect(
            try sandbox.write { try $0.nextCaseNumber(region: "410800", day: day.adding(days: 1)) }
                .sequence == 1
        )
        #expect(
            code { _ = try sandbox.write { try $0.nextCaseNumber(region: "41080X", day: day) } }
                == .invalid
        )
    }

    @Test(arguments: Engine.all)
    func theTimelineKeepsItsOrder(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { tx throws in
            try tx.insert(record(1))
            try tx.insert(record(2))
        }
        var expected: [CaseEvent] = []
        for round in 0..<4 {
            let causes: [CaseEvent.Cause] = [.message(Int64(round)), .tick, .person("张三")]
            let events = causes.map {
                CaseEvent(
                    at: instant(Int64(round), 5),
                    kind: "ordered",
                    data: ["round": .int(round)],
                    cause: $0
                )
            }
            try sandbox.write { tx throws in
                try tx.append(events, to: caseNumber(1))
                try tx.append(Array(events.prefix(1)), to: caseNumber(2))
                try tx.append([], to: caseNumber(2))
            }
            expected += events
        }
        for at in expected.indices { expected[at].sequence = at + 1 }
        #expect(try sandbox.read { try $0.events(of: caseNumber(1)) } == expected)
        #expect(
            try sandbox.read { try $0.events(of: caseNumber(2)) }.map(\.sequence) == [1, 2, 3, 4]
        )
        #expect(try sandbox.read { try $0.events(of: caseNumber(3)) } == [])
        #expect(
            code { try sandbox.write { try $0.append(expected, to: caseNumber(3)) } } == .missing
        )
    }

    @Test(arguments: Engine.all)
    func severalPartiesMayUseOneNumber(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { tx throws in
            try tx.register(party: "water", partyNumber: "2024-7", item: item(1, 1))
            try tx.register(party: "gas", partyNumber: "2024-7", item: item(1, 2))
            try tx.register(party: "gas", partyNumber: "2024-7", item: item(1, 2))
        }
        #expect(
            code {
                try sandbox.write {
                    try $0.register(party: "gas", partyNumber: "2024-7", item: item(2, 2))
                }
            } == .taken
        )
        sandbox.close()
        for reader in [try sandbox.store.readers.open()] {
            #expect(try reader.item(party: "water", partyNumber: "2024-7") == item(1, 1))
            #expect(try reader.item(party: "gas", partyNumber: "2024-7") == item(1, 2))
            #expect(try reader.item(party: "heat", partyNumber: "2024-7") == nil)
        }
    }

    @Test(arguments: Engine.all)
    func listsFilterAndPage(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { tx throws in
            for number in 1...20 {
                var record = record(number, application: "B\(number % 4)-\(number)")
                record.summary.program = number % 2 == 0 ? "installation" : "external-line"
                record.summary.status = number % 5 == 0 ? .closed : .open
                try tx.insert(record)
            }
        }
        func numbers(_ change: (inout CaseQuery) -> Void) throws -> [Int] {
            var query = CaseQuery()
            change(&query)
            return try sandbox.read { try $0.cases(query) }.map(\.number.sequence)
        }
        #expect(try numbers { $0.limit = 2 } == [20, 19])
        #expect(
            try numbers {
                $0.limit = 2
                $0.before = caseNumber(19)
            } == [18, 17]
        )
        #expect(try numbers { $0.status = .closed } == [20, 15, 10, 5])
        #expect(
            try numbers {
                $0.status = .open
                $0.program = "external-line"
                $0.limit = 3
            } == [19, 17, 13]
        )
        #expect(try numbers { $0.text = "B3-" } == [19, 15, 11, 7, 3])
        #expect(try numbers { $0.text = "4108002024091400001" } == Array((10...19).reversed()))
        #expect(try numbers { $0.text = "nothing" } == [])
    }

    @Test(
        arguments: [
            "410800202409140000", "41080020240914000001x", "410800202402300000001",
            "41080020240914000000",
            "４10800202409140001", "", "410800202409140000010",
        ]
    )
    func whatIsNoCaseNumberIsRefused(text: String) { #expect(CaseNumber(text) == nil) }

    @Test func numbersAreWrittenAsTheyAreRead() throws {
        for text in ["41080020240914000001", "00000119700101999999", "99999921490605000123"] {
            #expect(CaseNumber(text)?.description == text)
        }
        for text in [
            "4108002024091400000101", "4108002024091400000199",
        ] {
            #expect(ItemNumber(text)?.description == text)
        }
        for text in [
            "410800202409140000011", "4108002024091400000100", "41080020240914000001-01",
        ] {
            #expect(ItemNumber(text) == nil)
        }
        let hex = "0123456789abcdef0123456789abcdef"
        #expect(MessageID(hex)?.description == hex)
        #expect(MessageID(hex.uppercased())?.description == hex)
        #expect(MessageID("x" + hex.dropFirst()) == nil)
        #expect(Digest(hex + hex)?.description == hex + hex)
        #expect(Digest(hex) == nil)
    }
}
