package import Expressions
package import Values

/// A place of the message that a map makes, with what stands there: for documents and lineage.
package struct MapField: Sendable {
    /// A call of one of the contract language's functions with a literal in it: a code table, a time pattern.
    package struct Call: Sendable, Hashable {
        /// `code`, `decode`, `title`, `date`, `time`, `decimal`.
        package var function: String
        package var texts: [String]
        package var numbers: [Int64]
        /// What the call reads of `input`.
        package var inputs: [[String]]
    }

    /// The way to it in the message; `*` stands for every element of a list.
    package var path: [String]
    package var isOptional: Bool
    /// What always stands there.
    package var constant: Value?
    package var expression: Expression?
    /// Whether a text that is too long is cut.
    package var isFitted = false
    /// What stands for a character that the charset lacks.
    package var replacement: String?
    /// In the order of the text.
    package var calls: [Call]
    /// Texts in the expression.
    package var literals: [String]

    /// What the expression reads of `input`.
    package var inputs: [[String]] {
        (expression?.references.paths ?? []).filter { $0.slot == Variable.input.rawValue }
            .map(\.members)
    }
}

extension MapTree {
    /// Every leaf, in the order of the map.
    package var fields: [MapField] { Self.fields(of: root, at: [], isOptional: false) }

    private static func fields(
        of node: MapNode,
        at path: [String],
        isOptional: Bool
    ) -> [MapField] {
        switch node {
        case .constant(let constant):
            let value = constant.value
            return [
                MapField(
                    path: path,
                    isOptional: isOptional,
                    constant: value,
                    calls: [],
                    literals: value.string.map { [$0] } ?? []
                )
            ]
        case .leaf(let leaf):
            var found = TermFindings()
            found.visit(leaf.expression.root)
            return [
                MapField(
                    path: path,
                    isOptional: isOptional,
                    constant: leaf.expression.constant?.value,
                    expression: leaf.expression,
                    isFitted: leaf.fit != nil,
                    replacement: leaf.replacement?.text,
                    calls: found.calls,
                    literals: found.literals
                )
            ]
        case .object(let object):
            return object.members.flatMap { member in
                fields(
                    of: member.node,
                    at: path + [member.key],
                    isOptional: isOptional || member.isOptional || object.when != nil
                )
            }
        case .list(let nodes):
            return nodes.flatMap { fields(of: $0, at: path + ["*"], isOptional: isOptional) }
        case .each(let each):
            return fields(
                of: each.body,
                at: path + ["*"],
                isOptional: isOptional || each.when != nil
            )
        }
    }
}

extension Expression {
    /// Texts in the expression, in their order.
    package var textLiterals: [String] {
        var found = TermFindings()
        found.visit(root)
        return found.literals
    }
}

/// What a walk through an expression's tree collects.
private struct TermFindings {
    private static let functions: Set = ["code", "decode", "title", "date", "time", "decimal"]

    var calls: [MapField.Call] = []
    var literals: [String] = []

    mutating func visit(_ term: Term) {
        switch term.kind {
        case .literal(.string(let text)): literals.append(text)
        case .call(let field, let terms) where Self.functions.contains(field.name):
            var call = MapField.Call(function: field.name, texts: [], numbers: [], inputs: [])
            for argument in terms {
                switch argument.kind {
                case .literal(.string(let text)): call.texts.append(text)
                case .literal(.int(let number)): call.numbers.append(number)
                default: Self.collectInputs(argument, &call.inputs)
                }
            }
            calls.append(call)
        default: break
        }
        for child in term.kind.children { visit(child) }
    }

    private static func collectInputs(_ term: Term, _ inputs: inout [[String]]) {
        if let path = input(term), !path.isEmpty {
            if !inputs.contains(path) { inputs.append(path) }
            return
        }
        for child in term.kind.children { collectInputs(child, &inputs) }
    }

    /// The members from `input` on, or nil where the term is no such chain.
    private static func input(_ term: Term) -> [String]? {
        switch term.kind {
        case .name(let name, _): name == Variable.input.name ? [] : nil
        case .select(let operand, let field, _): input(operand).map { $0 + [field.name] }
        default: nil
        }
    }
}
