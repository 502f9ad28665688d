import Expressions
import Values

/// What `code`, `decode` and `title` give, where the values that they are given are known
/// (contracts/LANGUAGE.md, section 6).
struct CodeTyping {
    let table: CodeTable

    /// `code(table, x)`: every value of x has an entry, and what is written are the entries' values.
    func writing(_ call: TypedCall) throws(Function.Refusal) -> Type {
        guard let codes = call.values(1) else { return Self.type(of: table.written) }
        let missing = codes.filter { table.write($0) == nil }
        let refusals = missing.map { code in
            Function.Refusal(
                "code table '\(table.name)' has no entry for '\(code)', which is written at \(call.argumentSpans[1])",
                hint: suggestion(code),
                code: "LB2210",
                span: table.keySpan
            )
        }
        if let refusal = Function.Refusal.all(refusals) { throw refusal }
        return Self.type(of: codes.compactMap { table.write($0) })
    }

    private func suggestion(_ code: String) -> String {
        didYouMean(code, among: table.codes) ?? "add \(code): <the party's value>"
    }

    /// `decode(table, y)`: every value of y is in the table, and what is read are its codes.
    func reading(_ call: TypedCall) throws(Function.Refusal) -> Type {
        guard let values = values(call) else { return .string(among: table.codes) }
        var codes: Set<String> = []
        var refusals: [Function.Refusal] = []
        for value in values {
            switch table.read(value) {
            case .code(let code): codes.insert(code)
            case .parked: break
            case .unknown:
                refusals.append(
                    Function.Refusal(
                        "code table '\(table.name)' does not know \(value.quoted), which can arrive at \(call.argumentSpans[1])",
                        hint: "say which code it stands for, or list it under park",
                        code: "LB2210",
                        span: table.keySpan
                    )
                )
            }
        }
        if let refusal = Function.Refusal.all(refusals) { throw refusal }
        return .string(among: codes)
    }

    private func values(_ call: TypedCall) -> [Value]? {
        if let texts = call.values(1) { return texts.map { .string($0) } }
        return call.number(1)?.values?.map { .number($0) }
    }

    /// The type of values that a table writes: texts or whole numbers.
    private static func type(of values: [Value]) -> Type {
        let texts = values.compactMap(\.string)
        if texts.count == values.count { return .string(among: texts) }
        let numbers = values.compactMap(\.number).sorted { $0.double < $1.double }
        guard numbers.count == values.count else { return .dyn }
        var facts = NumberFacts(minimum: numbers.first, maximum: numbers.last, places: 0)
        facts.values = numbers
        return .int(facts)
    }

    /// `title(table, x)`: every value of x has a title.
    static func title(
        _ name: String,
        _ titles: [String: String],
        _ call: TypedCall
    ) throws(Function.Refusal) -> Type {
        guard let codes = call.values(1) else { return .string(among: titles.values) }
        if let code = codes.first(where: { titles[$0] == nil }) {
            throw Function.Refusal(
                "canonical/codes.yaml has no title in '\(name)' for '\(code)', which this can be",
                argument: 1,
                hint: didYouMean(code, among: titles.keys),
                code: "LB2210"
            )
        }
        return .string(among: codes.compactMap { titles[$0] })
    }
}

extension Value {
    fileprivate var quoted: String { string.map { "'\($0)'" } ?? number?.text ?? kind }
}
