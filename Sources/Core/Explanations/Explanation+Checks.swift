// What a check against both sides shows: maps LB2200 to LB2212, programs LB2230 to LB2238.
extension Explanation {
    private static let order = "toy/water/order.map.yaml"
    private static let program = "toy/program/program.yaml"
    private static let partner = "toy/water/contract.yaml"
    private static let phone = "phone: app.?phone"
    private static let phoneSchema = "\"phone\": { \"type\": \"string\" }"
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
        Explanation(
            "LB2230",
            "conditions that wait for one another",
            "Each waits for what the other decides, so neither order would ever go out, and the case would stand still for ever.",
            do: "Let one of them stand on its own.",
            Example(
                program,
                wrong: "party: water, when: isNew, after: items.water.over }",
                right: "party: water, when: isNew }"
            )
        ),
        Explanation(
            "LB2231",
            "a wait for a state that the party never reports",
            "The code table of the party's replies has no such state, nor one that implies it, so nothing would ever follow.",
            do:
                "Wait for a state that it reports, or add the state to its code table if its interface has it.",
            Example(program, wrong: "until: granted", right: "until: accepted")
        ),
        Explanation(
            "LB2232",
            "a limit that never starts",
            "It begins with a state that the party never reports: no due time, no warning, and nobody would notice.",
            do: "Begin it with a state that is reported, or with `ordered`.",
            Example(
                program,
                wrong: "from: surveyed",
                right: "from: ordered",
                given: Change(partner, "connected: C", "refused: C")
            )
        ),
        Explanation(
            "LB2233",
            "an outcome that is never due",
            "An item that counts has to end before the outcome is issued, and the replies of its party give no ending.",
            do:
                "Let the reply map give one, say with `ends` which state completes the item, or write `counts: false`.",
            Example(
                partner,
                wrong: "state: { accepted: A, surveyed: C, park: [X] }",
                right: "state: { accepted: A, connected: C, park: [X] }"
            )
        ),
        Explanation(
            "LB2234",
            "a reply that cannot find its item",
            "Nothing in the reply says which order it answers: each would wait for a person.",
            do: "Let the order carry item.number and the reply map give it back as `item`.",
            Example(
                "toy/water/reply.map.yaml",
                wrong: """
                    body:
                      state: decode('state', input.state)

                    """,
                right: """
                    body:
                      item: input.no
                      state: decode('state', input.state)

                    """
            )
        ),
        Explanation(
            "LB2235",
            "a choice of a party that does not fit its codes",
            "For a code without a party the order would go to nobody; a party for a code that never occurs is a slip.",
            do: "Name a party for each value, and only for those.",
            Example(
                program,
                wrong: "party: { by: \"app.?kind.orValue('NEW')\", NEW: water } }",
                right:
                    "party: { by: \"app.?kind.orValue('NEW')\", NEW: water, CLOSE: water } }",
                replacing: "party: water, when: isNew }"
            )
        ),
        Explanation(
            "LB2236",
            "an expression of another type than the rule needs",
            "A span, a time or a list of parties stands here, and the expression gives something else.",
            do: "Give what the message names: workdays(5) is a span.",
            Example(program, wrong: "within: \"5\"", right: "within: workdays(5)")
        ),
        Explanation(
            "LB2238",
            "a limit for no item that waits for a state",
            "A limit without `for` is one for the whole case, and a case has no such state: the limit would never begin or end.",
            do: "Name items or groups in `for`, or write which item is meant.",
            Example(
                program,
                wrong: """
                    title: 受理
                    from: ordered
                    until: decided

                    """,
                right: """
                    title: 受理
                    for: [services]
                    from: ordered
                    until: decided

                    """,
                replacing: """
                    title: 受理
                    for: [services]
                    from: ordered
                    until: accepted

                    """
            )
        ),
        Explanation(
            "LB2244",
            "a message that no rule sends",
            """
            The name of a map says what it is for. This one is neither an order, update, cancel or refusal of an item, nor a notice \
            that its party gets, nor the outcome or rejection of a program. It is never sent, so it is never checked.
            """,
            do:
                "Correct the name, let an item or a notice of a program go to the party, or remove the map."
        ),
    ]
}
