import Expressions
import Values

extension ProgramCompiler {
    /// What is compared with other cases; nil where the program has no works.
    mutating func works(_ node: Node?) -> WorksRule? {
        guard let node else { return nil }
        let keys = reader.entries(
            node,
            of: "works",
            known: ["each", "as", "place", "from", "to"] + RuleReader.provenanceKeys
        )
        let each = expression(keys["each"], "each", .rules, required: node.span)
        guard let name = reader.required(keys["as"], "as", at: node.span) else { return nil }
        checkName(name, keys["as"]?.span ?? node.span)
        var inner = dialect
        let element = inner.local(name)
        func read(_ key: String) -> Expression? {
            expression(keys[key], key, .rules, required: node.span, in: inner)
        }
        let (place, from, to) = (read("place"), read("from"), read("to"))
        guard let each, let place, let from, let to, let environment = inner.environment(of: .rules)
        else { return nil }
        return WorksRule(
            each: each,
            element: element,
            place: place,
            from: from,
            to: to,
            environment: environment,
            provenance: reader.provenance(keys, at: node.span)
        )
    }
}
