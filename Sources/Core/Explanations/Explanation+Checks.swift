// What a check of a map against both of its sides shows: LB2200 to LB2212.
extension Explanation {
    private static let order = "toy/water/order.map.yaml"
    private static let program = "toy/program/program.yaml"
    private static let partner = "toy/water/contract.yaml"
    private static let phone = "phone: app.?phone"
    private static let phoneSchema = "\"phone\": { \"type\": \"string\" }"
    private static let application = "canonical/application.schema.json"
    private static let orderSchema = "toy/water/order.schema.json"

    static let checks: [Explanation] = [
        Explanation(
            "LB2200",
            "a value of another type than its place",
            "The schema of the message says what stands here, and the expression gives something else: no such message would pass.",
            do:
                "Convert the value, or correct the schema if it is not what the partner's interface says.",
            Example(order, wrong: "phone: app.name == 'x'", right: phone)
        ),
        Explanation(
            "LB2201",
            "a required field whose value may be absent",
            """
            The partner needs the field, and the value comes from one that an application may lack. The first such application \
            would be parked, although the applicant did nothing wrong.
            """,
            do:
                "Give it a value for that case with .orValue(…), make sure of it in the program, or make the source required.",
            Example(
                order,
                wrong: "no: { $value: app.?phone, $fit: truncate }",
                right: "no: item.number"
            )
        ),
        Explanation(
            "LB2202",
            "a text that may be too long, or too short",
            """
            The field of the partner holds so many characters, or bytes of its charset, and the value can have more. In \
            production this shows with the first long company name. Nothing is cut in silence.
            """,
            do:
                "Bound it where it comes from (maxLength), or decide: $fit: truncate cuts it, $fit: refuse parks the message.",
            Example(
                order,
                wrong: "name: app.name",
                right: "name: { $value: app.name, $fit: truncate }"
            )
        ),
        Explanation(
            "LB2203",
            "a value that is none of those allowed",
            "The place lists what may stand there, and the value can be something else, or nothing says that it is not.",
            do: "Translate it with code(…) or decode(…), or complete the code table.",
            Example(
                order,
                wrong: "phone: app.name",
                right: "phone: \"'A'\"",
                replacing: phone,
                given: [Change(orderSchema, phoneSchema, "\"phone\": { \"enum\": [\"A\", \"B\"] }")]
            )
        ),
        Explanation(
            "LB2204",
            "a text that does not have the form of its place",
            "The place has a pattern or a format, and this value does not satisfy it: the partner would refuse every such message.",
            do: "Write the value in the form that is asked for.",
            Example(
                order,
                wrong: "phone: \"'none'\"",
                right: "phone: \"'0391'\"",
                replacing: phone,
                given: [
                    Change(
                        orderSchema,
                        phoneSchema,
                        "\"phone\": { \"type\": \"string\", \"pattern\": \"^[0-9]*$\" }"
                    )
                ]
            )
        ),
        Explanation(
            "LB2205",
            "a number outside of its place",
            "The place bounds the number, its digits behind the point or its bytes, and the value can be outside: nothing is rounded in silence.",
            do: "Bound it where it comes from, or round it: decimal(x, 2, 'half-up').",
            Example(
                order,
                wrong: "phone: 12",
                right: "phone: 5",
                replacing: phone,
                given: [
                    Change(
                        orderSchema,
                        phoneSchema,
                        "\"phone\": { \"type\": \"integer\", \"maximum\": 9 }"
                    )
                ]
            )
        ),
        Explanation(
            "LB2206",
            "a character that the charset of the message does not have",
            "The text is written in the contract, and the partner's charset has no bytes for it.",
            do: "Choose another character or, if the partner can, GB18030, which has them all.",
            Example(
                order,
                wrong: "phone: \"'𠮷'\"",
                right: "phone: \"'吉'\"",
                replacing: phone,
                given: [Change(order, "body:", "charset: GBK\nbody:")]
            )
        ),
        Explanation(
            "LB2210",
            "a code table that misses a value",
            "The source can have this value, and the table has nothing for it: the first message with it would be parked.",
            do:
                "Add it to the table; what the partner may send although nobody knows what follows belongs under `park`.",
            Example(
                partner,
                wrong: "state: { accepted: A, connected: C }",
                right: "state: { accepted: A, connected: C, park: [X] }"
            )
        ),
        Explanation(
            "LB2212",
            "a code table that nothing uses",
            "It looks like a rule and is none; most often a map writes the codes itself or names another table.",
            do: "Remove it, or use it.",
            Example(
                partner,
                wrong: """
                    kind: { NEW: "1", CLOSE: "2" }
                    half: { AM: "1", PM: "2" }

                    """,
                right: """
                    kind: { NEW: "1", CLOSE: "2" }

                    """
            )
        ),
    ]
}
