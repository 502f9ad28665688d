import Contracts
import Testing
import Values

/// What the fields of small maps are made of, construct by construct.
@Suite struct LineageTests {
    /// A place of works is what the application says there.
    @Test func aNoticeOfAnOverlapLeadsBackToTheWorks() throws {
        let file = "toy/program/program.yaml"
        let text = try #require(Toy.files[file])
            .replacing("per: change", with: "per: overlap")
            .replacing("state: change.state", with: "place: overlap.place")
            .replacing(
                "late-reply:",
                with:
                    "works: { each: '[app.name]', as: r, place: r, from: case.acceptedAt, to: case.acceptedAt }\nlate-reply:"
            )
        let catalogue = try #require(Catalogue.compile(Toy.folder([file: text])).catalogue)
        let notice = try #require(
            Lineage(catalogue).messages.first { $0.notice == "progress" }
        )
        let place = try #require(notice.fields.first { "\($0.pointer)" == "/place" })
        #expect(place.sources.map { "\($0)" } == ["overlap.place", "app.name"])
        #expect(notice.conditions.contains { "\($0)" == "case.acceptedAt" })
    }

    /// One field of the water company's order: `sources ? conditions / via`.
    private static let constructs: [(leaf: String, lineage: String)] = [
        ("app.name", "app.name"),
        ("\"'x'\"", ""),
        ("app.name + '，' + app.?phone.orValue('')", "app.name, app.phone"),
        (
            "app.?kind == optional.of('NEW') ? app.name : app.number",
            "app.name, app.number ? app.kind"
        ),
        ("has(app.phone) ? '有' : '无'", "? app.phone"),
        ("code('kind', app.?kind)", "app.kind / code kind"),
        ("title('kind', app.?kind)", "app.kind / title kind"),
        ("app.?phone.optMap(p, 'tel')", "? app.phone"),
        ("app.?phone.optMap(p, p + app.name)", "app.phone, app.name"),
        ("app.?phone.optFlatMap(p, app.?kind)", "app.kind ? app.phone"),
        ("cel.bind(n, app.name, n + n)", "app.name"),
        ("cel.bind(app, {'name': item.id}, app.name)", "item.id"),
        ("isLarge ? app.name : '关'", "app.name ? app.flow"),
        ("present(app.?phone)", "app.phone / present"),
        ("halfwidth(app.?phone)", "app.phone / halfwidth"),
        ("date(app.?wanted, 'yyyyMMdd')", "app.wanted / date"),
        ("app.?heat.?unit", "app.heat.unit"),
        (
            "app.?materials.orValue([]).map(m, m.id).join()",
            "app.materials.*.id / join"
        ),
        (
            "app.?materials.orValue([]).filter(m, m.kind == 'X').map(m, m.id).join()",
            "app.materials.*.id ? app.materials.*.kind / join"
        ),
        ("string(app.?materials.orValue([]).size())", "app.materials / size, string"),
        (
            "string(app.?materials.orValue([]).exists(m, m.kind == 'X'))",
            "app.materials.*.kind / string"
        ),
        ("date(app.?appointments[?item.id], 'iso')", "app.appointments.* ? item.id / date"),
        ("date(app.?appointments.?water, 'iso')", "app.appointments.water / date"),
        ("[app.name, item.id].map(x, x + '!')[?0]", "app.name, item.id"),
        ("{'a': app.name, 'b': item.id}.a", "app.name"),
        ("{'a': app.name, 'b': item.id}[?item.title]", "app.name, item.id ? item.title"),
        (
            "string(item.materials.size())",
            "app.materials ? app.materials.*.kind, app.kind / size, string"
        ),
        ("item.materials[?0].?id", "app.materials.*.id ? app.materials.*.kind, app.kind"),
        ("item.missing.join('；')", "item.missing ? app.materials.*.kind, app.kind / join"),
        ("groups.services.map(i, i.title)[?0]", "item.title ? app.kind"),
        ("items.survey.?mode", "item.mode ? app.kind"),
        ("items.water.reply.?reason", "reply.reason"),
        ("items.water.state", "reply.state"),
        ("items.water.at.?accepted == items.water.?endedAt ? 'y' : 'n'", "? reply.at, reply.state"),
        ("string(items.water.reached('accepted'))", "reply.state / string"),
        ("item.?partyOrder", "reply.partyOrder"),
        (
            "item.partyTitle + party.appId + region.code",
            "party.appId, region.code, item.partyTitle"
        ),
        ("case.number + message.id", "case.number, message.id"),
        ("string(math.greatest(1.0, app.?flow.orValue(2.0)))", "app.flow / math.greatest, string"),
        ("!(app.name == '无') && app.number != '0' ? 'a' : 'b'", "? app.name, app.number"),
    ]

    /// An application that may hold everything that the canonical one has.
    private static let application: [String: String?] = [
        "toy/program/application.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["lsh", "mc"],
          "properties": {
            "lsh": { "title": "流水号", "type": "string", "minLength": 1 }, "mc": { "title": "名称", "type": "string" },
            "dh": { "title": "电话", "type": "string" }, "zl": { "title": "种类", "enum": ["新装", "销户"] },
            "ll": { "type": "number" }, "rq": { "type": "string", "format": "date" },
            "dw": { "type": "string" },
            "yy": { "type": "object", "additionalProperties": { "type": "string", "format": "date-time" } },
            "cl": { "title": "材料", "type": "array", "items": {
              "type": "object", "required": ["id", "lx"],
              "properties": { "id": { "type": "string" }, "lx": { "type": "string" } } } }
          }
        }
        """#,
        "toy/program/application.map.yaml": """
        body:
          number: input.lsh
          name: input.mc
          phone: input.?dh
          kind: decode('kind', input.?zl)
          flow: input.?ll
          wanted: input.?rq
          heat: { $when: has(input.dw), unit: input.dw }
          appointments: input.?yy
          materials:
            $each: input.?cl.orValue([])
            $as: m
            $do: { id: m.id, kind: m.lx }
        """,
    ]

    private static func compiled(_ changes: [String: String]) throws -> Catalogue {
        let all = application.merging(changes.mapValues { $0 }) { $1 }
        let (catalogue, diagnostics) = Catalogue.compile(Toy.folder(all))
        return try #require(catalogue, "\(diagnostics)")
    }

    private func order(_ body: String, _ more: [String: String] = [:]) throws -> Lineage.Message {
        var changes = more
        changes["toy/water/order.map.yaml"] = """
            let: { isLarge: "app.?flow.orValue(0.0) > 1.0" }
            body:
              no: item.number
              name: "'固定'"
              kind: code('kind', app.?kind)
            \(body)
            """
        let lineage = Lineage(try Self.compiled(changes))
        return try #require(lineage.message("toy/water/order", item: "water"))
    }

    private func written(_ field: Lineage.Field) -> String {
        var text = field.sources.map(\.description).joined(separator: ", ")
        let conditions = field.conditions.map(\.description).joined(separator: ", ")
        if !conditions.isEmpty { text += (text.isEmpty ? "" : " ") + "? \(conditions)" }
        if !field.via.isEmpty { text += " / " + field.via.joined(separator: ", ") }
        return text
    }

    @Test(arguments: constructs)
    func aLeafLeadsBackToItsSources(_ leaf: String, _ lineage: String) throws {
        let quoted = leaf.hasPrefix("\"") ? leaf : "\"\(leaf)\""
        let field = try order("  phone: \(quoted)").fields.first {
            $0.pointer == Pointer(["phone"])
        }
        #expect(written(try #require(field)) == lineage)
    }

    @Test func eachElementLeadsBackToItsList() throws {
        let message = try order(
            """
              files:
                $each: "app.?materials.orValue([])"
                $as: m
                $index: at
                $when: m.kind != 'X'
                $do: "m.id + string(at)"
            """
        )
        let field = try #require(message.field(at: Pointer(["files", "3"])))
        #expect(field.pointer == Pointer(["files", "*"]))
        #expect(written(field) == "app.materials.*.id ? app.materials.*.kind / string")
        #expect(field.span?.line == 11 && field.expression == "m.id + string(at)")
    }

    @Test func aWholeObjectCarriesWhatItsPlaceAdmits() throws {
        let schema = try #require(Toy.files["toy/water/order.schema.json"]).replacing(
            #""kind": { "type": "string" },"#,
            with: #"""
                "kind": { "type": "string" },
                "all": { "type": "object", "additionalProperties": false, "properties": {
                  "unit": { "title": "单位", "type": "string" } } },
                "list": { "type": "array", "items": { "type": "object", "properties": {
                  "id": { "type": "string" }, "kind": { "type": "string" } } } },
                """#
        )
        let message = try order(
            "  all: app.?heat\n  list: app.?materials",
            ["toy/water/order.schema.json": schema]
        )
        #expect(
            message.fields.suffix(3).map { "\($0.pointer) \(written($0))" } == [
                "/all/unit app.heat.unit", "/list/*/id app.materials.*.id",
                "/list/*/kind app.materials.*.kind",
            ]
        )
        #expect(message.field(at: Pointer(["all", "unit"]))?.title == "单位")
    }

    /// The hub's own JSON admits whatever the canonical model has.
    @Test func theWholeApplicationCarriesEverything() throws {
        let program = try #require(Toy.files["toy/program/program.yaml"]).replacing(
            "body: { number: item.number }",
            with: "body: { all: app }"
        )
        let lineage = Lineage(try Self.compiled(["toy/program/program.yaml": program]))
        let fields = lineage.fields(of: "canonical/toy/program/survey")
        #expect(
            fields.map(written) == [
                "app.number", "app.name", "app.phone", "app.kind", "app.flow", "app.wanted",
                "app.heat.unit", "app.materials.*.id", "app.materials.*.kind", "app.appointments.*",
            ]
        )
        #expect(fields.last?.pointer == Pointer(["all", "appointments", "*"]))
    }

    @Test func anObjectsConditionHoldsForAllItsFields() throws {
        let program = try #require(Toy.files["toy/program/program.yaml"]).replacing(
            "body: { number: item.number }",
            with: "body: { n: { $when: has(app.phone), a: app.name }, whole: app.?heat }"
        )
        let lineage = Lineage(try Self.compiled(["toy/program/program.yaml": program]))
        let fields = lineage.fields(of: "canonical/toy/program/survey")
        #expect(
            fields.map { "\($0.pointer) \(written($0))" } == [
                "/n/a app.name ? app.phone", "/whole/unit app.heat.unit",
            ]
        )
    }

    @Test func aNoticesOwnMapLeadsThroughItsBody() throws {
        let notice = """
              progress:
                per: change
                when: "item.group == 'services'"
                to: [water]
                body: { who: "app.name + item.title", list: "app.?materials.orValue([])", state: change.state }
            """
        let program = try #require(Toy.files["toy/program/program.yaml"]).replacing(
            """
              progress:
                per: change
                to: [platform]
                body: { case: case.number, state: change.state }
            """,
            with: notice
        )
        let lineage = Lineage(
            try Self.compiled([
                "toy/program/program.yaml": program,
                "toy/water/progress.schema.json": #"""
                {
                  "type": "object", "additionalProperties": false,
                  "properties": { "w": { "type": "string" }, "f": { "type": "string" }, "s": { "type": "string" } }
                }
                """#,
                "toy/water/progress.map.yaml":
                    "body: { w: notice.who, f: 'notice.list[?0].?id', s: notice.state }",
            ])
        )
        let message = try #require(lineage.message("toy/water/progress"))
        #expect(
            message.fields.map { "\($0.pointer) \(written($0))" } == [
                "/w app.name, item.title", "/f app.materials.*.id", "/s reply.state",
            ]
        )
        #expect(message.party == "water" && message.conditions.map(\.description) == ["item.group"])
    }

    @Test func fieldsLeadOnToWhatWasReceived() throws {
        let lineage = Lineage(try Self.compiled([:]))
        func origins(_ path: String) -> [String] {
            let words = path.split(separator: ".").map(String.init)
            let root: Lineage.Source.Root = words[0] == "app" ? .app : .reply
            return lineage.origins(
                of: Lineage.Source(root, Array(words.dropFirst())),
                in: "toy/program"
            ).map { "\($0.party) \($0.wire) \($0.title ?? "") \($0.via.joined())" }
        }
        #expect(origins("app.name") == ["platform /mc 名称 "])
        #expect(origins("app.kind") == ["platform /zl 种类 decode kind"])
        #expect(origins("app.materials.*.id") == ["platform /cl/*/id  "])
        #expect(origins("app.appointments.water") == ["platform /yy/water  "])
        #expect(origins("app.heat") == ["platform /dw  "])
        // Who answers by the hub's own JSON says it under the same name.
        #expect(origins("reply.reason") == ["water /note  ", "lead /reason  "])
    }

    @Test func onlyWhatIsCarriedCountsInTheMatrix() throws {
        let schema = try #require(Toy.files["canonical/application.schema.json"])
            .replacing(
                #""title": "名称", "type": "string""#,
                with: #""title": "名称", "type": "string", "personal": "name""#
            )
            .replacing(
                #""title": "电话", "type": "string""#,
                with: #""title": "电话", "type": "string", "personal": "phone""#
            )
        func matrix(_ envelope: String) throws -> Lineage.Matrix {
            let contract = try #require(Toy.files["toy/water/contract.yaml"]).replacing(
                "- headers: { X-Time: sent.millis, X-Sign: mac }",
                with:
                    """
                    - base64: { of: body, as: copy }
                      - sm4-cbc: { of: body, key: sign, iv: prefix, as: cipher, text: hex, assumption: 试验 }
                      - headers: { X-Time: sent.millis, X-Mac: mac, X-Copy: copy, X-Cipher: cipher, X-Sign: \(envelope) }
                    """
            )
            let known = try Self.compiled(
                [
                    "canonical/application.schema.json": schema,
                    "toy/water/contract.yaml": contract,
                    "toy/water/order.map.yaml":
                        "body: { no: item.number, kind: \"code('kind', app.?kind)\", name: { $value: \"has(app.phone) ? app.name : ''\", $fit: truncate } }",
                ]
            )
            let lineage = Lineage(known)
            let message = try #require(lineage.message("toy/water/order"))
            let header = try #require(message.envelope.first { $0.wire == "header X-Sign" })
            let carries = header.sources.flatMap { lineage.personal($0) }
            #expect(carries == (envelope == "mac" ? [] : [.name]))
            return lineage.matrix(try #require(known.region("toy")))
        }
        for envelope in ["mac", "copy", "cipher"] {
            let matrix = try matrix(envelope)
            let water = try #require(matrix.rows.first { $0.party == "water" })
            #expect(water.cells.keys.map(\.rawValue) == ["name"])
            #expect(water.cells[.name]?.kinds == [.order])
            #expect(matrix.rows.first { $0.party == "lead" }?.cells.isEmpty == true)
            #expect(matrix.unreached.map(\.description) == ["app.phone"])
        }
    }
}
