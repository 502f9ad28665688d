internal import Values

/// Names, members and elements, and whether they are there (contracts/LANGUAGE.md, 2.6).
extension Checker {
    /// Whether a member is there when its object is.
    enum Standing { case always, maybe, never, absentHere }

    // MARK: Names

    /// A name followed by members: the longest declared name decides what it is, as when planning.
    mutating func chain(_ term: Term) -> Outcome {
        var members: [(term: Term, field: Term.Field)] = []
        var base = term
        while case .select(let operand, let field, isOptional: false) = base.kind {
            members.append((base, field))
            base = operand
        }
        members.reverse()
        var outcome: Outcome
        var used = 0
        if case .name(let name, let isGlobal) = base.kind {
            let local = isGlobal ? nil : locals.last { $0.name == name }
            if let local {
                outcome = local.outcome
                if outcome.readsScope { scopeReads += 1 }
            } else {
                (outcome, used) = variable(name, members.map(\.field.name))
            }
        } else {
            outcome = check(base)
        }
        for (term, field) in members[used...] {
            outcome = member(outcome, field, isOptional: false, term)
        }
        return outcome
    }

    /// The longest declared name, and how many members belong to it.
    private mutating func variable(_ name: String, _ members: [String]) -> (Outcome, used: Int) {
        if let found = global(name), members.isEmpty { return (found, 0) }
        var dotted = [name]
        for member in members { dotted.append((dotted.last ?? "") + "." + member) }
        for (used, candidate) in dotted.enumerated().reversed() {
            if let found = global(candidate) { return (found, used) }
        }
        isDynamic = true
        return (Outcome(.dyn), members.count)
    }

    private mutating func global(_ name: String) -> Outcome? {
        if scope.environment.slot(of: name) != nil {
            let type = scope.variables[name] ?? .dyn
            if type.isDyn { isDynamic = true }
            scopeReads += 1
            return read(type, Knowledge.Path(name), Knowledge())
        }
        guard let value = scope.environment.constant(name) else { return nil }
        if case .type(let type) = value { return Outcome(.type(Type(named: type))) }
        return literal(value)
    }

    /// What reading a path gives under the conditions around it.
    func read(_ type: Type, _ path: Knowledge.Path?, _ done: Knowledge) -> Outcome {
        guard let path else { return Outcome(type, done: done) }
        var narrowed = type
        if !knowledge.values.isEmpty, let texts = knowledge.values[path] {
            switch type {
            case .string(let facts):
                narrowed = .string(facts.narrowed(to: TextFacts(values: texts)) ?? facts)
            case .optional(.string(let facts)):
                let inner = facts.narrowed(to: TextFacts(values: texts)) ?? facts
                narrowed = .optional(.string(inner))
            default: break
            }
        }
        if knowledge.filled.contains(path) { narrowed = narrowed.filled }
        let outcome = Outcome(narrowed, done: done)
        outcome.declared = type
        outcome.path = path
        return outcome
    }

    // MARK: Members

    private enum Lookup {
        case found(Type, ObjectType.Presence)
        case unknown(ObjectType)
        case dyn
        /// Values of the type have no members.
        case none
    }

    private func lookup(_ name: String, in type: Type) -> Lookup {
        switch type {
        case .dyn, .parameter: return .dyn
        case .object(let object):
            if let field = object[name] { return .found(field.type, field.presence) }
            return object.others.map { .found($0, .maybe) } ?? .unknown(object)
        case .map(let key, let value):
            if case .string(let facts) = key {
                return .found(value, facts.admits(name) ? .maybe : .never)
            }
            return key.isDyn ? .found(value, .maybe) : .found(value, .never)
        default: return .none
        }
    }

    /// Whether what stands at a path is there, when what it stands in is.
    private func standing(_ presence: ObjectType.Presence, _ path: Knowledge.Path?) -> Standing {
        if let path {
            if knowledge.isAbsent(path) { return presence == .never ? .never : .absentHere }
            if knowledge.isPresent(path) { return .always }
        }
        switch presence {
        case .always: return .always
        case .maybe: return .maybe
        case .never: return .never
        }
    }

    /// `operand.name` and `operand.?name`, and `operand['name']`.
    mutating func member(
        _ operand: Outcome,
        _ field: Term.Field,
        isOptional: Bool,
        _ term: Term
    ) -> Outcome {
        let path = operand.path?.appending(field.name)
        var holder = operand.type
        var isThrough = false
        while let inner = holder.wrapped { (holder, isThrough) = (inner, true) }
        switch lookup(field.name, in: holder) {
        case .dyn:
            isDynamic = true
            canBeAbsent = canBeAbsent || !isOptional
            let outcome = read(
                isThrough || isOptional ? .optional(.dyn) : .dyn,
                path,
                operand.done
            )
            return outcome
        case .unknown(let object):
            unknown(field, object, term)
            return Outcome(.dyn, done: operand.done)
        case .none:
            report(
                Fault.overload,
                term.source.span(of: field.range),
                "\(operand.type.name) has no member '\(field.name)'"
            )
            return Outcome(.dyn, done: operand.done)
        case .found(let type, let declared):
            var presence = declared
            if holds(operand.container, .string(field.name)) { presence = .always }
            if isThrough || isOptional {
                let outcome = optionalMember(operand, type, presence, path, isThrough: isThrough)
                outcome.container = part(operand.container, .string(field.name))
                return outcome
            }
            let outcome = plainMember(operand, type, presence, path, field, term)
            outcome.container = part(operand.container, .string(field.name))
            return outcome
        }
    }

    private func optionalMember(
        _ operand: Outcome,
        _ type: Type,
        _ presence: ObjectType.Presence,
        _ path: Knowledge.Path?,
        isThrough: Bool
    ) -> Outcome {
        let outcome = read(.optional(type), path, operand.done)
        let holder = isThrough ? operand.hasValue : true
        switch standing(presence, path) {
        case .always:
            let isAsked = presence != .always || holder != true
            outcome.hasValue = isAsked && path.map(knowledge.isPresent) == true ? true : holder
            outcome.isDecidedByOthers = isAsked && outcome.hasValue == true
        case .never, .absentHere: outcome.hasValue = false
        case .maybe: outcome.hasValue = holder == false ? false : nil
        }
        outcome.isBroken = operand.isBroken
        return outcome
    }

    private mutating func plainMember(
        _ operand: Outcome,
        _ type: Type,
        _ presence: ObjectType.Presence,
        _ path: Knowledge.Path?,
        _ field: Term.Field,
        _ term: Term
    ) -> Outcome {
        var done = operand.done
        var isBroken = operand.isBroken
        switch standing(presence, path) {
        case .always: break
        case .maybe: isBroken = mayBeAbsent(term, field, isReported: isBroken)
        case .never, .absentHere:
            canBeAbsent = true
            if !isBroken, deadness == 0 {
                isBroken = true
                neverThere(term, field, isAsked: presence != .never)
            }
        }
        if presence != .always, let path { done.insert(present: path) }
        let outcome = read(type, path, done)
        outcome.isBroken = isBroken
        return outcome
    }

    /// A plain reading of what may be absent: an error in a value, tolerated in a condition.
    private mutating func mayBeAbsent(_ term: Term, _ field: Term.Field, isReported: Bool) -> Bool {
        canBeAbsent = true
        guard role == .value, deadness == 0, !isReported else { return isReported }
        report(
            Fault.absent,
            term.source.span(of: field.range),
            "\(shortened(term)) may be absent",
            hint: "write .?\(field.name), or ask has(\(shortened(term))) first"
        )
        return true
    }

    private mutating func neverThere(_ term: Term, _ field: Term.Field, isAsked: Bool) {
        report(
            Fault.never,
            term.source.span(of: field.range),
            isAsked
                ? "\(shortened(term)) is surely absent here"
                : "nothing here ever gives \(shortened(term))"
        )
    }

    private mutating func unknown(_ field: Term.Field, _ object: ObjectType, _ term: Term) {
        let names = object.fields.map(\.name)
        let known =
            names.isEmpty || names.count > 12 ? nil : "it has \(names.joined(separator: ", "))"
        report(
            Fault.member,
            term.source.span(of: field.range),
            "\(object.name.isEmpty ? "the object" : object.name) has no member '\(field.name)'",
            hint: didYouMean(field.name, among: names) ?? known
        )
    }

    /// The words of a term, where they are few.
    func shortened(_ term: Term) -> String { Problem.excerpt(term.text, max: 40) }

    /// The element that a map or list literal surely has.
    func part(_ container: Term?, _ key: CELValue) -> Term? {
        switch (container?.kind, key) {
        case (.map(let entries), _):
            return entries.first { entry in
                guard !entry.isOptional, case .literal(let its) = entry.key.kind else {
                    return false
                }
                return CELValue.equal(its, key)
            }?.value
        case (.list(let elements), .int(let at)):
            guard elements.allSatisfy({ !$0.isOptional }), let at = Int(exactly: at),
                elements.indices.contains(at)
            else { return nil }
            return elements[at].term
        default: return nil
        }
    }

    func holds(_ container: Term?, _ key: CELValue) -> Bool { part(container, key) != nil }

    // MARK: has

    mutating func has(_ term: Term, _ operand: Term, _ field: Term.Field) -> Outcome {
        let inner = check(operand)
        let outcome = Outcome(.bool, done: inner.done)
        let path = inner.path?.appending(field.name)
        if let path {
            var met = inner.done
            met.insert(present: path)
            outcome.met = met
            var notMet = inner.done
            notMet.absent.insert(path)
            outcome.notMet = notMet
        }
        var holder = inner.type
        while let its = holder.wrapped { holder = its }
        switch lookup(field.name, in: holder) {
        case .dyn: isDynamic = true
        case .unknown(let object): unknown(field, object, term)
        case .none:
            report(
                Fault.overload,
                term.source.span(of: field.range),
                "\(inner.type.name) has no member '\(field.name)'"
            )
        case .found(_, let declared):
            var presence = declared
            if holds(inner.container, .string(field.name)) { presence = .always }
            decide(outcome, term, inner, presence, path)
        }
        return outcome
    }

    private mutating func decide(
        _ outcome: Outcome,
        _ term: Term,
        _ operand: Outcome,
        _ presence: ObjectType.Presence,
        _ path: Knowledge.Path?
    ) {
        let isSure = operand.type.wrapped == nil || operand.hasValue == true
        switch standing(presence, path) {
        case .always where isSure || path.map(knowledge.isPresent) == true:
            outcome.truth = true
            outcome.isDecidedByOthers = presence != .always
        case .never, .absentHere:
            outcome.truth = false
            outcome.isDecidedByOthers = presence != .never
        default: return
        }
        let why =
            outcome.truth == true
            ? "is always met: it is surely there"
            : presence == .never
                ? "is never met: nothing here ever gives it" : "is never met: it is absent here"
        reportAlways(Fault.decided, term.span, "\(shortened(term)) \(why)")
    }
}

extension Type {
    /// The type that a name of `FunctionTable.types` stands for.
    fileprivate init(named name: String) {
        switch name {
        case "bool": self = .bool
        case "int": self = .int
        case "uint": self = .uint
        case "double": self = .double
        case "string": self = .string
        case "bytes": self = .bytes
        case "list": self = .list(.dyn)
        case "map": self = .map(key: .dyn, value: .dyn)
        case "null_type": self = .null
        case "optional_type": self = .optional(.dyn)
        case "google.protobuf.Timestamp": self = .timestamp
        case "google.protobuf.Duration": self = .duration
        default: self = .dyn
        }
    }
}
