internal import Values

/// A table as a spreadsheet saves it: CSV (RFC 4180) in UTF-8, with or without a byte order mark, whose lines end in
/// CR LF or LF. It is no message: nothing says which columns it has.
package struct Sheet: Sendable, Hashable {
    package struct Cell: Sendable, Hashable {
        package var text: String
        /// In Unicode scalars of its line, counted from 1.
        package var column: Int
    }

    package struct Row: Sendable, Hashable {
        /// Counted from 1.
        package var line: Int
        package var cells: [Cell]
    }

    /// Why a table cannot be read.
    package struct Fault: Error, Sendable, Hashable {
        /// Counted from 1.
        package var line: Int
        /// In Unicode scalars, counted from 1.
        package var column: Int
        /// One English sentence without a full stop.
        package var message: String
    }

    /// Lines without any text are left out.
    package var rows: [Row] = []

    package init(_ bytes: [UInt8]) throws(Fault) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Fault(line: 1, column: 1, message: "this is not UTF-8; save it as CSV UTF-8")
        }
        let firstEnd = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? 0
        let isCRLF = firstEnd > 0 && bytes[firstEnd - 1] == UInt8(ascii: "\r")
        var scanner = CSVScanner(bytes[...], plan: CSVPlan(end: isCRLF ? "\r\n" : "\n"))
        var places = Places(bytes)
        while !scanner.isAtEnd {
            let start = scanner.at
            do throws(CSVFault) {
                let cells = try scanner.row()
                let line = places.place(of: start).line
                let row = Row(
                    line: line,
                    cells: cells.map { cell in
                        Cell(
                            text: String(decoding: cell.content, as: UTF8.self),
                            column: places.place(of: cell.whole.lowerBound).column
                        )
                    }
                )
                if row.cells.contains(where: { !$0.text.isEmpty }) { rows.append(row) }
            } catch {
                let (line, column) = places.place(of: error.at)
                throw Fault(line: line, column: column, message: Self.message(error.kind))
            }
        }
    }

    private static func message(_ kind: CSVFault.Kind) -> String {
        switch kind {
        case .strayQuote: "a quote stands inside a cell that does not begin with one"
        case .textBehindQuote: "something stands behind the closing quote of a cell"
        case .unclosed: "this quote is never closed"
        case .strayLineEnd: "this line ends in another way than the first one"
        }
    }

    /// Tells lines and columns of bytes that are asked for in order.
    private struct Places {
        private let bytes: [UInt8]
        private var at = 0
        private var line = 1
        private var column = 1

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        mutating func place(of offset: Int) -> (line: Int, column: Int) {
            while at < offset, at < bytes.count {
                let byte = bytes[at]
                at += 1
                if byte == UInt8(ascii: "\n") {
                    (line, column) = (line + 1, 1)
                } else if byte & 0xC0 != 0x80 {
                    // A scalar is passed with its first byte; the place after it is the same for all of its bytes.
                    column += 1
                }
            }
            return (line, column)
        }
    }
}
