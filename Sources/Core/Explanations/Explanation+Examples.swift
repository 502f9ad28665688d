// What a story says, the file of an example: LB2300 to LB2313.
extension Explanation {
    private static let story = "toy/program/examples/new/story.yaml"

    static let examples: [Explanation] = [
        Explanation(
            "LB2300",
            "a key that a story does not have",
            "It would be skipped, and the story would prove less than it says, or something else.",
            do: "Correct the key, or remove it.",
            Example(story, wrong: "ignored: [late]", right: "ignore: [late]")
        ),
        Explanation(
            "LB2301",
            "a story or a step lacks something",
            """
            A story has a title, a program and steps; one that only reads messages names its region instead of a program. \
            A step says when, from whom or to whom, and which file.
            """,
            do: "Add the key that the message names.",
            Example(
                story,
                wrong: "{ expect: order, to: water }",
                right: "{ expect: order, to: water, file: order.json }"
            )
        ),
        Explanation(
            "LB2302",
            "something of the wrong kind",
            "A text stands where a list, a mapping or `true` is read, or the other way round.",
            do: "Write what the message names.",
            Example(story, wrong: "ignore: late", right: "ignore: [late]")
        ),
        Explanation(
            "LB2303",
            "a time that there is not, or that goes back",
            """
            A story runs on a clock of its own, which each step sets. A day that the calendar does not have, or a time before \
            the step above, would start limits at another moment than is told.
            """,
            do: "Write the date, the time and the zone, no earlier than the step above.",
            Example(
                story,
                wrong: "wait: \"2024-09-31T09:00:00+08:00\"",
                right: "wait: \"2024-09-03T09:00:00+08:00\""
            )
        ),
        Explanation(
            "LB2304",
            "nothing that goes out is called so",
            """
            What goes out is an order, update, cancel, notice, rejection, refusal or outcome; the step would wait for a message \
            that never comes.
            """,
            do: "Choose one of them; which notice is meant stands under `notice`.",
            Example(
                story,
                wrong: "expect: oder, to: water",
                right: "expect: order, to: water"
            )
        ),
        Explanation(
            "LB2305",
            "a file that is not beside the story",
            """
            A story keeps all of its messages in its own folder, so that it can be read and moved as one. What is sent or read \
            has to be there; what is expected may still have to be written.
            """,
            do: "Correct the name, or put the file into the folder of the story.",
            Example(story, wrong: "send: aplication.json", right: "send: application.json")
        ),
        Explanation(
            "LB2306",
            "a step that is none, or two at once",
            """
            A step sends, reads, waits or expects. What is expected goes out because of the step above, so the first step \
            expects nothing.
            """,
            do: "Give each step exactly one of `send`, `read`, `wait` and `expect`.",
            Example(story, wrong: "expcet: order, to: water", right: "expect: order, to: water")
        ),
        Explanation(
            "LB2307",
            "nobody can tell what should become of the message",
            """
            `gives` says one thing: a case, the state of an item, or that the message is rejected, a duplicate, parked or \
            waiting. Where a sample is only read it names a file, or `refused` the fields at fault.
            """,
            do: "Write one of those that the message lists.",
            Example(
                story,
                wrong: "gives: { case: \"41080020240902000001\", rejected: true }",
                right: "gives: { case: \"41080020240902000001\" }"
            )
        ),
        Explanation(
            "LB2308",
            "a name that the contracts do not have",
            """
            The story names a program, region, party, item, notice or state that there is not; most often it was renamed in \
            the contracts after the story was written.
            """,
            do: "Correct the name.",
            Example(story, wrong: "program: toy/programm", right: "program: toy/program")
        ),
        Explanation(
            "LB2309",
            "a story that cannot be run",
            """
            Something outside of the story went wrong: its file cannot be read or is larger than 64 MiB, or the hub that it \
            runs on could not be opened. Nothing is said about the contracts.
            """,
            do: "See what the message says about the file or the disk, and run it again."
        ),
        Explanation(
            "LB2310",
            "a requirement that the register does not have",
            """
            `proves` names requirements of the region's requirements.yaml by their ids. An id that is not there would be \
            counted nowhere, and the one that is meant would seem to be shown by nothing.
            """,
            do: "Correct the id, or add the requirement to the register.",
            Example(story, wrong: "proves: [WJ-11]", right: "proves: [WJ-1]")
        ),
        Explanation(
            "LB2311",
            "a requirement that no story has to show",
            """
            The register says that a command shows this requirement, or why it is no message. A story that names it says \
            the opposite, and one of the two is wrong.
            """,
            do:
                "Take the id out of `proves`, or, where the story does show it, `shown-by` or `not-a-message` out of the register.",
            Example(story, wrong: "proves: [WJ-2]", right: "proves: [WJ-1]")
        ),
        Explanation(
            "LB2312",
            "a table that cannot be decided",
            """
            A table is one JSON application and rows that change it. A row says what is decided, `modes` or `items`, or that \
            it is refused, `rejected`; one that says nothing would always hold. A story has steps or a table.
            """,
            do: "Say what becomes of the row, and move steps into a story of their own.",
            Example(
                story,
                wrong: table("{ title: 销户, merge: { zl: 销户 } }"),
                right: table("{ title: 销户, merge: { zl: 销户 }, items: [closing] }"),
                replacing: nil
            )
        ),
        Explanation(
            "LB2313",
            "a file of rows that does not fit its columns",
            """
            `columns` says what each column of the file is, by its head, and what each word means where only words may stand. \
            A column that it leaves out would be a condition that nobody tests. The file is CSV in UTF-8, and each row has as \
            many cells as the head.
            """,
            do: "Correct the head, the cell or `columns`; the message names the line of the file.",
            Example(
                story,
                wrong: table("{ rows: rows.csv, columns: { 种类: { 新装: {} }, 用水: modes.water } }"),
                right: table("{ rows: rows.csv, columns: { 种类: /zl, 用水: modes.water } }"),
                replacing: nil
            )
        ),
    ]

    private static func table(_ rows: String) -> String {
        """
        title: 一张表
        program: toy/program
        application: { at: "2024-09-02T09:00:00+08:00", from: platform, send: application.json }
        table:
          - \(rows)

        """
    }
}
