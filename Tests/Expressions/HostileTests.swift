import Expressions
import Testing
import Values

/// That no expression traps, hangs or eats the memory.
@Suite struct HostileTests {
    @Test(arguments: [
        String(repeating: "(", count: 50_000), String(repeating: "[", count: 50_000),
        String(repeating: "-", count: 50_000) + "1",
        String(repeating: "!", count: 50_000) + "true",
        "1" + String(repeating: " + 1", count: 20_000),
        "app" + String(repeating: ".a", count: 40_000),
        "app" + String(repeating: "[0]", count: 30_000),
        String(repeating: "true ? 1 : ", count: 9000) + "1",
        String(repeating: "size(", count: 10_000), String(repeating: "{1:", count: 20_000),
        String(repeating: "[1].map(x, ", count: 5000),
        "'" + String(repeating: "a", count: 200_000) + "'",
        String(repeating: "cel.bind(a, 1, ", count: 5000),
        "app" + String(repeating: ".?a", count: 30_000),
    ])
    func tooDeepOrTooLongIsRefused(text: String) {
        #expect { try Bench().compile(text) } throws: {
            ($0 as? Diagnostics)?.list.first?.code == Fault.size
        }
    }

    @Test(arguments: [
        ("true" + String(repeating: " && true", count: 10_000), "true"),
        ("[" + String(repeating: "1,", count: 20_000) + "].size()", "20000"),
        (String(repeating: "(", count: 90) + "1" + String(repeating: ")", count: 90), "1"),
        ("1" + String(repeating: " + 1", count: 200), "201"),
    ])
    func longIsFine(text: String, expected: String) {
        #expect(Bench().run(text) == expected)
    }

    @Test(arguments: [
        "n.all(a, n.all(b, n.all(c, n.all(d, true))))", "n.map(a, n.map(b, n.map(c, n)))",
        "n.map(a, n.map(b, n + n))", "n.exists(a, n.exists(b, n.exists(c, s.contains(s + 'x'))))",
        "n.map(a, s + s + s + s)",
        "n.all(a, n.all(b, n.all(c, !s.matches('(a+)+' + 'b' + s.substring(0, 1)))))",
        "s.replace('', s).size() > 0",
        "cel.bind(a, n.map(x, n), cel.bind(b, n.map(x, a), cel.bind(c, n.map(x, b), c)))",
        "cel.bind(a, n.map(x, n), cel.bind(b, n.map(x, a), cel.bind(c, n.map(x, b), c == c)))",
        "cel.bind(a, n.map(x, n), cel.bind(b, n.map(x, a), cel.bind(c, n.map(x, b), c.distinct())))",
        "n.map(a, s).join(s)",
        "'%s'.format([n.map(a, n.map(b, s))])",
        "n.map(a, n.map(b, b)).flatten().map(c, n.map(d, s.replace('a', 'bb'))).size()",
    ])
    func workIsBounded(text: String) throws {
        var environment = Environment(functions: LanguageFunctions.all)
        let (n, s) = (environment.declare("n"), environment.declare("s"))
        let expression = try Expression.compile(text, span: Bench.span, in: environment)
        var scope = Scope(environment)
        scope[n] = .list((0..<300).map { .int($0) })
        scope[s] = .string(String(repeating: "a", count: 20_000))
        #expect { try expression.evaluate(scope) } throws: {
            ($0 as? EvaluationError)?.kind == .limit
        }
    }

    @Test func doublingIsBounded() throws {
        let names = (0..<40).map { "v\($0)" }
        let text =
            "cel.bind(v0, 'xxxxxxxxxxxxxxxx', "
            + zip(names.dropFirst(), names).map { "cel.bind(\($0), \($1) + \($1), " }.joined()
            + "v39" + String(repeating: ")", count: 40)
        #expect(Bench().run(text).hasPrefix("!limit"))
    }

    @Test func namedExpressionsDoNotMultiply() throws {
        var bench = Bench()
        for level in 0..<100 {
            try bench.environment.define(
                expression: "l\(level)",
                "l\(level + 1) + l\(level + 1)",
                span: Bench.span
            )
        }
        bench.environment.define("l100", .int(0))
        #expect(bench.run("l0") == "0")
        // Without a constant below, running it would take 2^100 steps.
        let slot = bench.environment.declare("open")
        bench.scope[slot] = .int(0)
        try bench.environment.define(expression: "l100", "open", span: Bench.span)
        #expect(bench.run("l0").hasPrefix("!limit"))
    }

    @Test func longChainsOfNamesAreRefused() throws {
        var environment = Environment()
        environment.define("l20000", .int(0))
        for level in 0..<20_000 {
            try environment.define(
                expression: "l\(level)",
                "l\(level + 1)",
                span: Bench.span
            )
        }
        #expect {
            try Expression.compile("l0", span: Bench.span, in: environment)
        } throws: {
            ($0 as? Diagnostics)?.list.map(\.code) == [Fault.size]
        }
    }

    @Test func mutationsNeverTrap() {
        let bench = Bench()
        let seeds = [
            "app.roads.map(r, r.length > 20, r.name + ' ' + r.address).join(',')",
            "has(app.heat.area) ? decimal(app.power.capacity, 2) : date(app.heat.?at, 'yyyyMMdd').orValue('x')",
            "{'a': [1, 2u, -3.5e2, 0xFF], ?'b': app.?c}.transformMap(k, v, k != 'z', v)",
            "'%s %.2f %x'.format(['a', 1.5, 255]) + r'\\d' + string(b'\\x41')",
            "math.greatest(1, 2.0, 3u) >= 2 && !(timestamp('2024-01-01T00:00:00Z') < timestamp(0))",
            "cel.bind(x, duration('1h'), x + x - duration('3s')).getHours('+08:00') % 0",
            "'abcabc'.substring(1, 3).replace('', '-').split('').lastIndexOf('c', 2)",
        ]
        let parts = Array("()[]{}.,:?+-*/%!<>=&|'\"`\\ \n0129abruex_联é\u{301}👍".unicodeScalars)
        var random = SplitMix(state: 20_240_914)
        for round in 0..<10_000 {
            var scalars = Array(seeds[round % seeds.count].unicodeScalars)
            for _ in 0...Int(random.next() % 4) {
                let at = Int(random.next() % UInt64(scalars.count))
                switch random.next() % 3 {
                case 0: scalars.remove(at: at)
                case 1: scalars.insert(parts[Int(random.next() % UInt64(parts.count))], at: at)
                default: scalars[at] = parts[Int(random.next() % UInt64(parts.count))]
                }
                if scalars.isEmpty { break }
            }
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            let outcome = bench.run(text)
            #expect(!outcome.isEmpty)
        }
    }

    @Test(arguments: [
        "-9223372036854775808 / -1", "-9223372036854775808 % -1", "9223372036854775807 + 1",
        "-(-9223372036854775808)",
        "0u - 1u", "int(1e300)", "uint(-1.0)", "timestamp(9223372036854775807)",
        "duration('9999999999h')",
        "duration('9223372036854775807ns') + duration('1ns')",
        "timestamp('9999-12-31T23:59:59Z') + duration('1s')",
        "[1][9223372036854775807]", "[1][18446744073709551615u]", "'a'.charAt(9223372036854775807)",
        "'a'.substring(-9223372036854775808)", "'%.999999999999f'.format([1.0])",
        "decimal(1, 9223372036854775807)",
        "math.abs(-9223372036854775808)", "time('99999999999999', 'epoch')",
        "date(timestamp(0), 'yyyyyy')",
        "time('9223372036854775807', 'epochMillis')", "duration(9223372036854775807)",
        "'a'.indexOf('a', 9)",
    ])
    func limitsAreErrors(text: String) {
        #expect(Bench().run(text).hasPrefix("!"), "\(text)")
    }
}

/// A generator whose numbers are the same in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
