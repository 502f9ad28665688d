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
    /// An operator or function is not defined for the types it is given.
    package static let overload = "LB2120"
    /// An object has no such member.
    package static let member = "LB2121"
    /// A value that may be absent is read as if it were there.
    package static let absent = "LB2122"
    /// A member that nothing ever gives is read.
    package static let never = "LB2123"
    /// A comparison with a value that can never occur.
    package static let impossible = "LB2124"
    /// A condition that is always met, or never.
    package static let decided = "LB2125"
    /// What is never reached.
    package static let unreachable = "LB2126"
    /// A condition that is not bool.
    package static let condition = "LB2127"
    /// The branches of `? :` have no type in common.
    package static let branches = "LB2129"
}
