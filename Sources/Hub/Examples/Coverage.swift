package import Values

/// What of the contracts the examples reached.
package struct Coverage: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// An expression of a map: reached when it gave a value.
        case leaf
        /// An entry of a code table that some expression uses: reached when it was written or read.
        case code
        /// A rule of a program.
        case rule
    }

    /// A leaf, code or rule.
    package struct Entry: Sendable, Hashable {
        package var kind: Kind
        package var span: SourceSpan
        /// `/body/name: app.applicant.name`, `kind.REPAIR`, `limit tellOnce`
        package var text: String
        /// What no example showed; empty where it was reached.
        package var lacks: [String]

        package var isReached: Bool { lacks.isEmpty }
    }

    /// How far the clock of a limit ran.
    package struct LimitReach: Sendable, Hashable {
        package var id: String
        package var span: SourceSpan
        package var hasStarted = false
        package var hasWarned = false
        package var wasOverdue = false
    }

    /// By kind, and then by place.
    package var entries: [Entry]
    package var limits: [LimitReach]

    package func count(_ kind: Kind) -> (reached: Int, all: Int) {
        let its = entries.filter { $0.kind == kind }
        return (its.count(where: \.isReached), its.count)
    }

    /// `reached 212 of 230 map leaves, 61 of 75 codes, 40 of 44 rules`
    package var summary: String {
        let parts = Kind.allCases.map { kind in
            let (reached, all) = count(kind)
            let noun = kind == .leaf ? "map leaves" : "\(kind.rawValue)s"
            return "\(reached) of \(all) \(noun)"
        }
        return "reached " + parts.joined(separator: ", ")
    }
}
