internal import Values

/// Puts named expressions where their names stand.
///
/// A body is one term however often it is used, so names that use one another many times do not multiply.
struct LetSubstitution {
    private let lets: [String: Term]
    private var done: [String: Term] = [:]
    /// The names whose bodies are being read, outermost first.
    private var open: [String] = []
    /// How deep the term being read stands, bodies included.
    private var level = 0

    init(_ lets: [String: Term]) { self.lets = lets }

    static func apply(to root: Term, in environment: Environment) throws(Diagnostic) -> Term {
        guard !environment.lets.isEmpty else { return root }
        var substitution = LetSubstitution(environment.lets)
        return try substitution.replace(root, hidden: [])
    }

    private mutating func body(of name: String, at term: Term) throws(Diagnostic) -> Term? {
        if let body = done[name] { return body }
        guard let raw = lets[name] else { return nil }
        if let start = open.firstIndex(of: name) { throw cycle(open[start...], at: term) }
        open.append(name)
        defer { open.removeLast() }
        let body = try replace(raw, hidden: [])
        done[name] = body
        return body
    }

    /// Told at the one that stands first in the file, so that a cycle is one finding wherever it is entered.
    private func cycle(_ names: ArraySlice<String>, at term: Term) -> Diagnostic {
        func place(_ name: String) -> (Int, Int) {
            let span = lets[name]?.source.span ?? term.span
            return (span.line, span.column)
        }
        let first = names.indices.min { place(names[$0]) < place(names[$1]) } ?? names.startIndex
        let ring = names[first...] + names[..<first] + [names[first]]
        return Diagnostic(
            code: Fault.cycle,
            span: lets[names[first]]?.span ?? term.span,
            message: "named expressions need one another: \(ring.joined(separator: " → "))"
        )
    }

    /// `hidden` are the variables of macros around the term, which hide names.
    private mutating func replace(_ term: Term, hidden: Set<String>) throws(Diagnostic) -> Term {
        level += 1
        defer { level -= 1 }
        guard level <= Parser.depthMax else { throw tooDeep(term) }
        guard let kind = try replacement(term, hidden) else { return term }
        let result = Term(kind, source: term.source, range: term.range)
        // A body that has been read before does not count in `level`.
        if result.depth > Parser.depthMax { throw tooDeep(term) }
        return result
    }

    private func tooDeep(_ term: Term) -> Diagnostic {
        Diagnostic(
            code: Fault.size,
            span: term.span,
            message: "more than \(Parser.depthMax) operations inside one another",
            hint: "named expressions count with what they stand for"
        )
    }

    /// The kind with its parts replaced; nil where nothing changes.
    private mutating func replacement(
        _ term: Term,
        _ hidden: Set<String>
    ) throws(Diagnostic) -> Term.Kind? {
        switch term.kind {
        case .literal, .named: return nil
        case .name(let name, let isGlobal):
            if !isGlobal, hidden.contains(name) { return nil }
            return try body(of: name, at: term).map { .named(name, $0) }
        case .select(let operand, let field, let isOptional):
            return .select(try replace(operand, hidden: hidden), field, isOptional: isOptional)
        case .has(let operand, let field): return .has(try replace(operand, hidden: hidden), field)
        case .index(let operand, let key, let isOptional):
            return .index(
                try replace(operand, hidden: hidden),
                try replace(key, hidden: hidden),
                isOptional: isOptional
            )
        case .call(let field, let terms): return .call(field, try replace(terms, hidden))
        case .memberCall(let target, let field, let terms):
            return .memberCall(
                try replace(target, hidden: hidden),
                field,
                try replace(terms, hidden)
            )
        case .not(let operand): return .not(try replace(operand, hidden: hidden))
        case .negate(let operand): return .negate(try replace(operand, hidden: hidden))
        case .binary(let operation, let left, let right):
            return .binary(
                operation,
                try replace(left, hidden: hidden),
                try replace(right, hidden: hidden)
            )
        case .and(let terms): return .and(try replace(terms, hidden))
        case .or(let terms): return .or(try replace(terms, hidden))
        case .conditional(let condition, let then, let otherwise):
            return .conditional(
                try replace(condition, hidden: hidden),
                then: try replace(then, hidden: hidden),
                else: try replace(otherwise, hidden: hidden)
            )
        case .list, .map: return try collection(term.kind, hidden)
        case .comprehension(let macro): return .comprehension(try comprehension(macro, hidden))
        case .bind(let name, let value, let body):
            return .bind(
                name,
                try replace(value, hidden: hidden),
                body: try replace(body, hidden: hidden.union([name]))
            )
        case .optionalMap(let operand, let name, let body, let isFlat):
            return .optionalMap(
                try replace(operand, hidden: hidden),
                name,
                body: try replace(body, hidden: hidden.union([name])),
                isFlat: isFlat
            )
        }
    }

    private mutating func replace(
        _ terms: [Term],
        _ hidden: Set<String>
    ) throws(Diagnostic) -> [Term] {
        var result: [Term] = []
        for term in terms { result.append(try replace(term, hidden: hidden)) }
        return result
    }

    private mutating func collection(
        _ kind: Term.Kind,
        _ hidden: Set<String>
    ) throws(Diagnostic) -> Term.Kind {
        switch kind {
        case .list(let elements):
            var result: [Term.Element] = []
            for element in elements {
                let term = try replace(element.term, hidden: hidden)
                result.append(Term.Element(term: term, isOptional: element.isOptional))
            }
            return .list(result)
        case .map(let entries):
            var result: [Term.Entry] = []
            for entry in entries {
                let key = try replace(entry.key, hidden: hidden)
                let value = try replace(entry.value, hidden: hidden)
                result.append(Term.Entry(key: key, value: value, isOptional: entry.isOptional))
            }
            return .map(result)
        default: return kind
        }
    }

    private mutating func comprehension(
        _ macro: Term.Comprehension,
        _ hidden: Set<String>
    ) throws(Diagnostic) -> Term.Comprehension {
        var inner = hidden.union([macro.variable])
        if let second = macro.second { inner.insert(second) }
        var condition = macro.condition
        if let term = condition { condition = try replace(term, hidden: inner) }
        var result = macro.result
        if let term = result { result = try replace(term, hidden: inner) }
        return Term.Comprehension(
            kind: macro.kind,
            range: try replace(macro.range, hidden: hidden),
            variable: macro.variable,
            second: macro.second,
            condition: condition,
            result: result
        )
    }
}
