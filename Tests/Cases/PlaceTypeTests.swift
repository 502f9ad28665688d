import Expressions
import Schemas
import Testing
import Values

@testable import Cases
@testable import Contracts

/// What the compiler takes the variables of a place for, against what the machine really gives there.
@Suite struct PlaceTypeTests {
    static let program = Fixture.program(
        items: [
            .item("water", modes: [.init(name: "normal", all: [], provenance: Fixture.provenance)]),
            .item("gas"), .item("lead", "coordination", ends: .surveyed, counts: false),
            // What nobody asked for has neither a party nor a mode, but for a party that is always the same.
            .item(
                "net",
                party: .chosen(by: Fixture.expression("app.operator"), ["A": "gas"]),
                when: "has(app.operator)",
                modes: [.init(name: "normal", all: [], provenance: Fixture.provenance)]
            ),
            .item("visit", party: .lead("survey"), when: "has(app.operator)"),
        ],
        materials: [
            MaterialRule(
                title: "执照",
                kinds: [.init(code: "LICENCE", title: "营业执照", form: nil)],
                any: 1,
                targets: ["services"],
                when: nil,
                missing: .later(until: .decided),
                within: nil,
                commitment: nil,
                provenance: Fixture.provenance
            )
        ],
        limits: [
            .limit(
                "accept",
                for: ["services"],
                until: .state(.accepted),
                within: "workdays(1)",
                warn: 0.5
            )
        ],
        notices: [
            .notice("begun", per: .case), .notice("told", per: .change),
            .notice("late", per: .limit), .notice("changed", per: .update),
        ],
        leads: ["survey": .party("lead")]
    )

    static let script = """
        09-02 09:00 open water gas
        09-02 10:00 lead surveyed scheduled=09-05T09:00
        09-02 11:00 water accepted
        09-03 18:01 tick accept@gas overdue
        09-06 11:00 water connected
        09-06 12:00 gas refused
        """

    private func types() throws -> PlaceTypes {
        let files = try shippedSchemas()
        return PlaceTypes(
            region: Fixture.region(),
            program: Self.program,
            app: .dyn,
            reply: files,
            reports: [:]
        )
    }

    private func shippedSchemas() throws -> Schema {
        let node = try Node.read(
            yaml: Array(
                #"""
                { type: object, properties: {
                    state: { type: string }, at: { type: string, format: date-time },
                    reason: { type: string }, partyOrder: { type: string },
                    scheduledAt: { type: string, format: date-time },
                    documents: { type: array, items: { type: object, properties: { title: { type: string } } } } } }
                """#.utf8
            ),
            file: "reply.schema.json"
        )
        return try Schema.compile(node, options: .contract)
    }

    @Test func whatTheMachineGivesIsWhatTheCompilerExpects() throws {
        let types = try types()
        var story = Story(Self.program)
        story.play(Self.script)
        var wrong: [String] = []
        var seen: Set<String> = []
        for outgoing in story.outgoing {
            let view = try #require(Self.view(of: outgoing))
            var expected = types.rules(view)
            if case .outcome = outgoing.kind { expected["outcome"] = types.outcome(overall: nil) }
            if case .order = outgoing.kind,
                let party = Fixture.region().party(outgoing.party),
                let item = outgoing.item.flatMap({ Self.program.item($0) })
            {
                expected["item"] = types.outbound(party, item: item)["item"]
            }
            for variable in Variable.allCases {
                guard let value = outgoing.scope[variable.rawValue] else { continue }
                guard let type = expected[variable.name] else { continue }
                seen.insert(variable.name)
                Self.compare(value, type, "\(outgoing.kind) \(variable.name)", &wrong)
            }
            for (name, _) in expected {
                let isSet = Variable.allCases.contains {
                    $0.name == name && outgoing.scope[$0.rawValue] != nil
                }
                if !isSet { wrong.append("\(outgoing.kind) \(outgoing.key): no \(name)") }
            }
        }
        #expect(wrong == [])
        #expect(
            seen.isSuperset(of: [
                "case", "items", "groups", "item", "region", "change", "limit", "outcome",
            ]),
            "\(seen)"
        )
    }

    private static func view(of outgoing: Outgoing) -> Dialect.View? {
        switch outgoing.kind {
        case .notice:
            let id = outgoing.key.prefix { $0 != "@" }
            return program.notice(String(id)).map { Dialect.View(notice: $0.per) }
        case .outcome, .rejection: return .rules
        default: return .item
        }
    }

    /// Whether a value is what its type says: members that are always there are, and nothing unknown is.
    private static func compare(
        _ value: CELValue,
        _ type: Type,
        _ place: String,
        _ wrong: inout [String]
    ) {
        switch (type, value) {
        case (.dyn, _), (.bool, .bool), (.timestamp, .timestamp), (.int, .int), (.opaque, .host):
            break
        case (.string(let facts), .string(let text)):
            if let values = facts.values, !values.contains(text) {
                wrong.append("\(place): \(text)")
            }
            let count = text.unicodeScalars.count
            if count < facts.minLength || count > facts.maxLength ?? .max {
                wrong.append("\(place): \(count) characters")
            }
        case (.list(let element), .list(let values)):
            for (at, inner) in values.enumerated() {
                compare(inner, element, "\(place)[\(at)]", &wrong)
            }
        case (.object(let object), .host(let host)):
            compare(object, place, &wrong) { host.member($0) }
        case (.object(let object), .map(let map)):
            compare(object, place, &wrong) { map.member($0) }
            for (key, _) in map.entries {
                guard case .string(let name) = key, object[name] == nil else { continue }
                wrong.append("\(place).\(name) is not known")
            }
        default: wrong.append("\(place): \(value.typeName), not \(type)")
        }
    }

    private static func compare(
        _ object: ObjectType,
        _ place: String,
        _ wrong: inout [String],
        _ member: (String) -> CELValue?
    ) {
        for field in object.fields {
            guard let value = member(field.name) else {
                if field.presence == .always { wrong.append("\(place).\(field.name) is absent") }
                continue
            }
            if field.presence == .never { wrong.append("\(place).\(field.name) is there") }
            compare(value, field.type, "\(place).\(field.name)", &wrong)
        }
    }
}
