import Stores
import Testing
import Values

@Suite struct LimitConformance {
    private func running(
        _ name: String,
        item position: Int? = nil,
        warn: Int64?,
        due: Int64?
    ) -> LimitRow {
        LimitRow(
            caseNumber: caseNumber(1),
            item: position.map { item(1, $0) },
            limit: name,
            state: .running,
            warnAt: warn.map { instant($0) },
            dueAt: due.map { instant($0) }
        )
    }

    @Test(arguments: Engine.all)
    func dueLevelsComeOldestFirst(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        let paused = {
            var row = running("c", warn: 1, due: 2)
            row.state = .paused
            return row
        }()
        let undated = LimitRow(caseNumber: caseNumber(1), limit: "d", state: .undated)
        try sandbox.write { tx throws in
            try tx.save(
                [
                    running("a", warn: 30, due: 40), running("b", item: 2, warn: nil, due: 20),
                    paused, undated,
                    running("e", item: 1, warn: 10, due: 15),
                ]
            )
        }
        func due(_ second: Int64, limit: Int = 10) throws -> [String] {
            try sandbox.read { try $0.dueLimits(now: instant(second), limit: limit) }
                .map { "\($0.row.limit) \($0.level)" }
        }
        #expect(try due(9) == [])
        #expect(try due(10) == ["e warning"])
        #expect(try due(35) == ["e warning", "e overdue", "b overdue", "a warning"])
        #expect(try due(35, limit: 1) == ["e warning", "e overdue"])
        #expect(
            try sandbox.read { try $0.limits(of: caseNumber(1)) }.map {
                "\($0.limit) \($0.item?.position ?? 0)"
            }
                == ["a 0", "c 0", "d 0", "e 1", "b 2"]
        )
    }

    @Test(arguments: Engine.all)
    func aLevelFiresOnceWhateverIsSaved(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        let row = running("a", warn: 10, due: 20)
        try sandbox.write { tx throws in
            try tx.save([row])
            #expect(try tx.fire(row, level: .warning, now: instant(9)) == false)
            #expect(try tx.fire(row, level: .warning, now: instant(10)))
            #expect(try tx.fire(row, level: .warning, now: instant(10)) == false)
        }
        // Re-dated by somebody who does not know that it fired.
        try sandbox.write { tx throws in
            try tx.save([running("a", warn: 30, due: 40)])
            #expect(try tx.fire(row, level: .warning, now: instant(50)) == false)
            #expect(try tx.dueLimits(now: instant(50), limit: 9).map(\.level) == [.overdue])
            #expect(try tx.fire(row, level: .overdue, now: instant(50)))
            #expect(try tx.dueLimits(now: instant(50), limit: 9) == [])
        }
        let stored = try sandbox.read { try $0.limits(of: caseNumber(1)) }
        #expect(stored.map(\.state) == [.overdue])
        #expect(stored.map(\.fired) == [[.warning, .overdue]])
        #expect(stored.map(\.dueAt) == [instant(40)])
    }

    @Test(arguments: Engine.all)
    func aLimitThatStoppedDoesNotFire(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        for state in LimitRow.State.allCases where !state.isRunning {
            var row = running("a", warn: 1, due: 2)
            row.state = state
            try sandbox.write { tx throws in
                try tx.save([row])
                #expect(try tx.fire(row, level: .overdue, now: instant(9)) == false, "\(state)")
                #expect(try tx.dueLimits(now: instant(9), limit: 9) == [], "\(state)")
            }
        }
        let unknown = running("z", warn: 1, due: 2)
        #expect(
            try sandbox.write { try $0.fire(unknown, level: .warning, now: instant(9)) } == false
        )
    }

    @Test(arguments: Engine.all)
    func anAlertIsOpenOncePerKey(engine: Engine) throws {
        let sandbox = try Sandbox(engine)
        var alert = Alert(
            at: instant(1),
            kind: "stalled",
            key: "stalled water",
            text: "供水公司的队列 15 分钟没有应答"
        )
        alert.item = item(1, 2)
        alert.party = "water"
        let first = try #require(try sandbox.write { try $0.raise(alert) })
        #expect(try sandbox.write { try $0.raise(alert) } == nil)
        var open = try sandbox.read { try $0.alerts(AlertQuery()) }
        #expect(open.map(\.id) == [first])
        open[0].id = 0
        alert.caseNumber = caseNumber(1)
        #expect(open == [alert])
        #expect(
            try sandbox.write { try $0.acknowledgeAlert(key: alert.key, by: "李四", at: instant(2)) }
        )
        #expect(
            try sandbox.write { try $0.acknowledgeAlert(key: alert.key, by: "李四", at: instant(3)) }
                == false
        )
        #expect(try sandbox.read { try $0.alerts(AlertQuery()) } == [])
        let second = try #require(try sandbox.write { try $0.raise(alert) })
        var query = AlertQuery()
        query.isOpenOnly = false
        #expect(try sandbox.read { try $0.alerts(query) }.map(\.id) == [second, first])
        #expect(try sandbox.read { try $0.alerts(query) }.map(\.acknowledgedBy) == [nil, "李四"])
        query.before = second
        #expect(try sandbox.read { try $0.alerts(query) }.map(\.id) == [first])
    }
}
