import Contracts
import Formats
import Pipeline
import Values

/// One field of a message as `lianban explain --order … --field …` prints it.
struct ExplainFieldReport {
    let explained: ExplainField
    let range: FieldRange
    let field: Lineage.Field
    let masking: Masking
    /// The byte that was asked for, counted from 1.
    var byte: Int?

    private var message: Lineage.Message { explained.message }
    private var wire: String { explained.wire(of: range.pointer) }
    private var value: Value? { explained.decoded.at(range.pointer) }

    private func shown(_ value: Value?, _ sources: [Lineage.Source]) -> String {
        guard let value else { return "absent" }
        let masked = explained.shown(value, of: sources, masking)
        return printable(masked.string ?? masked.jsonText)
    }

    /// Numbered from 1, as a record's ruler and the partners' documents do.
    private static func bytes(_ range: Range<Int>) -> String {
        range.count == 1
            ? "\(range.upperBound)" : "\(range.lowerBound + 1)–\(range.upperBound)"
    }

    func print(on output: Output) {
        let title = explained.rehearsal.sender.region.party(message.party)?.title ?? message.party
        output.line(
            output.styled("\(title) (\(message.party))", .bold)
                + ", \(message.kind.rawValue) \(message.name), \(message.title)"
        )
        let within = explained.isWhole ? "" : " within its envelope"
        line("field", "\(field.title.map { "\($0)  " } ?? "")\(range.pointer)", output)
        if wire != range.pointer.description { line("on the wire", wire, output) }
        let inner = range.value == range.whole ? "" : ", the value \(Self.bytes(range.value))"
        line(
            "bytes",
            "\(Self.bytes(range.whole)) of \(explained.size)\(within)\(inner)",
            output
        )
        line("value", shown(value, field.sources), output)
        if let span = field.span {
            line("rule", "\(span)  \(field.expression ?? "constant")", output)
        }
        if !field.via.isEmpty { line("via", field.via.joined(separator: ", "), output) }
        for found in explained.found(field, at: range.pointer) { print(found, on: output) }
        if field.sources.isEmpty { line("from", "the contract alone", output) }
        if !field.conditions.isEmpty { line("decided by", names(field.conditions), output) }
        if !message.conditions.isEmpty { line("sent where", names(message.conditions), output) }
    }

    private func names(_ sources: [Lineage.Source]) -> String {
        sources.map { source in
            explained.lineage.title(of: source).map { "\(source) \($0)" } ?? source.description
        }.joined(separator: ", ")
    }

    private func print(_ found: ExplainField.Found, on output: Output) {
        let title = explained.lineage.title(of: found.source).map { " \($0)" } ?? ""
        let place =
            found.pointer.map { "\(Lineage.Source(.app, $0.steps))" }
            ?? found.source.description
        let value =
            found.pointer == nil && found.value == nil
            ? "" : " = \(shown(found.value, [found.source]))"
        line("from", "\(place)\(title)\(value)", output)
        for received in found.received {
            let title = received.origin.title.map { " \($0)" } ?? ""
            let via =
                received.origin.via.isEmpty
                ? "" : "  via \(received.origin.via.joined(separator: ", "))"
            line(
                "  received",
                "\(received.wire)\(title) = \(shown(received.value, [found.source]))  by \(received.origin.span)\(via)",
                output
            )
        }
    }

    private func line(_ label: String, _ text: String, _ output: Output) {
        output.line("  \(label)\(spaces(max(1, 13 - label.count)))\(text)")
    }

    /// `{message, party, item, pointer, wire, title, bytes, valueBytes, size, value, rule, expression, via, from,
    /// conditions, sentWhere}`; bytes are counted from 1, both ends included.
    var json: Value {
        [
            "message": .string(message.name), "kind": .string(message.kind.rawValue),
            "party": .string(message.party), "item": Value(message.item),
            "pointer": .string(range.pointer.description), "wire": .string(wire),
            "title": Value(field.title),
            "bytes": [.int(range.whole.lowerBound + 1), .int(range.whole.upperBound)],
            "valueBytes": [.int(range.value.lowerBound + 1), .int(range.value.upperBound)],
            "size": .int(explained.size), "whole": .bool(explained.isWhole),
            "value": value.map { explained.shown($0, of: field.sources, masking) } ?? .null,
            "rule": Value(field.span?.description), "expression": Value(field.expression),
            "via": Value(field.via),
            "from": .array(explained.found(field, at: range.pointer).map { json($0) }),
            "conditions": Value(field.conditions.map(\.description)),
            "sentWhere": Value(message.conditions.map(\.description)),
        ]
    }

    private func json(_ found: ExplainField.Found) -> Value {
        [
            "field": .string(found.source.description),
            "title": Value(explained.lineage.title(of: found.source)),
            "pointer": Value(found.pointer?.description),
            "value": found.value.map { explained.shown($0, of: [found.source], masking) } ?? .null,
            "received": .array(
                found.received.map { received in
                    [
                        "pointer": .string(received.pointer.description),
                        "wire": .string(received.wire), "title": Value(received.origin.title),
                        "value": received.value.map {
                            explained.shown($0, of: [found.source], masking)
                        } ?? .null,
                        "rule": .string(received.origin.span.description),
                        "via": Value(received.origin.via),
                    ]
                }
            ),
        ]
    }
}
