package import Contracts
package import Values

/// An item as people look at it: what became of it, and why.
package struct ItemSummary: Sendable {
    package var id: String
    package var number: String
    package var title: String
    package var group: String
    package var decision: Item.Decision
    /// The party's name; nil until the item applies.
    package var party: String?
    /// A milestone's name, or `undecided skipped pending`.
    package var state: String
    /// When it came to that state.
    package var at: Instant?
    package var partyOrder: String?
    /// Nothing more is expected of its party.
    package var isOver: Bool
    /// Whether the outcome waits for it.
    package var counts: Bool
    /// The item that decides this one, whatever its own party says.
    package var decidedBy: String?
    /// What its own party says, where another item decides and says something else, or nothing yet.
    package var opinion: Milestone?
    package var mode: String?
    /// Why the modes before the one taken did not hold.
    package var reasons: [String]
    /// Names of the materials that its party gets.
    package var materials: [String]
    /// Titles of the material rules that are not met.
    package var missing: [String]
}

extension CaseMachine {
    /// Every item of the case as it now is, in the program's order.
    package func itemSummaries() throws(Refusal) -> [ItemSummary] {
        let view = try view()
        let materials = current.app["materials"]?.array ?? []
        return program.items.indices.map { index in
            let (rule, item, progress) = (
                program.items[index], current.items[index], view.progress[index]
            )
            let requirement = view.requirements[index]
            return ItemSummary(
                id: item.id,
                number: item.number,
                title: rule.title,
                group: rule.group,
                decision: item.decision,
                party: item.party,
                state: progress.state,
                at: progress.lastChangeAt,
                partyOrder: item.partyOrder,
                isOver: progress.isOver,
                counts: rule.counts,
                decidedBy: rule.decidedBy.map { program.items[$0].id },
                opinion: view.opinion(index),
                mode: item.mode,
                reasons: item.reasons,
                materials: materials.filter { requirement.kinds.contains($0["kind"]?.string ?? "") }
                    .compactMap { $0["name"]?.string },
                missing: requirement.missing
            )
        }
    }
}

extension CaseView {
    fileprivate func opinion(_ index: Int) -> Milestone? {
        guard program.items[index].decidedBy != nil, let own = progress[index].own else {
            return nil
        }
        return awaitsDecision(index) || own.state != progress[index].result ? own.state : nil
    }
}

extension Progress {
    /// When the state that is shown was reached.
    fileprivate var lastChangeAt: Instant? {
        if let resultAt { return resultAt }
        if let loop = loops.last(where: { $0.to == nil }) { return loop.from }
        return Milestone.path.last { told[$0] != nil }.flatMap { told[$0] } ?? orderedAt
    }
}
