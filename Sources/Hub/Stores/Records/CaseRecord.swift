package import Values

/// A case as lists show it: no personal data.
package struct CaseSummary: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, CaseIterable { case open, closed }

    package var number: CaseNumber
    package var program: String
    /// The version of program and maps that the case started with and keeps (G7).
    package var contractVersion: String
    /// The queue of the application.
    package var source: String
    package var applicationNumber: String
    package var status = Status.open
    /// 0 until there is an outcome.
    package var outcomeRevision = 0
    package var openedAt: Instant
    package var closedAt: Instant?
    /// Grows by one at each update; an update names the version it is based on.
    package var version = 1

    package init(
        number: CaseNumber,
        program: String,
        contractVersion: String,
        source: String,
        applicationNumber: String,
        openedAt: Instant
    ) {
        self.number = number
        self.program = program
        self.contractVersion = contractVersion
        self.source = source
        self.applicationNumber = applicationNumber
        self.openedAt = openedAt
    }
}

/// How many open cases keep one version of a program.
package struct OpenCaseCount: Sendable, Hashable {
    package var program: String
    package var contractVersion: String
    package var count: Int

    package init(program: String, contractVersion: String, count: Int) {
        self.program = program
        self.contractVersion = contractVersion
        self.count = count
    }
}

/// A case with its state.
package struct CaseRecord: Sendable, Hashable {
    package var summary: CaseSummary
    /// What the case machine needs, encoded by the caller; the store does not look into it.
    package var state: [UInt8]

    package init(_ summary: CaseSummary, state: [UInt8]) {
        self.summary = summary
        self.state = state
    }
}

/// One line of a case's timeline.
package struct CaseEvent: Sendable, Hashable {
    package enum Cause: Sendable, Hashable {
        case message(Int64)
        case tick
        case person(String)
    }

    /// Counted from 1 without gaps within the case; given by the store.
    package var sequence = 0
    package var at: Instant
    package var kind: String
    package var data: Value
    package var cause: Cause

    package init(at: Instant, kind: String, data: Value, cause: Cause) {
        self.at = at
        self.kind = kind
        self.data = data
        self.cause = cause
    }
}
