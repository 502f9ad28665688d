package import Values

/// A limit of a case or of one of its items, with the moments at which its levels fire.
package struct LimitRow: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable {
        case idle, running, warned, overdue, met, void, paused, undated

        /// Whether the clock may fire a level.
        package var isRunning: Bool { self == .running || self == .warned || self == .overdue }
    }

    package enum Level: String, Sendable, Hashable, CaseIterable {
        case warning, overdue
    }

    package var caseNumber: CaseNumber
    /// Nil for a limit of the whole case.
    package var item: ItemNumber?
    /// The limit's name in the program.
    package var limit: String
    package var state: State
    package var warnAt: Instant?
    package var dueAt: Instant?
    /// Levels that have fired; a level never leaves the set, whatever is saved.
    package var fired: Set<Level> = []

    package init(
        caseNumber: CaseNumber,
        item: ItemNumber? = nil,
        limit: String,
        state: State,
        warnAt: Instant? = nil,
        dueAt: Instant? = nil
    ) {
        self.caseNumber = caseNumber
        self.item = item
        self.limit = limit
        self.state = state
        self.warnAt = warnAt
        self.dueAt = dueAt
    }

    package func at(_ level: Level) -> Instant? {
        switch level {
        case .warning: warnAt
        case .overdue: dueAt
        }
    }

    /// The first moment at which a level that has not fired is due; nil where the clock has nothing to do.
    package var nextAt: Instant? {
        guard state.isRunning else { return nil }
        return Level.allCases.filter { !fired.contains($0) }.compactMap { at($0) }.min()
    }
}

/// A level that is due and has not fired.
package struct DueLevel: Sendable, Hashable {
    package var row: LimitRow
    package var level: LimitRow.Level
    package var at: Instant
}
