import Expressions

/// Reads an expression for what its value may be made of (abstract interpretation over the syntax tree).
struct LineageReader {
    typealias Source = Lineage.Source

    let facts: LineageFacts
    /// The names of the message's place: variables of the contract language, and elements of `$each`.
    var names: [String: LineageFlow]
    /// The variables of macros around the term that is read.
    private var locals: [String: LineageFlow] = [:]
    /// Bodies of named expressions that have been read; they see `names` only.
    private var bodies: [ObjectIdentifier: LineageFlow] = [:]

    init(_ facts: LineageFacts, _ names: [String: LineageFlow]) {
        self.facts = facts
        self.names = names
    }

    mutating func read(_ expression: Expression) -> LineageFlow { read(expression.root) }

    /// Everything that a condition reads.
    mutating func sources(of condition: Expression?) -> [Source] {
        condition.map { facts.everything(read($0)) } ?? []
    }

    /// The reader of an inner place, which has these names too; bodies are read anew there.
    func naming(_ flows: [String: LineageFlow]) -> LineageReader {
        LineageReader(facts, names.merging(flows) { $1 })
    }

    private mutating func within<Result>(
        _ flows: [String: LineageFlow],
        _ body: (inout LineageReader) -> Result
    ) -> Result {
        let outer = locals
        locals.merge(flows) { $1 }
        defer { locals = outer }
        return body(&self)
    }

    mutating func read(_ term: Term) -> LineageFlow {
        switch term.kind {
        case .literal(.string(let text)):
            var flow = LineageFlow.none
            flow.texts = [text]
            return flow
        case .literal: return .none
        case .name(let name, let isGlobal):
            return (isGlobal ? nil : locals[name]) ?? names[name] ?? .none
        case .named(_, let body): return named(body)
        case .select(let operand, let field, _): return facts.member(field.name, of: read(operand))
        case .has(let operand, let field):
            let flow = facts.member(field.name, of: read(operand))
            return LineageFlow(used: [], conditions: facts.presence(of: flow))
        case .index(let operand, let key, _): return index(operand, key)
        case .conditional(let test, let then, let otherwise):
            let branches = read(then).merged(with: read(otherwise))
            return branches.decided(by: facts.everything(read(test)))
        case .list, .map: return collection(term)
        case .comprehension(let macro): return comprehension(macro)
        case .bind(let name, let value, let body):
            let flow = read(value)
            return within([name: flow]) { $0.read(body) }
        case .optionalMap(let operand, let name, let body, _):
            let flow = read(operand)
            let result = within([name: flow]) { $0.read(body) }
            return result.decided(by: facts.presence(of: flow))
        case .call(let function, let terms): return call(function.name, terms)
        case .memberCall(let target, let function, let terms):
            return memberCall(target, function.name, terms)
        case .binary(.add, let left, let right):
            // Of two lists the elements stay what they are.
            return read(left).merged(with: read(right))
        case .not, .negate, .binary, .and, .or:
            return computed(term.kind.children)
        }
    }

    private mutating func named(_ body: Term) -> LineageFlow {
        if let known = bodies[ObjectIdentifier(body)] { return known }
        let outer = locals
        locals = [:]
        let flow = read(body)
        locals = outer
        bodies[ObjectIdentifier(body)] = flow
        return flow
    }

    /// A new scalar made of all the terms.
    private mutating func computed(_ terms: [Term], via step: String? = nil) -> LineageFlow {
        var result = LineageFlow.none
        for term in terms {
            let flow = read(term)
            result.used.join(facts.values(of: flow))
            result.conditions.join(facts.conditions(of: flow))
            result.via.join(flow.via)
        }
        if let step { result.via.join([step]) }
        return result
    }

    private mutating func index(_ operand: Term, _ key: Term) -> LineageFlow {
        let flow = read(operand)
        switch key.kind {
        case .literal(.string(let name)): return facts.member(name, of: flow)
        case .literal: return facts.element(of: flow)
        default:
            // Which member it is, the key decides.
            return facts.element(of: flow).decided(by: facts.everything(read(key)))
        }
    }

    private mutating func collection(_ term: Term) -> LineageFlow {
        var result = LineageFlow.none
        func add(_ flow: LineageFlow, as name: String) {
            result.members[name, default: .none].merge(flow)
        }
        switch term.kind {
        case .list(let elements):
            for element in elements { add(read(element.term), as: Source.anyElement) }
        case .map(let entries):
            for entry in entries {
                let value = read(entry.value)
                if case .literal(.string(let name)) = entry.key.kind {
                    add(value, as: name)
                } else {
                    let key = facts.everything(read(entry.key))
                    add(value.decided(by: key), as: Source.anyElement)
                }
            }
        default: break
        }
        return result
    }

    private mutating func comprehension(_ macro: Term.Comprehension) -> LineageFlow {
        let range = read(macro.range)
        let element = facts.element(of: range)
        let position = LineageFlow(used: [], conditions: facts.presence(of: range))
        var flows = [macro.variable: macro.second == nil ? element : position]
        if let second = macro.second { flows[second] = element }
        let condition = within(flows) { reader in
            macro.condition.map { reader.read($0) } ?? .none
        }
        let rounds = facts.presence(of: range)
        switch macro.kind {
        case .all, .exists, .existsOne:
            var result = condition.withoutMembers
            result.used = facts.values(of: condition)
            result.conditions = facts.conditions(of: condition)
            return result.decided(by: rounds)
        case .filter: return range.decided(by: facts.everything(condition) + rounds)
        case .map, .transformList, .transformMap:
            let result = within(flows) { reader in
                macro.result.map { reader.read($0) } ?? .none
            }
            return LineageFlow(elements: result)
                .decided(by: facts.everything(condition) + rounds + range.conditions)
        }
    }
}

// MARK: Functions

extension LineageReader {
    private mutating func call(_ name: String, _ terms: [Term]) -> LineageFlow {
        switch name {
        case "code", "decode", "title":
            guard terms.count == 2, case .literal(.string(let table)) = terms[0].kind else { break }
            return computed([terms[1]], via: "\(name) \(table)")
        case "present" where terms.count == 1: return read(terms[0]).passing(name)
        case "lead":
            guard let first = terms.first, case .literal(.string(let stage)) = first.kind else {
                break
            }
            return facts.lead(stage)
        case "size" where terms.count == 1: return size(of: terms[0])
        default: break
        }
        return computed(terms, via: name)
    }

    private mutating func memberCall(
        _ target: Term,
        _ name: String,
        _ terms: [Term]
    ) -> LineageFlow {
        if case .name(let space, _) = target.kind, locals[space] == nil, names[space] == nil {
            // A function of a namespace.
            switch (space, name) {
            case ("optional", "of"), ("optional", "ofNonZeroValue"):
                return terms.first.map { read($0) } ?? .none
            case ("optional", _): return .none
            default: return computed(terms, via: "\(space).\(name)")
            }
        }
        switch name {
        case "orValue", "or":
            return terms.reduce(read(target)) { $0.merged(with: read($1)) }
        case "value", "distinct", "flatten", "reverse", "sort", "slice", "first", "last":
            return list(target, name, terms)
        case "hasValue":
            let flow = read(target)
            return LineageFlow(used: [], conditions: facts.presence(of: flow))
        case "size" where terms.isEmpty: return size(of: target)
        case "reached":
            let flow = computed([target])
            return LineageFlow(
                used: [Source(.reply, ["state"])],
                conditions: facts.everything(flow)
            )
        default: return computed([target] + terms, via: name)
        }
    }

    /// What keeps elements or the optional's value as they are.
    private mutating func list(_ target: Term, _ name: String, _ terms: [Term]) -> LineageFlow {
        var flow = read(target)
        for term in terms { flow.conditions.join(facts.everything(read(term))) }
        switch name {
        case "first", "last": return facts.element(of: flow)
        // The elements of inner lists stand beside those of the outer one.
        case "flatten": return flow.merged(with: facts.element(of: flow))
        default: return flow
        }
    }

    /// How many there are depends on what is there, not on what it says; the length of a text does.
    private mutating func size(of term: Term) -> LineageFlow {
        let flow = read(term)
        var result = LineageFlow(used: facts.extent(of: flow))
        result.conditions = facts.conditions(of: flow)
        result.via = flow.via + ["size"]
        return result
    }
}
