import Stores
import Testing
import Values

@Suite struct TransactionConformance {
    /// Does one of everything.
    private func everything(_ tx: any StoreTransaction) throws {
        _ = try tx.insert(inbound("i"), takesKey: true)
        var waiting = inbound("w", as: .waiting)
        waiting.waitingFor = ["case"]
        _ = try tx.insert(waiting, takesKey: true)
        try tx.insert(record(1))
        try tx.append(
            [CaseEvent(at: instant(1), kind: "opened", data: .null, cause: .tick)],
            to: caseNumber(1)
        )
        try tx.register(party: "water", partyNumber: "7", item: item(1, 1))
        _ = try tx.insert(outbound(1, case: 1))
        try tx.save([
            LimitRow(caseNumber: caseNumber(1), limit: "l", state: .running, dueAt: instant(1))
        ])
        try tx.raise(Alert(at: instant(1), kind: "k", key: "a", text: "t"))
        try tx.setMeta("clock", "1")
    }

    private func isEmpty(_ reader: any StoreReader) throws {
        #expect(try reader.receivedCount() == 0)
        #expect(try reader.dispositionCounts().values.allSatisfy { $0 == 0 })
        #expect(try reader.inbound(InboundQuery()) == [])
        #expect(try reader.key(source: "lianban.applications.gov", identity: "i") == nil)
        #expect(try reader.cases(CaseQuery()) == [])
        #expect(try reader.events(of: caseNumber(1)) == [])
        #expect(
            try reader.caseNumber(source: "lianban.applications.gov", applicationNumber: "A-1")
                == nil
        )
        #expect(try reader.item(party: "water", partyNumber: "7") == nil)
        #expect(try reader.outbound(OutboundQuery()) == [])
        #expect(try reader.outbound(id: outbound(1).id) == nil)
        #expect(try reader.limits(of: caseNumber(1)) == [])
        #expect(try reader.dueLimits(now: instant(9), limit: 9) == [])
        #expect(try reader.alerts(AlertQuery()) == [])
        #expect(try reader.meta("clock") == nil)
    }

    @Test(arguments: Engine.all)
    func anErrorUndoesEverything(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        for _ in 0..<3 {
            #expect(throws: Undo.self) {
                try sandbox.write { tx throws in
                    try everything(tx)
                    throw Undo()
                }
            }
            try sandbox.write { tx throws in
                try isEmpty(tx)
                #expect(try tx.takeWaiting(for: "case") == [])
                #expect(
                    try tx.nextOutbound(limit: 9, now: instant(9), leaseSeconds: 30, except: [])
                        == []
                )
            }
            try sandbox.read { try isEmpty($0) }
        }
        // Nothing is left that would be in the way of doing it after all.
        try sandbox.write { try everything($0) }
        sandbox.close()
        #expect(
            try sandbox.write {
                try $0.nextOutbound(limit: 9, now: instant(9), leaseSeconds: 30, except: [])
            }.count
                == 1
        )
        #expect(try engine.faults(sandbox.folder) == [])
    }

    @Test(arguments: Engine.all)
    func aClaimThatWasUndoneIsNoClaim(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { _ = try $0.insert(outbound(1, case: 1)) }
        #expect(throws: Undo.self) {
            try sandbox.write { tx throws in
                #expect(
                    try tx.nextOutbound(limit: 1, now: instant(1), leaseSeconds: 30, except: [])
                        .count == 1
                )
                try tx.markConfirmed([1], at: instant(1))
                throw Undo()
            }
        }
        try sandbox.write { tx throws in
            #expect(try tx.outbound(sequence: 1)?.state == .pending)
            #expect(
                try tx.nextOutbound(limit: 1, now: instant(1), leaseSeconds: 30, except: []).count
                    == 1
            )
        }
    }

    @Test(arguments: Engine.all)
    func aSequenceThatWasUndoneIsNotTakenForConfirmed(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        try sandbox.write { _ = try $0.insert(outbound(1, case: 1)) }
        try? sandbox.write { tx throws in
            _ = try tx.insert(outbound(2, case: 2))
            throw Undo()
        }
        try sandbox.write { tx throws in
            _ = try tx.nextOutbound(limit: 9, now: instant(1), leaseSeconds: 30, except: [])
            try tx.markConfirmed([1], at: instant(1))
        }
        sandbox.close()
        let sequence = try sandbox.write { try $0.insert(outbound(3, case: 3)) }
        #expect(try sandbox.read { try $0.outbound(sequence: sequence) }?.state == .pending)
        sandbox.close()
        let left = try sandbox.write {
            try $0.nextOutbound(limit: 9, now: instant(1), leaseSeconds: 30, except: [])
        }
        #expect(left.map(\.sequence) == [sequence])
    }

    @Test(arguments: Engine.all)
    func readersSeeOnlyWhatIsCommitted(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        let reader = try sandbox.store.readers.open()
        try sandbox.write { tx throws in
            try everything(tx)
            try isEmpty(reader)
        }
        #expect(try reader.receivedCount() == 2)
        #expect(try reader.cases(CaseQuery()).count == 1)
        #expect(try reader.meta("clock") == "1")
    }

    @Test(arguments: Engine.all)
    func theEpochIsMadeOnce(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        #expect(try sandbox.store.epoch == "first epoch")
        try sandbox.write { try $0.setMeta("epoch", "kept") }
        sandbox.close()
        #expect(try sandbox.store.epoch == "kept")
    }
}
