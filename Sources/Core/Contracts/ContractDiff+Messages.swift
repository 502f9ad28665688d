import Formats
import Schemas
import Values

/// Compares the messages of one contract as its party sees them.
struct MessageComparison {
    let folder: String
    let old: Contract
    let new: Contract
    var list = ChangeList()
    private(set) var oldSide: FolderSide
    private(set) var newSide: FolderSide

    init(_ old: Contract, _ new: Contract, oldSide: FolderSide, newSide: FolderSide) {
        folder = new.name
        self.old = old
        self.new = new
        self.oldSide = oldSide
        self.newSide = newSide
    }

    /// A message in one of the folders.
    private struct Message {
        var stem: String
        var isOutbound: Bool
        var schema: Schema
        var codec: Codec
    }

    private static func messages(_ contract: Contract) -> [Message] {
        let outbound = contract.outbound.values.map {
            Message(stem: $0.stem, isOutbound: true, schema: $0.schema, codec: $0.codec)
        }
        let inbound = contract.inbound.map {
            Message(stem: $0.stem, isOutbound: false, schema: $0.schema, codec: $0.codec)
        }
        return (outbound + inbound).sorted { $0.stem < $1.stem }
    }

    mutating func compare() {
        compareContract()
        let (before, after) = (Self.messages(old), Self.messages(new))
        for message in after {
            if let known = before.first(where: { $0.stem == message.stem }) {
                list.prefix = message.stem
                compare(known, message)
                list.prefix = ""
            } else {
                // Whoever gets a message of a new kind has to read it; whoever may send one need not.
                let text = message.isOutbound ? "a new message is sent" : "a new message is taken"
                let map = read("\(message.stem).map.yaml").new
                list.add(
                    message.isOutbound ? .breaking : .compatible,
                    message.stem,
                    text,
                    new: map?.span
                )
            }
        }
        for message in before where !after.contains(where: { $0.stem == message.stem }) {
            let text = message.isOutbound ? "is not sent any more" : "is not taken any more"
            let map = read("\(message.stem).map.yaml").old
            list.add(.breaking, message.stem, text, old: map?.span)
        }
    }

    private mutating func read(_ name: String) -> (old: Node?, new: Node?) {
        let main = "contract.yaml"
        return (
            oldSide.inherited(name, in: folder, main: main),
            newSide.inherited(name, in: folder, main: main)
        )
    }

    // MARK: contract.yaml

    private mutating func compareContract() {
        let (before, after) = read("contract.yaml")
        for key in ["format", "charset", "identity", "changes", "keys"] {
            list.compare(key, before?[key], after?[key], .breaking)
        }
        compareEnvelopes(before, after)
        for key in ["title", "parameters"] {
            list.compare(key, before?[key], after?[key], .compatible)
        }
        compareCodes(before?["codes"], after?["codes"])
    }

    private mutating func compareEnvelopes(_ before: Node?, _ after: Node?) {
        let (old, new) = (before?["envelope"], after?["envelope"])
        guard let steps = old?.elements, let others = new?.elements, steps.count == others.count
        else { return list.compare("envelope", old, new, .breaking) }
        for (step, other) in zip(steps, others) {
            list.compare("envelope", step, other, .breaking)
        }
    }

    // MARK: One message

    private mutating func compare(_ old: Message, _ new: Message) {
        let maps = read("\(new.stem).map.yaml")
        let schemas = read("\(new.stem).schema.json")
        for key in ["format", "charset"] {
            list.compare(key, maps.old?[key], maps.new?[key], .breaking)
        }
        compareEnvelopes(maps.old, maps.new)
        compareCodes(maps.old?["codes"], maps.new?["codes"])
        if old.isOutbound != new.isOutbound {
            list.add(.breaking, "", "goes the other way", new: maps.new?.span)
            return
        }
        if let before = schemas.old, let after = schemas.new {
            var comparison = SchemaComparison(
                isOutbound: new.isOutbound,
                format: new.codec.format,
                old: before,
                new: after
            )
            comparison.list.prefix = new.stem
            comparison.compare(old.schema, new.schema)
            for change in comparison.list.changes { list.take(change) }
        }
        let leaves = LeafComparison(old: maps.old, new: maps.new, isOutbound: new.isOutbound)
        leaves.compare(
            into: &list,
            except: Set(list.changes.filter { $0.isOfField }.map(\.subject))
        )
    }

    // MARK: Code tables

    private mutating func compareCodes(_ before: Node?, _ after: Node?) {
        let expressions = texts()
        for name in Node.names(before, after) {
            let (old, new) = (before?[name], after?[name])
            guard old?.value != new?.value else { continue }
            let isRead = expressions.contains { $0.contains("decode('\(name)'") }
            let isWritten = expressions.contains { text in
                text.split(separator: "decode(").contains { $0.contains("code('\(name)'") }
            }
            let table = TableComparison(
                name: name,
                isRead: isRead,
                isWritten: isWritten,
                old: old,
                new: new
            )
            table.compare(into: &list)
        }
    }

    /// The expressions of all maps in both folders.
    private mutating func texts() -> [String] {
        var texts: [String] = []
        for stem in Set((Self.messages(old) + Self.messages(new)).map(\.stem)) {
            let maps = read("\(stem).map.yaml")
            for map in [maps.old, maps.new] { texts += map?.leaves.map(\.text) ?? [] }
        }
        return texts
    }
}

extension ContractDiff.Change {
    /// Whether a field came or went: what the map does with it needs no word.
    fileprivate var isOfField: Bool { text.hasPrefix("field ") }
}

extension ChangeList {
    /// A change that was found elsewhere, as it is.
    mutating func take(_ change: ContractDiff.Change) {
        let own = prefix
        prefix = ""
        add(change.impact, change.subject, change.text, new: change.new, old: change.old)
        prefix = own
    }
}

/// Compares the expressions of a map, leaf by leaf.
struct LeafComparison {
    let old: Node?
    let new: Node?
    let isOutbound: Bool

    /// What finds the item and what becomes of it: the same reply then does something else.
    private static let decisive = ["/state", "/item", "/partyOrder", "/case", "/number", "/kind"]

    func compare(into list: inout ChangeList, except fields: Set<String>) {
        let before = leaves(old)
        let after = leaves(new)
        for leaf in after {
            guard let known = before.first(where: { $0.path == leaf.path }) else {
                let isKnown = fields.contains("\(list.prefix) \(leaf.path)")
                if isKnown { continue }
                list.add(
                    .compatible,
                    leaf.path,
                    "\(isOutbound ? "now sent" : "now read"): '\(leaf.text)'",
                    new: leaf.span
                )
                continue
            }
            guard known.text != leaf.text else { continue }
            let isDecisive = !isOutbound && Self.decisive.contains(leaf.path)
            list.add(
                isDecisive ? .breaking : .compatible,
                leaf.path,
                "changed value '\(known.text)' → '\(leaf.text)'",
                new: leaf.span,
                old: known.span
            )
        }
        for leaf in before where !after.contains(where: { $0.path == leaf.path }) {
            if fields.contains("\(list.prefix) \(leaf.path)") { continue }
            list.add(
                isOutbound ? .breaking : .compatible,
                leaf.path,
                "\(isOutbound ? "not sent" : "not read") any more: '\(leaf.text)'",
                old: leaf.span
            )
        }
    }

    private func leaves(_ map: Node?) -> [Node.Leaf] {
        let lets = map?["let"]?.leaves.map { leaf in
            Node.Leaf(path: "let" + leaf.path, text: leaf.text, span: leaf.span)
        }
        return (lets ?? []) + (map?["body"]?.leaves ?? [])
    }
}

/// Compares one code table.
struct TableComparison {
    let name: String
    let isRead: Bool
    let isWritten: Bool
    let old: Node?
    let new: Node?

    func compare(into list: inout ChangeList) {
        let subject = "code table \(name)"
        for code in Node.names(old, new) where code != "park" {
            let (before, after) = (values(old, code), values(new, code))
            let (oldSpan, newSpan) = (old?[code]?.span, new?[code]?.span)
            if isWritten, before.first?.value != after.first?.value {
                let shown = (before.first?.shown ?? "nothing", after.first?.shown ?? "nothing")
                let text = "\(code) is written \(shown.1) instead of \(shown.0)"
                list.add(.breaking, subject, text, new: newSpan, old: oldSpan)
            }
            guard isRead else { continue }
            for value in after where !before.contains(where: { $0.value == value.value }) {
                let known = meaning(of: value, in: old)
                let text =
                    known.map { "\(value.shown) now means \(code), not \($0)" }
                    ?? "\(value.shown) is now taken as \(code)"
                list.add(known == nil ? .compatible : .breaking, subject, text, new: value.span)
            }
            for value in before where meaning(of: value, in: new) == nil {
                let text = "\(value.shown) is not taken any more (was \(code))"
                list.add(.breaking, subject, text, old: value.span)
            }
        }
        list.compare(subject + " park", old?["park"], new?["park"], .compatible)
    }

    private func values(_ table: Node?, _ code: String) -> [Node] {
        guard let node = table?[code] else { return [] }
        return node.elements ?? [node]
    }

    private func meaning(of value: Node, in table: Node?) -> String? {
        for entry in table?.entries ?? [] where entry.key.text != "park" {
            let values = entry.value.elements ?? [entry.value]
            if values.contains(where: { $0.value == value.value }) { return entry.key.text }
        }
        return nil
    }
}

extension Node {
    /// A scalar of a map, by the keys that lead to it.
    struct Leaf {
        var path: String
        var text: String
        var span: SourceSpan
    }

    /// Every scalar below, in file order.
    var leaves: [Leaf] {
        var found: [Leaf] = []
        collect("", &found)
        return found
    }

    private func collect(_ path: String, _ found: inout [Leaf]) {
        switch self {
        case .scalar(let scalar):
            found.append(Leaf(path: path, text: scalar.text, span: scalar.span))
        case .sequence(let nodes, _):
            for (index, node) in nodes.enumerated() { node.collect("\(path)/\(index)", &found) }
        case .mapping(let entries, _):
            for entry in entries {
                // The long form of a leaf is the leaf.
                let isValue = entry.key.text == "$value"
                entry.value.collect(isValue ? path : "\(path)/\(entry.key.text)", &found)
            }
        }
    }

    /// The keys of both mappings, the new one's first, each once.
    static func names(_ old: Node?, _ new: Node?) -> [String] {
        let names = (new?.entries ?? []).map(\.key.text)
        return names + (old?.entries ?? []).map(\.key.text).filter { !names.contains($0) }
    }
}
