import Contracts
import Values

/// The page that leads to all others.
enum IndexPage {
    static func write(_ regions: [(region: Region, interfaces: [PartyInterface])]) -> String {
        var html = HTML()
        html.raw("<div class=\"sheet\"><header>")
        html.paragraph("联办平台")
        html.raw("<h1>合作方消息接口说明</h1>")
        html.raw("</header>")
        for (region, interfaces) in regions {
            html.raw("<h2 id=\"\(region.name)\">\(HTML.escaped(region.title))</h2>")
            html.paragraph(
                "行政区划代码 \(HTML.code(region.code))　版本 \(HTML.code(region.digest))　"
                    + "<a href=\"\(region.name)/asyncapi.json\">asyncapi.json</a>（AsyncAPI 3.0）",
                class: "soft"
            )
            for program in region.programs { programTable(program, &html) }
            html.raw("<h3>合作方</h3>")
            html.table(
                ["合作方", "类别", "格式", "收到", "发送", "签名"],
                rows: interfaces.map { its in
                    [
                        "<a href=\"\(region.name)/\(its.party.name)/index.html\">\(HTML.escaped(its.party.title))</a>",
                        MessageWords.kind(its.party.kind), HTML.escaped(its.formats),
                        titles(its.outbound), titles(its.inbound), its.isSigned ? "有" : "无",
                    ]
                }
            )
        }
        html.raw("<footer>由联办平台按报文契约自动生成。</footer></div>")
        return HTML.page(title: "合作方消息接口说明", body: html.text)
    }

    private static func titles(_ messages: [InterfaceMessage]) -> String {
        messages.isEmpty ? "—" : messages.map { HTML.escaped($0.title) }.joined(separator: "、")
    }

    private static func programTable(_ program: Program, _ html: inout HTML) {
        html.raw("<h3>\(HTML.escaped(program.title))</h3>")
        if let basis = program.provenance.basis {
            html.paragraph("依据：\(HTML.escaped(basis))", class: "soft")
        }
        html.list(program.items.map { HTML.escaped($0.title) })
    }
}
