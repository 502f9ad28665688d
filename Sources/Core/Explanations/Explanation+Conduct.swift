// How a program deals with its parties: from LB2260 on.
extension Explanation {
    private static let program = "toy/program/program.yaml"

    static let conduct: [Explanation] = [
        Explanation(
            "LB2260",
            "a body that is never sent",
            """
            `body` is the content of an order in the hub's own JSON. The order of this item follows the contract of its party, \
            so nobody would ever see what stands there.
            """,
            do: "Take the body out, or write `contract: canonical` at the item.",
            Example(
                program,
                wrong:
                    "{ title: 用水, group: services, party: water, when: isNew, body: { name: app.name } }",
                right: "{ title: 用水, group: services, party: water, when: isNew }",
                replacing: "{ title: 用水, group: services, party: water, when: isNew }"
            )
        )
    ]
}
