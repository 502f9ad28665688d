import Formats
import Schemas
import Values

/// Writes the layout of a fixed-width message as plain text: a table of bytes, and a ruler over a real record.
struct LayoutText {
    private static let bytesPerLine = 60

    static func write(
        _ message: InterfaceMessage,
        rows: [FieldRow],
        party: String
    ) -> String {
        var lines = ["\(party)　\(message.title)　定长记录布局", ""]
        let record = message.described?.schema.resolved.recordLayout
        var facts = ["字符集 \(message.charset.rawValue)，位置和长度均按字节计，从 1 起"]
        if let length = record?.length { facts.append("每条记录 \(length) 字节") }
        facts.append(end(record?.end))
        lines += [facts.joined(separator: "；") + "。", ""]
        lines += table(rows)
        for sample in message.samples.prefix(1) {
            guard
                let ruler = ByteRuler(
                    sample.content,
                    rows: rows,
                    charset: message.charset
                )
            else { continue }
            lines += [
                "", "示例：\(sample.caption)（·表示空格，‥表示四字节字符的后两字节，^ 为字段首字节）", "",
            ]
            lines += ruler.lines(bytesPerLine: bytesPerLine)
        }
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n") + "\n"
    }

    static func end(_ end: String?) -> String {
        switch end {
        case "\r\n"?: "记录后接回车换行（0D 0A），不计入长度"
        case "\n"?: "记录后接换行（0A），不计入长度"
        default: "记录后无结束符"
        }
    }

    private static func table(_ rows: [FieldRow]) -> [String] {
        let head = ["序号", "字段", "名称", "起始字节", "结束字节", "长度", "对齐", "填充", "小数位", "必填", "取值、说明"]
        var cells = [head]
        for row in rows {
            guard let bytes = row.bytes else { continue }
            let choices = row.choices.map { choice in
                choice.meaning.map { "\(choice.value) \($0)" } ?? choice.value
            }
            let fixed = choices.first.map { $0.isEmpty ? "固定为空格" : "固定值 \($0)" }
            let values =
                row.isFixed ? fixed : choices.isEmpty ? nil : choices.joined(separator: "，")
            let notes = row.remarks.filter { !$0.hasPrefix("左对齐") && !$0.hasPrefix("右对齐") }
            cells.append([
                row.number, row.wireName, row.title, "\(bytes.lowerBound)", "\(bytes.upperBound)",
                "\(bytes.count)", row.column?.align == .right ? "右" : "左",
                row.column?.pad == " " ? "空格" : row.column?.pad ?? "空格",
                row.column?.impliedDecimals.map { "\($0)" } ?? "—", row.presence.title,
                ([values].compactMap { $0 } + notes).joined(separator: "；"),
            ])
        }
        return aligned(cells)
    }

    /// Lines of cells that stand one below the other, with a rule under the first.
    static func aligned(_ cells: [[String]]) -> [String] {
        let widths = (cells.first ?? []).indices.map { column in
            cells.map { columns($0[column]) }.max() ?? 0
        }
        var lines = cells.map { line in
            var text = ""
            for (at, cell) in line.enumerated() {
                text += cell
                if at < line.count - 1 {
                    text += String(repeating: " ", count: widths[at] - columns(cell) + 2)
                }
            }
            return text
        }
        let total = widths.dropLast().reduce(0) { $0 + $1 + 2 } + 12
        lines.insert(String(repeating: "-", count: total), at: 1)
        return lines
    }

    /// Columns of a monospaced font: two for what is not ASCII, near enough for titles.
    private static func columns(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2000 ? 1 : 2) }
    }
}
