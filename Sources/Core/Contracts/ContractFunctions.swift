import Expressions
import Values

/// The functions of the contract language that need a contract, a calendar or a region
/// (contracts/LANGUAGE.md, section 10).
struct ContractFunctions {
    let base: Dialect.Base
    let codes: [String: CodeTable]

    var all: [Function] {
        [code, decode, title, lead, RuleFunctions.isWorkday(base.calendar), RuleFunctions.reached]
            + RuleFunctions.spans
    }

    private func table(_ call: Function.Call) throws(Function.Refusal) -> CodeTable {
        let name = try call.literalString(0, of: "the code table")
        if let table = codes[name] { return table }
        throw Function.Refusal(
            "there is no code table '\(name)'",
            argument: 0,
            hint: didYouMean(name, among: codes.keys)
                ?? (codes.isEmpty
                    ? "code tables stand in contract.yaml"
                    : "known are \(codes.keys.sorted().joined(separator: ", "))")
        )
    }

    private func table(_ call: TypedCall) -> CodeTable? {
        call.values(0)?.first.flatMap { codes[$0] }
    }

    private var code: Function {
        Function("code", arity: 2...2, liftsOptional: true) { call throws(Function.Refusal) in
            let table = try table(call)
            let tell = base.observer?.table(table)
            return .binary { (_, value) throws(EvaluationError) in
                guard case .string(let code) = value else {
                    throw EvaluationError(
                        .type,
                        "code('\(table.name)', …) takes a canonical code, not \(value.typeName)"
                    )
                }
                guard let written = table.write(code) else {
                    throw EvaluationError(
                        .range,
                        "code table '\(table.name)' (\(table.span)) has no entry for '\(code)'"
                    )
                }
                tell?(code)
                return CELValue(written)
            }
        }
        .gives(.dyn, for: .string, .string)
        .typed { call throws(Function.Refusal) in
            try table(call).map { (table) throws(Function.Refusal) in
                try CodeTyping(table: table).writing(call)
            } ?? call.result
        }
    }

    private var decode: Function {
        Function("decode", arity: 2...2, liftsOptional: true) { call throws(Function.Refusal) in
            let table = try table(call)
            for (value, codes) in table.ambiguous {
                throw Function.Refusal(
                    "code table '\(table.name)' cannot be read: \(value.text) stands for \(codes.joined(separator: " and "))",
                    argument: 0
                )
            }
            let tell = base.observer?.table(table)
            return .binary { (_, value) throws(EvaluationError) in
                guard let plain = value.value, plain.string != nil || plain.number != nil else {
                    throw EvaluationError(
                        .type,
                        "decode('\(table.name)', …) takes a text or a number, not \(value.typeName)"
                    )
                }
                switch table.read(plain) {
                case .code(let code):
                    tell?(code)
                    return .string(code)
                case .parked:
                    throw EvaluationError(
                        .range,
                        "code table '\(table.name)' (\(table.span)) leaves \(plain.text) to a person"
                    )
                case .unknown:
                    throw EvaluationError(
                        .range,
                        "code table '\(table.name)' (\(table.span)) does not know \(plain.text)"
                    )
                }
            }
        }
        .gives(.string, for: .string, .string)
        .gives(.string, for: .string, .int)
        .typed { call throws(Function.Refusal) in
            try table(call).map { (table) throws(Function.Refusal) in
                try CodeTyping(table: table).reading(call)
            } ?? call.result
        }
    }

    private var title: Function {
        let titles = base.titles
        return Function("title", arity: 2...2, liftsOptional: true) {
            call throws(Function.Refusal) in
            let name = try call.literalString(0, of: "the table")
            guard let table = titles.tables[name] else {
                throw Function.Refusal(
                    "canonical/codes.yaml has no table '\(name)'",
                    argument: 0,
                    hint: didYouMean(name, among: titles.tables.keys)
                )
            }
            return .binary { (_, value) throws(EvaluationError) in
                guard case .string(let code) = value, let title = table[code] else {
                    throw EvaluationError(
                        .range,
                        "canonical/codes.yaml has no title in '\(name)' for this code"
                    )
                }
                return .string(title)
            }
        }.gives(.string, for: .string, .string).typed { call throws(Function.Refusal) in
            guard case .string(let name)? = call.literals[0], let table = titles.tables[name],
                !table.isEmpty
            else { return .string }
            return .string(among: table.values)
        }
        .gives(.string, for: .string, .string)
        .typed { call throws(Function.Refusal) in
            guard let name = call.values(0)?.first, let table = titles.tables[name] else {
                return call.result
            }
            return try CodeTyping.title(name, table, call)
        }
    }

    /// A case tells who leads its stages; where there is no case, the region does as far as it leaves no choice.
    private var lead: Function {
        let leads = base.leads
        let region = base.region
        return Function("lead", arity: 1...1) { (_) throws(Function.Refusal) in
            .binary { (stage, its) throws(EvaluationError) in
                guard case .string(let stage) = stage else {
                    throw EvaluationError(.type, "lead() takes the name of a stage")
                }
                if case .optional(.host(let object)?) = its, let party = object.member(stage) {
                    return party
                }
                guard case .optional(nil) = its, let parties = leads[stage], parties.count == 1
                else {
                    throw EvaluationError(.absent("lead('\(Problem.excerpt(stage))')"))
                }
                return .string(parties[0])
            }
        }.reading(slot: Variable.leads.rawValue).gives(.string, for: .string).typed {
            call throws(Function.Refusal) in
            guard let stages = call.values(0) else {
                return .string(among: leads.values.flatMap { $0 })
            }
            if let stage = stages.first(where: { leads[$0] == nil }) {
                throw Function.Refusal(
                    "\(region) names no lead for '\(stage)'",
                    argument: 0,
                    hint: didYouMean(stage, among: leads.keys)
                        ?? "stages are listed under leads in \(region)/region.yaml",
                    code: "LB2033"
                )
            }
            return .string(among: stages.flatMap { leads[$0] ?? [] })
        }
    }
}

extension Value {
    /// The value as a message to an engineer quotes it.
    fileprivate var text: String {
        switch self {
        case .string(let text): "'\(Problem.excerpt(text, max: 20))'"
        case .number(let number): number.text
        default: kind
        }
    }
}
