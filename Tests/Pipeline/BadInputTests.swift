import Formats
import Stores
import Testing
import Values

@testable import Pipeline

/// One message that should not have been sent, made of a good one.
struct BadMessage: Sendable, CustomStringConvertible {
    var name: String
    var party: String
    /// An example's file.
    var from: String
    var change: @Sendable (inout [UInt8]) throws -> Void
    var disposition: Stores.Disposition
    var says: [String]

    init(
        _ name: String,
        to party: String = "platform",
        from file: String,
        _ disposition: Stores.Disposition,
        _ says: [String],
        _ change: @escaping @Sendable (inout [UInt8]) throws -> Void
    ) {
        (self.name, self.party, from, self.disposition) = (name, party, file, disposition)
        (self.says, self.change) = (says, change)
    }

    /// The text `old` stands once in the good message, and `new` in the bad one.
    init(
        _ name: String,
        to party: String = "platform",
        from file: String,
        _ old: String,
        _ new: String,
        _ disposition: Stores.Disposition,
        _ says: String...
    ) {
        self.init(name, to: party, from: file, disposition, says) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            try #require(text.ranges(of: old).count == 1, "'\(old)' stands there once")
            bytes = Array(text.replacing(old, with: new).utf8)
        }
    }

    var description: String { name }
}

@Suite struct BadInputTests {
    private static let water = "minimal-water/application.json"
    private static let reply = "single-service/water.reply-1.json"
    private static let gas = "partial-refusal/gas.reply-1.xml"
    private static let heat = "full-set/heat.reply-1.txt"

    static let applications: [BadMessage] = [
        BadMessage(
            "broken JSON",
            from: water,
            .rejected,
            ["json 第22行第13列: 应为合法的 JSON | 第22行第13列附近：\"报"]
        ) { $0.removeLast(10) },
        BadMessage("nothing", from: water, .rejected, ["json 第1行第1列: 应为合法的 JSON | 第1行第1列附近："]) {
            $0 = []
        },
        BadMessage("XML", from: water, .rejected, ["json 第1行第1列: 应为合法的 JSON | 第1行第1列附近：<SB/>"]) {
            $0 = Array("<SB/>".utf8)
        },
        BadMessage(
            "another charset",
            from: water,
            .rejected,
            ["charset 第7行第14列: 应为 UTF-8 编码的文字 | 字节 BD B9 D7 F7：不是该编码的字符"]
        ) { bytes in
            bytes = try Charset.gbk.encode(String(decoding: bytes, as: UTF8.self))
        },
        BadMessage(
            "half a character",
            from: water,
            .rejected,
            ["json 第7行第13列: 应为合法的 JSON | 第7行第13列附近：\""]
        ) { bytes in
            let at = try #require(bytes.firstIndex { $0 >= 0x80 })
            bytes.removeSubrange((at + 2)...)
        },
        BadMessage(
            "half a character inside",
            from: water,
            .rejected,
            ["charset 第7行第14列: 应为 UTF-8 编码的文字 | 字节 E7 84 E4 BD：不是该编码的字符"]
        ) { bytes in
            let at = try #require(bytes.firstIndex { $0 >= 0x80 })
            bytes.remove(at: at + 2)
        },
        BadMessage(
            "the message type",
            from: water,
            "\"SB\"",
            "\"XX\"",
            .rejected,
            "enum /bwlx: 应为下列之一：WXSB、WXGX、WXCX、SB、GX、CX | XX"
        ),
        BadMessage(
            "no number",
            from: water,
            "\"sblsh\": \"410800002024090200001\",",
            "",
            .rejected,
            "missing /sblsh: 必填 | "
        ),
        BadMessage(
            "an extra field",
            from: water,
            "\"sbqd\"",
            "\"sbdq\": 1, \"sbqd\"",
            .rejected,
            "extra /sbdq: 不允许的字段 | 1"
        ),
        BadMessage(
            "the same field twice",
            from: water,
            "\"sbqd\"",
            "\"sbqd\": \"1\", \"sbqd\"",
            .rejected,
            "duplicate-field /sbqd: 同一对象内的名称不得重复 | sbqd"
        ),
        BadMessage(
            "a wrong code",
            from: water,
            "\"租赁\"",
            "\"租用\"",
            .rejected,
            "enum /qyxx/cqlx: 应为下列之一：自有、租赁 | 租用"
        ),
        BadMessage(
            "a day that is none",
            from: water,
            "2024-09-05",
            "2024-02-30",
            .rejected,
            "format /xmxx/tkrq: 应为存在的日期（yyyy-MM-dd） | 2024-02-30"
        ),
        BadMessage(
            "a date in a year without a schedule",
            from: water,
            "2024-09-05",
            "2031-09-05",
            .parked,
            "rule /: the schedule of 2031 is not published | jiaozuo/installation/program.yaml:12:11"
        ),
        BadMessage(
            "5 MB in one field",
            from: water,
            .rejected,
            ["too-large /: 报文应不超过 4194304 字节 | 5000419 字节"]
        ) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            let name = "焦作市鑫源机械厂"
            bytes = Array(
                text.replacing(
                    name,
                    with: String(repeating: name, count: 5_000_000 / name.utf8.count)
                ).utf8
            )
        },
        BadMessage(
            "5 MB of brackets",
            from: water,
            .rejected,
            ["too-large /: 报文应不超过 4194304 字节 | 5000000 字节"]
        ) { $0 = Array(repeating: 0x5B, count: 5_000_000) },
        BadMessage(
            "10,000 levels",
            from: water,
            .rejected,
            [
                "too-deep /a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a 第1行第321列: 嵌套应不超过 64 层 | 超过 64 层"
            ]
        ) { bytes in
            bytes = Array(
                (String(repeating: "{\"a\":", count: 10_000) + "1"
                    + String(repeating: "}", count: 10_000)).utf8
            )
        },
        BadMessage(
            "17 MB",
            from: water,
            .rejected,
            ["too-large /: 报文应不超过 4194304 字节 | 17000451 字节"]
        ) { $0 += Array(repeating: 0x20, count: 17_000_000) },
    ]

    @Test(arguments: applications) func anApplicationIsRejectedAndTheHubGoesOn(
        _ bad: BadMessage
    ) throws {
        let desk = try Desk()
        var body = try Desk.example(bad.from)
        try bad.change(&body)
        let (_, verdict) = try desk.send(bad.party, body, id: "SB-1")
        let words = Desk.words(verdict.problems)
        #expect(words == bad.says)
        #expect(verdict.disposition == bad.disposition)
        let sent = try desk.hub.sent(at: Desk.start)
        #expect(sent.map(\.kind) == (bad.disposition == .rejected ? ["rejection"] : []))
        let again = try desk.send(bad.party, body, id: "SB-1", after: 1)
        #expect(again.verdict.disposition == .duplicate)
        #expect(try desk.hub.sent(at: Desk.start).isEmpty, "one rejection, however often it comes")
        let good = try desk.send(bad.party, try Desk.example(bad.from), id: "SB-2", after: 2)
        #expect(good.verdict.disposition == .applied)
        #expect(try desk.hub.sent(at: Desk.start).map(\.kind) == ["order"])
    }

    static let replies: [BadMessage] = [
        BadMessage(
            "broken JSON",
            to: "water",
            from: reply,
            .parked,
            ["json 第1行第120列: 应为合法的 JSON | 第1行第120列附近：\"2024-09-02 "]
        ) { $0.removeLast(10) },
        BadMessage(
            "broken XML",
            to: "gas",
            from: gas,
            .parked,
            ["xml /RQBZHF/SJ 第1行第149列: 应为格式良好的 XML | 第1行第149列附近：/9/2 10:05</SJ"]
        ) { $0.removeLast(10) },
        BadMessage(
            "another charset",
            to: "gas",
            from: gas,
            .parked,
            ["charset 第131字节: 应为 GB18030 编码的文字 | 字节 98 3C 2F 59：不是该编码的字符"]
        ) { bytes in
            bytes = Array(try Charset.gb18030.decode(bytes).utf8)
        },
        BadMessage(
            "half a character",
            to: "gas",
            from: gas,
            .parked,
            ["charset 第110字节: 应为 GB18030 编码的文字 | 字节 ED 3C 2F 5A：不是该编码的字符"]
        ) { bytes in
            let at = try #require(bytes.firstIndex { $0 >= 0x80 })
            bytes.remove(at: at + 1)
        },
        BadMessage(
            "a record too short",
            to: "heat",
            from: heat,
            .parked,
            ["record 第1条记录: 每条记录应为200字节 | 190字节"]
        ) { $0.removeLast(12) },
        BadMessage(
            "a record and a half",
            to: "heat",
            from: heat,
            .parked,
            ["record 第2条记录: 每条记录应为200字节 | 100字节"]
        ) { $0 += $0.prefix(100) },
        BadMessage(
            "half a character in a record",
            to: "heat",
            from: heat,
            .parked,
            ["charset 第1条记录 第54—133字节: 应为 GB18030 编码的文字 | 字节 C0 20 20 20：不是该编码的字符"]
        ) { bytes in
            let at = try #require(bytes.lastIndex { $0 >= 0x80 })
            bytes[at] = 0x20
        },
        BadMessage(
            "an extra field",
            to: "water",
            from: reply,
            "\"msg\"",
            "\"gsm\":\"\",\"msg\"",
            .parked,
            "extra /gsm: 不允许的字段 | "
        ),
        BadMessage(
            "no identifier",
            to: "water",
            from: reply,
            "\"bjbh\":\"4108002024090200000101\",",
            "",
            .parked,
            "missing /bjbh: 必填 | "
        ),
        BadMessage(
            "a wrong state",
            to: "water",
            from: reply,
            "\"申请\"",
            "\"申清\"",
            .parked,
            "enum /stepname: 应为下列之一：申请、踏勘、方案、施工、验收、通水 | 申清"
        ),
        BadMessage(
            "a state that waits for a person",
            to: "water",
            from: reply,
            "\"stepname\":\"申请\",\"dealresult\":\"1\"",
            "\"stepname\":\"踏勘\",\"dealresult\":\"0\"",
            .parked,
            "map /: code table 'state' (jiaozuo/water/contract.yaml:13:5) leaves '踏勘0' to a person | jiaozuo/water/reply.map.yaml:4:91"
        ),
        BadMessage(
            "a month that is none",
            to: "water",
            from: reply,
            "2024-09-02 10",
            "2024-13-02 10",
            .parked,
            "map /clsj: time('2024-13-02 10:00:00', 'yyyy-MM-dd HH:mm:ss'): at character 6 stands the month 13 | jiaozuo/water/reply.map.yaml:5:7"
        ),
        BadMessage(
            "an item that is none",
            to: "water",
            from: reply,
            "4108002024090200000101",
            "41080020240902000001",
            .parked,
            "number /bjbh: 应为 22 位子件编号 | 41080020240902000001"
        ),
        BadMessage(
            "an item that the case has not",
            to: "water",
            from: reply,
            "4108002024090200000101",
            "4108002024090200000199",
            .parked,
            "item /bjbh: 办件中应有该子件 | 4108002024090200000199"
        ),
        BadMessage(
            "somebody else's item",
            to: "water",
            from: reply,
            "4108002024090200000101",
            "4108002024090200000103",
            .parked,
            "not-yours /: 用气报装由焦作市燃气公司办理，焦作市供水公司不能回复 | "
        ),
        BadMessage(
            "an item that does not apply",
            to: "water",
            from: reply,
            "4108002024090200000101",
            "4108002024090200000108",
            .parked,
            "not-ordered /: 联合验收尚未派单，不应有回执“受理” | "
        ),
        BadMessage(
            "a case that nobody knows",
            to: "water",
            from: reply,
            "4108002024090200000101",
            "4108002024090200000201",
            .waiting
        ),
    ]

    @Test(arguments: replies) func aReplyIsParkedAndTheHubGoesOn(_ bad: BadMessage) throws {
        let desk = try Desk()
        try desk.send("platform", try Desk.example("full-set/application.json"), id: "SB-1")
        _ = try desk.hub.sent(at: Desk.start)
        var body = try Desk.example(bad.from)
        try bad.change(&body)
        let (id, verdict) = try desk.send(bad.party, body, id: "R-1", after: 7200)
        let words = Desk.words(verdict.problems)
        #expect(words == bad.says)
        #expect(verdict.disposition == bad.disposition)
        #expect(try desk.hub.sent(at: Desk.start).isEmpty)
        if bad.disposition == .parked {
            #expect(try desk.openAlerts().contains { $0.hasPrefix("parked: 第 \(id) 号报文挂起") })
        }
        let good = try desk.send(bad.party, try Desk.example(bad.from), id: "R-2", after: 7260)
        #expect(good.verdict.disposition == .applied)
    }
}
