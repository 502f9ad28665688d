// What a message schema says: LB1101 to LB1121.
extension Explanation {
    private static let order = "toy/water/order.schema.json"
    private static let reply = "toy/water/reply.schema.json"
    private static let note = "\"note\": { \"type\": \"string\" }"
    private static let required = "\"required\": [\"no\", \"state\"],"

    static let schemas: [Explanation] = [
        Explanation(
            "LB1101",
            "a schema is neither an object nor true nor false",
            """
            Where a schema is expected stands a list, a text or a number. Such a field would accept everything: a wrong \
            message would pass and fail at the partner.
            """,
            do: "Write an object of keywords: `{ \"type\": \"string\" }`.",
            Example(
                order,
                wrong: "\"kind\": \"string\"",
                right: "\"kind\": { \"type\": \"string\" }"
            )
        ),
        Explanation(
            "LB1102",
            "a keyword that a schema does not have",
            """
            JSON Schema ignores words that it does not know: a misspelt limit would be no limit, and the first value that \
            is too long would be found by the partner's database. Therefore only the words of JSON Schema 2020-12 and those \
            of the contract language (`xml record absent personal say basis assumption`) are accepted.
            """,
            do: "Correct the word.",
            Example(order, wrong: "\"maxLenght\": 6", right: "\"maxLength\": 6")
        ),
        Explanation(
            "LB1103",
            "a keyword has a value of the wrong kind",
            "A number in quotes, a text instead of a list: the keyword cannot mean anything and would be skipped.",
            do: "Give the kind of value that the message names.",
            Example(order, wrong: "\"maxLength\": \"6\"", right: "\"maxLength\": 6")
        ),
        Explanation(
            "LB1104",
            "a keyword has a value that it cannot have",
            "The kind of value is right, the value is not: a length below 0, a step of 0, two characters where one stands.",
            do: "Give a value in the range that the message names.",
            Example(order, wrong: "\"maxLength\": -6", right: "\"maxLength\": 6")
        ),
        Explanation(
            "LB1105",
            "a keyword of JSON Schema that contracts do not use",
            """
            The word belongs to an older draft, or to the parts of 2020-12 by which a schema changes what other schemas mean. \
            A reader of the contract could no longer see from one file what a message may hold.
            """,
            do: "Write what the hint names.",
            Example(
                order,
                wrong:
                    "\"files\": { \"type\": \"array\", \"additionalItems\": { \"type\": \"string\" } }",
                right: "\"files\": { \"type\": \"array\", \"items\": { \"type\": \"string\" } }"
            )
        ),
        Explanation(
            "LB1106",
            "a type that there is not",
            "JSON Schema has the types null, boolean, object, array, number, string and integer.",
            do: "Choose one of them; dates and the like are strings with a `format`.",
            Example(
                order,
                wrong: "\"phone\": { \"type\": \"text\" }",
                right: "\"phone\": { \"type\": \"string\" }"
            )
        ),
        Explanation(
            "LB1107",
            "a value is listed twice",
            "A list of alternatives names one of them again: most likely a row was copied and not changed.",
            do: "Remove one, or write the value that was meant.",
            Example(
                reply,
                wrong: "\"enum\": [\"A\", \"C\", \"X\", \"A\"]",
                right: "\"enum\": [\"A\", \"C\", \"X\"]"
            )
        ),
        Explanation(
            "LB1108",
            "a list of alternatives is empty",
            "No value could ever be right, so each message with this field would be rejected.",
            do: "List what is allowed, or remove the keyword.",
            Example(reply, wrong: "\"enum\": []", right: "\"enum\": [\"A\", \"C\", \"X\"]")
        ),
        Explanation(
            "LB1109",
            "another dialect of JSON Schema",
            "The same words mean different things in different drafts; contracts are written in 2020-12.",
            do:
                "Leave `$schema` out, or name 2020-12 and check what has changed since the other draft.",
            Example(
                reply,
                wrong: "\(required) \"$schema\": \"http://json-schema.org/draft-07/schema#\",",
                right: "\(required) \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",",
                replacing: required
            )
        ),
        Explanation(
            "LB1110",
            "`$id` is no identifier, or stands at two schemas",
            "References are resolved against `$id`; with a fragment in it, or twice, a reference could lead to two places.",
            do: "Leave `$id` out: a contract refers within its own file only.",
            Example(
                reply,
                wrong: "\(required) \"$id\": \"reply#v1\",",
                right: "\(required) \"$id\": \"reply-v1\",",
                replacing: required
            )
        ),
        Explanation(
            "LB1111",
            "`$anchor` is no name, or stands at two schemas",
            "An anchor is what a reference names behind `#`; it has to be one word, and there can be only one of it.",
            do: "Write letters, digits, `-`, `_` and `.`, beginning with a letter or `_`.",
            Example(
                reply,
                wrong: "\"note\": { \"$anchor\": \"the note\", \"type\": \"string\" }",
                right: "\"note\": { \"$anchor\": \"the-note\", \"type\": \"string\" }",
                replacing: note
            )
        ),
        Explanation(
            "LB1112",
            "a reference leads to another file",
            """
            A contract says in one file what a message holds: nothing is fetched, and no change of another file changes it \
            unnoticed.
            """,
            do: "Copy what is needed into `$defs`, or let the contract extend a shared one.",
            Example(reply, wrong: "\"note\": { \"$ref\": \"common.json#/note\" }", right: note)
        ),
        Explanation(
            "LB1113",
            "a reference leads nowhere",
            "There is no schema at the place that `$ref` names, so the field would accept everything.",
            do: "Correct the path; it begins with `#/` at the root of this file.",
            Example(
                reply,
                wrong: "\"note\": { \"$ref\": \"#/$defs/txet\" }",
                right: "\"note\": { \"$ref\": \"#/$defs/text\" }",
                replacing: note,
                given: [
                    Change(
                        reply,
                        required,
                        "\(required) \"$defs\": { \"text\": { \"type\": \"string\" } },"
                    )
                ]
            )
        ),
        Explanation(
            "LB1114",
            "a schema refers to itself for the same value",
            "To check the value, the value would have to be checked first. A schema may contain itself for a part of the value.",
            do: "Let one `$ref` of the circle stand below `properties` or `items`.",
            Example(reply, wrong: "\"note\": { \"$ref\": \"#/properties/note\" }", right: note)
        ),
        Explanation(
            "LB1115",
            "a pattern that cannot be used",
            """
            The regular expression is not valid, or it uses what takes time without bound on unlucky input: looking ahead \
            or behind, and back references. A message from outside must not be able to hold up the hub.
            """,
            do: "Correct it; say in a `check` of the program what a pattern cannot say.",
            Example(
                reply,
                wrong: "\"note\": { \"type\": \"string\", \"pattern\": \"[0-9\" }",
                right: "\"note\": { \"type\": \"string\", \"pattern\": \"[0-9]\" }",
                replacing: note
            )
        ),
        Explanation(
            "LB1116",
            "a format that there is not",
            "JSON Schema ignores formats that it does not know: nothing would be checked.",
            do: "Choose one of the formats that the message names.",
            Example(
                reply,
                wrong: "\"note\": { \"type\": \"string\", \"format\": \"mobile\" }",
                right: "\"note\": { \"type\": \"string\", \"format\": \"mobile-cn\" }",
                replacing: note
            )
        ),
        Explanation(
            "LB1117",
            "`xml` or `record` has no such key",
            "The annotation would have no effect: the element would get another name, the column another width.",
            do: "Correct the key.",
            Example(
                reply,
                wrong: "\"note\": { \"type\": \"string\", \"xml\": { \"nmae\": \"NOTE\" } }",
                right: "\"note\": { \"type\": \"string\", \"xml\": { \"name\": \"NOTE\" } }",
                replacing: note
            )
        ),
        Explanation(
            "LB1118",
            "a required field that the object does not have",
            "The object is closed, so a message with this field is refused, and one without it is too: none could ever pass.",
            do: "Correct the name, or add the field to `properties`.",
            Example(
                reply,
                wrong: "\"required\": [\"no\", \"stat\"]",
                right: "\"required\": [\"no\", \"state\"]"
            )
        ),
        Explanation(
            "LB1119",
            "schemas stand too deep inside one another",
            "No message is nested more than 256 deep; the hub reads none that is.",
            do:
                "Look for a part of the schema that was pasted into itself; use `$ref` for a structure that repeats."
        ),
        Explanation(
            "LB1120",
            "the file has too many schemas",
            "More than 10 000 schemas in one file are a generated file that went wrong.",
            do: "Describe what the message holds and leave out the rest."
        ),
        Explanation(
            "LB1121",
            "a message without end",
            """
            Layouts, limits and pages read a schema with its `$ref`s written out. One whose part is the whole never ends so, \
            and one whose definitions use each other many times over grows beyond the 10 000 parts that a message may have. \
            A message on the wire has an end.
            """,
            do: "Write out the levels that really occur.",
            Example(reply, wrong: "\"note\": { \"$ref\": \"#\" }", right: note)
        ),
    ]
}
