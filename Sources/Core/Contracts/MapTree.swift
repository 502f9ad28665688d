package import Expressions
import Formats
package import Values

/// A compiled map: a tree with the shape of the message it makes, whose leaves are expressions
/// (contract-language.md, section 5).
package struct MapTree: Sendable {
    let root: MapNode
    /// What its expressions see.
    let environment: Environment

    /// Gives the input as it is, for messages that are canonical already.
    static let identity: MapTree = {
        var environment = Environment()
        for variable in Variable.allCases { environment.declare(variable.name) }
        let span = SourceSpan(file: "canonical/reply.schema.json", line: 1, column: 1)
        // The one-word expression above all environments that declare its name: it cannot fail to compile.
        guard let expression = try? Expression.compile("input", span: span, in: environment) else {
            let null = MapConstant(value: .null, span: span)
            return MapTree(root: .constant(null), environment: environment)
        }
        return MapTree(
            root: .leaf(MapLeaf(expression: expression, target: .any)),
            environment: environment
        )
    }()

    /// The tree as other expressions read it: a notice's body, from which a party's own map makes its message.
    package func expressionValue(_ scope: Scope) throws(MapFaults) -> CELValue {
        var run = MapRun()
        let value = run.expressionValue(root, scope)
        guard run.faults.isEmpty else { throw MapFaults(list: run.faults) }
        return value ?? .map(CELMap(Object()))
    }

    /// The message that the map makes. Throws every fault of it together.
    package func evaluate(_ scope: Scope) throws(MapFaults) -> Value {
        var run = MapRun()
        let value = run.evaluate(root, scope)
        guard run.faults.isEmpty else { throw MapFaults(list: run.faults) }
        return value ?? .object(Object())
    }
}

/// A leaf of a map that gave nothing its place can hold.
package struct MapFault: Error, Sendable, Hashable {
    /// In the message that was being made.
    package var pointer: Pointer
    /// Where the expression stands in the map.
    package var span: SourceSpan
    /// In English, for the engineer.
    package var message: String
}

package struct MapFaults: Error, Sendable, Hashable {
    package var list: [MapFault]
}

indirect enum MapNode: Sendable {
    case constant(MapConstant)
    case leaf(MapLeaf)
    case object(MapObject)
    case list([MapNode])
    case each(MapEach)
}

/// What is written as it stands: a number or a boolean of the map, or what the schema leaves no choice about.
struct MapConstant: Sendable {
    var value: Value
    var span: SourceSpan
    var place: MapTarget?
}

/// A class, like the other nodes that a run visits: a visit copies one reference.
final class MapObject: Sendable {
    let members: [Member]
    /// The object is there only where this is met.
    let when: Expression?
    let span: SourceSpan
    let place: MapTarget?

    init(members: [Member], when: Expression?, span: SourceSpan, place: MapTarget?) {
        self.members = members
        self.when = when
        self.span = span
        self.place = place
    }

    struct Member: Sendable {
        var key: String
        /// Where the key stands; for what only the schema gives, the object.
        var keySpan: SourceSpan
        var node: MapNode
        /// Whether the target may be left out; a leaf of optional type is then allowed.
        var isOptional: Bool
    }
}

final class MapLeaf: Sendable {
    let expression: Expression
    let target: LeafTarget
    /// What may stand there; nil where nothing says.
    let place: MapTarget?
    /// `$fit: truncate`: cut to the target's length on a character boundary.
    let fit: Fit?
    /// `$replace`: for a character that the charset lacks.
    let replacement: Replacement?

    init(
        expression: Expression,
        target: LeafTarget,
        place: MapTarget? = nil,
        fit: Fit? = nil,
        replacement: Replacement? = nil
    ) {
        self.expression = expression
        self.target = target
        self.place = place
        self.fit = fit
        self.replacement = replacement
    }

    enum Fit: Sendable { case bytes(Int, Charset), characters(Int) }

    struct Replacement: Sendable {
        var text: String
        var charset: Charset
    }
}

struct MapEach: Sendable {
    var list: Expression
    var element: Local
    var index: Local?
    var body: MapNode
    var when: Expression?
    var span: SourceSpan
    var place: MapTarget?

    /// A name that `$as` or `$index` gives, and its slot.
    struct Local: Sendable {
        var name: String
        var slot: Int
    }
}

/// What a leaf's place can hold.
indirect enum LeafTarget: Sendable {
    case any, string, date, dateTime, integer, number, boolean
    case array(LeafTarget)
    case object([String: LeafTarget])
    /// Names are free, values are all alike.
    case map(LeafTarget)
}

struct MapRun {
    /// What a traced run collects.
    struct Trace {
        var leaves: [LeafTrace] = []
        /// The elements that the `$each` around the present place are at.
        var elements: [LeafTrace.Element] = []
    }

    /// A step into the message that is being made.
    private enum Step {
        case key(String)
        case index(Int)
    }

    private(set) var faults: [MapFault] = []
    /// Nil in a run of the hub: then nothing is collected.
    private(set) var trace: Trace?
    /// Where the run is; made a pointer only for what is told of the place.
    private var steps: [Step] = []

    init(trace: Trace? = nil) { self.trace = trace }

    private var pointer: Pointer {
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

    private mutating func note(
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

extension LeafTarget: CustomStringConvertible {
    /// What the place can hold, for a person.
    var description: String {
        switch self {
        case .any: "any value"
        case .string: "a string"
        case .date: "a date"
        case .dateTime: "a date and time"
        case .integer: "a whole number"
        case .number: "a number"
        case .boolean: "true or false"
        case .array: "a list"
        case .object, .map: "an object"
        }
    }

    /// The value as it goes into the message, or nil where it does not fit.
    func value(of result: CELValue) -> Value? {
        switch (self, result) {
        case (.any, .timestamp(let instant)): return .string(instant.rfc3339())
        case (.any, .list(let elements)): return Self.all(elements, .any)
        case (.any, _): return result.value
        case (.string, .string(let text)): return .string(text)
        case (.date, .timestamp(let instant)): return .string(instant.day().day.description)
        case (.date, .string(let text)): return .string(text)
        case (.dateTime, .timestamp(let instant)): return .string(instant.rfc3339())
        case (.dateTime, .string(let text)): return .string(text)
        case (.integer, .int(let value)): return .int(value)
        case (.integer, .number(let number)): return number.int64.map { .int($0) }
        case (.integer, .double(let value)): return Int64(exactly: value).map { .int($0) }
        case (.number, .int(let value)): return .int(value)
        case (.number, .number(let number)): return .number(number)
        case (.number, .double(let value)): return Number(value).map { .number($0) }
        case (.boolean, .bool(let flag)): return .bool(flag)
        case (.array(let target), .list(let elements)): return Self.all(elements, target)
        case (.object(let fields), .map(let map)): return Self.object(map) { fields[$0] }
        case (.map(let target), .map(let map)): return Self.object(map) { _ in target }
        default: return nil
        }
    }

    private static func all(_ elements: [CELValue], _ target: LeafTarget) -> Value? {
        var values: [Value] = []
        for element in elements {
            guard let value = target.value(of: element) else { return nil }
            values.append(value)
        }
        return .array(values)
    }

    private static func object(_ map: CELMap, _ field: (String) -> LeafTarget?) -> Value? {
        var object = Object()
        for (key, element) in map.entries {
            guard case .string(let name) = key, let target = field(name),
                let value = target.value(of: element)
            else { return nil }
            object[name] = value
        }
        return .object(object)
    }
}

extension MapLeaf.Fit {
    fileprivate func apply(_ text: String) -> String {
        switch self {
        case .bytes(let count, let charset): charset.prefix(of: text, bytes: count) ?? text
        case .characters(let count):
            String(String.UnicodeScalarView(text.unicodeScalars.prefix(count)))
        }
    }
}
