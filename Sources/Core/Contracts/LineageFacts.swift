import Expressions
import Schemas
import Values

/// What the hub's own objects are made of, in one program of one region.
///
/// A class, because what is found of items is kept for every expression that reads them; it lives for one analysis.
final class LineageFacts {
    typealias Source = Lineage.Source

    let region: Region
    let program: Program
    private let application: Schema
    private let reply: Schema
    /// What is being found: a rule that leads back to itself adds nothing.
    private var open: Set<String> = []
    private var known: [String: [Source]] = [:]

    init(_ catalogue: Catalogue, _ region: Region, _ program: Program) {
        self.region = region
        self.program = program
        application = catalogue.application
        reply = catalogue.canonicalReply.schema
    }

    /// Keeps what `find` gives under a key.
    func once(_ key: String, _ find: () -> [Source]) -> [Source] {
        if let found = known[key] { return found }
        guard open.insert(key).inserted else { return [] }
        defer { open.remove(key) }
        let found = find()
        known[key] = found
        return found
    }
}

// MARK: Flows

extension LineageFacts {
    /// Every scalar that the value may hold.
    func values(of flow: LineageFlow) -> [Source] {
        var result: [Source] = []
        for place in flow.places {
            if case .at(let source) = place { result.join(fields(below: source)) }
        }
        result.join(flow.used)
        for name in flow.members.keys.sorted() {
            if let member = flow.members[name] { result.join(values(of: member)) }
        }
        return result
    }

    func conditions(of flow: LineageFlow) -> [Source] {
        var result = flow.conditions
        for name in flow.members.keys.sorted() {
            if let member = flow.members[name] { result.join(conditions(of: member)) }
        }
        return result
    }

    /// What a decision reads that rests on the value.
    func everything(_ flow: LineageFlow) -> [Source] {
        var result = values(of: flow)
        result.join(conditions(of: flow))
        return result
    }

    /// What says whether there is a value, and for a list how many.
    func presence(of flow: LineageFlow) -> [Source] {
        var result: [Source] = []
        for place in flow.places {
            if case .at(let source) = place { result.join([source]) }
        }
        result.join(flow.used)
        result.join(flow.conditions)
        return result
    }

    /// What says how long a list or text is.
    func extent(of flow: LineageFlow) -> [Source] {
        var result: [Source] = []
        for place in flow.places {
            guard case .at(let source) = place else { continue }
            result.join(isScalar(source) ? fields(below: source) : [source])
        }
        result.join(flow.used)
        return result
    }

    func member(_ name: String, of flow: LineageFlow) -> LineageFlow {
        var result = flow.withoutMembers
        for place in flow.places { result.merge(member(name, of: place)) }
        if let member = flow.members[name] { result.merge(member) }
        if let member = flow.members[Source.anyElement] { result.merge(member) }
        return result
    }

    func element(of flow: LineageFlow) -> LineageFlow {
        var result = flow.withoutMembers
        for place in flow.places { result.merge(element(of: place)) }
        for name in flow.members.keys.sorted() {
            if let member = flow.members[name] { result.merge(member) }
        }
        return result
    }

    private func element(of place: LineageFlow.Place) -> LineageFlow {
        switch place {
        case .at(let source): return LineageFlow(.at(source.appending(Source.anyElement)))
        case .items: return items(Array(program.items.indices))
        case .groups: return groups(program.groups)
        case .item, .change, .limit, .outcome: return .none
        }
    }
}

// MARK: Schemas

extension LineageFacts {
    /// The schema of a place of the canonical application or reply.
    func schema(of source: Source) -> Schema? {
        var here: Schema
        switch source.root {
        case .app: here = application.resolved
        case .reply: here = reply.resolved
        default: return nil
        }
        for step in source.path {
            let next =
                step == Source.anyElement
                ? here.items ?? here.valueSchema
                : here.properties[step] ?? here.valueSchema ?? (Int(step) == nil ? nil : here.items)
            guard let next else { return nil }
            here = next.resolved
        }
        return here
    }

    private func isScalar(_ source: Source) -> Bool {
        guard let schema = schema(of: source) else { return true }
        return schema.properties.isEmpty && schema.items == nil && schema.valueSchema == nil
    }

    /// Whether the canonical model admits the place; true where there is no model to ask.
    func exists(_ source: Source) -> Bool {
        switch source.root {
        case .app, .reply: schema(of: source) != nil
        default: true
        }
    }

    /// The scalars at and below a place, as far as its schema lists them.
    func fields(below source: Source) -> [Source] {
        guard let schema = schema(of: source) else { return [source] }
        return fields(below: source, schema, depth: 0)
    }

    private func fields(below source: Source, _ schema: Schema, depth: Int) -> [Source] {
        let its = schema.resolved
        // A schema that contains itself is refused elsewhere.
        guard depth < 16 else { return [source] }
        if let items = its.items ?? its.valueSchema, its.properties.isEmpty {
            return fields(below: source.appending(Source.anyElement), items, depth: depth + 1)
        }
        if its.properties.isEmpty { return [source] }
        return its.properties.flatMap {
            fields(below: source.appending($0.name), $0.schema, depth: depth + 1)
        }
    }
}
