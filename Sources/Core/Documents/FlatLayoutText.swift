import Formats

/// Writes the layout of a table, of lines of keys or of a form as plain text: its rules, its fields, and a real
/// message as it stands.
enum FlatLayoutText {
    static func write(_ message: InterfaceMessage, rows: [FieldRow], party: String) -> String {
        let words = FlatWords(message)
        var lines = ["\(party)　\(message.title)　\(message.format.title)布局", ""]
        lines.append("字符集 \(message.charset.rawValue)。")
        lines += words.facts.map { "\($0)。" } + [""]
        lines += LayoutText.aligned([head(message.format)] + rows.map(cells))
        for sample in message.samples.prefix(1) {
            let text = (try? message.charset.decode(sample.content)) ?? ""
            lines += ["", "示例：\(sample.caption)\(note(message.format))", ""]
            lines += FlatWords.shown(text, message.format)
                .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func head(_ format: Format) -> [String] {
        ["序号", format == .csv ? "列名" : "键", "名称", "类型", "长度", "必填", "没有时", "取值、说明"]
    }

    private static func note(_ format: Format) -> String {
        format == .form ? "（为便于阅读在 & 后分行，实际报文只有一行）" : "（␍␊ 表示回车换行，␊ 表示换行）"
    }

    private static func cells(_ row: FieldRow) -> [String] {
        let choices = row.choices.map { choice in
            choice.meaning.map { "\(choice.value) \($0)" } ?? choice.value
        }
        let fixed = choices.first.map { $0.isEmpty ? "固定为空" : "固定值 \($0)" }
        let values = row.isFixed ? fixed : choices.isEmpty ? nil : choices.joined(separator: "，")
        return [
            row.number, row.wireName, row.title.isEmpty ? "—" : row.title, row.type,
            row.length.isEmpty ? "—" : row.length, row.presence.title, row.absence ?? "—",
            ([values].compactMap { $0 } + row.remarks).joined(separator: "；"),
        ]
    }
}
