import Formats
import Testing
import Values

@testable import Contracts
@testable import Documents

/// The worked example on a page, checked against another implementation.
@Suite struct EnvelopeExampleTests {
    /// `(printf '1725267620000\n'; cat reply-1.json) | openssl dgst -sm3 -mac HMAC -macopt key:…`
    @Test func theSignatureIsWhatOpenSSLSays() throws {
        let page = try Shipped.text("jiaozuo/telecom/index.html")
        #expect(
            page.contains("1725267620000\\n{&quot;orderNo&quot;:&quot;4108002024090200000105&quot;")
        )
        #expect(page.contains("421a39ec95d556bf619b009f3048aefa495b075358472cce134d74d070557f37"))
        #expect(page.contains("X-Timestamp: 1725267620000"))
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

    @Test(
        "Steps in Chinese",
        arguments: [
            (EnvelopeTrace.Kind.base64, "对“报文体原文（未封装的全部字节）”作标准 Base64 编码（RFC 4648，带填充，不换行），记作 x。"),
            (.sm3(.HEX), "对“报文体原文（未封装的全部字节）”计算 SM3（GB/T 32905—2016），结果写成大写十六进制，记作 x。"),
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
