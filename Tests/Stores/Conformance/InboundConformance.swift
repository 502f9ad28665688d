import Stores
import Testing
import Values

@Suite struct InboundConformance {
    @Test(arguments: Engine.all)
    func aMessageComesBackAsItWasStored(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        var message = inbound("m-1", as: .waiting, raw: 7, body: "原文\u{0}bytes")
        message.contentDigest = digest(8)
        message.receivedAt = instant(5, 123_456_789)
        message.decidedAt = Instant(seconds: -5, nanoseconds: 1)
        message.kind = .reply
        message.party = "water"
        message.program = "installation"
        message.caseNumber = caseNumber(3)
        message.item = item(3, 12)
        message.contractVersion = "water@3"
        message.problems = [
            Problem(
                code: "missing",
                place: Place(Pointer(["a/b", "0", ""]), wire: "/工单/项目[1]"),
                expected: "应填写",
                found: "无 \"引号\" \u{1F} \\"
            )
        ]
        message.problemKey = "missing water@3 /a"
        message.links = .init(causedBy: 1, duplicateOf: nil, replayOf: 3, supersedes: 4)
        message.attempts = 2
        message.waitingFor = ["case A-9", "item 水/7"]
        message.properties = [
            "message-id": "x",
            "headers": ["n": .number(Number(validated: "19.90")), "list": [1, true, .null, []]],
            "empty": [:],
        ]
        let id = try sandbox.write { try $0.insert(message, takesKey: true) }
        message.id = id
        #expect(try sandbox.read { try $0.inbound(id: id) } == message)
        sandbox.close()
        #expect(try sandbox.write { try $0.inbound(id: id) } == message)
        message.body = nil
        message.properties = .object(Object())
        #expect(try sandbox.read { try $0.inbound(InboundQuery()) } == [message])
        #expect(try sandbox.read { try $0.inbound(id: id + 1) } == nil)
        #expect(try engine.faults(sandbox.folder) == [])
    }

    @Test(arguments: Engine.all, [(128, nil), (129, .invalid)] as [(Int, StoreError.Code?)])
    func whatCouldNotBeReadBackIsRefused(
        engine: Engine,
        depth: (count: Int, code: StoreError.Code?)
    ) throws {
        let sandbox = try Sandbox(engine)
        var message = inbound("deep")
        message.properties = (1..<depth.count).reduce(.array([])) { value, _ in ["a": value] }
        #expect(
            code { try sandbox.write { _ = try $0.insert(message, takesKey: true) } } == depth.code
        )
        let stored = try sandbox.read { try $0.inbound(id: 1) }
        #expect(stored?.properties == (depth.code == nil ? message.properties : nil))
    }

    @Test(arguments: Engine.all)
    func aKeyIsTakenOnce(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        let first = try sandbox.write { try $0.insert(inbound("k"), takesKey: true) }
        #expect(
            code { try sandbox.write { _ = try $0.insert(inbound("k", raw: 2), takesKey: true) } }
                == .taken
        )
        // The same identity on another queue is another key.
        try sandbox.write { _ = try $0.insert(inbound("k", source: "other"), takesKey: true) }
        // A conflict is parked without the key, which stays with the first.
        try sandbox.write { _ = try $0.insert(inbound("k", as: .parked, raw: 3), takesKey: false) }
        sandbox.close()
        for key in [
            try sandbox.write { try $0.key(source: "lianban.applications.gov", identity: "k") },
            try sandbox.read { try $0.key(source: "lianban.applications.gov", identity: "k") },
        ] {
            #expect(key?.message == first)
            #expect(key?.rawDigest == digest(1))
            #expect(key?.disposition == .applied)
        }
        #expect(
            try sandbox.write { try $0.key(source: "lianban.applications.gov", identity: "K") }
                == nil
        )
        #expect(try sandbox.write { try $0.receivedCount() } == 3)
    }

    @Test(arguments: Engine.all)
    func manyKeysAreFoundAndNoOthers(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        for batch in 0..<20 {
            try sandbox.write { tx throws in
                for number in 0..<10 {
                    _ = try tx.insert(inbound("k\(batch * 10 + number)"), takesKey: true)
                }
            }
            if batch == 11 { sandbox.close() }
        }
        try sandbox.write { tx throws in
            for number in 0..<200 {
                let key = try tx.key(source: "lianban.applications.gov", identity: "k\(number)")
                #expect(key?.message == Int64(number + 1))
            }
            #expect(try tx.key(source: "lianban.applications.gov", identity: "k200") == nil)
        }
        try sandbox.read { reader throws in
            for number in [0, 99, 199] {
                let key = try reader.key(source: "lianban.applications.gov", identity: "k\(number)")
                #expect(key?.message == Int64(number + 1))
            }
            #expect(try reader.key(source: "lianban.applications.gov", identity: "k200") == nil)
        }
    }

    @Test(arguments: Engine.all)
    func aDuplicateKeepsItsBodyOnlyWhereItDiffers(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        let (first, same, other) = try sandbox.write { tx throws in
            let first = try tx.insert(inbound("k", body: "original"), takesKey: true)
            var same = inbound("k", as: .duplicate, body: "original")
            same.links.duplicateOf = first
            var other = inbound("k", as: .duplicate, raw: 2, body: "new nonce")
            other.links.duplicateOf = first
            return (
                first, try tx.insert(same, takesKey: true), try tx.insert(other, takesKey: true)
            )
        }
        try sandbox.read { reader throws in
            #expect(try reader.inbound(id: first)?.body == Array("original".utf8))
            #expect(try reader.inbound(id: same)?.body == Array("original".utf8))
            #expect(try reader.inbound(id: other)?.body == Array("new nonce".utf8))
            #expect(try reader.dispositionCounts() == [.applied: 1, .duplicate: 2])
        }
    }

    @Test(arguments: Engine.all)
    func aChangeNamesTheRevisionItIsBasedOn(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        let id = try sandbox.write { try $0.insert(inbound(nil, as: .suspect), takesKey: true) }
        var message = try #require(try sandbox.read { try $0.inbound(id: id) })
        message.attempts = 1
        try sandbox.write { try $0.update(message) }
        #expect(code { try sandbox.write { try $0.update(message) } } == .conflict)
        message.revision = 1
        message.identity = "late"
        message.disposition = .applied
        message.contentDigest = digest(4)
        message.caseNumber = caseNumber(1)
        try sandbox.write { try $0.update(message) }
        message.revision = 2
        // Applied is final.
        message.disposition = .parked
        #expect(code { try sandbox.write { try $0.update(message) } } == .conflict)
        message.id = 99
        #expect(code { try sandbox.write { try $0.update(message) } } == .missing)
        try sandbox.read { reader throws in
            let stored = try reader.inbound(id: id)
            #expect(stored?.revision == 2)
            #expect(stored?.disposition == .applied)
            #expect(stored?.contentDigest == digest(4))
            #expect(stored?.caseNumber == caseNumber(1))
            #expect(try reader.key(source: message.source, identity: "late")?.message == id)
            #expect(try reader.dispositionCounts().filter { $0.value != 0 } == [.applied: 1])
        }
        #expect(try engine.faults(sandbox.folder) == [])
    }

    @Test(
        arguments: [
            (Disposition.suspect, Disposition.allCases),
            (.waiting, [.waiting, .applied, .recorded, .parked]),
            (.parked, [.parked, .applied, .recorded, .superseded, .discarded]),
            (.rejected, [.superseded]),
            (.applied, []), (.duplicate, []), (.recorded, []), (.superseded, []), (.discarded, []),
        ] as [(Disposition, [Disposition])]
    )
    func dispositionsFollowTheTable(from: Disposition, to: [Disposition]) {
        #expect(
            Disposition.allCases.filter(from.canBecome) == Disposition.allCases.filter(to.contains)
        )
    }

    @Test(arguments: Engine.all)
    func waitingMessagesAreTakenInOrder(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        let ids = try sandbox.write { tx throws in
            try ["a", "b", "c"].map { identity in
                var message = inbound(identity, as: .waiting)
                message.waitingFor = identity == "b" ? ["case 2"] : ["case 1", "case 2"]
                return try tx.insert(message, takesKey: true)
            }
        }
        sandbox.close()
        try sandbox.write { tx throws in
            #expect(try tx.takeWaiting(for: "case 3") == [])
            #expect(try tx.takeWaiting(for: "case 1") == [ids[0], ids[2]])
            #expect(try tx.takeWaiting(for: "case 1") == [])
            for id in [ids[0], ids[2]] {
                var message = try #require(try tx.inbound(id: id))
                message.disposition = .applied
                message.waitingFor = []
                try tx.update(message)
            }
            // Taken up once, they do not wait under their other key either.
            #expect(try tx.takeWaiting(for: "case 2") == [ids[1]])
            var message = try #require(try tx.inbound(id: ids[1]))
            message.waitingFor = []
            #expect(code { try tx.update(message) } == .invalid)
            message = try #require(try tx.inbound(id: ids[1]))
            message.disposition = .parked
            try tx.update(message)
        }
        #expect(try engine.faults(sandbox.folder) == [])
    }

    @Test(arguments: Engine.all)
    func theSumsHoldAtEveryCommit(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        for disposition in Disposition.allCases {
            try sandbox.write { tx throws in
                var message = inbound("\(disposition)", as: disposition)
                if disposition == .waiting { message.waitingFor = ["x"] }
                _ = try tx.insert(message, takesKey: true)
            }
            try sandbox.read { reader throws in
                let (counts, received) = (
                    try reader.dispositionCounts(), try reader.receivedCount()
                )
                #expect(counts.values.reduce(0, +) == received)
            }
        }
        #expect(try sandbox.read { try $0.receivedCount() } == Disposition.allCases.count)
        #expect(try engine.faults(sandbox.folder) == [])
    }

    @Test(arguments: Engine.all)
    func listsFilterAndPage(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { tx throws in
            for number in 1...30 {
                var message = inbound(
                    "k\(number)",
                    as: number % 3 == 0 ? .parked : .applied,
                    raw: UInt8(number)
                )
                message.party = number % 2 == 0 ? "water" : "gas"
                message.caseNumber = number <= 10 ? caseNumber(2 - number % 2) : nil
                message.problemKey = number % 3 == 0 ? "group \(number % 2)" : nil
                _ = try tx.insert(message, takesKey: true)
            }
        }
        func ids(_ change: (inout InboundQuery) -> Void) throws -> [Int64] {
            var query = InboundQuery()
            change(&query)
            return try sandbox.read { try $0.inbound(query) }.map(\.id)
        }
        #expect(try ids { $0.limit = 3 } == [30, 29, 28])
        #expect(
            try ids {
                $0.limit = 3
                $0.before = 28
            } == [27, 26, 25]
        )
        #expect(try ids { $0.caseNumber = caseNumber(1) } == [9, 7, 5, 3, 1])
        #expect(
            try ids {
                $0.disposition = .parked
                $0.party = "gas"
            } == [27, 21, 15, 9, 3]
        )
        #expect(
            try ids {
                $0.disposition = .applied
                $0.before = 6
            } == [5, 4, 2, 1]
        )
        #expect(try ids { $0.problemKey = "group 1" } == [27, 21, 15, 9, 3])
        #expect(try ids { $0.received = instant(4)..<instant(7) } == [6, 5, 4])
    }
}
