import Contracts
import Expressions
import Formats
import Schemas
import Values

/// Everything that one party exchanges with the hub.
struct PartyInterface: Sendable {
    var region: Region
    var party: Party
    var contracts: [Contract]
    var channels: [Wiring.Channel]
    /// What the party handles.
    var items: [(program: Program, item: ItemRule)]
    /// The programs whose applications it hands in.
    var intake: [Program]
    var messages: [InterfaceMessage]
    let stateTitles: [Milestone: String]

    var outbound: [InterfaceMessage] { messages.filter(\.isToParty) }
    var inbound: [InterfaceMessage] { messages.filter { !$0.isToParty } }
    var isSigned: Bool { messages.contains { $0.described?.envelope.isEmpty == false } }

    /// `JSON（UTF-8）`, all that occur.
    var formats: String {
        var seen: [String] = []
        for message in messages {
            let text = "\(message.format.title)（\(message.charset.rawValue)）"
            if !seen.contains(text) { seen.append(text) }
        }
        return seen.joined(separator: "、")
    }

    init(_ catalogue: Catalogue, _ region: Region, _ party: Party, _ wiring: Wiring) {
        self.region = region
        self.party = party
        channels = wiring.channels(region, party)
        stateTitles = Dictionary(
            Milestone.allCases.map {
                ($0, catalogue.titles.title("state", $0.rawValue) ?? $0.rawValue)
            },
            uniquingKeysWith: { first, _ in first }
        )
        intake = region.programs.filter { $0.intake.contains(party.name) }
        contracts = catalogue.contracts(of: party, in: region)
        for program in intake where !contracts.contains(where: { $0.name == program.contract.name })
        {
            contracts.append(program.contract)
        }
        items = []
        for program in region.programs {
            for item in program.items where program.parties(of: item).contains(party.name) {
                items.append((program, item))
            }
        }
        messages = []
        addOrders()
        addContractMessages()
        addNotices()
        addReplies(catalogue)
    }

    private func channel(_ way: Wiring.Way) -> Wiring.Channel? {
        channels.first { $0.way == way }
    }

    private func id(_ stem: String) -> String {
        messages.contains { $0.id == stem }
            ? "\(stem)-\(messages.count { $0.id == stem || $0.id.hasPrefix(stem + "-") } + 1)"
            : stem
    }

    // MARK: What the party gets

    /// Orders of the hub's own JSON, for a party without a contract.
    private mutating func addOrders() {
        for (program, item) in items where item.contract(with: party) == nil {
            guard let body = item.body else { continue }
            messages.append(
                InterfaceMessage(
                    id: id("order-\(item.id)"),
                    stem: "order",
                    item: item.id,
                    title: "\(item.title)工单",
                    kind: MessageWords.kind("order"),
                    occasion: "办件含“\(item.title)”时，派发一份工单。",
                    isToParty: true,
                    type: "canonical/\(program.name)/\(item.id)",
                    channel: channel(.orders),
                    shape: .tree(body)
                )
            )
        }
    }

    private mutating func addContractMessages() {
        let notices = Set(region.programs.flatMap { $0.notices.map(\.id) })
        for contract in contracts {
            let stems = contract.outbound.keys.sorted {
                (MessageWords.rank($0), $0) < (MessageWords.rank($1), $1)
            }
            for stem in stems where !notices.contains(stem) {
                guard let message = contract.outbound[stem] else { continue }
                let way: Wiring.Way = MessageWords.isResult(stem) ? .outcomes : .orders
                messages.append(
                    InterfaceMessage(
                        id: id(stem),
                        stem: stem,
                        title: message.schema.title ?? MessageWords.kind(stem),
                        kind: MessageWords.kind(stem),
                        occasion: MessageWords.occasion(stem, contract.changes),
                        isToParty: true,
                        type: message.name,
                        channel: channel(way),
                        shape: .contract(.init(message, contract))
                    )
                )
            }
        }
    }

    private mutating func addNotices() {
        for program in region.programs {
            for notice in program.notices where receives(notice, program) {
                let contract = program.contract(for: notice.id, to: party)
                let message = contract?.outbound[notice.id]
                messages.append(
                    InterfaceMessage(
                        id: id(notice.id),
                        stem: notice.id,
                        title: notice.provenance.title ?? message?.schema.title ?? notice.id,
                        kind: MessageWords.kind("notice"),
                        occasion: MessageWords.occasion(notice),
                        isToParty: true,
                        type: message?.name ?? "canonical/\(program.name)/\(notice.id)",
                        channel: channel(.notices),
                        rule: notice.provenance,
                        shape: message.map { .contract(.init($0, contract)) } ?? .tree(notice.body)
                    )
                )
            }
        }
    }

    /// Whether a notice can come to the party. Where an expression names the receivers, its groups narrow them down.
    private func receives(_ notice: NoticeRule, _ program: Program) -> Bool {
        switch notice.to {
        case .parties(let names): return names.contains(party.name)
        case .expression(let expression):
            let mine = items.filter { $0.program.name == program.name }.map(\.item)
            if expression.textLiterals.contains(where: { program.leader($0) == party.name }) {
                return true
            }
            if notice.per == .limit {
                return mine.contains { item in
                    program.limits.contains { $0.covers(item) && !$0.isUnstated }
                }
            }
            let groups = program.groups(in: expression) ?? program.groups(in: notice.when)
            return mine.contains { groups?.contains($0.group) ?? true }
        }
    }

    // MARK: What the party sends

    private mutating func addReplies(_ catalogue: Catalogue) {
        var replies: [(InboundMessage, Contract?)] = []
        for program in intake {
            replies += program.contract.inbound.map { ($0, program.contract) }
        }
        let applications = replies.count
        if channel(.replies) != nil {
            let own = contracts.flatMap { contract in
                contract.inbound.filter { $0.kind == .reply }.map { ($0, contract) }
            }
            replies += own
            if own.isEmpty && !items.isEmpty || region.awaitsCanonicalReplies(from: party) {
                replies.append((catalogue.canonicalReply, nil))
            }
        }
        for (at, (message, contract)) in replies.enumerated() {
            messages.append(
                InterfaceMessage(
                    id: id(message.stem),
                    stem: message.stem,
                    title: message.schema.title ?? MessageWords.kind(message.stem),
                    kind: MessageWords.kind(message.kind),
                    occasion: MessageWords.occasion(message.kind),
                    isToParty: false,
                    type: message.name,
                    channel: channel(at < applications ? .applications : .replies),
                    shape: .contract(.init(message, contract))
                )
            )
        }
    }
}

extension Program {
    /// The parties that an item may go to.
    func parties(of item: ItemRule) -> [String] {
        switch item.party {
        case .party(let name): [name]
        case .chosen(_, let choices): choices.values.sorted()
        case .lead(let stage): leads[stage]?.names ?? []
        }
    }

    /// The party that leads a stage, where it is always the same.
    func leader(_ stage: String) -> String? {
        if case .party(let name)? = leads[stage] { name } else { nil }
    }

    /// The groups of items that an expression speaks of; nil where it speaks of none.
    func groups(in expression: Expression?) -> Set<String>? {
        guard let expression else { return nil }
        let all = Set(groups)
        var named: Set<String> = []
        for path in expression.references.paths {
            if path.variable == Variable.groups.name, let group = path.members.first {
                named.insert(group)
            }
            if path.variable == Variable.item.name, path.members == ["group"] {
                named.formUnion(all.intersection(expression.textLiterals))
            }
        }
        return named.isEmpty ? nil : named
    }
}

extension LimitRule {
    func covers(_ item: ItemRule) -> Bool {
        targets.contains(item.id) || targets.contains(item.group)
    }

    /// Whether policy gives no time.
    var isUnstated: Bool {
        if case .unstated? = fixedSpan { true } else { false }
    }

    /// How long it lasts, where that is the same for every case.
    var fixedSpan: Span? {
        guard case .host(let object)? = try? within.evaluate(.empty) else { return nil }
        return (object as? SpanObject)?.span
    }
}
