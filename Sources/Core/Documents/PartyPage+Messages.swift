import Contracts
import Formats
import Schemas
import Values

// 报文
extension PartyPage {
    mutating func messages() {
        heading("报文")
        for message in its.messages {
            subheading(message.title, id: "m-\(message.id)")
            facts(of: message)
            if let rows = tables[message.id] {
                fields(rows, of: message)
            } else if case .tree(let tree) = message.shape {
                fields(TreeFields(tree, meanings, message.samples).fields)
            }
            samples(of: message)
        }
    }

    private mutating func facts(of message: InterfaceMessage) {
        var rows: [(String, String)] = [
            (
                "类别与方向",
                "\(message.kind)，\(message.isToParty ? "平台发给贵方" : "贵方发给平台")"
            ),
            ("何时发送", HTML.escaped(message.occasion)),
            ("格式与字符集", format(of: message)),
            ("AMQP type", HTML.code(message.isToParty ? message.type : message.stem)),
        ]
        if let channel = message.channel {
            rows.append(
                message.isToParty
                    ? ("队列", HTML.code(channel.queue)) : ("交换机", HTML.code(channel.exchange))
            )
        }
        if let summary = message.described?.schema.summary {
            rows.append(("说明", HTML.escaped(summary)))
        }
        if let basis = message.basis { rows.append(("依据", HTML.escaped(basis))) }
        let links = files.filter { $0.name.hasPrefix("\(message.id).") }.map {
            "<a href=\"\($0.name)\">\(HTML.escaped($0.name))</a>（\($0.title)）"
        }
        if !links.isEmpty { rows.append(("配套文件", links.joined(separator: "、"))) }
        html.facts(rows)
        if let guess = message.assumption {
            html.raw("<div class=\"note\">")
            html.paragraph(Self.guess(guess))
            html.raw("</div>")
            assumptions.append("\(message.title)：\(guess)")
        }
    }

    private func format(of message: InterfaceMessage) -> String {
        let charset = message.charset.rawValue
        switch message.format {
        case .json:
            let form = message.isToParty ? "，键名次序同下表，不含空白" : "，键名不分次序；重复的键、表外的键不接收"
            return "JSON，\(charset)，无 BOM\(form)"
        case .xml:
            let root = message.described?.schema.resolved.xml?.name ?? ""
            let form =
                message.isToParty
                ? "，元素次序同下表，无缩进，空元素写作 &lt;A/&gt;" : "；不得含 DOCTYPE，表外的元素不接收"
            return
                "XML 1.0，\(charset)（XML 声明中写明），根元素 \(HTML.code(root))\(form)"
        case .fixed:
            let record = message.described?.schema.resolved.recordLayout
            let length = record?.length.map { "每条 \($0) 字节，" } ?? ""
            return "定长记录，\(charset)，\(length)\(LayoutText.end(record?.end))；长度按字节计"
        case .csv, .keyvalue, .form:
            let facts = FlatWords(message).facts.map(HTML.escaped).joined(separator: "；")
            return "\(message.format.title)，\(charset)；\(facts)"
        }
    }

    // MARK: Field tables

    private mutating func fields(_ rows: [FieldRow], of message: InterfaceMessage) {
        let isFixed = message.format == .fixed
        html.raw("<h4>字段</h4>")
        html.table(
            [
                "序号", "字段名", "中文名", isFixed ? "字节位置" : "类型", "长度", "必填", "取值", "缺省时", "说明",
            ],
            class: "fields",
            rows: rows.map { row in
                if let guess = row.assumption {
                    assumptions.append("\(message.title) \(row.wireName)：\(guess)")
                }
                let position = row.bytes.map(Self.position) ?? ""
                return [
                    row.number,
                    "<span class=\"depth\(min(row.depth, 3))\">\(HTML.code(row.wireName))</span>",
                    HTML.escaped(row.title), isFixed ? position : row.type,
                    row.length.isEmpty ? "<span class=\"soft\">—</span>" : row.length,
                    Self.presence(row.presence), Self.choices(row),
                    row.absence.map { "<span class=\"soft\">\($0)</span>" } ?? "—",
                    Self.remarks(row),
                ]
            }
        )
    }

    private static func position(_ bytes: ClosedRange<Int>) -> String {
        bytes.count == 1 ? "\(bytes.lowerBound)" : "\(bytes.lowerBound)–\(bytes.upperBound)"
    }

    private static func presence(_ presence: FieldRow.Presence) -> String {
        presence == .required
            ? "<span class=\"must\">必填</span>" : HTML.escaped(presence.title)
    }

    private static func choices(_ row: FieldRow) -> String {
        if row.isFixed, let value = row.choices.first?.value {
            return value.isEmpty ? "固定为空格" : "固定值 \(HTML.code(value))"
        }
        let hasMeanings = row.choices.contains { $0.meaning != nil }
        return row.choices.map { choice in
            HTML.code(choice.value) + (choice.meaning.map { " " + HTML.escaped($0) } ?? "")
        }.joined(separator: hasMeanings ? "<br/>" : "、")
    }

    private static func remarks(_ row: FieldRow) -> String {
        var parts = row.remarks.map(HTML.escaped)
        if let basis = row.basis { parts.append("依据：\(HTML.escaped(basis))") }
        if let guess = row.assumption { parts.append(Self.guess(guess)) }
        return parts.joined(separator: "<br/>")
    }

    private mutating func fields(_ fields: [TreeFields.Field]) {
        html.raw("<h4>字段</h4>")
        html.table(
            ["序号", "字段名", "含义", "类型", "必有", "示例"],
            rows: fields.enumerated().map { at, field in
                let example = field.constant ?? field.example
                return [
                    "\(at + 1)", HTML.code(field.path.joined(separator: ".")),
                    HTML.escaped(field.title), field.type,
                    field.isOptional ? "有则填" : "<span class=\"must\">必有</span>",
                    example.map(HTML.code) ?? "",
                ]
            }
        )
    }

    // MARK: Samples

    private mutating func samples(of message: InterfaceMessage) {
        for (at, sample) in message.samples.enumerated() {
            html.raw("<h4>示例 \(at + 1)　\(HTML.escaped(sample.caption))</h4>")
            let link = "<a href=\"\(sample.file)\">\(sample.file)</a>"
            let pretty =
                switch message.format {
                case .json, .xml: "为便于阅读已分行，实际报文不含换行和缩进。"
                case .csv, .keyvalue: "␍␊ 表示回车换行，␊ 表示换行，不是报文的内容。"
                case .fixed, .form: ""
                }
            html.paragraph(
                "\(message.charset.rawValue) 编码，共 \(sample.body.count) 字节；原始字节见 \(link)。\(pretty)",
                class: "soft"
            )
            switch message.format {
            case .json:
                html.preformatted(
                    String(decoding: JSON.encodePretty(sample.value), as: UTF8.self)
                )
            case .xml:
                let text = (try? message.charset.decode(sample.content)) ?? ""
                html.preformatted(PrettyXML.lines(text))
            case .fixed: record(sample, message)
            case .csv, .keyvalue, .form:
                let text = (try? message.charset.decode(sample.content)) ?? ""
                html.preformatted(FlatWords.shown(text, message.format))
            }
        }
        if message.samples.isEmpty {
            html.paragraph("本版暂无示例报文。", class: "soft")
        }
    }

    private mutating func record(
        _ sample: InterfaceMessage.ShownSample,
        _ message: InterfaceMessage
    ) {
        let rows = tables[message.id] ?? []
        guard let ruler = ByteRuler(sample.content, rows: rows, charset: message.charset) else {
            html.preformatted((try? message.charset.decode(sample.content)) ?? "")
            return
        }
        html.raw(RecordView.html(ruler))
        html.table(
            ["字段", "字节", "内容（· 为空格）", "十六进制（前 24 字节）"],
            class: "bytes",
            rows: ruler.fields.map { field in
                let bytes = field.row.bytes ?? 1...1
                let raw = sample.content[(bytes.lowerBound - 1)..<bytes.upperBound]
                let text = field.cells.map { $0.text == " " ? "·" : $0.text }.joined()
                return [
                    "\(HTML.code(field.row.wireName)) \(HTML.escaped(field.row.title))",
                    Self.position(bytes), HTML.code(Self.shortened(text)),
                    HTML.code(HexText.bytes(raw, max: 24)),
                ]
            }
        )
    }

    /// Blanks at the end are many and say nothing.
    private static func shortened(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        let blanks = scalars.reversed().prefix { $0 == "·" }.count
        guard blanks > 6 else { return text }
        let head = String(String.UnicodeScalarView(scalars.dropLast(blanks)))
        return "\(head)···…（共 \(blanks) 个空格）"
    }
}

/// Bytes for people.
enum HexText {
    static func bytes(_ bytes: some Collection<UInt8>, max count: Int) -> String {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        var text = ""
        for (at, byte) in bytes.prefix(count).enumerated() {
            if at > 0 { text += " " }
            text.unicodeScalars.append(digits[Int(byte >> 4)])
            text.unicodeScalars.append(digits[Int(byte & 15)])
        }
        return bytes.count > count ? text + " …" : text
    }
}
