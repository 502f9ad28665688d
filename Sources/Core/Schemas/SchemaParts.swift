internal import RE2
internal import Values

/// What one schema object says, as the compiler reads it: the state of a `Schema`.
struct SchemaParts: Sendable {
    var span: SourceSpan
    var pointer: Pointer
    var keywordSpans: [String: SourceSpan] = [:]
    var boolean: Bool?

    var types = SchemaTypes.all
    var enumeration: ValueSet?
    var constant: Value?
    /// The annotation; `string.format` is the one that is asserted.
    var format: TextFormat?
    var string = StringRules()
    var number = NumberRules()
    var array = ArrayRules()
    var object = ObjectRules()
    var choices = Choices()
    /// Whether other schemas apply to the same value: mostly none do.
    var appliesOthers = false
    var definitions: [(name: String, schema: Schema)] = []

    var title: String?
    var summary: String?
    var defaultValue: Value?
    var examples: [Value] = []
    var isDeprecated = false
    var say: String?
    var basis: String?
    var assumption: String?
    var personal: PersonalData?
    var absent: Absence?
    var xml: XMLAnnotation?
    var recordLayout: RecordLayout?
    var recordField: RecordField?

    init(span: SourceSpan, pointer: Pointer) {
        self.span = span
        self.pointer = pointer
    }
}

struct StringRules: Sendable {
    var minLength: Int?
    var maxLength: Int?
    var pattern: Pattern?
    var format: TextFormat?
    /// Whether a finding that is a warning by default is an error here.
    var isFormatStrict = false

    var isEmpty: Bool { minLength == nil && maxLength == nil && pattern == nil && format == nil }
}

struct NumberRules: Sendable {
    var minimum: NumberBound?
    var maximum: NumberBound?
    var exclusiveMinimum: NumberBound?
    var exclusiveMaximum: NumberBound?
    var multipleOf: Divisor?

    var isEmpty: Bool {
        minimum == nil && maximum == nil && exclusiveMinimum == nil && exclusiveMaximum == nil
            && multipleOf == nil
    }
}

struct ArrayRules: Sendable {
    var prefixItems: [Schema] = []
    var items: Schema?
    var contains: Schema?
    var minContains: Int?
    var maxContains: Int?
    var minItems: Int?
    var maxItems: Int?
    var uniqueItems = false
    var unevaluated: Schema?
}

struct ObjectRules: Sendable {
    struct Name: Sendable {
        var name: String
        var span: SourceSpan
    }

    struct PatternProperty: Sendable {
        var pattern: Pattern
        var schema: Schema
    }

    struct DependentNames: Sendable {
        var name: String
        var names: [String]
    }

    struct DependentSchema: Sendable {
        var name: String
        var schema: Schema
    }

    /// What happens to names that nothing mentions, where no keyword says it.
    enum Closing: Sendable {
        case open
        /// Refused; nothing else at this place could mention them.
        case ownNames
        /// Refused unless a schema that applies at the same place mentions them.
        case allNames
    }

    var properties = SchemaProperties()
    /// Of the properties, how many are required: counted instead of looked up.
    var requiredPropertyCount = 0
    var required: [Name] = []
    var patterns: [PatternProperty] = []
    var additional: Schema?
    var unevaluated: Schema?
    var names: Schema?
    var minProperties: Int?
    var maxProperties: Int?
    var dependentRequired: [DependentNames] = []
    var dependentSchemas: [DependentSchema] = []
    var closing = Closing.open
}

/// The keywords that apply other schemas to the same value.
struct Choices: Sendable {
    var allOf: [Schema] = []
    var anyOf: [Schema] = []
    var oneOf: [Schema] = []
    var not: Schema?
    var condition: Schema?
    var then: Schema?
    var otherwise: Schema?

    var isEmpty: Bool {
        allOf.isEmpty && anyOf.isEmpty && oneOf.isEmpty && not == nil && condition == nil
    }
}
