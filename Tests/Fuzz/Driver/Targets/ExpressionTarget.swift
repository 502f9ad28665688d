import Contracts
import Expressions
import Formats
import Schemas
import Values

/// Expressions: the input is the text of one.
struct ExpressionTarget: Target {
    static let name = "expression"
    static let summary = "compile and run expressions of CEL"

    private let seeds: [[UInt8]]
    private let mutation: Mutation
    private let maker: ExpressionMaker
    private let environment: Expressions.Environment
    private let scope: Scope
    private let types: TypeScope

    init(_ corpus: Corpus) throws {
        var texts = ExpressionMaker.samples
        for (path, bytes) in corpus.files.bytes.sorted(by: { $0.key < $1.key })
        where path.hasSuffix(".map.yaml") || path.hasSuffix("program.yaml") {
            let node = try Node.read(yaml: bytes, file: path)
            Self.scalars(node, &texts)
        }
        seeds = texts.map { Array($0.utf8) }
        mutation = Mutation(others: seeds, words: ExpressionMaker.words)
        var environment = Expressions.Environment(functions: LanguageFunctions.all)
        let application = try Self.application(corpus)
        let names = ["app", "input", "item", "case", "party", "x", "n", "s", "b", "t", "items"]
        for name in names { environment.declare(name) }
        try environment.define(
            expression: "high",
            "app.power.?voltageClass.orValue('LV') == 'HV'",
            span: SourceSpan(file: "let", line: 1, column: 1)
        )
        environment.define("three", .int(3))
        var scope = Scope(environment)
        func set(_ name: String, _ value: CELValue) {
            if let slot = environment.slot(of: name) { scope[slot] = value }
        }
        for name in ["app", "input"] { set(name, application) }
        set("item", CELValue(["number": "4108000120240902000100101", "materials": []]))
        set("x", .int(-3))
        set("n", .list((0..<20).map { .int($0 - 3) }))
        set("s", .string("联办 ab,c𠮷"))
        set("b", .bytes([0xFF, 0, 65]))
        set("t", .timestamp(Instant(seconds: 1_725_238_800)))
        self.scope = scope
        var types = TypeScope(environment)
        let message = try Self.message(corpus)
        for name in ["app", "input"] { types.variables[name] = Self.type(of: message, name) }
        types.variables["x"] = .int
        types.variables["n"] = .list(.int)
        types.variables["s"] = .string
        types.variables["b"] = .bytes
        types.variables["t"] = .timestamp
        self.types = types
        self.environment = environment
        maker = ExpressionMaker(names: names + ["high", "three", "nothing"])
    }

    /// The first application among the examples, decoded.
    private static func message(_ corpus: Corpus) throws -> Value {
        let example =
            corpus.examples.first { $0.path.hasSuffix("full-set/application.json") }
            ?? corpus.examples.first { $0.path.hasSuffix("application.json") }
        guard let example else { throw Finding("there is no example of an application") }
        return try JSON.decode(example.bytes)
    }

    /// The same, as the rules of its program see it.
    private static func application(_ corpus: Corpus) throws -> CELValue {
        guard let program = corpus.catalogue.regions.first?.programs.first else {
            throw Finding("there is no program")
        }
        return program.applicationValue(try message(corpus))
    }

    /// What the checker is told of a message like this: every second member may be missing.
    private static func type(of value: Value, _ name: String) -> Type {
        switch value {
        case .null: return .dyn
        case .bool: return .bool
        case .number: return .double
        case .string(let text): return text.utf8.count < 4 ? .string(among: [text, "Z"]) : .string
        case .array(let elements): return .list(elements.first.map { type(of: $0, name) } ?? .dyn)
        case .object(let object):
            let fields = object.enumerated().map { index, member in
                ObjectType.Field(
                    member.0,
                    type(of: member.1, member.0),
                    index.isMultiple(of: 2) ? .always : .maybe
                )
            }
            return .object(ObjectType(name, fields))
        }
    }

    private static func scalars(_ node: Node, _ texts: inout [String]) {
        switch node {
        case .scalar(let scalar): if scalar.text.utf8.count > 3 { texts.append(scalar.text) }
        case .sequence(let nodes, _): for node in nodes { scalars(node, &texts) }
        case .mapping(let entries, _): for entry in entries { scalars(entry.value, &texts) }
        }
    }

    func input(_ random: inout Randomness) -> [UInt8] {
        if random.isOne(in: 2) {
            let text = Array(maker.expression(&random, depth: 0).utf8)
            return random.isOne(in: 3) ? mutation.apply(to: text, &random) : text
        }
        return mutation.apply(to: random.choose(seeds), &random)
    }

    func run(_ input: [UInt8]) throws(Finding) -> Outcome {
        let text = String(decoding: input, as: UTF8.self)
        let span = SourceSpan(file: "fuzz.map.yaml", line: 1, column: 1)
        let expression: Expression
        do throws(Diagnostics) {
            expression = try Expression.compile(text, span: span, in: environment)
        } catch {
            try Rules.check(error.list)
            let count = text.unicodeScalars.count
            if let its = error.list.first(where: { $0.span.column > count + 1 && $0.span.line == 1 }
            ) {
                throw Finding("a diagnostic behind the end of the text: \(its)")
            }
            return Outcome(isAccepted: false)
        }
        _ = (expression.text, expression.references, expression.constant)
        for role in [ExpressionRole.value, .condition] {
            let checked = expression.check(types, as: role)
            let found = checked.diagnostics + checked.always
            if !found.isEmpty { try Rules.check(found) }
        }
        do throws(EvaluationError) {
            let value = try expression.evaluate(scope)
            _ = (value.typeName, value.value, value.isZero)
        } catch {
            if error.message.isEmpty { throw Finding("an error without words: \(error)") }
            _ = error.kind
        }
        do throws(EvaluationError) {
            _ = try expression.meets(Scope(environment))
        } catch {
            if error.isAbsent { throw Finding("a condition that reads what is absent is not met") }
        }
        return Outcome(isAccepted: true)
    }
}
