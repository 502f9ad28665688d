internal import Values

/// What functions that give numbers say of them, from what is known of their arguments.
enum NumberTyping {
    static func int(_ call: TypedCall) throws(Function.Refusal) -> Type {
        switch call.arguments[0] {
        case .int: call.arguments[0]
        case .double(let facts): .int(facts.truncated)
        case .uint: .int(NumberFacts(minimum: .zero, places: 0))
        default: .int
        }
    }

    static func double(_ call: TypedCall) throws(Function.Refusal) -> Type {
        switch call.arguments[0] {
        case .double(let facts): .double(facts)
        // Beyond 2^53 a double is no longer the whole number it stands for.
        case .int(let facts):
            .double(facts.isExactInDouble ? facts : NumberFacts())
        case .uint: .double(NumberFacts(minimum: .zero))
        default: .double
        }
    }

    static func size(_ call: TypedCall) throws(Function.Refusal) -> Type {
        let least = call.text(0).map { Number(Int64($0.minLength)) } ?? Number.zero
        let most = call.text(0)?.maxLength.map { Number(Int64($0)) }
        return .int(NumberFacts(minimum: least, maximum: most, places: 0))
    }

    /// `math.greatest` and `math.least`: of numbers, or of one list of them.
    static func extreme(_ call: TypedCall) throws(Function.Refusal) -> Type {
        var types = call.arguments
        if types.count == 1, case .list(let element) = types[0] { types = [element] }
        for (at, type) in types.enumerated() {
            switch type {
            case .int, .uint, .double, .dyn, .parameter: continue
            default:
                throw Function.Refusal(
                    "takes numbers, not \(type.name)",
                    argument: at,
                    hint: type.wrapped == nil ? nil : "write .orValue(…)"
                )
            }
        }
        var common = types[0]
        for type in types.dropFirst() { common = common.joined(with: type) ?? .dyn }
        return common
    }
}

extension NumberFacts {
    fileprivate var isExactInDouble: Bool {
        guard let least = minimum?.int64, let most = maximum?.int64 else { return false }
        return least > -(1 << 53) && most < 1 << 53
    }
}
