package import Values

/// What the variables of a place are, for checking its expressions.
package struct TypeScope: Sendable {
    /// Functions, constants and the names that exist.
    package var environment: Environment
    /// A variable without a type is `dyn`.
    package var variables: [String: Type]
    /// What conditions around the place have made sure.
    package var knowledge = Knowledge()

    package init(_ environment: Environment, _ variables: [String: Type] = [:]) {
        self.environment = environment
        self.variables = variables
    }
}

/// What an expression is for.
package enum ExpressionRole: Sendable {
    /// It gives a value: reading what may be absent is an error.
    case value
    /// It gives a moment, a span, a list of parties: reading what is absent gives none.
    case rule
    /// It is met or not: reading what is absent makes it not met (contracts/LANGUAGE.md 2.6).
    case condition
}

/// What checking an expression found.
package struct Checked: Sendable {
    package var type: Type
    /// What is wrong, in the order of the text.
    package var diagnostics: [Diagnostic]
    /// Conditions that are always met or never (LB2125), and what is never reached (LB2126). An expression that is checked
    /// once per use is wrong only where all its uses agree on one of these.
    package var always: [Diagnostic]
    /// Whether some part has a type that only the message will tell.
    package var isDynamic: Bool
    /// What holds where the expression, a condition, is met.
    package var whenMet: Knowledge
    /// What holds where it is not.
    package var whenNotMet: Knowledge
}
