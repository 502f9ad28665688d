package import Expressions
package import Values

/// Watches the rules of a catalogue that was compiled with it at work, to say which of them examples reach.
///
/// Each rule gets its own teller when it is compiled; a catalogue without an observer has none, and runs no slower.
package protocol RuleObserver: Sendable {
    /// The teller of an expression of a map or a rule: told each value, and nil where what it reads is absent.
    func expression(at span: SourceSpan) -> @Sendable (CELValue?) -> Void
    /// The teller of a table that some expression writes or reads: told each canonical code.
    func table(_ table: CodeTable) -> @Sendable (String) -> Void
    /// The teller of a material rule: told, for each application that it concerns, whether it was lacking.
    func material(at span: SourceSpan) -> @Sendable (Bool) -> Void
}
