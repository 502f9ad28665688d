import Expressions
import Formats
import Schemas
import Values

/// Follows a map's tree to the fields of the message that it makes.
struct LineageTree {
    typealias Source = Lineage.Source

    var reader: LineageReader
    /// Of the message that is made; nil for the hub's own JSON.
    let schema: Schema?
    let codec: Codec?
    private(set) var fields: [Lineage.Field] = []

    init(_ reader: LineageReader, schema: Schema?, codec: Codec?) {
        self.reader = reader
        self.schema = schema
        self.codec = codec
    }

    private var facts: LineageFacts { reader.facts }

    mutating func walk(_ node: MapNode, at pointer: Pointer = Pointer(), _ outer: [Source] = []) {
        switch node {
        case .constant(let constant):
            var field = field(at: pointer)
            field.constant = constant.value
            field.span = constant.span
            field.conditions = outer
            fields.append(field)
        case .leaf(let leaf):
            let flow = reader.read(leaf.expression).decided(by: outer)
            add(flow, leaf.target, leaf.expression, at: pointer)
        case .object(let object):
            let conditions = outer + reader.sources(of: object.when)
            for member in object.members {
                walk(member.node, at: pointer.appending(member.key), conditions)
            }
        case .list(let nodes):
            for node in nodes { walk(node, at: pointer.appending(Source.anyElement), outer) }
        case .each(let each):
            let (names, conditions) = round(each)
            let outside = reader
            reader = reader.naming(names)
            let all = outer + conditions + reader.sources(of: each.when)
            walk(each.body, at: pointer.appending(Source.anyElement), all)
            reader = outside
        }
    }

    /// What stands for an element and its position, and what says how many there are.
    private mutating func round(
        _ each: MapEach
    ) -> (names: [String: LineageFlow], conditions: [Source]) {
        let list = reader.read(each.list)
        let rounds = facts.presence(of: list)
        var names = [each.element.name: facts.element(of: list)]
        if let index = each.index {
            names[index.name] = LineageFlow(used: [], conditions: rounds)
        }
        return (names, rounds)
    }

    // MARK: Leaves

    /// One field for each scalar that the leaf's place may hold.
    private mutating func add(
        _ flow: LineageFlow,
        _ target: LeafTarget,
        _ expression: Expression,
        at pointer: Pointer,
        depth: Int = 0
    ) {
        guard depth < 16, let inner = parts(of: flow, target) else {
            var field = field(at: pointer)
            field.span = expression.span
            field.expression = expression.text
            field.sources = facts.values(of: flow)
            field.via = flow.via
            field.conditions = Self.conditions(facts.conditions(of: flow), beside: field.sources)
            fields.append(field)
            return
        }
        for (name, target) in inner {
            let part =
                name == Source.anyElement ? facts.element(of: flow) : facts.member(name, of: flow)
            guard isPossible(part) else { continue }
            add(part, target, expression, at: pointer.appending(name), depth: depth + 1)
        }
    }

    /// What is below a leaf's value; nil for a scalar, and for what is computed as a whole.
    private func parts(
        of flow: LineageFlow,
        _ target: LeafTarget
    ) -> [(name: String, target: LeafTarget)]? {
        switch target {
        case .object(let fields):
            return fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        case .array(let item), .map(let item): return [(Source.anyElement, item)]
        case .any: return parts(of: flow).map { $0.map { ($0, .any) } }
        case .string, .date, .dateTime, .integer, .number, .boolean: return nil
        }
    }

    /// Names below a value as its own schema has them, for a place that admits everything.
    private func parts(of flow: LineageFlow) -> [String]? {
        var names = flow.members.keys.sorted()
        for case .at(let source) in flow.places {
            guard let its = facts.schema(of: source) else { continue }
            names.join(its.properties.map(\.name))
            if its.items != nil || its.valueSchema != nil { names.join([Source.anyElement]) }
        }
        return names.isEmpty ? nil : names
    }

    /// Whether the canonical model has anything there.
    private func isPossible(_ flow: LineageFlow) -> Bool {
        let places = flow.places.filter { place in
            if case .at(let source) = place { facts.exists(source) } else { true }
        }
        return !places.isEmpty || !flow.members.isEmpty || !flow.used.isEmpty
            || flow.places.isEmpty && !flow.texts.isEmpty
    }

    /// That a value is there needs no saying beside the value.
    static func conditions(_ all: [Source], beside values: [Source]) -> [Source] {
        var result: [Source] = []
        result.join(all.filter { condition in !values.contains { condition.holds($0) } })
        return result
    }

    // MARK: Targets

    private func field(at pointer: Pointer) -> Lineage.Field {
        Lineage.Field(
            pointer: pointer,
            wire: codec?.place(of: pointer).wire ?? pointer.description,
            title: schema?.title(of: pointer),
            span: nil,
            expression: nil,
            constant: nil,
            sources: [],
            conditions: [],
            via: []
        )
    }
}

extension LineageTree {
    /// What a notice's body holds, for a party's own map to read.
    static func flow(of node: MapNode, _ reader: inout LineageReader) -> LineageFlow {
        switch node {
        case .constant: return .none
        case .leaf(let leaf): return reader.read(leaf.expression)
        case .object(let object):
            var result = LineageFlow.none
            for member in object.members {
                result.members[member.key] = flow(of: member.node, &reader)
            }
            return result.decided(by: reader.sources(of: object.when))
        case .list(let nodes):
            var element = LineageFlow.none
            for node in nodes { element.merge(flow(of: node, &reader)) }
            return LineageFlow(elements: element)
        case .each(let each):
            var tree = LineageTree(reader, schema: nil, codec: nil)
            let (names, conditions) = tree.round(each)
            var inner = reader.naming(names)
            let when = inner.sources(of: each.when)
            let element = flow(of: each.body, &inner).decided(by: when)
            return LineageFlow(elements: element).decided(by: conditions)
        }
    }
}

extension Schema {
    /// The title of a place, or of the list that it is an element of; `*` stands for any element.
    func title(of pointer: Pointer) -> String? {
        var here = resolved
        var title: String?
        for step in pointer.steps {
            guard let next = here.properties[step] ?? here.items ?? here.valueSchema else {
                return nil
            }
            here = next.resolved
            title = here.title ?? (step == Lineage.Source.anyElement ? title : nil)
        }
        return title
    }
}
