import Expressions
import Testing
import Values

/// What the checker says of expressions: types, facts, absence, narrowing, and each finding at its place.
@Suite struct CheckingTests {
    static let line = ObjectType(
        "line",
        [
            .init(
                "kva",
                .int(NumberFacts(minimum: Number(Int64(1)), maximum: Number(Int64(800)), places: 0))
            ),
            .init("name", .string(TextFacts(minLength: 1, maxLength: 6)), .maybe),
        ]
    )
    static let power = ObjectType(
        "app.power",
        [
            .init("voltageClass", .string(among: ["HV", "LV"]), .maybe),
            .init("capacity", .double(NumberFacts(minimum: Number(Int64(0))))),
            .init("line1", .object(line), .maybe), .init("supplyMode", .string, .never),
        ]
    )
    static let app = ObjectType(
        "app",
        [
            .init("kind", .string(among: ["A", "B"])), .init("power", .object(power)),
            .init("gas", .object(ObjectType("app.gas", [.init("usage", .string)])), .maybe),
            .init("name", .string(TextFacts(minLength: 1, maxLength: 20))),
            .init("code", .string(TextFacts(minLength: 3, maxLength: 3, repertoire: .ascii))),
            .init("agreed", .bool), .init("at", .timestamp), .init("till", .timestamp, .maybe),
            .init("roads", .list(.object(line))), .init("note", .string, .maybe),
            .init("city", .string(among: ["jz", "tx"]), .maybe), .init("count", .int),
            .init("tags", .map(key: .string, value: .string)),
        ]
    )

    /// Refuses a value, in the words and at the place of a table.
    static let code = Function("code", arity: 2...2, liftsOptional: true) {
        (_) throws(Function.Refusal) in .binary { (_, value) throws(EvaluationError) in value }
    }.gives(.string, for: .string, .string).typed { call throws(Function.Refusal) in
        let place = SourceSpan(file: "contract.yaml", line: 7, column: 3, length: 4)
        let missing = (call.values(1) ?? []).filter { $0 != "HV" && $0 != "A" }.map {
            Function.Refusal("the table has no '\($0)'", code: "LB2210", span: place)
        }
        if let refusal = Function.Refusal.all(missing) { throw refusal }
        return .string(TextFacts(minLength: 1, maxLength: 2, repertoire: .ascii))
    }

    static let scope: TypeScope = {
        var environment = Environment(functions: LanguageFunctions.all + [code])
        environment.declare("app")
        environment.declare("any")
        try? environment.define(
            expression: "high",
            "app.power.?voltageClass.orValue('LV') == 'HV'",
            span: SourceSpan(file: "let.yaml", line: 2, column: 7)
        )
        return TypeScope(environment, ["app": .object(app)])
    }()

    static func check(
        _ text: String,
        as role: ExpressionRole = .value,
        _ scope: TypeScope = Self.scope
    ) throws -> Checked {
        try Expression.compile(text, span: Bench.span, in: scope.environment).check(scope, as: role)
    }

    /// `offset+length code: message (hint)`.
    static func lines(_ list: [Diagnostic]) -> [String] {
        list.map { found in
            let hint = found.hint.map { " (\($0))" } ?? ""
            let place =
                found.span.file == Bench.span.file
                ? "\(found.span.column - Bench.span.column)+\(found.span.length)"
                : found.span.description
            return "\(place) \(found.code): \(found.message)\(hint)"
        }
    }

    // MARK: Types and facts

    @Test(arguments: [
        ("app.count", "int"), ("app.power.capacity", "double of at least 0"),
        ("app.at", "timestamp"),
        ("app.kind", "one of 'A', 'B'"), ("app.name", "string of 1 to 20 characters"),
        ("app.?note", "optional string"), ("app.?gas.usage", "optional string"),
        ("app.?gas.?usage", "optional string"), ("app.gas", "app.gas"), ("any.x.y", "dyn"),
        ("app.roads", "list of line"),
        ("app.roads[?0].name", "optional string of 1 to 6 characters"),
        ("app.tags", "map from string to string"), ("app.tags[?'a']", "optional string"),
        ("app.kind + '-' + app.kind", "one of 'A-A', 'A-B', 'B-A', 'B-B'"),
        ("app.kind + app.name", "string of 2 to 21 characters"),
        ("app.agreed ? 'x' : app.kind", "one of 'A', 'B', 'x'"),
        ("app.?city.orValue('none')", "one of 'jz', 'none', 'tx'"),
        ("app.name.substring(2)", "string of at most 18 characters"),
        ("app.name.substring(1, 4)", "string of 3 characters"),
        ("app.kind.lowerAscii()", "one of 'a', 'b'"),
        ("app.name.trim()", "string of at most 20 characters"),
        ("app.name.replace('a', '')", "string of at most 20 characters"),
        ("string(app.roads[?0].?kva.orValue(1))", "string of 1 to 3 characters"),
        ("string(app.agreed)", "one of 'false', 'true'"),
        ("date(app.at, 'yyyyMMdd')", "string (yyyyMMdd) of 8 characters"),
        ("date(app.at, 'yyyy年M月')", "string (yyyy年M月) of 7 to 8 characters"),
        ("date(app.?till, 'yyyyMMdd')", "optional string (yyyyMMdd) of 8 characters"),
        ("decimal(app.?power.?line1.?kva, 2)", "optional string of 4 to 6 characters"),
        ("present(app.?note)", "optional string of at least 1 character"),
        ("halfwidth(app.code)", "string of 3 characters"), ("size(app.code)", "3"),
        ("size(app.name)", "int from 1 to 20"), ("app.roads.size()", "int of at least 0"),
        ("app.roads.map(r, r.kva)", "list of int from 1 to 800"),
        ("app.roads.map(r, r.kva * 2 + 1)", "list of int from 3 to 1601"),
        ("app.roads.filter(r, has(r.name)).map(r, r.name)", "list of string of 1 to 6 characters"),
        ("app.roads.map(r, has(r.name), r.name)", "list of string of 1 to 6 characters"),
        ("app.roads.transformMap(i, r, r.kva)", "map from int of at least 0 to int from 1 to 800"),
        ("app.roads.exists(r, r.kva > 3)", "bool"), ("[]", "list of dyn"),
        ("[1, 'a']", "list of dyn"),
        ("[1, 2.0]", "list of dyn"), ("[app.kind, 'C']", "list of one of 'A', 'B', 'C'"),
        ("app.at - app.at", "duration"), ("app.at + duration('1h')", "timestamp"),
        ("int(app.power.capacity)", "int of at least 0"),
        ("double(3) * 0.5", "1.5"),
        ("cel.bind(k, app.kind, k + k)", "one of 'AA', 'AB', 'BA', 'BB'"),
        ("app.?city.optMap(c, c + '!')", "optional one of 'jz!', 'tx!'"),
        ("app.?gas.optFlatMap(g, present(g.usage))", "optional string of at least 1 character"),
        ("type(app.count) == int", "bool"), ("[[1], [2]].flatten()", "list of one of 1, 2"),
        ("math.greatest(app.count, 3)", "int"), ("{'a': 1}['a']", "1"),
        ("code('t', app.?note)", "optional string of 1 to 2 characters"),
    ])
    func types(text: String, expected: String) throws {
        let checked = try Self.check(text, as: text == "app.gas" ? .condition : .value)
        #expect(checked.type.description == expected, "\(text)")
        #expect(Self.lines(checked.diagnostics.filter { $0.code != "LB2127" }) == [])
    }

    // MARK: Absence and narrowing

    @Test(arguments: [
        "has(app.note) ? app.note : 'x'", "!has(app.note) ? 'x' : app.note",
        "has(app.gas) && app.gas.usage == 'x'", "!has(app.gas) || app.gas.usage == 'x'",
        "app.?note.hasValue() ? app.note : 'x'", "app.?note.hasValue() ? app.?note.value() : 'x'",
        "has(app.note) && has(app.till) ? app.note + date(app.till, 'iso') : ''",
        "has(app.power.line1) ? (has(app.power.line1.name) ? app.power.line1.name : 'n') : 'x'",
        "high ? app.power.voltageClass : 'LV'",
        "app.?power.voltageClass.orValue('LV') != 'LV' ? app.power.voltageClass : 'x'",
        "app.roads.size() > 0 ? app.roads[0].kva : 0",
        "size(app.roads) == 0 ? 0 : app.roads[0].kva",
        "'a' in app.tags ? app.tags.a : 'x'", "has(app.tags.a) ? app.tags['a'] : 'x'",
        "app.roads.exists(r, has(r.name) && r.name == 'x')",
        "app.roads.filter(r, has(r.name)).all(r, r.name == 'x')",
        "app.?gas.optMap(g, g.usage).orValue('x')",
        "app.?gas.optMap(g, app.gas.usage).orValue('x')",
        "cel.bind(p, app.power, has(p.line1) ? p.line1.kva : 0)",
        "{'A': 1, 'B': 2}[app.kind]", "has(app.note) ? (has(app.note) ? app.note : '') : ''",
        "any.what.ever[3] + 1", "app.agreed && has(app.note) && app.note != '' || app.agreed",
    ])
    func isFine(text: String) throws {
        #expect(Self.lines(try Self.check(text).diagnostics) == [], "\(text)")
    }

    @Test(arguments: [
        (
            "app.note",
            "4+4 LB2122: app.note may be absent (write .?note, or ask has(app.note) first)"
        ),
        (
            "app.gas.usage",
            "4+3 LB2122: app.gas may be absent (write .?gas, or ask has(app.gas) first)"
        ),
        (
            "app.power.line1.name",
            "10+5 LB2122: app.power.line1 may be absent (write .?line1, or ask has(app.power.line1) first)"
        ),
        ("app.roads[0].kva", "10+1 LB2122: app.roads[0] may be absent (write [?0])"),
        (
            "app.tags.a",
            "9+1 LB2122: app.tags.a may be absent (write .?a, or ask has(app.tags.a) first)"
        ),
        (
            "app.?note.value()",
            "10+5 LB2122: app.?note.value() may find nothing (write .orValue(…), or ask hasValue() first)"
        ),
        (
            "has(app.note) || app.agreed ? app.note : ''",
            "34+4 LB2122: app.note may be absent (write .?note, or ask has(app.note) first)"
        ),
        (
            "[app.note].map(app, app.x)",
            "5+4 LB2122: app.note may be absent (write .?note, or ask has(app.note) first)"
        ),
        (
            "has(app.note) ? app.roads.map(app, app.note) : []",
            "39+4 LB2121: line has no member 'note' (it has kva, name)"
        ),
        ("app.power.supplyMode", "10+10 LB2123: nothing here ever gives app.power.supplyMode"),
        ("has(app.note) ? '' : app.note", "25+4 LB2123: app.note is surely absent here"),
        (
            "app.power.capasity",
            "10+8 LB2121: app.power has no member 'capasity' (did you mean 'capacity'?)"
        ),
        ("app.?gas.x", "9+1 LB2121: app.gas has no member 'x' (it has usage)"),
        ("has(app.pover)", "8+5 LB2121: app has no member 'pover' (did you mean 'power'?)"),
        ("app.kind.x", "9+1 LB2120: string has no member 'x'"),
    ])
    func absence(text: String, expected: String) throws {
        let checked = try Self.check(text)
        let found = Self.lines(checked.diagnostics).filter {
            !$0.contains("'x'") || expected.contains("'x'")
        }
        #expect(found == [expected], "\(text)")
    }

    /// In a condition what is absent is not met.
    @Test(arguments: [
        ("app.note == 'x'", []), ("app.gas.usage == 'x' && app.roads[0].kva > 3", []),
        (
            "app.power.supplyMode == 'x'",
            ["10+10 LB2123: nothing here ever gives app.power.supplyMode"]
        ),
        ("app.note", ["0+8 LB2127: a condition is bool, not string"]),
        (
            "app.?agreed",
            ["0+11 LB2127: a condition is bool, not optional bool (write .orValue(false))"]
        ),
        ("app.count ? true : app.agreed", ["0+9 LB2127: the condition of '?' is bool, not int"]),
        ("app.agreed && app.name", ["14+8 LB2127: an operand of '&&' is bool, not string"]),
        ("app.roads.all(r, r.kva)", ["17+5 LB2127: the condition of all() is bool, not int"]),
        ("!app.name", ["1+8 LB2127: what '!' turns round is bool, not string"]),
    ])
    func conditions(text: String, expected: [String]) throws {
        #expect(Self.lines(try Self.check(text, as: .condition).diagnostics) == expected, "\(text)")
    }

    // MARK: Overloads

    @Test(arguments: [
        ("app.name + 1", "0+12 LB2120: '+' is not defined for string and int (write string(1))"),
        (
            "app.power.capacity * 2",
            "0+22 LB2120: '*' is not defined for double and int (write double(2))"
        ),
        (
            "app.?note + 'x'",
            "0+15 LB2120: '+' is not defined for optional string and string (write .orValue(…) for the value that stands for an absent one)"
        ),
        (
            "app.?city == 'jz'",
            "0+17 LB2120: '==' is not defined for optional string and string (write .orValue(…) for the value that stands for an absent one)"
        ),
        ("app.name == 3", "0+13 LB2120: '==' is not defined for string and int (write string(3))"),
        ("app.count in ['a']", "0+18 LB2120: 'in' is not defined for int and list of string"),
        (
            "app.at < '2024-01-01'",
            "0+21 LB2120: '<' is not defined for timestamp and string (a date is a timestamp here: date(x, pattern) makes text of it)"
        ),
        (
            "app.count.startsWith('x')",
            "0+9 LB2120: there is no int.startsWith(string) (there is string.startsWith(string))"
        ),
        (
            "app.?note.trim()",
            "0+9 LB2120: there is no optional string.trim() (write .orValue(…) for the value that stands for an absent one)"
        ),
        (
            "date(app.count, 'iso')",
            "5+9 LB2120: there is no date(int, string) (there is date(timestamp, string), date(string, string))"
        ),
        (
            "app.name.orValue('x')",
            "9+7 LB2120: orValue() asks an optional, not string (a value that is surely there needs no other)"
        ),
        ("app.?note.orValue(1)", "18+1 LB2120: orValue() is given int to stand for string"),
        (
            "app.?note.orValue(app.?city)",
            "18+9 LB2120: orValue() is given optional string to stand for string (write or(…) for another optional)"
        ),
        (
            "app.?note.or('x')",
            "13+3 LB2120: or() is given string to stand for optional string (write orValue(…) for a value)"
        ),
        (
            "app.name.optMap(n, n)",
            "0+8 LB2120: optMap() asks an optional, not string (cel.bind(name, value, body) gives a name to any value)"
        ),
        ("app.count.all(c, true)", "0+9 LB2120: a macro cannot go through int"),
        ("[?app.name]", "2+8 LB2120: '[?' takes an optional, not string (leave out the '?')"),
        ("app.roads['a']", "10+3 LB2120: list of line has no elements by string"),
        ("math.greatest('a', 1)", "14+3 LB2107: math.greatest(): takes numbers, not string"),
        ("app.agreed ? 1 : 'a'", "17+3 LB2129: the branches of '?' are int and string"),
        (
            "app.agreed ? optional.of('a') : 'a'",
            "32+3 LB2129: the branches of '?' are optional string and string (write optional.of('a'))"
        ),
        (
            "app.agreed ? 1 : 2.5",
            "17+3 LB2129: the branches of '?' are int and double (write double(…) around the int)"
        ),
        ("-app.name", "1+8 LB2120: '-' is not defined for string"),
        (
            "(app.name + 1).size() + app.name.size()",
            "1+12 LB2120: '+' is not defined for string and int (write string(1))"
        ),
    ])
    func overloads(text: String, expected: String) throws {
        #expect(Self.lines(try Self.check(text).diagnostics) == [expected], "\(text)")
    }

    @Test func functionsRefuseInTheirOwnWords() throws {
        #expect(
            Self.lines(try Self.check("code('t', app.kind + '') + code('t', 'HV')").diagnostics)
                == ["contract.yaml:7:3 LB2210: the table has no 'B'"]
        )
        #expect(
            Self.lines(
                try Self.check("app.agreed ? code('t', app.?city) : optional.none()").diagnostics
            )
                == ["contract.yaml:7:3 LB2210: the table has no 'jz'"]
        )
        // What a condition leaves is all that the table needs.
        #expect(try Self.check("app.kind == 'A' ? code('t', app.kind) : ''").diagnostics == [])
        #expect(try Self.check("high ? code('t', app.power.voltageClass) : ''").diagnostics == [])
    }

    // MARK: What cannot be

    @Test(arguments: [
        ("app.kind == 'C'", "12+3 LB2124: app.kind is never 'C' (did you mean 'A'?)"),
        (
            "app.power.?voltageClass.orValue('LV') == 'HVX'",
            "41+5 LB2124: app.power.?voltageClass.orValue('LV') is never 'HVX' (did you mean 'HV'?)"
        ),
        (
            "'nowhere' != app.kind",
            "0+9 LB2124: app.kind is never 'nowhere' (it is one of 'A', 'B')"
        ),
        ("app.kind in ['A', 'X']", "18+3 LB2124: app.kind is never 'X' (did you mean 'A'?)"),
        (
            "app.code == 'abcd'",
            "12+6 LB2124: app.code is never 'abcd' (it is string of 3 characters)"
        ),
        (
            "app.roads.exists(r, r.kva == 0)",
            "29+1 LB2124: r.kva is never 0 (it is int from 1 to 800)"
        ),
    ])
    func impossible(text: String, expected: String) throws {
        let checked = try Self.check(text)
        #expect(Self.lines(checked.diagnostics) == [expected], "\(text)")
        #expect(checked.always == [])
    }

    @Test(arguments: [
        ("has(app.kind) ? 1 : 2", "0+13 LB2125: has(app.kind) is always met: it is surely there"),
        (
            "has(app.power.supplyMode) ? app.power.supplyMode : 'x'",
            "0+25 LB2125: has(app.power.supplyMode) is never met: nothing here ever gives it"
        ),
        ("true ? 1 : 2", "0+4 LB2125: the condition of '?' is always met"),
        ("app.agreed || true", "14+4 LB2125: an operand of '||' is always met"),
        ("app.kind in ['A', 'B']", "0+22 LB2125: app.kind in ['A', 'B'] is always met here"),
        ("size(app.name) > 20", "0+19 LB2125: size(app.name) > 20 is never met here"),
        (
            "has(app.note) && has(app.note)",
            "17+13 LB2125: has(app.note) is always met: it is surely there"
        ),
        (
            "app.kind == 'A' ? 1 : app.kind == 'B' ? 2 : 3",
            "44+1 LB2126: this is never reached: app.kind == 'B' is always met here"
        ),
        (
            "app.kind == 'A' && app.kind == 'B'",
            "19+15 LB2125: app.kind == 'B' is never met here"
        ),
        (
            "app.?kind.orValue('x')",
            "18+3 LB2126: this is never reached: app.?kind is surely there"
        ),
        ("app.kind.startsWith('C')", "0+24 LB2125: app.kind.startsWith('C') is never met here"),
    ])
    func always(text: String, expected: String) throws {
        let checked = try Self.check(text)
        #expect(Self.lines(checked.always) == [expected], "\(text)")
        #expect(Self.lines(checked.diagnostics) == [])
    }

    @Test func literalConditions() throws {
        let checked = try Self.check("true", as: .condition)
        #expect(Self.lines(checked.always) == ["0+4 LB2125: a condition is always met"])
        #expect(try Self.check("true").always == [])
    }
}
