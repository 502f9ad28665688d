import Stores
import Testing
import Values

@Suite struct OutboundConformance {
    private let water = "lianban.orders.410800.water"
    private let gas = "lianban.orders.410800.gas"

    /// Claims and returns sequences.
    private func claim(
        _ sandbox: Sandbox,
        at second: Int64,
        limit: Int = 100,
        except: Set<String> = []
    ) throws -> [Int64] {
        try sandbox.write {
            try $0.nextOutbound(
                limit: limit,
                now: instant(second),
                leaseSeconds: 30,
                except: except
            )
        }.map(\.sequence)
    }

    private func states(_ sandbox: Sandbox) throws -> [OutboundMessage.State] {
        try sandbox.read { try $0.outbound(OutboundQuery()) }.reversed().map(\.state)
    }

    @Test(arguments: Engine.all)
    func aMessageComesBackAsItWasStored(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        var message = outbound(7, case: 1, at: 3)
        message.item = item(1, 4)
        message.kind = .cancel
        message.properties = ["type": "order", "headers": ["x-sign": "abc"]]
        message.freshness = ["header": "x-time"]
        message.supersedes = outbound(6).id
        message.causedBy = 12
        let sequence = try sandbox.write { try $0.insert(message) }
        message.sequence = sequence
        #expect(try sandbox.read { try $0.outbound(sequence: sequence) } == message)
        #expect(try sandbox.read { try $0.outbound(id: message.id) } == message)
        #expect(try sandbox.read { try $0.outbound(id: outbound(6).id) } == nil)
        #expect(code { try sandbox.write { _ = try $0.insert(outbound(7)) } } == .taken)
        let claimed = try sandbox.write {
            try $0.nextOutbound(limit: 1, now: instant(3), leaseSeconds: 30, except: [])
        }
        sandbox.close()
        let again = try sandbox.write {
            try $0.nextOutbound(limit: 1, now: instant(3), leaseSeconds: 30, except: [])
        }
        for var found in claimed + again {
            #expect(found.state == .claimed)
            #expect(found.attempts == 1)
            (found.state, found.attempts, found.nextAttemptAt) = (.pending, 0, nil)
            #expect(found == message)
        }
        #expect(claimed.count == 1)
        #expect(again.count == 1)
    }

    @Test(arguments: Engine.all)
    func aStreamGoesOneByOneAndStreamsAreIndependent(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { tx throws in
            for (number, (sequence, to)) in [
                (1, water), (1, water), (2, water), (1, gas), (1, water),
            ].enumerated() {
                _ = try tx.insert(outbound(number + 1, case: sequence, to: to))
            }
            // Without a case, nobody waits for anybody.
            _ = try tx.insert(outbound(6, to: water))
            _ = try tx.insert(outbound(7, to: water))
        }
        #expect(try Set(claim(sandbox, at: 1)) == [1, 3, 4, 6, 7])
        #expect(try claim(sandbox, at: 1) == [])
        try sandbox.write { try $0.markConfirmed([3, 1], at: instant(2)) }
        #expect(try claim(sandbox, at: 2) == [2])
        try sandbox.write { try $0.markConfirmed([2, 2, 1, 99], at: instant(3)) }
        #expect(try claim(sandbox, at: 3) == [5])
        try sandbox.write { try $0.markConfirmed([4, 5, 6, 7], at: instant(4)) }
        #expect(try claim(sandbox, at: 999) == [])
        #expect(try states(sandbox) == Array(repeating: .confirmed, count: 7))
        #expect(try sandbox.read { try $0.outbound(sequence: 2) }?.confirmedAt == instant(3))
        #expect(try sandbox.read { try $0.outbound(sequence: 1) }?.confirmedAt == instant(2))
        sandbox.close()
        #expect(try claim(sandbox, at: 999) == [])
        #expect(try sandbox.write { try $0.outbound(sequence: 5) }?.state == .confirmed)
    }

    @Test(arguments: Engine.all)
    func destinationsTakeTurnsAndCanBeLeftOut(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { tx throws in
            for number in 1...6 { _ = try tx.insert(outbound(number, case: number, to: water)) }
            for number in 7...8 { _ = try tx.insert(outbound(number, case: number, to: gas)) }
        }
        let first = try claim(sandbox, at: 1, limit: 4)
        #expect(Set(first) == [1, 2, 7, 8])
        #expect(try claim(sandbox, at: 1, except: [water]) == [])
        #expect(try claim(sandbox, at: 1, limit: 2, except: [gas]) == [3, 4])
    }

    @Test(arguments: Engine.all)
    func aMessageIsNotSentBeforeItsTime(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        var later = outbound(1, case: 1)
        later.nextAttemptAt = instant(50)
        try sandbox.write { tx throws in
            _ = try tx.insert(later)
            _ = try tx.insert(outbound(2, case: 1))
        }
        #expect(try claim(sandbox, at: 49) == [])
        #expect(try claim(sandbox, at: 50) == [1])
    }

    @Test(arguments: Engine.all)
    func aFailureIsTriedAgainAndJournalled(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { tx throws in
            for number in 1...3 { _ = try tx.insert(outbound(number, case: 1)) }
        }
        #expect(try claim(sandbox, at: 1) == [1])
        try sandbox.write { tx throws in
            try tx.markFailed(
                Attempt(message: 1, at: instant(1), result: "returned: NO_ROUTE"),
                nextAttemptAt: instant(5)
            )
        }
        #expect(try claim(sandbox, at: 4) == [])
        #expect(try claim(sandbox, at: 5) == [1])
        try sandbox.write { tx throws in
            try tx.markFailed(
                Attempt(message: 1, at: instant(5), result: "nack"),
                nextAttemptAt: instant(9)
            )
        }
        let failed = try #require(try sandbox.read { try $0.outbound(sequence: 1) })
        #expect(failed.state == .pending)
        #expect(failed.attempts == 2)
        #expect(failed.nextAttemptAt == instant(9))
        sandbox.close()
        #expect(try claim(sandbox, at: 8) == [])
        #expect(try claim(sandbox, at: 9) == [1])
        try sandbox.write { try $0.markConfirmed([1], at: instant(10)) }
        let confirmed = try #require(try sandbox.read { try $0.outbound(sequence: 1) })
        #expect(confirmed.state == .confirmed)
        #expect(confirmed.attempts == 3)
        #expect(confirmed.confirmedAt == instant(10))
        #expect(
            try sandbox.read { try $0.attempts(of: 1) }.map { "\($0.number) \($0.result)" }
                == ["1 returned: NO_ROUTE", "2 nack"]
        )
        // A late word about a confirmed message changes nothing but the journal.
        try sandbox.write { tx throws in
            try tx.markFailed(
                Attempt(message: 1, at: instant(11), result: "lost"),
                nextAttemptAt: instant(11)
            )
        }
        #expect(try claim(sandbox, at: 12) == [2])
        #expect(try sandbox.read { try $0.outbound(sequence: 1) }?.state == .confirmed)
    }

    @Test(arguments: Engine.all)
    func freshAttemptsAreJournalledBeforeTheyAreMade(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        var message = outbound(1, case: 1)
        message.freshness = true
        try sandbox.write { _ = try $0.insert(message) }
        #expect(try claim(sandbox, at: 1) == [1])
        try sandbox.write {
            try $0.record(Attempt(message: 1, at: instant(1), freshHeaders: ["t": "1"]))
        }
        try sandbox.write {
            try $0.markFailed(
                Attempt(message: 1, at: instant(2), result: "nack"),
                nextAttemptAt: instant(3)
            )
        }
        #expect(try claim(sandbox, at: 3) == [1])
        try sandbox.write {
            try $0.record(Attempt(message: 1, at: instant(3), freshHeaders: ["t": "3"]))
        }
        try sandbox.write { try $0.markConfirmed([1], at: instant(4)) }
        let attempts = try sandbox.read { try $0.attempts(of: 1) }
        #expect(attempts.map(\.number) == [1, 2])
        #expect(attempts.map(\.freshHeaders) == [["t": "1"], ["t": "3"]])
        #expect(attempts.map(\.result) == ["nack", "confirmed"])
        #expect(attempts.map(\.at) == [instant(1), instant(3)])
    }

    @Test(arguments: Engine.all)
    func aLeaseLapses(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { tx throws in
            for number in 1...2 { _ = try tx.insert(outbound(number, case: 1)) }
        }
        #expect(try claim(sandbox, at: 0) == [1])
        #expect(try claim(sandbox, at: 29) == [])
        try sandbox.write { try $0.markPublished([1, 2], leaseUntil: instant(40)) }
        #expect(try sandbox.write { try $0.outbound(sequence: 1) }?.state == .published)
        #expect(try claim(sandbox, at: 39) == [])
        #expect(try claim(sandbox, at: 40) == [1])
        #expect(try sandbox.write { try $0.outbound(sequence: 1) }?.attempts == 2)
    }

    @Test(arguments: Engine.all)
    func onlyWhatWasNeverAttemptedIsCancelled(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { tx throws in
            for number in 1...3 { _ = try tx.insert(outbound(number, case: 1)) }
            #expect(try tx.cancel(2, reason: "撤件"))
            #expect(try tx.cancel(2, reason: "撤件") == false)
        }
        #expect(try claim(sandbox, at: 1) == [1])
        try sandbox.write { tx throws in
            #expect(try tx.cancel(1, reason: "late") == false)
            try tx.markFailed(
                Attempt(message: 1, at: instant(1), result: "nack"),
                nextAttemptAt: instant(2)
            )
            #expect(try tx.cancel(1, reason: "late") == false)
        }
        #expect(try claim(sandbox, at: 2) == [1])
        try sandbox.write { try $0.markConfirmed([1], at: instant(3)) }
        #expect(try claim(sandbox, at: 3) == [3])
        #expect(code { try sandbox.write { try $0.revive(2, at: instant(4)) } } == .conflict)
        let cancelled = try sandbox.read { try $0.outbound(sequence: 2) }
        #expect(cancelled?.state == .cancelled)
        #expect(cancelled?.reason == "撤件")
        #expect(cancelled?.attempts == 0)
        sandbox.close()
        // What a process before may have sent is not cancelled, because a cancel order would be missing.
        #expect(try sandbox.write { try $0.cancel(3, reason: "after the restart") } == false)
        #expect(try states(sandbox) == [.confirmed, .cancelled, .pending])
    }

    @Test(arguments: Engine.all)
    func aBlockedMessageLetsTheRestGoOn(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { tx throws in
            for number in 1...3 { _ = try tx.insert(outbound(number, case: 1)) }
        }
        #expect(try claim(sandbox, at: 1) == [1])
        try sandbox.write { try $0.block(1, reason: "kills its channel") }
        #expect(try claim(sandbox, at: 1) == [2])
        #expect(code { try sandbox.write { try $0.block(1, reason: "again") } } == .conflict)
        // Sent again by a person, it waits for what is on the wire and then goes before what comes after it.
        try sandbox.write { try $0.revive(1, at: instant(2)) }
        #expect(try claim(sandbox, at: 2) == [])
        sandbox.close()
        #expect(try claim(sandbox, at: 2) == [1])
        #expect(try claim(sandbox, at: 2) == [])
    }

    @Test(arguments: Engine.all)
    func aConfirmedMessageMayStillBeRefused(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { tx throws in
            for number in 1...4 { _ = try tx.insert(outbound(number, case: number)) }
        }
        #expect(try claim(sandbox, at: 1, limit: 3) == [1, 2, 3])
        try sandbox.write { try $0.markConfirmed([1, 3], at: instant(2)) }
        try sandbox.write { tx throws in
            try tx.refuse(1, reason: "dead-lettered by the receiver")
            try tx.refuse(2, reason: "dead-lettered before its confirm was stored")
        }
        try sandbox.write { try $0.markConfirmed([2], at: instant(3)) }
        #expect(code { try sandbox.write { try $0.refuse(9, reason: "?") } } == .missing)
        #expect(try states(sandbox) == [.refused, .refused, .confirmed, .pending])
        sandbox.close()
        #expect(try states(sandbox) == [.refused, .refused, .confirmed, .pending])
        try sandbox.write { try $0.revive(1, at: instant(5)) }
        #expect(try Set(claim(sandbox, at: 5)) == [1, 4])
        try sandbox.write { try $0.markConfirmed([1, 4], at: instant(6)) }
        #expect(try states(sandbox) == [.confirmed, .refused, .confirmed, .confirmed])
        #expect(try sandbox.read { try $0.outbound(sequence: 1) }?.attempts == 2)
    }

    @Test(arguments: Engine.all)
    func listsFilterAndPage(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { tx throws in
            for number in 1...12 {
                var message = outbound(
                    number,
                    case: 2 - number % 2,
                    to: number % 3 == 0 ? gas : water,
                    at: Int64(number)
                )
                message.party = number % 3 == 0 ? "gas" : "water"
                _ = try tx.insert(message)
            }
        }
        _ = try claim(sandbox, at: 20)
        try sandbox.write { tx throws in
            try tx.markConfirmed([1, 2, 3], at: instant(20))
            try tx.block(6, reason: "x")
        }
        func list(_ change: (inout OutboundQuery) -> Void) throws -> [Int64] {
            var query = OutboundQuery()
            change(&query)
            return try sandbox.read { try $0.outbound(query) }.map(\.sequence)
        }
        #expect(try list { $0.limit = 2 } == [12, 11])
        #expect(
            try list {
                $0.limit = 2
                $0.before = 11
            } == [10, 9]
        )
        #expect(try list { $0.caseNumber = caseNumber(1) } == [11, 9, 7, 5, 3, 1])
        #expect(try list { $0.party = "gas" } == [12, 9, 6, 3])
        #expect(try list { $0.destination = gas } == [12, 9, 6, 3])
        #expect(try list { $0.state = .confirmed } == [3, 2, 1])
        #expect(try list { $0.state = .blocked } == [6])
        #expect(
            try list {
                $0.state = .pending
                $0.limit = 3
            } == [12, 11, 10]
        )
        #expect(try list { $0.state = .pending }.count == 8)
        #expect(try list { $0.created = instant(4)..<instant(6) } == [5, 4])
    }
}
