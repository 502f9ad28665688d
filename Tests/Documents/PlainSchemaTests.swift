import Schemas
import Testing
import Values

@testable import Documents

@Suite struct PlainSchemaTests {
    private static let header = "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\""

    @Test(
        "The contract language's keywords become standard ones",
        arguments: [
            (
                #"{ "type": "string", "title": "名", "xml": { "name": "A" }, "absent": "empty", "personal": "name", "say": "错", "basis": "四", "assumption": "推" }"#,
                #""type": "string", "title": "名", "$comment": "依据：四；推定：推""#
            ),
            (
                #"{ "type": "string", "format": "mobile-cn" }"#,
                #""type": "string", "format": "mobile-cn", "pattern": "^(?:\\+86[ -]?)?1[3-9][0-9]{9}$""#
            ),
            (
                #"{ "format": "division-code", "pattern": "^41" }"#,
                #""format": "division-code", "pattern": "^41", "allOf": [{ "pattern": "^(?:[0-9]{6}|[0-9]{12})$" }]"#
            ),
            (
                #"{ "properties": { "a": { "record": { "width": 2 } } } }"#,
                #""properties": { "a": {} }, "additionalProperties": false"#
            ),
            (
                #"{ "properties": { "a": true }, "additionalProperties": true }"#,
                #""properties": { "a": true }, "additionalProperties": true"#
            ),
            (
                #"{ "properties": { "a": true }, "allOf": [{ "properties": { "b": {} } }] }"#,
                #""properties": { "a": true }, "allOf": [{ "properties": { "b": {} } }], "unevaluatedProperties": false"#
            ),
            (
                ##"{ "$ref": "#/$defs/x", "$defs": { "x": { "xml": { "name": "y" } } } }"##,
                ##""$ref": "#/$defs/x", "$defs": { "x": {} }"##
            ),
            (
                #"{ "enum": [{ "xml": 1 }], "const": { "record": 1 } }"#,
                #""enum": [{ "xml": 1 }], "const": { "record": 1 }"#
            ),
        ]
    )
    func standard(_ input: String, _ expected: String) throws {
        let wanted = try value("{ \(Self.header), \(expected) }")
        #expect(PlainSchema.document(try value(input)) == wanted)
    }

    @Test func embeddedInAsyncAPI() throws {
        let input = try value(
            ##"{ "$schema": "x", "$ref": "#/$defs/x", "$defs": { "x": { "dependentRequired": { "a": ["b"] }, "prefixItems": [{}] } } }"##
        )
        let expected = try value(
            ##"{ "$ref": "#/components/schemas/m/definitions/x", "definitions": { "x": { "dependencies": { "a": ["b"] }, "items": [{}] } } }"##
        )
        #expect(
            PlainSchema.document(input, dialect: .embedded(at: "/components/schemas/m")) == expected
        )
    }

    @Test(
        "A pattern admits what the format admits",
        arguments: [
            (TextFormat.phone, "0375-8090110", true), (.phone, "+86 13839112233", true),
            (.phone, "95598", false), (.mobile, "12345678901", false),
            (.residentID, "41080019900101001x", true), (.divisionCode, "4108", false),
            (.uscc, "91410800083123451M", true), (.uscc, "9141080008312345IO", false),
            (.projectCode, "2509-320193-89-01-544060", true),
        ]
    )
    func patterns(_ format: TextFormat, _ text: String, _ isAdmitted: Bool) throws {
        let pattern = try #require(format.equivalentPattern)
        let plain = try Schema.compile(
            try Node.read(yaml: Array("{ pattern: '\(pattern)' }".utf8), file: "p")
        )
        #expect(plain.validate(.string(text)).isEmpty == isAdmitted)
    }
}
