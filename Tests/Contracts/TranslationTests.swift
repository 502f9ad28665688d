import Formats
import Testing
import Values

@testable import Contracts

/// A message of a partner that cannot be read, and what is said of it.
struct Unreadable: Sendable, CustomStringConvertible {
    /// Of the shipped 焦作 contracts.
    var party: String
    var body: String
    var charset = Charset.utf8
    var headers: [(String, String)] = []
    /// Before the text is encoded: bytes that stand for U+FFFC.
    var raw: [UInt8] = []
    /// `stage place: words (found)`, one for each problem.
    var says: [String]

    var description: String { "\(party): \(body.prefix(60))" }
}

@Suite struct TranslationTests {
    private static let region = try? Catalogue.compile(shippedFiles(of: "jiaozuo")).catalogue?
        .region("jiaozuo")

    private func inbound(_ example: Unreadable) throws -> [String] {
        let region = try #require(Self.region)
        let party = try #require(region.party(example.party))
        let contract = try #require(party.contract)
        let parts = example.body.split(separator: "\u{FFFC}", omittingEmptySubsequences: false)
        var bytes = try example.charset.encode(String(parts[0]))
        for part in parts.dropFirst() {
            bytes += example.raw + (try example.charset.encode(String(part)))
        }
        let received = ReceivedMessage(
            body: bytes,
            headers: example.headers.map { Header(name: $0.0, value: $0.1) },
            type: nil,
            brokerTime: Instant(seconds: 1_725_415_205)
        )
        do throws(TranslationFault) {
            let opened = try contract.inbound.open(received, party: party) { _ in
                Array("secret".utf8)
            }
            _ = try opened.message.canonical(of: opened.decoded, party: party, region: region)
            return ["read as \(opened.message.stem)"]
        } catch {
            return error.problems.map {
                "\(error.stage.rawValue) \($0.place): \($0.say) (\($0.found))"
            }
        }
    }

    private static func xml(_ rows: String) -> String {
        "<?xml version=\"1.0\" encoding=\"GB18030\"?><RQBZHF>\(rows)</RQBZHF>"
    }

    static let cases: [Unreadable] = [
        Unreadable(
            party: "water",
            body: "{",
            says: ["decode 第1行第2列: 应为合法的 JSON：第1行第2列，此处应为带引号的名称 (第1行第2列附近：)"]
        ),
        Unreadable(
            party: "water",
            body: "",
            says: ["decode 第1行第1列: 应为合法的 JSON：第1行第1列，报文为空 (第1行第1列附近：)"]
        ),
        Unreadable(
            party: "water",
            body: "[]",
            says: ["validate /: 用水报装回执：应为对象，实为 0 项的数组 (0 项的数组)"]
        ),
        Unreadable(
            party: "water",
            body: #"{"code":"200","msg":"ok","bjbh":"4108002024090200000101","bjbh":"1"}"#,
            says: ["decode /bjbh: 同一对象内的名称不得重复 (bjbh)"]
        ),
        Unreadable(
            party: "water",
            body: "{\"code\":\"\u{FFFC}\"}",
            raw: [0xE4, 0xB8],
            says: ["decode 第1行第10列: 应为 UTF-8 编码的文字 (字节 E4 B8 22 7D：不是该编码的字符)"]
        ),
        Unreadable(
            party: "water",
            body: #"{"code":200,"extra":1}"#,
            says: [
                "validate /code: 结果码：应为字符串，实为 200 (200)", "validate /bjbh: 办件编号：必填 ()",
                "validate /extra: 用水报装回执 extra：不允许的字段 (1)",
            ]
        ),
        Unreadable(
            party: "water",
            body:
                #"{"code":"200","msg":"","bjbh":"4108002024090200000101","stepname":"踏勘","dealresult":"0"}"#,
            says: [
                "map /: code table 'state' (jiaozuo/water/contract.yaml:13:5) leaves '踏勘0' to a person (jiaozuo/water/reply.map.yaml:4:91)"
            ]
        ),
        Unreadable(
            party: "water",
            body:
                #"{"code":"200","msg":"","bjbh":"4108002024090200000101","clsj":"2024-13-01 00:00:00","stepname":"踏勘","dealresult":"1"}"#,
            says: [
                "map /clsj: time('2024-13-01 00:00:00', 'yyyy-MM-dd HH:mm:ss'): at character 6 stands the month 13 (jiaozuo/water/reply.map.yaml:5:7)"
            ]
        ),
        Unreadable(
            party: "water",
            body: String(repeating: "[", count: 10_000),
            says: [
                "decode /0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0 第1行第65列: 嵌套应不超过 64 层 (超过 64 层)"
            ]
        ),
        Unreadable(
            party: "gas",
            body: "<RQBZHF>",
            charset: .gb18030,
            says: ["decode /RQBZHF 第1行第9列: 应为格式良好的 XML：第1行第9列，标签没有结束 (第1行第9列附近：<RQBZHF>)"]
        ),
        Unreadable(
            party: "gas",
            body: xml("<LSH>1</LSH>"),
            charset: .gb18030,
            says: ["validate /RQBZHF/ZT: 状态：必填 ()", "validate /RQBZHF/SJ: 时间：必填 ()"]
        ),
        Unreadable(
            party: "gas",
            body: xml("<LSH>41080020240902000001</LSH><ZT>受理</ZT><SJ>2024/9/2 9:00</SJ><XX>1</XX>"),
            charset: .gb18030,
            says: ["decode /RQBZHF/XX: 应为契约规定的字段 (<XX>)"]
        ),
        Unreadable(
            party: "gas",
            body: xml("<LSH>41080020240902000001</LSH><ZT>受里</ZT><SJ>2024/9/2 9:00</SJ>"),
            charset: .gb18030,
            says: ["validate /RQBZHF/ZT: 状态：应为下列之一：受理、不受理、补正、完成、终止，实为“受里” (受里)"]
        ),
        Unreadable(
            party: "gas",
            body: xml("<LSH>41080020240902000001</LSH><ZT>受理\u{FFFC}</ZT><SJ>2024/9/2 9:00</SJ>"),
            charset: .gb18030,
            raw: [0x81],
            says: ["decode 第88字节: 应为 GB18030 编码的文字 (字节 81 3C 2F 5A：不是该编码的字符)"]
        ),
        Unreadable(
            party: "gas",
            body: xml("<LSH>41080020240902000001</LSH><ZT>受理</ZT><SJ>昨天</SJ>"),
            charset: .gb18030,
            says: [
                "validate /RQBZHF/SJ: 时间：应符合格式 ^\\d{4}/\\d{1,2}/\\d{1,2} \\d{1,2}:\\d{2}$，实为“昨天” (昨天)"
            ]
        ),
        Unreadable(
            party: "gas",
            body: "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><RQBZHF>&e;</RQBZHF>",
            charset: .gb18030,
            says: [
                "decode 第1行第13列: 应为格式良好的 XML：第1行第13列，不接受 DOCTYPE 和实体声明 (第1行第13列附近：<!DOCTYPE x [<!ENTITY e SYSTEM…)"
            ]
        ),
        Unreadable(
            party: "heat",
            body: "41080020240902000001A",
            charset: .gb18030,
            says: ["decode 第1条记录: 每条记录应为200字节 (21字节)"]
        ),
        Unreadable(
            party: "heat",
            body: "",
            charset: .gb18030,
            says: ["decode 报文: 应恰好有1条记录 (0条记录)"]
        ),
        Unreadable(
            party: "urban-management",
            body: "<SPGL_QT/>",
            says: [
                "decode /SPGL_QT: 根元素应为 SPGL_XMSPSXBLXXXXB，或根元素应为 SPGL_XMSPSXPFWJXXB (<SPGL_QT>)"
            ]
        ),
        Unreadable(
            party: "telecom",
            body: "{}",
            says: ["envelope header X-App-Id: 应有消息头 X-App-Id (缺失)"]
        ),
        Unreadable(
            party: "telecom",
            body: "{}",
            headers: [
                ("X-App-Id", "lianban-jz"), ("X-Timestamp", "1725415205000"), ("X-Sign", "00"),
            ],
            says: ["envelope sign: sign 与报文内容应一致 (校验不通过)"]
        ),
        Unreadable(
            party: "telecom",
            body: "{}",
            headers: [
                ("X-App-Id", "lianban-jz"), ("X-Timestamp", "1725410000000"), ("X-Sign", "00"),
            ],
            says: ["envelope sign: sign 与报文内容应一致 (校验不通过)"]
        ),
    ]

    @Test(arguments: cases) func saysWhatIsWrongAndWhere(_ example: Unreadable) throws {
        let found = try inbound(example)
        #expect(found == example.says)
    }

    @Test func twoMessagesOfOnePartyAreToldApart() throws {
        let region = try #require(Self.region)
        let party = try #require(region.party("urban-management"))
        let inbound = try #require(party.contract).inbound
        let status = """
            <SPGL_XMSPSXBLXXXXB><XZQHDM>410800</XZQHDM><SPSXSLBM>4108002024090200000106</SPSXSLBM>\
            <BLZT>3</BLZT><BLSJ>2024-09-03 09:00:00</BLSJ></SPGL_XMSPSXBLXXXXB>
            """
        for (body, type) in [(status, String?.none), (status, "reply")] {
            let opened = try inbound.open(
                ReceivedMessage(
                    body: Array(body.utf8),
                    headers: [],
                    type: type,
                    brokerTime: Instant(seconds: 0)
                ),
                party: party
            ) { _ in nil }
            #expect(opened.message.stem == "reply")
        }
        let decision = "<SPGL_XMSPSXPFWJXXB><SPSXSLBM>1</SPSXSLBM></SPGL_XMSPSXPFWJXXB>"
        let fault = try #require(throws: TranslationFault.self) {
            try inbound.open(
                ReceivedMessage(
                    body: Array(decision.utf8),
                    headers: [],
                    type: nil,
                    brokerTime: Instant(seconds: 0)
                ),
                party: party
            ) { _ in nil }
        }
        #expect(fault.message == "jiaozuo/urban-management/reply-decision")
        #expect(fault.stage == .validate)
    }
}
