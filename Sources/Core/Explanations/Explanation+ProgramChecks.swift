// What checking a program found: LB2230 to LB2249.
extension Explanation {
    private static let order = "toy/water/order.map.yaml"
    private static let program = "toy/program/program.yaml"
    private static let partner = "toy/water/contract.yaml"
    private static let application = "canonical/application.schema.json"
    private static let materialKind = "\"kind\": { \"type\": \"string\" }"

    static let programChecks: [Explanation] = [
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
            "LB2237",
            "a message that has to go out and that nobody wrote",
            """
            An item sends an order and every application ends in an outcome or a rejection, and there is neither a map nor a \
            body for it. The case would be opened, and stop at the first message that cannot be made.
            """,
            do: """
                Add the map and its schema to the folder of the contract; for a party that gets the hub's own JSON write \
                the `body` of the item.
                """,
            Example(
                program,
                wrong: """
                    party: { lead: survey }

                    """,
                right: """
                    party: { lead: survey }
                    body: { number: item.number }

                    """,
                replacing: """
                    party: { lead: survey }

                    """,
                given: [Change(program, "body: { number: item.number }", "")]
            )
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
            "LB2239",
            "a material, or a form of it, that there is not",
            """
            No application can hold it, so the rule would ask every applicant for a paper that cannot be handed in, or in a \
            form that nobody can state.
            """,
            do: """
                Correct the word, or add the kind, or the property `form`, to the materials of the canonical application.
                """,
            Example(
                program,
                wrong: "kinds: [LICENSE]",
                right: "kinds: [LICENCE]",
                given: Change(application, materialKind, "\"kind\": { \"enum\": [\"LICENCE\"] }")
            ),
            Example(
                program,
                wrong: "kinds: [{ LICENCE: ORIGNAL }]",
                right: "kinds: [{ LICENCE: ORIGINAL }]",
                replacing: "kinds: [LICENCE]",
                given: [
                    Change(
                        application,
                        materialKind,
                        "\(materialKind), \"form\": { \"type\": \"string\" }"
                    )
                ]
            )
        ),
        Explanation(
            "LB2240",
            "one element of a list that may have more",
            """
            The message has room for one and the application may have several: the partner would get the first, and the \
            others would be lost in silence. Nobody would notice until the second road is dug up without a permit.
            """,
            do: """
                Carry them all with $each or join them into one text, let a check refuse more than one, or make one item for \
                each.
                """,
            Example(
                order,
                wrong: """
                    files: ["app.?materials.orValue([])[?0].?id"]

                    """,
                right: """
                    files:
                      $each: app.?materials.orValue([])
                      $as: m
                      $do: m.id

                    """
            )
        ),
        Explanation(
            "LB2241",
            "an item that two others decide, or one that decides itself",
            """
            What the deciding item says is the last word on what it decides. With two of them, or with a chain, the outcome \
            would depend on which reply came first.
            """,
            do:
                "Let one item have the last word on each, and name in `decides` what is decided in the end.",
            Example(
                program,
                wrong: """
                    group: joint
                    decides: [joint]

                    """,
                right: """
                    group: joint
                    decides: [services]
                    after: groups.services.all(i, i.over)

                    """,
                replacing: """
                    group: joint

                    """
            )
        ),
        Explanation(
            "LB2242",
            "a decision that does not wait for the opinions",
            """
            The order would go out before the items that it decides have been answered, and the lead department would \
            decide without having read what the others say.
            """,
            do: "Let `after` read what is decided: groups.services.all(i, i.over).",
            Example(
                program,
                wrong: """
                    group: joint
                    decides: [services]

                    """,
                right: """
                    group: joint
                    decides: [services]
                    after: groups.services.all(i, i.over)

                    """,
                replacing: """
                    group: joint

                    """
            )
        ),
        Explanation(
            "LB2243",
            "an item that decides others and does not count",
            """
            `counts: false` lets the outcome go out without the item; the results of all that it decides would be open, and \
            the decision would come after the outcome.
            """,
            do: "Remove `counts: false`.",
            Example(
                program,
                wrong: """
                    group: joint
                    counts: false
                    decides: [services]
                    after: groups.services.all(i, i.over)

                    """,
                right: """
                    group: joint
                    decides: [services]
                    after: groups.services.all(i, i.over)

                    """,
                replacing: """
                    group: joint

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
        Explanation(
            "LB2249",
            "a notice that would never go out",
            """
            `per: overlap` tells of works of other cases at the same place. They are compared by what `works` of the program \
            says, and this program has none. A notice that everybody relies on and that never goes out is worse than none.
            """,
            do: "Say where and when a case of this program builds, or take the notice out.",
            Example(
                program,
                wrong: "late-reply: amend",
                right: """
                    works: { each: "[app.name]", as: road, place: road, from: case.acceptedAt, to: case.acceptedAt }
                    late-reply: amend
                    """,
                replacing: "late-reply: { checked: record, else: amend }",
                given: [
                    Change(program, "per: change", "per: overlap"),
                    Change(program, "state: change.state", "place: overlap.place"),
                ]
            )
        ),
    ]
}
