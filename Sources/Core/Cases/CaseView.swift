import Contracts
import Expressions
import Values

/// A case as expressions see it at one moment; what is handed out of it does not change afterwards.
final class CaseView: Sendable {
    let of: Case
    let program: Program
    let region: Region
    /// One for each item.
    let progress: [Progress]
    /// What materials each item may see and lacks.
    let requirements: [Requirement]
    let app: CELValue
    private let regionValue: CELValue
    private let caseValue: CELValue

    init(
        _ of: Case,
        program: Program,
        region: Region,
        progress: [Progress],
        requirements: [Requirement],
        app: CELValue,
        regionValue: CELValue
    ) {
        self.of = of
        self.program = program
        self.region = region
        self.progress = progress
        self.requirements = requirements
        self.app = app
        self.regionValue = regionValue
        caseValue = Self.caseValue(of)
    }

    /// The scope of a rule without an item. `recorder` notes what a condition reads of other items.
    func scope(_ recorder: ReadRecorder? = nil, depth: Int = 0) -> Scope {
        var scope = Scope.empty
        scope[Variable.app] = app
        scope[Variable.case] = caseValue
        scope[Variable.items] = .host(ItemsHost(self, recorder))
        scope[Variable.groups] = .host(GroupsHost(self, recorder))
        scope[Variable.region] = regionValue
        scope[Variable.leads] = .host(LeadsHost(self, depth: depth))
        return scope
    }

    func scope(item index: Int, _ recorder: ReadRecorder? = nil) -> Scope {
        var scope = scope(recorder)
        scope[Variable.item] = .host(ItemHost(self, index, nil))
        if let party = of.items[index].party.flatMap(region.party) {
            scope[Variable.party] = .host(PartyObject(party))
        }
        return scope
    }

    private static func caseValue(_ of: Case) -> CELValue {
        var members: [(String, CELValue)] = [
            ("number", .string(of.number)), ("intake", .string(of.intake)),
            ("acceptedAt", .timestamp(of.acceptedAt)),
        ]
        if let closedAt = of.closedAt { members.append(("closedAt", .timestamp(closedAt))) }
        return .members(members)
    }

    // MARK: Parties

    /// The party that a choice comes to; nil where what it is chosen by is absent, or names none.
    func party(_ choice: PartyChoice, depth: Int = 0) throws(Refusal) -> String? {
        // Leads may be chosen by other leads, and never by themselves.
        guard depth < 4 else { return nil }
        switch choice {
        case .party(let name): return name
        case .lead(let stage):
            if let lead = program.leads[stage] { return try party(lead, depth: depth + 1) }
            return region.leads[stage]
        case .chosen(let by, let choices):
            return try by.text(scope(depth: depth + 1)).flatMap { choices[$0] }
        }
    }

    /// The party that leads a stage.
    func lead(_ stage: String, depth: Int = 0) -> String? {
        (try? party(.lead(stage), depth: depth)) ?? nil
    }

    /// The applicable items of a group.
    func indices(ofGroup group: String) -> [Int] {
        program.items.indices.filter { program.items[$0].group == group && applies($0) }
    }

    func applies(_ index: Int) -> Bool { of.items[index].decision == .applies }

    /// Whether another item has yet to say what this one comes to: until then its party's word is an opinion.
    func awaitsDecision(_ index: Int) -> Bool {
        guard let decider = program.items[index].decidedBy, !progress[index].isDecided else {
            return false
        }
        return isOpen(decider)
    }

    /// Whether an item may still be asked or answered.
    func isOpen(_ index: Int) -> Bool {
        switch progress[index].stage {
        case .skipped, .terminal: false
        case .undecided, .planned, .ordered, .active: true
        }
    }
}

/// What an item's party may see of the application's materials.
struct Requirement: Sendable, Hashable {
    var kinds: Set<String> = []
    /// Titles of the rules that are not met, but of those that waive.
    var missing: [String] = []
}

/// Notes what a condition reads of other items, to tell `undecided` from `skipped`.
// SAFETY: made, written and read within one synchronous evaluation; the hosts that hold it are dropped with it.
final class ReadRecorder: @unchecked Sendable {
    private(set) var reads: Set<Int> = []
    private(set) var isUnsettled = false
    let reader: Int

    /// What the item at `reader` reads of itself is not noted.
    init(reader: Int) { self.reader = reader }

    func read(_ index: Int, unsettled: Bool = false) {
        guard index != reader else { return }
        reads.insert(index)
        if unsettled { isUnsettled = true }
    }
}

extension Scope {
    subscript(variable: Variable) -> CELValue? {
        get { self[variable.rawValue] }
        set { self[variable.rawValue] = newValue }
    }
}

extension CELValue {
    static func members(_ members: [(String, CELValue)]) -> CELValue {
        .map(CELMap(names: members.map(\.0), values: members.map(\.1)))
    }
}
