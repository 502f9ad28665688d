import Expressions
import Values

/// Which code tables the expressions of a contract use.
struct CodeUse {
    private var used: Set<String> = []
    /// Named expressions that were read: one may stand in many places.
    private var read: Set<ObjectIdentifier> = []

    /// Tables of the contract's own folder that none of its messages uses.
    static func unused(in contract: Contract) -> [Diagnostic] {
        var reader = CodeUse()
        let maps =
            contract.outbound.values.map(\.map) + contract.inbound.map(\.map)
            + contract.answers.map(\.map)
        for expression in maps.flatMap(\.root.expressions) { reader.visit(expression.root) }
        let own = contract.codes.filter {
            $0.span.file.hasPrefix(contract.name + "/") && !reader.used.contains($0.name)
        }
        return own.map { table in
            Diagnostic(
                code: "LB2212",
                span: table.keySpan,
                message: "no map of \(contract.name) uses the code table '\(table.name)'",
                hint: "remove it, or write code('\(table.name)', …) where it belongs"
            )
        }
    }

    private mutating func visit(_ term: Term) {
        if case .named(_, let body) = term.kind, !read.insert(ObjectIdentifier(body)).inserted {
            return
        }
        if case .call(let field, let arguments) = term.kind,
            field.name == "code" || field.name == "decode",
            case .literal(.string(let name))? = arguments.first?.kind
        {
            used.insert(name)
        }
        for part in term.kind.children { visit(part) }
    }
}
