import Examples
import System
import Testing

/// A contracts folder on the disk with one program, one partner and no more rules than tests need.
final class ToyFolder {
    let path: String

    /// The toy with stories and changes: path → text.
    init(_ changes: [String: String] = [:]) throws {
        path = try Directory.createTemporary(prefix: "lianban-toy-")
        for (file, text) in Self.files.merging(changes, uniquingKeysWith: { $1 }) {
            try write(file, text)
        }
    }

    deinit { try? Directory.removeTree(path) }

    func write(_ file: String, _ text: String) throws {
        try Directory.create(File.directory(of: "\(path)/\(file)"))
        try File.write(Array(text.utf8), to: "\(path)/\(file)")
    }

    func text(_ file: String) throws -> String {
        String(decoding: try File.read("\(path)/\(file)"), as: UTF8.self)
    }

    /// The toy with one story, `toy/program/examples/one`, and files beside it.
    static func story(_ text: String, _ files: [String: String] = [:]) throws -> ToyFolder {
        var all = [
            "\(one)/story.yaml": text,
            "\(one)/a.json": #"{"lsh":"1","mc":"甲","zl":"新装"}"#,
            "\(one)/order.json": #"{"no":"4108002024090200000101","name":"甲","kind":"1"}"#,
        ]
        for (file, text) in files { all["\(one)/\(file)"] = text }
        return try ToyFolder(all)
    }

    static let one = "toy/program/examples/one"

    private static let files: [String: String] = [
        "canonical/application.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["number", "name"],
          "properties": {
            "number": { "title": "流水号", "type": "string", "minLength": 1 },
            "name": { "title": "名称", "type": "string" },
            "kind": { "title": "种类", "enum": ["NEW", "CLOSE"] },
            "phone": { "title": "电话", "type": "string" },
            "materials": { "type": "array", "items": { "type": "object", "properties": { "kind": { "type": "string" } } } }
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
        "canonical/codes.yaml": "kind: { NEW: 新装, CLOSE: 销户 }\n",
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
        parties:
          platform: { title: 受理系统, kind: platform, contract: toy/program }
          water: { title: 供水公司, kind: utility, contract: toy/water }

        """,
        "toy/requirements.yaml": """
        region: toy
        title: 玩具市联合报装实施方案
        basis: 玩政〔2024〕1号
        requirements:
          WJ-1: { title: 一次申请, says: 由分头多次申请精简为一次申请, basis: 三（二） }
          WJ-2: { title: 会商, says: 应建立定期会商制度, basis: 六（二）, not-a-message: 会议制度 }
          WJ-3: { title: 台账, says: 建立工作台账, basis: 六（三）, shown-by: lianban cases list }
          WJ-4: { title: 集中出件, says: [统一受理, 集中出件], basis: 四（一） }

        """,
        "toy/program/program.yaml": """
        program: toy/program
        title: 报装
        intake: { from: [platform] }
        checks:
          - { that: app.name != '无', say: 名称应填写, at: /name }
        items:
          water:
            title: 用水
            group: services
            party: water
            when: app.?kind.orValue('NEW') == 'NEW'
            mode:
              - { is: short, all: [{ that: has(app.phone), say: 有电话 }] }
              - is: long
          closing: { title: 销户, group: services, party: water, when: app.?kind.orValue('NEW') == 'CLOSE' }
        materials:
          - { title: 执照, kinds: [LICENCE], for: [services], missing: waive }
        limits:
          accept:
            title: 受理
            for: [water]
            from: ordered
            until: accepted
            within: workdays(2)
            warn: 0.5
        notices:
          late:
            per: limit
            to: [platform]
            body: { limit: limit.id, level: limit.level }
          done:
            per: change
            when: change.state == 'connected'
            to: [platform]
            body: { state: change.state }
        late-reply: amend

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
            "lsh": { "title": "流水号", "type": "string", "minLength": 1 }, "mc": { "title": "名称", "type": "string" },
            "zl": { "title": "种类", "enum": ["新装", "销户"] }, "dh": { "title": "电话", "type": "string" }
          }
        }
        """#,
        "toy/program/application.map.yaml": """
        body:
          number: input.lsh
          name: input.mc
          kind: decode('kind', input.?zl)
          phone: input.?dh

        """,
        "toy/program/outcome.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["jg"],
          "properties": { "jg": { "title": "结果", "type": "string" } }
        }
        """#,
        "toy/program/outcome.map.yaml": "body: { jg: outcome.overall }\n",
        "toy/program/rejection.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["cw"],
          "properties": { "cw": { "type": "array", "items": { "type": "string" } } }
        }
        """#,
        "toy/program/rejection.map.yaml": "body: { cw: \"problems.map(p, p.say)\" }\n",
        "toy/water/contract.yaml": """
        contract: toy/water
        title: 供水公司
        format: json
        charset: UTF-8
        codes:
          kind: { NEW: "1", CLOSE: "2" }
          state: { accepted: A, connected: C, refused: R }
        messages: [order, reply]

        """,
        "toy/water/order.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["no", "name"],
          "properties": {
            "no": { "title": "编号", "type": "string" }, "name": { "title": "名称", "type": "string" },
            "kind": { "title": "业务类型", "type": "string" }, "phone": { "title": "电话", "type": "string" }
          }
        }
        """#,
        "toy/water/order.map.yaml": """
        body:
          no: item.number
          name: app.name
          kind: code('kind', app.?kind)
          phone: app.?phone

        """,
        "toy/water/reply.schema.json": #"""
        {
          "type": "object", "additionalProperties": false, "required": ["no", "state"],
          "properties": {
            "no": { "title": "编号", "type": "string" }, "state": { "title": "状态", "enum": ["A", "C", "R"] }
          }
        }
        """#,
        "toy/water/reply.map.yaml": """
        body:
          item: input.no
          state: decode('state', input.state)

        """,
    ]
}
