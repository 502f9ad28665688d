import Expressions
import Values

/// What checks found. A map is checked once for each use; what is always so counts only where all its uses agree.
struct Findings {
    private(set) var errors: [Diagnostic] = []
    private var seen: Set<Diagnostic> = []
    /// By the map or rule: what every use of it found so far.
    private var always: [String: Set<Diagnostic>] = [:]

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
        if let before = always[name] {
            always[name] = before.intersection(use.always)
        } else {
            always[name] = use.always
        }
    }

    /// Everything, in the order of the files.
    var diagnostics: [Diagnostic] {
        let settled = always.values.reduce(into: Set<Diagnostic>()) { $0.formUnion($1) }
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
            errors += checked.diagnostics
            always.formUnion(checked.always)
        }
    }
}
