import Expressions
import Formats
import Testing
import Values

@testable import Contracts

/// Envelopes as the toy's water company speaks them: closed, opened, and refused where something is wrong.
@Suite struct EnvelopeTests {
    private static let signed = """
        envelope:
          - hmac-sm3: { of: body, key: sign, as: mac, text: hex }
          - headers: { X-App: party.appId, X-Sign: mac }
        """
    private static let fresh = """
        envelope:
          - hmac-sm3: { of: [sent.millis, "'\\\\n'", body], key: sign, as: mac, text: hex }
          - headers: { X-Time: sent.millis, X-Sign: mac }
          - fresh: { of: sent.millis, within: 60s }
        """
    private static let wrapped = """
        envelope:
          - base64: { of: body, as: request }
          - sm3: { of: [request, "'|'", message.nonce], as: digest, text: base64 }
          - wrap: { app: party.appId, request: request, nonce: message.nonce, digest: digest }
        """
    private static let added = """
        envelope:
          - sm3: { of: body, as: digest, text: HEX }
          - add: { digest: digest, app: party.appId }
        """

    private let body = #"{"a":1}"#
    private let mac = "06350a5b5fbb4acc47280748841b59d2d7472910ad3295d29ea33cc77bb6fa1d"

    @Test func aSignatureIsTheKnownOneAndIsVerified() throws {
        let pair = try EnvelopePair(Self.signed)
        let sealed = try pair.seal(body)
        #expect(sealed.body == Array(body.utf8))
        #expect(
            sealed.headers == [
                Header(name: "X-App", value: "lianban"), Header(name: "X-Sign", value: mac),
            ]
        )
        #expect(pair.open(body, [("X-App", "lianban"), ("X-Sign", mac)]) == body)
        #expect(pair.open(body, [("x-app", "lianban"), ("x-sign", mac)]) == body)
        let wrong = "theirs signature at mac: mac 与报文内容应一致 | 校验不通过"
        #expect(pair.open(#"{"a":2}"#, [("X-App", "lianban"), ("X-Sign", mac)]) == wrong)
        #expect(pair.open(body, [("X-App", "lianban"), ("X-Sign", "")]) == wrong)
        #expect(
            pair.open(body, [("X-App", "lianban")])
                == "theirs header at header X-Sign: 应有消息头 X-Sign | 缺失"
        )
        #expect(
            pair.open(body, [("X-App", "other"), ("X-Sign", mac)])
                == "theirs envelope at header X-App: X-App 应为 lianban | other"
        )
        let ours = "ours key at envelope: no secret is configured for the key 'sign' | "
        #expect(
            pair.open(body, [("X-App", "lianban"), ("X-Sign", mac)], keys: { _ in nil }) == ours
        )
        let fault = try #require(throws: EnvelopeFault.self) {
            try pair.seal(body, keys: { _ in nil })
        }
        #expect(fault.isTheirs == false)
    }

    @Test func aStampIsMadeAtEachAttemptAndJudgedByTheBrokersTime() throws {
        let pair = try EnvelopePair(Self.fresh)
        let sealed = try pair.seal(body)
        #expect(sealed.headers == [])
        #expect(pair.out.isFresh)
        var scope = pair.scope
        scope[.sent] = .host(SentObject(Instant(milliseconds: 1_725_238_800_123)))
        let headers = try pair.out.freshHeaders(of: sealed.body, scope, ToyHub.keys)
        #expect(headers.map(\.name) == ["X-Time", "X-Sign"])
        #expect(headers.first?.value == "1725238800123")
        let sent = headers.map { ($0.name, $0.value) }
        for offset: Int64 in [0, 60_000, -60_000] {
            #expect(pair.open(body, sent, at: 1_725_238_800_123 + offset) == body)
        }
        let late = "theirs stamp at sent.millis: 时间戳与到达时间相差不超过 60 秒 | 2024-09-02T09:00:00.123+08:00"
        for offset: Int64 in [60_001, -60_001, 3_600_000] {
            #expect(pair.open(body, sent, at: 1_725_238_800_123 + offset) == late)
        }
        // A stamp that is changed is no longer the one that was signed.
        let moved = [("X-Time", "1725238800124"), sent[1]]
        #expect(pair.open(body, moved, at: 1_725_238_800_123).hasPrefix("theirs signature"))
    }

    @Test(arguments: ["abc", "99999999999999999999", "-9223372036854775808", ""])
    func aStampThatIsNoneIsRefused(_ stamp: String) throws {
        let pair = try EnvelopePair(
            "envelope:\n  - headers: { X-Time: sent.millis }\n  - fresh: { of: sent.millis, within: 60 }"
        )
        #expect(pair.open(body, [("X-Time", stamp)]).hasPrefix("theirs stamp at sent.millis"))
    }

    @Test func aWrapperIsPutAroundAndTakenOff() throws {
        let pair = try EnvelopePair(Self.wrapped)
        let text = String(decoding: try pair.seal(body).body, as: UTF8.self)
        let nonce = ToyHub.stamp.nonce
        let start = #"{"app":"lianban","request":"eyJhIjoxfQ==","nonce":"\#(nonce)","digest":""#
        #expect(text.hasPrefix(start))
        #expect(pair.open(text) == body)
        #expect(pair.open("  " + text + "\n") == body)
        let cases: [(String, String)] = [
            (
                text.replacing("eyJhIjoxfQ==", with: "eyJhIjoyfQ=="),
                "theirs signature at digest: digest 与报文内容应一致 | 校验不通过"
            ),
            (
                text.replacing("eyJhIjoxfQ==", with: "***"),
                "theirs envelope at request: 应为 Base64 编码 | 无法解码"
            ),
            (
                text.replacing("\"lianban\"", with: "\"other\""),
                "theirs envelope at /app: app 应为 lianban | other"
            ),
            (
                text.replacing("\"request\"", with: "\"reqeust\""),
                "theirs missing at /request: 封装字段 request 必填 | 缺失"
            ),
            (
                text.replacing("\"lianban\"", with: "null"),
                "theirs missing at /app: 封装字段 app 必填 | 缺失"
            ),
            ("[]", "theirs type at /: 应为 JSON 对象 | array"),
        ]
        for (changed, says) in cases { #expect(pair.open(changed) == says) }
        #expect(pair.open("{").hasPrefix("theirs json"))
    }

    @Test func fieldsAreAddedAndTakenOut() throws {
        let pair = try EnvelopePair(Self.added)
        let text = String(decoding: try pair.seal(body).body, as: UTF8.self)
        let digest = Fingerprint.hex(of: Array(body.utf8)).uppercased()
        #expect(text == #"{"a":1,"digest":"\#(digest)","app":"lianban"}"#)
        #expect(pair.open(text) == body)
        #expect(
            pair.open(text.replacing(":1,", with: ":2,")).hasPrefix("theirs signature at digest")
        )
        #expect(throws: EnvelopeFault.self) { try pair.seal("[1]") }
    }
}
