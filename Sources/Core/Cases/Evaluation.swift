import Contracts
import Expressions
import Values

/// Rules as the machine asks them: absence is an answer, every other error is a fault of ours.
extension Expression {
    func isMet(_ scope: Scope) throws(Refusal) -> Bool {
        do throws(EvaluationError) {
            return try meets(scope)
        } catch {
            throw fault(error)
        }
    }

    /// Nil where what it reads is absent, and for the empty optional.
    func value(_ scope: Scope) throws(Refusal) -> CELValue? {
        do throws(EvaluationError) {
            let value = try evaluate(scope)
            if case .optional(let inner) = value { return inner }
            return value
        } catch {
            if error.isAbsent { return nil }
            throw fault(error)
        }
    }

    func moment(_ scope: Scope) throws(Refusal) -> Instant? {
        switch try value(scope) {
        case .timestamp(let instant)?: instant
        case nil, .null?: nil
        case .some(let other): throw unexpected("a timestamp", other)
        }
    }

    func spanValue(_ scope: Scope) throws(Refusal) -> Span? {
        guard let value = try value(scope) else { return nil }
        guard case .host(let object) = value, let span = (object as? SpanObject)?.span else {
            throw unexpected("a span", value)
        }
        return span
    }

    func text(_ scope: Scope) throws(Refusal) -> String? {
        switch try value(scope) {
        case .string(let text)?: text
        case nil: nil
        case .some(let other): throw unexpected("a string", other)
        }
    }

    /// The elements of a list.
    func elements(_ scope: Scope) throws(Refusal) -> [CELValue]? {
        guard let value = try value(scope) else { return nil }
        guard case .list(let elements) = value else { throw unexpected("a list", value) }
        return Array(elements)
    }

    /// A list of strings.
    func texts(_ scope: Scope) throws(Refusal) -> [String]? {
        guard let value = try value(scope) else { return nil }
        guard case .list(let elements) = value else { throw unexpected("a list of strings", value) }
        var texts: [String] = []
        for element in elements {
            guard case .string(let text) = element else {
                throw unexpected("a list of strings", value)
            }
            texts.append(text)
        }
        return texts
    }

    private func fault(_ error: EvaluationError) -> Refusal {
        .fault(RuleFault(span: error.span ?? root.span, message: error.message))
    }

    private func unexpected(_ wanted: String, _ found: CELValue) -> Refusal {
        .fault(
            RuleFault(
                span: root.span,
                message: "this should give \(wanted), and gives \(found.typeName)"
            )
        )
    }
}
