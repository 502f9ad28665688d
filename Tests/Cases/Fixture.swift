import Expressions
import Formats
import Schemas
import Values

@testable import Cases
@testable import Contracts

/// Programs and regions built by hand, as the contract compiler would build them from files.
enum Fixture {
    static let span = SourceSpan(file: "test", line: 1, column: 1)
    static let provenance = Program.Provenance(title: nil, basis: nil, assumption: nil, span: span)

    static let environment: Environment = {
        var environment = Environment(
            functions: LanguageFunctions.all + RuleFunctions.spans + [
                RuleFunctions.reached, RuleFunctions.isWorkday(.china),
            ]
        )
        for variable in Variable.allCases { environment.declare(variable.name) }
        return environment
    }()

    static func expression(_ text: String) -> Expression {
        do {
            return try Expression.compile(text, span: span, in: environment)
        } catch {
            fatalError("\(text): \(error.list)")
        }
    }

    static func contract(_ name: String, outbound: Set<String> = ["order", "cancel"]) -> Contract {
        Contract(
            name: name,
            title: name,
            changes: .resend,
            identity: .messageID,
            parameters: [:],
            keys: [],
            outbound: Dictionary(
                outbound.map { ($0, message(name, $0)) },
                uniquingKeysWith: { first, _ in first }
            ),
            inbound: [],
            answers: [],
            codes: [],
            provenance: provenance
        )
    }

    static let empty = MapTree(
        root: .constant(MapConstant(value: .null, span: span)),
        environment: Environment()
    )

    private static func message(_ contract: String, _ stem: String) -> OutboundMessage {
        do {
            let schema = try Schema.compile(
                .scalar(Node.Scalar(text: "true", isPlain: true, span: span))
            )
            return OutboundMessage(
                name: "\(contract)/\(stem)",
                stem: stem,
                schema: schema,
                codec: try Codec(format: .json, charset: .utf8, layout: nil),
                map: empty,
                envelope: .none,
                source: MessageSource(schema: true, provenance: provenance),
                input: TypedValue(schema)
            )
        } catch {
            fatalError("\(error)")
        }
    }

    static func program(
        items: [ItemRule],
        checks: [Check] = [],
        materials: [MaterialRule] = [],
        limits: [LimitRule] = [],
        notices: [NoticeRule] = [],
        outcome: OutcomeRule = OutcomeRule(overall: nil, when: nil),
        lateReply: LateReply = LateReply(byState: [:], otherwise: .amend),
        leads: [String: PartyChoice] = [:],
        works: WorksRule? = nil
    ) -> Program {
        var numbered = items
        for index in numbered.indices {
            numbered[index].position = index + 1
            let (id, group) = (items[index].id, items[index].group)
            numbered[index].decidedBy = items.firstIndex {
                $0.decides.contains(id) || $0.decides.contains(group)
            }
        }
        return Program(
            name: "test/installation",
            title: "联合报装",
            provenance: provenance,
            version: "v1",
            intake: ["platform"],
            checks: checks,
            items: numbered,
            materials: materials,
            limits: limits,
            notices: notices,
            outcome: outcome,
            lateReply: lateReply,
            leads: leads,
            contract: contract("test/platform", outbound: ["outcome"]),
            applicationValue: typed,
            works: works
        )
    }

    /// Dates and moments as timestamps, as the canonical schema would have it.
    @Sendable static func typed(_ value: Value) -> CELValue {
        switch value {
        case .string(let text):
            return Instant(rfc3339: text).map { .timestamp($0) } ?? .string(text)
        case .array(let elements): return .list(elements.map(typed))
        case .object(let object):
            return .map(CELMap(names: object.keys, values: object.values.map(typed)))
        default: return CELValue(value)
        }
    }

    static func region(calendar: WorkCalendar = .china, disabled: Set<String> = []) -> Region {
        let names = [
            "platform", "water", "gas", "power", "road", "police", "lead", "credit", "cmcc", "ctcc",
        ]
        return Region(
            name: "test",
            code: "410800",
            title: "测试市",
            parent: nil,
            calendar: calendar,
            hours: [.allYear],
            leads: ["overall": "lead", "survey": "lead"],
            parties: names.map { name in
                Party(
                    name: name,
                    title: "\(name)单位",
                    kind: name == "platform" ? .platform : .utility,
                    contract: name == "lead"
                        ? nil
                        : contract(
                            "test/\(name)",
                            outbound: name == "gas"
                                ? ["order"] : ["order", "cancel", "update", "refusal"]
                        ),
                    parameters: Object(),
                    keys: [:],
                    hotline: "0391-\(name)",
                    uscc: nil,
                    isEnabled: !disabled.contains(name),
                    queue: "test.\(name)",
                    provenance: provenance
                )
            },
            programs: [],
            provenance: provenance
        )
    }
}

extension ItemRule {
    static func item(
        _ id: String,
        _ group: String = "services",
        party: PartyChoice? = nil,
        when: String? = nil,
        after: String? = nil,
        complete: String? = nil,
        ends: Milestone? = nil,
        counts: Bool = true,
        modes: [ModeChoice] = [],
        decides: [String] = []
    ) -> ItemRule {
        ItemRule(
            id: id,
            position: 0,
            title: id,
            group: group,
            party: party ?? .party(id),
            terms: .party,
            body: nil,
            when: when.map(Fixture.expression),
            after: after.map(Fixture.expression),
            modes: modes,
            ends: ends,
            complete: complete.map(Fixture.expression),
            counts: counts,
            provenance: Fixture.provenance,
            decides: decides
        )
    }
}

extension LimitRule {
    static func limit(
        _ id: String,
        for targets: [String],
        from: Moment = .state(.ordered),
        until: Moment = .ended,
        within: String,
        warn: Double? = nil,
        pause: [Milestone] = [.supplementing, .suspended]
    ) -> LimitRule {
        LimitRule(
            id: id,
            title: id,
            targets: targets,
            from: from,
            until: until,
            within: Fixture.expression(within),
            warn: warn,
            pause: pause,
            provenance: Fixture.provenance
        )
    }
}

extension LimitRule.Moment {
    static func cel(_ text: String) -> Self { .expression(Fixture.expression(text)) }
}

extension NoticeRule {
    static func notice(
        _ id: String,
        per: Per,
        when: String? = nil,
        again: String? = nil,
        to: [String]? = nil,
        cel: String? = nil
    ) -> NoticeRule {
        NoticeRule(
            id: id,
            per: per,
            when: when.map(Fixture.expression),
            again: again.map(Fixture.expression),
            to: cel.map { .expression(Fixture.expression($0)) } ?? .parties(to ?? ["platform"]),
            body: Fixture.empty,
            provenance: Fixture.provenance
        )
    }
}

extension WorksRule {
    /// One place: `app.line.road`, from `app.line.from` to `app.line.to`.
    static let line: WorksRule = {
        var inner = Fixture.environment
        let slot = inner.declare("r")
        let place = try? Expression.compile("r", span: Fixture.span, in: inner)
        return WorksRule(
            each: Fixture.expression("[app.line.road]"),
            element: MapEach.Local(name: "r", slot: slot),
            place: place ?? Fixture.expression("''"),
            from: Fixture.expression("app.line.from"),
            to: Fixture.expression("app.line.to"),
            environment: inner,
            provenance: Fixture.provenance
        )
    }()
}

extension MaterialRule {
    static func material(
        _ title: String,
        _ kinds: [String],
        for targets: [String],
        any: Int? = nil,
        when: String? = nil,
        missing: Missing,
        within: String? = nil,
        commitment: String? = nil
    ) -> MaterialRule {
        MaterialRule(
            title: title,
            kinds: kinds.map { kind in
                let parts = kind.split(separator: ":").map(String.init)
                return Kind(
                    code: parts[0],
                    title: parts[0],
                    form: parts.count > 1 ? MaterialForm.Wanted(rawValue: parts[1]) : nil
                )
            },
            any: any ?? kinds.count,
            targets: targets,
            when: when.map(Fixture.expression),
            missing: missing,
            within: within.map(Fixture.expression),
            commitment: commitment,
            provenance: Fixture.provenance
        )
    }
}
