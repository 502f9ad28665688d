package import Values

/// One thing that is wrong with a value, as a schema sees it.
package struct Violation: Sendable, Hashable {
    package enum Level: String, Sendable { case error, warning }

    package var level: Level
    /// The keyword that failed: `required`, `minimum`, `format` …; `limit` where the value is too deep or too costly.
    package var keyword: String
    /// The place in the value; for a missing field the place where it should be.
    package var pointer: Pointer
    /// Where the keyword stands in the schema's file.
    package var span: SourceSpan
    /// The nearest title, going up from the place.
    package var title: String?
    /// `应大于 0`
    package var expected: String
    /// The value as a person would write it, cut to 60 characters; empty for a missing field.
    package var found: String
    /// The whole complaint: the schema's `say`, else `用水量(m³/时)：应大于 0，实为 -3`.
    package var say: String

    /// The kind of fault, by which failures are grouped.
    package var code: String { Self.codes[keyword] ?? keyword }

    /// The violation as the hub reports it; the level is the caller's to look at.
    package var problem: Problem {
        Problem(code: code, place: Place(pointer), expected: expected, found: found, say: say)
    }

    private static let codes = [
        "required": "missing", "dependentRequired": "missing",
        "additionalProperties": "extra", "unevaluatedProperties": "extra", "false": "extra",
        "unevaluatedItems": "extra",
        "const": "enum",
        "minimum": "range", "maximum": "range", "exclusiveMinimum": "range",
        "exclusiveMaximum": "range", "multipleOf": "range",
        "minLength": "length", "maxLength": "length",
        "minItems": "count", "maxItems": "count", "minProperties": "count",
        "maxProperties": "count", "minContains": "count", "maxContains": "count",
        "contains": "count",
        "uniqueItems": "duplicate",
        "anyOf": "choice", "oneOf": "choice", "not": "choice",
        "propertyNames": "name",
    ]
}
