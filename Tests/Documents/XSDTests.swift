import Contracts
import Testing
import XML2

@testable import Documents

@Suite struct XSDPatternTests {
    @Test(
        "An expression of ECMA-262 becomes one of XML Schema, or none",
        arguments: [
            ("^\\d{8}$", "[0-9]{8}"), ("^\\d{1,8}\\.\\d{2}m³/时$", "[0-9]{1,8}\\.[0-9]{2}m³/时"),
            ("^(?:a|b)?$", "(a|b)?"), ("a", "[\\s\\S]*a[\\s\\S]*"),
            ("^a|b$", "a[\\s\\S]*|[\\s\\S]*b"),
            ("^[!-~]{1,64}$", "[!-~]{1,64}"), ("^[^\\d\\]a-]+?$", "[^0-9\\]a\\-]+"),
            ("^[-[]$", "[\\-\\[]"), ("^\\w\\W\\s$", "[A-Za-z0-9_][^A-Za-z0-9_]\\s"),
            ("^\\u4e2d\\x41\\/$", "中A/"), ("^a{2,}x{$", "a{2,}x\\{"),
        ]
    )
    func translated(_ pattern: String, _ expected: String) {
        #expect(XSDPattern.translate(pattern) == expected)
    }

    @Test(
        "What XML Schema cannot say is left out",
        arguments: [
            "^(?=a)b$", "^(?!a)b$", "^(a)\\1$", "^a\\b$", "(^a)", "a$b", "^\\p{L}$", "^(a", "^[]$",
            "^a)$",
        ]
    )
    func untranslatable(_ pattern: String) { #expect(XSDPattern.translate(pattern) == nil) }
}

@Suite struct XSDTests {
    static let toy = #"""
        {
          "title": "工单", "xml": { "name": "order" }, "required": ["id", "kind", "items", "on"],
          "properties": {
            "version": { "type": "string", "maxLength": 3, "xml": { "name": "ver", "attribute": true } },
            "id": { "title": "编号", "type": "string", "minLength": 1, "maxLength": 4, "assumption": "长度" },
            "kind": { "enum": ["新装", "销户"] },
            "on": { "type": "string", "format": "date" },
            "at": { "type": "string", "format": "date-time" },
            "flow": { "type": "number", "minimum": 0, "multipleOf": 0.01 },
            "ready": { "type": "boolean" },
            "note": { "type": "string", "maxLength": 2, "pattern": "^[a-z]+$", "absent": "empty" },
            "phone": { "type": "string", "format": "phone-cn", "pattern": "^0", "maxLength": 20 },
            "items": {
              "type": "array", "minItems": 1, "maxItems": 2, "xml": { "wrapped": true },
              "items": { "xml": { "name": "item" }, "type": "integer", "maximum": 9 }
            },
            "tags": { "type": "array", "items": { "type": "string", "xml": { "name": "tag" } } },
            "part": { "type": "object", "required": ["x"], "properties": { "x": { "const": "X" } } }
          },
          "dependentRequired": { "flow": ["ready"] }
        }
        """#

    private static let good: [(name: String, xml: String)] = [
        ("id", "<id>甲乙𠮷丁</id>"), ("kind", "<kind>新装</kind>"), ("on", "<on>2024-02-29</on>"),
        ("at", "<at>2024-02-29T08:00:00+08:00</at>"), ("flow", "<flow>1.25</flow>"),
        ("ready", "<ready>true</ready>"), ("note", "<note/>"),
        ("phone", "<phone>0391-3567890</phone>"),
        ("items", "<items><item>1</item><item>2</item></items>"),
        ("tags", "<tag>a</tag><tag>b</tag>"), ("part", "<part><x>X</x></part>"),
    ]

    /// The good document with some elements replaced.
    private static func document(_ changes: [String: String], _ attributes: String = "") -> [UInt8]
    {
        let body = good.map { changes[$0.name] ?? $0.xml }.joined()
        return Array("<order\(attributes)>\(body)</order>".utf8)
    }

    private func faults(_ changes: [String: String], _ attributes: String = "") throws -> [String] {
        let xsd = XSDWriter.write(try schema(Self.toy), note: "测试 -- 注释")
        return try XMLSchema(Array(xsd.utf8))
            .validate(Self.document(changes, attributes)).map(\.message)
    }

    @Test(
        "Documents that the contract admits are valid",
        arguments: [
            [:], ["at": "", "flow": "", "ready": "", "phone": "", "tags": "", "part": ""],
            ["note": "<note>ab</note>"], ["note": ""], ["items": "<items><item>-3</item></items>"],
            ["flow": "<flow>0</flow>"], ["at": "<at>2024-02-29T00:00:00.5Z</at>"],
        ]
    )
    func valid(_ changes: [String: String]) throws { #expect(try faults(changes).isEmpty) }

    @Test(
        "Others are not",
        arguments: [
            ["id": ""], ["id": "<id/>"], ["id": "<id>12345</id>"], ["kind": "<kind>过户</kind>"],
            ["on": "<on>2024-02-30</on>"], ["on": "<on>2024-02-29Z</on>"],
            ["at": "<at>2024-02-29T08:00:00</at>"], ["flow": "<flow>1.255</flow>"],
            ["flow": "<flow>-1</flow>"], ["ready": "<ready>yes</ready>"],
            ["note": "<note>A</note>"], ["note": "<note>abc</note>"],
            ["phone": "<phone>13839112233</phone>"], ["phone": "<phone>0391</phone>"],
            ["items": "<items/>"], ["items": "<items><item>10</item></items>"],
            ["items": "<items><item>1</item><item>2</item><item>3</item></items>"],
            ["part": "<part/>"], ["part": "<part><x>Y</x></part>"], ["tags": "<other/>"],
        ]
    )
    func invalid(_ changes: [String: String]) throws { #expect(try !faults(changes).isEmpty) }

    @Test func attributes() throws {
        #expect(try faults([:], " ver=\"1.0\"").isEmpty)
        #expect(try !faults([:], " ver=\"1.0.0\"").isEmpty)
        #expect(try !faults([:], " version=\"1\"").isEmpty)
    }

    @Test func itSaysWhatItDoesNotCheck() throws {
        let xsd = XSDWriter.write(try schema(Self.toy), note: "测试")
        #expect(xsd.contains("未校验：填写 flow 时，ready 必填"))
        #expect(xsd.contains("编号。推定：长度"))
    }

    @Test(
        "Namespaces: of all elements, of the root only, and of a stranger",
        arguments: [
            (#""namespace": "urn:a""#, "<r xmlns=\"urn:a\"><b>1</b></r>", "<r><b>1</b></r>"),
            (
                #""namespace": "urn:a", "prefix": "p""#,
                "<p:r xmlns:p=\"urn:a\"><b>1</b></p:r>",
                "<r xmlns=\"urn:a\"><b>1</b></r>"
            ),
        ]
    )
    func namespaces(_ annotation: String, _ good: String, _ bad: String) throws {
        let text =
            #"{ "xml": { "name": "r", \#(annotation) }, "required": ["b"], "properties": { "b": { "type": "string" } } }"#
        let xsd = try XMLSchema(Array(XSDWriter.write(try schema(text), note: "").utf8))
        #expect(xsd.validate(Array(good.utf8)).isEmpty)
        #expect(!xsd.validate(Array(bad.utf8)).isEmpty)
    }
}
