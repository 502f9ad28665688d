/// How schemas are compiled.
package struct SchemaOptions: Sendable {
    /// An object with `properties` and without `additionalProperties`, `patternProperties` and
    /// `unevaluatedProperties` refuses other names, except inside `allOf`, `anyOf`, `oneOf`, `not`, `if`, `then`,
    /// `else` and `dependentSchemas`, whose parts speak of some fields only.
    package var closesObjects = false
    /// `format` is checked and an unknown format is an error; else it is an annotation.
    package var assertsFormats = true
    /// A keyword that neither JSON Schema nor the contract language has is an error.
    package var refusesUnknownKeywords = true
    /// A schema that contains itself, or that holds too much when its `$ref`s are written out, is an error: a message
    /// has a layout, and that has an end.
    var isFinite = false
    /// Formats whose doubts are errors here: `uscc`, `project-code`, `real-estate-certificate` only warn by default.
    package var strictFormats: Set<TextFormat> = []

    package init() {}

    /// For the messages of contracts.
    package static var contract: SchemaOptions {
        var options = SchemaOptions()
        options.closesObjects = true
        return options
    }

    /// For what is read field by field: messages, and what maps make.
    package static var message: SchemaOptions {
        var options = SchemaOptions.contract
        options.isFinite = true
        return options
    }
}
