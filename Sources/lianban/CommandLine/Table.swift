/// Rows under headings, aligned by what a terminal shows: a Chinese character takes two columns.
struct Table: Sendable {
    struct Column: Sendable {
        var title: String
        var isRightAligned = false
        /// May be shortened with `…` when the terminal is narrow.
        var isFlexible = false

        init(_ title: String, right: Bool = false, flexible: Bool = false) {
            self.title = title
            isRightAligned = right
            isFlexible = flexible
        }
    }

    struct Cell: Sendable, ExpressibleByStringInterpolation {
        var text: String
        var style: Output.Style?

        init(_ text: String, _ style: Output.Style? = nil) {
            self.text = text
            self.style = style
        }

        init(stringLiteral text: String) { self.init(text) }
    }

    var columns: [Column]
    var rows: [[Cell]] = []

    init(_ columns: [Column]) { self.columns = columns }

    mutating func add(_ cells: Cell...) { add(row: cells) }

    mutating func add(row cells: [Cell]) {
        precondition(cells.count == columns.count, "a row has a cell for each column")
        rows.append(cells)
    }

    /// The lines. `columns` is the width to keep to where flexible columns allow it; nil prints everything.
    func rendered(columns limit: Int?, styled: (String, Output.Style) -> String) -> String {
        let texts = rows.map { row in row.map { printable($0.text) } }
        var widths = columns.indices.map { index in
            max(
                displayWidth(columns[index].title),
                texts.map { displayWidth($0[index]) }.max() ?? 0
            )
        }
        if let limit { shrink(&widths, to: limit) }
        var result = line(columns.map(\.title), widths) { styled($0, .bold) }
        for (row, texts) in zip(rows, texts) {
            result += line(texts, widths, styles: row.map(\.style), styled: styled)
        }
        return result
    }

    private func shrink(_ widths: inout [Int], to limit: Int) {
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - limit
        while excess > 0 {
            let flexible = columns.indices.filter { columns[$0].isFlexible && widths[$0] > 8 }
            guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { return }
            widths[widest] -= 1
            excess -= 1
        }
    }

    private func line(_ texts: [String], _ widths: [Int], whole style: (String) -> String) -> String
    {
        style(
            line(texts, widths, styles: texts.map { _ in nil }, styled: { text, _ in text })
                .dropLast() + ""
        ) + "\n"
    }

    private func line(
        _ texts: [String],
        _ widths: [Int],
        styles: [Output.Style?],
        styled: (String, Output.Style) -> String
    ) -> String {
        var result = ""
        for (index, text) in texts.enumerated() {
            let shown = fitted(text, columns: widths[index])
            let cell = styles[index].map { styled(shown, $0) } ?? shown
            let padding = spaces(widths[index] - displayWidth(shown))
            let isLast = index == texts.count - 1
            result +=
                columns[index].isRightAligned ? padding + cell : isLast ? cell : cell + padding
            if !isLast { result += "  " }
        }
        while result.last == " " { result.removeLast() }
        return result + "\n"
    }
}
