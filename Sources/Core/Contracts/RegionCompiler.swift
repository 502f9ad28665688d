import Schemas
import Values

/// What the rules of a region's programs may refer to while they are compiled.
struct RegionDraft {
    var name: String
    /// Party → where it stands.
    var parties: [String: SourceSpan]
    var leads: [String: String]
    /// Contracts by path, also those that only an item names.
    var contracts: [String: Contract]
}

/// Compiles `region.yaml` and everything below it (contracts/LANGUAGE.md, section 3).
struct RegionCompiler {
    let name: String
    let shared: SharedContracts
    var loader: NodeLoader
    var reader = RuleReader()
    private(set) var contracts: [String: Contract] = [:]
    /// What the checks say of it; what its maps share with other regions is settled with theirs.
    private(set) var findings = Findings()
    /// Contracts that cannot be had, which was reported.
    private var refused: Set<String> = []
    /// Parties that speak one of those.
    private(set) var unread: Set<String> = []
    /// Contracts that items name: a party may give parameters for one of those only.
    private(set) var secondary: Set<String> = []

    init(name: String, shared: SharedContracts, loader: NodeLoader) {
        self.name = name
        self.shared = shared
        self.loader = loader
    }

    static let keys =
        RuleReader.provenanceKeys + [
            "region", "code", "parent", "calendar", "hours", "leads", "parties",
        ]
    static let partyKeys =
        RuleReader.provenanceKeys + [
            "kind", "contract", "parameters", "keys", "hotline", "uscc", "enabled", "queue",
        ]

    mutating func compile() -> Region? {
        loader.beginRecord()
        guard let node = loader.node("\(name)/region.yaml") else { return nil }
        let keys = reader.entries(node, of: "a region", known: Self.keys)
        let stated = reader.required(keys["region"], "region", at: node.span)
        if let stated, stated != name {
            reader.report(
                "LB2030",
                keys["region"]?.span ?? node.span,
                "this region stands in \(name), so it is 'region: \(name)'"
            )
        }
        guard let code = reader.required(keys["code"], "code", at: node.span),
            let title = reader.required(keys["title"], "title", at: node.span),
            let calendarName = reader.required(keys["calendar"], "calendar", at: node.span),
            let calendar = calendar(calendarName, keys["calendar"]?.span ?? node.span)
        else { return nil }
        let leads = leads(keys["leads"])
        let base = Dialect.Base(
            calendar: calendar,
            titles: shared.titles,
            leads: leadsOfAll(over: leads),
            region: name,
            code: code,
            observer: shared.observer
        )
        var region = Region(
            name: name,
            code: code,
            title: title,
            parent: reader.text(keys["parent"], "parent"),
            calendar: calendar,
            hours: hours(keys["hours"], at: node.span),
            leads: leads,
            parties: [],
            programs: [],
            provenance: reader.provenance(keys, at: node.span)
        )
        let parties = reader.members(keys["parties"], "parties")
        region.parties = parties.compactMap { party($0, base) }
        if keys["parties"] == nil {
            reader.report(
                "LB2013",
                node.span,
                "parties is missing: a region has at least its platform"
            )
        }
        checkLeads(keys["parties"], keys["leads"])
        let drafts = programs(region, base, parties: keys["parties"])
        region.programs = drafts.map(\.program)
        for entry in parties {
            guard let party = region.party(entry.key.text) else { continue }
            checkParameters(of: party, entry, speaking: contracts(of: party, drafts))
        }
        let check = RegionCheck(
            region: region,
            programs: drafts,
            contracts: contracts.values.sorted { $0.name < $1.name },
            unread: unread,
            shared: shared
        )
        findings = check.findings()
        return region
    }

    private mutating func calendar(_ name: String, _ span: SourceSpan) -> WorkCalendar? {
        let path = "calendars/\(name).yaml"
        guard let node = loader.node(path) else {
            if !loader.files.contains(path) {
                reader.report(
                    "LB2060",
                    span,
                    "there is no \(path)",
                    hint: didYouMean(name, among: calendarNames)
                        ?? "calendars are \(calendarNames.joined(separator: ", "))"
                )
            }
            return nil
        }
        return WorkCalendar.compile(name, node, &reader)
    }

    private var calendarNames: [String] {
        loader.files.names(in: "calendars").filter { $0.hasSuffix(".yaml") }
            .map { String($0.dropLast(".yaml".count)) }
    }

    private mutating func hours(_ node: Node?, at span: SourceSpan) -> [OfficeHours] {
        guard let elements = node?.elements, !elements.isEmpty else {
            reader.report(
                "LB2013",
                span,
                "hours is missing: limits end with the office hours of a day"
            )
            return []
        }
        return elements.compactMap { element in
            let keys = reader.entries(
                element,
                of: "hours",
                known: ["from", "to", "am", "pm"] + RuleReader.provenanceKeys
            )
            let texts = ["from", "to", "am", "pm"].map {
                reader.required(keys[$0], $0, at: element.span)
            }
            guard let from = texts[0], let to = texts[1], let am = texts[2], let pm = texts[3]
            else { return nil }
            guard let hours = OfficeHours(from: from, to: to, am: am, pm: pm) else {
                let fault = OfficeHours.fault(from: from, to: to, am: am, pm: pm)
                reader.report(
                    "LB2061",
                    keys[fault]?.span ?? element.span,
                    "hours are written { from: \"01-01\", to: \"12-31\", am: \"08:30-12:00\", pm: \"14:30-18:00\" }"
                )
                return nil
            }
            return hours
        }
    }

    private mutating func party(_ entry: Node.Entry, _ base: Dialect.Base) -> Party? {
        let keys = reader.entries(
            entry.value,
            of: "party '\(entry.key.text)'",
            known: Self.partyKeys
        )
        guard let title = reader.required(keys["title"], "title", at: entry.key.span),
            keys["kind"] != nil, let kind: Party.Kind = reader.choice(keys["kind"], "kind")
        else {
            if keys["kind"] == nil { reader.report("LB2013", entry.key.span, "kind is missing") }
            return nil
        }
        guard let path = reader.required(keys["contract"], "contract", at: entry.key.span) else {
            return nil
        }
        var party = Party(
            name: entry.key.text,
            title: title,
            kind: kind,
            contract: nil,
            parameters: keys["parameters"]?.value.object ?? Object(),
            keys: names(keys["keys"]),
            hotline: reader.text(keys["hotline"], "hotline"),
            uscc: reader.text(keys["uscc"], "uscc"),
            isEnabled: reader.flag(keys["enabled"], "enabled") ?? true,
            queue: reader.text(keys["queue"], "queue") ?? "\(name).\(entry.key.text)",
            provenance: reader.provenance(keys, at: entry.key.span)
        )
        if path != "canonical" {
            party.contract = contract(path, base, keys["contract"]?.span ?? entry.key.span)
            if party.contract == nil { unread.insert(party.name) }
        }
        return party
    }

    private mutating func names(_ node: Node?) -> [String: String] {
        var names: [String: String] = [:]
        for entry in reader.members(node, "keys") {
            names[entry.key.text] = reader.text(entry.value, "a key's name")
        }
        return names
    }

    private mutating func contract(
        _ path: String,
        _ base: Dialect.Base,
        _ span: SourceSpan
    ) -> Contract? {
        if let known = contracts[path] { return known }
        guard !refused.contains(path) else { return nil }
        guard loader.files.contains("\(path)/contract.yaml") else {
            refused.insert(path)
            let main = "/contract.yaml"
            let known = loader.files.bytes.keys.filter { $0.hasSuffix(main) }
                .map { String($0.dropLast(main.count)) }
            reader.report(
                "LB2066",
                span,
                "there is no \(path)/contract.yaml",
                hint: didYouMean(path, among: known + ["canonical"])
                    ?? "write the path of a folder below the contracts folder, or canonical"
            )
            return nil
        }
        let role: ContractCompiler.Role =
            loader.files.contains("\(path)/program.yaml") ? .program : .partner
        var compiler = ContractCompiler(
            path: path,
            role: role,
            base: base,
            shared: shared,
            loader: loader
        )
        let contract = compiler.compile()
        loader = compiler.loader
        reader.report(compiler.reader.diagnostics)
        contracts[path] = contract
        if contract == nil { refused.insert(path) }
        return contract
    }

    /// A folder that takes applications is a program's, also where no party names it.
    private mutating func checkNoApplication(in folder: String) {
        let isSubmitted = loader.files.names(in: folder).contains { $0.hasPrefix("application.") }
        guard isSubmitted else { return }
        reader.report(
            "LB2002",
            SourceSpan(file: "\(folder)/program.yaml", line: 1, column: 1),
            "\(folder)/program.yaml is missing",
            hint: "the messages of an acceptance system belong to a program"
        )
    }

    private mutating func programs(
        _ region: Region,
        _ base: Dialect.Base,
        parties stated: Node?
    ) -> [RegionCheck.Draft] {
        // A party with a mistake of its own is a party all the same.
        let parties = Dictionary(
            (stated?.entries ?? []).map { ($0.key.text, $0.key.span) },
            uniquingKeysWith: { a, _ in a }
        )
        return loader.files.folders(in: name).compactMap { folder -> RegionCheck.Draft? in
            let path = "\(name)/\(folder)"
            guard loader.files.contains("\(path)/program.yaml") else {
                checkNoApplication(in: path)
                return nil
            }
            let chain = loader.chain(of: path, main: "program.yaml")
            guard let node = loader.inherited("program.yaml", in: chain) else { return nil }
            var isWhole = true
            for item in node["items"]?.entries ?? [] {
                guard let named = item.value["contract"]?.scalar, named.text != "canonical"
                else { continue }
                if contract(named.text, base, named.span) == nil { isWhole = false }
                secondary.insert(named.text)
            }
            guard let contract = contract(path, base, node.span) else { return nil }
            let draft = RegionDraft(
                name: name,
                parties: parties,
                leads: region.leads,
                contracts: contracts
            )
            var own = base
            own.leads = Self.leads(of: node, over: region.leads)
            let dialect = Dialect(
                base: own,
                codes: [:],
                lets: node["let"],
                schema: shared.application,
                &reader
            )
            var compiler = ProgramCompiler(
                name: path,
                region: draft,
                contract: contract,
                application: shared.application,
                titles: base.titles,
                dialect: dialect
            )
            let program = compiler.compile(node, version: shared.digest(loader.files, loader.read))
            reader.report(compiler.reader.diagnostics)
            // Without an item's own contract its party's would be held against rules that are not about it.
            guard isWhole else { return nil }
            return program.map { RegionCheck.Draft(program: $0, dialect: dialect) }
        }
    }
}

extension OfficeHours {
    /// `01-01`, `12-31`, `08:30-12:00`, `14:30-18:00`. Returns nil for anything else.
    init?(from: String, to: String, am: String, pm: String) {
        guard let from = Self.day(from), let to = Self.day(to), let morning = Self.minutes(am),
            let afternoon = Self.minutes(pm), morning.upperBound <= afternoon.lowerBound
        else { return nil }
        self.init(from: from, to: to, morning: morning, afternoon: afternoon)
    }

    /// The key whose text is wrong: its own, or for the afternoon that it begins too early.
    static func fault(from: String, to: String, am: String, pm: String) -> String {
        if day(from) == nil { return "from" }
        if day(to) == nil { return "to" }
        return minutes(am) == nil ? "am" : "pm"
    }

    private static func day(_ text: String) -> Int? {
        guard let day = Day("2024-" + text) else { return nil }
        return day.parts.month * 100 + day.parts.day
    }

    private static func minutes(_ text: String) -> Range<Int>? {
        let clocks = text.split(separator: "-").compactMap { clock -> Int? in
            let parts = clock.split(separator: ":").map { Int($0) }
            guard parts.count == 2, let hour = parts[0], let minute = parts[1],
                (0...24).contains(hour),
                (0..<60).contains(minute)
            else { return nil }
            return hour * 60 + minute
        }
        guard clocks.count == 2, clocks[0] < clocks[1] else { return nil }
        return clocks[0]..<clocks[1]
    }
}
