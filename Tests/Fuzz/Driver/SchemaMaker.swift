import Formats
import Values

/// Writes JSON Schemas, keyword by keyword.
struct SchemaMaker {
    let maker = ValueMaker()

    func schema(_ random: inout Randomness, depth: Int = 0) -> Value {
        if depth > 5 || random.isOne(in: 12) { return random.choose(Self.leaves) }
        var object = Object()
        for _ in 0...random.below(5) {
            let word = random.choose(random.isOne(in: 4) ? Self.rare : Self.common)
            object[word] = value(of: word, &random, depth)
        }
        return .object(object)
    }

    private func value(of word: String, _ random: inout Randomness, _ depth: Int) -> Value {
        if random.isOne(in: 40) { return maker.value(&random, depth: 4) }
        func inner() -> Value { schema(&random, depth: depth + 1) }
        switch word {
        case "type":
            return random.isOne(in: 4)
                ? .array([type(&random), type(&random)]) : type(&random)
        case "properties", "patternProperties", "$defs", "dependentSchemas":
            var object = Object()
            for _ in 0..<random.below(5) { object[name(&random, word)] = inner() }
            return .object(object)
        case "items", "additionalProperties", "not", "if", "then", "else", "contains",
            "propertyNames",
            "unevaluatedItems", "unevaluatedProperties", "contentSchema":
            return inner()
        case "allOf", "anyOf", "oneOf", "prefixItems":
            return .array((0..<(1 + random.below(3))).map { _ in inner() })
        case "enum", "examples":
            return .array((0..<random.below(4)).map { _ in maker.value(&random, depth: 5) })
        case "const", "default": return maker.value(&random, depth: 5)
        case "required":
            return .array((0..<random.below(3)).map { _ in .string(name(&random, word)) })
        case "dependentRequired": return ["a": ["b"]]
        case "pattern": return .string(random.choose(Self.patterns))
        case "format": return .string(random.choose(Self.formats))
        case "$ref": return .string(random.choose(Self.references))
        case "$id", "$anchor", "$schema": return .string(random.choose(Self.identifiers))
        case "uniqueItems", "deprecated", "readOnly": return .bool(random.isOne(in: 2))
        case "xml": return ["name": .string(name(&random, word)), "attribute": true]
        case "record":
            return ["width": .number(maker.number(&random)), "align": "right", "pad": "0"]
        case "absent": return .string(random.choose(["omit", "empty", "null", "none"]))
        case "title", "say", "basis", "assumption", "description", "$comment", "personal":
            return .string(maker.text(&random))
        default: return .number(maker.number(&random))
        }
    }

    private func type(_ random: inout Randomness) -> Value { .string(random.choose(Self.types)) }

    private func name(_ random: inout Randomness, _ word: String) -> String {
        word == "patternProperties"
            ? random.choose(Self.patterns)
            : random.isOne(in: 8) ? maker.text(&random) : random.choose(ValueMaker.names)
    }

    static let types = [
        "string", "integer", "number", "boolean", "object", "array", "null", "strin",
    ]
    static let common = [
        "type", "properties", "items", "required", "enum", "const", "maxLength", "minLength",
        "maximum",
        "minimum", "pattern", "format", "$ref", "$defs", "allOf", "anyOf", "oneOf",
        "additionalProperties", "title",
    ]
    static let rare = [
        "not", "if", "then", "else", "dependentSchemas", "dependentRequired", "prefixItems",
        "contains",
        "patternProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties",
        "multipleOf",
        "exclusiveMaximum", "exclusiveMinimum", "maxItems", "minItems", "uniqueItems",
        "maxContains",
        "minContains", "maxProperties", "minProperties", "$id", "$anchor", "$schema", "$comment",
        "default",
        "examples", "deprecated", "readOnly", "contentSchema", "xml", "record", "absent",
        "personal", "say",
        "$dynamicRef", "unknown", "description",
    ]
    static let patterns = [
        "^a+$", "^[0-9]{18}$", "(a+)+$", "[", "\\d{1,100000}", "\\p{Han}+", "^\\S+@\\S+$", "(?=a)b",
        "\\1", "",
        "^(a|b|ab)*$", "\\u{1F600}", "[^\\W_]", "\\cA", "(?<n>x)\\k<n>", "x{2,1}", "^.{0,64}$",
    ]
    static let formats = [
        "date", "date-time", "uscc", "resident-id", "mobile-cn", "phone-cn", "project-code",
        "real-estate-certificate", "division-code", "email", "uri", "uri-reference", "uuid",
        "regex",
        "ipv4", "ipv6", "hostname", "time", "duration", "json-pointer", "idn-email", "nothing",
        "relative-json-pointer", "iri", "uri-template",
    ]
    static let references = [
        "#", "#/$defs/a", "#/$defs/b", "#/$defs/id", "#/properties/a", "#/allOf/0", "#a", "#/items",
        "other.json", "#/$defs/a~1b", "#/%25", "urn:x#/$defs/a", "b", "#/", "#/$defs/a/$defs/b",
        "%",
    ]
    static let identifiers = [
        "urn:x", "b", "a", "https://json-schema.org/draft/2020-12/schema", "#", "%zz", "../..",
        "http://[",
    ]
    static let leaves: [Value] = [
        true, false, [:], ["type": "string"], ["$ref": "#"], ["$ref": "#/$defs/a"],
        ["type": "integer"],
        ["type": "string", "format": "date"], ["const": 1], ["type": "number", "multipleOf": 3],
        ["enum": ["a", "b", 1]], ["type": ["string", "null"], "maxLength": 3],
    ]
}
