/// The words that a schema may use.
enum SchemaVocabulary {
    /// JSON Schema 2020-12 as far as it is supported, and the contract language, section 7.
    static let known: Set<String> = [
        "$schema", "$id", "$anchor", "$ref", "$defs", "$comment",
        "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas",
        "prefixItems", "items", "contains", "properties", "patternProperties",
        "additionalProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties",
        "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum",
        "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems",
        "uniqueItems", "maxContains", "minContains", "maxProperties", "minProperties", "required",
        "dependentRequired", "format",
        "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly",
        "contentEncoding", "contentMediaType", "contentSchema",
        "xml", "record", "absent", "personal", "say", "basis", "assumption",
    ]

    /// What JSON Schema has, or had, and contracts do not: why, and what to write.
    static let refused: [String: String] = [
        "$dynamicRef": "write '$ref'",
        "$dynamicAnchor": "write '$anchor'",
        "$recursiveRef": "write '$ref'",
        "$recursiveAnchor": "write '$anchor'",
        "$vocabulary": "a message schema does not define a vocabulary",
        "definitions": "write '$defs'",
        "dependencies": "write 'dependentRequired' or 'dependentSchemas'",
        "additionalItems": "write 'prefixItems' for the first items and 'items' for the rest",
    ]

    /// The known word that a person most likely meant, or nil where none is near.
    static func suggestion(for word: String, among words: some Sequence<String>) -> String? {
        let lower = word.lowercased()
        let distanceMax = word.count <= 4 ? 1 : 2
        let near = words.map { ($0, distance(lower, $0.lowercased())) }
            .filter { $0.1 <= distanceMax }
        return near.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
    }

    /// How many characters have to be added, removed, replaced or swapped with their neighbour
    /// (optimal string alignment).
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (
            Array(left.unicodeScalars.prefix(64)), Array(right.unicodeScalars.prefix(64))
        )
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for i in 1...left.count {
            var row = [i]
            for j in 1...right.count {
                let change = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)
                var best = min(change, last[j] + 1, row[j - 1] + 1)
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    best = min(best, beforeLast[j - 2] + 1)
                }
                row.append(best)
            }
            (beforeLast, last) = (last, row)
        }
        return last[right.count]
    }
}
