import Testing

@testable import lianban

@Suite struct ParserTests {
    func parse(_ line: String, environment: [String: String] = [:]) throws(UsageError) -> Request {
        try Parser.parse(
            line.split(separator: " ").map(String.init),
            of: Sample.program.root,
            environment: { environment[$0] }
        )
    }

    func arguments(_ line: String, environment: [String: String] = [:]) throws -> Arguments {
        guard case .run(_, let arguments) = try parse(line, environment: environment) else {
            Issue.record("\(line) does not run")
            return Arguments()
        }
        return arguments
    }

    @Test func readsTypedValues() throws {
        let given = try arguments(
            "--json submit a --seed=7 -f --delay 200ms..3s b --party x --config c.yaml --party y -- --c"
        )
        #expect(given[Sample.files] == ["a", "b", "--c"])
        #expect(given[Sample.seed] == 7)
        #expect(given[Sample.follow])
        #expect(given[Sample.delay] == .milliseconds(200) ... .seconds(3))
        #expect(given[Sample.party] == ["x", "y"])
        #expect(given[Sample.config] == "c.yaml")
        #expect(given[Sample.json])
        #expect(try arguments("cases show 4108")[Sample.id] == "4108")
    }

    @Test func fallsBackToTheEnvironmentAndThenToTheDefault() throws {
        let given = try arguments("submit -")
        #expect(given[Sample.config] == "./sample.yaml" && !given.has(Sample.config))
        #expect(given[Sample.seed] == 1)
        #expect(!given[Sample.follow] && !given[Sample.json])
        #expect(given[Sample.delay] == nil && given[Sample.party] == [])
        #expect(given[Sample.files] == ["-"])
        #expect(
            try arguments("submit a", environment: ["SAMPLE_CONFIG": "e"])[Sample.config] == "e"
        )
        #expect(
            try arguments("submit a --config c", environment: ["SAMPLE_CONFIG": "e"])[Sample.config]
                == "c"
        )
    }

    @Test(
        arguments: [
            ("submti", "sample: unknown command submti", "submit"),
            ("sub", "sample: unknown command sub", "submit"),
            ("xyzzy", "sample: unknown command xyzzy", nil),
            ("submit --folow a", "sample submit: unknown option --folow", "--follow"),
            ("submit --fol a", "sample submit: unknown option --fol", "--follow"),
            ("submit -x a", "sample submit: unknown option -x", nil),
            ("submit --confgi=c a", "sample submit: unknown option --confgi", "--config"),
            ("submit --follow=no a", "sample submit: --follow takes no value", nil),
            ("submit a --seed", "sample submit: --seed needs a value: --seed N", nil),
            ("submit --seed --follow a", "sample submit: --seed needs a value: --seed N", nil),
            (
                "submit --seed x a",
                "sample submit: --seed x: it must be a whole number from 0 to 100", nil
            ),
            (
                "submit --seed 101 a",
                "sample submit: --seed 101: it must be a whole number from 0 to 100", nil
            ),
            ("submit --seed 1 --seed 2 a", "sample submit: --seed is given twice", nil),
            (
                "submit --delay 3s..1s a",
                "sample submit: --delay 3s..1s: it must be times such as 200ms..3s, the smaller first",
                nil
            ),
            ("submit", "sample submit: FILE is missing", nil),
            ("cases", "sample cases: it needs one of these after it: list, show", nil),
            ("cases lits", "sample cases: unknown command lits", "list"),
            ("cases show", "sample cases show: ID is missing", nil),
            ("cases show 1 2", "sample cases show: unexpected word 2", nil),
            ("help nothing", "sample: unknown command nothing", nil),
        ] as [(String, String, String?)]
    )
    func namesTheWrongWord(_ line: String, _ message: String, _ suggestion: String?) {
        let error = #expect(throws: UsageError.self) { try parse(line) }
        #expect(error.map { "\($0.command): \($0.message)" } == message)
        #expect(error?.suggestion == suggestion)
    }

    @Test func namesTheVariableThatIsWrong() {
        let program = Command(
            name: "p",
            summary: "",
            options: [Option("n", .whole(1...2), default: "1", environment: "P_N", "")],
            action: { _, _ in .ok }
        )
        let error = #expect(throws: UsageError.self) {
            try Parser.parse([], of: program, environment: { $0 == "P_N" ? "x" : nil })
        }
        #expect(error?.message == "P_N=x: it must be a whole number from 1 to 2")
    }

    @Test(
        arguments: [
            ("", "sample"), ("--help", "sample"), ("help", "sample"),
            ("submit --help", "sample submit"),
            ("-h submit", "sample submit"), ("help cases show", "sample cases show"),
            ("cases -h", "sample cases"),
            ("submit --nonsense --help", nil), ("submit --help --nonsense", "sample submit"),
        ] as [(String, String?)]
    )
    func findsTheHelp(_ line: String, _ path: String?) throws {
        guard let path else {
            #expect(throws: UsageError.self) { try parse(line) }
            return
        }
        guard case .help(let commands) = try parse(line) else {
            Issue.record("no help")
            return
        }
        #expect(commands.map(\.name).joined(separator: " ") == path)
    }

    @Test(
        arguments: [
            ("0", 0), ("500ms", 500), ("1.5s", 1500), ("2m", 120_000), ("1h", 3_600_000),
            ("5", nil), ("-1s", nil),
            ("s", nil), ("1e3s", nil), ("nans", nil), ("9999999h", nil), ("1 s", nil), ("", nil),
        ] as [(String, Int?)]
    )
    func readsTimes(_ text: String, _ milliseconds: Int?) {
        #expect(ValueKind<Duration>.duration.read(text) == milliseconds.map { .milliseconds($0) })
    }

    @Test(
        arguments: [("0.25", 0.25), ("1", 1), ("1.01", nil), ("nan", nil), ("-0.1", nil)]
            as [(String, Double?)]
    )
    func readsShares(_ text: String, _ share: Double?) {
        #expect(ValueKind<Double>.share.read(text) == share)
    }

    @Test func readsWords() {
        let kind = ValueKind<String>.one(of: ["a", "b"], as: "X")
        #expect(kind.read("a") == "a" && kind.read("c") == nil && kind.expectation == "one of a, b")
    }
}
