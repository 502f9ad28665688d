import Expressions
import Formats
import Values

/// One passage of a scope through a map.
struct MapRun {
    /// A step into the message that is being made.
    private enum Step {
        case key(String)
        case index(Int)
    }

    private(set) var faults: [MapFault] = []
    /// Nil in a run of the hub: then nothing is collected.
    var trace: Trace?
    /// Where the run is; made a pointer only for what is told of the place.
    private var steps: [Step] = []

    init(trace: Trace? = nil) { self.trace = trace }

    var pointer: Pointer {
        Pointer(
            steps.map { step in
                switch step {
                case .key(let name): name
                case .index(let at): String(at)
                }
            }
        )
    }

    /// What a node gives one step further in.
    private mutating func within<T>(_ step: Step, _ body: (inout MapRun) -> T) -> T {
        steps.append(step)
        defer { steps.removeLast() }
        return body(&self)
    }

    /// Nil where the node is left out.
    mutating func evaluate(_ node: MapNode, _ scope: Scope) -> Value? {
        switch node {
        case .constant(let constant):
            if trace != nil { note(constant.span, nil, constant.value) }
            return constant.value
        case .leaf(let leaf):
            let value = self.leaf(leaf, scope)
            if trace != nil { note(leaf.expression.span, leaf.expression, value) }
            return value
        case .object(let its):
            if let when = its.when, !meets(when, scope) { return nil }
            var object = Object()
            object.reserveCapacity(its.members.count)
            for at in its.members.indices {
                let key = its.members[at].key
                let node = its.members[at].node
                guard let value = within(.key(key), { $0.evaluate(node, scope) }) else { continue }
                if case .each = node, value == .array([]), its.members[at].isOptional { continue }
                object[key] = value
            }
            return .object(object)
        case .list(let nodes):
            var values: [Value] = []
            for node in nodes {
                if let value = within(.index(values.count), { $0.evaluate(node, scope) }) {
                    values.append(value)
                }
            }
            return .array(values)
        case .each(let each): return elements(each, scope)
        }
    }

    private mutating func elements(_ each: MapEach, _ scope: Scope) -> Value? {
        var values: [Value] = []
        let isThere = forEach(each, scope) { run, scope, index in
            run.trace?.elements.append(
                LeafTrace.Element(slot: each.element.slot, list: each.list, index: index)
            )
            if let value = run.within(.index(values.count), { $0.evaluate(each.body, scope) }) {
                values.append(value)
            }
            run.trace?.elements.removeLast()
        }
        return isThere ? .array(values) : nil
    }

    /// Visits each element that is not left out, with its position; returns whether there is a list.
    private mutating func forEach(
        _ each: MapEach,
        _ scope: Scope,
        _ body: (inout MapRun, Scope, Int) -> Void
    ) -> Bool {
        guard let result = value(each.list, scope) else { return false }
        let list: [CELValue]
        switch result {
        case .list(let elements): list = elements
        case .optional(nil): return false
        case .optional(.list(let elements)?): list = elements
        default:
            fault(each.list, "$each needs a list, and this gives \(result.typeName)")
            return false
        }
        // One scope for all of them: copied once, and what the element before set is replaced.
        var scope = scope
        for at in list.indices {
            scope[each.element.slot] = list[at]
            if let index = each.index { scope[index.slot] = .int(Int64(at)) }
            if let when = each.when, !meets(when, scope) { continue }
            body(&self, scope, at)
        }
        return true
    }

    /// Like `evaluate`, with the leaves' own values: timestamps stay timestamps.
    mutating func expressionValue(_ node: MapNode, _ scope: Scope) -> CELValue? {
        switch node {
        case .constant(let constant): return CELValue(constant.value)
        case .leaf(let leaf):
            let result = value(leaf.expression, scope)
            if case .optional(let inner)? = result { return inner }
            return result
        case .object(let its):
            if let when = its.when, !meets(when, scope) { return nil }
            var names: [String] = []
            var values: [CELValue] = []
            for member in its.members {
                guard
                    let value = within(
                        .key(member.key),
                        { $0.expressionValue(member.node, scope) }
                    )
                else { continue }
                names.append(member.key)
                values.append(value)
            }
            return .map(CELMap(names: names, values: values))
        case .list(let nodes):
            return .list(nodes.compactMap { expressionValue($0, scope) })
        case .each(let each):
            var values: [CELValue] = []
            let isThere = forEach(each, scope) { run, scope, _ in
                if let value = run.expressionValue(each.body, scope) { values.append(value) }
            }
            return isThere ? .list(values) : nil
        }
    }

    private mutating func leaf(_ leaf: MapLeaf, _ scope: Scope) -> Value? {
        guard var result = value(leaf.expression, scope) else { return nil }
        if case .optional(let inner) = result {
            guard let inner else { return nil }
            result = inner
        }
        guard let converted = leaf.target.value(of: result) else {
            fault(
                leaf.expression,
                "this gives \(result.typeName), and its place holds \(leaf.target)"
            )
            return nil
        }
        guard case .string(var text) = converted else { return converted }
        if let replacement = leaf.replacement {
            text = replacement.charset.replacing(text, with: replacement.text)
        }
        if let fit = leaf.fit { text = fit.apply(text) }
        return .string(text)
    }

    private mutating func value(
        _ expression: Expression,
        _ scope: Scope
    ) -> CELValue? {
        do throws(EvaluationError) {
            return try expression.evaluate(scope)
        } catch {
            faults.append(
                MapFault(
                    pointer: pointer,
                    span: error.span ?? expression.span,
                    message: error.message
                )
            )
            return nil
        }
    }

    private mutating func meets(
        _ expression: Expression,
        _ scope: Scope
    ) -> Bool {
        do throws(EvaluationError) {
            return try expression.meets(scope)
        } catch {
            fault(expression, error.message)
            return false
        }
    }

    private mutating func fault(_ expression: Expression, _ message: String) {
        faults.append(MapFault(pointer: pointer, span: expression.span, message: message))
    }
}

extension MapLeaf.Fit {
    fileprivate func apply(_ text: String) -> String {
        switch self {
        case .bytes(let count, let charset): charset.prefix(of: text, bytes: count) ?? text
        case .refuse: text
        case .characters(let count):
            String(String.UnicodeScalarView(text.unicodeScalars.prefix(count)))
        }
    }
}
