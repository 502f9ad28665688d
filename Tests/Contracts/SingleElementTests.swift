import Expressions
import Formats
import Schemas
import Testing
import Values

@testable import Contracts

/// A message that takes one element of a list says so, or is refused.
@Suite struct SingleElementTests {
    static let application = """
        {
          "type": "object",
          "properties": {
            "line": { "$ref": "#/$defs/line" },
            "kinds": { "type": "array", "items": { "enum": ["ROAD", "GREEN"] } },
            "name": { "type": "string" },
            "pair": { "type": "array", "maxItems": 2, "items": { "type": "string" } },
            "byCode": { "type": "object", "additionalProperties": { "type": "array" } },
            "projects": { "type": "array", "items": { "$ref": "#/$defs/line" } }
          },
          "$defs": {
            "line": {
              "type": "object",
              "properties": {
                "roads": { "type": "array", "items": { "type": "object", "properties": { "name": { "type": "string" } } } },
                "greens": { "type": "array", "items": { "type": "object" } }
              }
            }
          }
        }
        """

    static let environment: Environment = {
        var environment = Environment(functions: LanguageFunctions.all)
        for variable in Variable.allCases { environment.declare(variable.name) }
        let lets = [
            ("line", "app.line"), ("roads", "line.?roads.orValue([])"),
            ("isRoad", "'ROAD' in app.kinds"), ("first", "roads[0].name"),
        ]
        for (name, text) in lets {
            try? environment.define(expression: name, text, span: span)
        }
        return environment
    }()

    static let span = SourceSpan(file: "map", line: 1, column: 1)

    private func expression(_ text: String) throws -> Expression {
        try Expression.compile(text, span: Self.span, in: Self.environment)
    }

    private func findings(
        _ leaves: [String],
        checks: [String] = [],
        level: Check.Level = .error,
        when: [String] = []
    ) throws -> [Diagnostic] {
        let rules = try checks.map {
            Check(
                that: try expression($0),
                say: "只能填报一条道路",
                at: Pointer(["line", "roads"]),
                level: level,
                provenance: Program.Provenance(
                    title: nil,
                    basis: nil,
                    assumption: nil,
                    span: Self.span
                )
            )
        }
        let single = SingleElement(
            application: try Self.schema(),
            given: .dyn,
            checks: rules,
            conditions: try when.map { try expression($0) }
        )
        return single.diagnostics(in: try leaves.map { try expression($0) })
    }

    @Test(arguments: [
        // Any way to take one element.
        ("app.line.roads[?0].name", 1), ("app.line.roads[0].name", 1), ("first", 1),
        ("roads[0].name", 1),
        ("app.?line.?roads.orValue([])[?0].name", 1), ("app.line.roads[?1].name", 1),
        ("app.line.roads.filter(r, r.name != '')[0].name", 1),
        ("app.line.roads.map(r, r.name).distinct()[0]", 1),
        ("app.?line.optMap(l, l.roads[0].name)", 1), ("cel.bind(r, app.line.roads, r[0].name)", 1),
        ("app.projects.map(p, p.roads[0].name).join('、')", 1), ("app['line'].roads[0].name", 1),
        ("app.byCode['a'][0]", 1), ("app.line.roads[0].name + app.line.roads[0].address", 1),
        ("app.line.roads[0].name + app.line.greens[0].name", 2),
        // Not a list of the application, or not one element of it.
        ("app.line.roads.map(r, r.name).join('、')", 0), ("app.name.split(',')[0]", 0),
        ("item.documents[0].title", 0), ("app.line.roads.all(r, r.name != '')", 0),
        ("groups.approvals.map(app, app[0].name)", 0),
        // Bounded by the schema, or by a condition around it.
        ("app.pair[?0] + app.pair[?1]", 0), ("app.pair[0]", 1), ("app.pair[?1].orValue('')", 1),
        ("app.line.roads.size() == 1 ? app.line.roads[0].name : '多处'", 0),
        ("roads.size() > 1 ? '多处' : roads[0].name", 0),
        ("app.line.roads.size() > 0 ? app.line.roads[0].name : ''", 1),
        ("app.line.roads.size() == 1 && app.line.roads[0].name == 'x'", 0),
        ("app.line.roads.size() != 1 || app.line.roads[0].name == 'x'", 0),
        (
            "app.line.roads.map(r, r.name).distinct().size() == 1 ? app.line.roads.map(r, r.name).distinct()[0] : ''",
            0
        ),
    ])
    func reads(text: String, count: Int) throws {
        #expect(try findings([text]).count == count)
    }

    @Test(arguments: [
        ("app.line.roads.size() <= 1", true), ("app.line.roads.size() < 2", true),
        ("app.line.roads.size() == 1", true),
        ("1 >= app.line.roads.size()", true), ("size(app.line.roads) <= 1", true),
        ("!(roads.size() > 1)", true),
        ("!(roads.size() >= 2) && app.name != ''", true),
        ("roads.size() == 0 || roads.size() == 1", true),
        ("!isRoad || roads.size() <= 1", true),
        ("!('ROAD' in app.kinds) || app.line.roads.size() <= 1", true),
        ("'ROAD' in app.kinds ? roads.size() == 1 : roads.size() == 0", true),
        ("app.?line.?roads.optMap(r, r.size() <= 1).orValue(true)", true),
        // Not a bound, or not of this list, or only where something else holds.
        ("roads.size() <= 2", false), ("roads.size() >= 1", false), ("roads.size() != 2", false),
        ("app.line.greens.size() <= 1", false),
        ("!('GREEN' in app.kinds) || roads.size() <= 1", false),
        ("roads.size() <= 1 || app.name == 'x'", false), ("roads.size() > 0", false),
        ("!(roads.size() <= 1)", false),
        ("app.?line.?roads.optMap(r, r.size() <= 1).orValue(false)", false),
    ])
    func checks(text: String, isEnough: Bool) throws {
        let found = try findings(
            ["app.line.roads[?0].name"],
            checks: [text],
            when: ["isRoad && app.line.roads.size() > 0"]
        )
        #expect(found.isEmpty == isEnough)
    }

    /// Names that use one another twice at each level are read once.
    @Test func manyNames() throws {
        var environment = Self.environment
        try environment.define(expression: "n0", "app.line.roads.size() <= 1", span: Self.span)
        try environment.define(expression: "r0", "roads[0].name == 'x'", span: Self.span)
        for level in 1...40 {
            for name in ["n", "r"] {
                let below = "\(name)\(level - 1)"
                try environment.define(
                    expression: "\(name)\(level)",
                    "(\(below) || \(below)) && (\(below) ? \(below) : \(below))",
                    span: Self.span
                )
            }
        }
        let deep = try Expression.compile("n40", span: Self.span, in: environment)
        let read = try Expression.compile("r40", span: Self.span, in: environment)
        let application = try Self.schema()
        let bounded = SingleElement(
            application: application,
            given: .dyn,
            checks: [],
            conditions: [deep]
        )
        #expect(bounded.diagnostics(in: [read]) == [])
        let free = SingleElement(
            application: application,
            given: .dyn,
            checks: [],
            conditions: [read]
        )
        #expect(free.diagnostics(in: [read]).count == 1)
    }

    @Test func onlyErrorsKeepAnApplicationOut() throws {
        let text = "app.line.roads.size() <= 1"
        #expect(try findings(["roads[0]"], checks: [text], level: .warning).count == 1)
        #expect(try findings(["roads[0]"], when: [text]) == [])
    }

    /// Where a message has two places, two are checked for.
    @Test func positionsCountTogether() throws {
        let leaves = ["app.line.roads[?0].name", "app.line.roads[?1].name"]
        #expect(try findings(leaves, checks: ["roads.size() <= 2"]) == [])
        #expect(try findings(leaves, checks: ["roads.size() <= 3"]).count == 1)
        #expect(try findings(["roads[0]", "roads[2]"], checks: ["roads.size() <= 2"]).count == 1)
    }

    @Test func saysWhatToDo() throws {
        let found = try #require(try findings(["  app.line.roads[?0].name"]).first)
        #expect(found.code == "LB2240")
        #expect(found.span == SourceSpan(file: "map", line: 1, column: 3, length: 18))
        #expect(
            found.message
                == "the message has room for one element of app.line.roads, and the application may have more: they would be lost in silence"
        )
        #expect(
            found.hint
                == "carry them all ($each, or .map(x, …).join('、')), let a check refuse more (app.line.roads.size() <= 1, whose `say` tells the applicant), or make one item per element"
        )
    }

    @Test(arguments: [
        ("{ a: \"app.line.roads[?0].name\" }", 1),
        ("{ $when: app.line.roads.size() == 1, a: \"app.line.roads[0].name\" }", 0),
        ("{ a: { $when: app.line.roads.size() < 2, b: \"roads[?0].name\" } }", 0),
        // The list goes too, so nothing is lost.
        ("{ a: \"roads[0].name\", b: { $each: app.line.roads, $as: r, $do: { n: r.name } } }", 0),
        ("{ b: { $each: app.projects, $as: p, $do: { n: \"p.roads[0].name\" } } }", 1),
        (
            "{ b: { $each: app.projects, $as: p, $do: { $when: p.roads.size() == 1, n: \"p.roads[0].name\" } } }",
            0
        ),
        ("{ b: { $each: app.projects, $as: p, $index: i, $do: { n: i } } }", 0),
    ])
    func maps(text: String, count: Int) throws {
        let tree = try tree(text)
        let single = SingleElement(
            application: try Self.schema(),
            given: .dyn,
            checks: [],
            conditions: []
        )
        #expect(single.diagnostics(in: tree).count == count)
    }

    private func tree(_ text: String) throws -> MapTree {
        var reader = RuleReader()
        let dialect = Dialect(
            base: Dialect.Base(
                calendar: WorkCalendar(name: "china", years: [:]),
                titles: CodeTitles(),
                leads: [:],
                region: "toy",
                code: "410800"
            ),
            codes: [:],
            lets: try Self.node("roads: app.?line.?roads.orValue([])"),
            schema: try Self.schema(),
            &reader
        )
        var compiler = MapCompiler(dialect: dialect, view: .outbound, target: nil, charset: .utf8)
        return try #require(compiler.compile(try Self.node(text)))
    }

    private static func schema() throws -> Schema { try Schema.compile(node(application)) }

    private static func node(_ text: String) throws -> Node {
        try Node.read(yaml: Array(text.utf8), file: "map")
    }
}
