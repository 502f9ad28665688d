import Expressions
import Values

extension Expression {
    /// The literal texts that stand in what the expression gives, as far as its shape tells: operands of `+`, branches,
    /// what stands in for what is absent. Texts that are only compared or looked up are none of them.
    var writtenTexts: [(text: String, span: SourceSpan)] {
        var reader = WrittenTexts()
        reader.visit(root)
        return reader.found
    }
}

private struct WrittenTexts {
    var found: [(text: String, span: SourceSpan)] = []
    /// Named expressions that were read: one may stand in many places.
    private var read: Set<ObjectIdentifier> = []

    mutating func visit(_ term: Term) {
        switch term.kind {
        case .literal(.string(let text)): found.append((text, term.span))
        case .named(_, let body):
            if read.insert(ObjectIdentifier(body)).inserted { visit(body) }
        case .binary(.add, let left, let right):
            visit(left)
            visit(right)
        case .conditional(_, let then, let otherwise):
            visit(then)
            visit(otherwise)
        case .memberCall(let target, let field, let arguments):
            let passes = ["orValue", "or", "trim", "substring", "value"].contains(field.name)
            if passes { visit(target) }
            if field.name == "orValue" || field.name == "or" { arguments.forEach { visit($0) } }
            if field.name == "of" { arguments.forEach { visit($0) } }
        case .bind(_, _, let body), .optionalMap(_, _, let body, _): visit(body)
        default: break
        }
    }
}
