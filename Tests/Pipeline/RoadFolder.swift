import Contracts

/// Two regions that dig: one program of each for lines in roads, and in the first another one, of the hall.
enum RoadFolder {
    static let files: [String: String] = [
        "canonical/application.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["number"],
          "properties": {
            "number": { "title": "流水号", "type": "string", "minLength": 1 },
            "power": { "title": "用电", "type": "boolean" },
            "roads": {
              "title": "路段", "type": "array",
              "items": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } }
            },
            "from": { "title": "起", "type": "string", "format": "date" },
            "to": { "title": "止", "type": "string", "format": "date" }
          }
        }
        """#,
        "canonical/reply.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["state"],
          "properties": {
            "item": { "type": "string" }, "state": { "type": "string" },
            "at": { "type": "string", "format": "date-time" }
          }
        }
        """#,
        "canonical/answer.map.yaml":
            "states: [connected]\nbody: { state: answer.state, at: answer.at }\n",
        "canonical/codes.yaml": "kind: { NEW: 新装 }\n",
        "calendars/china.yaml": """
        calendar: china
        years:
          "2024": { source: 国办发明电〔2023〕7号, holidays: [] }
        """,
        "a/region.yaml": """
        region: a
        code: "410800"
        title: 甲市
        calendar: china
        hours:
          - { from: "01-01", to: "12-31", am: "08:30-12:00", pm: "14:30-18:00" }
        parties:
          platform: { title: 受理系统, kind: platform, contract: a/lines }
          hall: { title: 大厅, kind: platform, contract: a/small }
          gas: { title: 燃气公司, kind: utility, contract: canonical }
          power: { title: 供电公司, kind: utility, contract: canonical }
          water: { title: 供水公司, kind: utility, contract: canonical }
        """,
        "a/lines/program.yaml": """
        program: a/lines
        title: 外线
        intake: { from: [platform] }
        items:
          gas: { title: 用气外线, group: services, party: gas, body: { no: item.number } }
          power: { title: 用电外线, group: services, party: power, when: app.power, body: { no: item.number } }
        works: { each: app.roads, as: r, place: r.name, from: app.from, to: app.to }
        notices:
          jointWork:
            per: overlap
            to: (groups.services.map(i, i.party) + overlap.parties).distinct()
            body:
              case: case.number
              other: overlap.case
              place: overlap.place
              from: date(overlap.from, 'yyyy-MM-dd')
              to: date(overlap.to, 'yyyy-MM-dd')
        late-reply: amend
        """,
        "a/small/program.yaml": """
        program: a/small
        title: 小型
        intake: { from: [hall] }
        items:
          water: { title: 用水, group: services, party: water, body: { no: item.number } }
        works: { each: app.roads, as: r, place: r.name, from: app.from, to: app.to }
        notices:
          jointWork: { per: overlap, to: [water], body: { other: overlap.case } }
        late-reply: amend
        """,
    ]

    private static let contract: [String: String] = [
        "contract.yaml":
            "contract: a/lines\ntitle: 受理系统\nformat: json\ncharset: UTF-8\nmessages: [application, update, withdrawal, outcome, rejection]\n",
        "application.schema.json": message(#""lx": { "const": "SB" }"#),
        "application.map.yaml": "body: { number: input.lsh, power: input.?yd, \(works) }\n",
        "update.schema.json": message(#""lx": { "const": "BG" }"#),
        "update.map.yaml":
            "body: { number: input.lsh, kind: \"'correction'\", merge: { \(works) } }\n",
        "withdrawal.schema.json": message(#""lx": { "const": "CH" }"#),
        "withdrawal.map.yaml": "body: { number: input.lsh }\n",
        "outcome.schema.json":
            #"{ "type": "object", "required": ["jg"], "properties": { "jg": { "type": "string" } } }"#,
        "outcome.map.yaml": "body: { jg: outcome.overall }\n",
        "rejection.schema.json":
            #"{ "type": "object", "properties": { "cw": { "type": "array", "items": { "type": "string" } } } }"#,
        "rejection.map.yaml": "body: { cw: \"problems.map(p, p.say)\" }\n",
    ]

    private static let works =
        "roads: { $each: \"input.?dl.orValue([])\", $as: d, $do: { name: d } }, from: input.?q, to: input.?z"

    private static func message(_ kind: String) -> String {
        """
        {
          "type": "object", "additionalProperties": false, "required": ["lx", "lsh"],
          "properties": {
            \(kind), "lsh": { "title": "流水号", "type": "string", "minLength": 1 }, "yd": { "type": "boolean" },
            "dl": { "type": "array", "items": { "type": "string" } },
            "q": { "type": "string", "format": "date" }, "z": { "type": "string", "format": "date" }
          }
        }
        """
    }

    /// The folder, with a text replaced in the program of the lines.
    static func catalogue(
        _ old: String = "late-reply: amend",
        _ new: String = "late-reply: amend"
    ) -> (catalogue: Catalogue?, diagnostics: [String]) {
        var all = files
        all["a/lines/program.yaml"] = all["a/lines/program.yaml"]?.replacing(old, with: new)
        for (name, text) in contract {
            all["a/lines/\(name)"] = text
            all["a/small/\(name)"] = text.replacing("a/lines", with: "a/small")
        }
        for (path, text) in all where path.hasPrefix("a/") && !path.hasPrefix("a/small") {
            all["b/" + path.dropFirst(2)] =
                text.replacing("a/lines", with: "b/lines")
                .replacing("region: a", with: "region: b").replacing("410800", with: "410900")
                .replacing("  hall: { title: 大厅, kind: platform, contract: a/small }\n", with: "")
        }
        let (catalogue, diagnostics) = Catalogue.compile(
            ContractFiles(all.mapValues { Array($0.utf8) })
        )
        return (catalogue, diagnostics.map { "\($0)" })
    }
}
