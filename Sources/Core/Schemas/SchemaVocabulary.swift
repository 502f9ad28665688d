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
}
