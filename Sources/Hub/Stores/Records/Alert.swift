package import Values

/// Something a person has to look at; open until somebody acknowledges it. One key has at most one open alert.
package struct Alert: Sendable, Hashable {
    /// Given by the store; 0 before.
    package var id: Int64 = 0
    package var at: Instant
    package var kind: String
    package var key: String
    /// One Chinese sentence for the operator.
    package var text: String
    package var caseNumber: CaseNumber?
    package var item: ItemNumber?
    package var party: String?
    package var acknowledgedAt: Instant?
    package var acknowledgedBy: String?

    package init(at: Instant, kind: String, key: String, text: String) {
        self.at = at
        self.kind = kind
        self.key = key
        self.text = text
    }
}
