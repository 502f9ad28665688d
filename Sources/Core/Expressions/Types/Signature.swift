package import Values

/// One form in which a function can be called: types of the arguments, a member's value first, and of the result.
package struct Signature: Sendable {
    package let parameters: [Type]
    package let result: Type

    package init(_ parameters: [Type], _ result: Type) {
        self.parameters = parameters
        self.result = result
    }

    /// `(string, int)`, or for a member `string.(int)`.
    func text(_ name: String, isMember: Bool) -> String {
        let names = parameters.map(\.name)
        guard isMember else { return "\(name)(\(names.joined(separator: ", ")))" }
        return "\(names[0]).\(name)(\(names.dropFirst().joined(separator: ", ")))"
    }
}

/// A call whose arguments have been typed, for a function that says more of its result than a signature can.
package struct TypedCall: Sendable {
    /// Without the optional, where the function lifts it.
    package let arguments: [Type]
    /// The arguments that are literals, or texts of one known value; nil where only the message will tell.
    package let literals: [CELValue?]
    /// What the signature gives.
    package let result: Type
    /// Where the call stands.
    package let span: SourceSpan
    /// Where its arguments stand.
    package let argumentSpans: [SourceSpan]

    /// All texts that an argument can be; nil where they are not known.
    package func values(_ at: Int) -> [String]? { text(at)?.values }

    /// What is known of an argument that is a text.
    package func text(_ at: Int) -> TextFacts? {
        guard arguments.indices.contains(at), case .string(let facts) = arguments[at] else {
            return nil
        }
        return facts
    }

    /// What is known of an argument that is a number.
    package func number(_ at: Int) -> NumberFacts? {
        guard arguments.indices.contains(at) else { return nil }
        switch arguments[at] {
        case .int(let facts), .double(let facts): return facts
        default: return nil
        }
    }

    /// A literal whole number.
    package func int(_ at: Int) -> Int? {
        guard literals.indices.contains(at), case .int(let value)? = literals[at] else {
            return nil
        }
        return Int(exactly: value)
    }
}

/// What the type parameters of a signature stand for in one call.
struct Matching {
    private var bindings: [String: Type] = [:]

    /// Whether an argument fits a parameter; type parameters take what makes it fit.
    mutating func accepts(_ argument: Type, as parameter: Type) -> Bool {
        switch (parameter, argument) {
        case (.parameter(let name), _):
            guard let known = bindings[name] else {
                bindings[name] = argument
                return true
            }
            guard let joined = known.joined(with: argument) else { return false }
            bindings[name] = joined
            return true
        case (.dyn, _): return true
        case (_, .dyn), (_, .parameter):
            open(parameter, as: argument)
            return true
        case (.list(let wanted), .list(let given)),
            (.optional(let wanted), .optional(let given)), (.type(let wanted), .type(let given)):
            return accepts(given, as: wanted)
        case (.map(let key, let value), .map(let givenKey, let givenValue)):
            return accepts(givenKey, as: key) && accepts(givenValue, as: value)
        case (.map(let key, let value), .object(let object)):
            guard accepts(.string, as: key) else { return false }
            if object.fields.isEmpty { return accepts(object.others ?? .nothing, as: value) }
            return object.fields.allSatisfy { accepts($0.type, as: value) }
        default: return argument.joined(with: parameter) != nil
        }
    }

    /// Binds what stands in a parameter that is given something of unknown type.
    private mutating func open(_ parameter: Type, as argument: Type) {
        switch parameter {
        case .parameter(let name):
            bindings[name] = argument.joined(with: bindings[name] ?? .nothing)
        case .list(let inner), .optional(let inner), .type(let inner): open(inner, as: argument)
        case .map(let key, let value):
            open(key, as: argument)
            open(value, as: argument)
        default: break
        }
    }

    /// A result with its type parameters put in.
    func applied(to type: Type) -> Type {
        switch type {
        case .parameter(let name): bindings[name] ?? .nothing
        case .list(let element): .list(applied(to: element))
        case .map(let key, let value): .map(key: applied(to: key), value: applied(to: value))
        case .optional(let inner): .optional(applied(to: inner))
        case .type(let inner): .type(applied(to: inner))
        default: type
        }
    }
}
