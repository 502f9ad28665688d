import Expressions
import Values

/// What checks found. A map is checked once for each use; what is always so counts only where all its uses agree.
struct Findings {
    private(set) var errors: [Diagnostic] = []
    private var seen: Set<Diagnostic> = []
    /// By the map or rule: what every use of it found so far.
    private var always: [String: [Always: Diagnostic]] = [:]

    /// What is the same in every use: a hint may name what only one of them knows.
    private struct Always: Hashable {
        let code: String
        let span: SourceSpan
        let message: String

        init(_ diagnostic: Diagnostic) {
            (code, span) = (diagnostic.code, diagnostic.span)
            message = diagnostic.message
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
    mutating func add(_ use: Use, of name: String) {
        for error in use.errors { report(error) }
        let found = Dictionary(use.always.map { (Always($0), $0) }, uniquingKeysWith: Self.better)
        guard let before = always[name] else {
            always[name] = found
            return
        }
        always[name] = before.filter { found[$0.key] != nil }
            .merging(found.filter { before[$0.key] != nil }, uniquingKeysWith: Self.better)
    }

    /// The one whose hint names a likely correction.
    private static func better(_ one: Diagnostic, _ other: Diagnostic) -> Diagnostic {
        func guesses(_ diagnostic: Diagnostic) -> Bool {
            diagnostic.hint?.hasPrefix("did you mean") ?? false
        }
        return !guesses(one) && guesses(other) ? other : one
    }

    /// Everything, in the order of the files.
    var diagnostics: [Diagnostic] {
        let settled = always.values.reduce(into: Set<Diagnostic>()) { $0.formUnion($1.values) }
        let added = settled.subtracting(seen)
        return (errors + added).sorted {
            ($0.span.file, $0.span.line, $0.span.column, $0.code)
                < ($1.span.file, $1.span.line, $1.span.column, $1.code)
        }
    }

    /// The findings of one use.
    struct Use {
        var errors: [Diagnostic] = []
        var always: Set<Diagnostic> = []

        mutating func report(
            _ code: String,
            _ span: SourceSpan,
            _ message: String,
            hint: String? = nil
        ) {
            errors.append(Diagnostic(code: code, span: span, message: message, hint: hint))
        }

        mutating func add(_ checked: Checked) {
            // `item.id == 'x'` in a map of several items is never so for one of them, and right for another.
            errors += checked.diagnostics.filter { $0.code != Fault.impossible }
            always.formUnion(checked.diagnostics.filter { $0.code == Fault.impossible })
            always.formUnion(checked.always)
        }
    }
}
