// What the keys of rule files hold: LB2010 to LB2017, and names that rules refer to: LB2030 to LB2037.
extension Explanation {
    private static let region = "toy/region.yaml"
    private static let program = "toy/program/program.yaml"
    private static let partner = "toy/water/contract.yaml"

    static let rules: [Explanation] = [
        Explanation(
            "LB2010",
            "something else stands where a mapping belongs",
            "Here a rule has named parts, and a list or a single value does not say which part it is.",
            do: "Write the keys that the message names.",
            Example(program, wrong: "intake: [platform]", right: "intake: { from: [platform] }")
        ),
        Explanation(
            "LB2011",
            "a key that is not known here",
            """
            A key that nothing reads is a rule that nobody follows: with `wehn` instead of `when` an order would go out in \
            every case. Unknown keys are therefore never skipped.
            """,
            do: "Correct the key, or move it to the place that it belongs to.",
            Example(program, wrong: "gruop: joint", right: "group: joint")
        ),
        Explanation(
            "LB2012",
            "something else stands where a text belongs",
            """
            A number, true, null, a list or a mapping stands in the place of a text. A code such as 0391 read as a number \
            would lose its zero on the way.
            """,
            do: "Put the value in quotes.",
            Example(region, wrong: "code: 410800", right: "code: \"410800\"")
        ),
        Explanation(
            "LB2013",
            "something that is required is missing",
            """
            The rule cannot be followed without it, and there is no default: what policy demands, and what a message needs, \
            is said or it is an error.
            """,
            do: "Add what is named; `unstated('…')` says that policy gives no span.",
            Example(
                program,
                wrong: """
                    accept:
                      title: 受理
                      for: [services]
                      from: ordered
                      until: accepted

                    """,
                right: """
                    accept:
                      title: 受理
                      for: [services]
                      from: ordered
                      until: accepted
                      within: workdays(5)

                    """
            )
        ),
        Explanation(
            "LB2014",
            "something else stands where true or false belongs",
            "YAML 1.2 has `true` and `false`. `yes`, `no`, `on` and `off` are texts, although older readers took them for booleans.",
            do: "Write true or false, without quotes.",
            Example(
                region,
                wrong: """
                    kind: utility
                    enabled: no

                    """,
                right: """
                    kind: utility
                    enabled: false

                    """,
                replacing: """
                    kind: utility

                    """
            )
        ),
        Explanation(
            "LB2015",
            "something else stands where a number belongs",
            "The rule counts with this value.",
            do: "Write the number, without quotes and without a unit.",
            Example(program, wrong: "warn: half", right: "warn: 0.5")
        ),
        Explanation(
            "LB2016",
            "something else stands where a list belongs",
            "A list has brackets, also where it has one element only.",
            do: "Put the value in brackets, or write one element to a line, each after a dash.",
            Example(partner, wrong: "keys: sign", right: "keys: [sign]")
        ),
        Explanation(
            "LB2017",
            "a word that is none of the known ones",
            "Only a few words have a meaning here, and this is none of them: what should happen is not known.",
            do: "Choose one of the words that the hint names.",
            Example(region, wrong: "kind: utilty", right: "kind: utility")
        ),
        Explanation(
            "LB2030",
            "a name that is not the folder's",
            """
            region.yaml, program.yaml, contract.yaml and calendars say which folder they belong to. Another name is the mark \
            of a copied folder in which not everything was changed yet.
            """,
            do: "Write the path of the folder; then look at the rest of the file.",
            Example(partner, wrong: "contract: toy/wotar", right: "contract: toy/water")
        ),
        Explanation(
            "LB2031",
            "a party that the region does not have",
            "An order to it would have no queue, a notice no reader.",
            do: "Correct the name, or add the party to region.yaml.",
            Example(program, wrong: "party: watre", right: "party: water")
        ),
        Explanation(
            "LB2032",
            "the place of a check is no JSON Pointer",
            "A rejection tells the applicant which field is wrong; `at` names it, with a slash before each step.",
            do: "Begin with a slash: /applicant/name.",
            Example(program, wrong: "at: name }", right: "at: /name }")
        ),
        Explanation(
            "LB2033",
            "the region names no lead for this stage",
            "Nobody would get the order. Leads (牵头部门) are named in region.yaml, since they differ from place to place.",
            do: "Correct the stage, or add it to `leads` in region.yaml.",
            Example(program, wrong: "party: { lead: surveys }", right: "party: { lead: survey }")
        ),
        Explanation(
            "LB2034",
            "a party is chosen in no known way",
            "Who gets the order is a party's name, the lead of a stage, or a choice by a code of the application.",
            do: "Write one of the three forms.",
            Example(program, wrong: "party: [water, lead]", right: "party: { lead: survey }")
        ),
        Explanation(
            "LB2035",
            "something else stands where an expression belongs",
            """
            An expression is one value in YAML. A list or a mapping here often comes from an expression that begins with a \
            bracket or a brace and has no quotes.
            """,
            do: "Put the whole expression in quotes.",
            Example(
                "toy/program/rejection.map.yaml",
                wrong: "{ cw: { $value: [problems] } }",
                right: "{ cw: { $value: \"['x', 'y']\" } }",
                replacing: "{ cw: \"problems.map(p, p.say)\" }"
            )
        ),
        Explanation(
            "LB2036",
            "a state that there is not",
            """
            Milestones, endings and loops have fixed names, the same for all partners: what they write themselves stands in \
            their code tables. A limit that waits for an unknown state would never end.
            """,
            do: "Choose a state: contracts/README.md lists them under “Codes”.",
            Example(program, wrong: "until: acepted", right: "until: accepted")
        ),
        Explanation(
            "LB2037",
            "the place of a check does not exist",
            "The rejection would name a field that the application does not have, and the applicant could not correct it.",
            do: "Name a field of canonical/application.schema.json.",
            Example(program, wrong: "at: /nmae }", right: "at: /name }")
        ),
    ]
}
