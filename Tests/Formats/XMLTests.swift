import Formats
import Testing
import Values

private let order = XMLSample.order
private let attributed = XMLSample.attributed
private let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"

@Suite struct XMLTests {
    @Test(
        "The canonical form, both ways",
        arguments: [
            (order, #"{}"#, "<ORDER/>"),
            (
                order, #"{"HEAD":{"SERVICECODE":"20001780","SERIALNO":"1"}}"#,
                "<ORDER><HEAD><SERVICECODE>20001780</SERVICECODE><SERIALNO>1</SERIALNO></HEAD></ORDER>"
            ),
            (
                order,
                #"{"DATA":{"CONS_NAME":"","CAP":19.90,"COUNT":-3,"DUAL":true,"ATTACH_LIST":[],"NOTE":"x"}}"#,
                "<ORDER><DATA><CONS_NAME/><CAP>19.90</CAP><COUNT>-3</COUNT><DUAL>true</DUAL><ATTACH_LIST/><NOTE>x</NOTE></DATA></ORDER>"
            ),
            (
                order, #"{"DATA":{"ATTACH_LIST":[{"FILE_ID":"a"},{"NAME":"b"},{}]}}"#,
                "<ORDER><DATA><COUNT/><ATTACH_LIST><ATTACH><FILE_ID>a</FILE_ID></ATTACH><ATTACH><NAME>b</NAME></ATTACH><ATTACH/></ATTACH_LIST><NOTE/></DATA></ORDER>"
            ),
            (
                order, #"{"DATA":{"CONS_NAME":" <&>\"'\r\n\t]]> "}}"#,
                "<ORDER><DATA><CONS_NAME> &lt;&amp;&gt;\"'&#13;\n\t]]&gt; </CONS_NAME><COUNT/><NOTE/></DATA></ORDER>"
            ),
            (
                attributed,
                #"{"no":"1","CONN":{"vol":"HV","self":false,"lines":[{"n":"1","new":"5"},{"n":"2"}]},"ADDR":"𠮷"}"#,
                "<ORDER no=\"1\"><CONN vol=\"HV\" cap=\"\" self=\"false\"><LINE n=\"1\" new=\"5\"/><LINE n=\"2\"/></CONN><ADDR>𠮷</ADDR></ORDER>"
            ),
            (
                attributed, #"{"no":"&amp;&#38;#38;&"}"#,
                "<ORDER no=\"&amp;amp;&amp;#38;#38;&amp;\"/>"
            ),
            (
                attributed, #"{"no":" a\"<&>\t\n\r'","tel":["1","","2"]}"#,
                "<ORDER no=\" a&quot;&lt;&amp;&gt;&#9;&#10;&#13;'\"><tel>1</tel><tel/><tel>2</tel></ORDER>"
            ),
        ]
    )
    func roundTrip(_ layout: Layout, _ tree: String, _ wire: String) throws {
        let codec = try XMLSample.codec(layout)
        let value = try json(tree)
        #expect(text(try codec.encode(value)) == declaration + wire)
        #expect(try codec.decode(Array((declaration + wire).utf8)) == value)
    }

    @Test(
        "What another writer may do differently",
        arguments: [
            (
                "<ORDER>\n  <DATA>\n <NOTE>n</NOTE><!-- c --><CONS_NAME>a<![CDATA[<b>]]>c</CONS_NAME></DATA>\n</ORDER>\n",
                #"{"DATA":{"CONS_NAME":"a<b>c","NOTE":"n"}}"#
            ),
            (
                "\u{FEFF}<?xml version='1.0' encoding='utf-8' standalone=\"yes\"?>\n<ORDER></ORDER>",
                "{}"
            ),
            (
                "<ORDER><DATA><CAP> 5.50\n</CAP><COUNT/><DUAL>0</DUAL></DATA></ORDER>",
                #"{"DATA":{"CAP":5.50,"DUAL":false}}"#
            ),
            (
                "<ORDER><DATA><CONS_NAME>&#x20BB7;&amp;&#179;</CONS_NAME></DATA></ORDER>",
                #"{"DATA":{"CONS_NAME":"𠮷&³"}}"#
            ),
            (
                "<ORDER><DATA><CONS_NAME> </CONS_NAME><NOTE> </NOTE></DATA></ORDER>",
                #"{"DATA":{"CONS_NAME":" ","NOTE":" "}}"#
            ),
            (
                "<ORDER xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:noNamespaceSchemaLocation='o.xsd'/>",
                "{}"
            ),
            ("<?xml-stylesheet href='x'?><ORDER>\r\n</ORDER>", "{}"),
            (
                "<ORDER><DATA><CONS_NAME>a\r\nb</CONS_NAME></DATA></ORDER>",
                #"{"DATA":{"CONS_NAME":"a\nb"}}"#
            ),
        ]
    )
    func reading(_ wire: String, _ tree: String) throws {
        #expect(try XMLSample.codec(order).decode(Array(wire.utf8)) == (try json(tree)))
    }

    @Test func everyWrongElementIsTold() throws {
        let wire = """
            <ORDER extra="1"><HEAD>text<SERIALNO a="b">1</SERIALNO><SERIALNO>2</SERIALNO></HEAD><DATA><CAP>1,5</CAP>\
            <COUNT>x</COUNT><DUAL>yes</DUAL><ATTACH_LIST><ATTACH/><ATTACH><FILE_ID><B/></FILE_ID></ATTACH><OTHER/>\
            <ATTACH><UNKNOWN/></ATTACH></ATTACH_LIST><Data/></DATA></ORDER>
            """
        #expect(
            summary { try XMLSample.codec(order).decode(Array(wire.utf8)) } == """
                unknown-field /ORDER/@extra
                unknown-field /ORDER/HEAD/SERIALNO/@a
                duplicate-field /ORDER/HEAD/SERIALNO[2]
                type /ORDER/HEAD
                type /ORDER/DATA/CAP
                type /ORDER/DATA/COUNT
                type /ORDER/DATA/DUAL
                type /ORDER/DATA/ATTACH_LIST/ATTACH[2]/FILE_ID/B
                unknown-field /ORDER/DATA/ATTACH_LIST/OTHER
                unknown-field /ORDER/DATA/ATTACH_LIST/ATTACH[3]/UNKNOWN
                unknown-field /ORDER/DATA/Data
                """
        )
        let problem = try #require(
            problems {
                try XMLSample.codec(order).decode(
                    Array("<ORDER><DATA><CAP>1,5</CAP></DATA></ORDER>".utf8)
                )
            }.first
        )
        #expect(problem.expected == "应为数字")
        #expect(problem.found == "“1,5”")
        #expect(problem.place.pointer.description == "/DATA/CAP")
    }

    @Test func charsets() throws {
        let gb18030 = try XMLSample.codec(order, .gb18030)
        let value = try json(#"{"HEAD":{"SERIALNO":"5 m³ 𠮷䶮"},"DATA":{}}"#)
        let wire =
            "<?xml version=\"1.0\" encoding=\"GB18030\"?><ORDER><HEAD><SERIALNO>5 m³ 𠮷䶮</SERIALNO></HEAD><DATA><COUNT/><NOTE/></DATA></ORDER>"
        #expect(try gb18030.encode(value) == (try gb(wire)))
        #expect(try gb18030.decode(try gb(wire)) == value)
        func declaring(_ name: String) throws -> [UInt8] {
            try gb(
                "<?xml version=\"1.0\" encoding=\"\(name)\"?><ORDER><HEAD><SERIALNO>5 m³ 𠮷䶮</SERIALNO></HEAD><DATA/></ORDER>"
            )
        }
        for name in ["GB18030", "gb18030", "GBK", "gbk"] {
            #expect(try gb18030.decode(declaring(name)) == value)
        }
        for name in ["UTF-8", "GB2312", "ISO-8859-1"] {
            #expect(summary { try gb18030.decode(declaring(name)) } == "charset 第1行")
        }
        let utf8 = try XMLSample.codec(order)
        #expect(
            summary { try utf8.decode(Array("<?xml version='1.0' encoding='GBK'?><ORDER/>".utf8)) }
                == "charset 第1行"
        )
        #expect(summary { try utf8.decode(try gb("<ORDER>报装</ORDER>")) } == "charset 第8字节")
        #expect(
            summary { try utf8.decode([0xEF, 0xBB, 0xBF] + Array("<ORDER>\0</ORDER>".utf8)) }
                == "charset 第11字节"
        )
        #expect(
            summary { try gb18030.decode([0xEF, 0xBB, 0xBF] + Array("<ORDER/>".utf8)) }
                == "charset 第1字节"
        )
        let utf16: [UInt8] =
            [0xFF, 0xFE] + "<ORDER/>".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(problems { try utf8.decode(utf16) }.map(\.code) == ["charset"])
        let gbk = try XMLSample.codec(order, .gbk)
        let found = problems { try gbk.encode(value) }
        #expect(found.map(\.place.wire) == ["/ORDER/HEAD/SERIALNO"])
        #expect(found.first?.found == "第4个字符“³”（U+00B3）")
    }

    @Test func whatXMLCannotHoldIsRefused() throws {
        let codec = try XMLSample.codec(attributed)
        #expect(
            summary {
                try codec.encode(
                    try json(
                        ##"{"no":"a\u0007","CONN":{"lines":[{},{"n":"\uFFFE"}],"vol":5,"x":1},"ADDR":["a"],"tel":"1","y":null}"##
                    )
                )
            } == """
                unencodable /ORDER/@no
                type /ORDER/CONN/@vol
                unencodable /ORDER/CONN/LINE[2]/@n
                unknown-field /ORDER/CONN/x
                type /ORDER/ADDR
                type /ORDER/tel
                unknown-field /ORDER/y
                """
        )
        #expect(summary { try codec.encode("x") } == "type /ORDER")
    }

    @Test func namespaces() throws {
        let layout = Layout(
            Layout.Node(
                .object([
                    Layout.Field(
                        "id",
                        .string(Layout.XML(isAttribute: true, namespace: "urn:b", prefix: "b"))
                    ),
                    Layout.Field("plain", .string()),
                    Layout.Field(
                        "other",
                        .string(Layout.XML(name: "o", namespace: "urn:b", prefix: "b"))
                    ),
                    Layout.Field("none", .string(Layout.XML(namespace: "urn:c"))),
                ]),
                xml: Layout.XML(name: "R", namespace: "urn:a")
            )
        )
        let codec = try XMLSample.codec(layout)
        let value = try json(#"{"id":"1","plain":"2","other":"3","none":"4"}"#)
        let wire =
            declaration
            + "<R xmlns=\"urn:a\" xmlns:b=\"urn:b\" b:id=\"1\"><plain>2</plain><b:o>3</b:o><none xmlns=\"urn:c\">4</none></R>"
        #expect(text(try codec.encode(value)) == wire)
        #expect(try codec.decode(Array(wire.utf8)) == value)
        let otherPrefixes =
            "<x:R xmlns:x=\"urn:a\" xmlns=\"urn:b\" xmlns:y=\"urn:b\" y:id=\"1\"><x:plain>2</x:plain><o>3</o></x:R>"
        #expect(
            try codec.decode(Array(otherPrefixes.utf8))
                == (try json(#"{"id":"1","plain":"2","other":"3"}"#))
        )
        #expect(problems { try codec.decode(Array("<R/>".utf8)) }.map(\.code) == ["unknown-field"])
        #expect(
            summary { try codec.decode(Array("<R xmlns='urn:a' id='1'/>".utf8)) }
                == "unknown-field /R/@id"
        )
    }

    @Test(
        "A place is an XPath",
        arguments: [
            ("", "/ORDER"),
            ("/DATA/ATTACH_LIST/1/FILE_ID", "/ORDER/DATA/ATTACH_LIST/ATTACH[2]/FILE_ID"),
            ("/DATA/ATTACH_LIST", "/ORDER/DATA/ATTACH_LIST"),
            ("/DATA/ATTACH_LIST/0", "/ORDER/DATA/ATTACH_LIST/ATTACH[1]"),
            ("/HEAD/none", "/ORDER/HEAD/none"), ("/HEAD/SERIALNO/x", "/ORDER/HEAD/SERIALNO/x"),
        ]
    )
    func places(_ pointer: String, _ xpath: String) throws {
        #expect(try XMLSample.codec(order).place(of: #require(Pointer(pointer))).wire == xpath)
    }

    @Test(
        "A place is an XPath where there are attributes",
        arguments: [
            ("/no", "/ORDER/@no"), ("/CONN/lines/0/n", "/ORDER/CONN/LINE[1]/@n"),
            ("/CONN/lines", "/ORDER/CONN/LINE"),
            ("/tel/9223372036854775807", "/ORDER/tel[-9223372036854775808]"),
            ("/tel/-", "/ORDER/tel"),
        ]
    )
    func placesOfAttributes(_ pointer: String, _ xpath: String) throws {
        #expect(try XMLSample.codec(attributed).place(of: #require(Pointer(pointer))).wire == xpath)
    }

    @Test(
        "The root is found before anything is decoded",
        arguments: [
            ("<?xml version='1.0'?>\n<!-- <A/> --> <ORDER no='1'/>", "ORDER"), ("<x:ACK>", "ACK"),
            ("\u{FEFF}<REPLY/>", "REPLY"), ("<回执>", "回执"), ("<!DOCTYPE a><a/>", nil), ("", nil),
            ("{}", nil), ("<", nil), ("<>", nil), ("<!-- <A/>", nil), ("<?xml", nil),
        ] as [(String, String?)]
    )
    func rootNames(_ wire: String, _ name: String?) throws {
        #expect(XML.rootName(of: Array(wire.utf8), charset: .utf8) == name)
        if !wire.hasPrefix("\u{FEFF}") {
            #expect(XML.rootName(of: try gb(wire), charset: .gb18030) == name)
        }
    }

    @Test func layoutsThatCannotBeWritten() {
        func faults(_ layout: Layout?) -> String {
            do {
                _ = try Codec(format: .xml, charset: .gbk, layout: layout)
                return ""
            } catch {
                return error.list.map(\.description).joined(separator: "\n")
            }
        }
        #expect(faults(nil) == ": XML needs a schema")
        let wrong = Layout(
            .object(
                nil,
                [
                    Layout.Field("a", Layout.Node(.object([]), xml: Layout.XML(isAttribute: true))),
                    Layout.Field("b", .string(Layout.XML(name: "c"))), Layout.Field("c", .string()),
                    Layout.Field("1d", .string()),
                    Layout.Field("e", .string(Layout.XML(prefix: "p"))),
                    Layout.Field("f", .string(Layout.XML(isWrapped: true))),
                    Layout.Field("m³", .string()),
                ]
            )
        )
        #expect(
            faults(wrong) == """
                : the root needs xml.name, the root element
                /a: an attribute holds a string, a number or a boolean
                /1d: 1d is no name of XML that GBK can write
                /e: the prefix p needs a namespace
                /f: only an array can be wrapped
                /m³: m³ is no name of XML that GBK can write
                : two properties have the name c on the wire
                """
        )
    }
}
