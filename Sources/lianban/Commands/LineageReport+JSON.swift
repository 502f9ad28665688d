import Contracts
import Values

/// The documented shape of `lineage --json`; members may be added, none changes its meaning.
extension LineageReport {
    /// `{region, title, classes, parties, reachesNobody, notSent}`, with `messages` where fields are wanted.
    var json: Value {
        var object = Object([
            ("region", .string(region.name)), ("title", .string(region.title)),
            ("classes", .array(titles.map { Self.json($0) })),
            ("parties", .array(matrix.rows.map { json($0) })),
            ("reachesNobody", .array(matrix.unreached.map { json($0) })),
            ("notSent", .array(matrix.unused.map { json($0) })),
        ])
        if showsFields {
            let messages = lineage.messages.filter {
                $0.region == region.name && (party == nil || $0.party == party)
            }
            object["messages"] = .array(messages.map { json($0) })
        }
        return .object(object)
    }

    private static func json(_ kind: (kind: PersonalField.Kind, fields: [String])) -> Value {
        [
            "class": .string(kind.kind.rawValue), "title": .string(kind.kind.title),
            "fields": Value(kind.fields),
        ]
    }

    private func json(_ row: Lineage.Matrix.Row) -> Value {
        let cells = PersonalField.Kind.allCases.compactMap { kind in
            row.cells[kind].map { cell -> Value in
                [
                    "class": .string(kind.rawValue),
                    "messages": Value(cell.kinds.map(\.rawValue)),
                    "fields": Value(cell.sources.map(\.description)),
                    "quoted": .bool(cell.isQuoted),
                ]
            }
        }
        return [
            "party": .string(row.party), "title": .string(row.title),
            "kind": .string(row.kind.rawValue), "enabled": .bool(row.isEnabled),
            "personal": .array(cells),
        ]
    }

    private func json(_ source: Lineage.Source) -> Value {
        [
            "field": .string(source.description), "title": Value(lineage.title(of: source)),
            "personal": Value(lineage.personal(source).map(\.rawValue)),
        ]
    }

    private func json(_ message: Lineage.Message) -> Value {
        [
            "kind": .string(message.kind.rawValue), "name": .string(message.name),
            "title": .string(message.title), "party": .string(message.party),
            "program": .string(message.program), "item": Value(message.item),
            "notice": Value(message.notice),
            "conditions": Value(message.conditions.map(\.description)),
            "fields": .array(message.fields.map { $0.json(lineage, message.program) }),
            "envelope": .array(message.envelope.map { $0.json(lineage, message.program) }),
        ]
    }
}

extension Lineage.Field {
    /// `{pointer, wire, title, rule, expression, constant, sources, conditions, via, personal}`.
    func json(_ lineage: Lineage, _ program: String) -> Value {
        [
            "pointer": .string(pointer.description), "wire": .string(wire),
            "title": Value(title), "rule": Value(span?.description),
            "expression": Value(expression), "constant": constant ?? .null,
            "sources": .array(sources.map { $0.json(lineage, program) }),
            "conditions": Value(conditions.map(\.description)), "via": Value(via),
            "personal": Value(
                sources.reduce(into: [String]()) { kinds, source in
                    for kind in lineage.personal(source) where !kinds.contains(kind.rawValue) {
                        kinds.append(kind.rawValue)
                    }
                }
            ),
        ]
    }
}

extension Lineage.Source {
    fileprivate func json(_ lineage: Lineage, _ program: String) -> Value {
        [
            "field": .string(description), "title": Value(lineage.title(of: self)),
            "received": .array(
                lineage.origins(of: self, in: program).map { origin in
                    [
                        "message": .string(origin.message), "party": .string(origin.party),
                        "place": .string(origin.wire), "title": Value(origin.title),
                        "rule": .string(origin.span.description), "via": Value(origin.via),
                    ]
                }
            ),
        ]
    }
}
