import Formats
import Values

/// A fixed-width record cut into its fields and characters, each with the bytes it takes: for a ruler above it.
struct ByteRuler: Sendable {
    struct Cell: Sendable, Hashable {
        var text: String
        var byteCount: Int
    }

    struct Field: Sendable {
        var row: FieldRow
        var cells: [Cell]
    }

    var fields: [Field]
    /// Bytes of the record without its end.
    var length: Int

    /// Nil where the record is not as long as its fields.
    init?(_ record: [UInt8], rows: [FieldRow], charset: Charset) {
        fields = []
        length = 0
        for row in rows {
            guard let bytes = row.bytes, bytes.upperBound <= record.count,
                let text = try? charset.decode(
                    Array(record[(bytes.lowerBound - 1)..<bytes.upperBound])
                )
            else { return nil }
            var cells: [Cell] = []
            for scalar in text.unicodeScalars {
                let text = String(scalar)
                guard let width = charset.width(of: text) else { return nil }
                cells.append(Cell(text: text, byteCount: width))
            }
            fields.append(Field(row: row, cells: cells))
            length = max(length, bytes.upperBound)
        }
        guard !fields.isEmpty else { return nil }
    }

    /// `....:....1....:....2` from a byte on, counted from 1: each tenth byte shows its last digits but one.
    static func scale(from first: Int, count: Int) -> String {
        var text = ""
        for byte in first..<(first + count) {
            if byte % 10 == 0 {
                text += String(byte / 10 % 10)
            } else {
                text += byte % 5 == 0 ? ":" : "."
            }
        }
        return text
    }

    /// The record in lines of so many bytes, each with the scale above and the fields' borders below.
    func lines(bytesPerLine: Int) -> [String] {
        var text = ""
        var borders = ""
        var lines: [String] = []
        var first = 1
        var count = 0
        func flush() {
            guard count > 0 else { return }
            lines.append(Self.label(first) + Self.scale(from: first, count: count))
            lines.append(Self.label(nil) + text)
            lines.append(Self.label(nil) + borders)
            lines.append("")
            first += count
            (text, borders, count) = ("", "", 0)
        }
        for field in fields {
            var isFirst = true
            for cell in field.cells {
                if count + cell.byteCount > bytesPerLine { flush() }
                text += Self.shown(cell)
                borders += (isFirst ? "^" : "-") + String(repeating: "-", count: cell.byteCount - 1)
                isFirst = false
                count += cell.byteCount
            }
        }
        flush()
        return lines
    }

    private static func label(_ byte: Int?) -> String {
        let text = byte.map { "\($0)" } ?? ""
        return String(repeating: " ", count: max(0, 5 - text.utf8.count)) + text + "  "
    }

    /// As wide as its bytes: a Chinese character takes two columns, one of four bytes is filled up.
    private static func shown(_ cell: Cell) -> String {
        if cell.text == " " { return "·" }
        let columns = cell.byteCount == 1 ? 1 : 2
        return cell.text + String(repeating: "‥", count: max(0, cell.byteCount - columns))
    }
}
