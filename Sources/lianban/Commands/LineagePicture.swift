import Contracts
import Values

/// The matrix as one picture: a row for each party, grouped by kind, and a column with a colour of its own for each
/// kind of personal data.
struct LineagePicture {
    private typealias Row = Lineage.Matrix.Row

    private let matrix: Lineage.Matrix
    private let columns: [(kind: PersonalField.Kind, fields: [String])]
    /// Sentences below the matrix.
    private let remarks: [String]
    private let groups: [(kind: Party.Kind, rows: [Row])]

    init(
        _ matrix: Lineage.Matrix,
        titles: [(kind: PersonalField.Kind, fields: [String])],
        remarks: [String]
    ) {
        self.matrix = matrix
        self.remarks = remarks
        columns = titles
        groups = Party.Kind.inOrder.compactMap { kind in
            let rows = matrix.rows.filter { $0.kind == kind }
            return rows.isEmpty ? nil : (kind, rows)
        }
    }

    // MARK: Measures

    private static let margin = 40
    private static let groupWidth = 104
    private static let columnWidth = 148
    private static let rowHeight = 48
    private static let groupGap = 14
    private static let top = 196
    private static let legendHeight = 102
    private static let titleSize = 16

    private var titleWidth: Int {
        let widest = matrix.rows.map { displayWidth($0.title) }.max() ?? 0
        return max(200, widest * Self.titleSize / 2 + 32)
    }

    private var left: Int { Self.margin + Self.groupWidth + titleWidth }
    private var width: Int { left + columns.count * Self.columnWidth + Self.margin }
    private var gridHeight: Int {
        matrix.rows.count * Self.rowHeight + max(0, groups.count - 1) * Self.groupGap
    }
    private var height: Int { Self.top + gridHeight + Self.legendHeight + 22 * remarks.count }

    private static let colours: [PersonalField.Kind: String] = [
        .name: "#2457a6", .id: "#b3261e", .certificate: "#6b3fa0", .phone: "#0b7a6f",
        .address: "#b25e09", .account: "#a3296b",
    ]

    private static func colour(_ kind: PersonalField.Kind) -> String { colours[kind] ?? "#444444" }

    // MARK: Drawing

    /// A whole SVG document without scripts, fonts or other files.
    var svg: String {
        var parts = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" style="print-color-adjust:exact" role="img" aria-labelledby="title" \
            font-family="'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',\
            'WenQuanYi Micro Hei','Droid Sans Fallback',sans-serif">
            """,
            "<title id=\"title\">\(Self.escaped(heading))</title>",
            "<rect width=\"\(width)\" height=\"\(height)\" fill=\"#ffffff\"/>",
            text(heading, at: Self.margin, 56, size: 26, weight: 700),
            text(
                "按联办契约推算：各单位经哪些报文收到哪类个人信息。圆点表示不送。",
                at: Self.margin,
                86,
                size: 14,
                fill: "#5b6470"
            ),
        ]
        parts += columns.indices.map(columnHead)
        var y = Self.top
        for group in groups {
            parts += draw(group.kind, group.rows, at: y)
            y += group.rows.count * Self.rowHeight + Self.groupGap
        }
        parts += legend(at: Self.top + gridHeight + 34)
        return parts.joined(separator: "\n") + "\n</svg>\n"
    }

    private var heading: String { "\(matrix.title)：个人信息送达一览" }

    private func columnHead(_ index: Int) -> String {
        let (kind, fields) = columns[index]
        let x = left + index * Self.columnWidth
        let middle = x + Self.columnWidth / 2
        var lines = [
            "<rect x=\"\(x + 4)\" y=\"112\" width=\"\(Self.columnWidth - 8)\" height=\"34\" rx=\"6\" fill=\"\(Self.colour(kind))\"/>",
            text(
                kind.title,
                at: middle,
                135,
                size: 17,
                weight: 700,
                fill: "#ffffff",
                anchor: "middle"
            ),
        ]
        for (at, line) in Self.wrapped(fields, columns: 20).prefix(2).enumerated() {
            lines.append(
                text(
                    line,
                    at: middle,
                    164 + 18 * at,
                    size: 12,
                    fill: "#5b6470",
                    anchor: "middle"
                )
            )
        }
        return lines.joined(separator: "\n")
    }

    private func draw(_ kind: Party.Kind, _ rows: [Row], at y: Int) -> [String] {
        let height = rows.count * Self.rowHeight
        var parts = [
            "<rect x=\"\(Self.margin)\" y=\"\(y)\" width=\"\(Self.groupWidth - 10)\" height=\"\(height - 4)\" rx=\"6\" fill=\"#e6eaef\"/>",
            text(
                kind.title,
                at: Self.margin + (Self.groupWidth - 10) / 2,
                y + (height - 4) / 2 + 5,
                size: 15,
                weight: 600,
                fill: "#39424e",
                anchor: "middle"
            ),
        ]
        for (at, row) in rows.enumerated() { parts += draw(row, at: y + at * Self.rowHeight) }
        return parts
    }

    private func draw(_ row: Row, at y: Int) -> [String] {
        let bar = Self.rowHeight - 4
        var parts = [
            "<rect x=\"\(Self.margin + Self.groupWidth)\" y=\"\(y)\" width=\"\(width - 2 * Self.margin - Self.groupWidth)\" height=\"\(bar)\" rx=\"6\" fill=\"#f4f6f8\"/>",
            text(
                row.isEnabled ? row.title : row.title + "（停用）",
                at: Self.margin + Self.groupWidth + 14,
                y + bar / 2 + 6,
                size: Self.titleSize,
                fill: row.isEnabled ? "#1b222b" : "#8a939e"
            ),
        ]
        for (index, column) in columns.enumerated() {
            let x = left + index * Self.columnWidth
            if let cell = row.cells[column.kind] {
                parts += draw(cell, Self.colour(column.kind), x, y)
            } else {
                parts.append(
                    "<circle cx=\"\(x + Self.columnWidth / 2)\" cy=\"\(y + bar / 2)\" r=\"2.5\" fill=\"#b9c1ca\"/>"
                )
            }
        }
        return parts
    }

    private func draw(_ cell: Lineage.Matrix.Cell, _ colour: String, _ x: Int, _ y: Int) -> [String]
    {
        let style =
            cell.isQuoted
            ? "fill=\"#ffffff\" stroke=\"\(colour)\" stroke-width=\"2\" stroke-dasharray=\"5 4\""
            : "fill=\"\(colour)\""
        let words = cell.kinds.map(\.title).joined(separator: "·")
        let room = Self.columnWidth - 20
        let size = min(15, 2 * room / max(1, displayWidth(words)))
        return [
            "<rect x=\"\(x + 6)\" y=\"\(y + 5)\" width=\"\(Self.columnWidth - 12)\" height=\"\(Self.rowHeight - 14)\" rx=\"5\" \(style)/>",
            text(
                words,
                at: x + Self.columnWidth / 2,
                y + 27,
                size: size,
                weight: 600,
                fill: cell.isQuoted ? colour : "#ffffff",
                anchor: "middle"
            ),
        ]
    }

    // MARK: Legend

    private func legend(at y: Int) -> [String] {
        let x = Self.margin
        let grey = "#56606c"
        var parts = [
            "<line x1=\"\(x)\" y1=\"\(y - 16)\" x2=\"\(width - Self.margin)\" y2=\"\(y - 16)\" stroke=\"#d5dbe1\"/>",
            "<rect x=\"\(x)\" y=\"\(y)\" width=\"44\" height=\"22\" rx=\"4\" fill=\"\(grey)\"/>",
            text(
                "派单",
                at: x + 22,
                y + 16,
                size: 12,
                weight: 600,
                fill: "#ffffff",
                anchor: "middle"
            ),
            text("所列报文送达该类信息", at: x + 54, y + 16, size: 13, fill: "#39424e"),
            "<rect x=\"\(x + 231)\" y=\"\(y + 1)\" width=\"42\" height=\"20\" rx=\"4\" fill=\"#ffffff\" stroke=\"\(grey)\" stroke-width=\"2\" stroke-dasharray=\"5 4\"/>",
            text("退回", at: x + 252, y + 16, size: 12, weight: 600, fill: grey, anchor: "middle"),
            text("只在指出填报错误时，引用申报方自己填写的内容", at: x + 284, y + 16, size: 13, fill: "#39424e"),
            "<circle cx=\"\(x + 608)\" cy=\"\(y + 11)\" r=\"2.5\" fill=\"#b9c1ca\"/>",
            text("不送", at: x + 620, y + 16, size: 13, fill: "#39424e"),
        ]
        for (at, remark) in remarks.enumerated() {
            parts.append(text(remark, at: x, y + 52 + 22 * at, size: 13, fill: "#39424e"))
        }
        return parts
    }

    // MARK: Text

    private func text(
        _ content: String,
        at x: Int,
        _ y: Int,
        size: Int,
        weight: Int = 400,
        fill: String = "#1b222b",
        anchor: String = "start"
    ) -> String {
        "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(size)\" font-weight=\"\(weight)\" fill=\"\(fill)\" text-anchor=\"\(anchor)\">\(Self.escaped(content))</text>"
    }

    /// Words in lines of at most so many columns; a longer word stands alone.
    private static func wrapped(_ words: [String], columns: Int) -> [String] {
        var lines: [String] = []
        for word in words where !lines.contains(where: { $0.contains(word) }) {
            if let last = lines.last, displayWidth(last) + displayWidth(word) + 2 <= columns {
                lines[lines.count - 1] = last + "、" + word
            } else {
                lines.append(word)
            }
        }
        return lines
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}
