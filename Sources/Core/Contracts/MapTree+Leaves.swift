package import Expressions
package import Values

extension MapTree {
    /// A leaf as the map's file shows it.
    package struct Leaf: Sendable {
        /// Its place in the message; `*` stands for any element of a list.
        package var pointer: Pointer
        package var expression: Expression
    }

    /// The leaves that are expressions, in the order of the message.
    package var leaves: [Leaf] { root.leaves(at: Pointer()) }
}

extension MapNode {
    /// Everything that is evaluated: leaves, conditions and lists.
    var expressions: [Expression] {
        switch self {
        case .constant: []
        case .leaf(let leaf): [leaf.expression]
        case .object(let its):
            [its.when].compactMap { $0 } + its.members.flatMap(\.node.expressions)
        case .list(let nodes): nodes.flatMap(\.expressions)
        case .each(let each):
            [each.list] + [each.when].compactMap { $0 } + each.body.expressions
        }
    }

    fileprivate func leaves(at pointer: Pointer) -> [MapTree.Leaf] {
        switch self {
        case .constant: []
        case .leaf(let leaf): [MapTree.Leaf(pointer: pointer, expression: leaf.expression)]
        case .object(let its):
            its.members.flatMap { $0.node.leaves(at: pointer.appending($0.key)) }
        case .list(let nodes):
            nodes.enumerated().flatMap { $1.leaves(at: pointer.appending($0)) }
        case .each(let each): each.body.leaves(at: pointer.appending("*"))
        }
    }
}
