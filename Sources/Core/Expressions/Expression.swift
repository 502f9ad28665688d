package import Values

/// An expression, compiled once and run as often as wanted, from any thread.
///
/// A class, because rules and maps hold many of them and are handed about: a copy is one reference.
package final class Expression: Sendable {
    /// The text and its place.
    package let source: Source
    /// The syntax tree, with named expressions put in.
    package let root: Term
    /// What the expression reads of its scope.
    package let references: References
    // SAFETY: steps have only constant properties and are reachable from here alone.
    nonisolated(unsafe) private let plan: Step
    private let localCount: Int

    /// Compiles an expression.
    ///
    /// - Parameters:
    ///   - text: the expression.
    ///   - span: the place of its first character in the contract file.
    ///   - places: of each Unicode scalar of the text, where they do not follow one another on a line.
    ///   - environment: what it can see.
    /// - Returns: the expression, ready to run in any scope of the environment.
    /// - Throws: what is wrong with it: the first fault of grammar, or all undeclared names and refused calls.
    package static func compile(
        _ text: String,
        span: SourceSpan,
        places: [SourcePlace] = [],
        in environment: Environment
    ) throws(Diagnostics) -> Expression {
        let root: Term
        do {
            let parsed = try Parser.parse(Source(text, span: span, places: places))
            root = try LetSubstitution.apply(to: parsed, in: environment)
        } catch {
            throw Diagnostics([error])
        }
        return try Expression(root, environment)
    }

    private init(_ root: Term, _ environment: Environment) throws(Diagnostics) {
        var planner = Planner(environment)
        let plan = planner.step(root)
        guard planner.diagnostics.isEmpty else { throw Diagnostics(planner.diagnostics) }
        self.plan = plan
        self.root = root
        source = root.source
        references = planner.references
        localCount = planner.localCount
    }

    /// The expression as it was written.
    package var text: String { source.text }

    /// The value, where it is known without any scope.
    package var constant: CELValue? {
        ((plan as? Telling)?.inner as? Constant ?? plan as? Constant)?.value
    }

    /// The same expression, which tells each value that it gives; nil where what it reads is absent.
    package func telling(_ tell: @escaping @Sendable (CELValue?) -> Void) -> Expression {
        Expression(self, plan: Telling(plan, tell))
    }

    private init(_ other: Expression, plan: Step) {
        self.plan = plan
        root = other.root
        source = other.source
        references = other.references
        localCount = other.localCount
    }

    /// Runs the expression.
    ///
    /// - Throws: why it has no value; `.limit` where it does more than a million steps.
    package func evaluate(_ scope: Scope) throws(EvaluationError) -> CELValue {
        var run = Run(
            slots: scope.slots,
            locals: localCount == 0 ? [] : Array(repeating: .null, count: localCount),
            budget: Run.budgetMax
        )
        let value = try plan.evaluate(&run)
        // Parts may be shared many times over; who reads the value must not find more than could be made.
        switch value {
        case .list, .map, .optional: try run.chargeDeeply(value)
        default: break
        }
        return value
    }

    /// Runs the expression as a condition: reading what is absent makes it not met.
    ///
    /// - Throws: any other error, and `.type` where the value is not bool.
    package func meets(_ scope: Scope) throws(EvaluationError) -> Bool {
        let value: CELValue
        do {
            value = try evaluate(scope)
        } catch {
            if error.isAbsent { return false }
            throw error
        }
        guard case .bool(let flag) = value else {
            throw EvaluationError(.type, "a condition is bool, not \(value.typeName)").at(root)
        }
        return flag
    }
}
