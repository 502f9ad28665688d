package import Expressions
package import Values

/// What one leaf of a map gave: a field of the message that was made leads back to its rule and to what that reads.
package struct LeafTrace: Sendable {
    /// An element of the list of an `$each` around the leaf.
    package struct Element: Sendable {
        /// The variable that holds it, as `References.Path.slot` names it.
        package var slot: Int
        package var list: Expression
        /// Its position in that list, counted from 0; what `$when` leaves out is counted too.
        package var index: Int
    }

    /// The leaf's place in the message that was made.
    package var pointer: Pointer
    /// Where the rule stands: the expression or the constant in the map, or the object whose schema leaves no choice.
    package var span: SourceSpan
    /// The rule, whose `references` say what it reads; nil for a constant.
    package var expression: Expression?
    /// What went into the message, after `$fit` and `$replace`; nil where the leaf was left out.
    package var value: Value?
    /// From the outermost `$each` inwards.
    package var elements: [Element]
}

extension MapTree {
    /// The message that the map makes, with what each of its leaves gave, in the order of the message. Throws every
    /// fault together, as `evaluate` does.
    package func trace(
        _ scope: Scope
    ) throws(MapFaults) -> (message: Value, leaves: [LeafTrace]) {
        var run = MapRun(trace: MapRun.Trace())
        let value = run.evaluate(root, scope)
        guard run.faults.isEmpty else { throw MapFaults(list: run.faults) }
        return (value ?? .object(Object()), run.trace?.leaves ?? [])
    }

    /// The same for a party's message: `scope` holds what the map reads beside `party` and `message`.
    package func trace(
        _ scope: Scope,
        party: Party,
        stamp: MessageStamp
    ) throws(MapFaults) -> (message: Value, leaves: [LeafTrace]) {
        try trace(scope.with(party: party, stamp: stamp))
    }
}

extension MapRun {
    /// What a traced run collects.
    struct Trace {
        var leaves: [LeafTrace] = []
        /// The elements that the `$each` around the present place are at.
        var elements: [LeafTrace.Element] = []
    }

    mutating func note(
        _ span: SourceSpan,
        _ expression: Expression?,
        _ value: Value?
    ) {
        let leaf = LeafTrace(
            pointer: pointer,
            span: span,
            expression: expression,
            value: value,
            elements: trace?.elements ?? []
        )
        trace?.leaves.append(leaf)
    }
}
