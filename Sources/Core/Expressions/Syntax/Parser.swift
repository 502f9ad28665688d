package import Values

/// Reads an expression (cel-spec, langdef.md, "Syntax") and expands its macros.
package struct Parser {
    /// Longest expression, in Unicode scalars.
    package static let lengthMax = 100_000
    /// Most levels of brackets, calls and conditionals inside one another.
    package static let nestingMax = 100
    /// Most levels of the syntax tree; chains of `&&` and `||` are one level.
    package static let depthMax = 250

    let source: Source
    private let tokens: [Token]
    private var at = 0
    private var nesting = 0

    /// Reads a whole expression.
    ///
    /// - Throws: a diagnostic at the first place that does not fit.
    package static func parse(_ source: Source) throws(Diagnostic) -> Term {
        guard source.scalars.count <= lengthMax else {
            throw Diagnostic(
                code: Fault.size,
                span: source.span(of: 0..<0),
                message: "the expression is longer than \(lengthMax) characters"
            )
        }
        var parser = Parser(source, try Lexer.tokens(of: source))
        let term = try parser.expression()
        guard parser.token.kind == .end else { throw parser.unexpected("an operator or the end") }
        return term
    }

    private init(_ source: Source, _ tokens: [Token]) {
        self.source = source
        self.tokens = tokens
    }

    // MARK: Tokens

    private var token: Token { tokens[at] }

    private mutating func advance() -> Token {
        let token = tokens[at]
        if at < tokens.count - 1 { at += 1 }
        return token
    }

    private mutating func skip(_ symbol: String) -> Bool {
        guard token.isSymbol(symbol) else { return false }
        _ = advance()
        return true
    }

    private mutating func expect(_ symbol: String, after what: String) throws(Diagnostic) {
        if !skip(symbol) { throw unexpected("'\(symbol)' \(what)") }
    }

    /// Where the last token read ends.
    private var end: Int { at == 0 ? 0 : tokens[at - 1].range.upperBound }

    private func unexpected(_ expected: String) -> Diagnostic {
        let found = token.kind == .end ? "the end" : "'\(source.excerpt(token.range))'"
        return fault(token.range, "expected \(expected), found \(found)")
    }

    func fault(
        _ range: Range<Int>,
        _ message: String,
        code: String = Fault.syntax,
        hint: String? = nil
    ) -> Diagnostic {
        Diagnostic(code: code, span: source.span(of: range), message: message, hint: hint)
    }

    /// A term from `start` to the last token read.
    func term(_ kind: Term.Kind, _ range: Range<Int>) throws(Diagnostic) -> Term {
        let term = Term(kind, source: source, range: range)
        if term.depth > Self.depthMax {
            throw fault(
                range,
                "more than \(Self.depthMax) operations inside one another",
                code: Fault.size
            )
        }
        return term
    }

    // MARK: Operators

    private mutating func expression() throws(Diagnostic) -> Term {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.nestingMax else {
            throw fault(
                token.range,
                "more than \(Self.nestingMax) levels of nesting",
                code: Fault.size
            )
        }
        let start = token.range.lowerBound
        let condition = try disjunction()
        guard skip("?") else { return condition }
        let then = try disjunction()
        try expect(":", after: "and the other value of the condition")
        let otherwise = try expression()
        return try term(.conditional(condition, then: then, else: otherwise), start..<end)
    }

    private mutating func disjunction() throws(Diagnostic) -> Term {
        let start = token.range.lowerBound
        let first = try conjunction()
        var terms = [first]
        while skip("||") { terms.append(try conjunction()) }
        return terms.count == 1 ? first : try term(.or(terms), start..<end)
    }

    private mutating func conjunction() throws(Diagnostic) -> Term {
        let start = token.range.lowerBound
        let first = try binary(level: 1)
        var terms = [first]
        while skip("&&") { terms.append(try binary(level: 1)) }
        return terms.count == 1 ? first : try term(.and(terms), start..<end)
    }

    /// Relations are level 1, sums 2, products 3.
    private func binaryOperator() -> (operation: Term.Operator, level: Int)? {
        let text: String
        switch token.kind {
        case .symbol(let symbol): text = symbol
        case .identifier("in"): text = "in"
        default: return nil
        }
        switch text {
        case "+", "-": return Term.Operator(rawValue: text).map { ($0, 2) }
        case "*", "/", "%": return Term.Operator(rawValue: text).map { ($0, 3) }
        default: return Term.Operator(rawValue: text).map { ($0, 1) }
        }
    }

    private mutating func binary(level: Int) throws(Diagnostic) -> Term {
        let start = token.range.lowerBound
        var left = try unary()
        while let (operation, its) = binaryOperator(), its >= level {
            _ = advance()
            // What binds more tightly than this operator belongs to its right side.
            let right = its < 3 ? try binary(level: its + 1) : try unary()
            left = try term(.binary(operation, left, right), start..<end)
        }
        return left
    }

    private mutating func unary() throws(Diagnostic) -> Term {
        let start = at
        let symbol = token.isSymbol("!") ? "!" : "-"
        while token.isSymbol(symbol) { _ = advance() }
        var signs = at - start
        var operand: Term
        let first = token.range.lowerBound
        if symbol == "-", signs > 0, let literal = try negativeLiteral() {
            signs -= 1
            operand = try members(of: literal, from: literal.range.lowerBound)
        } else {
            operand = try members(of: try primary(), from: first)
        }
        for sign in (start..<(start + signs)).reversed() {
            let range = tokens[sign].range.lowerBound..<end
            operand = try term(symbol == "!" ? .not(operand) : .negate(operand), range)
        }
        return operand
    }

    /// The minus before a number belongs to it, so that the least integer can be written.
    private mutating func negativeLiteral() throws(Diagnostic) -> Term? {
        let range = tokens[at - 1].range.lowerBound..<token.range.upperBound
        switch token.kind {
        case .int(let magnitude):
            _ = advance()
            return try term(.literal(.int(Int64(truncatingIfNeeded: 0 &- magnitude))), range)
        case .double(let value):
            _ = advance()
            return try term(.literal(.double(-value)), range)
        default: return nil
        }
    }

    // MARK: Members

    private mutating func members(of primary: Term, from start: Int) throws(Diagnostic) -> Term {
        var operand = primary
        while true {
            if skip(".") {
                let isOptional = skip("?")
                let field = try selector()
                if !isOptional, skip("(") {
                    let arguments = try arguments()
                    operand = try memberCall(operand, field, arguments, start..<end)
                } else {
                    operand = try term(.select(operand, field, isOptional: isOptional), start..<end)
                }
            } else if skip("[") {
                let isOptional = skip("?")
                let key = try expression()
                try expect("]", after: "to close the index")
                operand = try term(.index(operand, key, isOptional: isOptional), start..<end)
            } else if token.isSymbol("{"), case .name = operand.kind {
                throw fault(token.range, "messages cannot be built in expressions")
            } else {
                return operand
            }
        }
    }

    private mutating func selector() throws(Diagnostic) -> Term.Field {
        switch token.kind {
        case .identifier(let name) where !["in", "true", "false", "null"].contains(name):
            return Term.Field(name: name, range: advance().range)
        case .quotedIdentifier(let name): return Term.Field(name: name, range: advance().range)
        case .identifier(let name):
            throw fault(token.range, "'\(name)' cannot be a member name", hint: "write ['\(name)']")
        default: throw unexpected("a member name after '.'")
        }
    }

    /// The arguments of a call whose bracket has been opened.
    private mutating func arguments() throws(Diagnostic) -> [Term] {
        var terms: [Term] = []
        if skip(")") { return terms }
        repeat { terms.append(try expression()) } while skip(",")
        try expect(")", after: "to close the call")
        return terms
    }

    private mutating func primary() throws(Diagnostic) -> Term {
        let token = token
        switch token.kind {
        case .int(let magnitude):
            guard magnitude < 1 << 63 else {
                throw fault(token.range, "the number is too large for 64 bits")
            }
            return try literal(.int(Int64(magnitude)))
        case .uint(let value): return try literal(.uint(value))
        case .double(let value): return try literal(.double(value))
        case .string(let text): return try literal(.string(text))
        case .bytes(let bytes): return try literal(.bytes(bytes))
        case .identifier("true"): return try literal(.bool(true))
        case .identifier("false"): return try literal(.bool(false))
        case .identifier("null"): return try literal(.null)
        case .identifier, .symbol("."): return try name()
        case .symbol("("):
            _ = advance()
            let inner = try expression()
            try expect(")", after: "to close the bracket")
            return inner
        case .symbol("["): return try list()
        case .symbol("{"): return try map()
        default: throw unexpected("a value")
        }
    }

    private mutating func literal(_ value: CELValue) throws(Diagnostic) -> Term {
        try term(.literal(value), advance().range)
    }

    private static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "in", "let",
        "loop", "package", "namespace", "return", "var", "void", "while",
    ]

    private mutating func name() throws(Diagnostic) -> Term {
        let start = token.range.lowerBound
        let isGlobal = skip(".")
        guard case .identifier(let name) = token.kind else { throw unexpected("a name") }
        if Self.reserved.contains(name) {
            throw fault(token.range, "'\(name)' is reserved and cannot be a name")
        }
        let field = Term.Field(name: name, range: advance().range)
        guard skip("(") else { return try term(.name(name, isGlobal: isGlobal), start..<end) }
        let arguments = try arguments()
        return try call(field, arguments, start..<end)
    }

    private mutating func list() throws(Diagnostic) -> Term {
        let start = advance().range.lowerBound
        var elements: [Term.Element] = []
        while !token.isSymbol("]") {
            let isOptional = skip("?")
            elements.append(Term.Element(term: try expression(), isOptional: isOptional))
            if !skip(",") { break }
        }
        try expect("]", after: "to close the list")
        return try term(.list(elements), start..<end)
    }

    private mutating func map() throws(Diagnostic) -> Term {
        let start = advance().range.lowerBound
        var entries: [Term.Entry] = []
        while !token.isSymbol("}") {
            let isOptional = skip("?")
            let key = try expression()
            try expect(":", after: "between key and value")
            entries.append(Term.Entry(key: key, value: try expression(), isOptional: isOptional))
            if !skip(",") { break }
        }
        try expect("}", after: "to close the map")
        return try term(.map(entries), start..<end)
    }
}
