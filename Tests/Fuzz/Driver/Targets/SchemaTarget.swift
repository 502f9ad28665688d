import Contracts
import Formats
import Schemas
import Values

/// Schemas: the first byte chooses the options, the rest is the file.
struct SchemaTarget: Target {
    static let name = "schema"
    static let summary = "load JSON Schemas, and validate values by those that load"

    private let seeds: [[UInt8]]
    private let mutation: Mutation
    private let maker = SchemaMaker()
    private let options: [SchemaOptions]

    init(_ corpus: Corpus) throws {
        seeds =
            corpus.files.bytes.sorted { $0.key < $1.key }
            .filter { $0.key.hasSuffix(".schema.json") }.map(\.value)
            + Self.handmade.map { Array($0.utf8) }
        mutation = Mutation(others: seeds, words: Self.words)
        var open = SchemaOptions()
        open.refusesUnknownKeywords = false
        open.strictFormats = Set(TextFormat.allCases)
        options = [.contract, SchemaOptions(), open, .message]
    }

    func input(_ random: inout Randomness) -> [UInt8] {
        let choice = UInt8(random.below(options.count))
        if random.isOne(in: 2) {
            let bytes = JSON.encode(maker.schema(&random))
            return [choice] + (random.isOne(in: 5) ? mutation.apply(to: bytes, &random) : bytes)
        }
        return [choice] + mutation.apply(to: random.choose(seeds), &random)
    }

    func run(_ input: [UInt8]) throws(Finding) -> Outcome {
        guard let choice = input.first else { return Outcome(isAccepted: false) }
        let bytes = Array(input.dropFirst())
        let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
        let schema: Schema
        do throws(Diagnostics) {
            let node = try Node.read(yaml: bytes, file: "fuzz.schema.json")
            schema = try Schema.compile(node, options: options[Int(choice) % options.count])
        } catch {
            try Rules.check(error.list, lines: lines)
            return Outcome(isAccepted: false)
        }
        var random = Randomness(of: input)
        let values = ValueMaker()
        for _ in 0..<6 { try validate(values.value(by: schema, &random), schema) }
        for _ in 0..<2 { try validate(values.value(&random), schema) }
        return Outcome(isAccepted: true, keepsMemory: Self.keeps(schema, bytes))
    }

    /// Four keywords are not to be had from outside the module: what refers to anything through them may lead back.
    private static func keeps(_ schema: Schema, _ bytes: [UInt8]) -> Bool {
        if schema.containsItself { return true }
        let text = String(decoding: bytes, as: UTF8.self)
        let hidden = ["dependentSchemas", "propertyNames", "unevaluatedItems", "contentSchema"]
        return text.contains("$ref") && hidden.contains { text.contains($0) }
    }

    private func validate(_ value: Value, _ schema: Schema) throws(Finding) {
        let violations = schema.validate(value)
        let isRefused = violations.contains { $0.level == .error }
        if isRefused == schema.isValid(value) {
            throw Finding("valid or not: \(value), and \(violations.map(\.say))")
        }
        for violation in violations {
            if violation.say.isEmpty || violation.keyword.isEmpty || violation.span.line < 1 {
                throw Finding("a complaint without words: \(violation)")
            }
        }
    }

    private static let words =
        (SchemaMaker.common + SchemaMaker.rare).map { "\"\($0)\": " }
        + (SchemaMaker.types + SchemaMaker.formats + SchemaMaker.references).map { "\"\($0)\"" }
        + [
            "{", "}", "[", "]", ",", ":", "&a ", "*a", "!!str ", "---\n", "- ", "? ", "| \n",
            "> \n", "# x\n",
            "<<: ", "\t", "%YAML 1.1\n", "'", "\"", "{a: [", "\n  ", "\n", "~", "\\u",
            "\\U0010FFFF",
        ]
    private static let handmade = [
        ##"{"type":"object","properties":{"a":{"$ref":"#"},"b":{"$ref":"#"}},"additionalProperties":{"$ref":"#"}}"##,
        ##"{"$defs":{"a":{"items":{"$ref":"#/$defs/b"}},"b":{"properties":{"a":{"$ref":"#/$defs/a"}}}},"$ref":"#/$defs/a"}"##,
        ##"{"allOf":[{"properties":{"a":{"type":"string"}}}],"unevaluatedProperties":false,"required":["a"]}"##,
        ##"{"type":"array","items":{"anyOf":[{"type":"string"},{"type":"object","required":["a"]}]},"uniqueItems":true}"##,
        "type: object\nproperties:\n  a: &x { type: string }\n  b: *x\n",
    ]
}

extension Schema {
    /// Whether a `$ref` leads back to a schema that it stands in: such a schema keeps itself in memory.
    fileprivate var containsItself: Bool {
        var path: Set<ObjectIdentifier> = []
        var known: Set<ObjectIdentifier> = []
        return leadsBack(&path, &known)
    }

    private func leadsBack(
        _ path: inout Set<ObjectIdentifier>,
        _ known: inout Set<ObjectIdentifier>
    ) -> Bool {
        let id = ObjectIdentifier(self)
        if path.contains(id) { return true }
        guard known.insert(id).inserted else { return false }
        path.insert(id)
        defer { path.remove(id) }
        return parts.contains { $0.leadsBack(&path, &known) }
    }

    private var parts: [Schema] {
        let single = [
            reference, items, contains, additionalProperties, unevaluatedProperties, not, condition,
            then,
            otherwise,
        ]
        return single.compactMap { $0 } + prefixItems + allOf + anyOf + oneOf
            + properties.map(\.schema) + patternProperties.map(\.schema) + definitions.map(\.schema)
    }
}
