internal import Values

extension Type {
    /// What stands in an empty list: below every type, and `dyn` where it is all that is known.
    static let nothing = Type.parameter("")

    /// Whether values are checked only when they are there.
    var isDyn: Bool {
        switch self {
        case .dyn, .parameter: true
        default: false
        }
    }

    /// What an optional holds; nil for every other type.
    package var wrapped: Type? { if case .optional(let inner) = self { inner } else { nil } }

    /// Whether CEL lets null stand for a value of the type (cel-spec, langdef.md, "Abstract Types").
    private var isNullable: Bool {
        switch self {
        case .object, .opaque, .optional, .timestamp, .duration, .null: true
        default: isDyn
        }
    }

    /// The type without what is known of single values.
    package var withoutFacts: Type {
        switch self {
        case .int: .int
        case .double: .double
        case .string: .string
        case .list(let element): .list(element.withoutFacts)
        case .map(let key, let value): .map(key: key.withoutFacts, value: value.withoutFacts)
        case .optional(let inner): .optional(inner.withoutFacts)
        case .type(let inner): .type(inner.withoutFacts)
        default: self
        }
    }

    /// A text that is not empty, where the type is one; every other type is as it was.
    var filled: Type {
        switch self {
        case .string(var facts):
            facts.minLength = max(facts.minLength, 1)
            if let values = facts.values { facts.values = values.filter { !$0.isEmpty } }
            return .string(facts)
        case .optional(let inner): return .optional(inner.filled)
        default: return self
        }
    }

    /// The type as the checker gives it out: what is open is `dyn`.
    var closed: Type {
        switch self {
        case .parameter: .dyn
        case .list(let element): .list(element.closed)
        case .map(let key, let value): .map(key: key.closed, value: value.closed)
        case .optional(let inner): .optional(inner.closed)
        case .type(let inner): .type(inner.closed)
        default: self
        }
    }

    /// The least type that has the values of both; nil where CEL knows none but `dyn`.
    package func joined(with other: Type) -> Type? {
        switch (self, other) {
        case (.parameter, _): return other
        case (_, .parameter): return self
        case (.dyn, _), (_, .dyn): return .dyn
        case (.int(let a), .int(let b)): return .int(a.joined(with: b))
        case (.double(let a), .double(let b)): return .double(a.joined(with: b))
        case (.string(let a), .string(let b)): return .string(a.joined(with: b))
        case (.list(let a), .list(let b)): return a.joined(with: b).map(Type.list)
        case (.optional(let a), .optional(let b)): return a.joined(with: b).map(Type.optional)
        case (.type(let a), .type(let b)): return .type(a.joined(with: b) ?? .dyn)
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            guard let key = key.joined(with: otherKey), let value = value.joined(with: otherValue)
            else { return nil }
            return .map(key: key, value: value)
        case (.object(let a), .object(let b)): return .object(a.joined(with: b))
        case (.null, _): return other.isNullable ? other : nil
        case (_, .null): return isNullable ? self : nil
        default: return self == other ? self : nil
        }
    }

    /// The type of a value that is of both types: facts are put together; nil where no value is.
    package func narrowed(to other: Type) -> Type? {
        switch (self, other) {
        case (_, .dyn), (_, .parameter): return self
        case (.dyn, _), (.parameter, _): return other
        case (.int(let a), .int(let b)): return a.narrowed(to: b).map(Type.int)
        case (.double(let a), .double(let b)): return a.narrowed(to: b).map(Type.double)
        case (.string(let a), .string(let b)): return a.narrowed(to: b).map(Type.string)
        case (.list(let a), .list(let b)): return .list(a.narrowed(to: b) ?? .nothing)
        case (.optional(let a), .optional(let b)): return .optional(a.narrowed(to: b) ?? .nothing)
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            return .map(
                key: key.narrowed(to: otherKey) ?? .nothing,
                value: value.narrowed(to: otherValue) ?? .nothing
            )
        case (.object, .object), (.type, .type): return self
        default: return self == other ? self : nil
        }
    }

    /// Whether a value of the type may stand where the other is wanted; what is known of single values does not count.
    package func isAssignable(to other: Type) -> Bool {
        var matching = Matching()
        return matching.accepts(self, as: other)
    }

    /// Whether `==` can ever hold between two values, as far as their types say.
    func isComparable(with other: Type) -> Bool {
        switch (self, other) {
        case (.int, .double), (.int, .uint), (.uint, .int), (.uint, .double), (.double, .int),
            (.double, .uint):
            true
        case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)):
            a.isComparable(with: b)
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            key.isComparable(with: otherKey) && value.isComparable(with: otherValue)
        case (.map(let key, _), .object), (.object, .map(let key, _)):
            key.isComparable(with: .string)
        default: joined(with: other) != nil
        }
    }
}

extension ObjectType {
    /// What is common to both: a member that only one has may be absent.
    func joined(with other: ObjectType) -> ObjectType {
        if self == other { return self }
        var members: [Field] = []
        for field in fields {
            if let its = other[field.name] {
                let type = field.type.joined(with: its.type) ?? .dyn
                members.append(Field(field.name, type, field.presence.joined(with: its.presence)))
            } else {
                members.append(field.asMaybe(other.others))
            }
        }
        for field in other.fields where self[field.name] == nil {
            members.append(field.asMaybe(others))
        }
        let rest: Type? =
            switch (others, other.others) {
            case (let a?, let b?): a.joined(with: b) ?? .dyn
            case (let a?, nil): a
            case (nil, let b): b
            }
        return ObjectType(name == other.name ? name : "object", members, others: rest)
    }

    /// The object with some members known better.
    func replacing(_ field: Field) -> ObjectType {
        ObjectType(name, fields.map { $0.name == field.name ? field : $0 }, others: others)
    }
}

extension ObjectType.Field {
    fileprivate func asMaybe(_ other: Type?) -> ObjectType.Field {
        let common = other.map { type.joined(with: $0) ?? .dyn } ?? type
        return ObjectType.Field(name, common, presence == .never && other == nil ? .never : .maybe)
    }
}

extension ObjectType.Presence {
    fileprivate func joined(with other: ObjectType.Presence) -> ObjectType.Presence {
        self == other ? self : .maybe
    }
}
