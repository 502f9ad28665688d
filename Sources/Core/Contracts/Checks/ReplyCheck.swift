import Expressions
import Schemas
import Values

/// What the replies of a contract can tell: the base of every check on what the rules wait for.
struct Reports {
    /// What is reported in so many words.
    var states: Set<Milestone> = []
    /// Whether some reply names the item, or the case.
    var namesItem = false
    var namesCase = false
    /// The members of a reply that some map gives, beside what finds the item.
    var details: Set<String> = []

    /// A party without a contract answers in the hub's own form, which can say everything.
    static func everything(_ reply: Schema) -> Reports {
        Reports(
            states: Set(Milestone.allCases),
            namesItem: true,
            namesCase: true,
            details: Set(reply.resolved.properties.map(\.name)).union(["decisions"])
        )
    }

    mutating func formUnion(_ other: Reports) {
        states.formUnion(other.states)
        details.formUnion(other.details)
        namesItem = namesItem || other.namesItem
        namesCase = namesCase || other.namesCase
    }

    /// Whether an item can come to a state: as told, or implied by a later one (design A5).
    func reach(_ state: Milestone) -> Bool {
        if state == .ordered || states.contains(state) { return true }
        guard let position = state.progress else { return false }
        if states.contains(where: { ($0.progress ?? -1) > position }) { return true }
        let accepted = Milestone.accepted.progress ?? 0
        return position <= accepted && !states.isDisjoint(with: Milestone.impliesAcceptance)
    }

    var canEnd: Bool { states.contains { $0.isEnding } }
}

/// Checks the maps by which a party answers, against what it sends and the hub's own reply.
struct ReplyCheck {
    let region: Region
    let contract: Contract
    private(set) var findings = Findings()
    private(set) var reports = Reports()

    init(region: Region, contract: Contract) {
        self.region = region
        self.contract = contract
    }

    mutating func run(for party: Party) {
        let type = PlaceTypes.party(party)
        let replies = contract.inbound.filter { $0.kind == .reply }
        for message in replies {
            let variables = PlaceTypes.inbound(message.schema, party: type, region: region)
            note(check(message.map, variables, named: message.name))
        }
        for answer in contract.answers {
            let order = contract.outbound["order"].map { SchemaType.of($0.schema, named: "input") }
            let variables: [String: Type] = [
                "input": order ?? .dyn, "party": type, "region": PlaceTypes.region(region),
                "answer": Self.answer(answer),
            ]
            _ = check(answer.map, variables, named: "\(contract.name)/\(answer.stem)")
        }
        if let first = replies.first, !reports.namesItem, !reports.namesCase {
            findings.report(
                "LB2234",
                first.map.root.span,
                "no reply of \(contract.name) says which item or case it is about",
                hint:
                    "give item (item.number), or case (case.number) where the party has one item in a program"
            )
        }
    }

    private mutating func check(
        _ tree: MapTree,
        _ variables: [String: Type],
        named name: String
    ) -> Type {
        var check = MapCheck(TypeScope(tree.environment, variables), charset: nil)
        let type = check.check(tree, named: "reply")
        findings.add(check.use)
        return type
    }

    private mutating func note(_ type: Type) {
        if case .list(let element) = type { return note(element) }
        guard case .object(let reply) = type else { return }
        func gives(_ name: String) -> Bool {
            reply[name].map { $0.presence != .never } ?? false
        }
        reports.namesItem = reports.namesItem || gives("item") || gives("decisions")
        reports.namesCase = reports.namesCase || gives("case")
        reports.details.formUnion(reply.fields.filter { $0.presence != .never }.map(\.name))
        reports.states.formUnion(Self.states(reply["state"]?.type))
        if case .list(.object(let decision))? = reply["decisions"]?.type, gives("decisions") {
            reports.states.formUnion(Self.states(decision["state"]?.type))
        }
    }

    /// Where nothing is known of it, a reply may report every state.
    private static func states(_ type: Type?) -> [Milestone] {
        guard case .string(let facts)? = type, let values = facts.values else {
            return Milestone.allCases
        }
        return values.compactMap { Milestone(rawValue: $0) }
    }

    private static func answer(_ answer: AnswerMessage) -> Type {
        let states = answer.states + [answer.refusal].compactMap { $0 }
        return .object(
            ObjectType(
                "answer",
                [
                    .init("state", .string(among: states.map(\.rawValue))),
                    .init("at", .timestamp),
                    .init(
                        "order",
                        .string(TextFacts(minLength: 1, maxLength: 20, repertoire: .ascii))
                    ),
                    .init("reason", .string(TextFacts(minLength: 1, maxLength: 60)), .maybe),
                ]
            )
        )
    }
}

extension MapNode {
    /// Where the node stands.
    var span: SourceSpan {
        switch self {
        case .constant(let constant): constant.span
        case .leaf(let leaf): leaf.expression.span
        case .object(let object): object.span
        case .list(let nodes): nodes.first?.span ?? SourceSpan(file: "", line: 1, column: 1)
        case .each(let each): each.span
        }
    }
}
