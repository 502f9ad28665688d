import Contracts
import Testing
import Values

/// Two folders that differ in one edit, and exactly what is said of it.
@Suite struct ContractDiffTests {
    /// One text of one file replaced.
    struct EditedPair: Sendable, CustomStringConvertible {
        var file: String
        var old: String
        var new: String
        var lines: [String]

        init(_ file: String, _ old: String, _ new: String, _ lines: String...) {
            (self.file, self.old, self.new, self.lines) = (file, old, new, lines)
        }

        var description: String { "\(file): \(old) → \(new)" }
    }

    private static func lines(_ old: ContractFiles, _ new: ContractFiles) throws -> [String] {
        let diff = try ContractDiff.compare(old, new)
        return diff.groups.flatMap { group in
            group.changes.map { "\(group.name) \($0.impact.rawValue): \($0.subject): \($0.text)" }
        }
    }

    @Test(arguments: schemaEdits + mapEdits + ruleEdits + regionEdits)
    func oneEdit(_ edit: EditedPair) throws {
        let new = try #require(Toy.folder(edit.file, edit.old, edit.new))
        let found = try Self.lines(Toy.folder(), new)
        #expect(found == edit.lines)
        let places = try ContractDiff.compare(Toy.folder(), new).groups.flatMap(\.changes)
        #expect(places.allSatisfy { ($0.new ?? $0.old)?.file.hasSuffix(edit.file) == true })
    }

    @Test func worksComeChangeAndGo() throws {
        let end = "late-reply:"
        let works =
            "works: { each: '[app.name]', as: r, place: r, from: case.acceptedAt, to: case.acceptedAt }\n"
        let file = "toy/program/program.yaml"
        let with = try #require(Toy.folder(file, end, works + end))
        let moved = works.replacing("place: r", with: "place: r.trim()")
        let other = try #require(Toy.folder(file, end, moved + end))
        #expect(
            try Self.lines(Toy.folder(), with) == ["toy/program compatible: works: added"]
        )
        #expect(
            try Self.lines(with, other) == [
                "toy/program compatible: works place: 'r' → 'r.trim()'"
            ]
        )
        #expect(try Self.lines(with, Toy.folder()) == ["toy/program breaking: works: removed"])
    }

    @Test func theSameFolderHasNotChanged() throws {
        let diff = try ContractDiff.compare(Toy.folder(), Toy.folder())
        #expect(diff.groups.isEmpty)
        #expect(diff.versions.map(\.program) == ["toy/program"])
        #expect(diff.versions.allSatisfy { $0.old == $0.new && $0.old != nil })
    }

    @Test(arguments: [
        ("toy/water/order.map.yaml", "  no: item.number\n", "  # 编号\n  no:   item.number\n"),
        ("toy/water/reply.schema.json", "\"note\": {", "\"note\":\n  {"),
        ("toy/region.yaml", "title: 供水公司", "title: \"供水公司\""),
    ])
    func whatNobodySeesIsNoChange(_ file: String, _ old: String, _ new: String) throws {
        let folder = try #require(Toy.folder(file, old, new))
        let diff = try ContractDiff.compare(Toy.folder(), folder)
        #expect(diff.groups.isEmpty)
        #expect(diff.versions.contains { $0.old != $0.new })
    }

    /// XML and records have a fixed order and no room for what was not agreed.
    @Test(arguments: [("json", "compatible"), ("xml", "breaking")])
    func aNewFieldHurtsWhereItWasNotAgreed(_ format: String, _ impact: String) throws {
        let contract = try #require(Toy.files["toy/water/contract.yaml"])
        let schema = try #require(Toy.files["toy/water/order.schema.json"])
        let isXML = format == "xml"
        var files = [
            "toy/water/contract.yaml": contract.replacing("format: json", with: "format: \(format)")
        ]
        if isXML {
            for name in ["order", "reply"] {
                let text = try #require(Toy.files["toy/water/\(name).schema.json"])
                files["toy/water/\(name).schema.json"] = text.replacing(
                    "\"type\": \"object\",",
                    with: "\"type\": \"object\", \"xml\": { \"name\": \"M\" },"
                )
            }
        }
        let old = Toy.folder(files)
        files["toy/water/order.schema.json"] = (files["toy/water/order.schema.json"] ?? schema)
            .replacing("\"phone\": {", with: "\"more\": { \"type\": \"string\" }, \"phone\": {")
        let lines = try Self.lines(old, Toy.folder(files))
        #expect(lines == ["toy/water \(impact): order /more: field added, may be missing"])
    }

    @Test func partiesProgramsAndRegionsComeAndGo() throws {
        let region = try #require(Toy.files["toy/region.yaml"])
        let more = region + "\n  gas: { title: 燃气公司, kind: utility, contract: canonical }\n"
        let with = Toy.folder(["toy/region.yaml": more])
        #expect(
            try Self.lines(Toy.folder(), with) == ["toy/gas compatible: party: added"]
        )
        #expect(try Self.lines(with, Toy.folder()) == ["toy/gas breaking: party: removed"])
    }

    @Test func aFolderThatDoesNotCompileIsNamed() throws {
        let broken = try #require(Toy.folder("toy/region.yaml", "calendar: china", "calendar: x"))
        #expect { try ContractDiff.compare(Toy.folder(), broken) } throws: {
            ($0 as? ContractDiff.Failure)?.isOld == false
        }
        #expect { try ContractDiff.compare(broken, Toy.folder()) } throws: {
            ($0 as? ContractDiff.Failure)?.isOld == true
        }
    }
}

private typealias EditedPair = ContractDiffTests.EditedPair
private let order = "toy/water/order.schema.json"
private let reply = "toy/water/reply.schema.json"
private let program = "toy/program/program.yaml"

private let schemaEdits = [
    EditedPair(
        order,
        "\"maxLength\": 6",
        "\"maxLength\": 8",
        "toy/water breaking: order /name: maxLength 6 → 8"
    ),
    EditedPair(
        order,
        "\"maxLength\": 6",
        "\"maxLength\": 5",
        "toy/water compatible: order /name: maxLength 6 → 5"
    ),
    EditedPair(
        order,
        "\"phone\": { \"type\": \"string\" }",
        "\"phone\": { \"type\": \"string\", \"pattern\": \"^1\" }",
        "toy/water compatible: order /phone: pattern '^1' added"
    ),
    EditedPair(
        order,
        "\"required\": [\"no\", \"name\"]",
        "\"required\": [\"no\"]",
        "toy/water breaking: order /name: may be missing"
    ),
    EditedPair(
        order,
        "{ \"const\": \"1.0\" }",
        "{ \"const\": \"1.1\" }",
        "toy/water breaking: order /version: const '1.0' → '1.1'"
    ),
    EditedPair(
        reply,
        "[\"A\", \"C\", \"X\"]",
        "[\"A\", \"C\"]",
        "toy/water breaking: reply /state: no longer 'X'"
    ),
    EditedPair(
        "toy/program/application.schema.json",
        "{ \"const\": \"SB\" }",
        "{ \"enum\": [\"SB\", \"SC\"] }",
        "toy/platform compatible: application /bwlx: also 'SC'"
    ),
    EditedPair(
        reply,
        "\"required\": [\"no\", \"state\"]",
        "\"required\": [\"no\", \"state\", \"note\"]",
        "toy/water breaking: reply /note: always there"
    ),
    EditedPair(
        reply,
        "\"note\": { \"type\": \"string\" }",
        "\"note\": { \"type\": \"string\" }, \"more\": { \"type\": \"string\" }",
        "toy/water compatible: reply /more: field added, may be missing"
    ),
    EditedPair(
        reply,
        "\"note\": { \"type\": \"string\" }",
        "\"note\": { \"type\": [\"string\", \"null\"] }",
        "toy/water compatible: reply /note: type string → string or null"
    ),
    EditedPair(
        "canonical/reply.schema.json",
        "\"reason\": { \"type\": \"string\" }",
        "\"reason\": { \"type\": \"string\", \"title\": \"理由\" }",
        "canonical compatible: reply /reason: title '理由' added"
    ),
]

private let mapEdits = [
    EditedPair(
        "toy/water/order.map.yaml",
        "phone: app.?phone",
        "phone: app.?name",
        "toy/water compatible: order /phone: changed value 'app.?phone' → 'app.?name'"
    ),
    EditedPair(
        "toy/water/order.map.yaml",
        "  phone: app.?phone\n",
        "",
        "toy/water breaking: order /phone: not sent any more: 'app.?phone'"
    ),
    EditedPair(
        "toy/water/reply.map.yaml",
        "state: decode('state', input.state)",
        "state: \"input.state == 'A' ? 'accepted' : decode('state', input.state)\"",
        "toy/water breaking: reply /state: changed value 'decode('state', input.state)' → "
            + "'input.state == 'A' ? 'accepted' : decode('state', input.state)'"
    ),
    EditedPair(
        "toy/water/reply.map.yaml",
        "  reason: input.?note",
        "",
        "toy/water compatible: reply /reason: not read any more: 'input.?note'"
    ),
    EditedPair(
        "toy/water/contract.yaml",
        "CLOSE: \"2\"",
        "CLOSE: \"3\"",
        "toy/water breaking: code table kind: CLOSE is written '3' instead of '2'"
    ),
    EditedPair(
        "toy/water/contract.yaml",
        "accepted: A, connected: C, park: [X]",
        "accepted: C, connected: A, park: [X]",
        "toy/water breaking: code table state: 'C' now means accepted, not connected",
        "toy/water breaking: code table state: 'A' now means connected, not accepted"
    ),
    EditedPair(
        "toy/water/contract.yaml",
        "accepted: A, connected: C, park: [X]",
        "accepted: [A, B], connected: C, park: [X]",
        "toy/water compatible: code table state: 'B' is now taken as accepted"
    ),
    EditedPair(
        "toy/water/contract.yaml",
        "charset: UTF-8",
        "charset: GBK",
        "toy/water breaking: charset: 'UTF-8' → 'GBK'"
    ),
    EditedPair(
        "toy/water/contract.yaml",
        "  - fresh: { of: sent.millis, within: 60s }\n",
        "  - fresh: { of: sent.millis, within: 30s }\n",
        "toy/water breaking: envelope: '{ fresh: { of: sent.millis, within: 60s } }' → "
            + "'{ fresh: { of: sent.millis, within: 30s } }'"
    ),
    EditedPair(
        "toy/water/contract.yaml",
        "as: mac, text: hex",
        "as: mac, text: HEX",
        "toy/water breaking: envelope: "
            + "'{ hmac-sm3: { of: [sent.millis, body], key: sign, as: mac, text: hex } }' → "
            + "'{ hmac-sm3: { of: [sent.millis, body], key: sign, as: mac, text: HEX } }'"
    ),
]

private let ruleEdits = [
    EditedPair(
        program,
        "within: workdays(5)",
        "within: workdays(3)",
        "toy/program breaking: limits.accept within: 'workdays(5)' → 'workdays(3)'"
    ),
    EditedPair(
        program,
        "within: workdays(5)",
        "within: workdays(7)",
        "toy/program compatible: limits.accept within: 'workdays(5)' → 'workdays(7)'"
    ),
    EditedPair(
        program,
        "say: 名称应填写",
        "say: 应填写名称",
        "toy/program compatible: checks say: '名称应填写' → '应填写名称'"
    ),
    EditedPair(
        program,
        "{ that: app.name != '无', say: 名称应填写, at: /name }",
        "{ that: app.name != '未', say: 名称应填写, at: /name }",
        "toy/program breaking: checks that: 'app.name != '无'' → 'app.name != '未''"
    ),
    EditedPair(
        program,
        "missing: waive",
        "missing: refuse",
        "toy/program breaking: materials '执照' missing: 'waive' → 'refuse'"
    ),
    EditedPair(
        program,
        "body: { number: item.number }",
        "body: { number: item.number, title: item.title }",
        "toy/lead compatible: items.survey.body /title: now sent: 'item.title'"
    ),
    EditedPair(
        program,
        "  survey:\n",
        "  more: { title: 复核, group: joint, party: lead, body: { number: item.number } }\n  survey:\n",
        "toy/program breaking: items.survey: its number changes in new cases: 02 → 03",
        "toy/program compatible: items.more: added"
    ),
    EditedPair(
        program,
        "when: isNew }",
        "when: isNew && app.name != '' }",
        "toy/program breaking: items.water when: 'isNew' → 'isNew && app.name != '''"
    ),
    EditedPair(
        program,
        "body: { case: case.number, state: change.state }",
        "body: { case: case.number }",
        "toy/program breaking: notices.progress /state: not sent any more: 'change.state'"
    ),
    EditedPair(
        program,
        "late-reply: { checked: record, else: amend }",
        "late-reply: amend",
        "toy/program compatible: late-reply: '{ checked: record, else: amend }' → 'amend'"
    ),
]

private let regionEdits = [
    EditedPair(
        "toy/region.yaml",
        "keys: { sign: water-sign }",
        "keys: { sign: water-sign-2 }",
        "toy/water breaking: keys.sign: 'water-sign' → 'water-sign-2'"
    ),
    EditedPair(
        "toy/region.yaml",
        "kind: utility\n",
        "kind: utility\n    enabled: false\n",
        "toy/water breaking: enabled: added: 'false'"
    ),
    EditedPair(
        "toy/region.yaml",
        "leads: { survey: lead }",
        "leads: { survey: lead, overall: lead }",
        "toy breaking: leads: '{ survey: lead }' → '{ survey: lead, overall: lead }'"
    ),
]
