import Formats
import Testing
import Values

private let order = XMLSample.order
private let attributed = XMLSample.attributed

/// What is refused, and that nothing hostile costs much.
@Suite struct XMLRefusalTests {
    @Test(
        "Numbers have JSON's grammar",
        arguments: ["+1", "1,5", "01", "1.", "", " ", "1 2", "0x1", "NaN", "１", "1e"]
    )
    func badNumbers(_ number: String) throws {
        let wire = Array("<ORDER><DATA><CAP>\(number)</CAP></DATA></ORDER>".utf8)
        #expect(summary { try XMLSample.codec(order).decode(wire) } == "type /ORDER/DATA/CAP")
    }

    @Test(
        "Broken and hostile XML is one problem",
        arguments: [
            ("", "xml 第1行第1列", "报文为空"), ("<ORDER>", "xml /ORDER 第1行第8列", "标签没有结束"),
            ("<ORDER></ORDERS>", "xml /ORDER 第1行第17列", "结束标签与开始标签不一致"),
            ("<ORDER/><ORDER/>", "xml 第1行第9列", "根元素之后还有内容"),
            ("<ORDER>&nbsp;</ORDER>", "xml /ORDER 第1行第14列", "引用了未声明的实体"),
            ("<ORDER>&#7;</ORDER>", "xml /ORDER 第1行第12列", "含有 XML 不允许的字符"),
            ("<ORDER>\u{7}</ORDER>", "xml /ORDER 第1行第8列", "含有 XML 不允许的字符"),
            ("<ORDER a='1' a='2'/>", "xml 第1行第19列", "同一元素的属性重复"),
            ("<p:ORDER/>", "xml 第1行第9列", "使用了未声明的命名空间前缀"),
            ("<!DOCTYPE ORDER><ORDER/>", "xml 第1行第16列", "不接受 DOCTYPE 和实体声明"),
            (
                "<!DOCTYPE ORDER SYSTEM 'http://127.0.0.1/x.dtd'><ORDER/>", "xml 第1行第48列",
                "不接受 DOCTYPE 和实体声明"
            ),
            (
                "<!DOCTYPE o [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><ORDER>&x;</ORDER>",
                "xml 第1行第13列",
                "不接受 DOCTYPE 和实体声明"
            ),
        ]
    )
    func refusals(_ wire: String, _ expected: String, _ reason: String) throws {
        let found = problems { try XMLSample.codec(order).decode(Array(wire.utf8)) }
        #expect(found.map { "\($0.code) \($0.place)" } == [expected])
        #expect(found.first?.say.hasSuffix("，" + reason) == true, "\(found)")
    }

    @Test func entitiesThatMultiplyAreNeverExpanded() throws {
        var laughs = "<!DOCTYPE lolz [<!ENTITY lol \"lol\">"
        for level in 1...9 {
            let inner = level == 1 ? "lol" : "lol\(level - 1)"
            laughs += "<!ENTITY lol\(level) \"" + String(repeating: "&\(inner);", count: 10) + "\">"
        }
        laughs += "]><ORDER>&lol9;</ORDER>"
        #expect(
            summary { try XMLSample.codec(order).decode(Array(laughs.utf8)) }.hasPrefix("xml 第1行")
        )
    }

    @Test func limitsHold() throws {
        let deep = Array(String(repeating: "<A>", count: 10_000).utf8)
        #expect(problems { try XMLSample.codec(order).decode(deep) }.map(\.code) == ["too-deep"])
        let large = Array(("<ORDER>" + String(repeating: " ", count: 5 << 20) + "</ORDER>").utf8)
        #expect(problems { try XMLSample.codec(order).decode(large) }.map(\.code) == ["too-large"])
        let small = try Codec(
            format: .xml,
            charset: .utf8,
            layout: order,
            limits: Limits(sizeMax: 1000, depthMax: 3, stringMax: 3, problemsMax: 2)
        )
        #expect(
            summary {
                try small.decode(
                    Array("<ORDER><DATA><CONS_NAME>abcd</CONS_NAME></DATA></ORDER>".utf8)
                )
            }
                == "too-large /ORDER/DATA/CONS_NAME"
        )
        let unknown = Array("<ORDER><a/><b/><c/><d/></ORDER>".utf8)
        #expect(problems { try small.decode(unknown) }.count == 2)
    }

    /// Each would take libxml2 many seconds.
    @Test func hostileAttributesAreRefusedBeforehand() throws {
        let attributes = (0..<200_000).map { " a\($0)=''" }.joined()
        let prefixes = (0..<100_000).map { " xmlns:a\($0)='u'" }.joined()
        func nested(_ depth: Int) -> String {
            depth == 0
                ? String(repeating: "<a/>", count: 100_000)
                : "<a" + (0..<99).map { " xmlns:a\(depth)_\($0)='u'" }.joined() + ">"
                    + nested(depth - 1) + "</a>"
        }
        for wire in ["<ORDER\(attributes)/>", "<ORDER\(prefixes)/>", nested(50)] {
            let found = problems { try XMLSample.codec(order).decode(Array(wire.utf8)) }
            #expect(found.map(\.code) == ["xml"])
            #expect(found.first?.say.hasSuffix("一个元素的属性或命名空间过多") == true)
        }
    }

    @Test func mutatedBytesNeverTrap() throws {
        var generator = SeededGenerator(state: 2)
        for (layout, charset, wire) in [
            (
                order, Charset.gb18030,
                "<?xml version=\"1.0\" encoding=\"GB18030\"?><ORDER><DATA><CONS_NAME>𠮷&amp;<![CDATA[x]]></CONS_NAME><CAP>1</CAP><ATTACH_LIST><ATTACH><NAME>a</NAME></ATTACH></ATTACH_LIST></DATA></ORDER>"
            ),
            (
                attributed, .utf8,
                "<ORDER no=\"1\"><CONN vol='H'><LINE n=\"1\"/><LINE/></CONN><ADDR>文</ADDR><tel/></ORDER>"
            ),
        ] {
            let codec = try XMLSample.codec(layout, charset)
            let seed = try charset.encode(wire)
            var accepted = 0
            for _ in 0..<5_000 {
                guard let value = try? codec.decode(mutated(seed, by: &generator)) else { continue }
                accepted += 1
                #expect(try codec.decode(codec.encode(value)) == value)
            }
            #expect(accepted > 50)
        }
    }
}
