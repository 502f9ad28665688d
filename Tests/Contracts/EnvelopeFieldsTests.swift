import Expressions
import Formats
import Testing
import Values

@testable import Contracts

/// Signatures over the fields of a message in the order of their names, and the envelopes of the partners that use the
/// older steps. What is expected was computed with Python.
@Suite struct EnvelopeFieldsTests {
    private static let sorted = """
        envelope:
          - sm3-sorted: { of: body, skip-empty: true, between: "&", key: sign, as: sign, text: hex }
          - add: { sign: sign }
        """
    private let body =
        #"{"order_id":"4102222024090200000101","cust_name":"张三","biz":"NEW","len":12.50,"B":"x&y=z","empty":"","green":null}"#

    /// SM3 over `B=x&y=z&biz=NEW&cust_name=张三&len=12.50&order_id=4102222024090200000101&secret`.
    @Test func fieldsAreSignedInTheOrderOfTheirNames() throws {
        let pair = try EnvelopePair(Self.sorted)
        let text = String(decoding: try pair.seal(body).body, as: UTF8.self)
        let sign = "3b319ed7e7cbb079a5b13cf92071ef0baf6048fbb075c926aede51bd8bd631d8"
        #expect(text == body.dropLast() + #","sign":"\#(sign)"}"#)
        #expect(pair.open(text) == body)
        // Another order of the fields is the same message; an empty field more is, too.
        let moved =
            #"{"sign":"\#(sign)","len":12.50,"biz":"NEW","x":"","B":"x&y=z","cust_name":"张三","order_id":"4102222024090200000101"}"#
        #expect(!pair.open(moved).hasPrefix("theirs"))
        let wrong = "theirs signature at sign: sign 与报文内容应一致 | 校验不通过"
        for (old, new) in [
            ("12.50", "12.5"), ("张三", "张四"), ("\"B\"", "\"b\""), ("3b31", "3B31"),
            (#""green":null"#, #""green":"1""#), (#""empty":"","#, #""empty":" ","#),
        ] { #expect(pair.open(text.replacing(old, with: new)) == wrong) }
        #expect(pair.open(text, keys: { _ in Array("other".utf8) }) == wrong)
        #expect(pair.open(body) == "theirs missing at /sign: 封装字段 sign 必填 | 缺失")
        #expect(
            pair.open(text.replacing("null", with: "[1]"))
                == "theirs type at /green: 按字段签名的报文不含对象或数组 | array"
        )
        #expect(
            pair.open(text, keys: { _ in nil })
                == "ours key at envelope: no secret is configured for the key 'sign' | "
        )
    }

    /// The telecom company of 新县: the same fields as a form have the same signature, which is its last field.
    @Test func aFormIsSignedBeforeItIsEscaped() throws {
        let flat = #"{ "type": "object", "properties": { "no": { "type": "string" } } }"#
        let pair = try EnvelopePair(
            Self.sorted,
            format: "form",
            [
                "toy/water/order.schema.json": flat,
                "toy/water/order.map.yaml": "body: { no: item.number }",
                "toy/water/reply.schema.json": flat,
            ]
        )
        let form =
            "order_id=4102222024090200000101&cust_name=%E5%BC%A0%E4%B8%89&biz=NEW&len=12.50&B=x%26y%3Dz&empty=&green="
        let text = String(decoding: try pair.seal(form).body, as: UTF8.self)
        let sign = "3b319ed7e7cbb079a5b13cf92071ef0baf6048fbb075c926aede51bd8bd631d8"
        #expect(text == form + "&sign=\(sign)")
        #expect(pair.open(text) == form)
        // Another way to escape is the same message, another value is not.
        let other = text.replacing("12.50", with: "12%2E50")
        #expect(pair.open(other) == form.replacing("12.50", with: "12%2E50"))
        #expect(
            pair.open(text.replacing("12.50", with: "12.5")).hasPrefix("theirs signature at sign")
        )
    }

    /// `…&empty=&green=&len=12.50&order_id=…&key=secret`, in capitals.
    @Test func emptyFieldsCountWhereTheContractSaysSo() throws {
        let pair = try EnvelopePair(
            """
            envelope:
              - sm3-sorted: { of: body, skip-empty: false, between: "&key=", key: sign, as: sign, text: HEX }
              - headers: { X-Sign: sign }
            """
        )
        let sealed = try pair.seal(body)
        #expect(sealed.body == Array(body.utf8))
        let sign = "4E8A6B1B0FAA540EC6CD180074389C0B05BF87484D43B9EEEC37784456492301"
        #expect(sealed.headers == [Header(name: "X-Sign", value: sign)])
        #expect(pair.open(body, [("X-Sign", sign)]) == body)
    }

    /// The time and the application's name are signed among the fields and travel beside them.
    @Test func furtherValuesAreSigned() throws {
        let pair = try EnvelopePair(
            """
            envelope:
              - sm3-sorted:
                  of: body
                  with: { ts: message.millis, app: party.appId }
                  skip-empty: true
                  between: ""
                  key: sign
                  as: mac
                  text: hex
              - add: { ts: message.millis, app: party.appId, mac: mac }
            """
        )
        let text = String(decoding: try pair.seal(body).body, as: UTF8.self)
        let mac = "cdb0d033c19b3c61e1dd18b96ea650bf8992a1ea04607f3b1fa6206388a9900f"
        let more = #","ts":"1725238800000","app":"lianban","mac":"\#(mac)"}"#
        #expect(text == body.dropLast() + more)
        #expect(pair.open(text) == body)
        #expect(
            pair.open(text.replacing("1725238800000", with: "1725238800001"))
                == "theirs signature at mac: mac 与报文内容应一致 | 校验不通过"
        )
    }

    @Test func whatHasNoFieldsIsNotSigned() throws {
        let pair = try EnvelopePair(Self.sorted)
        #expect(throws: EnvelopeFault.self) { try pair.seal("[1]") }
        #expect(throws: EnvelopeFault.self) { try pair.seal(#"{"a":{"b":1}}"#) }
        #expect(throws: EnvelopeFault.self) { try pair.seal("<a/>") }
    }

    /// The gas company of 新县: the message as Base64 in a wrapper, a signature and its moment in headers.
    @Test func theRequestIsSignedWithItsMoment() throws {
        let pair = try EnvelopePair(
            """
            envelope:
              - base64: { of: body, as: request }
              - wrap: { request: request }
              - hmac-sm3: { of: [request, sent.millis], key: sign, as: mac, text: hex }
              - headers: { param: mac, timestamp: sent.millis }
              - fresh: { of: sent.millis, within: 60s }
            """
        )
        let sealed = try pair.seal(#"{"a":1}"#)
        #expect(String(decoding: sealed.body, as: UTF8.self) == #"{"request":"eyJhIjoxfQ=="}"#)
        var scope = pair.scope
        scope[.sent] = .host(SentObject(Instant(milliseconds: 1_725_238_800_123)))
        let headers = try pair.out.freshHeaders(of: sealed.body, scope, ToyHub.keys)
        let mac = "a21634b6d5ca8bd8dfade51374745595a4c347cbbacf0dc9952228120c61d480"
        #expect(
            headers == [
                Header(name: "param", value: mac),
                Header(name: "timestamp", value: "1725238800123"),
            ]
        )
        let text = String(decoding: sealed.body, as: UTF8.self)
        let sent = headers.map { ($0.name, $0.value) }
        #expect(pair.open(text, sent, at: 1_725_238_860_123) == #"{"a":1}"#)
        #expect(pair.open(text, sent, at: 1_725_238_860_124).hasPrefix("theirs stamp"))
        let other = text.replacing("eyJhIjoxfQ==", with: "eyJhIjoyfQ==")
        #expect(pair.open(other, sent, at: 1_725_238_800_123).hasPrefix("theirs signature at mac"))
    }
}
