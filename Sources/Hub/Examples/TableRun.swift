import Cases
import Contracts
import Formats
import Pipeline
import Stores
import Values

/// Runs the rows of a story's table, each on a hub of its own.
struct TableRun {
    private let story: Story
    private let table: Story.Table
    private let policy: Policy
    private(set) var failures: [StepFailure] = []
    private(set) var cases: [Case] = []
    /// Program → names of the notices that went out.
    private(set) var notices: [String: Set<String>] = [:]

    init(_ story: Story, _ table: Story.Table, catalogue: Catalogue) {
        self.story = story
        self.table = table
        policy = Policy(catalogue, secrets: Secrets(story.secrets.mapValues { Array($0.utf8) }))
    }

    /// Runs every row, also after one that failed. Throws where no hub can be opened.
    mutating func run() throws {
        for row in table.rows {
            let hub = try TrialHub(policy)
            do {
                try run(row, on: hub)
            } catch {
                fail(row, "the hub failed here: \(error)", kind: .hub)
            }
        }
    }

    private mutating func run(_ row: Story.Row, on hub: TrialHub) throws {
        guard let region = policy.catalogue.region(story.region),
            let party = region.party(table.from)
        else { return }
        let application = row.patches.reduce(table.application) { $0.merged(with: $1) }
        var message = hub.message(
            from: party,
            of: region,
            JSON.encode(application),
            id: table.messageID
        )
        message.headers = table.headers
        let (_, verdict) = try hub.take(message, at: table.at)
        let its = try verdict.caseNumber.flatMap { try hub.case($0) }
        switch row.decided {
        case .rejected(let places): rejected(row, places, verdict)
        case .applied(let decision):
            guard verdict.disposition == .applied, let its else {
                return fail(
                    row,
                    expected: "a case",
                    found: verdict.disposition.rawValue,
                    notes: verdict.problemLines
                )
            }
            compare(row, decision, with: try hub.summaries(of: its))
        }
        guard let its else { return }
        cases.append(its)
        let sent = try hub.sent(at: table.at).compactMap(\.notice)
        notices[its.program, default: []].formUnion(sent)
    }

    // MARK: What was decided

    private mutating func rejected(_ row: Story.Row, _ places: [String], _ verdict: Verdict) {
        let found = verdict.problems.map(\.place)
        if verdict.disposition == .rejected, found.count == places.count,
            zip(found, places).allSatisfy({ $0.isTold(as: $1) })
        {
            return
        }
        let names = found.map(\.told).joined(separator: ", ")
        fail(
            row,
            expected: "rejected at " + places.joined(separator: ", "),
            found: verdict.disposition.rawValue + (names.isEmpty ? "" : " at \(names)"),
            notes: verdict.problemLines
        )
    }

    private mutating func compare(
        _ row: Story.Row,
        _ decision: Story.Decision,
        with items: [ItemSummary]
    ) {
        for item in items {
            if let modes = decision.modes, modes[item.id] != item.mode {
                fail(
                    row,
                    expected: Self.mode(modes[item.id], of: item.id),
                    found: Self.mode(item.mode, of: item.id),
                    notes: ["\(item.id) is \(item.state)"] + item.reasons
                )
            }
            if let reasons = decision.reasons[item.id], reasons != item.reasons {
                fail(
                    row,
                    expected: Self.reasons(reasons, of: item.id),
                    found: Self.reasons(item.reasons, of: item.id)
                )
            }
            if let state = decision.states[item.id], state != item.state {
                fail(
                    row,
                    expected: "\(item.id) \(state)",
                    found: "\(item.id) \(item.state)"
                )
            }
        }
        let applied = items.filter { $0.decision == .applies }.map(\.id)
        if let wanted = decision.items, wanted != Set(applied) {
            fail(
                row,
                expected: "the items " + wanted.sorted().joined(separator: ", "),
                found: "the items " + applied.sorted().joined(separator: ", ")
            )
        }
    }

    private static func mode(_ mode: String?, of item: String) -> String {
        mode.map { "\(item) \($0)" } ?? "\(item) without a mode"
    }

    private static func reasons(_ reasons: [String], of item: String) -> String {
        reasons.isEmpty
            ? "\(item) without a reason" : "\(item) because: " + reasons.joined(separator: "；")
    }

    // MARK: What differs

    private mutating func fail(
        _ row: Story.Row,
        expected: String,
        found: String,
        notes: [String] = []
    ) {
        failures.append(
            StepFailure(
                kind: .row,
                span: row.span,
                message: "row “\(row.title)”",
                expected: expected,
                found: found,
                notes: notes
            )
        )
    }

    private mutating func fail(_ row: Story.Row, _ message: String, kind: StepFailure.Kind) {
        failures.append(
            StepFailure(kind: kind, span: row.span, message: "row “\(row.title)”: \(message)")
        )
    }
}

extension Verdict {
    /// Each problem as a line for an engineer.
    var problemLines: [String] {
        problems.map {
            "\($0.place): \($0.code): \($0.say)" + ($0.found.isEmpty ? "" : " — \($0.found)")
        }
    }
}

extension Place {
    /// The field, or the place on the wire of what belongs to no field.
    var told: String { pointer.steps.isEmpty ? description : pointer.description }

    /// Whether a story means this place.
    func isTold(as name: String) -> Bool { wire == name || told == name }
}

extension TrialHub {
    /// The items of a case as they stood after its last event; none where its program is gone.
    func summaries(of its: Case) throws -> [ItemSummary] {
        guard let (region, program) = policy.catalogue.program(its.program) else { return [] }
        let machine = try CaseMachine(its, program: program, region: region, now: its.lastEventAt)
        return try machine.itemSummaries()
    }
}
