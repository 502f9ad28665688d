// How a contract file is written: LB1001 to LB1010, and which files there are: LB2001 to LB2005.
extension Explanation {
    static let files: [Explanation] = [
        Explanation(
            "LB1001",
            "the file is neither YAML nor JSON",
            """
            The file breaks off being readable at this place, so nothing in it counts: a bracket, a comma, a quote or the \
            indentation is wrong. The place named is where reading stopped; the cause often stands just before it.

            A reader that guesses would have sent orders made from half a file.
            """,
            do: "Look at the marked place and at the line before it.",
            Example(
                "toy/water/order.schema.json",
                wrong: """
                    "phone": { "type": "string" }
                    "kind": { "type": "string" },

                    """,
                right: """
                    "phone": { "type": "string" },
                    "kind": { "type": "string" },

                    """
            )
        ),
        Explanation(
            "LB1002",
            "the file holds bytes or characters that a contract file may not hold",
            """
            Contract files are UTF-8. Here is a byte that is not, a control character, or one of the line separators \
            U+0085, U+2028 and U+2029, which end a line for some programs and not for others: two people would read \
            two different files.
            """,
            do:
                "Save the file as UTF-8; write a separator that is meant as an escape in double quotes.",
            Example("toy/water/contract.yaml", wrong: "title: 供水\u{2028}公司", right: "title: 供水公司")
        ),
        Explanation(
            "LB1003",
            "lists and mappings stand too deep inside one another",
            """
            No contract needs more than 128 levels, and a file that has them is a mistake or an attack: it would cost \
            memory and time wherever it is read.
            """,
            do: "Look for a bracket that is opened again and again."
        ),
        Explanation(
            "LB1004",
            "the same key stands twice",
            """
            Most YAML and JSON readers silently keep one of the two, some the first and some the last. A code \
            table in which a row was copied and only half changed would then send the wrong code, and nobody would be told.
            """,
            do: "Keep one of the two; the message names the place of the other.",
            Example(
                "toy/region.yaml",
                wrong: """
                    title: 供水公司
                    kind: utility
                    title: 自来水公司

                    """,
                right: """
                    title: 供水公司
                    kind: utility

                    """
            )
        ),
        Explanation(
            "LB1005",
            "a key is a list or a mapping",
            "YAML allows any value as a key. Contracts have names as keys, and no message could be made from another.",
            do: "Write a text as the key; quote it where it begins with a bracket.",
            Example(
                "toy/water/contract.yaml",
                wrong: "kind: { [NEW]: \"1\", CLOSE: \"2\" }",
                right: "kind: { NEW: \"1\", CLOSE: \"2\" }"
            )
        ),
        Explanation(
            "LB1006",
            "an alias names an anchor that does not stand before it",
            """
            A plain value that begins with an asterisk is an alias: it repeats what was marked with & further up. \
            Expressions and texts that begin with one have to be quoted.
            """,
            do: "Correct the name of the alias, or put the value in quotes.",
            Example("toy/program/program.yaml", wrong: "from: *ordered", right: "from: ordered")
        ),
        Explanation(
            "LB1007",
            "the file holds too many values",
            """
            With aliases written out the file holds more than 200 000 values. A few lines of aliases to aliases can ask for \
            more memory than any machine has.
            """,
            do: "Write the values out once where they are needed."
        ),
        Explanation(
            "LB1008",
            "a merge key",
            """
            `<<` belongs to YAML 1.1 and is read differently, or not at all, by today's readers. Contracts have \
            `extends` for what several of them share.
            """,
            do: "Write the keys out.",
            Example(
                "toy/region.yaml",
                wrong: """
                    platform: &base { title: 受理系统, kind: platform, contract: toy/program }
                    lead: { <<: *base, title: 牵头局, kind: bureau, contract: canonical }

                    """,
                right: """
                    platform: { title: 受理系统, kind: platform, contract: toy/program }
                    lead: { title: 牵头局, kind: bureau, contract: canonical }

                    """
            )
        ),
        Explanation(
            "LB1009",
            "a tag",
            """
            A value that begins with an exclamation mark has a tag, which tells some programs its type. Here the place of a \
            value says what it is, so a tag could only contradict it. An expression that begins with `!` needs quotes.
            """,
            do: "Quote the value.",
            Example("toy/region.yaml", wrong: "code: !!str 410800", right: "code: \"410800\""),
            Example(
                "toy/program/program.yaml",
                wrong: "party: water, when: !isNew }",
                right: "party: water, when: \"!isNew\" }",
                replacing: "party: water, when: isNew }"
            )
        ),
        Explanation(
            "LB1010",
            "the file holds several documents",
            "Behind `---` a second document begins, which nothing would read: its rules would never apply.",
            do: "Remove `---`, or make two files of it.",
            Example(
                "toy/program/program.yaml",
                wrong: """
                    ---
                    late-reply: { checked: record, else: amend }

                    """,
                right: """
                    late-reply: { checked: record, else: amend }

                    """,
                replacing: "late-reply: { checked: record, else: amend }"
            )
        ),
        Explanation(
            "LB2001",
            "the folder holds no region",
            """
            A contracts folder has one folder for each region, with a region.yaml that says who takes part. Here is none, \
            so the hub would start and serve nobody. Most often a folder above or below the right one was named.
            """,
            do: "Name the folder that contains the regions: `lianban check contracts`."
        ),
        Explanation(
            "LB2002",
            "a file is missing",
            """
            Files belong together: a map has a schema of the same name, a partner a contract.yaml, a region a region.yaml, and \
            every folder of contracts the canonical messages. Nothing stands in for a file that is not there, because a \
            default would be a rule that nobody decided.
            """,
            do: "Write the file that is named, or remove what asks for it."
        ),
        Explanation(
            "LB2003",
            "a contract extends itself",
            "`extends` leads back to where it began, so there is no first layer that the others could change.",
            do: "Let `extends` name the contract that is shared; that one must not name this one.",
            Example(
                "toy/water/contract.yaml",
                wrong: """
                    extends: toy/water
                    contract: toy/water

                    """,
                right: """
                    contract: toy/water

                    """
            )
        ),
        Explanation(
            "LB2004",
            "`extends` names a contract that is not there",
            """
            The layer that this contract changes cannot be found, so most of its maps and codes would be missing. The path is \
            given from the contracts folder on, not from this file.
            """,
            do: "Write the path of a folder below the contracts folder that has such a file.",
            Example(
                "toy/water/contract.yaml",
                wrong: """
                    extends: shared/watre
                    contract: toy/water

                    """,
                right: """
                    extends: shared/water
                    contract: toy/water

                    """,
                replacing: """
                    contract: toy/water

                    """,
                given: [Change("shared/water/contract.yaml", nil, "changes: ask\nmessages: []\n")]
            )
        ),
        Explanation(
            "LB2005",
            "a file that nothing reads",
            """
            A contract that no party speaks, or a map beside no contract.yaml. Nothing is sent or read by it, and nothing holds it \
            against the application and the partner's schema: its mistakes would show on the day it is first used.
            """,
            do: "Name the contract at its party, put the file where it belongs, or remove it."
        ),
    ]
}
