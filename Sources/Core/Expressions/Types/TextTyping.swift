internal import Values

/// What functions that give text say of it, from what is known of their arguments.
enum TextTyping {
    private typealias Refusal = Function.Refusal

    private static func argument(_ call: TypedCall, _ at: Int = 0) -> TextFacts {
        call.text(at) ?? TextFacts()
    }

    // MARK: Texts

    /// As long as the text, and ASCII where that is.
    static func sameShape(_ call: TypedCall) throws(Function.Refusal) -> Type {
        .string(argument(call).shape)
    }

    /// At most as long as the text.
    static func part(_ call: TypedCall) throws(Function.Refusal) -> Type {
        var facts = argument(call).shape
        facts.minLength = 0
        return .string(facts)
    }

    static func charAt(_ call: TypedCall) throws(Function.Refusal) -> Type {
        .string(TextFacts(maxLength: 1, repertoire: argument(call).repertoire))
    }

    /// A part that reaches beyond the text is an error, so what is cut has the length that the positions say.
    static func substring(_ call: TypedCall) throws(Function.Refusal) -> Type {
        let text = argument(call)
        var facts = TextFacts(maxLength: text.maxLength, repertoire: text.repertoire)
        guard let start = call.int(1), start >= 0 else { return .string(facts) }
        if call.arguments.count == 2 {
            facts.minLength = max(0, text.minLength - start)
            facts.maxLength = text.maxLength.map { max(0, $0 - start) }
        } else if let end = call.int(2), end >= start {
            facts.minLength = end - start
            facts.maxLength = end - start
        }
        return .string(facts)
    }

    static func replace(_ call: TypedCall) throws(Function.Refusal) -> Type {
        let (text, old, new) = (argument(call), argument(call, 1), argument(call, 2))
        var facts = TextFacts(repertoire: max(text.repertoire, new.repertoire))
        if let most = new.maxLength, most <= old.minLength, old.minLength > 0 {
            facts.maxLength = text.maxLength
        }
        if new.minLength >= old.maxLength ?? .max { facts.minLength = text.minLength }
        return .string(facts)
    }

    static func split(_ call: TypedCall) throws(Function.Refusal) -> Type {
        guard case .string(let facts) = try part(call) else { return call.result }
        return .list(.string(facts))
    }

    static func join(_ call: TypedCall) throws(Function.Refusal) -> Type {
        guard case .list(.string(let facts)) = call.arguments[0] else { return .string }
        let separator = call.arguments.count > 1 ? argument(call, 1).repertoire : .ascii
        return .string(TextFacts(repertoire: max(facts.repertoire, separator)))
    }

    static func ascii(_ call: TypedCall) throws(Function.Refusal) -> Type {
        .string(TextFacts(repertoire: .ascii))
    }

    /// Full-width characters become as many half-width ones.
    static func halfwidth(_ call: TypedCall) throws(Function.Refusal) -> Type {
        let text = argument(call)
        return .string(text.repertoire == .ascii ? text : text.shape)
    }

    static func present(_ call: TypedCall) throws(Function.Refusal) -> Type {
        var facts = argument(call)
        if facts.values == nil { facts.minLength = max(1, facts.minLength) }
        return .optional(.string(facts))
    }

    // MARK: From other types

    static func string(_ call: TypedCall) throws(Function.Refusal) -> Type {
        switch call.arguments[0] {
        case .string: return call.arguments[0]
        case .bool: return .string(among: ["false", "true"])
        case .int(let facts):
            let values = facts.values?.compactMap(\.int64).map(String.init)
            if let values, !values.isEmpty { return .string(among: values) }
            let ends = [facts.minimum?.int64 ?? .min, facts.maximum?.int64 ?? .max]
            let most = ends.map { String($0).utf8.count }.max()
            return .string(TextFacts(minLength: 1, maxLength: most, repertoire: .ascii))
        case .uint: return .string(TextFacts(minLength: 1, maxLength: 20, repertoire: .ascii))
        case .double, .timestamp, .duration:
            return .string(TextFacts(minLength: 1, repertoire: .ascii))
        default: return .string
        }
    }

    static func date(_ call: TypedCall) throws(Function.Refusal) -> Type {
        guard case .string(let text)? = call.literals[1], let pattern = try? TimePattern(text)
        else {
            return .string(TextFacts())
        }
        return .string(pattern.facts)
    }

    /// The range with its places, written out: rounding keeps the order, so that no number between is longer.
    static func decimal(_ call: TypedCall) throws(Function.Refusal) -> Type {
        var facts = TextFacts(minLength: 1, repertoire: .ascii)
        guard let places = call.int(1), (0...30).contains(places) else { return .string(facts) }
        if places > 0 { facts.minLength = places + 2 }
        guard let number = call.number(0), let least = number.minimum, let most = number.maximum
        else { return .string(facts) }
        let ends = [least, most].compactMap {
            $0.decimal.text(places: places, rounding: .halfUp)?.utf8.count
        }
        // A small negative number has a sign that its range's ends may lack.
        let shortest = places > 0 ? places + 2 : 1
        let sign = least.decimal.isNegative ? 1 : 0
        facts.maxLength = max(ends.max() ?? 0, shortest + sign)
        return .string(facts)
    }
}
