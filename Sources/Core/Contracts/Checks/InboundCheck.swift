import Formats
import Schemas
import Values

/// Checks that messages which arrive from one party can be told apart (contracts/LANGUAGE.md, section 5), and that a
/// delivery can be told from another one (`identity`).
struct InboundCheck {
    /// What two of the messages that may arrive from one party have in common, where they cannot be told apart.
    static func indistinct(_ messages: [InboundMessage]) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for (at, message) in messages.enumerated() {
            guard let other = messages[..<at].first(where: { !differ($0, message) }) else {
                continue
            }
            found.append(
                Diagnostic(
                    code: "LB2076",
                    span: message.schema.span,
                    message:
                        "nothing tells \(message.name) from \(other.name), which arrives from the same party",
                    hint: message.codec.format == .xml
                        ? "give their roots different names (xml.name)"
                        : "give both a required property of one name with a const of its own"
                )
            )
        }
        return found
    }

    private static func differ(_ one: InboundMessage, _ other: InboundMessage) -> Bool {
        guard one.codec.format == other.codec.format else { return true }
        if one.codec.format == .xml,
            one.schema.resolved.xml?.name != other.schema.resolved.xml?.name
        {
            return true
        }
        return one.marks.contains { mark in
            other.marks.contains { $0.name == mark.name && $0.value != mark.value }
        }
    }

    /// Fields of `identity` that no message has, and messages that may have none of them: all of those would be one
    /// delivery, and all but the first would be dropped.
    static func identity(_ contract: Contract, _ spans: [SourceSpan]) -> [Diagnostic] {
        guard case .fields(let pointers) = contract.identity else { return [] }
        var found: [Diagnostic] = []
        for (pointer, span) in zip(pointers, spans) {
            let standings = contract.inbound.map { standing(pointer, in: $0.schema) }
            guard !contract.inbound.isEmpty, standings.allSatisfy({ $0 == .unknown }) else {
                continue
            }
            let names = contract.inbound.flatMap { $0.schema.resolved.properties.map(\.name) }
            found.append(
                Diagnostic(
                    code: "LB2075",
                    span: span,
                    message: "no message that arrives has a field \(pointer)",
                    hint: didYouMean(pointer.steps.first ?? "", among: Set(names))
                        ?? "identity lists fields of the decoded message, such as [no]"
                )
            )
        }
        guard found.isEmpty, let span = spans.first else { return found }
        for message in contract.inbound {
            let isSure = pointers.contains { standing($0, in: message.schema) == .required }
            if isSure { continue }
            found.append(
                Diagnostic(
                    code: "LB2075",
                    span: span,
                    message:
                        "\(message.name) may have none of these fields, and two such deliveries would count as one",
                    hint: "name a field that the message requires"
                )
            )
        }
        return found
    }

    private enum Standing { case unknown, optional, required }

    private static func standing(_ pointer: Pointer, in schema: Schema) -> Standing {
        var here = schema.resolved
        var isRequired = true
        for step in pointer.steps {
            if Int(step) != nil, let items = here.items {
                (here, isRequired) = (items.resolved, false)
            } else if let property = here.properties.first(where: { $0.name == step }) {
                isRequired = isRequired && property.isRequired
                here = property.schema.resolved
            } else {
                return here.isClosed || !here.properties.isEmpty ? .unknown : .optional
            }
        }
        return isRequired ? .required : .optional
    }
}
