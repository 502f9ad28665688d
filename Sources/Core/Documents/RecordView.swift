/// A fixed-width record as HTML: each character as wide as its bytes, fields in turning colours, a scale above.
enum RecordView {
    private static let bytesPerLine = 60

    static func html(_ ruler: ByteRuler) -> String {
        var text = "<div class=\"record\">\n"
        var line = ""
        var first = 1
        var count = 0
        func flush() {
            guard count > 0 else { return }
            let scale = ByteRuler.scale(from: first, count: count)
                .map { "<i class=\"w1\">\($0)</i>" }.joined()
            text += "<div class=\"row\"><span class=\"at\">\(first)</span>"
            text += "<span class=\"scale\">\(scale)</span><br/>"
            text += "<span class=\"at\">&#160;</span>\(line)</div>\n"
            first += count
            (line, count) = ("", 0)
        }
        for (at, field) in ruler.fields.enumerated() {
            for (position, cell) in field.cells.enumerated() {
                if count + cell.byteCount > bytesPerLine { flush() }
                let isBlank = cell.text == " "
                var classes = "w\(cell.byteCount) \(at % 2 == 0 ? "a" : "b")"
                if position == 0 { classes += " first" }
                if isBlank { classes += " blank" }
                let title = position == 0 ? " title=\"\(HTML.escaped(field.row.title))\"" : ""
                let shown = isBlank ? "·" : HTML.escaped(cell.text)
                line += "<i class=\"\(classes)\"\(title)>\(shown)</i>"
                count += cell.byteCount
            }
        }
        flush()
        return text + "</div>"
    }
}

/// Breaks XML without indentation into lines, for reading only.
enum PrettyXML {
    static func lines(_ text: String) -> String {
        var lines: [String] = []
        var level = 0
        var pending = ""
        for piece in pieces(text) {
            if piece.hasPrefix("</") {
                level = max(0, level - 1)
                if pending.isEmpty {
                    lines.append(indented(piece, level))
                } else {
                    lines.append(indented(pending + piece, level))
                    pending = ""
                }
            } else if piece.hasPrefix("<?") || piece.hasSuffix("/>") {
                flush(&pending, &lines, level - 1)
                lines.append(indented(piece, level))
            } else if piece.hasPrefix("<") {
                flush(&pending, &lines, level - 1)
                pending = piece
                level += 1
            } else {
                pending += piece
            }
        }
        flush(&pending, &lines, level - 1)
        return lines.joined(separator: "\n")
    }

    private static func flush(_ pending: inout String, _ lines: inout [String], _ level: Int) {
        if !pending.isEmpty { lines.append(indented(pending, max(0, level))) }
        pending = ""
    }

    private static func indented(_ text: String, _ level: Int) -> String {
        String(repeating: "  ", count: level) + text
    }

    /// Tags and the texts between them.
    private static func pieces(_ text: String) -> [String] {
        var pieces: [String] = []
        var current = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "<", !current.isEmpty {
                pieces.append(String(current))
                current = String.UnicodeScalarView()
            }
            current.append(scalar)
            if scalar == ">" {
                pieces.append(String(current))
                current = String.UnicodeScalarView()
            }
        }
        if !current.isEmpty { pieces.append(String(current)) }
        return pieces
    }
}
