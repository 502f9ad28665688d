import Expressions
import Values

/// Finds every message that the hub may send in one program, as the case machine and the composer do.
struct LineageMessages {
    typealias Source = Lineage.Source
    typealias Message = Lineage.Message

    private let catalogue: Catalogue
    private let region: Region
    private let program: Program
    private let facts: LineageFacts

    init(_ catalogue: Catalogue, _ region: Region, _ program: Program) {
        self.catalogue = catalogue
        self.region = region
        self.program = program
        facts = LineageFacts(catalogue, region, program)
    }

    var all: [Message] {
        program.items.indices.flatMap { orders($0) } + program.notices.flatMap { notices($0) }
            + program.intake.flatMap { answers($0) }
    }

    // MARK: Items

    private func orders(_ index: Int) -> [Message] {
        let rule = program.items[index]
        let (parties, choice) = facts.parties(rule.party)
        var names = facts.names(items: [index])
        var reader = LineageReader(facts, names)
        let conditions =
            facts.conditions(ofItem: index) + reader.sources(of: rule.after) + choice
        return parties.compactMap { region.party($0) }.flatMap { party -> [Message] in
            let contract = rule.contract(with: party)
            return [Lineage.Kind.order, .update, .cancel, .refusal].compactMap { kind in
                names[Variable.problems.name] = kind == .refusal ? facts.lateness : nil
                let its: Message?
                if kind == .order, contract == nil, let body = rule.body {
                    its = canonical(body, kind, rule.id, party, rule.title, names)
                } else {
                    its = contract?.outbound[kind.rawValue].map {
                        message($0, kind, party, rule.title, names)
                    }
                }
                guard var its else { return nil }
                its.item = rule.id
                its.conditions.join(conditions)
                return its
            }
        }
    }

    // MARK: Notices

    private func notices(_ rule: NoticeRule) -> [Message] {
        var own: [String: LineageFlow] = [
            Variable.change.name: LineageFlow(.change), Variable.limit.name: LineageFlow(.limit),
        ]
        if rule.per == .overlap { own[Variable.overlap.name] = facts.overlap }
        let items = facts.items(of: rule)
        var names = facts.names(items: items, own)
        var reader = LineageReader(facts, names)
        var conditions = reader.sources(of: rule.when)
        conditions.join(reader.sources(of: rule.again))
        // Whether there is an overlap, place and period of the works decide.
        if let overlap = own[Variable.overlap.name] { conditions.join(facts.everything(overlap)) }
        let parties: [String]
        switch rule.to {
        case .parties(let named): parties = named
        case .expression(let expression):
            let flow = reader.read(expression)
            conditions.join(facts.everything(flow))
            let named = facts.texts(of: flow).filter { region.party($0) != nil }
            // What cannot be followed may be anybody.
            parties = named.isEmpty ? region.parties.map(\.name) : named
        }
        names[Variable.notice.name] = LineageTree.flow(of: rule.body.root, &reader)
        let title = rule.provenance.title ?? rule.id
        return parties.compactMap { region.party($0) }.map { party in
            var its: Message
            if let message = program.contract(for: rule.id, to: party)?.outbound[rule.id] {
                its = self.message(message, .notice, party, title, names)
            } else {
                its = canonical(rule.body, .notice, rule.id, party, title, names)
            }
            its.notice = rule.id
            its.conditions.join(conditions)
            return its
        }
    }

    // MARK: The acceptance system

    private func answers(_ name: String) -> [Message] {
        guard let party = region.party(name) else { return [] }
        var messages: [Message] = []
        if let outcome = program.contract.outbound["outcome"] {
            let own = [Variable.outcome.name: LineageFlow(.outcome)]
            let names = facts.names(items: [], own)
            var its = message(outcome, .outcome, party, program.title, names)
            var reader = LineageReader(facts, names)
            its.conditions.join(reader.sources(of: program.outcome.when))
            messages.append(its)
        }
        if let rejection = program.contract.outbound["rejection"] {
            let own = [Variable.problems.name: facts.problems]
            messages.append(
                message(
                    rejection,
                    .rejection,
                    party,
                    program.title,
                    facts.names(items: [], own)
                )
            )
        }
        return messages
    }

    // MARK: One message

    private func message(
        _ outbound: OutboundMessage,
        _ kind: Lineage.Kind,
        _ party: Party,
        _ title: String,
        _ names: [String: LineageFlow]
    ) -> Message {
        let reader = LineageReader(facts, names)
        var tree = LineageTree(reader, schema: outbound.schema, codec: outbound.codec)
        tree.walk(outbound.map.root)
        var envelope = LineageEnvelope(reader, of: tree.fields)
        return Message(
            kind: kind,
            name: outbound.name,
            title: title,
            region: region.name,
            party: party.name,
            program: program.name,
            conditions: [],
            fields: tree.fields.map { withCanonical($0) },
            envelope: envelope.fields(of: outbound.envelope).map { withCanonical($0) }
        )
    }

    private func canonical(
        _ body: MapTree,
        _ kind: Lineage.Kind,
        _ stem: String,
        _ party: Party,
        _ title: String,
        _ names: [String: LineageFlow]
    ) -> Message {
        var tree = LineageTree(LineageReader(facts, names), schema: nil, codec: nil)
        tree.walk(body.root)
        return Message(
            kind: kind,
            name: "canonical/\(program.name)/\(stem)",
            title: title,
            region: region.name,
            party: party.name,
            program: program.name,
            conditions: [],
            fields: tree.fields,
            envelope: []
        )
    }

    /// A rejection reads the sender's own message: what that means in the application stands beside it.
    private func withCanonical(_ field: Lineage.Field) -> Lineage.Field {
        guard field.sources.contains(where: { $0.root == .input }) else { return field }
        var field = field
        let origins = LineageOrigins(catalogue, region, program)
        for source in field.sources where source.root == .input {
            field.sources.join(
                facts.fields(below: Source(.app)).filter { canonical in
                    origins.all(of: canonical).contains {
                        $0.kind == .application && $0.source.overlaps(source)
                    }
                }
            )
        }
        return field
    }
}

extension LineageFacts {
    /// The constant texts that a value, or an element of it, may be.
    func texts(of flow: LineageFlow) -> [String] {
        var result = flow.texts
        for name in flow.members.keys.sorted() {
            if let member = flow.members[name] { result.join(texts(of: member)) }
        }
        return result
    }
}
