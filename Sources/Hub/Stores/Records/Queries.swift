package import Values

/// Which cases a list shows. Lists are ordered by number, newest first.
package struct CaseQuery: Sendable {
    package var status: CaseSummary.Status?
    /// Only cases that are open, or closed with a limit that still runs, stands or waits for a calendar.
    package var isUnfinished = false
    package var program: String?
    /// The first digits of the case number, or the beginning of the application number.
    package var text: String?
    /// Only this case and those above it: with `before`, the cases of a region's stretch of days.
    package var from: CaseNumber?
    /// Only cases below this one: the last of the page before.
    package var before: CaseNumber?
    package var limit = 50

    package init() {}
}

/// Which received messages a list shows. Lists are ordered by id, newest first.
package struct InboundQuery: Sendable {
    package var caseNumber: CaseNumber?
    package var party: String?
    package var disposition: Disposition?
    package var problemKey: String?
    /// Received in this stretch of time.
    package var received: Range<Instant>?
    /// Only messages below this id: the last of the page before.
    package var before: Int64?
    package var limit = 50

    package init() {}
}

/// Which sent messages a list shows. Lists are ordered by sequence, newest first.
package struct OutboundQuery: Sendable {
    package var caseNumber: CaseNumber?
    package var party: String?
    package var destination: String?
    package var state: OutboundMessage.State?
    /// Created in this stretch of time.
    package var created: Range<Instant>?
    /// Only messages below this sequence: the last of the page before.
    package var before: Int64?
    package var limit = 50

    package init() {}
}

/// Which alerts a list shows. Lists are ordered by id, newest first.
package struct AlertQuery: Sendable {
    package var isOpenOnly = true
    package var before: Int64?
    package var limit = 50

    package init() {}
}
