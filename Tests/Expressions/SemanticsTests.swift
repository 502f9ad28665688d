import Expressions
import Testing
import Values

/// What this language does beside or within what CEL leaves open.
@Suite struct SemanticsTests {
    @Test(arguments: [
        // Absence (contracts/LANGUAGE.md, 2.6)
        ("app.heat.?expectedDate", "some('2024-11-15')"), ("app.heat.?nothing", "none"),
        ("app.gas.usage", "!absent app.gas"), ("app.heat.nothing", "!absent app.heat.nothing"),
        ("app.?gas.usage.orValue('none')", "'none'"), ("app.?gas.?usage", "none"),
        ("app.roads[?0].name", "some('人民路')"), ("app.roads[?9].name", "none"),
        ("app.roads[9].name", "!absent app.roads[9]"), ("app['gas']", "!absent app['gas']"),
        ("app.?gas.value()", "!absent app.?gas.value()"), ("later.x", "!absent later"),
        ("has(app.heat.area) && has(app.heat.at)", "true"), ("has(app.heat.x)", "false"),
        ("app.gas.x == 1 || true", "true"), ("app.gas.x == 1 && false", "false"),
        ("app.heat.area.x", "!type int has no member 'x'"),
        ("app.power.supplyMode.x", "!type null_type has no member 'x'"),
        ("{?'a': app.?gas, 'b': 1}", "{'b': 1}"), ("[?app.?gas, ?app.heat.?area]", "[1200]"),
        // Numbers keep their text
        ("app.power.capacity", "number 630.50"), ("app.power.capacity + 1.0", "double 631.5"),
        ("app.power.capacity == 630.5", "true"), ("app.power.capacity > 630", "true"),
        ("string(app.power.capacity)", "'630.50'"), ("type(app.power.capacity)", "type double"),
        ("-app.power.capacity", "double -630.5"), ("app.power.appliedKva", "800"),
        ("app.power.appliedKva / 3", "266"), ("int(app.power.capacity)", "630"),
        ("app.power.capacity in [630.5]", "true"),
        ("app.power.appliedKva * 1.5", "!type '*' is not defined for int and double"),
        // Text is code points
        ("'e\\u0301' == '\\u00e9'", "false"), ("'e\\u0301'.startsWith('e')", "true"),
        ("size('联办')", "2"), ("'联办'.substring(1)", "'办'"), ("'联办工作'.indexOf('工作')", "2"),
        ("'a,b,,c'.split(',')", "['a', 'b', '', 'c']"), ("'abc'.split('')", "['a', 'b', 'c']"),
        ("'abc'.split('', 2)", "['a', 'bc']"), ("'abc'.replace('', '-')", "'-a-b-c-'"),
        ("'abc'.replace('', '-', 2)", "'-a-bc'"), ("''.replace('', '-')", "'-'"),
        ("'联办'.replace('', '-')", "'-联-办-'"), ("'aaa'.replace('a', 'b', 2)", "'bba'"),
        // Hosts
        ("item.id", "'road'"), ("item.reply.reason", "'缺少材料'"), ("item.?endedAt", "none"),
        ("item.endedAt", "!absent item.endedAt"), ("has(item.over)", "true"),
        ("has(item.x)", "false"),
        ("item == item", "true"), ("item['id']", "'road'"), ("type(item)", "type item"),
        ("[item].filter(i, i.over).size()", "1"),
        ("item.all(k, true)", "!type a macro cannot go through item"),
        // Macros
        ("app.roads.map(r, r.name + ' ' + r.address)", "['人民路 东段', '解放路 西段']"),
        ("app.roads.map(r, r.length > 20, r.name)", "['解放路']"),
        ("app.roads.exists(r, r.width > 1 || r.length > 20)", "true"),
        ("app.roads.exists(r, r.width > 1)", "!absent r.width"),
        ("app.roads.transformList(i, r, string(i) + r.name)", "['0人民路', '1解放路']"),
        (
            "app.heat.transformMap(k, v, k != 'at', v)",
            "{'area': 1200, 'expectedDate': '2024-11-15'}"
        ),
        ("app.heat.?area.optMap(a, a * 2)", "some(2400)"),
        ("cel.bind(a, app.heat.area, a + a)", "2400"),
        ("[1, 2].map(x, [3, 4].map(y, x * y))", "[[3, 4], [6, 8]]"),
        ("[1, 2].map(x, cel.bind(x, x + 10, [x].map(x, x * 2)))", "[[22], [24]]"),
        ("'a' ? 1 : 2", "!type the condition of '?' is string, not bool"),
        ("{1: 'a', 1u: 'b'}", "!other(\"the key 1 occurs twice\") the key 1 occurs twice"),
        ("duration('1h30m') + duration('-1.5s')", "5398.5s"),
        ("duration('1.5')", "!range '1.5' is no duration such as '1h30m'"),
        ("timestamp('2024-09-14T16:30:05+08:00').getHours('+08:00')", "16"),
        (
            "timestamp('2024-09-14T16:30:05+08:00').getHours('Asia/Shanghai')",
            "!range there is no time zone 'Asia/Shanghai'"
        ),
    ])
    func evaluates(text: String, expected: String) {
        #expect(Bench().run(text) == expected, "\(text)")
    }

    @Test(arguments: [
        // Dates at +08:00
        ("date(app.heat.expectedDate, 'yyyyMMdd')", "'20241115'"),
        ("date(app.heat.at, 'yyyy年M月d日 HH:mm:ss')", "'2024年9月14日 16:30:05'"),
        ("date(timestamp('2024-09-14T16:30:05Z'), 'yyyy-MM-dd HH')", "'2024-09-15 00'"),
        ("date(app.heat.at, 'iso')", "'2024-09-14T16:30:05+08:00'"),
        ("date(app.heat.at, 'epoch')", "'1726302605'"),
        ("date(app.heat.at, 'epochMillis')", "'1726302605000'"),
        ("date(timestamp('0001-01-02T00:00:00Z'), 'yyyy-M-d H')", "'0001-1-2 8'"),
        (
            "date('14.9.2024', 'yyyy')",
            "!range date(): '14.9.2024' is neither a date nor an RFC 3339 timestamp"
        ),
        ("date(app.heat.area, 'yyyy')", "!type date() is not defined for int"),
        ("time('20240914', 'yyyyMMdd')", "2024-09-14T00:00:00+08:00"),
        ("time('2024年9月14日 7:05:09', 'yyyy年M月d日 H:mm:ss')", "2024-09-14T07:05:09+08:00"),
        ("time('2024-09-14', 'iso')", "2024-09-14T00:00:00+08:00"),
        ("time('1726302605', 'epoch')", "2024-09-14T16:30:05+08:00"),
        ("time(1726302605123, 'epochMillis')", "2024-09-14T16:30:05.123+08:00"),
        (
            "time('20241314', 'yyyyMMdd')",
            "!range time('20241314', 'yyyyMMdd'): at character 5 stands the month 13"
        ),
        (
            "time('20240230', 'yyyyMMdd')",
            "!range time('20240230', 'yyyyMMdd'): the day 2024-02-30 does not exist"
        ),
        (
            "time('2024/09/14', 'yyyy-MM-dd')",
            "!range time('2024/09/14', 'yyyy-MM-dd'): at character 5 stands no '-'"
        ),
        (
            "time('2024年9月', 'yyyy年M月d日')",
            "!range time('2024年9月', 'yyyy年M月d日'): at character 8 stand no 1 digits for the day"
        ),
        (
            "time('202409141', 'yyyyMMdd')",
            "!range time('202409141', 'yyyyMMdd'): from character 9 on it is longer than the pattern"
        ),
        ("time('soon', 'epoch')", "!range time('soon', 'epoch'): it is no whole number"),
        ("date(time('20240914', 'yyyyMMdd'), 'M/d')", "'9/14'"),
        // Decimals
        ("decimal(app.power.capacity, 2)", "'630.50'"),
        ("decimal(app.power.capacity, 0)", "!range decimal(): 630.50 has more than 0 places"),
        ("decimal(app.power.capacity, 0, 'half-up')", "'631'"),
        ("decimal(app.power.share, 2, 'half-up')", "'0.08'"),
        ("decimal(5, 2)", "'5.00'"), ("decimal(-0.5, 1)", "'-0.5'"),
        ("decimal(1e3, 1)", "'1000.0'"),
        ("decimal(app.phones[0], 1)", "!type decimal() is not defined for string"),
        // Texts
        ("halfwidth(app.applicant.phone)", "'0371-2211'"), ("halfwidth('Ａ　～')", "'A ~'"),
        ("halfwidth('人民路')", "'人民路'"),
        ("present(app.empty)", "none"), ("present(app.blank)", "none"),
        ("present('x')", "some('x')"),
        // Lists
        ("app.phones.distinct()", "['1', '2']"), ("[1, 1u, 1.0, '1', 2].distinct()", "[1, '1', 2]"),
        ("app.nested.flatten()", "[1, 2, 3, 4]"),
        // Given an optional they give an optional
        ("date(app.heat.?expectedDate, 'yyyyMMdd')", "some('20241115')"),
        ("date(app.heat.?x, 'yyyyMMdd')", "none"),
        ("decimal(app.power.?capacity, 2)", "some('630.50')"),
        ("decimal(app.power.?x, 2, 'half-up')", "none"),
        ("decimal(app.power.?capacity, 1, 'half-up')", "some('630.5')"),
        ("halfwidth(app.applicant.?phone)", "some('0371-2211')"), ("present(app.?empty)", "none"),
        ("present(app.applicant.?name).hasValue()", "true"),
        ("app.?phones.distinct()", "some(['1', '2'])"),
        ("app.?x.flatten()", "none"), ("time(app.?x, 'yyyyMMdd')", "none"),
        ("date(time(present(app.applicant.?date), 'yyyyMMdd'), 'iso')", "none"),
    ])
    func languageFunctions(text: String, expected: String) {
        #expect(Bench().run(text) == expected, "\(text)")
    }

    @Test(arguments: [
        ("app.heat.area > 1000", true), ("app.gas.x == 'y'", false), ("!(app.gas.x == 'y')", false),
        ("app.gas.x == 'y' || app.heat.area > 1", true),
        ("has(app.heat) ? app.heat.area > 1 : true", true),
        ("app.roads[7].length > 1", false), ("app.?gas.value() == 1", false),
        ("app.roads.all(r, r.width > 1)", false),
    ])
    func conditionsTakeAbsenceAsNotMet(text: String, expected: Bool) throws {
        let bench = Bench()
        #expect(try bench.compile(text).meets(bench.scope) == expected)
    }

    @Test(arguments: [
        ("app.heat.area", "a condition is bool, not int"),
        ("app.heat.area > 'x'", "'>' is not defined for int and string"),
    ])
    func conditionsFailOnEverythingElse(text: String, message: String) throws {
        let bench = Bench()
        let condition = try bench.compile(text)
        #expect { try condition.meets(bench.scope) } throws: {
            ($0 as? EvaluationError)?.message == message && ($0 as? EvaluationError)?.kind == .type
        }
    }

    @Test func errorsHaveTheirPlace() throws {
        let bench = Bench()
        let expression = try bench.compile("app.heat.area > 1 && app.gas.usage > 2")
        #expect { try expression.evaluate(bench.scope) } throws: {
            let error = $0 as? EvaluationError
            return error?.offset == 21 && error?.span?.column == 30 && error?.span?.length == 7
                && error.map { "\($0)" } == "jiaozuo/program.yaml:12:30: app.gas is absent"
        }
    }

    @Test(arguments: [
        ("app.applicant.name + app.heat.?at.orValue('')", "app.applicant.name app.heat.at"),
        ("app.roads.map(r, r.name)", "app.roads.*.name"), ("app.roads.all(r, true)", "app.roads"),
        ("app.roads.filter(r, r.length > 1)", "app.roads.*.length app.roads"),
        ("app.roads.filter(r, r.length > 1).map(r, r.name)", "app.roads.*.length app.roads.*.name"),
        ("app.roads[0].name == app['heat'].at", "app.roads.*.name app.heat.at"),
        ("has(app.heat.at) ? item.id : later", "app.heat.at item.id later"),
        ("cel.bind(h, app.heat, h.at + h.area)", "app.heat.at app.heat.area"),
        ("app.?heat.optMap(h, h.at)", "app.heat.at"),
        ("app.roads.transformList(i, r, r.name)", "app.roads.*.name"),
        ("app.roads.size() + app.roads.size()", "app.roads"), ("[1].map(app, app)", ""),
    ])
    func knowsWhatItReads(text: String, paths: String) throws {
        let read = try Bench().compile(text).references.paths.map(\.description)
        #expect(read.joined(separator: " ") == paths)
    }

    @Test func namedExpressionsAreSubstituted() throws {
        var bench = Bench()
        let span = SourceSpan(file: "jiaozuo/order.map.yaml", line: 3, column: 9)
        try bench.environment.define(expression: "area", "app.heat.area", span: span)
        try bench.environment.define(expression: "large", "area > limit && wet", span: span)
        try bench.environment.define(expression: "wet", "app.?gas.x.orValue(true)", span: span)
        bench.environment.define("limit", .int(1000))
        #expect(bench.run("large ? area : 0") == "1200")
        #expect(bench.run("[1].map(area, area + 1)") == "[2]")
        #expect(bench.run("[app].map(app, area)") == "[1200]")
        #expect(
            try bench.compile("large").references.paths.map(\.description) == [
                "app.heat.area", "app.gas.x",
            ]
        )
        guard case .named("large", let body) = try bench.compile("large").root.kind else {
            Issue.record("the root is the name with its body")
            return
        }
        #expect(body.span.file == "jiaozuo/order.map.yaml" && body.text == "area > limit && wet")
    }

    @Test func constantsAreFolded() throws {
        let bench = Bench()
        for (text, value) in [
            ("'a' + 'b'", "'ab'"), ("[1, 2][1] * 3", "6"), ("true ? 1 : app.heat.area", "1"),
            ("size('联办') == 2", "true"), ("optional.none()", "none"), ("decimal(1, 2)", "'1.00'"),
        ] {
            #expect(try bench.compile(text).constant.map(Bench.text) == value)
        }
        #expect(try bench.compile("1 / 0").constant == nil)
        #expect(bench.run("1 / 0") == "!division 1 / 0 is a division by zero")
    }

    @Test(arguments: [
        ("2024-09-14T16:30:05+08:00", "2024-09-14T16:30:05+08:00"),
        ("2024-09-14t08:30:05z", "2024-09-14T16:30:05+08:00"),
        ("2024-09-14T08:30:05.25Z", "2024-09-14T16:30:05.25+08:00"),
        ("2024-12-31T23:59:60Z", "2025-01-01T07:59:59+08:00"),
        ("2024-09-14T08:30:05", ""), ("2024-09-14T08:30:05.Z", ""),
        ("2024-09-14T08:30:05.1234567891Z", ""),
        ("2024-09-14T08:30:05+0800", ""), ("2024-09-14T08:30:05.5", ""),
        ("2024-9-14T08:30:05+08:00", ""),
        ("2024-02-30T08:30:05Z", ""), ("2024-09-14T24:00:00Z", ""), ("2024-09-14 08:30:05Z", ""),
        ("", ""),
        ("２０２４-09-14T08:30Z", ""), ("2024-09-14T08:30:05+08:6x", ""), ("2024-09-14T08:30:05ZZ", ""),
    ])
    func readsTimestampsExactly(text: String, expected: String) {
        #expect(Instant(rfc3339: text)?.rfc3339() ?? "" == expected)
    }

    @Test(arguments: [
        ("2024-09-14", true), ("2024-02-29", true), ("2023-02-29", false), ("2024-9-14", false),
        ("2024-09-1x", false),
        ("+024-09-14", false), ("2024/09/14", false), ("2024-09-145", false), ("联办联", false),
    ])
    func readsDaysExactly(text: String, isDay: Bool) {
        #expect((Day(text)?.description == text) == isDay)
    }

    @Test func messagesGoInAndOut() throws {
        let tree: Value = [
            "a": .number(Number(validated: "19.90")), "b": [1, .null, true], "c": ["d": "x"],
            "big": .number(Number(validated: "12345678901234567890")),
        ]
        #expect(CELValue(tree).value == tree)
        let bench = Bench()
        let built = try bench.compile(
            "{'t': timestamp('2024-09-14T00:00:00Z'), 'n': 1u, 'o': app.?gas, 'l': [app.?gas]}"
        )
        #expect(
            try built.evaluate(bench.scope).value
                == ["t": "2024-09-14T08:00:00+08:00", "n": 1, "l": []]
        )
        #expect(try bench.compile("[b'x']").evaluate(bench.scope).value == nil)
    }
}
