import Expressions
import Testing
import Values

/// What conditions make sure, and that checking ends soon on any expression.
extension CheckingTests {
    // MARK: What a condition says

    /// Paths below `app` that are present (+), absent (-), and the values left.
    static func text(_ knowledge: Knowledge) -> String {
        let present = knowledge.present.map { "+" + $0.members.joined(separator: ".") }
        let absent = knowledge.absent.map { "-" + $0.members.joined(separator: ".") }
        let values = knowledge.values.map {
            $0.members.joined(separator: ".") + "=" + $1.sorted().joined(separator: "|")
        }
        return (present + absent + values).sorted().joined(separator: " ")
    }

    @Test(arguments: [
        ("has(app.note)", "+note", "-note"), ("!has(app.note)", "-note", "+note"),
        ("app.note == 'x'", "+note note=x", ""), ("app.kind == 'A'", "kind=A", "kind=B"),
        ("app.kind in ['A']", "kind=A", "kind=B"), ("app.kind != 'A'", "kind=B", "kind=A"),
        ("app.city == 'jz'", "+city city=jz", ""),
        ("app.?city.orValue('tx') == 'jz'", "+city city=jz", "city=tx"),
        ("app.?city.orValue('none') == 'none'", "city=none", "+city city=jz|tx"),
        ("has(app.note) && has(app.till)", "+note +till", ""),
        ("has(app.note) || has(app.till)", "", "-note -till"),
        ("has(app.note) ? has(app.till) : false", "+note +till", ""),
        ("high", "+power +power.voltageClass power.voltageClass=HV", "power.voltageClass=LV"),
        ("high && app.agreed", "+power +power.voltageClass power.voltageClass=HV", ""),
        (
            "has(app.power.line1) && has(app.power.line1.name)",
            "+power +power.line1 +power.line1.name", "-power.line1.name"
        ),
        ("app.roads.exists(r, has(r.name) && has(app.note))", "", ""),
        ("app.roads.size() > 1", "+roads +roads.[0] +roads.[1]", ""),
        ("date(app.till, 'iso') == 'x'", "+till", ""), ("app.agreed && false", "", ""),
    ])
    func knowledge(text: String, met: String, notMet: String) throws {
        let checked = try Self.check(text, as: .condition)
        #expect(Self.text(checked.whenMet) == met, "\(text)")
        #expect(Self.text(checked.whenNotMet) == notMet, "\(text)")
    }

    @Test func knowledgeFromOutside() throws {
        var scope = Self.scope
        scope.knowledge = try Self.check("has(app.gas) && app.city == 'jz' && high", as: .condition)
            .whenMet
        #expect(try Self.check("app.gas.usage + app.city", as: .value, scope).diagnostics == [])
        #expect(try Self.check("app.city", as: .value, scope).type == .string(among: ["jz"]))
        let checked = try Self.check("app.city == 'tx' || high", as: .condition, scope)
        #expect(checked.diagnostics == [])
        #expect(checked.always.map(\.code) == ["LB2125", "LB2125"])
    }

    // MARK: Work

    @Test func sharedLetsDoNotMultiply() throws {
        var environment = Self.scope.environment
        let span = SourceSpan(file: "let.yaml", line: 1, column: 1)
        try environment.define(expression: "l0", "has(app.note)", span: span)
        for at in 1...80 {
            let before = "l\(at - 1)"
            try environment.define(
                expression: "l\(at)",
                "app.tags.t\(at) == 'x' ? \(before) && \(before) : \(before) || \(before)",
                span: span
            )
        }
        let scope = TypeScope(environment, ["app": .object(Self.app)])
        let clock = ContinuousClock()
        let took = try clock.measure { _ = try Self.check("l80", as: .condition, scope) }
        #expect(took < .seconds(10))
    }

    /// A contracts folder has some thousand expressions, and those of order maps are checked once per item.
    @Test func thousandsAreCheckedInNoTime() throws {
        let texts = [
            "app.power.?voltageClass.orValue('LV') == 'HV' && has(app.power.line1)",
            "code('t', app.?note)", "high ? optional.none() : present(app.?note)", "app.name",
            "date(app.?till, 'yyyyMMdd')", "decimal(app.power.?line1.?kva, 0)", "'1'",
            "app.roads.filter(r, has(r.name)).map(r, r.name + ' ' + string(r.kva)).join(',')",
        ]
        let expressions = try texts.map {
            try Expression.compile($0, span: Bench.span, in: Self.scope.environment)
        }
        let took = ContinuousClock().measure {
            for _ in 0..<500 {
                for expression in expressions { _ = expression.check(Self.scope, as: .value) }
            }
        }
        print("checking 4000 expressions took \(took)")
        #expect(took < .seconds(5))
    }

    @Test(arguments: [
        String(repeating: "-(", count: 80) + "1" + String(repeating: ")", count: 80),
        "1" + String(repeating: " + 1", count: 240), "app" + String(repeating: ".x", count: 200),
        "app.agreed" + String(repeating: " && app.agreed", count: 5000),
        "[" + String(repeating: "'a',", count: 5000) + "].size() > 3",
        "app.kind" + String(repeating: " + app.kind", count: 200),
        "9223372036854775807 + 9223372036854775807 * -9223372036854775807 - 1 / 0 % 0",
        "-(-9223372036854775807 - 1) + int(1e300)", "0.0 / 0.0 * 1e308 * 1e308 == 1.0",
        "app.name.substring(9223372036854775807, 9223372036854775807)",
        "app.roads[9223372036854775807].kva > 1 || app.roads.size() > 9223372036854775807",
        "decimal(1e308, 30) + 'x'", "[1, 2][-1]", "'联'.charAt(-1)", "'a'.replace('', 'b', -1)",
    ])
    func nothingTraps(text: String) throws {
        _ = try Self.check(text)
        _ = try Self.check(text, as: .condition)
    }
}
