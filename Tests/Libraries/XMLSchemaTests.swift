import Iconv
import Testing
import XML2

@Suite struct XMLSchemaTests {
    private func xsd(_ inner: String) -> [UInt8] {
        Array(
            "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\(inner)</xs:schema>".utf8
        )
    }

    private let simple = """
        <xs:element name="a"><xs:simpleType><xs:restriction base="xs:string">
        <xs:maxLength value="2"/></xs:restriction></xs:simpleType></xs:element>
        """

    private func faults(_ document: String) throws -> [XMLSchemaFault] {
        try XMLSchema(xsd(simple)).validate(Array(document.utf8))
    }

    @Test func documentsAreValidOrNot() throws {
        #expect(try faults("<a>中𠮷</a>").isEmpty)
        let found = try faults("\n<a>abc</a>")
        #expect(found.first?.line == 2)
        #expect(found.first?.message.contains("maxLength") == true)
        #expect(try faults("<b/>").count == 1)
        #expect(try !faults("<a>").isEmpty)
        #expect(try !faults("").isEmpty)
    }

    @Test func theDocumentsEncodingHolds() throws {
        let text: [UInt8] = [0xD6, 0xD0, 0xB9, 0xFA]  // 中国 in GB18030
        let document = Array("<?xml version=\"1.0\" encoding=\"GB18030\"?><a>".utf8) + text
        #expect(try XMLSchema(xsd(simple)).validate(document + Array("</a>".utf8)).isEmpty)
    }

    @Test func entitiesAreRefused() throws {
        let bomb = "<!DOCTYPE a [<!ENTITY x \"1\">]><a>&x;</a>"
        #expect(try faults(bomb).first?.message.contains("DOCTYPE") == true)
    }

    @Test(
        "A schema that refers to others, or is none, is refused",
        arguments: [
            "<xs:import namespace=\"u\" schemaLocation=\"file:///etc/passwd\"/>",
            "<xs:include schemaLocation=\"http://127.0.0.1:1/x.xsd\"/>",
            "<xs:redefine schemaLocation=\"x.xsd\"/>", "<xs:element name=\"a\" type=\"nothing\"/>",
            "<xs:element", "",
        ]
    )
    func badSchemas(_ inner: String) {
        // An empty schema is one; only then is there nothing to refuse.
        if inner.isEmpty {
            #expect(throws: Never.self) { _ = try XMLSchema(xsd(inner)) }
        } else {
            #expect(throws: XMLSchemaFaults.self) { _ = try XMLSchema(xsd(inner)) }
        }
    }
}
