import Expressions
import Testing
import Values

/// That other modules can give the language functions of their own.
@Suite struct FunctionTests {
    static let tables = ["supply": ["single": "1", "double": "2"]]

    /// A code table, chosen and checked when the expression is compiled.
    static let code = Function("code", arity: 2...2, liftsOptional: true) {
        (call) throws(Function.Refusal) in
        let name = try call.literalString(0, of: "the table")
        guard let table = tables[name] else {
            throw Function.Refusal(
                "there is no table '\(name)'",
                argument: 0,
                hint: "the tables are supply"
            )
        }
        if case .string(let value)? = call.literals[1], table[value] == nil {
            throw Function.Refusal("the table '\(name)' has no '\(value)'", argument: 1)
        }
        return .binary { (_, value) throws(EvaluationError) in
            guard case .string(let text) = value, let code = table[text] else {
                throw EvaluationError(.other("the table has no such value"))
            }
            return .string(code)
        }
    }

    final class Span: HostObject {
        let typeName = "span"
        let days: Int64
        init(_ days: Int64) { self.days = days }
        func member(_ name: String) -> CELValue? { name == "days" ? .int(days) : nil }
        func isEqual(to other: any HostObject) -> Bool { (other as? Span)?.days == days }
    }

    static let workdays = Function("workdays", liftsOptional: true) {
        (count) throws(EvaluationError) in
        guard case .int(let days) = count else { throw EvaluationError(.type, "days are int") }
        return .host(Span(days))
    }

    @Test(arguments: [
        ("code('supply', app.mode)", "'1'"), ("code('supply', app.?mode)", "some('1')"),
        ("code('supply', app.?other)", "none"), ("code('supply', 'double')", "'2'"),
        (
            "code('supply', app.bad)",
            "!other(\"the table has no such value\") the table has no such value"
        ),
        ("workdays(3)", "span"), ("workdays(3) == workdays(3)", "true"),
        ("workdays(3) == workdays(2)", "false"),
        ("workdays(app.?days)", "none"),
        ("(app.mode == 'single' ? workdays(2) : workdays(1)).days", "2"),
    ])
    func areCalled(text: String, expected: String) {
        var bench = Bench(functions: [Self.code, Self.workdays])
        bench.scope[0] = CELValue(["mode": "single", "bad": "triple"] as Value)
        #expect(bench.run(text) == expected)
    }

    @Test(arguments: [
        ("code('suply', app.mode)", "5+7 code(): there is no table 'suply'"),
        ("code(app.mode, app.mode)", "5+8 code(): the table has to be a literal string"),
        ("1 + code('sup' + 'ply', 'x')", "24+3 code(): the table 'supply' has no 'x'"),
        ("date(app.at, 'yyyy-mm-DD')", "13+12 date(): 'DD' is no part of a pattern"),
        ("time(app.at, 'HH:mm')", "13+7 time(): 'HH:mm' has no year, month or day to read"),
        (
            "time(app.at, 'yyyyMdd')",
            "13+9 time(): 'yyyyMdd' cannot be read: where a number ends is open"
        ),
        ("decimal(app.x, 2, 'up')", "18+4 decimal(): the only rounding is 'half-up'"),
        ("decimal(app.x, 31)", "15+2 decimal(): the places are 0 to 30"),
        ("app.x.matches('(')", "14+3 matches(): the pattern is not valid: missing ): ("),
    ])
    func refuseWhatTheyKnowIsWrong(text: String, expected: String) {
        let bench = Bench(functions: [Self.code])
        #expect { try bench.compile(text) } throws: {
            guard let found = ($0 as? Diagnostics)?.list.first else { return false }
            let place = "\(found.span.column - Bench.span.column)+\(found.span.length)"
            return found.code == Fault.refused && "\(place) \(found.message)" == expected
        }
    }
}
