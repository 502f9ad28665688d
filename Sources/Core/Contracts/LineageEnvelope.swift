import Expressions
import Values

/// Follows the steps of an envelope: what stands in headers and around the message.
struct LineageEnvelope {
    typealias Source = Lineage.Source

    private var reader: LineageReader
    private let facts: LineageFacts
    private var fields: [Lineage.Field] = []

    /// `message` are the fields that the encoded message holds.
    init(_ reader: LineageReader, of message: [Lineage.Field]) {
        self.reader = reader
        facts = reader.facts
        var body = LineageFlow.none
        for field in message {
            body.used.join(field.sources)
            body.conditions.join(field.conditions)
        }
        self.reader.names["body"] = body
    }

    mutating func fields(of envelope: Envelope) -> [Lineage.Field] {
        for step in envelope.steps {
            switch step.action {
            case .base64(let operand): bind(step.name, reader.read(operand.expression), "base64")
            case .sm3: digest(step.name, "sm3")
            case .hmacSM3: digest(step.name, "hmac-sm3")
            case .sm3Sorted: digest(step.name, "sm3-sorted")
            case .sm4CBC(let cipher):
                // Who has the key reads it: what it was made of stays in it.
                bind(step.name, reader.read(cipher.plain.expression), "sm4-cbc")
                for vector in step.given where vector != step.name {
                    bind(vector, LineageFlow(used: [Source(.message)]), "sm4-cbc iv")
                }
            case .headers(let members): add(members, "header ")
            case .wrap(let members), .add(let members): add(members, "")
            case .fresh: break
            }
        }
        return fields
    }

    private mutating func bind(_ name: String?, _ flow: LineageFlow, _ step: String) {
        guard let name else { return }
        reader.names[name] = flow.passing(step)
    }

    /// A digest does not show what it was made of.
    private mutating func digest(_ name: String?, _ step: String) {
        bind(name, LineageFlow(used: [Source(.body)]), step)
    }

    private mutating func add(_ members: [Envelope.Member], _ prefix: String) {
        for member in members {
            let flow = reader.read(member.operand.expression)
            let sources = facts.values(of: flow)
            let conditions = facts.conditions(of: flow)
            fields.append(
                Lineage.Field(
                    pointer: Pointer([member.name]),
                    wire: prefix.isEmpty ? "/\(member.name)" : prefix + member.name,
                    title: nil,
                    span: member.operand.expression.span,
                    expression: member.operand.expression.text,
                    constant: nil,
                    sources: sources,
                    conditions: LineageTree.conditions(conditions, beside: sources),
                    via: flow.via
                )
            )
        }
    }
}
