import Contracts
import Testing
import Values

/// The keys of the known hard cases (contracts/README.md): what the compiler takes and what it refuses.
@Suite struct HardCaseTests {
    private static let program = "toy/program/program.yaml"

    /// The toy with a unified decision of two approvals, and materials with forms.
    private static func folder(_ old: String = "", _ new: String = "") throws -> ContractFiles {
        var text = try #require(Toy.files[program])
        text = text.replacing(
            "materials:\n",
            with: """
                  road: { title: 道路, group: approvals, party: water, when: isNew }
                  green: { title: 绿地, group: approvals, party: water, when: isNew }
                  unified:
                    title: 统一决定
                    group: decision
                    party: { lead: survey }
                    after: groups.approvals.all(i, i.over)
                    decides: [approvals]
                    body: { number: item.number }
                materials:
                  - { title: 产权, kinds: [{ TITLE: ORIGINAL }, LICENCE], any: 1, for: [services], missing: waive }

                """
        )
        if !old.isEmpty {
            try #require(text.ranges(of: old).count == 1)
            text = text.replacing(old, with: new)
        }
        let application = try #require(Toy.files["canonical/application.schema.json"])
        let kinds = #""kind": { "enum": ["LICENCE", "TITLE"] }, "form": { "type": "string" }"#
        return Toy.folder([
            program: text,
            "canonical/application.schema.json": application.replacing(
                #""properties": { "id": { "type": "string" }, "kind": { "type": "string" } }"#,
                with:
                    #""additionalProperties": false, "properties": { "id": { "type": "string" }, \#(kinds) }"#
            ),
        ])
    }

    @Test func theKeysCompile() throws {
        let files = try Self.folder()
        #expect(Toy.findings(files) == [])
        let program = try #require(
            Catalogue.compile(files).catalogue?.region("toy")?.program("toy/program")
        )
        #expect(program.item("unified")?.decides == ["approvals"])
        #expect(program.item("road")?.decidedBy == 4)
        #expect(program.item("water")?.decidedBy == nil)
        #expect(program.materials[0].kinds.map(\.form) == [MaterialForm.Wanted.original, nil])
        #expect(program.materials.map(\.missingTitle) == ["产权（TITLE须原件）", "执照"])
    }

    @Test(arguments: [
        (
            "decides: [approvals]", "decides: [aprovals]",
            "24:15: error LB2051: 'aprovals' is neither an item nor a group of this program (did you mean 'approvals'?)"
        ),
        (
            "decides: [approvals]", "decides: [approvals, decision]",
            "19:3: error LB2241: 'unified' would decide itself (put it into a group of its own)"
        ),
        (
            "green: { title: 绿地, group: approvals, party: water, when: isNew }",
            "green: { title: 绿地, group: approvals, party: water, after: items.road.over, decides: [road] }",
            """
            19:3: error LB2241: 'road' is decided by 'green' already (one item has the last word)
            19:3: error LB2241: 'unified' would decide 'green', which decides other items itself (name in `decides` the items that are decided in the end)
            """
        ),
        (
            "after: groups.approvals.all(i, i.over)", "after: items.road.over",
            "23:12: error LB2242: 'unified' decides 'green' and does not wait for what is said there (after: groups.approvals.all(i, i.over))"
        ),
        (
            "    after: groups.approvals.all(i, i.over)\n", "",
            "19:3: error LB2242: 'unified' decides 'road', 'green' and does not wait for what is said there (after: groups.approvals.all(i, i.over))"
        ),
        (
            "decides: [approvals]", "decides: [approvals]\n    counts: false",
            "19:3: error LB2243: 'unified' decides other items, so the outcome waits for it (remove counts: false)"
        ),
        (
            "TITLE: ORIGINAL", "TITLE: ORIGINEL",
            "27:35: error LB2239: 'ORIGINEL' is not a form of a material that can be asked for (did you mean 'ORIGINAL'?)"
        ),
        (
            "TITLE: ORIGINAL", "TITLE: ELECTRONIC",
            "27:35: error LB2239: 'ELECTRONIC' is not a form of a material that can be asked for (known are COPY, SEALED_COPY, ORIGINAL, PAPER_ORIGINAL; an electronic licence does wherever an original does)"
        ),
        (
            "TITLE: ORIGINAL", "TITEL: ORIGINAL",
            "27:28: error LB2239: the canonical application has no material 'TITEL' (did you mean 'TITLE'?)"
        ),
    ])
    func refused(old: String, new: String, says: String) throws {
        let expected = says.split(separator: "\n").map { "\(Self.program):\($0)" }
        let found = Toy.findings(try Self.folder(old, new))
        #expect(found == expected)
    }

    @Test func aFormNeedsAPlaceInTheApplication() throws {
        let files = try #require(
            Toy.folder(Self.program, "kinds: [LICENCE]", "kinds: [{ LICENCE: COPY }]")
        )
        #expect(
            Toy.findings(files) == [
                "\(Self.program):18:37: error LB2239: a form is asked for, and materials of the canonical application state none (add the property form to materials in canonical/application.schema.json)"
            ]
        )
    }

    /// A map of the toy that takes the first of many.
    @Test func aSingleElementIsRefusedWhereNothingBoundsTheList() throws {
        let map = "toy/water/order.map.yaml"
        let list = try #require(Toy.files[map]?.firstRange(of: "    $each:"))
        let text = Toy.files[map].map { $0[..<list.lowerBound] + "    - app.?materials[?0].?id\n" }
        #expect(
            Toy.findings(Toy.folder([map: text.map { String($0) }])) == [
                "\(map):7:7: error LB2240: the message has room for one element of app.materials, and the application may have more: they would be lost in silence (carry them all ($each, or .map(x, …).join('、')), let a check refuse more (app.materials.size() <= 1, whose `say` tells the applicant), or make one item per element)"
            ]
        )
        let rules = Toy.files[Self.program]?.replacing(
            "checks:\n",
            with: "checks:\n  - { that: app.materials.size() <= 1, say: 只能一份, at: /materials }\n"
        )
        #expect(
            Toy.findings(Toy.folder([map: text.map { String($0) }, Self.program: rules])) == []
        )
    }
}
