import Formats
import Schemas
import Values

/// Goes through two folders, party by party and program by program.
struct FolderComparison {
    var old: FolderSide
    var new: FolderSide
    private(set) var groups: [ContractDiff.Group] = []
    private(set) var versions: [ContractDiff.Version] = []

    init(old: FolderSide, new: FolderSide) {
        self.old = old
        self.new = new
    }

    mutating func compare(region only: String?) {
        compareCanonical()
        let before = old.catalogue.regions.filter { only == nil || $0.name == only }
        let after = new.catalogue.regions.filter { only == nil || $0.name == only }
        for region in after {
            guard let known = before.first(where: { $0.name == region.name }) else {
                let added = ContractDiff.Change(
                    impact: .compatible,
                    subject: "region",
                    text: "added",
                    new: region.provenance.span
                )
                add(.region, region.name, region.title, [added])
                versions += region.programs.map { .init(program: $0.name, new: $0.version) }
                continue
            }
            compare(known, region)
        }
        for region in before where !after.contains(where: { $0.name == region.name }) {
            let removed = ContractDiff.Change(
                impact: .breaking,
                subject: "region",
                text: "removed",
                old: region.provenance.span
            )
            add(.region, region.name, region.title, [removed])
            versions += region.programs.map { .init(program: $0.name, old: $0.version) }
        }
    }

    private mutating func add(
        _ kind: ContractDiff.Group.Kind,
        _ name: String,
        _ title: String,
        _ changes: [ContractDiff.Change]
    ) {
        guard !changes.isEmpty else { return }
        groups.append(.init(kind: kind, name: name, title: title, changes: changes))
    }

    // MARK: What all share

    private mutating func compareCanonical() {
        var list = ChangeList()
        for name in ["application", "reply"] {
            let file = "canonical/\(name).schema.json"
            guard let before = old.node(file), let after = new.node(file),
                let oldSchema = try? Schema.compile(before, options: .message),
                let newSchema = try? Schema.compile(after, options: .message)
            else { continue }
            // What the canonical model refuses is refused to whoever sends it, through whichever map.
            var comparison = SchemaComparison(
                isOutbound: false,
                format: .json,
                old: before,
                new: after
            )
            comparison.list.prefix = name
            comparison.compare(oldSchema, newSchema)
            for change in comparison.list.changes { list.take(change) }
        }
        let (before, after) = (old.node("canonical/codes.yaml"), new.node("canonical/codes.yaml"))
        for table in Node.names(before, after) {
            let (known, its) = (before?[table], after?[table])
            for code in Node.names(known, its) {
                list.compare(
                    "codes \(table).\(code)",
                    known?[code],
                    its?[code],
                    .compatible
                )
            }
        }
        add(.canonical, "canonical", "the hub's own model", list.sorted)
    }

    // MARK: A region

    private mutating func compare(_ before: Region, _ after: Region) {
        let path = "\(after.name)/region.yaml"
        let (oldNode, newNode) = (old.node(path), new.node(path))
        for party in after.parties {
            var list = ChangeList()
            let (known, its) = (
                oldNode?["parties"]?[party.name],
                newNode?["parties"]?[party.name]
            )
            if let earlier = before.party(party.name) {
                compareParty(known, its, &list)
                compareContracts(earlier, before, party, after, &list)
            } else {
                list.add(.compatible, "party", "added", new: its?.span)
            }
            compareBodies(of: party, before, after, &list)
            add(.party, "\(after.name)/\(party.name)", party.title, list.sorted)
        }
        for party in before.parties where after.party(party.name) == nil {
            var list = ChangeList()
            let span = oldNode?["parties"]?.entry(party.name)?.key.span
            list.add(.breaking, "party", "removed", old: span)
            add(.party, "\(after.name)/\(party.name)", party.title, list.sorted)
        }
        comparePrograms(before, after)
        compareRegion(oldNode, newNode, after)
    }

    private mutating func compareRegion(_ before: Node?, _ after: Node?, _ region: Region) {
        var list = ChangeList()
        for key in ["code", "calendar", "leads"] {
            list.compare(key, before?[key], after?[key], .breaking)
        }
        for key in ["title", "hours", "parent", "basis", "assumption"] {
            list.compare(key, before?[key], after?[key], .compatible)
        }
        let calendar = "calendars/\(region.calendar.name).yaml"
        if let known = old.node(calendar), let its = new.node(calendar), known.value != its.value {
            let text = "changed: the limits of open cases are dated again"
            list.add(.compatible, "calendar", text, new: its.span)
        }
        add(.region, region.name, region.title, list.sorted)
    }

    private func compareParty(_ before: Node?, _ after: Node?, _ list: inout ChangeList) {
        for key in ["contract", "queue"] {
            list.compare(key, before?[key], after?[key], .breaking)
        }
        for key in ["parameters", "keys"] {
            let (known, its) = (before?[key], after?[key])
            for name in Node.names(known, its) {
                list.compare("\(key).\(name)", known?[name], its?[name], .breaking)
            }
        }
        let isEnabled = after?["enabled"]?.scalar?.text != "false"
        list.compare(
            "enabled",
            before?["enabled"],
            after?["enabled"],
            isEnabled ? .compatible : .breaking
        )
        for key in ["title", "kind", "hotline", "uscc", "basis", "assumption"] {
            list.compare(key, before?[key], after?[key], .compatible)
        }
    }

    /// The contracts that a party speaks, the program's among them where it hands applications in.
    private static func contracts(
        _ catalogue: Catalogue,
        _ party: Party,
        _ region: Region
    ) -> [Contract] {
        var contracts = catalogue.contracts(of: party, in: region)
        for program in region.programs where program.intake.contains(party.name) {
            if !contracts.contains(where: { $0.name == program.contract.name }) {
                contracts.append(program.contract)
            }
        }
        return contracts
    }

    private mutating func compareContracts(
        _ earlier: Party,
        _ before: Region,
        _ party: Party,
        _ after: Region,
        _ list: inout ChangeList
    ) {
        let known = Self.contracts(old.catalogue, earlier, before)
        for contract in Self.contracts(new.catalogue, party, after) {
            guard let its = known.first(where: { $0.name == contract.name }) else { continue }
            var comparison = MessageComparison(its, contract, oldSide: old, newSide: new)
            comparison.compare()
            for change in comparison.list.changes { list.take(change) }
        }
    }

    // MARK: Programs

    /// What a party gets in the hub's own JSON is said by the item's body.
    private mutating func compareBodies(
        of party: Party,
        _ before: Region,
        _ after: Region,
        _ list: inout ChangeList
    ) {
        for program in after.programs {
            let nodes = rules(program.name)
            for item in program.items where item.isFor(party.name, program, after) {
                let subject = "items.\(item.id).body"
                guard let known = nodes.old?["items"]?[item.id] else { continue }
                var body = ChangeList()
                BodyComparison(
                    old: known["body"],
                    new: nodes.new?["items"]?[item.id]?["body"]
                ).compare(subject, into: &body)
                for change in body.changes { list.take(change) }
            }
        }
    }

    private mutating func rules(_ program: String) -> (old: Node?, new: Node?) {
        let main = "program.yaml"
        return (
            old.inherited(main, in: program, main: main),
            new.inherited(main, in: program, main: main)
        )
    }

    private mutating func comparePrograms(_ before: Region, _ after: Region) {
        for program in after.programs {
            let known = before.program(program.name)
            versions.append(
                .init(program: program.name, old: known?.version, new: program.version)
            )
            guard known != nil else {
                var list = ChangeList()
                list.add(.compatible, "program", "added", new: program.provenance.span)
                add(.program, program.name, program.title, list.sorted)
                continue
            }
            let nodes = rules(program.name)
            guard let old = nodes.old, let new = nodes.new else { continue }
            var comparison = RuleComparison(old: old, new: new)
            comparison.compare()
            add(.program, program.name, program.title, comparison.list.sorted)
        }
        for program in before.programs where after.program(program.name) == nil {
            versions.append(.init(program: program.name, old: program.version))
            var list = ChangeList()
            list.add(.breaking, "program", "removed", old: program.provenance.span)
            add(.program, program.name, program.title, list.sorted)
        }
    }
}

extension ItemRule {
    fileprivate func isFor(_ name: String, _ program: Program, _ region: Region) -> Bool {
        switch party {
        case .party(let its): its == name
        case .chosen(_, let choices): choices.values.contains(name)
        case .lead(let stage):
            switch program.leads[stage] {
            case .party(let its)?: its == name
            case .chosen(_, let choices)?: choices.values.contains(name)
            default: region.leads[stage] == name
            }
        }
    }
}
