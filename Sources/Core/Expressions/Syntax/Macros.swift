internal import Values

/// The macros: calls whose arguments are not evaluated but rearranged (cel-spec, langdef.md, "Macros").
extension Parser {
    func call(
        _ field: Term.Field,
        _ arguments: [Term],
        _ range: Range<Int>
    ) throws(Diagnostic) -> Term {
        guard field.name == "has", arguments.count == 1 else {
            return try term(.call(field, arguments), range)
        }
        guard case .select(let operand, let member, isOptional: false) = arguments[0].kind else {
            throw fault(
                arguments[0].range,
                "has() takes a member, as in has(a.b)",
                code: Fault.macro,
                hint: "for an optional or an element, ask hasValue() or 'in'"
            )
        }
        return try term(.has(operand, member), range)
    }

    func memberCall(
        _ target: Term,
        _ field: Term.Field,
        _ arguments: [Term],
        _ range: Range<Int>
    ) throws(Diagnostic) -> Term {
        switch (field.name, arguments.count) {
        case ("all", 1), ("exists", 1), ("exists_one", 1), ("existsOne", 1), ("filter", 1),
            ("map", 1):
            throw fault(
                arguments[0].range,
                "\(field.name)() first names what it calls each element",
                code: Fault.macro,
                hint: "write \(field.name)(x, …) and x in what follows"
            )
        case ("all", 2), ("exists", 2), ("filter", 2), ("all", 3), ("exists", 3),
            ("exists_one", 2...3), ("existsOne", 2...3):
            let kind = Term.Comprehension.Kind(rawValue: field.name) ?? .existsOne
            return try comprehension(
                kind,
                target,
                arguments.dropLast(),
                condition: arguments.last,
                result: nil,
                range
            )
        case ("map", 2...3):
            let condition = arguments.count == 3 ? arguments[1] : nil
            return try comprehension(
                .map,
                target,
                arguments.prefix(1),
                condition: condition,
                result: arguments.last,
                range
            )
        case ("transformList", 3...4), ("transformMap", 3...4):
            let kind: Term.Comprehension.Kind =
                field.name == "transformMap" ? .transformMap : .transformList
            let condition = arguments.count == 4 ? arguments[2] : nil
            return try comprehension(
                kind,
                target,
                arguments.prefix(2),
                condition: condition,
                result: arguments.last,
                range
            )
        case ("optMap", 2), ("optFlatMap", 2):
            let name = try variable(arguments[0])
            let isFlat = field.name == "optFlatMap"
            return try term(
                .optionalMap(target, name, body: arguments[1], isFlat: isFlat),
                range
            )
        case ("bind", 3):
            guard case .name("cel", _) = target.kind else { break }
            let name = try variable(arguments[0])
            return try term(.bind(name, arguments[1], body: arguments[2]), range)
        default: break
        }
        return try term(.memberCall(target, field, arguments), range)
    }

    private func comprehension(
        _ kind: Term.Comprehension.Kind,
        _ target: Term,
        _ variables: ArraySlice<Term>,
        condition: Term?,
        result: Term?,
        _ range: Range<Int>
    ) throws(Diagnostic) -> Term {
        var names: [String] = []
        for argument in variables {
            let name = try variable(argument)
            if names.contains(name) {
                throw fault(argument.range, "both variables are named '\(name)'", code: Fault.macro)
            }
            names.append(name)
        }
        guard let first = names.first else { throw fault(range, "a variable is missing") }
        let macro = Term.Comprehension(
            kind: kind,
            range: target,
            variable: first,
            second: names.count > 1 ? names[1] : nil,
            condition: condition,
            result: result
        )
        return try term(.comprehension(macro), range)
    }

    private func variable(_ term: Term) throws(Diagnostic) -> String {
        guard case .name(let name, isGlobal: false) = term.kind else {
            throw fault(term.range, "expected the name of a variable", code: Fault.macro)
        }
        return name
    }
}
