// What an expression says by itself: LB2101 to LB2108.
extension Explanation {
    private static let order = "toy/water/order.map.yaml"
    private static let program = "toy/program/program.yaml"

    static let expressions: [Explanation] = [
        Explanation(
            "LB2101",
            "the text is no expression",
            """
            Expressions are CEL (cel.dev): fields with dots, operators, functions, and texts in quotes. A word that should be \
            sent as it stands needs quotes of its own inside those of YAML: "'ENTERPRISE'".
            """,
            do:
                "Look at the marked place: an operator, a quote or a parenthesis is missing there or before.",
            Example(order, wrong: "no: item number", right: "no: item.number")
        ),
        Explanation(
            "LB2102",
            "an expression is too long or too deep",
            "Nobody could check such a rule against its policy, and it would take time for every message.",
            do: "Give its parts names under `let`."
        ),
        Explanation(
            "LB2103",
            "a name that cannot be read here",
            """
            The name is misspelt, or it exists in another place only: a map that reads a partner's message sees `input`, not \
            the application; `item` is there only where one item is meant.
            """,
            do: "Choose one of the names that the hint lists; inside $each the one after $as.",
            Example(order, wrong: "no: itme.number", right: "no: item.number")
        ),
        Explanation(
            "LB2104",
            "a function that there is not",
            "The function is misspelt, or it is called as `f(x)` where it is `x.f()`, or the other way round.",
            do: "See contracts/LANGUAGE.md for the functions; the hint names the nearest.",
            Example(program, wrong: "within: workday(5)", right: "within: workdays(5)")
        ),
        Explanation(
            "LB2105",
            "too few or too many arguments",
            "The function exists, but not with this many arguments.",
            do: "Give the arguments that the message names, separated by commas.",
            Example(order, wrong: "kind: code('kind')", right: "kind: code('kind', app.?kind)")
        ),
        Explanation(
            "LB2106",
            "a macro is used wrongly",
            """
            `has`, `all`, `exists`, `exists_one`, `filter` and `map` are not functions: `has` asks for a field, and the others \
            name the element of a list first and then what to do with it.
            """,
            do: "Write has(app.phone), list.map(x, x.name), list.filter(x, x.over).",
            Example(
                program,
                wrong: "party: water, when: has(isNew) }",
                right: "party: water, when: has(app.kind) }",
                replacing: "party: water, when: isNew }"
            )
        ),
        Explanation(
            "LB2107",
            "an argument that the function refuses",
            """
            The argument is known before any message flows, and it can never work: a code table that is not there, or one that \
            cannot be read because one value of the partner stands for two codes, a pattern that is no pattern.
            """,
            do: "Correct the argument, or the code table under `codes`.",
            Example(
                order,
                wrong: "kind: code('knid', app.?kind)",
                right: "kind: code('kind', app.?kind)"
            )
        ),
        Explanation(
            "LB2108",
            "named expressions that need one another",
            "To know the one, the other would have to be known first.",
            do: "Let one of them stand on its own.",
            Example(
                program,
                wrong: "let: { isNew: isOpen, isOpen: isNew }",
                right: "let: { isNew: app.?kind.orValue('NEW') == 'NEW', isOpen: isNew }",
                replacing: "let: { isNew: app.?kind.orValue('NEW') == 'NEW' }"
            )
        ),
    ]
}
