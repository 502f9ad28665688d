internal import Values

/// Names, members and elements, and whether they are there (contract-language.md, 2.6).
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
    private func read(_ type: Type, _ path: Knowledge.Path?, _ done: Knowledge) -> Outcome {
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
            outcome.hasValue = path.map(knowledge.isPresent) == true ? true : holder
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
    private func shortened(_ term: Term) -> String { Problem.excerpt(term.text, max: 40) }

    /// The element that a map or list literal surely has.
    private func part(_ container: Term?, _ key: CELValue) -> Term? {
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

    private func holds(_ container: Term?, _ key: CELValue) -> Bool { part(container, key) != nil }

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

    // MARK: Elements

    mutating func index(_ term: Term, _ operand: Term, _ key: Term, _ isOptional: Bool) -> Outcome {
        let inner = check(operand)
        let at = check(key)
        var holder = inner.type
        var isThrough = false
        while let its = holder.wrapped { (holder, isThrough) = (its, true) }
        let done = inner.done.and(at.done)
        if case .string(let name)? = at.constant, !isList(holder) {
            let field = Term.Field(name: name, range: key.range)
            return member(inner, field, isOptional: isOptional, term)
        }
        guard let element = element(of: holder, by: at, term, key) else {
            return Outcome(.dyn, done: done)
        }
        let path = inner.path.flatMap { path in step(at).map { path.appending($0) } }
        let isSure = isThere(inner, at) || path.map(knowledge.isPresent) == true
        if isThrough || isOptional {
            let outcome = read(.optional(element), path, done)
            outcome.hasValue = isSure && (!isThrough || inner.hasValue == true) ? true : nil
            outcome.isBroken = inner.isBroken
            return outcome
        }
        var met = done
        if let path { met.insert(present: path) }
        let outcome = read(element, path, met)
        outcome.isBroken = inner.isBroken
        if !isSure { outcome.isBroken = elementMayBeAbsent(term, key, inner) }
        outcome.container = at.constant.flatMap { part(inner.container, $0) }
        return outcome
    }

    private func isList(_ type: Type) -> Bool { if case .list = type { true } else { false } }

    /// The name of an element in a path.
    private func step(_ key: Outcome) -> String? {
        switch key.constant {
        case .int(let at)?: "[\(at)]"
        case .string(let name)?: name
        default: nil
        }
    }

    /// Whether a list or map literal has the element, whichever of its known values the key is.
    private func isThere(_ operand: Outcome, _ key: Outcome) -> Bool {
        guard operand.container != nil else { return false }
        if let constant = key.constant { return holds(operand.container, constant) }
        if let texts = key.texts {
            return texts.allSatisfy { holds(operand.container, .string($0)) }
        }
        guard case .int(let facts) = key.type, let values = facts.values else { return false }
        return values.allSatisfy { number in
            number.int64.map { holds(operand.container, .int($0)) } ?? false
        }
    }

    private mutating func elementMayBeAbsent(_ term: Term, _ key: Term, _ operand: Outcome) -> Bool
    {
        canBeAbsent = true
        // What is not known to be a list or map is not known to lack the element.
        guard role == .value, deadness == 0, !operand.isBroken, !operand.type.isDyn else {
            return operand.isBroken
        }
        report(
            Fault.absent,
            key.span,
            "\(shortened(term)) may be absent",
            hint: "write [?\(shortened(key))]"
        )
        return true
    }

    /// The type of the elements that a key can find.
    private mutating func element(
        of holder: Type,
        by key: Outcome,
        _ term: Term,
        _ keyTerm: Term
    ) -> Type? {
        switch holder {
        case .dyn, .parameter:
            isDynamic = true
            return .dyn
        case .list(let element):
            switch key.type {
            case .int, .uint, .double: return element
            case .dyn, .parameter:
                isDynamic = true
                return element
            default: break
            }
        case .map(let wanted, let value):
            if key.type.isDyn { isDynamic = true }
            if key.type.isComparable(with: wanted), isKey(key.type) { return value }
        case .object(let object):
            if key.type.isDyn { isDynamic = true }
            if key.type.isComparable(with: .string) { return values(of: object) }
        default:
            report(Fault.overload, term.span, "\(holder.name) has no elements")
            return nil
        }
        report(
            Fault.overload,
            keyTerm.span,
            "\(holder.name) has no elements by \(key.type.name)",
            hint: key.type.wrapped == nil ? nil : unwrapping
        )
        return nil
    }

    private func isKey(_ type: Type) -> Bool {
        switch type {
        case .bool, .int, .uint, .double, .string: true
        default: type.isDyn
        }
    }

    /// What the members of an object have in common.
    mutating func values(of object: ObjectType) -> Type {
        let all = object.fields.map(\.type) + (object.others.map { [$0] } ?? [])
        var common = Type.nothing
        for type in all {
            guard let joined = common.joined(with: type) else {
                isDynamic = true
                return .dyn
            }
            common = joined
        }
        return common
    }

    /// How to come from an optional to its value.
    var unwrapping: String { "write .orValue(…) for the value that stands for an absent one" }
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
