import Contracts
import Formats
import Testing
import Values

/// An order map and what it makes of an application.
struct MapCase: Sendable, CustomStringConvertible {
    /// What replaces the body of the toy's order map.
    var map: String
    var app: String
    /// The message, or a fault: `map /place: words`.
    var gives: String
    /// What replaces the properties of the toy's order schema.
    var properties: String?

    init(_ map: String, _ app: String, _ gives: String, properties: String? = nil) {
        (self.map, self.app, self.gives, self.properties) = (map, app, gives, properties)
    }

    var description: String { "\(map) ← \(app)" }
}

@Suite struct MapTests {
    private static let lines = """
        "a": { "type": "string" }, "b": { "type": "string" }, "n": { "type": "integer" },
        "d": { "type": "string", "format": "date" }, "t": { "type": "string", "format": "date-time" },
        "x": { "type": "number" }, "f": { "type": "boolean" }, "c": { "const": "1.0" },
        "short": { "type": "string", "maxLength": 3 },
        "o": { "type": "object", "properties": { "q": { "type": "string" }, "p": { "type": "string" } } },
        "l": { "type": "array", "items": { "type": "object", "properties": { "i": { "type": "integer" }, "v": { "type": "string" } } } },
        "free": { "type": "object", "additionalProperties": { "type": "string", "format": "date-time" } }
        """

    static let cases: [MapCase] = [
        // Leaves
        MapCase("{ a: app.name }", #"{"name":"甲"}"#, #"{"a":"甲","c":"1.0"}"#),
        MapCase("{ a: app.?phone, b: app.name }", #"{"name":"甲"}"#, #"{"b":"甲","c":"1.0"}"#),
        MapCase("{ n: 7, f: true, x: 19.90 }", "{}", #"{"n":7,"x":19.90,"f":true,"c":"1.0"}"#),
        MapCase("{ a: \"'x'\", c: \"'2.0'\" }", "{}", "validate /c: c：应为“1.0”，实为“2.0”"),
        MapCase("{ x: app.flow }", #"{"flow":45.50}"#, #"{"x":45.50,"c":"1.0"}"#),
        MapCase(
            "{ d: app.wanted, t: message.time }",
            #"{"wanted":"2024-10-25"}"#,
            #"{"d":"2024-10-25","t":"2024-09-02T09:00:00+08:00","c":"1.0"}"#
        ),
        MapCase(
            "{ a: \"date(app.wanted, 'yyyy年M月d日')\" }",
            #"{"wanted":"2024-10-05"}"#,
            #"{"a":"2024年10月5日","c":"1.0"}"#
        ),
        MapCase(
            "{ a: \"code('kind', app.?kind)\" }",
            #"{"kind":"CLOSE"}"#,
            #"{"a":"2","c":"1.0"}"#
        ),
        MapCase(
            "{ a: party.appId, b: region.code + party.name }",
            "{}",
            #"{"a":"lianban","b":"410800water","c":"1.0"}"#
        ),
        MapCase(
            "{ a: message.nonce, b: message.id }",
            "{}",
            #"{"a":"525b735c50090009","b":"0123456789abcdef0123456789abcdef","c":"1.0"}"#
        ),
        // The order of the schema, whatever the map's
        MapCase(
            "{ b: app.name, a: app.name, o: { p: app.name, q: app.name } }",
            #"{"name":"甲"}"#,
            #"{"a":"甲","b":"甲","c":"1.0","o":{"q":"甲","p":"甲"}}"#
        ),
        // $when
        MapCase(
            "{ o: { $when: has(app.phone), q: app.phone } }",
            #"{"phone":"1"}"#,
            #"{"c":"1.0","o":{"q":"1"}}"#
        ),
        MapCase("{ o: { $when: has(app.phone), q: app.phone } }", "{}", #"{"c":"1.0"}"#),
        MapCase("{ o: { $when: app.heat.unit == 'x', q: app.phone } }", "{}", #"{"c":"1.0"}"#),
        MapCase(
            "{ l: [ { $when: 'app.name == \"甲\"', v: app.name }, { v: \"'乙'\" } ] }",
            #"{"name":"丙"}"#,
            #"{"c":"1.0","l":[{"v":"乙"}]}"#
        ),
        // $each
        MapCase(
            "{ l: { $each: app.materials, $as: m, $index: at, $do: { i: at + 1, v: m.id } } }",
            #"{"materials":[{"id":"p"},{"id":"q"}]}"#,
            #"{"c":"1.0","l":[{"i":1,"v":"p"},{"i":2,"v":"q"}]}"#
        ),
        MapCase(
            "{ l: { $each: app.?materials, $as: m, $do: { v: m.id } } }",
            "{}",
            #"{"c":"1.0"}"#
        ),
        MapCase(
            "{ l: { $each: app.materials, $as: m, $do: { v: m.id } } }",
            #"{"materials":[]}"#,
            #"{"c":"1.0"}"#
        ),
        MapCase(
            "{ l: { $each: app.materials, $as: m, $when: m.kind == 'K', $do: { v: m.?id } } }",
            #"{"materials":[{"id":"p"},{"id":"q","kind":"K"}]}"#,
            #"{"c":"1.0","l":[{"v":"q"}]}"#
        ),
        MapCase(
            "{ l: { $each: app.materials, $as: m, $do: { $when: has(m.id), v: m.id } } }",
            #"{"materials":[{},{"id":"q"}]}"#,
            #"{"c":"1.0","l":[{"v":"q"}]}"#
        ),
        // $fit and $replace
        MapCase(
            "{ short: { $value: app.name, $fit: truncate } }",
            #"{"name":"甲𠮷乙丙"}"#,
            #"{"c":"1.0","short":"甲𠮷乙"}"#
        ),
        MapCase(
            "{ short: app.name }",
            #"{"name":"甲𠮷乙丙"}"#,
            "validate /short: short：不得超过 3 个字符，实有 4 个字符"
        ),
        // Free names
        MapCase(
            "{ free: app.appointments }",
            #"{"appointments":{"water":"2024-09-20T09:00:00+08:00"}}"#,
            #"{"c":"1.0","free":{"water":"2024-09-20T09:00:00+08:00"}}"#
        ),
        MapCase(
            "{ free: { water: app.?appointments.?water } }",
            #"{"appointments":{"water":"2024-09-20T01:00:00Z"}}"#,
            #"{"c":"1.0","free":{"water":"2024-09-20T09:00:00+08:00"}}"#
        ),
        // Faults, all of a message together
        MapCase(
            "{ a: app.phone, b: app.flow }",
            #"{"flow":1}"#,
            "map /a: app.phone is absent; /b: this gives double, and its place holds a string"
        ),
        MapCase(
            "{ n: app.name }",
            #"{"name":"7"}"#,
            "map /n: this gives string, and its place holds a whole number"
        ),
        MapCase(
            "{ l: { $each: app.name, $as: m, $do: { v: m } } }",
            #"{"name":"7"}"#,
            "map /l: $each needs a list, and this gives string"
        ),
        MapCase(
            "{ a: \"code('kind', app.kind)\" }",
            #"{"kind":"OTHER"}"#,
            "map /a: code table 'kind' (toy/water/contract.yaml:12:9) has no entry for 'OTHER'"
        ),
        MapCase(
            "{ l: { $each: app.materials, $as: m, $do: { v: m.id } } }",
            #"{"materials":[{"id":"p"},{}]}"#,
            "map /l/1/v: m.id is absent"
        ),
    ]

    @Test(arguments: cases) func makes(_ example: MapCase) throws {
        let schema =
            #"{ "type": "object", "properties": { \#(example.properties ?? Self.lines) } }"#
        let hub = try ToyHub(
            Toy.folder([
                "toy/water/order.schema.json": schema,
                "toy/water/order.map.yaml": "body: \(example.map)",
            ])
        )
        let app = try JSON.decode(Array(example.app.utf8))
        var made: String
        do {
            made = try hub.order(app)
        } catch let fault as TranslationFault {
            let words = fault.problems.map {
                "\($0.place): \(fault.stage == .map ? $0.expected : $0.say)"
            }
            made = "\(fault.stage.rawValue) \(words.joined(separator: "; "))"
        }
        #expect(made == example.gives)
    }

    @Test func aCharacterThatTheCharsetLacksIsAnErrorOrReplaced() throws {
        let contract = try #require(Toy.files["toy/water/contract.yaml"])
        let gbk = contract.replacing("charset: UTF-8", with: "charset: GBK")
        func bytes(_ leaf: String) throws -> [UInt8] {
            let hub = try ToyHub(
                Toy.folder([
                    "toy/water/contract.yaml": gbk,
                    "toy/water/order.map.yaml": "body: { no: item.number, name: \(leaf) }",
                ])
            )
            return try hub.compose(["number": "1", "name": "𠮷祥"]).sealed.body
        }
        let fault = try #require(throws: TranslationFault.self) { try bytes("app.name") }
        #expect(fault.stage == .encode)
        #expect(fault.isTheirs == false)
        #expect(fault.problems.map(\.place.description) == ["/name"])
        #expect(fault.problems.map(\.found) == ["第1个字符“𠮷”（U+20BB7）"])
        let replaced = try bytes("{ $value: app.name, $replace: 〇 }")
        #expect(
            try Charset.gbk.decode(replaced)
                == #"{"version":"1.0","no":"4108002024090200000101","name":"〇祥"}"#
        )
        let changes = [
            "toy/water/contract.yaml": gbk,
            "toy/water/order.map.yaml":
                "body:\n  no: item.number\n  name: { $value: app.name, $replace: 𠮷 }",
        ]
        #expect(
            Toy.findings(Toy.folder(changes))
                == ["toy/water/order.map.yaml:3:39: error LB2084: GBK lacks '𠮷' too"]
        )
    }

    @Test func whereACanonicalPlaceComesFrom() throws {
        let catalogue = try #require(Catalogue.compile(try shippedFiles(of: "jiaozuo")).catalogue)
        let program = try #require(catalogue.program("jiaozuo/installation")?.program)
        let message = try #require(program.contract.inbound.first { $0.stem == "application" })
        let places: [(String, String)] = [
            ("/number", "/sblsh"), ("/survey/requestedDate", "/xmxx/tkrq"), ("/water", "/ys"),
            ("/water/flowM3PerHour", "/ys/ysl"), ("/services", "/xmxx/bzsx"), ("/premises", "/"),
            ("/survey", "/xmxx"), ("/heat/load", "/yr"), ("/materials/3/kind", "/cl/3/cllx"),
            ("/materials", "/cl"),
            ("/applicant/kind", "/applicant/kind"), ("/nothing", "/"),
            ("/appointments/water", "/"),
        ]
        for (canonical, theirs) in places {
            let pointer = try #require(Pointer(canonical))
            #expect(message.place(ofCanonical: pointer).description == theirs, "\(canonical)")
        }
    }
}
