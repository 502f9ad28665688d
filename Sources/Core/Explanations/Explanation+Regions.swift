// What a region says about its parties: LB2060 to LB2066, calendars: LB2090 to LB2094, and registers of requirements:
// LB2095 and LB2096.
extension Explanation {
    private static let region = "toy/region.yaml"
    private static let calendar = "calendars/china.yaml"
    private static let register = "toy/requirements.yaml"

    private static let asked = Change(
        register,
        nil,
        """
        region: toy
        title: 玩具市联合报装实施方案
        basis: 玩政〔2024〕1号
        requirements:
          WJ-1: { title: 台账, says: 建立工作台账, basis: 六（三）, shown-by: lianban cases list }

        """
    )

    static let regions: [Explanation] = [
        Explanation(
            "LB2060",
            "a calendar that is not there",
            """
            Limits are counted in working days (工作日) by the calendar that the State Council publishes. Without it none could \
            be computed, and Monday to Friday is never assumed.
            """,
            do: "Name a file of the folder calendars, without its ending.",
            Example(region, wrong: "calendar: chian", right: "calendar: china")
        ),
        Explanation(
            "LB2061",
            "office hours that cannot be",
            "A limit ends with the office hours of its last day: these name a day or a time that there is not, or overlap.",
            do:
                "Write days as \"12-31\", hours as \"08:30-12:00\", the morning before the afternoon.",
            Example(region, wrong: "am: \"8.30-12.00\"", right: "am: \"08:30-12:00\"")
        ),
        Explanation(
            "LB2062",
            "a party does not give a parameter of its contract",
            "The contract's maps and envelope read `party.<parameter>`: each message would fail when it is made.",
            do: "Add it to `parameters` of the party.",
            Example(region, wrong: "parameters: {}", right: "parameters: { appId: lianban }")
        ),
        Explanation(
            "LB2063",
            "a parameter has a value that its contract does not allow",
            "The contract gives a schema for each parameter, and this value does not satisfy it: the partner would refuse the message.",
            do: "Correct the value, or the schema under `parameters` in contract.yaml.",
            Example(
                region,
                wrong: "parameters: { appId: lianban-of-the-whole-city }",
                right: "parameters: { appId: lianban }"
            )
        ),
        Explanation(
            "LB2064",
            "a parameter that the contract does not have",
            "Nothing reads it; most likely another one was meant, or the contract has changed.",
            do: "Correct its name, or remove it.",
            Example(
                region,
                wrong: "parameters: { appId: lianban, appKey: abc }",
                right: "parameters: { appId: lianban }"
            )
        ),
        Explanation(
            "LB2065",
            "a party names no secret for a key of its contract",
            """
            The envelope signs or encrypts with this key. Contracts name keys only; the region says which secret of the \
            configuration each is, and no secret stands in this folder.
            """,
            do:
                "Add `keys: { <key>: <name of the secret> }` to the party, and the secret to the configuration.",
            Example(region, wrong: "keys: {}", right: "keys: { sign: water-sign }")
        ),
        Explanation(
            "LB2066",
            "a contract that is not there",
            "The party's messages are described in a folder with a contract.yaml, and there is none at this path.",
            do:
                "Write the path from the contracts folder on, or `canonical` for a party that takes the hub's own JSON.",
            Example(region, wrong: "contract: toy/watre", right: "contract: toy/water")
        ),
        Explanation(
            "LB2090",
            "not a year",
            "The calendar lists published years by their four digits.",
            do: "Write the year as a text: \"2024\".",
            Example(
                calendar,
                wrong: """
                    "24":
                      source: 国办发明电〔2023〕7号

                    """,
                right: """
                    "2024":
                      source: 国办发明电〔2023〕7号

                    """
            )
        ),
        Explanation(
            "LB2091",
            "a holiday ends before it begins",
            "No day would be off, and limits would run through the holiday.",
            do: "Compare both days with the published document.",
            Example(
                calendar,
                wrong: "from: \"2024-10-07\", to: \"2024-10-01\"",
                right: "from: \"2024-10-01\", to: \"2024-10-07\""
            )
        ),
        Explanation(
            "LB2092",
            "an adjusted workday that is worked anyway",
            "`workdays` lists the Saturdays and Sundays that are worked (调休). This day is neither: one of its digits is wrong.",
            do: "Compare it with the published document.",
            Example(calendar, wrong: "\"2024-10-14\"", right: "\"2024-10-12\"")
        ),
        Explanation(
            "LB2093",
            "a day is off and worked",
            "The day stands in a holiday and among the adjusted workdays, so a limit would end on one day or another by chance.",
            do: "Compare it with the published document.",
            Example(calendar, wrong: "\"2024-10-05\"", right: "\"2024-10-12\"")
        ),
        Explanation(
            "LB2094",
            "not a day of its year",
            "The day does not exist, is not written as year-month-day, or belongs to another year, whose own entry would have to list it.",
            do: "Write \"2024-01-01\"; divide a holiday that crosses the end of the year.",
            Example(calendar, wrong: "to: \"2024-10-32\"", right: "to: \"2024-10-07\"")
        ),
        Explanation(
            "LB2095",
            "not an id of a requirement",
            """
            Stories name requirements by their ids, and people look for them: capital letters for the document, a hyphen, \
            and a number, before which one capital letter may stand and after which one small letter.
            """,
            do: "Write it like JZ-05, YX-02b or TX-F5a.",
            Example(register, wrong: "wj1: {", right: "WJ-1: {", given: asked)
        ),
        Explanation(
            "LB2096",
            "a requirement is shown and not shown",
            """
            `shown-by` names the command by which the hub shows it; `not-a-message` is the reason why nothing of the hub \
            does. Only one of the two can be true.
            """,
            do: "Keep one of them. Without either, a story has to prove it.",
            Example(
                register,
                wrong: "shown-by: lianban cases list, not-a-message: 内部管理",
                right: "shown-by: lianban cases list",
                given: asked
            )
        ),
    ]
}
