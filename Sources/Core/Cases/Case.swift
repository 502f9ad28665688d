package import Contracts
package import Values

/// An accepted application on its way to one outcome: a value that only `CaseMachine` changes (design.md, section 13).
package struct Case: Sendable, Hashable {
    /// `{region6}{yyyyMMdd}{seq6}`.
    package let number: String
    package let program: String
    /// The version it was accepted under; a case keeps its program (G7).
    package let programVersion: String
    package let region: String
    /// The queue that the application came from.
    package let source: String
    /// The party that sent the application and gets the outcome.
    package let intake: String
    package let applicationNumber: String
    package let acceptedAt: Instant
    /// The canonical application with every update merged.
    package internal(set) var app: Value
    /// 1 as received; every update adds one.
    package internal(set) var appVersion = 1
    package internal(set) var isWithdrawn = false
    package internal(set) var closedAt: Instant?
    /// In the order of the program's items.
    package internal(set) var items: [Item]
    package internal(set) var limits: [Limit] = []
    /// What was said once and is not to be said again: a notice's key and its last `again` value, an alert's key.
    var said: [String: String] = [:]
    /// The last sequence number of each kind of outbound message.
    var sequences: [String: Int] = [:]
    /// The current outcome.
    package internal(set) var outcome: Outcome?
    /// What it announces to be compared with other cases, in order of place and day.
    package internal(set) var works: [Work] = []
    /// How often the works have changed.
    var worksVersion = 0
    /// The cases that it was told of.
    package internal(set) var neighbours: [Neighbour] = []
    /// No later input is processed as if it were earlier than this.
    package internal(set) var lastEventAt: Instant

    package var isClosed: Bool { closedAt != nil }
    package func item(_ id: String) -> Item? { items.first { $0.id == id } }
    package func limit(_ key: String) -> Limit? { limits.first { $0.key == key } }
}

/// One service or approval of a case, with everything that was ever said about it.
package struct Item: Sendable, Hashable {
    package enum Decision: String, Sendable {
        /// Its condition depends on something that is not settled yet.
        case undecided
        case skipped, applies
        /// Applied, until an update of the application took it out.
        case dropped
    }

    package let id: String
    /// The case's number and two digits of its position.
    package let number: String
    package internal(set) var decision = Decision.undecided
    /// Set once it applies.
    package internal(set) var party: String?
    /// Fixed when the order goes.
    package internal(set) var mode: String?
    /// Why the choices before the mode taken did not hold.
    package internal(set) var reasons: [String] = []
    package internal(set) var orderedAt: Instant?
    /// In order of occurrence, whatever order they came in.
    package internal(set) var reports: [Report] = []

    /// The party's own number, as it was last given.
    package var partyOrder: String? { reports.lazy.reversed().compactMap(\.partyOrder).first }
    /// Whether the hub itself took it back: the applicant withdrew, or an update dropped it.
    var isCancelledByHub: Bool {
        reports.contains { $0.origin == .hub && $0.state.isBadEnding }
    }
    var isEndedByPerson: Bool {
        reports.contains { report in
            if case .person = report.origin { report.state.isEnding } else { false }
        }
    }
}

/// One thing that was said about an item: by its party, by a person, or by the hub itself.
package struct Report: Sendable, Hashable {
    package enum Origin: Sendable, Hashable {
        case party
        /// A person of the lead department, by name.
        case person(String)
        case hub
        /// The item that decides this one (`decides`): its word counts over that of the item's own party.
        case decision
    }

    package var state: Milestone
    package var occurredAt: Instant
    package var receivedAt: Instant
    /// Whether the time is the party's own and not the time of arrival.
    package var isStated: Bool
    package var origin: Origin
    /// The inbound message, and the place among several replies in it.
    package var message: String
    package var place: Int
    package var partyOrder: String?
    /// What the canonical reply says beside state, time and identifiers.
    package var detail: Object

    static func < (left: Report, right: Report) -> Bool {
        (left.occurredAt, left.message, left.place) < (right.occurredAt, right.message, right.place)
    }

    /// Whether it is the party's own word, or a person's in its place.
    var isOwn: Bool {
        switch origin {
        case .party, .person: true
        case .hub, .decision: false
        }
    }

    /// Whether both say the same, whatever message brought them.
    func says(theSameAs other: Report) -> Bool {
        state == other.state && occurredAt == other.occurredAt && origin == other.origin
            && partyOrder == other.partyOrder && detail == other.detail
    }
}

/// A deadline of a case or of one of its items (design.md, A6).
package struct Limit: Sendable, Hashable {
    package enum State: String, Sendable {
        case idle, running, warned, overdue, met, void, paused, undated
        /// Policy names no limit; shown so.
        case unstated
    }
    package enum Level: String, Sendable { case warning, overdue }

    /// The rule's id.
    package let rule: String
    package let item: String?
    package internal(set) var title: String
    package internal(set) var state = State.idle
    package internal(set) var startAt: Instant?
    package internal(set) var dueAt: Instant?
    package internal(set) var warnAt: Instant?
    /// When what it waits for happened.
    package internal(set) var metAt: Instant?
    package internal(set) var warnedAt: Instant?
    package internal(set) var overdueAt: Instant?
    /// How the day was found, in Chinese.
    package internal(set) var explanation = ""

    package var key: String { item.map { "\(rule)@\($0)" } ?? rule }
    /// Whether what it waited for came after the due moment.
    package var isLate: Bool {
        guard let metAt, let dueAt else { return false }
        return metAt > dueAt
    }
    package func firedAt(_ level: Level) -> Instant? {
        level == .warning ? warnedAt : overdueAt
    }
}

/// The result of a case as it was last issued.
package struct Outcome: Sendable, Hashable {
    /// 1, and one more for each amendment, which supersedes the one before.
    package var revision: Int
    package var issuedAt: Instant
    /// What it says, without number and revision: two contents are compared, never two outcomes.
    package var content: Value
}
