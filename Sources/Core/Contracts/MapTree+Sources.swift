import Expressions
import Formats
package import Values

extension MapTree {
    /// Where in the input the value at a place of the map's message comes from, so that a rule about the canonical
    /// application names the sender's own field. Nil where the map does not say.
    package func source(of pointer: Pointer) -> Pointer? {
        var here = root
        var elements: [Int: [String]] = [:]
        for step in pointer.steps {
            if case .each(let each) = here, each.isOneToOne,
                let list = each.list.sources(elements).common
            {
                elements[each.element.slot] = list + [step]
            }
            guard let next = here.member(step) else { break }
            here = next
        }
        return here.sources(elements).common.map { Pointer($0) }
    }
}

extension InboundMessage {
    /// Where the sender's own field for a place of the canonical message stands.
    package func place(ofCanonical pointer: Pointer) -> Place {
        map.source(of: pointer).map { codec.place(of: $0) } ?? Place(pointer)
    }

    /// The same for a field of one of several replies, the only one among them.
    package func place(of field: String, inReply index: Int) -> Place {
        switch map.root {
        case .each, .list: place(ofCanonical: Pointer([String(index), field]))
        case .constant, .leaf, .object: place(ofCanonical: Pointer([field]))
        }
    }
}

extension MapNode {
    fileprivate func member(_ name: String) -> MapNode? {
        switch self {
        case .object(let its): its.members.first { $0.key == name }?.node
        case .list(let nodes): Int(name).flatMap { nodes.indices.contains($0) ? nodes[$0] : nil }
        case .each(let each): each.body
        case .constant, .leaf: nil
        }
    }

    /// The places of the input that the node reads. `elements` says where an element of a list stands.
    fileprivate func sources(_ elements: [Int: [String]]) -> [[String]] {
        switch self {
        case .constant: []
        case .leaf(let leaf): leaf.expression.sources(elements)
        case .object(let its):
            (its.when?.sources(elements) ?? []) + its.members.flatMap { $0.node.sources(elements) }
        case .list(let nodes): nodes.flatMap { $0.sources(elements) }
        case .each(let each): each.list.sources(elements)
        }
    }
}

extension MapEach {
    /// Whether every element of the list gives one of the message, so that both have the same position.
    fileprivate var isOneToOne: Bool {
        if when != nil { return false }
        if case .object(let its) = body, its.when != nil { return false }
        return true
    }
}

extension [[String]] {
    /// What all paths begin with; nil where there is none.
    fileprivate var common: [String]? {
        guard var common = first else { return nil }
        for path in dropFirst() {
            common = Array<String>(zip(common, path).prefix { $0.0 == $0.1 }.map(\.0))
        }
        return common
    }
}

extension Expression {
    /// Where the expression stands in its contract file.
    package var span: SourceSpan { root.span }

    func reads(_ slot: Int?) -> Bool { slot.map { references.slots.contains($0) } ?? false }

    fileprivate func sources(_ elements: [Int: [String]]) -> [[String]] {
        references.paths.compactMap { path in
            let start = path.slot == Variable.input.rawValue ? [] : elements[path.slot]
            return start.map { $0 + path.members.prefix { $0 != References.Path.anyElement } }
        }
    }
}
