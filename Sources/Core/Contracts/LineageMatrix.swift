import Values

extension Lineage {
    /// Who gets which personal data, by which messages.
    package struct Matrix: Sendable {
        package struct Cell: Sendable, Hashable {
            /// The kinds of messages in which it travels, in the order of `Kind`.
            package var kinds: [Kind]
            /// The canonical fields, in the order of the schema.
            package var sources: [Source]
            /// Whether it travels only in what is quoted from the sender's own message.
            package var isQuoted: Bool
        }

        package struct Row: Sendable {
            package var party: String
            /// In Chinese.
            package var title: String
            package var kind: Party.Kind
            package var isEnabled: Bool
            /// Only the personal data that the party gets.
            package var cells: [PersonalField.Kind: Cell]
        }

        package var region: String
        package var title: String
        /// Every party, in the order of `region.yaml`.
        package var rows: [Row]
        /// Personal fields of the canonical model that no message carries; what is quoted to its sender does not count.
        package var unreached: [Source]
        /// Other fields of the canonical application that no message carries.
        package var unused: [Source]
    }

    /// The kinds of personal data that a field carries.
    package func personal(_ source: Source) -> [PersonalField.Kind] {
        personalFields(of: source).reduce(into: []) { kinds, field in
            if !kinds.contains(field.kind) { kinds.append(field.kind) }
        }
    }

    private func personalFields(of source: Source) -> [PersonalField] {
        let fields: [PersonalField]
        switch source.root {
        case .app: fields = catalogue.personal.application
        case .reply: fields = catalogue.personal.reply
        default: return []
        }
        return fields.filter { Source(source.root, $0.path).overlaps(source) }
    }

    /// The matrix of a region.
    package func matrix(_ region: Region) -> Matrix {
        let personal =
            catalogue.personal.application.map { Source(.app, $0.path) }
            + catalogue.personal.reply.map { Source(.reply, $0.path) }
        var carried: [Source] = []
        let rows = region.parties.map { party in
            let messages = messages(to: party.name, in: region.name)
            for field in messages.flatMap(\.carrying) where !field.isQuote {
                carried.join(field.sources)
            }
            return Matrix.Row(
                party: party.name,
                title: party.title,
                kind: party.kind,
                isEnabled: party.isEnabled,
                cells: cells(messages)
            )
        }
        func isCarried(_ field: Source) -> Bool { carried.contains { $0.overlaps(field) } }
        let facts = region.programs.first.map { LineageFacts(catalogue, region, $0) }
        return Matrix(
            region: region.name,
            title: region.title,
            rows: rows,
            unreached: personal.filter { !isCarried($0) },
            unused: (facts?.fields(below: Source(.app)) ?? []).filter {
                !isCarried($0) && !personal.contains($0)
            }
        )
    }

    private func cells(_ messages: [Message]) -> [PersonalField.Kind: Matrix.Cell] {
        var cells: [PersonalField.Kind: Matrix.Cell] = [:]
        for message in messages {
            for field in message.carrying {
                for source in field.sources {
                    for kind in personal(source) {
                        var cell = cells[kind] ?? .init(kinds: [], sources: [], isQuoted: true)
                        cell.kinds.join([message.kind])
                        cell.sources.join([source])
                        if !field.isQuote { cell.isQuoted = false }
                        cells[kind] = cell
                    }
                }
            }
        }
        return cells.mapValues { cell in
            var cell = cell
            cell.kinds = Kind.allCases.filter(cell.kinds.contains)
            return cell
        }
    }
}

extension Lineage.Message {
    /// Every field of the message and of its envelope.
    package var carrying: [Lineage.Field] { fields + envelope }
}

extension Lineage.Field {
    /// Whether it quotes from the sender's own message what was wrong with it.
    package var isQuote: Bool { sources.contains { $0.root == .problems } }
}
