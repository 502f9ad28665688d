import Expressions
import Testing
import Values

import class Foundation.ProcessInfo

/// That what the checker accepts holds when it runs: on generated expressions over inputs in which members come and go.
@Suite struct CheckingSoundnessTests {
    private static let environment: Environment = {
        var environment = Environment(functions: LanguageFunctions.all)
        environment.declare("app")
        return environment
    }()
    private static let scope = TypeScope(environment, ["app": .object(GeneratedInputs.app)])

    /// Expressions of one part; a long search is made by raising it.
    private let rounds = Int(ProcessInfo.processInfo.environment["LIANBAN_ROUNDS"] ?? "") ?? 1000

    private struct Totals {
        var made = 0
        var accepted = 0
        var decided = 0
        var known = 0
        var failures: [String] = []
    }

    @Test(arguments: 0..<4)
    func whatIsAcceptedHolds(part: Int) {
        var totals = Totals()
        for at in 0..<rounds {
            var generator = GeneratedExpressions(seed: part * 1_000_000 + at)
            let text = generator.expression()
            let span = SourceSpan(file: "generated", line: 1, column: 1)
            guard
                let expression = try? Expression.compile(text, span: span, in: Self.environment)
            else { continue }
            totals.made += 1
            try? value(expression, &generator.dice, &totals)
            condition(expression, &generator.dice, &totals)
        }
        #expect(
            totals.failures.isEmpty,
            "\(totals.failures.count):\n\(totals.failures.prefix(12).joined(separator: "\n"))"
        )
        // The generator has to make what is accepted, and what says something.
        #expect(totals.accepted > rounds / 3 && totals.accepted < totals.made, "\(totals)")
        #expect(totals.decided > rounds / 10 && totals.known > rounds / 20, "\(totals)")
    }

    private func input(_ dice: inout Dice) -> CELValue {
        GeneratedInputs.value(of: .object(GeneratedInputs.app), &dice)
    }

    /// As a value: no absence, no wrong type, and what comes out is of the type.
    private func value(
        _ expression: Expression,
        _ dice: inout Dice,
        _ totals: inout Totals
    ) throws {
        let checked = expression.check(Self.scope, as: .value)
        guard checked.diagnostics.isEmpty, !checked.isDynamic else { return }
        totals.accepted += 1
        if !checked.whenMet.isEmpty || !checked.whenNotMet.isEmpty { totals.known += 1 }
        for _ in 0..<8 {
            let app = input(&dice)
            let scope = Scope(Self.environment).setting(0, app)
            let problem: String?
            do throws(EvaluationError) {
                let value = try expression.evaluate(scope)
                problem =
                    checked.type.misfit(value) ?? decided(expression, checked, value)
                    ?? falsehood(checked, value, app)
            } catch {
                problem = error.isAbsent || error.kind == .type ? "\(error.message)" : nil
            }
            if let problem {
                totals.failures.append("\(expression.text): \(problem); typed \(checked.type)")
                return
            }
        }
    }

    /// What is said to be known where a condition is met, or not, is so.
    private func falsehood(_ checked: Checked, _ value: CELValue, _ app: CELValue) -> String? {
        guard case .bool(let flag) = value else { return nil }
        return (flag ? checked.whenMet : checked.whenNotMet).falsehood(app).map {
            "where it is \(flag), \($0)"
        }
    }

    /// A whole expression that is said to be always or never met.
    private func decided(
        _ expression: Expression,
        _ checked: Checked,
        _ value: CELValue
    ) -> String? {
        guard case .bool(let flag) = value else { return nil }
        let its = checked.always.first {
            $0.code == "LB2125" && $0.span == expression.root.span
        }
        guard let its else { return nil }
        return its.message.contains(flag ? "always" : "never")
            ? nil : "is \(flag), but \(its.message)"
    }

    /// As a condition: absence is not met, wrong types do not happen, and what is known holds.
    private func condition(
        _ expression: Expression,
        _ dice: inout Dice,
        _ totals: inout Totals
    ) {
        let checked = expression.check(Self.scope, as: .condition)
        guard checked.diagnostics.isEmpty, !checked.isDynamic else { return }
        totals.decided += 1
        for _ in 0..<6 {
            let app = input(&dice)
            let scope = Scope(Self.environment).setting(0, app)
            let problem: String?
            do throws(EvaluationError) {
                let isMet = try expression.meets(scope)
                problem = falsehood(checked, .bool(isMet), app)
            } catch {
                problem = error.kind == .type ? error.message : nil
            }
            if let problem {
                totals.failures.append("as a condition \(expression.text): \(problem)")
                return
            }
        }
    }
}
