package import Values

/// Why an expression has no value.
package struct EvaluationError: Error, Sendable {
    package enum Kind: Sendable, Hashable {
        /// A member, key, element or optional value that is not there, by the words that read it.
        case absent(String)
        /// An operation or function is not defined for the types it was given.
        case type
        /// The result does not fit its type.
        case overflow
        /// An argument outside what a function takes.
        case range
        /// Division by zero.
        case division
        /// The expression did too much work, or made too much.
        case limit
        case other(String)
    }

    private enum Code: Sendable { case absent, type, overflow, range, division, limit, other }
    private let code: Code
    private let detail: String
    /// Where the expression failed; a function's error gets the place of its call.
    private(set) var term: Term?

    /// `message` says what is wrong; `.absent` and `.other` say it themselves.
    package init(_ kind: Kind, _ message: String = "") {
        switch kind {
        case .absent(let path): (code, detail) = (.absent, path)
        case .type: (code, detail) = (.type, message)
        case .overflow: (code, detail) = (.overflow, message)
        case .range: (code, detail) = (.range, message)
        case .division: (code, detail) = (.division, message)
        case .limit: (code, detail) = (.limit, message)
        case .other(let text): (code, detail) = (.other, text)
        }
    }

    /// What a term reads is not there. Cheap: a condition that is not met ends this way.
    static func absent(_ term: Term) -> EvaluationError {
        var error = EvaluationError(.absent(""))
        error.term = term
        return error
    }

    /// The same error with a place, unless it has one.
    func at(_ term: Term) -> EvaluationError {
        guard self.term == nil else { return self }
        var error = self
        error.term = term
        return error
    }

    /// Whether something was read that is not there.
    package var isAbsent: Bool { code == .absent }
    /// Nothing absorbs this one, or an expression could go on for ever.
    var isLimit: Bool { code == .limit }

    /// What kind of failure it is; failures are grouped by it.
    package var kind: Kind {
        switch code {
        case .absent: .absent(detail.isEmpty ? term?.text ?? "" : detail)
        case .type: .type
        case .overflow: .overflow
        case .range: .range
        case .division: .division
        case .limit: .limit
        case .other: .other(detail)
        }
    }

    /// One English sentence without a place; may quote the message's data.
    package var message: String {
        if case .absent(let path) = kind { "\(path) is absent" } else { detail }
    }

    /// The place in the contract file.
    package var span: SourceSpan? { term?.span }

    /// Unicode scalars from the beginning of the failing expression's text.
    package var offset: Int? { term?.range.lowerBound }
}

extension EvaluationError: CustomStringConvertible {
    package var description: String { span.map { "\($0): \(message)" } ?? message }
}
