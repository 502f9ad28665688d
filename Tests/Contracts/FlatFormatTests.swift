import Expressions
import Formats
import Testing
import Values

@testable import Contracts

/// Tables, lines of keys and forms from the contract to the bytes and back, as the toy's water company speaks them.
@Suite struct FlatFormatTests {
    private static let app: Value = [
        "number": "SB1", "name": "王 二", "phone": "0391-7", "kind": "NEW",
    ]

    private static func contract(_ format: String, _ charset: String, _ envelope: String) -> String
    {
        """
        contract: toy/water
        messages: [order, reply]
        title: 供水公司
        format: \(format)
        charset: \(charset)
        parameters: { appId: { type: string, maxLength: 8 } }
        keys: [sign]
        envelope:
        \(envelope)
        codes:
          kind: { NEW: "1", CLOSE: "2" }
          state: { accepted: A, connected: C, park: [X] }
        """
    }

    private static let signed = """
          - hmac-sm3: { of: body, key: sign, as: mac, text: hex }
          - headers: { X-Sign: mac }
        """
    private static let added = """
          - sm3: { of: [body, party.appId], as: sign, text: hex }
          - add: { sign: sign }
        """

    private static func schema(
        _ properties: String,
        record: String = "",
        many: Bool = false
    ) -> String {
        let object = """
            "type": "object", "additionalProperties": false, "required": ["no"], "properties": { \(properties) }
            """
        return many
            ? "{ \(record)\"type\": \"array\", \"items\": { \(object) } }"
            : "{ \(record)\(object) }"
    }

    private static let order = """
        "no": { "type": "string", "record": { "name": "编号" } },
        "name": { "type": "string", "record": { "name": "名称" } },
        "phone": { "type": "string", "record": { "name": "电话" } },
        "kind": { "type": "string", "record": { "name": "种类" } }
        """
    private static let orderMap = """
        body: { no: item.number, name: app.name, phone: app.?phone, kind: "code('kind', app.?kind)" }
        """
    private static let reply = """
        "no": { "type": "string", "record": { "name": "编号" } },
        "state": { "enum": ["A", "C", "X"], "record": { "name": "状态" } }
        """

    private static func folder(
        _ format: String,
        _ charset: String,
        _ envelope: String,
        record: String = "",
        many: Bool = false
    ) -> ContractFiles {
        let body = "item: r.no, state: \"decode('state', r.state)\""
        return Toy.folder([
            "toy/water/contract.yaml": contract(format, charset, envelope),
            "toy/water/order.schema.json": schema(order, record: record),
            "toy/water/order.map.yaml": orderMap,
            "toy/water/reply.schema.json": schema(reply, record: record, many: many)
                .replacing("\"required\": [\"no\"]", with: "\"required\": [\"no\", \"state\"]"),
            "toy/water/reply.map.yaml": many
                ? "body: { $each: input, $as: r, $do: { \(body) } }"
                : "body: { \(body.replacing("r.", with: "input.")) }",
        ])
    }

    @Test func aTableOfOneRowGoesOutAndOneOfManyComesBack() throws {
        let files = Self.folder("csv", "GB18030", Self.signed, many: true)
        #expect(Toy.findings(files) == [])
        let hub = try ToyHub(files)
        let sent = try hub.compose(Self.app)
        #expect(
            try Charset.gb18030.decode(sent.sealed.body)
                == "编号,名称,电话,种类\r\n4108002024090200000101,王 二,0391-7,1\r\n"
        )
        #expect(hub.contract.outbound["order"]?.codec.contentType == "text/csv; charset=GB18030")
        let body = try Charset.gb18030.encode("状态,编号\r\nA,1\r\nC,\"2\"\r\n")
        let mac = try hub.open(signing: body)
        let replies = try mac.message.canonical(
            of: mac.decoded,
            party: hub.water,
            region: hub.region
        )
        #expect(replies.map { $0["state"] } == ["accepted", "connected"])
        #expect(replies.map { $0["item"] } == ["1", "2"])
    }

    @Test func linesOfKeysAreSignedWithinTheMessage() throws {
        let files = Self.folder("keyvalue", "GB18030", Self.added)
        #expect(Toy.findings(files) == [])
        let hub = try ToyHub(files)
        let sent = try hub.compose(Self.app)
        let text = try Charset.gb18030.decode(sent.sealed.body)
        let plain = "编号=4108002024090200000101\r\n名称=王 二\r\n电话=0391-7\r\n种类=1\r\n"
        #expect(text.hasPrefix(plain + "sign=") && text.hasSuffix("\r\n\r\n"))
        #expect(text.utf8.count == plain.utf8.count + "sign=".utf8.count + 64 + 4)
        #expect(hub.contract.outbound["order"]?.codec.contentType == "text/plain; charset=GB18030")
    }

    /// The digest is OpenSSL's SM3 of the message without the field and of the parameter behind it.
    @Test func aFormIsSignedWithinTheMessage() throws {
        let files = Self.folder("form", "UTF-8", Self.added)
        #expect(Toy.findings(files) == [])
        let hub = try ToyHub(files)
        let text = try hub.order(Self.app)
        let plain =
            "%E7%BC%96%E5%8F%B7=4108002024090200000101&%E5%90%8D%E7%A7%B0=%E7%8E%8B+%E4%BA%8C"
            + "&%E7%94%B5%E8%AF%9D=0391-7&%E7%A7%8D%E7%B1%BB=1"
        #expect(
            text == plain + "&sign=229769fafd03bd3ee518074b2fdbe745f1c4f9167a79d8809de69b2361cb59e6"
        )
        #expect(
            hub.contract.outbound["order"]?.codec.contentType
                == "application/x-www-form-urlencoded; charset=UTF-8"
        )
        let good = "%E7%8A%B6%E6%80%81=A&%E7%BC%96%E5%8F%B7=1%20"
        let opened = try hub.open(
            Array(
                "sign=2c7bf32758f6e2b667636ab5cb348d26c57189308b2237898b464d73c3efca51&\(good)".utf8
            )
        )
        #expect(opened.decoded == ["no": "1 ", "state": "A"])
        #expect(opened.content == Array(good.utf8))
        func says(_ body: String) -> [String] {
            do throws(TranslationFault) {
                _ = try hub.open(Array(body.utf8))
                return []
            } catch {
                return error.problems.map { "\($0.code) \($0.place): \($0.say)" }
            }
        }
        #expect(says("\(good)&sign=00") == ["signature sign: sign 与报文内容应一致"])
        #expect(says(good) == ["missing “sign”项: 封装字段 sign 必填"])
        #expect(says("sign=1&sign=1&\(good)") == ["duplicate-field “sign”项 第8—13字节: 同一项只应出现一次"])
        #expect(says("sign=%zz&\(good)") == ["form “sign”项 第1—8字节: % 后应为两位十六进制数"])
    }

    @Test func whatTheSchemaSaysHasAPlaceOnTheWire() throws {
        let hub = try ToyHub(Self.folder("csv", "UTF-8", Self.signed, many: true))
        #expect(
            hub.says("编号,状态\r\n1,B\r\n,A\r\n") == [
                "validate 第1条记录 “状态”列", "validate 第2条记录 “编号”列",
            ]
        )
        let lines = try ToyHub(Self.folder("keyvalue", "UTF-8", Self.signed))
        #expect(
            lines.says("编号=1\r\nX=2\r\n状态=B\r\n\r\n") == ["validate “状态”项", "validate “X”项"]
        )
    }
}

extension ToyHub {
    fileprivate func open(signing body: [UInt8]) throws -> OpenedMessage {
        let order = try contract.inbound[0].envelope.seal(
            body,
            Scope.empty.with(party: water),
            Self.keys
        )
        return try open(body, headers: order.headers.map { ($0.name, $0.value) })
    }

    /// Stage and place of each problem.
    fileprivate func says(_ body: String) -> [String] {
        do {
            let opened = try open(signing: Array(body.utf8))
            _ = try opened.message.canonical(of: opened.decoded, party: water, region: region)
            return []
        } catch let fault as TranslationFault {
            return fault.problems.map { "\(fault.stage.rawValue) \($0.place)" }
        } catch {
            return ["\(error)"]
        }
    }
}
