/// The variables that expressions of the contract language see, each with its slot in a `Scope`
/// (contracts/LANGUAGE.md, section 10).
package enum Variable: Int, CaseIterable, Sendable {
    case app, `case`, item, items, groups, party, region, message, sent, input
    case change, limit, overlap, notice, problems, outcome, update, answer
    /// Who leads the stages of a case: read by `lead()` only, never by its name.
    case leads

    package var name: String { "\(self)" }
}
