import Testing
import Values

@testable import Cases
@testable import Contracts

/// What holds for every sequence of inputs, tried with seeds.
@Suite struct PropertyTests {
    // MARK: Order of arrival never matters

    static let plain = Fixture.program(
        items: [
            .item("water"), .item("gas", complete: "item.documents.size() > 0"), .item("power"),
        ],
        limits: [
            .limit(
                "connect",
                for: ["services"],
                from: .state(.accepted),
                until: .decided,
                within: "workdays(3)",
                warn: 0.5
            ),
            .limit(
                "plan",
                for: ["services"],
                from: .state(.surveyed),
                until: .state(.planned),
                within: "workhours(4)"
            ),
        ]
    )

    static let region = Fixture.region()

    /// Any order and any repetition of the same replies comes to the same items, limits and outcome.
    @Test(arguments: 0..<150)
    func arrivalOrderNeverMatters(seed: Int) throws {
        var random = Random(seed: UInt64(seed))
        let opened = try CaseMachine.open(
            Intake(
                number: "41080020240902000001",
                source: "s",
                party: "platform",
                applicationNumber: "A1",
                app: [:]
            ),
            program: Self.plain,
            region: Fixture.region(),
            now: at("2024-09-02 09:00")
        ).current
        let replies = ["water", "gas", "power"].flatMap { history(of: $0, &random) }
        let expected = try digest(playing: replies, on: opened)
        for _ in 0..<6 {
            var shuffled = replies + replies.filter { _ in random.next(3) == 0 }
            shuffled.shuffle(using: &random)
            let found = try digest(playing: shuffled, on: opened)
            #expect(found == expected)
        }
    }

    /// One party's story: milestones on the way, loops that close before the result, a result, more detail.
    private func history(of item: String, _ random: inout Random) -> [ReplyMessage] {
        let end = at("2024-09-20 09:00")
        var said: [(Milestone, Instant?, Object)] = []
        func moment() -> Instant? {
            random.next(5) == 0
                ? nil : at("2024-09-02 09:00").adding(seconds: Int64(random.next(17 * 86_400)))
        }
        for state in Milestone.path.dropFirst().dropLast() where random.next(2) == 0 {
            said.append((state, moment(), Object()))
        }
        for state in [Milestone.supplementing, .supplemented, .suspended, .resumed, .note]
        where random.next(2) == 0 {
            said.append((state, moment(), Object([("reason", .string("r\(random.next(3))"))])))
        }
        let endings: [Milestone?] = [.connected, .granted, .refused, .filed, .rejected, nil]
        if let ending = endings[random.next(endings.count)] {
            said.append((ending, end, Object([("reason", "结果")])))
            if random.next(2) == 0 {
                let document: Value = [["title": "批文", "number": .string("批\(random.next(2))")]]
                said.append((ending, end, Object([("documents", document)])))
            }
            if ending == .granted, random.next(3) == 0 {
                said.append((.revoked, end.adding(seconds: 3600), Object()))
            }
        }
        return said.enumerated().map { index, part in
            // What has no time of its own arrived at a moment of its own, before the result.
            let received =
                part.1 == nil
                ? at("2024-09-10 09:00").adding(seconds: Int64(index)) : at("2024-09-25 09:00")
            return ReplyMessage(
                party: item,
                message: "\(item)\(index)",
                receivedAt: received,
                parts: [
                    ReplyMessage.Part(
                        item: item,
                        reply: Reply(
                            state: part.0,
                            at: part.1,
                            detail: part.2,
                            partyOrder: index % 3 == 0 ? "P\(index)" : nil
                        )
                    )
                ]
            )
        }
    }

    private func digest(playing replies: [ReplyMessage], on opened: Case) throws -> String {
        var current = opened
        for reply in replies {
            var machine = try CaseMachine(
                current,
                program: Self.plain,
                region: Fixture.region(),
                now: at("2024-09-25 10:00")
            )
            try machine.apply(.replies(reply))
            _ = try machine.finish()
            current = machine.current
        }
        let machine = try CaseMachine(
            current,
            program: Self.plain,
            region: Fixture.region(),
            now: at("2024-09-25 10:00")
        )
        let view = try machine.view()
        let items = view.progress.map { progress in
            "\(progress.stage) \(progress.state) \(progress.endedAt.map(written) ?? "-") "
                + "\(progress.loops) \(Value.object(progress.reply).compactText)"
        }
        let reports = current.items.map { item in
            item.reports.map { "\($0.state)\(written($0.occurredAt))\($0.message)" }.joined(
                separator: ","
            )
        }
        let limits = current.limits.map {
            "\($0.key) \($0.state) \($0.dueAt.map(written) ?? "-") \($0.metAt.map(written) ?? "-") \($0.explanation)"
        }
        return [
            items.joined(separator: "\n"), reports.joined(separator: "\n"),
            limits.joined(separator: "\n"),
            current.outcome?.content.compactText ?? "-",
        ].joined(separator: "\n\n")
    }

    // MARK: Nothing is ever trapped, overwritten or said twice

    static let rich = program(decides: [])
    static let unified = program(decides: ["approvals"])

    private static func program(decides: [String]) -> Program {
        let condition = ModeChoice.Condition(that: Fixture.expression("app.n <= 10"), say: "不超过 10")
        return Fixture.program(
            items: [
                .item("water", when: "has(app.water)"),
                .item("gas", when: "has(app.gas)", complete: "item.documents.size() > 0"),
                .item(
                    "net",
                    party: .chosen(
                        by: Fixture.expression("app.operator"),
                        ["CMCC": "cmcc", "CTCC": "ctcc"]
                    ),
                    when: "has(app.operator)",
                    ends: .inspected,
                    modes: [
                        ModeChoice(name: "small", all: [condition], provenance: Fixture.provenance),
                        ModeChoice(name: "normal", all: [], provenance: Fixture.provenance),
                    ]
                ), .item("road", "approvals", when: "items.water.reply.externalLine"),
                .item(
                    "police",
                    "approvals",
                    when: "items.road.applies && item.missing.size() == 0"
                ),
                .item(
                    "lead",
                    "decision",
                    when: "groups.approvals.size() > 0",
                    after: "groups.approvals.all(i, i.over)",
                    decides: decides
                ),
                .item(
                    "power",
                    "coordination",
                    when: "groups.services.size() >= 2",
                    counts: false
                ),
            ],
            materials: [
                .material(
                    "图纸",
                    ["MAP"],
                    for: ["approvals"],
                    missing: .later(until: .state(.accepted)),
                    within: "workdays(2)"
                )
            ],
            limits: [
                .limit(
                    "connect",
                    for: ["services"],
                    from: .state(.accepted),
                    until: .state(.connected),
                    within: "item.mode == 'small' ? workhours(6) : workdays(2)",
                    warn: 0.5
                ),
                .limit("decide", for: ["approvals"], until: .decided, within: "days(3)", warn: 0.9),
                .limit(
                    "whole",
                    for: [],
                    from: .cel("case.acceptedAt"),
                    until: .cel("case.closedAt"),
                    within: "workdays(4)",
                    warn: 0.7
                ),
            ],
            notices: [
                .notice("progress", per: .change),
                .notice("warning", per: .limit, cel: "[limit.party]"),
                .notice("done", per: .item, when: "item.over", to: ["credit", "platform"]),
                .notice(
                    "survey",
                    per: .case,
                    when: "has(items.power.reply.scheduledAt)",
                    again: "items.power.reply.scheduledAt",
                    cel: "groups.services.map(i, i.party)"
                ), .notice("joint", per: .overlap, cel: "overlap.parties"),
                .notice("changed", per: .update),
            ],
            lateReply: LateReply(byState: [.note: .record, .checked: .reject], otherwise: .amend)
        )
    }

    @Test(arguments: 0..<120)
    func anythingMayHappen(seed: Int) {
        var random = Random(seed: UInt64(1000 + seed))
        var story = Story(seed % 2 == 0 ? Self.rich : Self.unified, region: Self.region)
        story.play("09-02 09:00 open water gas operator=CMCC n=5")
        var watch = Watch()
        for step in 0..<50 {
            story.play(line(step, &random))
            watch.look(at: story)
        }
    }

    /// A line that may or may not make sense.
    private func line(_ step: Int, _ random: inout Random) -> String {
        let items = ["water", "gas", "net", "water", "gas", "road", "police", "lead", "power"]
        let hour = 9 + random.next(9)
        let day = padded(2 + step / 2, 2)
        let now = "09-\(day) \(padded(hour, 2)):\(padded(random.next(60), 2))"
        let item = items[random.next(items.count)]
        let state = Milestone.allCases[random.next(Milestone.allCases.count)].rawValue
        let extras = [
            "", " at=09-\(day)T\(padded(8 + random.next(10), 2)):00", " doc=批\(random.next(3))",
            " reason=原因\(random.next(2))", " line=yes", " line=yes", " line=no",
            " scheduled=09-2\(random.next(9))T09:00",
            " no=P\(random.next(3))", " decides=road:granted,police:\(state)", " from=water",
        ]
        switch random.next(20) {
        case 0:
            return
                "\(now) update \(["correction", "supplement", "appointment"][random.next(3)]) \(["n=20", "-water", "water", "+MAP", "operator=CTCC", "-gas base=2"][random.next(6)])"
        case 1 where random.next(12) == 0: return "\(now) withdraw"
        case 2: return "\(now) person \(item) \(state)"
        case 3:
            let days = ["", " 10-08..10-20", " 10-10..10-20", " 08-01..09-03"][random.next(4)]
            return "\(now) overlap C\(random.next(3))\(days) v=\(random.next(3))"
        case 4: return "\(now) calendar"
        case 5: return "\(now) resend \(item) order"
        case 6, 7, 8:
            let limits = [
                "whole", "connect@water", "connect@gas", "connect@net", "decide@road",
                "material1@road",
            ]
            let level = ["warning", "overdue"][random.next(2)]
            return "\(now) tick \(limits[random.next(limits.count)]) \(level)"
        case 9: return "\(now) batch \(item) \(state) ; water note ; gas note doc=批2"
        default: return "\(now) \(item) \(state)\(extras[random.next(extras.count)])"
        }
    }
}

/// Compares a case with what it was before.
private struct Watch {
    private var before: Case?
    private var sent: Set<String> = []
    private var looked = 0

    mutating func look(at story: Story) {
        guard let current = story.current else { return }
        for message in story.outgoing[looked...] {
            let id = "\(message.kind) \(message.key) \(message.party) \(message.sequence)"
            #expect(sent.insert(id).inserted, "\(id) twice")
        }
        looked = story.outgoing.count
        let restored = try? Case(decoding: current.encode())
        #expect(restored == current)
        #expect(current.isClosed == (current.outcome != nil))
        if let before { compare(before, current, story) }
        before = current
    }

    private func compare(_ before: Case, _ current: Case, _ story: Story) {
        #expect(before.lastEventAt <= current.lastEventAt)
        #expect(before.isClosed == false || before.closedAt == current.closedAt)
        let (old, new) = (before.outcome?.revision ?? 0, current.outcome?.revision ?? 0)
        #expect(new == old || new == old + 1)
        #expect(new != old || before.outcome == current.outcome)
        for (rule, pair) in zip(story.program.items, zip(before.items, current.items)) {
            let (was, now) = (Progress(pair.0, ends: rule.ends), Progress(pair.1, ends: rule.ends))
            guard let result = was.result, pair.0.party == pair.1.party else { continue }
            let isAllowed =
                now.result == result || (now.result?.undoes ?? false && result.canBeUndone)
                || (!result.isEnding && now.result?.isGoodEnding == true)
                || (rule.decidedBy != nil && !was.isDecided
                    && (now.isDecided || now.result == .withdrawn))
            #expect(isAllowed, "\(rule.id): \(result) became \(String(describing: now.result))")
        }
        for limit in before.limits {
            guard let now = current.limit(limit.key) else { continue }
            #expect(limit.warnedAt == nil || limit.warnedAt == now.warnedAt)
            #expect(limit.overdueAt == nil || limit.overdueAt == now.overdueAt)
        }
    }
}

extension Reply {
    fileprivate init(state: Milestone, at: Instant?, detail: Object, partyOrder: String?) {
        var object = detail
        object["state"] = .string(state.rawValue)
        object["at"] = at.map { .string($0.rfc3339()) }
        object["partyOrder"] = partyOrder.map { .string($0) }
        do {
            try self.init(.object(object))
        } catch {
            fatalError("\(error)")
        }
    }
}

/// SplitMix64: the same seed gives the same numbers.
struct Random: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func next(_ count: Int) -> Int { Int(next() % UInt64(count)) }
}
