import Examples
import Formats
import Pipeline
import System
import Testing
import Values

@testable import Contracts
@testable import Documents
@testable import lianban

/// The worked example on a page, checked against another implementation.
@Suite struct EnvelopeExampleTests {
    /// `(printf '1725243020000\n'; cat reply-1.json) | openssl dgst -sm3 -mac HMAC -macopt key:…`
    @Test func theSignatureIsWhatOpenSSLSays() throws {
        let page = try Shipped.text("jiaozuo/telecom/index.html")
        #expect(
            page.contains("1725243020000\\n{&quot;orderNo&quot;:&quot;4108002024090200000105&quot;")
        )
        #expect(page.contains("7e2d38529440c09abd9473f9e2bcf3e8e2d95c37f4f6ee965ff9c3a3840a9dbc"))
        #expect(page.contains("X-Timestamp: 1725243020000"))
        #expect(page.contains(PartyPage.exampleKey))
    }

    /// What a trace shows is what the hub would send.
    @Test func theTraceIsTheEnvelope() throws {
        let catalogue = try #require(Shipped.catalogue)
        let region = try #require(catalogue.region("jiaozuo"))
        let party = try #require(region.party("telecom"))
        let message = try #require(party.contract?.outbound["order"])
        let content = try #require(Shipped.all["jiaozuo/telecom/samples/order-1.json"])
        let now = try #require(Instant(rfc3339: "2024-09-02T09:00:00+08:00"))
        let stamp = MessageStamp(id: String(repeating: "a", count: 32), time: now)
        let keys: KeyRing = { _ in Array("k".utf8) }
        let trace = try message.envelope.trace(
            content,
            party: party,
            stamp: stamp,
            sentAt: now,
            keys: keys
        )
        let sent = try message.freshHeaders(
            of: content,
            party: party,
            stamp: stamp,
            sentAt: now,
            keys: keys
        )
        #expect(trace.headers == sent && trace.body == content && !sent.isEmpty)
        #expect(trace.steps.first?.parts.map(\.operand) == ["sent.millis", "'\\n'", "body"])
    }

    /// The page of the telecom office, had it another envelope; the bytes were computed with Python and the command line
    /// of OpenSSL from what the page says.
    private func page(_ envelope: String) throws -> String {
        var files = try ContractFolder.read(Shipped.contracts)
        let path = "shared/telecom/contract.yaml"
        let text = String(decoding: try #require(files.bytes[path]), as: UTF8.self)
        let start = try #require(text.firstRange(of: "envelope:")).lowerBound
        let end = try #require(text.firstRange(of: "codes:")).lowerBound
        files.bytes[path] = Array((text[..<start] + envelope + "\n" + text[end...]).utf8)
        let compiled = Catalogue.compile(files)
        let catalogue = try #require(compiled.catalogue, "\(compiled.diagnostics)")
        let party = try #require(catalogue.region("jiaozuo")?.party("telecom"))
        let order = try #require(party.contract?.outbound["order"])
        let secret = "00112233445566778899aabbccddeeff"
        let story = "jiaozuo/installation/examples/full-set/telecom.order.json"
        let now = try #require(Instant(rfc3339: "2024-09-02T09:00:00+08:00"))
        let sealed = try order.envelope.trace(
            try File.read("\(Shipped.contracts)/\(story)"),
            party: party,
            stamp: MessageStamp(id: String(repeating: "a", count: 32), time: now),
            sentAt: now,
            keys: { _ in Array(secret.utf8) }
        )
        let sample = Sample(
            region: "jiaozuo",
            party: "telecom",
            program: "jiaozuo/installation",
            direction: .toParty(stem: "order"),
            item: "telecom",
            body: sealed.body,
            headers: sealed.headers,
            sentAt: now,
            story: "全套",
            secrets: ["jiaozuo-telecom-app-secret": secret]
        )
        let pages = PartnerDocuments.files(
            of: catalogue,
            wiring: Routes(catalogue).wiring,
            samples: [sample],
            selection: .init(region: "jiaozuo", party: "telecom")
        )
        let page = try #require(pages.first { $0.path == "jiaozuo/telecom/index.html" })
        return String(decoding: page.bytes, as: UTF8.self)
    }

    @Test func aCipherTextIsShownWithEveryByteOnTheWay() throws {
        let page = try page(
            """
            envelope:
              - sm3: { of: body, as: digest, text: hex }
              - sm4-cbc: { of: body, key: app, iv: prefix, as: cipher, text: base64, assumption: 未见接口文档 }
              - wrap: { appId: party.appId, cipher: cipher, digest: digest }
            """
        )
        for text in [
            "以密钥 app（16 字节）对“报文体原文（未封装的全部字节）”作 SM4 加密（GB/T 32907—2016，CBC 模式；PKCS#7 填充",
            PartyPage.exampleCipherKey, "十六进制，解码为 16 字节后使用",
            "03 75 F7 88 D8 E3 CA 76 C3 13 80 F8 0A 62 A7 5A",
            "A3X3iNjjynbDE4D4CmKnWi5+vKGQ0zhSH1dPMGccaaATznTw19qoaZW2h4qKs9Wu",
            "UiAt6epWzd92GhON5HasAoo3Uv/n2zNW",
            "4fc8dcb9d1dcee560ed30fb3ae567b64a56aad93d44e49f42cf9d71f1e49bfbc", "推定：未见接口文档",
            "同一报文重发时，报文体和消息头逐字节相同。",
        ] { #expect(page.contains(text), "\(text)") }
        #expect(!page.contains("00112233445566778899aabbccddeeff"))
        #expect(!page.contains(PartyPage.exampleKey))
    }

    @Test func aSortedSignatureIsShownWithWhatItSigns() throws {
        let page = try page(
            """
            envelope:
              - sm3-sorted: { of: body, with: { ts: message.millis }, skip-empty: true, between: "&key=", key: app, as: sign, text: HEX }
              - add: { ts: message.millis, sign: sign }
            """
        )
        for text in [
            "去掉值为空（空字符串或 null）的字段，按名称的 ASCII 字节从小到大排列", "末尾接“&amp;key=”和密钥 app",
            "address=焦作市解放区人民路中段1688号䶮昌产业园&amp;buildingCount=3&amp;businessType=BROADBAND&amp;",
            "&amp;totalHouseholds=120&amp;ts=1725238800000&amp;",
            "&amp;key=example-key-not-for-production",
            "1FD12B046248B321BE260C6C51FAF6D09FAF47369F147A8D2ECDED56B7E6BBD1",
        ] { #expect(page.contains(text), "\(text)") }
    }

    @Test(
        "Steps in Chinese",
        arguments: [
            (EnvelopeTrace.Kind.base64, "对“报文体原文（未封装的全部字节）”作标准 Base64 编码（RFC 4648，带填充，不换行），记作 x。"),
            (.sm3(.HEX), "对“报文体原文（未封装的全部字节）”计算 SM3（GB/T 32905—2016），结果写成大写十六进制，记作 x。"),
            (
                .sm3Sorted(key: "k", isSkippingEmpty: false, between: "", .hex),
                "取报文的全部字段（名称照报文中的写法），值为空的字段也参加，写成“名称=”，按名称的 ASCII 字节从小到大排列，每个写成“名称=值”，用 & 相连，末尾直接接密钥 k，对所得文字的 UTF-8 字节计算 SM3（GB/T 32905—2016），结果写成小写十六进制，记作 x。值取转义和 URL 编码之前的原文；数字照报文中的写法，布尔值写 true、false。"
            ),
            (
                .sm4CBC(key: "k", .named("iv", .hex), .base64),
                "以密钥 k（16 字节）对“报文体原文（未封装的全部字节）”作 SM4 加密（GB/T 32907—2016，CBC 模式；PKCS#7 填充：补 1 至 16 个字节，每个字节的值等于所补的个数）。初始向量为 16 字节，每份报文不同，发送前不可预测（贵方可用密码学安全的随机数），写成小写十六进制，记作 iv。密文写成Base64，记作 x。"
            ),
            (.wrap, "生成一个新的 JSON 对象作为报文体，含下列字段，次序如表。"),
            (.fresh(withinSeconds: 60), "接收时核对：“报文体原文（未封装的全部字节）”与消息服务收到报文的时间相差不超过 60 秒。"),
        ]
    )
    func words(_ kind: EnvelopeTrace.Kind, _ expected: String) {
        let part = EnvelopeTrace.Part(operand: "body", bytes: [], isLiteral: false)
        let step = EnvelopeTrace.Step(kind: kind, name: "x", parts: [part])
        #expect(EnvelopeWords(parameters: [:]).instruction(step) == expected)
    }
}
