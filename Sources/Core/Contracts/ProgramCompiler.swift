import Expressions
import Schemas
import Values

/// Compiles `program.yaml` (contracts/LANGUAGE.md, section 9).
struct ProgramCompiler {
    let name: String
    let region: RegionDraft
    let contract: Contract
    let application: Schema
    let titles: CodeTitles
    var reader = RuleReader()
    let dialect: Dialect
    /// The stages that have a lead: the region's and the program's own.
    private var stages: Set<String> = []

    init(
        name: String,
        region: RegionDraft,
        contract: Contract,
        application: Schema,
        titles: CodeTitles,
        dialect: Dialect
    ) {
        self.name = name
        self.region = region
        self.contract = contract
        self.application = application
        self.titles = titles
        self.dialect = dialect
    }

    static let keys =
        RuleReader.provenanceKeys + [
            "extends", "program", "intake", "let", "leads", "checks", "items", "materials",
            "limits",
            "notices", "outcome", "late-reply", "works",
        ]

    mutating func compile(_ node: Node, version: String) -> Program? {
        let keys = reader.entries(node, of: "a program", known: Self.keys)
        if let stated = reader.required(keys["program"], "program", at: node.span), stated != name {
            reader.report(
                "LB2030",
                keys["program"]?.span ?? node.span,
                "this program stands in \(name), so it is 'program: \(name)'"
            )
        }
        let known = names(of: keys["items"])
        stages = Set(region.leads.keys).union(
            reader.members(keys["leads"], "leads").map(\.key.text)
        )
        let items = items(keys["items"], known, at: node.span)
        let program = Program(
            name: name,
            title: reader.required(keys["title"], "title", at: node.span) ?? name,
            provenance: reader.provenance(keys, at: node.span),
            version: version,
            intake: intake(keys["intake"], at: node.span),
            checks: checks(keys["checks"]),
            items: items,
            materials: materials(keys["materials"], known),
            limits: limits(keys["limits"], known),
            notices: notices(keys["notices"], comparesWorks: keys["works"] != nil),
            outcome: outcome(keys["outcome"]),
            lateReply: lateReply(keys["late-reply"], at: node.span),
            leads: leads(keys["leads"]),
            contract: contract,
            applicationValue: dialect.applicationValue,
            works: works(keys["works"])
        )
        return reader.hasErrors ? nil : program
    }

    /// Items and groups, those of an item with a mistake among them.
    private func names(of items: Node?) -> Set<String> {
        let entries = items?.entries ?? []
        return Set(entries.map(\.key.text)).union(
            entries.compactMap { $0.value["group"]?.scalar?.text }
        )
    }

    private mutating func intake(_ node: Node?, at span: SourceSpan) -> [String] {
        guard let node else {
            reader.report(
                "LB2013",
                span,
                "intake is missing: name the parties whose applications are taken"
            )
            return []
        }
        let keys = reader.entries(node, of: "intake", known: ["from"] + RuleReader.provenanceKeys)
        let parties = reader.places(keys["from"], "intake.from")
        for party in parties { checkParty(party.text, party.span) }
        return parties.map(\.text)
    }

    mutating func checkParty(_ party: String, _ span: SourceSpan) {
        guard region.parties[party] == nil else { return }
        reader.report(
            "LB2031",
            span,
            "\(region.name) has no party '\(party)'",
            hint: didYouMean(party, among: region.parties.keys)
                ?? "parties are listed in \(region.name)/region.yaml"
        )
    }

    private mutating func leads(_ node: Node?) -> [String: PartyChoice] {
        var leads: [String: PartyChoice] = region.leads.mapValues { .party($0) }
        for entry in reader.members(node, "leads") {
            leads[entry.key.text] = party(entry.value, "a lead")
        }
        return leads
    }

    private mutating func checks(_ node: Node?) -> [Check] {
        reader.elements(node, "checks").compactMap { element in
            let keys = reader.entries(
                element,
                of: "a check",
                known: ["that", "say", "at", "level"] + RuleReader.provenanceKeys
            )
            guard let that = expression(keys["that"], "that", .rules, required: element.span),
                let say = reader.required(keys["say"], "say", at: element.span),
                let at = reader.required(keys["at"], "at", at: element.span)
            else { return nil }
            guard let pointer = Pointer(at) else {
                reader.report(
                    "LB2032",
                    keys["at"]?.span ?? element.span,
                    "'\(at)' is not a JSON Pointer",
                    hint: "it begins with /"
                )
                return nil
            }
            checkPlace(pointer, keys["at"]?.span ?? element.span)
            return Check(
                that: that,
                say: say,
                at: pointer,
                level: reader.choice(keys["level"], "level") ?? .error,
                provenance: reader.provenance(keys, at: element.span)
            )
        }
    }

    /// A place of the canonical application that a rejection can name.
    private mutating func checkPlace(_ pointer: Pointer, _ span: SourceSpan) {
        var here = application
        for step in pointer.steps {
            let its = here.resolved
            if let next = its.properties[step] ?? its.valueSchema
                ?? (Int(step) == nil ? nil : its.items)
            {
                here = next
            } else {
                reader.report(
                    "LB2037",
                    span,
                    "the canonical application has no field \(pointer)",
                    hint: didYouMean(step, among: its.properties.map(\.name))
                )
                return
            }
        }
    }

    /// The party of an item or a lead: a name, `{ lead: stage }`, or chosen by a code.
    mutating func party(_ node: Node, _ what: String) -> PartyChoice? {
        if node.scalar != nil {
            guard let name = reader.text(node, what) else { return nil }
            checkParty(name, node.span)
            return .party(name)
        }
        if let stage = node["lead"] {
            guard let stage = reader.text(stage, "lead") else { return nil }
            if !stages.contains(stage) {
                reader.report(
                    "LB2033",
                    node["lead"]?.span ?? node.span,
                    "\(region.name) names no lead for '\(stage)'",
                    hint: didYouMean(stage, among: stages)
                        ?? "stages are listed under leads in \(region.name)/region.yaml"
                )
            }
            return .lead(stage)
        }
        guard let entries = node.entries, let code = node["by"] else {
            reader.report(
                "LB2034",
                node.span,
                "\(what) is a party, { lead: … } or { by: …, CODE: party }"
            )
            return nil
        }
        guard let by = expression(code, "by", .rules) else { return nil }
        var choices: [String: String] = [:]
        for entry in entries where entry.key.text != "by" {
            guard let party = reader.text(entry.value, "a party") else { continue }
            checkParty(party, entry.value.span)
            choices[entry.key.text] = party
        }
        return .chosen(by: by, choices)
    }

    /// Compiles a scalar as CEL over the variables of a place.
    mutating func expression(
        _ node: Node?,
        _ what: String,
        _ view: Dialect.View,
        required span: SourceSpan? = nil,
        in inner: Dialect? = nil
    ) -> Expression? {
        guard let node else {
            if let span { reader.report("LB2013", span, "\(what) is missing") }
            return nil
        }
        guard let scalar = node.scalar else {
            reader.report("LB2035", node.span, "\(what) is an expression")
            return nil
        }
        return (inner ?? dialect).expression(scalar, view, &reader)
    }

    private mutating func outcome(_ node: Node?) -> OutcomeRule {
        guard let node else { return OutcomeRule() }
        let keys = reader.entries(
            node,
            of: "outcome",
            known: ["overall", "when"] + RuleReader.provenanceKeys
        )
        return OutcomeRule(
            overall: expression(keys["overall"], "overall", .rules),
            when: expression(keys["when"], "when", .rules)
        )
    }

    private mutating func lateReply(_ node: Node?, at span: SourceSpan) -> LateReply {
        guard let node else {
            reader.report(
                "LB2013",
                span,
                "late-reply is missing",
                hint:
                    "say what a reply does that would change an issued outcome: record, amend, ask or reject"
            )
            return LateReply(byState: [:], otherwise: .ask)
        }
        if node.scalar != nil {
            return LateReply(byState: [:], otherwise: reader.choice(node, "late-reply") ?? .ask)
        }
        var reply = LateReply(byState: [:], otherwise: .ask)
        for entry in reader.members(node, "late-reply") {
            guard let policy: LateReply.Policy = reader.choice(entry.value, "late-reply") else {
                continue
            }
            if entry.key.text == "else" {
                reply.otherwise = policy
            } else if let state = reader.milestone(entry.key.text, entry.key.span) {
                reply.byState[state] = policy
            }
        }
        return reply
    }
}
