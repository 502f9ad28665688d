import Expressions
import Formats
import OpenSSL
import Testing
import Values

@testable import Contracts

/// Envelopes that encipher, and that sign fields in the order of their names. What is expected was computed with the
/// command line of OpenSSL and with Python.
@Suite struct EnvelopeSealTests {
    /// As the gas company of 通许 wants it: the digest of the text, the text enciphered, both in a wrapper.
    private static let prefix = """
        envelope:
          - sm3: { of: body, as: digest, text: hex }
          - sm4-cbc: { of: body, key: sign, iv: prefix, as: cipher, text: base64 }
          - wrap: { appId: party.appId, nonce: message.nonce, timestamp: message.millis, cipher: cipher, digest: digest }
        """
    private static let named = """
        envelope:
          - sm3: { of: body, as: digest, text: hex }
          - sm4-cbc: { of: body, key: sign, iv: { as: iv, text: hex }, as: cipher, text: hex }
          - wrap: { iv: iv, cipher: cipher, digest: digest }
        """
    private static let given = """
        envelope:
          - sm3: { of: body, as: digest, text: hex }
          - sm4-cbc: { of: body, key: sign, iv: { of: message.nonce, text: ascii }, as: cipher, text: hex }
          - wrap: { nonce: message.nonce, cipher: cipher, digest: digest }
        """

    private let body = #"{"caseNo":"4102222024090200000101","userName":"张三","code":0}"#
    private static let key = Array("00112233445566778899aabbccddeeff".utf8)
    private let keys: KeyRing = { _ in EnvelopeSealTests.key }
    private let digest = "20f5e6327301914e94a7e947396d8c1de7fb4a500f54db2568873189b3bf6e1a"
    private let vector = "e9e732ebc327010a3cf0592f771e6b05"
    private let cipher =
        "840a8f2dddf1dba69200e8185c0def0db9c17d097e6aa995bf78c7e6af618c2ff1a93700cce1226098337d5154317fb9b31491f58b797183fa5a18383e3fda846e19211d82a3d4cab9060ca7531b8905"
    private let refused =
        "theirs cipher at envelope: 密文、初始向量、摘要或签名应相符，并使用约定的密钥 | 校验不通过"

    @Test func theVectorGoesBeforeTheCipherText() throws {
        let pair = try EnvelopePair(Self.prefix)
        let sealed = try pair.seal(body, keys: keys)
        let written =
            "6ecy68MnAQo88Fkvdx5rBYQKjy3d8dumkgDoGFwN7w25wX0Jfmqplb94x+avYYwv8ak3AMzhImCYM31RVDF/ubMUkfWLeXGD+loYOD4/2oRuGSEdgqPUyrkGDKdTG4kF"
        let text = String(decoding: sealed.body, as: UTF8.self)
        #expect(
            text
                == #"{"appId":"lianban","nonce":"525b735c50090009","timestamp":"1725238800000","cipher":"\#(written)","digest":"\#(digest)"}"#
        )
        #expect(try pair.seal(body, keys: keys) == sealed)
        #expect(pair.open(text, keys: keys) == body)
        // Our own, as its receiver reads it: for looking at it later.
        let read = try pair.out.content(of: sealed.body, pair.scope, keys)
        #expect(String(decoding: read, as: UTF8.self) == body)
    }

    /// A partner chooses its own vectors.
    @Test func whatThePartnerEncipheredIsOpened() throws {
        let pair = try EnvelopePair(Self.prefix)
        let theirs =
            "Dx4tPEtaaXiHlqW0w9Lh8KcPrOZThDuaHbN6AfIm0OQDb+iSq8AEhfclq9R8DXoieC6P6b8OduC+yvpenbvvaItVyPkZShmEZ02ycPeE0KEeFZSwZYhab30U83thOEMw"
        let text =
            #"{"appId":"lianban","nonce":"n","timestamp":1725238800000,"cipher":"\#(theirs)","digest":"\#(digest)"}"#
        #expect(pair.open(text, keys: keys) == body)
    }

    @Test func theVectorIsAValueOfItsOwn() throws {
        let pair = try EnvelopePair(Self.named)
        let text = String(decoding: try pair.seal(body, keys: keys).body, as: UTF8.self)
        #expect(text == #"{"iv":"\#(vector)","cipher":"\#(cipher)","digest":"\#(digest)"}"#)
        #expect(pair.open(text, keys: keys) == body)
        let cases = [
            (
                text.replacing(vector, with: "e9"),
                "theirs envelope at iv: 初始向量应为 16 字节，写成十六进制 | 2 个字符"
            ),
            (text.replacing("\"iv\"", with: "\"vi\""), "theirs missing at /iv: 封装字段 iv 必填 | 缺失"),
        ]
        for (changed, says) in cases { #expect(pair.open(changed, keys: keys) == says) }
    }

    @Test func theVectorIsANonceThatTravels() throws {
        let pair = try EnvelopePair(Self.given)
        let text = String(decoding: try pair.seal(body, keys: keys).body, as: UTF8.self)
        let its =
            "0fcc8704bbae498030191ffc05cfada79b694412911aefb3bd99e7b1700c5690a75d76b3e2cace0d3a3d3dcc1fbd860d2dd297edff5eced3eff245756793bdf8e7581360a778c7fb7d334859319d50e3"
        #expect(
            text == #"{"nonce":"525b735c50090009","cipher":"\#(its)","digest":"\#(digest)"}"#
        )
        #expect(pair.open(text, keys: keys) == body)
        #expect(
            pair.open(text.replacing("525b735c50090009", with: "525b"), keys: keys)
                == "theirs envelope at message.nonce: 初始向量应为 16 字节 | 4 个字符"
        )
    }

    /// Two messages of one beginning do not show that they have it; nor do two ciphers of one message.
    @Test func vectorsDiffer() throws {
        var seen: Set<String> = []
        for envelope in [Self.named, Self.named.replacing("cipher", with: "other")] {
            let pair = try EnvelopePair(envelope)
            for id in 0..<50 {
                var scope = pair.scope
                scope[.message] = .host(
                    MessageObject(MessageStamp(id: "\(id)", time: Instant(seconds: 0)))
                )
                let sealed = try pair.out.seal(Array(body.utf8), scope, keys)
                seen.insert(String(decoding: sealed.body.prefix(80), as: UTF8.self))
            }
        }
        #expect(seen.count == 100)
    }

    /// Every change of what is secret gives one and the same answer: a padding that is none, a first block that is
    /// another, a digest that does not fit.
    @Test func whoAsksLearnsNothing() throws {
        let pair = try EnvelopePair(Self.named)
        let text = String(decoding: try pair.seal(body, keys: keys).body, as: UTF8.self)
        var answers: Set<String> = []
        for part in [vector, cipher, digest] {
            for at in 0..<part.count {
                var digits = Array(part.utf8)
                digits[at] = digits[at] == 0x30 ? 0x31 : 0x30
                let changed = text.replacing(part, with: String(decoding: digits, as: UTF8.self))
                answers.insert(pair.open(changed, keys: keys))
            }
        }
        answers.insert(
            pair.open(text, keys: { _ in Array("00112233445566778899aabbccddeefe".utf8) })
        )
        // Whole blocks less: what is left deciphers, and has no padding.
        answers.insert(pair.open(text.replacing(cipher, with: cipher.prefix(128)), keys: keys))
        answers.insert(pair.open(text.replacing(cipher, with: cipher.prefix(32)), keys: keys))
        #expect(answers == [refused])
    }

    /// What everybody can see of a cipher text is said.
    @Test(arguments: [
        ("-", "theirs envelope at cipher: 应为十六进制 | 无法解码"),
        ("", "theirs envelope at cipher: 密文长度应为 16 字节的正整数倍 | 0 字节"),
        ("840a8f2d", "theirs envelope at cipher: 密文长度应为 16 字节的正整数倍 | 4 字节"),
    ])
    func aCipherTextThatIsNoneIsDescribed(_ changed: String, _ says: String) throws {
        let pair = try EnvelopePair(Self.named)
        let text = String(decoding: try pair.seal(body, keys: keys).body, as: UTF8.self)
        #expect(pair.open(text.replacing(cipher, with: changed), keys: keys) == says)
        let prefixed = try EnvelopePair(Self.prefix)
        let short =
            #"{"appId":"lianban","nonce":"n","timestamp":"1","cipher":"Dx4tPEta","digest":""}"#
        #expect(
            prefixed.open(short, keys: keys)
                == "theirs envelope at cipher: 密文长度应为 16 字节的正整数倍 | 0 字节"
        )
    }

    /// A key that is no key is the operator's fault: the message is parked, and the key is not shown.
    @Test(arguments: [
        ("00112233445566778899aabbccddee", "30 characters, hexadecimal of 15 bytes"),
        ("c2hvcnQ=", "8 characters, Base64 of 5 bytes"),
        ("a sixteen bytes!", "16 characters, neither hexadecimal nor Base64"),
        ("", "0 characters, neither hexadecimal nor Base64"),
    ])
    func aKeyThatIsNoneIsOurs(_ secret: String, _ found: String) throws {
        let pair = try EnvelopePair(Self.named)
        let text = String(decoding: try pair.seal(body, keys: keys).body, as: UTF8.self)
        let ring: KeyRing = { _ in Array(secret.utf8) }
        let says =
            "ours key at envelope: the secret for the key 'sign' is no SM4 key: \(found); it has 16 bytes, written as 32 hexadecimal digits or as 24 characters of Base64 | "
        #expect(pair.open(text, keys: ring) == says)
        let fault = try #require(throws: EnvelopeFault.self) { try pair.seal(body, keys: ring) }
        #expect(!fault.isTheirs && fault.problem.code == "key")
        #expect(
            pair.open(text, keys: { _ in nil })
                == "ours key at envelope: no secret is configured for the key 'sign' | "
        )
    }

    @Test func aKeyIsReadFromEitherForm() throws {
        let raw = try #require(Hex.decode(Self.key))
        #expect(Envelope.cipherKey(Self.key) == raw)
        #expect(Envelope.cipherKey(Array("00112233445566778899AABBCCDDEEFF".utf8)) == raw)
        #expect(Envelope.cipherKey(Array("ABEiM0RVZneImaq7zN3u/w==".utf8)) == raw)
        #expect(Envelope.cipherKey(raw) == nil)
    }

    /// Base64 within a cipher, and a signature over fields within it, tell no more than a digest does.
    @Test func whatStandsInACipherIsNotDescribed() throws {
        let inner = try EnvelopePair(
            """
            envelope:
              - base64: { of: body, as: request }
              - sm4-cbc: { of: request, key: sign, iv: { of: party.appId, text: hex }, as: cipher, text: hex, assumption: 试验 }
              - sm3-sorted: { of: body, skip-empty: true, between: "&", key: sign, as: mac, text: hex }
              - wrap: { cipher: cipher, mac: mac }
            """
        )
        var scope = inner.scope
        scope[.party] = .map(CELMap(Object([("appId", .string(vector))])))
        let text = String(
            decoding: try inner.out.seal(Array(body.utf8), scope, keys).body,
            as: UTF8.self
        )
        func open(_ text: String) -> String {
            do throws(EnvelopeFault) {
                let bytes = try inner.back.open(
                    Array(text.utf8),
                    headers: [],
                    brokerTime: nil,
                    scope,
                    keys
                )
                return String(decoding: bytes, as: UTF8.self)
            } catch { return "\(error.isTheirs) \(error.problem.code)" }
        }
        #expect(open(text) == body)
        var answers: Set<String> = []
        for at in text.indices where text[at].isHexDigit && text[at] != "c" && text[at] != "a" {
            var changed = text
            changed.replaceSubrange(at...at, with: text[at] == "0" ? "1" : "0")
            if changed.contains("cipher") { answers.insert(open(changed)) }
        }
        #expect(answers == ["true cipher"])
    }

    /// The simulated partner opens the hub's order and seals its answer; the hub opens that, and nobody else's.
    @Test func theSimulatedPartnerSpeaksTheSameEnvelope() throws {
        for envelope in [Self.prefix, Self.named, Self.given] {
            let hub = try EnvelopePair.hub(
                envelope,
                [
                    "toy/water/answer.map.yaml":
                        "states: [accepted]\nbody:\n  no: input.no\n  state: code('state', answer.state)"
                ]
            )
            let app = Value.object(Object([("number", "1"), ("name", "张三")]))
            let order = try hub.compose(app, keys: keys)
            #expect(!String(decoding: order.sealed.body, as: UTF8.self).contains("张三"))
            let outbound = try #require(hub.contract.outbound["order"])
            let read = try outbound.read(
                ReceivedMessage(
                    body: order.sealed.body,
                    headers: order.sealed.headers,
                    type: nil,
                    brokerTime: nil
                ),
                party: hub.water,
                keys: keys
            )
            #expect(read["name"] == "张三")
            let answer = try #require(hub.contract.answers.first)
            let now = Instant(seconds: 1_725_238_900)
            let reply = try answer.compose(
                Answer(state: .accepted, at: now, order: "1"),
                to: read,
                of: outbound,
                party: hub.water,
                region: hub.region,
                stamp: MessageStamp(id: "answer", time: now),
                sentAt: now,
                keys: keys
            )
            let opened = try hub.open(reply.body, keys: keys)
            #expect(opened.decoded["state"] == "A")
            let fault = try #require(throws: TranslationFault.self) {
                try hub.open(
                    reply.body,
                    keys: { _ in Array("ffffffffffffffffffffffffffffffff".utf8) }
                )
            }
            #expect(fault.stage == .envelope && fault.problems.map(\.code) == ["cipher"])
        }
    }
}
