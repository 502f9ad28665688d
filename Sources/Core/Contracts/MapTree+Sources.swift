import Expressions
import Formats
package import Values

extension MapTree {
    /// Where in the input the value at a place of the map's message comes from, so that a rule about the canonical
    /// application names the sender's own field. Nil where the map does not say.
    package func source(of pointer: Pointer) -> Pointer? {
        var here = root
        for step in pointer.steps {
            guard let next = here.member(step) else { break }
            here = next
        }
        let paths = here.inputPaths
        guard var common = paths.first else { return nil }
        for path in paths.dropFirst() {
            common = Array(zip(common, path).prefix { $0.0 == $0.1 }.map(\.0))
        }
        return Pointer(common)
    }
}

extension InboundMessage {
    /// Where the sender's own field for a place of the canonical message stands.
    package func place(ofCanonical pointer: Pointer) -> Place {
        map.source(of: pointer).map { codec.place(of: $0) } ?? Place(pointer)
    }
}

extension MapNode {
    fileprivate func member(_ name: String) -> MapNode? {
        switch self {
        case .object(let members, _): members.first { $0.key == name }?.node
        case .list(let nodes): Int(name).flatMap { nodes.indices.contains($0) ? nodes[$0] : nil }
        case .each(let each): each.body
        case .constant, .leaf: nil
        }
    }

    /// The members of `input` that the node reads, each as far as one element.
    fileprivate var inputPaths: [[String]] {
        switch self {
        case .constant: []
        case .leaf(let leaf): leaf.expression.inputPaths
        case .object(let members, let when):
            (when?.inputPaths ?? []) + members.flatMap { $0.node.inputPaths }
        case .list(let nodes): nodes.flatMap(\.inputPaths)
        case .each(let each): each.list.inputPaths
        }
    }
}

extension Expression {
    /// Where the expression stands in its contract file.
    package var span: SourceSpan { root.span }

    func reads(_ slot: Int?) -> Bool { slot.map { references.slots.contains($0) } ?? false }

    fileprivate var inputPaths: [[String]] {
        references.paths.filter { $0.slot == Variable.input.rawValue }
            .map { Array($0.members.prefix { $0 != References.Path.anyElement }) }
    }
}
