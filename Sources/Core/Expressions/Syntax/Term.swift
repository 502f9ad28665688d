package import Values

/// A node of an expression's syntax tree, with macros expanded and its place kept.
package final class Term: Sendable {
    /// What stands here, and the terms it is made of.
    package let kind: Kind
    /// The text that the term is a part of.
    package let source: Source
    /// In Unicode scalars of the source's text.
    package let range: Range<Int>
    /// How many levels the tree has from here down, a leaf being 1.
    package let depth: Int

    package init(_ kind: Kind, source: Source, range: Range<Int>) {
        self.kind = kind
        self.source = source
        self.range = range
        depth = 1 + (kind.children.map(\.depth).max() ?? 0)
    }

    /// The place in the contract file.
    package var span: SourceSpan { source.span(of: range) }
    /// The term as it was written.
    package var text: String { source.excerpt(range) }

    package indirect enum Kind: Sendable {
        case literal(CELValue)
        /// A variable, constant or type; `isGlobal` after a leading dot, which no local name can hide.
        case name(String, isGlobal: Bool)
        case select(Term, Field, isOptional: Bool)
        /// `has(operand.field)`.
        case has(Term, Field)
        case index(Term, Term, isOptional: Bool)
        case call(Field, [Term])
        case memberCall(Term, Field, [Term])
        case not(Term)
        case negate(Term)
        case binary(Operator, Term, Term)
        /// Two or more terms of one chain of `&&`.
        case and([Term])
        /// Two or more terms of one chain of `||`.
        case or([Term])
        case conditional(Term, then: Term, else: Term)
        case list([Element])
        case map([Entry])
        case comprehension(Comprehension)
        /// `cel.bind(name, value, body)`.
        case bind(String, Term, body: Term)
        /// `optMap` and, flat, `optFlatMap`: the body is evaluated where the operand has a value.
        case optionalMap(Term, String, body: Term, isFlat: Bool)
        /// A named expression, put where its name stood; its terms have a source of their own.
        case named(String, Term)
    }

    /// The name of a member or function, and where it stands.
    package struct Field: Sendable {
        package let name: String
        package let range: Range<Int>
    }

    package struct Element: Sendable {
        package let term: Term
        /// `[?x]`: left out where the optional is empty.
        package let isOptional: Bool
    }

    package struct Entry: Sendable {
        package let key: Term
        package let value: Term
        /// `{?k: v}`: left out where the optional is empty.
        package let isOptional: Bool
    }

    package enum Operator: String, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case remainder = "%"
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case `in` = "in"
    }

    /// A macro that goes through a list or map.
    package struct Comprehension: Sendable {
        package enum Kind: String, Sendable {
            case all, exists, existsOne, map, filter, transformList, transformMap
        }
        package let kind: Kind
        package let range: Term
        package let variable: String
        /// The second variable: then the first is the index or key and this one the element.
        package let second: String?
        /// What decides: the body of `all`, `exists`, `existsOne` and `filter`, the optional filter of the others.
        package let condition: Term?
        /// What is made of each element by `map`, `transformList` and `transformMap`.
        package let result: Term?
    }
}

extension Term.Kind {
    /// The terms directly below.
    package var children: [Term] {
        switch self {
        case .literal, .name: []
        case .select(let operand, _, _), .has(let operand, _), .not(let operand),
            .negate(let operand), .named(_, let operand):
            [operand]
        case .index(let a, let b, _), .binary(_, let a, let b), .bind(_, let a, let b),
            .optionalMap(let a, _, let b, _):
            [a, b]
        case .call(_, let terms), .and(let terms), .or(let terms): terms
        case .memberCall(let target, _, let terms): [target] + terms
        case .conditional(let a, let b, let c): [a, b, c]
        case .list(let elements): elements.map(\.term)
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .comprehension(let macro):
            [macro.range] + [macro.condition, macro.result].compactMap { $0 }
        }
    }
}
