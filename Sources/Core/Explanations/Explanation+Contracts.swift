// What a contract says for all of its messages: code tables LB2020 to LB2022, the rest LB2070 to LB2076.
extension Explanation {
    private static let partner = "toy/water/contract.yaml"

    static let contracts: [Explanation] = [
        Explanation(
            "LB2020",
            "a code table that is no mapping",
            "A code table says for each canonical code what the partner writes for it; a list says only one of the two.",
            do: "Write `{ CANONICAL: \"partner's\" }`.",
            Example(
                partner,
                wrong: "kind: [NEW, CLOSE]",
                right: "kind: { NEW: \"1\", CLOSE: \"2\" }"
            )
        ),
        Explanation(
            "LB2021",
            "a code is neither a text nor a whole number",
            """
            The value would reach the partner in another form than it was written here: `true`, a decimal number, nothing. \
            YAML takes such words for something else unless they are quoted.
            """,
            do: "Put the code in quotes.",
            Example(
                partner,
                wrong: "kind: { NEW: true, CLOSE: \"2\" }",
                right: "kind: { NEW: \"true\", CLOSE: \"2\" }",
                replacing: "kind: { NEW: \"1\", CLOSE: \"2\" }"
            )
        ),
        Explanation(
            "LB2022",
            "a table of Chinese titles that is no mapping",
            "canonical/codes.yaml gives each canonical code its title, which applicants and officials read.",
            do: "Write `{ CODE: 名称 }`.",
            Example(
                "canonical/codes.yaml",
                wrong: "kind: [新装, 销户]",
                right: "kind: { NEW: 新装, CLOSE: 销户 }"
            )
        ),
        Explanation(
            "LB2070",
            "a message that is too deep",
            """
            A message on the wire has at most 32 levels, which no decoder of ours goes beyond: whoever sends more wants to exhaust \
            the receiver. A schema that describes more describes messages that would all be refused.
            """,
            do: "Write the message flatter."
        ),
        Explanation(
            "LB2071",
            "nobody knows when two messages are the same",
            """
            `identity` decides what is a repetition: by the message id, by the content, or by fields of it. Taken for new, a \
            reply that was sent twice would count twice.
            """,
            do: "Write message-id, content, or a list of fields.",
            Example(
                partner,
                wrong: """
                    format: json
                    identity: number

                    """,
                right: """
                    format: json
                    identity: [no]

                    """,
                replacing: """
                    format: json

                    """
            )
        ),
        Explanation(
            "LB2073",
            "a message that its format cannot write",
            """
            The schema lacks what the wire needs, or has what it cannot carry: a root element for XML, a width for every column \
            of a fixed-width record, a charset that JSON does not have; or an object in a column of a table, a list in a form, two \
            columns of one name. No such message could ever be sent or read.
            """,
            do:
                "Add the annotation (`xml`, `record`) that the message names, or give the value a place that the format has.",
            Example(
                "toy/program/outcome.map.yaml",
                wrong: """
                    format: xml
                    body: { lsh: app.number, jg: outcome.overall }

                    """,
                right: """
                    format: json
                    body: { lsh: app.number, jg: outcome.overall }

                    """,
                replacing: "body: { lsh: app.number, jg: outcome.overall }"
            )
        ),
        Explanation(
            "LB2074",
            "an answer for a reply that there is not",
            """
            answer.map.yaml says how a partner would answer, for the simulator: it writes the partner's reply of the same name. \
            This contract has no such reply.
            """,
            do: "Give both files the same ending: answer-late.map.yaml and reply-late.map.yaml."
        ),
        Explanation(
            "LB2075",
            "an identity of fields that a message may lack",
            """
            `identity` lists the fields by which a delivery is known again. Where none of them is there, every such delivery \
            looks like the first one, and the others would be dropped as its duplicates.
            """,
            do: "Name fields of the decoded message of which at least one is required.",
            Example(
                partner,
                wrong: "charset: UTF-8\nidentity: [note]",
                right: "charset: UTF-8\nidentity: [no]",
                replacing: "charset: UTF-8"
            )
        ),
        Explanation(
            "LB2076",
            "two messages that nothing tells apart",
            """
            Messages of one party arrive in one queue. They are told apart by the root element of XML, else by required properties \
            with a `const`; what could be both would be read as whichever comes first.
            """,
            do: "Give both a required property of one name, each with a const of its own."
        ),
        Explanation(
            "LB2077",
            "a message that its contract does not list",
            """
            `messages` of contract.yaml names every message of its folder. So a file that is lost is missed: an optional message \
            such as `cancel` would otherwise look as if the party never had it, and one that replaces a shared message as if \
            the shared one were meant.
            """,
            do: """
                Add the message to the list: `order` for a map and its schema, `order.map` where the schema is that of the \
                extended contract. Or take the file away.
                """,
            Example(
                partner,
                wrong: "messages: [order]",
                right: "messages: [order, reply]",
                replacing: "messages: [order, reply]"
            )
        ),
    ]
}
