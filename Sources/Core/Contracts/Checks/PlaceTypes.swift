import Expressions
import Schemas
import Values

/// What the variables of contracts/LANGUAGE.md, section 10, are in one program, for checking its expressions.
struct PlaceTypes {
    let region: Region
    let program: Program
    /// The canonical application as this program has it.
    let app: Type
    /// What a reply may have told, all of it optional.
    private let reply: ObjectType
    /// What can be told about each item.
    private let reports: [String: Reports]
    /// What the program's works give as the name of a place.
    var worksPlace: Type = .string
    /// The variables that every rule sees.
    private var common: [String: Type] = [:]

    init(
        region: Region,
        program: Program,
        app: Type,
        reply: Schema,
        reports: [String: Reports]
    ) {
        self.region = region
        self.program = program
        self.app = app
        self.reply = Self.told(reply)
        self.reports = reports
        common = [
            "app": app, "case": caseType, "items": items, "groups": groups,
            "region": Self.region(region),
        ]
    }

    /// The canonical reply as `item.reply` and `change` show it.
    private static func told(_ schema: Schema) -> ObjectType {
        guard case .object(let object) = SchemaType.of(schema, named: "reply") else {
            return ObjectType("reply", [])
        }
        let fields = object.fields.map { ObjectType.Field($0.name, $0.type, .maybe) }
        return ObjectType("reply", fields)
    }

    // MARK: The variables of a view

    /// What a rule of the program sees; `item` is the one it speaks of, nil where it may be any.
    func rules(_ view: Dialect.View, item: ItemRule? = nil) -> [String: Type] {
        var types = common
        switch view {
        case .item: types["item"] = itemType(item)
        case .change:
            types["item"] = itemType(item)
            types["change"] = change
        case .limit:
            types["item"] = itemType(item)
            types["limit"] = limit
        case .overlap: types["overlap"] = overlap
        case .update: types["update"] = Self.update
        case .rules, .outbound, .inbound, .envelope, .answer: break
        }
        return types
    }

    /// What a map for a party sees.
    func outbound(_ party: Party, item: ItemRule? = nil) -> [String: Type] {
        var types = rules(.rules)
        if let item { types["item"] = itemType(among: [item], in: .order) }
        types["party"] = Self.party(party)
        types["message"] = Self.message
        let over = ItemReads.over(where: item?.after, in: program)
        if !over.isEmpty { types["groups"] = groups(over: over) }
        return types
    }

    /// What the map of an inbound message sees.
    static func inbound(_ message: Schema, party: Type, region: Region) -> [String: Type] {
        [
            "input": SchemaType.of(message, named: "input"), "party": party,
            "region": Self.region(region),
        ]
    }

    // MARK: Case and items

    private var caseType: Type {
        object(
            "case",
            [
                .init("number", Self.digits(20)), .init("intake", .string(among: program.intake)),
                .init("acceptedAt", .timestamp), .init("closedAt", .timestamp, .maybe),
            ]
        )
    }

    private static func digits(_ count: Int) -> Type {
        var facts = TextFacts(minLength: count, maxLength: count, repertoire: .ascii)
        facts.pattern = "^[0-9]{\(count)}$"
        return .string(facts)
    }

    private var items: Type {
        object("items", program.items.map { .init($0.id, itemType(among: [$0], in: .items)) })
    }

    private var groups: Type { groups(over: []) }

    /// The groups; some items are known to be over.
    private func groups(over: Set<String>) -> Type {
        object(
            "groups",
            program.groups.map { group in
                let members = program.items.filter { $0.group == group }
                let areOver = members.allSatisfy { over.contains($0.id) }
                let states = areOver ? endings(members) : Self.states
                return .init(group, .list(itemType(among: members, states: states)))
            }
        )
    }

    /// What items that are over came to: what was told of them, or what the hub itself decides.
    private func endings(_ items: [ItemRule]) -> [String] {
        let told = items.reduce(into: Reports()) { told, item in
            let decider = item.decidedBy.map { program.items[$0].id }
            for id in [item.id, decider].compactMap({ $0 }) {
                told.formUnion(reports[id] ?? Reports())
            }
        }
        let own = Set(items.compactMap(\.ends) + [.cancelled, .withdrawn])
        return Self.results(items).filter { name in
            Milestone(rawValue: name).map { own.contains($0) || told.states.contains($0) } ?? true
        }
    }

    private func itemType(_ item: ItemRule?) -> Type {
        itemType(among: item.map { [$0] } ?? program.items)
    }

    /// Where an item is read.
    private enum Reading {
        /// In its own order, so that it has everything that comes with one.
        case order
        /// By its name, whether it applies or not.
        case items
        /// In a rule about it, or among those that apply.
        case rules
    }

    /// One of some items; `state` is what its state can be.
    private func itemType(
        among rules: [ItemRule],
        states: [String] = Self.states,
        in reading: Reading = .rules
    ) -> Type {
        let parties = Set(rules.flatMap { program.candidates($0) })
        let known = parties.compactMap { region.party($0) }
        let hasModes = rules.contains { !$0.modes.isEmpty }
        let modes = Set(rules.flatMap { $0.modes.map(\.name) })
        // A party that the application chooses is known once the item applies.
        let hasParty =
            reading != .items
            || rules.allSatisfy {
                $0.when == nil || program.fixedParty($0.party, in: region) != nil
            }
        let party: ObjectType.Presence = hasParty ? .always : .maybe
        return object(
            "item",
            [
                .init("id", .string(among: rules.map(\.id))), .init("number", Self.digits(22)),
                .init("title", .string(among: rules.map(\.title))),
                .init("group", .string(among: rules.map(\.group))),
                .init("party", .string(among: parties), party),
                .init("partyTitle", .string(among: known.map(\.title)), party),
                .init(
                    "partyHotline",
                    .string(among: known.compactMap(\.hotline)),
                    known.allSatisfy { $0.hotline != nil } ? party : .maybe
                ),
                .init("applies", .bool), .init("over", .bool),
                .init("state", .string(among: states)),
                .init("at", times),
                .init(
                    "mode",
                    .string(among: modes),
                    hasModes ? reading == .order ? .always : .maybe : .never
                ),
                .init("reasons", .list(.string)), .init("materials", .list(material)),
                .init("missing", .list(.string(among: program.materials.map(\.missingTitle)))),
                .init("documents", documents), .init("partyOrder", field("partyOrder"), .maybe),
                .init("limitDays", .int(NumberFacts(minimum: Number(0))), .maybe),
                .init("endedAt", .timestamp, .maybe), .init("reply", .object(reply)),
            ]
        )
    }

    private static let states =
        Milestone.allCases.map(\.rawValue) + ["undecided", "skipped", "pending"]
    /// What an item that is over can have come to.
    private static func results(_ items: [ItemRule]) -> [String] {
        let endings = Milestone.allCases.filter(\.isEnding) + [.recalled, .revoked]
        return Set(endings + items.compactMap(\.ends)).map(\.rawValue)
    }

    private var times: Type {
        object("at", Milestone.allCases.map { .init($0.rawValue, .timestamp, .maybe) })
    }

    private var material: Type {
        if case .object(let object) = app, case .list(let element)? = object["materials"]?.type {
            return element
        }
        return .dyn
    }

    private var documents: Type { field("documents") }

    private func field(_ name: String) -> Type { reply[name]?.type ?? .dyn }

    // MARK: What fires a notice

    private var change: Type {
        let own: [ObjectType.Field] = [
            .init("state", .string(among: Milestone.allCases.map(\.rawValue))),
            .init("at", .timestamp), .init("item", itemType(nil)),
        ]
        let names = Set(own.map(\.name))
        return object("change", own + reply.fields.filter { !names.contains($0.name) })
    }

    private var limit: Type {
        object(
            "limit",
            [
                .init("id", .string(among: program.limits.map(\.id))),
                .init("title", .string(among: program.limits.map(\.title))),
                .init("party", .string(among: region.parties.map(\.name))),
                .init("partyTitle", .string(among: region.parties.map(\.title))),
                .init("level", .string(among: ["warning", "overdue"])),
                .init("explanation", .string), .init("item", itemType(nil), .maybe),
                .init("start", .timestamp), .init("due", .timestamp),
            ]
        )
    }

    private var overlap: Type {
        object(
            "overlap",
            [
                .init("case", Self.digits(20)), .init("place", worksPlace),
                .init("from", .timestamp), .init("to", .timestamp),
                .init("parties", .list(.string(among: region.parties.map(\.name)))),
            ]
        )
    }

    private static let update = object(
        "update",
        [
            .init(
                "kind",
                .string(among: UpdateKind.names)
            ), .init("version", .int(NumberFacts(minimum: Number(1)))),
        ]
    )

    // MARK: What an outbound message reads

    /// `outcome`; `overall` is what the program's own expression gives, where it has one.
    func outcome(overall: Type?) -> Type {
        let counted = program.items.filter(\.counts)
        var document = documents
        if case .list(.object(let its)) = documents {
            let item = ObjectType.Field("item", .string(among: counted.map(\.id)))
            document = .list(.object(ObjectType("a document", [item] + its.fields)))
        }
        return Self.object(
            "outcome",
            [
                .init("number", Self.digits(20)),
                .init("revision", .int(NumberFacts(minimum: Number(1), maximum: Number(9999)))),
                .init(
                    "overall",
                    overall ?? .string(among: ["ALL_OK", "PARTIAL", "REFUSED", "WITHDRAWN"])
                ),
                .init("items", .list(itemType(among: counted, states: Self.results(counted)))),
                .init("documents", document), .init("reason", .string, .maybe),
                .init("supersedes", .int(NumberFacts(minimum: Number(1))), .maybe),
                .init("changed", .list(.string(among: counted.map(\.id))), .maybe),
            ]
        )
    }

    static let problems = Type.list(
        object(
            "a problem",
            [
                .init("at", .string(TextFacts(minLength: 1))),
                .init("say", .string(TextFacts(minLength: 1))), .init("expected", .string),
                .init("code", .string), .init("found", .string, .maybe),
            ]
        )
    )

    static let message = object(
        "message",
        [
            .init("id", .string(TextFacts(minLength: 32, maxLength: 32, repertoire: .ascii))),
            .init("time", .timestamp), .init("millis", .int(NumberFacts(minimum: Number(0)))),
            .init("nonce", .string(TextFacts(minLength: 16, maxLength: 16, repertoire: .ascii))),
        ]
    )

    static let sent = object(
        "sent",
        [.init("time", .timestamp), .init("millis", .int(NumberFacts(minimum: Number(0))))]
    )

    static func region(_ region: Region) -> Type {
        object(
            "region",
            [
                .init("name", .string(among: [region.name])),
                .init("code", .string(among: [region.code])),
                .init("title", .string(among: [region.title])),
            ]
        )
    }

    static func party(_ party: Party) -> Type {
        let own: [ObjectType.Field] = [
            .init("name", .string(among: [party.name])),
            .init("title", .string(among: [party.title])),
            .init("kind", .string(among: [party.kind.rawValue])),
            .init(
                "hotline",
                .string(among: [party.hotline].compactMap { $0 }),
                party.hotline == nil ? .never : .always
            ),
            .init(
                "uscc",
                .string(among: [party.uscc].compactMap { $0 }),
                party.uscc == nil ? .never : .always
            ),
        ]
        var parameters = party.parameters.map { name, value in
            ObjectType.Field(name, value.string.map { .string(among: [$0]) } ?? .dyn)
        }
        // One that the party does not give is reported there, and not once more wherever it is read.
        for (name, schema) in party.contract?.parameters ?? [:]
        where party.parameters[name] == nil {
            parameters.append(ObjectType.Field(name, SchemaType.of(schema, named: name)))
        }
        let names = Set(parameters.map(\.name))
        return object("party", parameters + own.filter { !names.contains($0.name) })
    }

    private static func object(_ name: String, _ fields: [ObjectType.Field]) -> Type {
        .object(ObjectType(name, fields))
    }

    private func object(_ name: String, _ fields: [ObjectType.Field]) -> Type {
        Self.object(name, fields)
    }
}
