import Expressions
import Testing
import Values

/// That what is wrong is said at its exact place, with the way out where there is one.
@Suite struct DiagnosticTests {
    /// `offset+length code: message (hint)`, offsets from the expression's first character.
    static func findings(
        _ text: String,
        in environment: Environment = Bench().environment
    ) -> [String] {
        do {
            _ = try Expression.compile(text, span: Bench.span, in: environment)
            return []
        } catch {
            return error.list.map { found in
                #expect(found.span.file == Bench.span.file && found.span.line == Bench.span.line)
                let hint = found.hint.map { " (\($0))" } ?? ""
                return
                    "\(found.span.column - Bench.span.column)+\(found.span.length) \(found.code): \(found.message)\(hint)"
            }
        }
    }

    @Test(arguments: [
        ("", "0+0 LB2101: expected a value, found the end"),
        ("1 +", "3+0 LB2101: expected a value, found the end"),
        ("app.heat.", "9+0 LB2101: expected a member name after '.', found the end"),
        ("(1 + 2", "6+0 LB2101: expected ')' to close the bracket, found the end"),
        ("'联办' 'x'", "5+3 LB2101: expected an operator or the end, found ''x''"),
        ("a = 1", "2+1 LB2101: '=' has no meaning here (write '==' to compare)"),
        ("a & b", "2+1 LB2101: '&' has no meaning here (write '&&')"),
        ("’a’", "0+1 LB2101: '’' has no meaning here (write ' or \" around text)"),
        ("app，x", "3+1 LB2101: '，' has no meaning here (write the half-width character)"),
        ("'abc", "0+4 LB2101: the text is not closed with '"),
        ("'a\\q'", "2+2 LB2101: '\\q' is no escape (write '\\\\' for a backslash)"),
        ("'\\ud800'", "1+6 LB2101: the escape names no Unicode character"),
        ("b'\\u0041'", "2+2 LB2101: '\\u' is no escape (write '\\\\' for a backslash)"),
        ("9223372036854775808", "0+19 LB2101: the number is too large for 64 bits"),
        ("0x", "0+2 LB2101: digits are missing after '0x'"),
        ("for + 1", "0+3 LB2101: 'for' is reserved and cannot be a name"),
        ("app.in", "4+2 LB2101: 'in' cannot be a member name (write ['in'])"),
        ("[1, 2", "5+0 LB2101: expected ']' to close the list, found the end"),
        ("{'a' 1}", "5+1 LB2101: expected ':' between key and value, found '1'"),
        ("Foo{a: 1}", "3+1 LB2101: messages cannot be built in expressions"),
        (
            "true ? 1",
            "8+0 LB2101: expected ':' and the other value of the condition, found the end"
        ),
    ])
    func grammar(text: String, expected: String) {
        #expect(Self.findings(text) == [expected])
    }

    @Test(arguments: [
        ("ap.heat", ["0+2 LB2103: there is no 'ap' here (did you mean 'app'?)"]),
        ("app.x + itme.id", ["8+4 LB2103: there is no 'itme' here (did you mean 'item'?)"]),
        ("nowhere", ["0+7 LB2103: there is no 'nowhere' here"]),
        (
            "app.x.startWith('a')",
            ["6+9 LB2104: there is no function startWith() on a value (did you mean 'startsWith'?)"]
        ),
        ("dat(app.x, 'iso')", ["0+3 LB2104: there is no function dat() (did you mean 'date'?)"]),
        ("app.x.int()", ["6+3 LB2104: there is no function int() on a value (write int(x))"]),
        ("trim(app.x)", ["0+4 LB2104: there is no function trim() (write x.trim())"]),
        ("date(app.x)", ["0+4 LB2105: date() takes 2 arguments, not 1"]),
        ("app.x.substring()", ["6+9 LB2105: substring() takes 1 to 2 arguments, not 0"]),
        (
            "math.greatst(1, 2)",
            ["5+7 LB2104: there is no function math.greatst() (did you mean 'math.greatest'?)"]
        ),
        (
            "has(app)",
            [
                "4+3 LB2106: has() takes a member, as in has(a.b) (for an optional or an element, ask hasValue() or 'in')"
            ]
        ),
        ("app.roads.map(1, 2)", ["14+1 LB2106: expected the name of a variable"]),
        ("app.roads.all(r, r, true)", ["17+1 LB2106: both variables are named 'r'"]),
        (
            "app.roads.map(road, raod.name)",
            ["20+4 LB2103: there is no 'raod' here (did you mean 'road'?)"]
        ),
        ("x + y", ["0+1 LB2103: there is no 'x' here", "4+1 LB2103: there is no 'y' here"]),
    ])
    func names(text: String, expected: [String]) {
        #expect(Self.findings(text) == expected)
    }

    @Test func placesOnFurtherLines() throws {
        #expect {
            _ = try Expression.compile("app.x &&\n  bad", span: Bench.span, in: Bench().environment)
        } throws: {
            let span = ($0 as? Diagnostics)?.list.first?.span
            return span?.line == 13 && span?.column == 3
        }
    }

    @Test func namedExpressionsHaveTheirOwnPlace() throws {
        var environment = Bench().environment
        let span = SourceSpan(file: "let.yaml", line: 3, column: 5)
        try environment.define(expression: "bad", "app.x + wrong", span: span)
        try environment.define(expression: "a", "1 + b", span: span)
        try environment.define(expression: "b", "c", span: span)
        try environment.define(expression: "c", "a", span: span)
        for (text, expected) in [
            ("bad", "let.yaml:3:13: error LB2103: there is no 'wrong' here"),
            (
                "[1].map(x, a)",
                "let.yaml:3:5: error LB2108: named expressions need one another: a → b → c → a"
            ),
        ] {
            #expect {
                _ = try Expression.compile(text, span: Bench.span, in: environment)
            } throws: {
                ($0 as? Diagnostics)?.list.map(\.description) == [expected]
            }
        }
        #expect(throws: Diagnostics.self) {
            try environment.define(expression: "d", "1 +", span: span)
        }
    }
}
