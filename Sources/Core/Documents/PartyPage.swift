import Contracts
import Expressions
import Formats
import Schemas
import Values

/// A party's interface specification (接口说明), as a vendor of integration software would write it.
struct PartyPage {
    let its: PartyInterface
    let meanings: CodeMeanings
    let wiring: Wiring
    /// Files beside the page, with what they are.
    let files: [(name: String, title: String)]
    /// Field tables by message id.
    let tables: [String: [FieldRow]]
    var html = HTML()
    private var headings: [(level: Int, id: String, title: String)] = []
    private(set) var section = 0
    private(set) var subsection = 0
    /// What was taken for granted, in the order of the page.
    var assumptions: [String] = []

    static func write(
        _ its: PartyInterface,
        _ meanings: CodeMeanings,
        _ wiring: Wiring,
        files: [(name: String, title: String)],
        tables: [String: [FieldRow]]
    ) -> String {
        var page = PartyPage(
            its: its,
            meanings: meanings,
            wiring: wiring,
            files: files,
            tables: tables
        )
        page.overview()
        page.transport()
        page.messages()
        page.codeTables()
        page.envelope()
        page.states()
        page.times()
        page.identity()
        page.refusals()
        page.openQuestions()
        page.contact()
        let title = "\(its.party.title)消息接口说明"
        return HTML.page(title: title, body: page.whole(title))
    }

    private init(
        its: PartyInterface,
        meanings: CodeMeanings,
        wiring: Wiring,
        files: [(name: String, title: String)],
        tables: [String: [FieldRow]]
    ) {
        self.its = its
        self.meanings = meanings
        self.wiring = wiring
        self.files = files
        self.tables = tables
    }

    // MARK: Frame

    mutating func heading(_ title: String) {
        section += 1
        subsection = 0
        let id = "s\(section)"
        headings.append((2, id, "\(section)　\(title)"))
        html.raw("<h2 id=\"\(id)\">\(section)　\(HTML.escaped(title))</h2>")
    }

    mutating func subheading(_ title: String, id: String) {
        subsection += 1
        headings.append((3, id, "\(section).\(subsection)　\(title)"))
        html.raw("<h3 id=\"\(id)\">\(section).\(subsection)　\(HTML.escaped(title))</h3>")
    }

    private func whole(_ title: String) -> String {
        var page = HTML()
        page.raw("<div class=\"sheet\"><header>")
        page.paragraph("\(HTML.escaped(its.region.title))　水电气热网联合报装“一件事”")
        page.raw("<h1>\(HTML.escaped(title))</h1>")
        page.paragraph(
            "契约 \(HTML.code(contractNames))　版本 \(HTML.code(its.region.digest))　"
                + "<a href=\"../../index.html\">返回目录</a>"
        )
        page.raw("</header>")
        page.raw("<nav class=\"toc\" aria-label=\"目录\"><p>目录</p><ol>")
        var isInner = false
        for (at, heading) in headings.enumerated() {
            let link = "<a href=\"#\(heading.id)\">\(HTML.escaped(heading.title))</a>"
            let next = at + 1 < headings.count ? headings[at + 1].level : 2
            if heading.level == 2, next == 3 {
                page.raw("<li>\(link)<ol>")
                isInner = true
            } else {
                page.raw("<li>\(link)</li>")
            }
            if isInner, next == 2 {
                page.raw("</ol></li>")
                isInner = false
            }
        }
        page.raw("</ol></nav>")
        page.raw(html.text)
        page.raw(
            "<footer>本说明由联办平台按正在运行的报文契约自动生成，与平台实际校验和编码所用的规则一致；契约改变后请重新生成并交付。</footer></div>"
        )
        return page.text
    }

    var contractNames: String {
        its.contracts.isEmpty ? "canonical" : its.contracts.map(\.name).joined(separator: "、")
    }

    static func guess(_ text: String) -> String {
        "<span class=\"guess\">推定</span>\(HTML.escaped(text))"
    }

    // MARK: 概述

    private mutating func overview() {
        heading("概述")
        let title = HTML.escaped(its.party.title)
        html.paragraph(
            "本说明约定\(title)（以下称“贵方”）与\(HTML.escaped(its.region.title))联办平台（以下称“平台”）之间的消息接口，供贵方开发、联调和验收使用。\(purpose)"
        )
        var facts: [(String, String)] = [
            (
                "合作方",
                "\(title)（代码 \(HTML.code(its.party.name))，\(MessageWords.kind(its.party.kind))）"
            ),
            ("地区", "\(HTML.escaped(its.region.title))（行政区划代码 \(HTML.code(its.region.code))）"),
            ("报文格式", HTML.escaped(its.formats)), ("传输", "AMQP 0-9-1（RabbitMQ），TLS，持久消息"),
            ("签名", its.isSigned ? "有，见“封装与签名”" : "报文不另行签名；以账号和专用交换机识别发送方"),
        ]
        let bases = Self.unique(
            [its.party.provenance.basis] + its.contracts.map(\.provenance.basis)
        )
        if !bases.isEmpty { facts.append(("依据", HTML.escaped(bases.joined(separator: "；")))) }
        html.facts(facts)
        let guesses = Self.unique(
            [its.party.provenance.assumption]
                + its.contracts.map(\.provenance.assumption)
        )
        if !guesses.isEmpty {
            html.raw("<div class=\"note\">")
            for guess in guesses { html.paragraph(Self.guess(guess)) }
            html.paragraph("标有“推定”的内容由平台方按通行做法拟定，请贵方核对；与贵方实际接口不符的，以贵方接口文档为准修改。")
            html.raw("</div>")
            assumptions += guesses
        }
        itemTable()
        messageTable()
    }

    private static func unique(_ texts: [String?]) -> [String] {
        var seen: Set<String> = []
        return texts.compactMap { $0 }.filter { seen.insert($0).inserted }
    }

    private var purpose: String {
        if !its.intake.isEmpty {
            return "贵方提交联合报装申请，平台把申请分派给各承办单位，汇总结果后统一出件。"
        }
        if its.items.isEmpty { return "平台在相应情形发生时把通知发给贵方；贵方不需要回复。" }
        return "申请人一次提交联合报装申请，平台把涉及贵方的部分作为工单派发给贵方，贵方随办理进度以回执报告环节和结果，平台汇总后统一出件。"
    }

    private mutating func itemTable() {
        guard !its.items.isEmpty else { return }
        html.paragraph("贵方承办的事项：")
        html.table(
            ["事项", "所属联办事项", "办结条件", "说明"],
            rows: its.items.map { program, item in
                var notes: [String] = []
                if !item.counts { notes.append("协同事项，不计入统一出件") }
                if item.complete != nil { notes.append("另须满足完成条件（如证照批文已送达）") }
                if let basis = item.provenance.basis { notes.append("依据：\(basis)") }
                var cell = HTML.escaped(notes.joined(separator: "；"))
                if let guess = item.provenance.assumption {
                    assumptions.append("\(item.title)：\(guess)")
                    cell += (cell.isEmpty ? "" : "<br/>") + Self.guess(guess)
                }
                let end = item.ends.map { "到达“\(meanings.title(of: $0))”" } ?? "上报任一办结状态"
                return [
                    HTML.escaped(item.title), HTML.escaped(program.title), HTML.escaped(end), cell,
                ]
            }
        )
    }

    private mutating func messageTable() {
        html.paragraph("报文一览：")
        html.table(
            ["报文", "类别", "方向", "格式", "何时发送"],
            class: "messages",
            rows: its.messages.map { message in
                [
                    "<a href=\"#m-\(message.id)\">\(HTML.escaped(message.title))</a>",
                    message.kind, message.isToParty ? "平台 → 贵方" : "贵方 → 平台",
                    "\(message.format.title)，\(message.charset.rawValue)",
                    HTML.escaped(message.occasion),
                ]
            }
        )
    }
}
