import Contracts
import Expressions
import Schemas
import Values

/// The states that a party's reply can report, and how it writes them.
struct ReportedStates: Sendable {
    struct Row: Sendable {
        var state: Milestone
        /// What the party writes; empty where a rule decides by the content.
        var values: [String]
    }

    private(set) var rows: [Row] = []
    /// The fields whose values say it, joined where there are several.
    private(set) var fields: [String] = []
    /// The rule, where more than a code table decides.
    private(set) var rule: String?
    /// Values that wait for a person.
    private(set) var parked: [String] = []

    init(_ message: InterfaceMessage.Described, wireNames: [[String]: String]) {
        guard case .inbound(let inbound) = message.origin, inbound.kind == .reply else { return }
        let leaves = message.map.fields.filter { $0.path.last == "state" }
        guard !leaves.isEmpty else {
            // The hub's own reply says what it means.
            for value in message.schema.resolved.properties["state"]?.resolved.enumeration ?? [] {
                guard let text = value.string, let state = Milestone(rawValue: text) else {
                    continue
                }
                rows.append(Row(state: state, values: [text]))
            }
            fields = ["state"]
            return
        }
        for leaf in leaves { add(leaf, message, wireNames) }
        rows.sort { Self.rank($0.state) < Self.rank($1.state) }
    }

    private mutating func add(
        _ leaf: MapField,
        _ message: InterfaceMessage.Described,
        _ wireNames: [[String]: String]
    ) {
        for call in leaf.calls where call.function == "decode" {
            guard let name = call.texts.first,
                let table = message.source.codes.first(where: { $0.name == name })
            else { continue }
            for input in call.inputs {
                let wire = wireNames[input] ?? input.joined(separator: ".")
                if !fields.contains(wire) { fields.append(wire) }
            }
            for code in table.codes {
                guard let state = Milestone(rawValue: code) else { continue }
                add(state, (table.writes[code] ?? []).map(\.wireText))
            }
            parked += table.parked.map(\.wireText).sorted()
        }
        let said = leaf.literals.compactMap(Milestone.init(rawValue:))
        for state in said { add(state, []) }
        if !said.isEmpty, leaf.expression != nil, leaf.constant == nil {
            rule = leaf.expression?.text
        }
    }

    private mutating func add(_ state: Milestone, _ values: [String]) {
        if let at = rows.firstIndex(where: { $0.state == state }) {
            rows[at].values += values.filter { !rows[at].values.contains($0) }
        } else {
            rows.append(Row(state: state, values: values))
        }
    }

    private static func rank(_ state: Milestone) -> Int {
        Milestone.allCases.firstIndex(of: state) ?? 0
    }
}
