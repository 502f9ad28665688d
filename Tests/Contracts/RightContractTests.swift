import Contracts
import Testing
import Values

/// Contracts that look unusual and are right: the checks must have nothing to say about them.
@Suite struct RightContractTests {
    struct Case: Sendable, CustomStringConvertible {
        var description: String
        var edits: [(file: String, old: String?, new: String)]

        init(_ description: String, _ edits: (String, String?, String)...) {
            self.description = description
            self.edits = edits
        }
    }

    private static let program = "toy/program/program.yaml"
    private static let order = "toy/water/order.map.yaml"
    private static let region = "toy/region.yaml"
    private static let phone = "phone: app.?phone"
    private static let notice = "body: { case: case.number, state: change.state }"

    private static func item(_ text: String) -> (String, String?, String) {
        (program, "  survey:", "  \(text)\n  survey:")
    }

    static let cases = [
        Case(
            "a map of two items asks which one it is",
            item("gas: { title: 用气, group: services, party: water }"),
            (order, phone, "phone: \"item.id == 'gas' ? app.name : app.?phone.orValue('')\"")
        ),
        Case(
            "reached() tells that the time is there",
            (program, "per: change", "per: item\n    when: item.reached('connected')"),
            (program, notice, "body: { at: item.at.connected }")
        ),
        Case(
            "an item in the hub's own JSON, to a party with a contract",
            item(
                "need: { title: 需求, group: leads, party: water, contract: canonical, ends: ordered, body: { name: app.name } }"
            )
        ),
        Case(
            "a folder takes over messages that it does not send",
            (
                "toy/water/contract.yaml", "contract: toy/water",
                "extends: shared/water\ncontract: toy/water"
            ),
            (
                "shared/water/contract.yaml", nil,
                "contract: shared/water\ntitle: 供水\nformat: json\ncharset: UTF-8\nmessages: [hint]\n"
            ),
            ("shared/water/hint.map.yaml", nil, "body: { no: notice.no }\n"),
            (
                "shared/water/hint.schema.json", nil,
                #"{ "type": "object", "properties": { "no": { "type": "string" } } }"#
            )
        ),
        Case(
            "a stage that only the program gives a lead",
            (program, "items:", "leads: { followUp: water }\nitems:"),
            item("visit: { title: 回访, group: joint, party: { lead: followUp } }")
        ),
        Case(
            "items that are over have an ending that their party reports",
            item(
                "decision: { title: 决定, group: joint, party: lead, contract: toy/decision, after: \"groups.services.all(i, i.over)\" }"
            ),
            (
                "toy/decision/contract.yaml", nil,
                """
                contract: toy/decision
                title: 决定
                format: json
                charset: UTF-8
                codes: { ending: { connected: "1", cancelled: "2", withdrawn: "3" } }
                """
            ),
            (
                "toy/decision/order.map.yaml", nil,
                """
                body:
                  results: { $each: groups.services, $as: i, $do: "code('ending', i.state)" }
                """
            ),
            (
                "toy/decision/order.schema.json", nil,
                #"{ "type": "object", "properties": { "results": { "type": "array", "items": { "type": "string" } } } }"#
            ),
            (
                "toy/decision/reply.map.yaml", nil,
                "body: { item: input.no, state: \"input.ok ? 'granted' : 'refused'\" }\n"
            ),
            (
                "toy/decision/reply.schema.json", nil,
                #"{ "type": "object", "required": ["no", "ok"], "properties": { "no": { "type": "string" }, "ok": { "type": "boolean" } } }"#
            )
        ),
        Case(
            "a lead speaks a second contract, with a parameter of its own",
            item(
                "opinion: { title: 意见, group: joint, party: { lead: survey }, contract: toy/opinion }"
            ),
            (
                region, "contract: canonical }",
                "contract: canonical, parameters: { office: \"7\" } }"
            ),
            (
                "toy/opinion/contract.yaml", nil,
                """
                contract: toy/opinion
                title: 意见
                format: json
                charset: UTF-8
                parameters: { office: { type: string, maxLength: 2 } }
                """
            ),
            (
                "toy/opinion/order.map.yaml", nil,
                "body: { no: item.number, office: party.office }\n"
            ),
            (
                "toy/opinion/order.schema.json", nil,
                #"{ "type": "object", "properties": { "no": { "type": "string" }, "office": { "type": "string", "maxLength": 2 } } }"#
            ),
            (
                "toy/opinion/reply.map.yaml", nil,
                "body: { item: input.no, state: \"input.ok ? 'granted' : 'refused'\" }\n"
            ),
            (
                "toy/opinion/reply.schema.json", nil,
                #"{ "type": "object", "required": ["no", "ok"], "properties": { "no": { "type": "string" }, "ok": { "type": "boolean" } } }"#
            )
        ),
        Case(
            "an update without materials leaves those of the application as they are",
            (
                "toy/program/update.map.yaml", nil,
                "body: { number: input.lsh, kind: \"'correction'\" }\n"
            ),
            (
                "toy/program/update.schema.json", nil,
                #"{ "type": "object", "required": ["lsh", "bwlx"], "properties": { "bwlx": { "const": "GZ" }, "lsh": { "type": "string", "minLength": 1 } } }"#
            ),
            (
                "toy/program/application.schema.json", "[\"lsh\", \"mc\"]",
                "[\"bwlx\", \"lsh\", \"mc\"]"
            )
        ),
    ]

    @Test(arguments: cases) func nothingIsFound(_ its: Case) throws {
        var files = Toy.folder()
        for edit in its.edits {
            let change: Edit =
                if let old = edit.old {
                    .replace(file: edit.file, old, with: edit.new)
                } else {
                    .write(file: edit.file, Array(edit.new.utf8))
                }
            try change.apply(to: &files)
        }
        #expect(Toy.findings(files) == [])
    }
}
