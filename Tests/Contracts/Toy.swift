import Contracts
import Values

/// A contracts folder as small as it can be: one region, one program, one partner. Tests change a line of it.
enum Toy {
    static let files: [String: String] = [
        "canonical/application.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["number", "name"],
          "properties": {
            "number": { "title": "流水号", "type": "string", "minLength": 1 },
            "name": { "title": "名称", "type": "string" },
            "phone": { "title": "电话", "type": "string" },
            "kind": { "title": "种类", "enum": ["NEW", "CLOSE"] },
            "flow": { "title": "流量", "type": "number" },
            "wanted": { "title": "期望日期", "type": "string", "format": "date" },
            "heat": { "type": "object", "properties": { "unit": { "type": "string" } } },
            "materials": {
              "type": "array",
              "items": { "type": "object", "properties": { "id": { "type": "string" }, "kind": { "type": "string" } } }
            },
            "appointments": { "type": "object", "additionalProperties": { "type": "string", "format": "date-time" } }
          }
        }
        """#,
        "canonical/reply.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["state"],
          "properties": {
            "item": { "type": "string" },
            "partyOrder": { "type": "string" },
            "case": { "type": "string" },
            "state": { "type": "string" },
            "at": { "type": "string", "format": "date-time" },
            "reason": { "type": "string" }
          }
        }
        """#,
        "canonical/answer.map.yaml":
            "states: [connected]\nbody: { state: answer.state, at: answer.at }\n",
        "canonical/codes.yaml": """
        kind: { NEW: 新装, CLOSE: 销户 }
        """,
        "calendars/china.yaml": """
        calendar: china
        years:
          "2024":
            source: 国办发明电〔2023〕7号
            holidays:
              - { name: 国庆节, from: "2024-10-01", to: "2024-10-07" }
            workdays: ["2024-09-29", "2024-10-12"]
        """,
        "toy/region.yaml": """
        region: toy
        code: "410800"
        title: 玩具市
        calendar: china
        hours:
          - { from: "01-01", to: "12-31", am: "08:30-12:00", pm: "14:30-18:00" }
        leads: { survey: lead }
        parties:
          platform: { title: 受理系统, kind: platform, contract: toy/program }
          lead: { title: 牵头局, kind: bureau, contract: canonical }
          water:
            title: 供水公司
            kind: utility
            contract: toy/water
            parameters: { appId: lianban }
            keys: { sign: water-sign }
        """,
        "toy/program/program.yaml": """
        program: toy/program
        title: 报装
        intake: { from: [platform] }
        let: { isNew: app.?kind.orValue('NEW') == 'NEW' }
        checks:
          - { that: app.name != '无', say: 名称应填写, at: /name }
        items:
          water: { title: 用水, group: services, party: water, when: isNew }
          survey:
            title: 踏勘
            group: joint
            party: { lead: survey }
            mode:
              - { is: short, all: [{ that: isNew, say: 新装 }] }
              - is: long
            body: { number: item.number }
        materials:
          - { title: 执照, kinds: [LICENCE], for: [services], missing: waive }
        limits:
          accept:
            title: 受理
            for: [services]
            from: ordered
            until: accepted
            within: workdays(5)
            warn: 0.5
        notices:
          progress:
            per: change
            to: [platform]
            body: { case: case.number, state: change.state }
        late-reply: { checked: record, else: amend }
        """,
        "toy/program/contract.yaml": """
        contract: toy/program
        title: 受理系统
        format: json
        charset: UTF-8
        codes:
          kind: { NEW: 新装, CLOSE: 销户 }
        messages: [application, outcome, rejection]
        """,
        "toy/program/application.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["lsh", "mc"],
          "properties": {
            "bwlx": { "const": "SB" },
            "lsh": { "title": "流水号", "type": "string", "minLength": 1 },
            "mc": { "title": "名称", "type": "string" },
            "zl": { "title": "种类", "enum": ["新装", "销户"] },
            "cl": { "title": "材料", "type": "array", "items": { "type": "string" } }
          }
        }
        """#,
        "toy/program/application.map.yaml": """
        body:
          number: input.lsh
          name: input.mc
          kind: decode('kind', input.?zl)
          materials:
            $each: input.?cl.orValue([])
            $as: m
            $do: { id: m }
        """,
        "toy/program/outcome.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["lsh", "jg"],
          "properties": { "lsh": { "type": "string" }, "jg": { "type": "string" } }
        }
        """#,
        "toy/program/outcome.map.yaml": """
        body: { lsh: app.number, jg: outcome.overall }
        """,
        "toy/program/rejection.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["cw"],
          "properties": { "cw": { "type": "array", "items": { "type": "string" } } }
        }
        """#,
        "toy/program/rejection.map.yaml": """
        body: { cw: "problems.map(p, p.say)" }
        """,
        "toy/water/contract.yaml": """
        contract: toy/water
        title: 供水公司
        format: json
        charset: UTF-8
        parameters: { appId: { type: string, maxLength: 8 } }
        keys: [sign]
        envelope:
          - hmac-sm3: { of: [sent.millis, body], key: sign, as: mac, text: hex }
          - headers: { X-Time: sent.millis, X-Sign: mac }
          - fresh: { of: sent.millis, within: 60s }
        codes:
          kind: { NEW: "1", CLOSE: "2" }
          state: { accepted: A, connected: C, park: [X] }
        messages: [order, reply]
        """,
        "toy/water/order.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["no", "name"],
          "properties": {
            "version": { "const": "1.0" },
            "no": { "type": "string", "maxLength": 22 },
            "name": { "type": "string", "maxLength": 6 },
            "phone": { "type": "string" },
            "kind": { "type": "string" },
            "files": { "type": "array", "items": { "type": "string" } }
          }
        }
        """#,
        "toy/water/order.map.yaml": """
        body:
          no: item.number
          name: { $value: app.name, $fit: truncate }
          phone: app.?phone
          kind: code('kind', app.?kind)
          files:
            $each: app.?materials.orValue([])
            $as: m
            $do: m.id
        """,
        "toy/water/reply.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["no", "state"],
          "properties": {
            "no": { "type": "string" }, "state": { "enum": ["A", "C", "X"] }, "note": { "type": "string" }
          }
        }
        """#,
        "toy/water/reply.map.yaml": """
        body:
          item: input.no
          state: decode('state', input.state)
          reason: input.?note
        """,
    ]

    /// The folder with changes; nil takes a file away.
    static func folder(_ changes: [String: String?] = [:]) -> ContractFiles {
        var all = files
        for (path, text) in changes { all[path] = text }
        var folder = ContractFiles(all.mapValues { Array($0.utf8) })
        for path in changes.keys.sorted() where files[path] == nil {
            Edit.list(path, in: &folder)
        }
        return folder
    }

    /// The folder with one text replaced in one file; nil where the text does not stand there exactly once.
    static func folder(_ path: String, _ old: String, _ new: String) -> ContractFiles? {
        guard let text = files[path], text.ranges(of: old).count == 1 else { return nil }
        return folder([path: text.replacing(old, with: new)])
    }

    /// What the compiler says, one line each, hints included.
    static func findings(_ files: ContractFiles) -> [String] {
        Catalogue.compile(files).diagnostics.map { diagnostic in
            "\(diagnostic)\(diagnostic.hint.map { " (\($0))" } ?? "")"
        }
    }
}
