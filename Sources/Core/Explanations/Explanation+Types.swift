// What the types of an expression show: LB2120 to LB2129.
extension Explanation {
    private static let order = "toy/water/order.map.yaml"
    private static let program = "toy/program/program.yaml"
    private static let phone = "phone: app.?phone"
    private static let isNew = "party: water, when: isNew }"

    static let types: [Explanation] = [
        Explanation(
            "LB2120",
            "an operator or function that these values do not have",
            """
            The types of all fields are known from the schemas, and for these there is no such operation: a text cannot be \
            added to a number, an optional value (`.?`) not be joined to a text. It would fail for every message.
            """,
            do:
                "Convert the value with string(), int() or decimal(), or give an optional one a value: .orValue('').",
            Example(
                order,
                wrong: "phone: app.name + 1",
                right: "phone: app.name + '1'",
                replacing: phone
            )
        ),
        Explanation(
            "LB2121",
            "an object that has no such member",
            """
            The name stands in no schema: of the application, of the partner's message, or of what the hub gives. Such a field is \
            absent in every message, so the order would go out without it, or not at all.
            """,
            do: "Correct the name; a new field belongs into the schema first.",
            Example(order, wrong: "phone: app.?phnoe", right: phone)
        ),
        Explanation(
            "LB2122",
            "a value that may be absent is read as if it were there",
            """
            The field is not required, and nothing at this place makes sure of it: neither `has()`, nor `$when`, nor the item's \
            `when`. The first application without it would be parked.
            """,
            do: "Write .? before the field, or ask has() first.",
            Example(
                order,
                wrong: "kind: code('kind', app.kind)",
                right: "kind: code('kind', app.?kind)"
            )
        ),
        Explanation(
            "LB2123",
            "a member that nothing ever gives",
            """
            The canonical model has the field, but this program's application map does not give it, or at this place it is \
            surely absent. The expression can never have a value.
            """,
            do: "Let application.map.yaml give it, or remove what reads it.",
            Example(order, wrong: "phone: app.phone", right: "phone: app.name", replacing: phone)
        ),
        Explanation(
            "LB2124",
            "a comparison with a value that never occurs",
            "All values of the field are known, and this is none of them: most often the code of another list, or a misspelt one.",
            do: "Compare with one of the values that the hint names.",
            Example(
                program,
                wrong: "party: water, when: app.?kind.orValue('NEW') == 'OPEN' }",
                right: "party: water, when: app.?kind.orValue('NEW') == 'CLOSE' }",
                replacing: isNew
            )
        ),
        Explanation(
            "LB2125",
            "a condition that is always met, or never",
            "Whatever the message, the answer is the same: a rule that looks like a choice is none. Most often another field was meant.",
            do: "Correct the condition, or remove it.",
            Example(
                program,
                wrong: "party: water, when: has(app.name) }",
                right: "party: water, when: has(app.kind) }",
                replacing: isNew
            )
        ),
        Explanation(
            "LB2126",
            "what is never reached",
            "What stands before it is always taken, so this never counts.",
            do: "Remove it, or correct what stands before it.",
            Example(
                order,
                wrong: "phone: app.?name.orValue('none')",
                right: "phone: app.name",
                replacing: phone
            )
        ),
        Explanation(
            "LB2127",
            "a condition that is neither true nor false",
            "A condition is bool. A text or a number here would be an error for every message.",
            do: "Compare it with something, or ask has().",
            Example(
                program,
                wrong: "party: water, when: app.name }",
                right: "party: water, when: app.name != '' }",
                replacing: isNew
            )
        ),
        Explanation(
            "LB2129",
            "the two branches of `? :` are of different types",
            "What the expression gives would depend on the message, and one of the two cannot stand at this place.",
            do:
                "Give both branches one type; for nothing write optional.none() and optional.of(…).",
            Example(
                order,
                wrong: "phone: \"isNew ? app.name : 1\"",
                right: "phone: \"isNew ? app.name : '1'\"",
                replacing: phone,
                given: [
                    Change(order, "body:", "let: { isNew: has(app.kind) }\nbody:")
                ]
            )
        ),
    ]
}
