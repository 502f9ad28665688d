import Contracts
import Values

/// What an item's reports come to, whatever order they came in (design.md, A5).
struct Progress: Sendable {
    enum Stage: String, Sendable {
        case undecided, skipped, planned, ordered, active, terminal
    }

    /// A 补正 or 特别程序.
    struct Loop: Sendable, Hashable {
        var kind: Milestone
        var from: Instant
        /// Nil while it lasts.
        var to: Instant?
    }

    /// Whose words are listened to.
    enum Voice: Sendable {
        case all
        /// The item's own party, and a person in its place.
        case own
        /// The item that decides this one.
        case decision
    }

    let decision: Item.Decision
    let orderedAt: Instant?
    /// The earliest moment of every state that was told.
    private(set) var told = Moments()
    private(set) var loops: [Loop] = []
    /// The ending, or the milestone that completes the item; revoked and recalled overlay it.
    private(set) var result: Milestone?
    private(set) var resultAt: Instant?
    private(set) var isGood = false
    /// What the item's own party, or a person in its place, said it came to. It is the result, unless another item
    /// decides this one: then it is an opinion.
    private(set) var own: (state: Milestone, at: Instant)?
    /// Whether the item that decides this one has spoken.
    let isDecided: Bool
    /// All that was said, later words over earlier ones.
    private(set) var reply = Object()
    /// Of all reports, by number.
    private(set) var documents: [Object] = []
    private(set) var hasReports: Bool
    /// Over, and since when: an item with a `complete` rule that is not met yet has a result and is not over.
    var endedAt: Instant?
    /// Since when its own party had nothing more to do, where the result is not that party's.
    var ownEndedAt: Instant?

    /// Looks at what was said up to a moment only, and at one voice only.
    init(_ item: Item, ends: Milestone?, until moment: Instant? = nil, hearing voice: Voice = .all)
    {
        let reports = item.reports.prefix { report in
            moment.map { report.occurredAt <= $0 } ?? true
        }
        decision = item.decision
        orderedAt = item.orderedAt
        hasReports = !reports.isEmpty
        // The table of moves lets two decisions about one item say the same only. The hub ends what has an opinion
        // and no decision when the applicant withdraws.
        let final =
            voice == .own
            ? nil
            : reports.first { $0.origin == .decision && $0.state.isEnding }
                ?? reports.first { $0.origin == .hub && $0.state.isEnding }
        isDecided = final?.origin == .decision
        for report in reports where voice.hears(report) {
            if report.isOwn, report.state.isEnding, own == nil {
                own = (report.state, report.occurredAt)
            }
            if !report.isOverridden(by: final) { told.add(report.state, report.occurredAt) }
            merge(report)
        }
        findResult(ends: ends, final: final)
        loops = Self.pair(reports, until: resultAt)
    }

    /// When the item's party, or whoever spoke first, said what it came to: that stops the party's clock.
    var answeredAt: Instant? {
        guard let result, result.isEnding || result.undoes else { return nil }
        guard let own, let resultAt else { return resultAt }
        return min(own.at, resultAt)
    }

    /// The moment that messages show: of the ending itself, not of the paper that had to follow.
    var shownEndedAt: Instant? { endedAt == nil ? nil : resultAt }
    var isOver: Bool { endedAt != nil || decision == .dropped }

    var stage: Stage {
        switch decision {
        case .undecided: .undecided
        case .skipped: .skipped
        case .dropped: .terminal
        case .applies:
            isOver ? .terminal : orderedAt == nil ? .planned : hasReports ? .active : .ordered
        }
    }

    /// The state as expressions, messages and pages show it; `pending` is an order that may not go yet.
    var state: String {
        if decision == .undecided || decision == .skipped { return decision.rawValue }
        if let result { return result.rawValue }
        guard orderedAt != nil else { return "pending" }
        if let loop = loops.last(where: { $0.to == nil }) { return loop.kind.rawValue }
        return (Milestone.path.last { told[$0] != nil } ?? .ordered).rawValue
    }

    /// When a state was reached: as told, or else as implied by a higher one.
    func time(of state: Milestone) -> Instant? {
        if let told = told[state] { return told }
        if state == .ordered { return orderedAt }
        guard let position = state.progress else { return nil }
        var times = Milestone.path[position...].compactMap { told[$0] }
        if position <= Self.acceptedPosition {
            times += Milestone.impliesAcceptance.compactMap { told[$0] }
            if let own, Milestone.impliesAcceptance.contains(own.state) { times.append(own.at) }
        }
        return times.min()
    }

    private static let acceptedPosition = Milestone.accepted.progress ?? 0

    // MARK: Results

    private mutating func findResult(ends: Milestone?, final: Report?) {
        let ending = told.entries.filter(\.state.isEnding).min {
            ($0.at, $0.state.rawValue) < ($1.at, $1.state.rawValue)
        }
        if let final {
            (result, resultAt) = (final.state, final.occurredAt)
            isGood = final.state.isGoodEnding
        } else if let ending {
            (result, resultAt, isGood) = (ending.state, ending.at, ending.state.isGoodEnding)
        } else if let ends, decision == .applies, let reached = time(of: ends) {
            (result, resultAt, isGood) = (ends, reached, true)
        }
        // Granting may be told after its revocation.
        for undone in [Milestone.recalled, .revoked] {
            guard let at = told[undone], result.map(\.canBeUndone) ?? true else { continue }
            (result, isGood) = (undone, false)
            resultAt = resultAt ?? at
            break
        }
    }

    // MARK: Loops

    private static func pair(_ reports: ArraySlice<Report>, until end: Instant?) -> [Loop] {
        var loops: [Loop] = []
        for begin in [Milestone.supplementing, .suspended] {
            guard let close = begin.loopEnd else { continue }
            var open: Instant?
            let marks = reports.filter { $0.state == begin || $0.state == close }
            for mark in marks.sorted(by: { Self.precedes($0, $1, begin) }) {
                if mark.state == begin {
                    if end.map({ mark.occurredAt > $0 }) ?? false { continue }
                    open = open ?? mark.occurredAt
                } else {
                    loops.append(
                        Loop(kind: begin, from: open ?? mark.occurredAt, to: mark.occurredAt)
                    )
                    open = nil
                }
            }
            if let open { loops.append(Loop(kind: begin, from: open, to: end)) }
        }
        return loops.sorted { ($0.from, $0.kind.rawValue) < ($1.from, $1.kind.rawValue) }
    }

    /// At one moment a loop begins before it ends.
    private static func precedes(_ left: Report, _ right: Report, _ begin: Milestone) -> Bool {
        if left.occurredAt != right.occurredAt { return left.occurredAt < right.occurredAt }
        return left.state == begin && right.state != begin
    }

    // MARK: What was said

    private mutating func merge(_ report: Report) {
        // What the hub did itself, and what another item decided, is no word of the party.
        guard report.isOwn else { return }
        for (key, value) in report.detail {
            if key == "documents" {
                for case .object(let document) in value.array ?? [] { add(document) }
            } else if let old = reply[key], case .object = old, case .object = value {
                reply[key] = old.merged(with: value)
            } else {
                reply[key] = value
            }
        }
        if !documents.isEmpty { reply["documents"] = .array(documents.map(Value.object)) }
    }

    /// Takes in the papers of the item that decides this one: one paper may speak of many items.
    mutating func share(_ papers: [Object]) {
        guard isDecided else { return }
        for paper in papers { add(paper) }
    }

    private mutating func add(_ document: Object) {
        let same = documents.firstIndex { known in
            if let number = document["number"] { return known["number"] == number }
            return known["title"] == document["title"] && known["fileId"] == document["fileId"]
        }
        guard let same else { return documents.append(document) }
        if let merged = Value.object(documents[same]).merged(with: .object(document)).object {
            documents[same] = merged
        }
    }
}

extension Progress.Voice {
    fileprivate func hears(_ report: Report) -> Bool {
        switch self {
        case .all: true
        case .own: report.isOwn
        case .decision: report.origin == .decision
        }
    }
}

extension Report {
    /// Whether another word took its place: an opinion is no fact about the item then, and what undid the opinion
    /// before the decision does not undo the decision.
    fileprivate func isOverridden(by final: Report?) -> Bool {
        guard let final, isOwn else { return false }
        if state.undoes { return occurredAt < final.occurredAt }
        return state.isEnding && state.progress == nil
    }
}

/// The earliest moment of each state: a handful, for which a search is quicker than hashing their names.
struct Moments: Sendable {
    private(set) var entries: [(state: Milestone, at: Instant)] = []

    subscript(state: Milestone) -> Instant? { entries.first { $0.state == state }?.at }

    mutating func add(_ state: Milestone, _ at: Instant) {
        if let place = entries.firstIndex(where: { $0.state == state }) {
            entries[place].at = min(entries[place].at, at)
        } else {
            entries.append((state, at))
        }
    }
}

extension Milestone {
    /// A granted permit may be recalled or revoked.
    var canBeUndone: Bool { self == .granted || self == .grantedTolerance }
    var undoes: Bool { self == .recalled || self == .revoked }
}
