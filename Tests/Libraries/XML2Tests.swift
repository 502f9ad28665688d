import Testing
import XML2

@Suite struct XML2Tests {
    private func parse(_ text: String, depthMax: Int = 8) throws(XMLError) -> XMLElement {
        try XMLDocument.parse(Array(text.utf8).span, depthMax: depthMax)
    }

    /// `name{namespace}(attributes)[text|elements]`
    private func shown(_ element: XMLElement) -> String {
        let attributes = element.attributes.map { "\($0.name){\($0.namespace ?? "")}=\($0.value)" }
        let elements = element.elements.map { "|" + shown($0) }
        return "\(element.name){\(element.namespace ?? "")}"
            + "(\(attributes.joined(separator: ",")))[\(element.text)\(elements.joined())]"
    }

    /// The library gives `&` in attributes as a reference, which a mark behind it joins.
    @Test(arguments: [
        ("&amp;", "&"), ("&amp;\u{301}", "&\u{301}"), ("&amp;#38;", "&#38;"),
        ("&#38;amp;", "&amp;"),
        ("&amp;&amp;x&lt;", "&&x<"), ("a&#x26;\u{20E3}b", "a&\u{20E3}b"), ("&quot;&#10;", "\"\n"),
    ])
    func ampersandsInAttributes(_ written: String, _ meant: String) throws {
        let bytes = Array("<a b=\"\(written)\"/>".utf8)
        let value = try XMLDocument.parse(bytes.span, depthMax: 4).attributes.first?.value
        #expect(value.map { Array($0.utf8) } == Array(meant.utf8))
    }

    @Test func elementsAttributesAndText() throws {
        let root = try parse(
            "<?xml version='1.0' encoding='GBK'?><r xmlns='u' d='' p:a='1&amp;&#38;amp;2' xmlns:p='v'>\n <b> 文<!-- c --><![CDATA[<&]]>&gt; </b>\n<c/> x </r>"
        )
        #expect(shown(root) == "r{u}(d{}=,a{v}=1&&amp;2)[ x |b{u}()[ 文<&> ]|c{u}()[]]")
    }

    @Test(
        "Faults have a kind and a line",
        arguments: [
            ("<a>\n<b></a>", XMLError.Code.tagMismatch, 2), ("<a>\n", .unclosed, 2),
            ("<a>&x;</a>", .undeclaredEntity, 1),
            ("<!DOCTYPE a><a/>", .hasDoctype, 1), ("<a><a><a/></a></a>", .tooDeep, 1),
            ("<a b='1' b='2'/>", .repeatedAttribute, 1),
            ("<x:a/>", .undeclaredPrefix, 1), ("<a/>x", .trailingContent, 1), ("", .empty, 1),
            ("x", .empty, 1),
            ("<a \(String(repeating: "b='' ", count: 300))/>", .tooManyAttributes, 1),
            ("<a b=1/>", .syntax, 1),
        ]
    )
    func faults(_ text: String, _ code: XMLError.Code, _ line: Int) {
        #expect { try parse(text, depthMax: 2) } throws: { error in
            (error as? XMLError).map { $0.code == code && $0.line == line } ?? false
        }
    }

    /// Quotation marks that are no attributes are not counted.
    @Test func marksInTextAreNoAttributes() throws {
        let marks = String(repeating: "\"' <a ", count: 1_000)
        let text =
            "<?x \(marks)?><!-- \(marks) --><a>\(String(repeating: "\"", count: 999))<![CDATA[\(marks)]]></a>"
        #expect(try parse(text).text.utf8.count == 999 + marks.utf8.count)
    }

    @Test func manyThreadsAtOnce() async {
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                group.addTask {
                    for _ in 0..<100 {
                        let text = Array(
                            "<a><b>\(number)</b>\(number % 2 == 0 ? "" : "<c>")</a>".utf8
                        )
                        let root = try? XMLDocument.parse(text.span, depthMax: 8)
                        guard root?.elements.first?.text == (number % 2 == 0 ? "\(number)" : nil)
                        else { return false }
                    }
                    return true
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
