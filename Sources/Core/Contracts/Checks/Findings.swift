import Expressions
import Values

/// What checks found. A map, and each expression of a map that contracts share, is checked once for each use; what is
/// always so counts only where all its uses agree, whatever program or region they belong to.
struct Findings {
    private(set) var errors: [Diagnostic] = []
    private var seen: Set<Diagnostic> = []
    /// How often each expression was checked, by where it stands.
    private var checks: [SourceSpan: Int] = [:]
    /// What is always so, by the expression and what is said of it.
    private var always: [Always: Said] = [:]

    /// What is the same in every use: a hint may name what only one of them knows.
    private struct Always: Hashable {
        let expression: SourceSpan
        let code: String
        let span: SourceSpan
        let message: String
    }

    private struct Said {
        var times: Int
        var diagnostic: Diagnostic

        mutating func add(_ times: Int, _ other: Diagnostic) {
            self.times += times
            if !guesses(diagnostic), guesses(other) { diagnostic = other }
        }

        /// A hint that names a likely correction is the better one.
        private func guesses(_ diagnostic: Diagnostic) -> Bool {
            diagnostic.hint?.hasPrefix("did you mean") ?? false
        }
    }

    mutating func report(_ code: String, _ span: SourceSpan, _ message: String, hint: String? = nil)
    {
        report(Diagnostic(code: code, span: span, message: message, hint: hint))
    }

    mutating func report(_ diagnostic: Diagnostic) {
        if seen.insert(diagnostic).inserted { errors.append(diagnostic) }
    }

    /// What one use of a map found.
    mutating func add(_ use: Use) {
        for error in use.errors { report(error) }
        for (expression, found) in use.always {
            checks[expression, default: 0] += 1
            for diagnostic in found { say(diagnostic, of: expression, 1) }
        }
    }

    /// What other checks of the same contracts found.
    mutating func merge(_ other: Findings) {
        for error in other.errors { report(error) }
        checks.merge(other.checks, uniquingKeysWith: +)
        for (key, said) in other.always { say(said.diagnostic, of: key.expression, said.times) }
    }

    private mutating func say(
        _ diagnostic: Diagnostic,
        of expression: SourceSpan,
        _ times: Int
    ) {
        let key = Always(
            expression: expression,
            code: diagnostic.code,
            span: diagnostic.span,
            message: diagnostic.message
        )
        if always[key] == nil {
            always[key] = Said(times: times, diagnostic: diagnostic)
        } else {
            always[key]?.add(times, diagnostic)
        }
    }

    /// Everything, in the order of the files.
    var diagnostics: [Diagnostic] {
        let settled = always.filter { $1.times == checks[$0.expression] }
        let added = Set(settled.values.map(\.diagnostic)).subtracting(seen)
        return (errors + added).sorted {
            ($0.span.file, $0.span.line, $0.span.column, $0.code)
                < ($1.span.file, $1.span.line, $1.span.column, $1.code)
        }
    }

    /// The same after what was found before. Where something is refused, nobody knows how it would use the maps: what is
    /// always so elsewhere may not be so there.
    func diagnostics(after earlier: [Diagnostic]) -> [Diagnostic] {
        earlier.contains { $0.severity == .error } ? errors : diagnostics
    }

    /// The findings of one use.
    struct Use {
        var errors: [Diagnostic] = []
        /// By the expression that was checked, also when nothing was found in it.
        private(set) var always: [SourceSpan: Set<Diagnostic>] = [:]

        mutating func report(
            _ code: String,
            _ span: SourceSpan,
            _ message: String,
            hint: String? = nil
        ) {
            errors.append(Diagnostic(code: code, span: span, message: message, hint: hint))
        }

        mutating func add(_ checked: Checked, of expression: Expression) {
            // `item.id == 'x'` in a map of several items is never so for one of them, and right for another.
            errors += checked.diagnostics.filter { $0.code != Fault.impossible }
            always[expression.span, default: []].formUnion(
                checked.diagnostics.filter { $0.code == Fault.impossible } + checked.always
            )
        }
    }
}
