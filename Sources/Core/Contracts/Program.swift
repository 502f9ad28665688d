package import Expressions
package import Values

/// One 联办事项 of a region, compiled: its items, limits, notices and outcome (contracts/LANGUAGE.md, section 9).
package struct Program: Sendable {
    /// Where a rule stands in policy, and what policy does not say.
    package struct Provenance: Sendable, Hashable {
        package var title: String?
        /// 文号 and paragraph.
        package var basis: String?
        package var assumption: String?
        package var span: SourceSpan
    }

    /// `<region>/<program>`.
    package var name: String
    package var title: String
    package var provenance: Provenance
    /// Digest over every file the program was compiled from; a case keeps it (G7).
    package var version: String
    /// Parties whose applications are taken.
    package var intake: [String]
    package var checks: [Check]
    /// In file order; an item's number is its position, counted from 1.
    package var items: [ItemRule]
    package var materials: [MaterialRule]
    package var limits: [LimitRule]
    package var notices: [NoticeRule]
    package var outcome: OutcomeRule
    package var lateReply: LateReply
    /// Stage → party, the program's over the region's.
    package var leads: [String: PartyChoice]
    /// The platform's contract for this program: application, update, withdrawal, outcome, rejection.
    package var contract: Contract
    /// The canonical application as expressions see it, typed by its schema.
    package var applicationValue: @Sendable (Value) -> CELValue
    /// What is compared with other cases at the same place; nil where nothing is.
    package var works: WorksRule?

    package var groups: [String] {
        items.reduce(into: []) { groups, item in
            if !groups.contains(item.group) { groups.append(item.group) }
        }
    }

    /// The parties that can get an item's order.
    package func candidates(_ item: ItemRule) -> [String] {
        guard case .lead(let stage) = item.party else { return item.party.names }
        return leads[stage]?.names ?? []
    }

    /// The party of a choice that depends on no application; nil where one does.
    package func fixedParty(_ choice: PartyChoice, in region: Region) -> String? {
        var choice = choice
        // Leads may be chosen by other leads, and never by themselves.
        for _ in 0..<4 {
            switch choice {
            case .party(let name): return name
            case .chosen: return nil
            case .lead(let stage):
                guard let lead = leads[stage] else { return region.leads[stage] }
                choice = lead
            }
        }
        return nil
    }

    /// The contract under which a party gets a message: for what concerns an application, the program's own; else the
    /// one that is named, or the party's.
    package func contract(
        for stem: String,
        to party: Party,
        named: Contract? = nil
    ) -> Contract? {
        if intake.contains(party.name), contract.outbound[stem] != nil { return contract }
        return named ?? party.contract
    }

    package func item(_ id: String) -> ItemRule? { items.first { $0.id == id } }
    package func limit(_ id: String) -> LimitRule? { limits.first { $0.id == id } }
    package func notice(_ id: String) -> NoticeRule? { notices.first { $0.id == id } }
}

/// A rule that an application must meet beyond its schema.
package struct Check: Sendable {
    package enum Level: String, Sendable, CaseIterable { case error, warning }

    package var that: Expression
    /// For the applicant, in Chinese.
    package var say: String
    /// In the canonical application.
    package var at: Pointer
    package var level: Level
    package var provenance: Program.Provenance
}

/// Who gets an item's order.
package enum PartyChoice: Sendable {
    case party(String)
    /// The party that leads a stage.
    case lead(String)
    /// By the value of an expression on the application.
    case chosen(by: Expression, [String: String])

    /// The parties that are named; a lead is found by its stage.
    package var names: [String] {
        switch self {
        case .party(let name): [name]
        case .lead: []
        case .chosen(_, let choices): choices.values.sorted()
        }
    }
}

/// One service or one approval of a program.
package struct ItemRule: Sendable {
    package var id: String
    /// Counted from 1, over all items of the program.
    package var position: Int
    package var title: String
    package var group: String
    package var party: PartyChoice
    package var terms: Terms
    /// The content of an order in the hub's own JSON.
    package var body: MapTree?
    /// Applies; nil is always.
    package var when: Expression?
    /// The order may go; nil is at once.
    package var after: Expression?
    package var modes: [ModeChoice]
    /// The milestone that completes it; nil is any ending.
    package var ends: Milestone?
    /// A good ending is over only when this is met.
    package var complete: Expression?
    /// `false`: neither in the outcome nor waited for.
    package var counts: Bool
    package var provenance: Program.Provenance
    /// Items and groups whose result is what this item's reply decides; their parties' own endings are opinions.
    package var decides: [String] = []
    /// The position in the program's items of the one that decides this item.
    package var decidedBy: Int?

    /// Under which contract its orders go.
    package enum Terms: Sendable {
        /// The party's own.
        case party
        /// Another one that the party speaks.
        case contract(Contract)
        /// The hub's own JSON, whatever else the party speaks; it answers in either.
        case canonical
    }

    /// Another contract that the item names for its party.
    package var namedContract: Contract? {
        if case .contract(let contract) = terms { contract } else { nil }
    }

    /// The contract of the item's orders to a party; nil is the hub's own JSON, the item's `body`.
    package func contract(with party: Party?) -> Contract? {
        switch terms {
        case .party: party?.contract
        case .contract(let contract): contract
        case .canonical: nil
        }
    }

    /// The contract of what a party answers about the item; nil is the hub's own JSON.
    package func replyContract(with party: Party?) -> Contract? {
        namedContract ?? party?.contract
    }
}

/// One of the ordered choices of an item's `mode`; the first whose conditions all hold is taken.
package struct ModeChoice: Sendable {
    package struct Condition: Sendable {
        package var that: Expression
        package var say: String
    }

    package var name: String
    /// Empty only at the last choice.
    package var all: [Condition]
    package var provenance: Program.Provenance
}

/// The states that a reply may report (contracts/LANGUAGE.md, section 9, States).
package enum Milestone: String, Sendable, CaseIterable {
    // In this order; reaching one implies the earlier ones.
    case ordered, received, accepted, surveyed, planned, built, inspected, connected
    // Good endings beside `connected`.
    case granted, grantedTolerance, filed
    // Bad endings.
    case notAccepted, rejected, refused, withdrawn, cancelled
    // Loops, which pause limits.
    case supplementing, supplemented, suspended, resumed
    // Facts.
    case processing, note, checked, rectify, breach, recalled, revoked
    /// The party could not read the order.
    case failed

    /// The position in the order of progress, or nil for a state outside it.
    package var progress: Int? { Self.path.firstIndex(of: self) }
    package static let path: [Milestone] = [
        .ordered, .received, .accepted, .surveyed, .planned, .built, .inspected, .connected,
    ]
    /// Decisions that nobody takes without having accepted the application.
    package static let impliesAcceptance: [Milestone] = [
        .granted, .grantedTolerance, .filed, .refused,
    ]
    package var isGoodEnding: Bool {
        switch self {
        case .connected, .granted, .grantedTolerance, .filed: true
        default: false
        }
    }
    package var isBadEnding: Bool {
        switch self {
        case .notAccepted, .rejected, .refused, .withdrawn, .cancelled: true
        default: false
        }
    }
    package var isEnding: Bool { isGoodEnding || isBadEnding }
    /// The state that closes the loop this one begins.
    package var loopEnd: Milestone? {
        switch self {
        case .supplementing: .supplemented
        case .suspended: .resumed
        default: nil
        }
    }
    package var loopBegin: Milestone? {
        switch self {
        case .supplemented: .supplementing
        case .resumed: .suspended
        default: nil
        }
    }
}

/// Which materials an item's party gets, and what happens where they are missing.
package struct MaterialRule: Sendable {
    package enum Missing: Sendable, Equatable {
        /// The application is rejected.
        case refuse
        /// Due until a milestone of the item (`容缺后补`), or within a span.
        case later(until: Due?)
        case waive
    }

    package enum Due: Sendable, Equatable {
        case state(Milestone)
        /// Any ending of the item.
        case decided
    }

    /// A material code that the rule accepts.
    package struct Kind: Sendable, Hashable {
        package var code: String
        /// The code in the words of an official.
        package var title: String
        /// The least form that will do; nil is any.
        package var form: MaterialForm.Wanted?
    }

    package var title: String
    package var kinds: [Kind]
    /// How many of the kinds are needed.
    package var any: Int
    /// Items and groups.
    package var targets: [String]
    package var when: Expression?
    package var missing: Missing
    /// For `.later` with a span.
    package var within: Expression?
    /// A commitment type the application must then carry.
    package var commitment: String?
    package var provenance: Program.Provenance
    /// Told what the rule found in an application; nil in the hub.
    package var tell: (@Sendable (_ isLacking: Bool) -> Void)?
}

/// A working-day deadline between two milestones.
package struct LimitRule: Sendable {
    /// A moment on a limit's clock.
    package enum Moment: Sendable {
        case state(Milestone)
        /// `decided`: any ending of the item, `ended`: the item is over.
        case decided
        case ended
        /// Gives an optional timestamp.
        case expression(Expression)
    }

    package var id: String
    package var title: String
    /// Items and groups, one clock each; empty is one clock for the case.
    package var targets: [String]
    package var from: Moment
    package var until: Moment
    /// Gives a `Span`.
    package var within: Expression
    /// Share of the working time, 0…1.
    package var warn: Double?
    /// The loops that pause it, by the state that begins them.
    package var pause: [Milestone]
    package var provenance: Program.Provenance
}

/// A message that the hub sends because a rule fired.
package struct NoticeRule: Sendable {
    package enum Per: String, Sendable, CaseIterable {
        case `case`, item, change, limit, overlap, update
    }
    package enum Recipients: Sendable {
        case parties([String])
        /// Gives a list of party names.
        case expression(Expression)
    }

    package var id: String
    package var per: Per
    package var when: Expression?
    /// A new value fires anew.
    package var again: Expression?
    package var to: Recipients
    package var body: MapTree
    package var provenance: Program.Provenance
}

/// When the outcome is due and what it says.
package struct OutcomeRule: Sendable {
    /// Nil: all good `ALL_OK`, none `REFUSED`, else `PARTIAL`.
    package var overall: Expression?
    /// Nil: every item that counts is over.
    package var when: Expression?
}

/// What becomes of a reply that would change an issued outcome (design A7).
package struct LateReply: Sendable {
    package enum Policy: String, Sendable, CaseIterable { case record, amend, ask, reject }

    package var byState: [Milestone: Policy]
    package var otherwise: Policy
}

/// How long a limit lasts (contracts/LANGUAGE.md, section 10).
package enum Span: Sendable, Hashable {
    case workdays(Int)
    case workhours(Double)
    case days(Int)
    case until(Instant)
    /// No limit in policy, and why: shown so.
    case unstated(String)
}
