import Cases
import Values

extension BulletinReport {
    var json: Value {
        .object(
            Object([
                ("at", Value(bulletin.now)), ("from", Value(from.map { "\($0)" })),
                ("to", Value(to.map { "\($0)" })),
                ("programs", .array(programs.map { json($0.key, $0.totals) })),
                ("limits", .array(limits.map { json($0.key, $0.totals) })),
                ("parties", .array(parties.map { json($0.key, $0.totals) })),
                ("overdue", json(bulletin.overdue)), ("dueToday", json(bulletin.dueToday)),
                ("paused", json(bulletin.paused)),
            ])
        )
    }

    private func json(_ key: Bulletin.ProgramKey, _ its: Bulletin.ProgramTotals) -> Value {
        let results = results.compactMap { result in
            its.results[result].map { count -> Value in
                [
                    "result": .string(result), "title": .string(title(result: result)),
                    "count": .int(count),
                ]
            }
        }
        return .object(
            Object([
                ("region", .string(key.region)),
                ("regionTitle", .string(title(region: key.region))),
                ("program", Value(key.program.isEmpty ? nil : key.program)),
                ("programTitle", .string(title(program: key.program))),
                ("received", .int(its.received)), ("open", .int(its.open)),
                ("closed", .int(its.closed)), ("results", .array(results)),
                ("concluded", .int(its.concluded)), ("outcomesIssued", .int(its.issued)),
                ("amended", .int(its.amended)), ("rejected", .int(its.rejected)),
            ])
        )
    }

    private func json(_ key: Bulletin.LimitKey, _ its: Bulletin.LimitTotals) -> Value {
        var object = Object([
            ("region", .string(key.region)), ("regionTitle", .string(title(region: key.region))),
            ("program", .string(key.program)),
            ("programTitle", .string(title(program: key.program))), ("limit", .string(key.rule)),
            ("limitTitle", .string(its.title)),
        ])
        for standing in LedgerEntry.Standing.allCases {
            object[standing.rawValue] = .int(its[standing])
        }
        let percent = its.onTimePerMille.flatMap { Number(Self.percent($0)) }
        object["onTimePercent"] = percent.map { .number($0) } ?? .null
        return .object(object)
    }

    private func json(_ key: Bulletin.PartyKey, _ its: Bulletin.PartyTotals) -> Value {
        .object(
            Object([
                ("region", .string(key.region)),
                ("regionTitle", .string(title(region: key.region))),
                ("party", Value(key.party.isEmpty ? nil : key.party)),
                ("partyTitle", .string(title(party: key.party, in: key.region))),
                ("orders", .int(its.ordered)), ("answered", .int(its.answered)),
                ("silent", .int(its.silent)), ("firstAnswerMinutes", json(its.firstAnswer)),
                ("resultMinutes", json(its.result)), ("overdueItems", .int(its.overdue)),
                ("parked", .int(its.parked)),
            ])
        )
    }

    private func json(_ spread: Spread) -> Value {
        .object(
            Object([
                ("count", .int(spread.count)), ("median", spread.median.map { .int($0) } ?? .null),
                ("longest", spread.longest.map { .int($0) } ?? .null),
            ])
        )
    }

    /// Not all of them where there are very many: `count` says how many there are.
    private func json(_ list: DeadlineList) -> Value {
        let lines = list.all.map { its -> Value in
            .object(
                Object([
                    ("case", .string(its.number)), ("region", .string(its.region)),
                    ("program", .string(its.program)), ("item", Value(its.item)),
                    ("party", Value(its.party)),
                    ("partyTitle", Value(its.party.map { title(party: $0, in: its.region) })),
                    ("limit", .string(its.limit)), ("dueAt", Value(its.dueAt)),
                    ("workdaysLate", its.workdaysLate.map { .int($0) } ?? .null),
                    ("why", .string(its.explanation)),
                ])
            )
        }
        return .object(Object([("count", .int(list.count)), ("lines", .array(lines))]))
    }
}
