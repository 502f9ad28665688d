/// The codes of diagnostics about expressions.
package enum Fault {
    /// The text is no expression.
    package static let syntax = "LB2101"
    /// The expression is too long or nested too deeply.
    package static let size = "LB2102"
    /// A name that is not declared.
    package static let name = "LB2103"
    /// A function that is not there, or not in this form.
    package static let function = "LB2104"
    /// A function is given too few or too many arguments.
    package static let arguments = "LB2105"
    /// A macro is used wrongly.
    package static let macro = "LB2106"
    /// A function refuses an argument that is known beforehand.
    package static let refused = "LB2107"
    /// Named expressions that need one another.
    package static let cycle = "LB2108"
}
