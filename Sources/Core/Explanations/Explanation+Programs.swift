// What a program says: LB2040 to LB2052.
extension Explanation {
    private static let program = "toy/program/program.yaml"

    static let programs: [Explanation] = [
        Explanation(
            "LB2040",
            "a program has too many items",
            "An item's number is the case's number and two digits, so there are at most 99.",
            do: "Divide the program; an item may also name several places in one order."
        ),
        Explanation(
            "LB2041",
            "an item that nobody handles",
            "The case would wait for ever for an order that went to nobody.",
            do: "Give it `party`: a party, `{ lead: … }`, or `{ by: …, CODE: party }`.",
            Example(
                program,
                wrong: "{ title: 用水, group: services, when: isNew }",
                right: "{ title: 用水, group: services, party: water, when: isNew }"
            )
        ),
        Explanation(
            "LB2043",
            "the modes of an item are no list",
            "Modes are tried from the first to the last, so they have an order.",
            do: "Write a list of `{ is, all }`.",
            Example(
                program,
                wrong: """
                    mode: { is: long }

                    """,
                right: """
                    mode:
                      - { is: short, all: [{ that: isNew, say: 新装 }] }
                      - is: long

                    """
            )
        ),
        Explanation(
            "LB2044",
            "the conditions of modes are not total",
            """
            The first mode whose conditions all hold is taken. One without conditions before the last makes all behind it \
            unreachable; a last one with conditions leaves applications without a mode.
            """,
            do: "Let every mode but the last have `all`, and the last none.",
            Example(
                program,
                wrong: """
                    - { is: short, all: [] }
                    - is: long

                    """,
                right: """
                    - { is: short, all: [{ that: isNew, say: 新装 }] }
                    - is: long

                    """
            )
        ),
        Explanation(
            "LB2045",
            "a name that expressions cannot spell",
            "Items, limits, notices and named expressions are used in expressions, as in `items.road.over`.",
            do: "Begin with a small letter; go on with letters and digits.",
            Example(
                program,
                wrong: """
                    field-survey:
                      title: 踏勘

                    """,
                right: """
                    fieldSurvey:
                      title: 踏勘

                    """,
                replacing: """
                    survey:
                      title: 踏勘

                    """
            )
        ),
        Explanation(
            "LB2050",
            "a material that may come later, without a date",
            "容缺 is a promise with a date. Without one nobody would ever ask for the material.",
            do: "Add `until: <milestone>` or `within: workdays(5)`.",
            Example(
                program,
                wrong: "for: [services], missing: later }",
                right: "for: [services], missing: later, within: workdays(5) }",
                replacing: "for: [services], missing: waive }"
            )
        ),
        Explanation(
            "LB2051",
            "neither an item nor a group",
            "The rule names something that this program does not have, so it would apply to nothing.",
            do: "Name an item or a group of this program.",
            Example(
                program,
                wrong: "for: [service], missing: waive",
                right: "for: [services], missing: waive"
            )
        ),
        Explanation(
            "LB2052",
            "a warning outside of its limit",
            "`warn` is the share of the working time after which the party is warned; from 1 on it would come too late.",
            do: "Write a share between 0 and 1: 0.75 for three quarters.",
            Example(program, wrong: "warn: 50", right: "warn: 0.5")
        ),
    ]
}
