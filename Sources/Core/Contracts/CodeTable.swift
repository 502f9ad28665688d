package import Values

/// Canonical code → what a party writes for it (contracts/LANGUAGE.md, section 6).
package struct CodeTable: Sendable {
    package var name: String
    /// Canonical code → the party's values, the first of which is written.
    package private(set) var writes: [String: [Value]] = [:]
    /// In file order.
    package private(set) var codes: [String] = []
    /// The party's value → canonical code.
    private var reads: [Value: String] = [:]
    /// Values that the party may send and policy does not know: the message is parked.
    package private(set) var parked: Set<Value> = []
    package var span: SourceSpan
    /// Where its name stands.
    package var keySpan: SourceSpan
    /// Where each code stands.
    package private(set) var codeSpans: [String: SourceSpan] = [:]

    package enum Reading: Sendable, Equatable {
        case code(String)
        /// The table says that this value is to be parked.
        case parked
        case unknown
    }

    /// The value to write for a canonical code, or nil where the table has none.
    package func write(_ code: String) -> Value? { writes[code]?.first }

    /// What can be written, in file order.
    package var written: [Value] { codes.compactMap { write($0) } }

    package func read(_ value: Value) -> Reading {
        if let code = reads[value] { return .code(code) }
        return parked.contains(value) ? .parked : .unknown
    }

    /// The party's values in file order, for messages that list what is allowed.
    package var known: [Value] { codes.flatMap { writes[$0] ?? [] } }

    static func compile(_ entry: Node.Entry, _ reader: inout RuleReader) -> CodeTable {
        let (name, node) = (entry.key.text, entry.value)
        var table = CodeTable(name: name, span: node.span, keySpan: entry.key.span)
        guard let entries = node.entries else {
            reader.report(
                "LB2020",
                node.span,
                "code table '\(name)' maps canonical codes to the party's values"
            )
            return table
        }
        for entry in entries {
            let nodes = entry.value.elements ?? [entry.value]
            var values: [Value] = []
            for node in nodes {
                switch node.scalar?.value {
                case .string(let text)?: values.append(.string(text))
                case .number(let number)? where number.int64 != nil: values.append(.number(number))
                default:
                    reader.report(
                        "LB2021",
                        node.span,
                        "a code is a text or a whole number",
                        hint: "quote it where it looks like something else"
                    )
                }
            }
            if entry.key.text == "park" {
                table.parked.formUnion(values)
            } else {
                table.add(entry.key, values, &reader)
            }
        }
        return table
    }

    private mutating func add(_ key: Node.Scalar, _ values: [Value], _ reader: inout RuleReader) {
        codes.append(key.text)
        codeSpans[key.text] = key.span
        writes[key.text] = values
        for value in values where reads[value] == nil { reads[value] = key.text }
    }

    /// The codes that one of the party's values could mean: reading needs exactly one.
    package var ambiguous: [(value: Value, codes: [String])] {
        var byValue: [Value: [String]] = [:]
        for code in codes {
            for value in writes[code] ?? [] { byValue[value, default: []].append(code) }
        }
        return byValue.filter { $0.value.count > 1 }.map { ($0.key, $0.value) }
            .sorted { "\($0.0)" < "\($1.0)" }
    }
}

/// Canonical codes with their Chinese titles (`canonical/codes.yaml`).
package struct CodeTitles: Sendable {
    /// Table → code → title.
    package var tables: [String: [String: String]] = [:]

    package init() {}

    package func title(_ table: String, _ code: String) -> String? { tables[table]?[code] }

    static func compile(_ node: Node, _ reader: inout RuleReader) -> CodeTitles {
        var titles = CodeTitles()
        for table in node.entries ?? [] {
            guard let rows = table.value.entries else {
                reader.report(
                    "LB2022",
                    table.value.span,
                    "table '\(table.key.text)' maps codes to Chinese titles"
                )
                continue
            }
            titles.tables[table.key.text] = Dictionary(
                rows.map { ($0.key.text, $0.value.scalar?.text ?? "") },
                uniquingKeysWith: { first, _ in first }
            )
        }
        return titles
    }
}
