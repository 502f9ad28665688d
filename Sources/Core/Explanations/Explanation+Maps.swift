// What a map says: LB2080 to LB2087.
extension Explanation {
    private static let order = "toy/water/order.map.yaml"

    static let maps: [Explanation] = [
        Explanation(
            "LB2080",
            "a list in a place that holds no list",
            "The schema says that one value stands here. A list would make a message that the partner's own check refuses.",
            do: "Write one value; quote an expression that begins with a bracket.",
            Example(order, wrong: "phone: [app.?phone]", right: "phone: app.?phone")
        ),
        Explanation(
            "LB2081",
            "a directive that does not stand here",
            """
            Keys that begin with a dollar sign are directives: `$each $as $index $do $when` for what is written per element or \
            under a condition, `$value $fit $replace` for a leaf. Another one, or one without the directive that it belongs to, \
            would be left out, and the message made without it.
            """,
            do:
                "Choose a directive; a condition of a single leaf is written in its expression, with optional.none().",
            Example(
                order,
                wrong: "name: { $value: app.name, $cut: 6 }",
                right: "name: { $value: app.name, $fit: truncate }"
            )
        ),
        Explanation(
            "LB2082",
            "the message has no such field",
            """
            The map gives a field that the schema of the message does not list. The message is closed: the partner does not know the \
            field, and what it should have carried would be missing from every order.
            """,
            do:
                "Correct the name, or add the field to the schema if the partner's interface has it.",
            Example(order, wrong: "phnoe: app.?phone", right: "phone: app.?phone")
        ),
        Explanation(
            "LB2083",
            "`$each` without a name or without a body",
            "`$each` goes through a list, `$as` names the element in expressions, and `$do` is written once for each.",
            do: "Add what is missing of the three.",
            Example(
                order,
                wrong: """
                    $each: app.?materials.orValue([])
                    $do: m.id

                    """,
                right: """
                    $each: app.?materials.orValue([])
                    $as: m
                    $do: m.id

                    """
            )
        ),
        Explanation(
            "LB2084",
            "the charset lacks the replacement too",
            "`$replace` stands for characters that the partner's charset does not have, so it must be one that it has.",
            do: "Choose a character of the charset, such as 〇 or ?.",
            Example(
                order,
                wrong: "name: { $value: app.name, $fit: truncate, $replace: 𠮷 }",
                right: "name: { $value: app.name, $fit: truncate, $replace: 〇 }",
                replacing: "name: { $value: app.name, $fit: truncate }",
                given: [
                    Change(
                        order,
                        """
                        body:
                          no: item.number

                        """,
                        """
                        charset: GBK
                        body:
                          no: item.number

                        """
                    )
                ]
            )
        ),
        Explanation(
            "LB2085",
            "`$fit` has two forms",
            "What becomes of a value that is too long is decided here: `truncate` cuts its end off, `refuse` parks the message. Nothing else is done to what applicants wrote.",
            do: "Write one of the two, or say in the expression what should be written.",
            Example(order, wrong: "$fit: shorten", right: "$fit: truncate")
        ),
        Explanation(
            "LB2086",
            "there is no length to cut to",
            "The field may be of any length, so `$fit: truncate` would do nothing, and whoever reads the map would rely on it.",
            do: "Give the field a maxLength, in a fixed-width record a width, or remove `$fit`.",
            Example(
                order,
                wrong: "phone: { $value: app.?phone, $fit: truncate }",
                right: "phone: app.?phone"
            )
        ),
        Explanation(
            "LB2087",
            "nothing gives a required field",
            """
            The schema of the message requires a field, and the map has no leaf for it: every message would fail when it is made, \
            and each order would be parked.
            """,
            do: "Add the leaf; a field that the partner does not always need is not `required`.",
            Example(
                order,
                wrong: """
                    body:
                      name: { $value: app.name, $fit: truncate }

                    """,
                right: """
                    body:
                      no: item.number
                      name: { $value: app.name, $fit: truncate }

                    """
            )
        ),
    ]
}
