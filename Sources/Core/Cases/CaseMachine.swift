package import Contracts
import Expressions
package import Values

/// Decides what becomes of a case: `(case, input, program, region, now) → (case', effects)`, without a clock, ids or
/// IO of its own (design.md, sections 3 and 13).
///
/// A machine takes any number of inputs of one commit; each takes effect whole or not at all. `finish` then issues
/// or amends the outcome, once, and hands the effects over.
package struct CaseMachine: Sendable {
    /// What an accepted report changed, for notices `per: change`.
    struct Change: Sendable {
        var item: Int
        var state: Milestone
        var at: Instant
        /// What the reply says beside state and time.
        var detail: Object
        /// Makes the change different from every other one of the case.
        var key: String
    }

    let program: Program
    let region: Region
    /// Never earlier than the case's last event.
    let now: Instant
    /// The case as it is after everything taken so far.
    package internal(set) var current: Case { didSet { lastView = nil } }
    var effects: [Effect] = []
    var changes: [Change] = []
    var pendingUpdates: [Update] = []
    var pendingOverlaps: [Overlap] = []
    /// What made an issued outcome wrong, in the words of the amendment.
    var amendment: String?
    /// The application as expressions see it.
    var app: CELValue { didSet { lastView = nil } }
    /// `region` in expressions.
    private let regionValue: CELValue
    /// The case as it was last looked at, until it changes.
    private var lastView: CaseView?

    /// Takes up a case. Throws a fault where the program is not the one that the case was accepted under.
    package init(
        _ current: Case,
        program: Program,
        region: Region,
        now: Instant
    ) throws(Refusal) {
        guard current.program == program.name,
            current.items.map(\.id) == program.items.map(\.id)
        else {
            throw .fault(
                RuleFault(
                    span: program.provenance.span,
                    message: "case \(current.number) belongs to another program"
                )
            )
        }
        self.init(taking: current, program: program, region: region, now: now)
    }

    init(taking current: Case, program: Program, region: Region, now: Instant) {
        self.program = program
        self.region = region
        self.now = max(now, current.lastEventAt)
        self.current = current
        app = program.applicationValue(current.app)
        regionValue = .host(RegionObject(region))
        self.current.lastEventAt = self.now
    }

    /// Takes one input. Throws a refusal, and the case is as it was.
    @discardableResult
    package mutating func apply(_ input: Input) throws(Refusal) -> Disposition {
        var copy = self
        let disposition =
            switch input {
            case .replies(let message): try copy.take(message)
            case .update(let update): try copy.take(update)
            case .withdrawal(let withdrawal): try copy.take(withdrawal)
            case .personResult(let result): try copy.take(result)
            case .tick(let limit, let level): try copy.tick(limit, level)
            case .calendarChanged: try copy.recalculate()
            case .overlaps(let found): try copy.take(found)
            case .resend(let item, let stem): try copy.resend(item, stem)
            }
        self = copy
        return disposition
    }

    /// Issues or amends the outcome where it is due and returns every effect since the machine was made or last
    /// finished. Throws a fault, and nothing of this commit may be kept.
    package mutating func finish() throws(Refusal) -> [Effect] {
        try concludeOutcome()
        try announceWorks()
        let result = effects
        effects = []
        return result
    }

    // MARK: Views

    /// The case as it now is, with what its reports come to.
    func view() throws(Refusal) -> CaseView {
        if let lastView { return lastView }
        var progress = program.items.indices.map { self.progress($0) }
        for index in progress.indices {
            if let decider = program.items[index].decidedBy {
                progress[index].share(progress[decider].documents)
            }
        }
        let draft = makeView(progress, [])
        let requirements = try requirements(draft)
        for index in progress.indices where progress[index].result != nil {
            progress[index].endedAt = try endedAt(index, progress, requirements)
            guard program.items[index].decidedBy != nil, progress[index].own != nil else {
                continue
            }
            progress[index].ownEndedAt = try endedAt(index, progress, requirements, hearing: .own)
        }
        return makeView(progress, requirements)
    }

    /// The same, kept for those who look before the case changes again.
    mutating func keptView() throws(Refusal) -> CaseView {
        let view = try view()
        lastView = view
        return view
    }

    private func progress(
        _ index: Int,
        until moment: Instant? = nil,
        hearing voice: Progress.Voice = .all
    ) -> Progress {
        Progress(
            current.items[index],
            ends: program.items[index].ends,
            until: moment,
            hearing: voice
        )
    }

    private func makeView(_ progress: [Progress], _ requirements: [Requirement]) -> CaseView {
        CaseView(
            current,
            program: program,
            region: region,
            progress: progress,
            requirements: requirements.isEmpty
                ? Array(repeating: Requirement(), count: progress.count) : requirements,
            app: app,
            regionValue: regionValue
        )
    }

    /// When an item with a result was over: at once, or, for a good one with a `complete` rule, when the reports up
    /// to that moment met it.
    private func endedAt(
        _ index: Int,
        _ progress: [Progress],
        _ requirements: [Requirement],
        hearing voice: Progress.Voice = .all
    ) throws(Refusal) -> Instant? {
        let heard = voice == .all ? progress[index] : self.progress(index, hearing: voice)
        guard let resultAt = heard.resultAt else { return nil }
        // A person's word ends an item whatever papers are missing, or a silent party would hold the outcome.
        guard heard.isGood, let complete = program.items[index].complete,
            !current.items[index].isEndedByPerson
        else { return resultAt }
        var reports = current.items[index].reports
        let decider = heard.isDecided ? program.items[index].decidedBy : nil
        if let decider { reports += current.items[decider].reports }
        let moments = Set(reports.map(\.occurredAt).filter { $0 > resultAt }).union([resultAt])
        var candidate = progress
        for moment in moments.sorted() {
            candidate[index] = self.progress(index, until: moment, hearing: voice)
            if let decider {
                candidate[index].share(self.progress(decider, until: moment).documents)
            }
            if try complete.isMet(makeView(candidate, requirements).scope(item: index)) {
                return moment
            }
        }
        return nil
    }

    // MARK: Effects

    mutating func note(_ kind: String, _ text: String, item: Int? = nil, _ data: Object = Object())
    {
        var entry = Object([("text", .string(text))])
        for (key, value) in data { entry[key] = value }
        let id = item.map { current.items[$0].id }
        effects.append(.event(Event(kind: kind, item: id, data: .object(entry))))
    }

    /// Raises an alert, once in a case for each key.
    mutating func alert(_ kind: String, key: String, _ text: String, item: Int? = nil) {
        guard current.said.updateValue("", forKey: "alert:\(key)") == nil else { return }
        let id = item.map { current.items[$0].id }
        effects.append(
            .alert(Alert(kind: kind, key: "\(current.number):\(key)", text: text, item: id))
        )
    }

    /// The next sequence number of a kind of message.
    mutating func nextSequence(_ kind: Outgoing.Kind, _ key: String, _ party: String) -> Int {
        let counter = "\(kind.rawValue):\(key):\(party)"
        let next = (current.sequences[counter] ?? 0) + 1
        current.sequences[counter] = next
        return next
    }
}
