import Schemas
import Values

/// A contract's schema as any validator of JSON Schema reads it: the contract language's own keywords are moved into
/// descriptions and comments, what they assert is said in standard ones.
struct PlainSchema {
    /// JSON Schema 2020-12 as a file of its own, or draft-07 as AsyncAPI 3.0 embeds it.
    enum Dialect: Equatable {
        case standard
        /// References lead to this place of the document.
        case embedded(at: String)
    }

    private let dialect: Dialect

    static let uri = "https://json-schema.org/draft/2020-12/schema"

    /// The whole document: `title` where the schema has none.
    static func document(_ schema: Value, dialect: Dialect = .standard) -> Value {
        let writer = PlainSchema(dialect: dialect)
        guard case .object(let object) = writer.convert(schema, isBranch: false) else {
            return schema
        }
        guard dialect == .standard else { return .object(object) }
        var root = Object([("$schema", .string(uri))])
        for (key, value) in object where key != "$schema" { root[key] = value }
        return .object(root)
    }

    private init(dialect: Dialect) { self.dialect = dialect }

    // MARK: Keywords

    /// Left out: they say how a value stands on the wire, or whose it is.
    private static let wireKeywords: Set = [
        "xml", "record", "absent", "personal", "basis", "assumption", "say",
    ]
    /// Hold one schema, a list of them or named ones; the flag says that they speak of some fields only.
    private static let single: [String: Bool] = [
        "items": false, "contains": false, "additionalProperties": false,
        "unevaluatedItems": false, "unevaluatedProperties": false, "propertyNames": false,
        "contentSchema": false, "not": true, "if": true, "then": true, "else": true,
    ]
    private static let listed: [String: Bool] = [
        "prefixItems": false, "allOf": true, "anyOf": true, "oneOf": true,
    ]
    private static let named: [String: Bool] = [
        "properties": false, "patternProperties": false, "$defs": false, "dependentSchemas": true,
    ]

    /// `isBranch`: inside a part that speaks of some fields only, where the contract language closes no object.
    private func convert(_ schema: Value, isBranch: Bool) -> Value {
        guard case .object(let object) = schema else { return schema }
        var result = Object()
        for (key, value) in object {
            if Self.wireKeywords.contains(key) || key == "$schema" { continue }
            let (name, written) = keyword(key, value, isBranch)
            result[name] = written
        }
        close(object, &result, isBranch)
        addFormatPattern(object, &result)
        annotate(object, &result)
        return .object(result)
    }

    private func keyword(_ key: String, _ value: Value, _ isBranch: Bool) -> (String, Value) {
        if let within = Self.single[key] {
            return (key, convert(value, isBranch: isBranch || within))
        }
        if let within = Self.listed[key], let parts = value.array {
            let written = parts.map { convert($0, isBranch: isBranch || within) }
            return (dialect != .standard && key == "prefixItems" ? "items" : key, .array(written))
        }
        if let within = Self.named[key], let parts = value.object {
            let written = Object(
                parts.map { ($0, convert($1, isBranch: isBranch || within)) }
            )
            return (older(key), .object(written))
        }
        if key == "$ref", let target = value.string, case .embedded(let place) = dialect,
            target.hasPrefix("#")
        {
            let rest = target.dropFirst()
            let moved =
                rest.hasPrefix("/$defs/") ? "/definitions/" + rest.dropFirst(7) : String(rest)
            return (key, .string("#\(place)\(moved)"))
        }
        return (older(key), value)
    }

    /// The keyword's name in draft-07.
    private func older(_ key: String) -> String {
        guard dialect != .standard else { return key }
        switch key {
        case "$defs": return "definitions"
        case "dependentRequired", "dependentSchemas": return "dependencies"
        default: return key
        }
    }

    /// An object with `properties` is closed in the contract language unless it says otherwise.
    private func close(_ object: Object, _ result: inout Object, _ isBranch: Bool) {
        let says = ["additionalProperties", "patternProperties", "unevaluatedProperties"]
        guard !isBranch, object["properties"] != nil, !says.contains(where: { object[$0] != nil })
        else { return }
        let isAlone = ["$ref", "allOf", "anyOf", "oneOf", "if", "dependentSchemas"]
            .allSatisfy { object[$0] == nil }
        // Draft-07 has no word that looks through other schemas.
        let word =
            isAlone ? "additionalProperties" : dialect == .standard ? "unevaluatedProperties" : nil
        if let word { result[word] = false }
    }

    private func addFormatPattern(_ object: Object, _ result: inout Object) {
        guard let format = object["format"]?.string.flatMap(TextFormat.init(rawValue:)),
            let pattern = format.equivalentPattern
        else { return }
        if object["pattern"] == nil {
            result["pattern"] = .string(pattern)
        } else {
            let parts = result["allOf"]?.array ?? []
            result["allOf"] = .array(parts + [["pattern": .string(pattern)]])
        }
    }

    private func annotate(_ object: Object, _ result: inout Object) {
        var notes: [String] = []
        if let basis = object["basis"]?.string { notes.append("依据：\(basis)") }
        if let assumption = object["assumption"]?.string { notes.append("推定：\(assumption)") }
        guard !notes.isEmpty else { return }
        if let comment = object["$comment"]?.string { notes.insert(comment, at: 0) }
        result["$comment"] = .string(notes.joined(separator: "；"))
    }
}

extension TextFormat {
    /// An expression of ECMA-262 for what the format asks for, as far as one can say it; nil where `format` is a
    /// standard one or only doubts.
    package var equivalentPattern: String? {
        switch self {
        case .uscc:
            "^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"
        case .residentID: "^[0-9]{17}[0-9Xx]$"
        case .mobile: "^(?:\\+86[ -]?)?1[3-9][0-9]{9}$"
        case .phone:
            "^(?:\\+86[ -]?)?(?:1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}(?:-[0-9]{1,6})?)$"
        case .divisionCode: "^(?:[0-9]{6}|[0-9]{12})$"
        case .projectCode: "^[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}$"
        case .realEstateCertificate, .date, .time, .dateTime, .duration, .uuid, .ipv4,
            .ipv6, .email, .uri, .uriReference, .jsonPointer, .regex:
            nil
        }
    }
}
