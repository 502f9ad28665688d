import Schemas
import Testing
import Values

/// What maps, encoders and partner pages read from a schema.
@Suite struct SchemaReadingTests {
    @Test func readsFieldsInOrder() throws {
        let schema = try schema(
            """
            {
              "type": "object", "record": { "length": 300, "end": "\\r\\n" }, "required": ["type", "load"],
              "properties": {
                "type": { "title": "记录类型", "const": "RH", "record": { "width": 2 } },
                "load": { "title": "用热量", "type": "number", "minimum": 0, "assumption": "单位未规定",
                  "record": { "width": 12, "align": "right", "pad": "0", "impliedDecimals": 2 } },
                "phone": { "type": "string", "personal": "phone", "absent": "null", "maxLength": 20, "basis": "四（三）" },
                "a": { "enum": ["x"], "xml": { "name": "A", "attribute": true, "namespace": "urn:a", "prefix": "p" } },
                "b": { "type": "array", "items": { "type": "string", "format": "date" }, "xml": { "wrapped": true } }
              }
            }
            """
        )
        #expect(schema.types == .object)
        #expect(schema.recordLayout?.length == 300)
        #expect(schema.recordLayout?.end == "\r\n")
        #expect(schema.properties.map(\.name) == ["type", "load", "phone", "a", "b"])
        #expect(schema.properties.map(\.isRequired) == [true, true, false, false, false])
        #expect(schema.required == ["type", "load"])
        #expect(schema.isClosed)
        #expect(schema.properties["type"]?.constant == "RH")
        let load = try #require(schema.properties["load"])
        #expect(load.recordField?.width == 12)
        #expect(load.recordField?.align == .right)
        #expect(load.recordField?.pad == "0")
        #expect(load.recordField?.impliedDecimals == 2)
        #expect(load.minimum?.text == "0")
        #expect(load.assumption == "单位未规定")
        #expect(load.pointer.description == "/properties/load")
        #expect(load.span(of: "minimum")?.description == "a.schema.json:5:60")
        #expect(schema.properties[1].nameSpan.description == "a.schema.json:5:5")
        let phone = try #require(schema.properties["phone"])
        #expect(
            (phone.personal, phone.absent, phone.basis, phone.maxLength) == (
                .phone, .null, "四（三）", 20
            )
        )
        let xml = try #require(schema.properties["a"]?.xml)
        #expect((xml.name, xml.attribute, xml.namespace, xml.prefix) == ("A", true, "urn:a", "p"))
        #expect(schema.properties["b"]?.xml?.wrapped == true)
        #expect(schema.properties["b"]?.items?.format == .date)
        #expect(schema.properties["c"] == nil)
    }

    @Test func mergesWhatAReferenceAdds() throws {
        let schema = try schema(
            """
            $defs:
              text: { type: [string, 'null'], title: 文本, maxLength: 50, minLength: 1, xml: { attribute: true } }
              base: { type: object, required: [a], properties: { a: { $ref: '#/$defs/text' } } }
            $ref: '#/$defs/base'
            properties:
              b: { $ref: '#/$defs/text', type: string, title: 地址, maxLength: 60, minLength: 2 }
            required: [b]
            """
        )
        #expect(schema.properties.map(\.name) == ["b"])
        let whole = schema.resolved
        #expect(whole.properties.map(\.name) == ["b", "a"])
        #expect(whole.properties.map(\.isRequired) == [true, true])
        #expect(whole.required == ["b", "a"])
        let field = try #require(schema.properties["b"])
        #expect(field.maxLength == 60)
        #expect(field.reference?.title == "文本")
        let both = field.resolved
        #expect((both.title, both.maxLength, both.minLength, both.types) == ("地址", 50, 2, .string))
        #expect(both.xml?.attribute == true)
        #expect(both.resolved === both)
        #expect(try schema.isValid(value("{\"a\": \"x\", \"b\": \"xy\"}")))
    }

    @Test func readsAYAMLSchemaAsAJSONOne() throws {
        let yaml = "type: object\nproperties:\n  on: { enum: [no, 'yes', 1.50] }\n"
        let json = "{\"type\":\"object\",\"properties\":{\"on\":{\"enum\":[\"no\",\"yes\",1.50]}}}"
        #expect(
            try schema(yaml).properties["on"]?.enumeration
                == schema(json).properties["on"]?.enumeration
        )
    }
}
