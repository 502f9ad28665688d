internal import Values

/// One field of a row, as it stands in the message.
struct CSVCell {
    /// With its quotes.
    var whole: Range<Int>
    /// What it says, no longer escaped.
    var content: ArraySlice<UInt8>
    var isQuoted: Bool
}

/// Why a row cannot be read.
struct CSVFault: Error {
    enum Kind {
        /// A quote in a field that does not begin with one.
        case strayQuote
        /// Something behind the closing quote.
        case textBehindQuote
        /// No closing quote up to the end of the message.
        case unclosed
        /// A carriage return or line feed that is not the line end of the contract.
        case strayLineEnd
    }

    var kind: Kind
    /// The column, from 0.
    var column: Int
    var at: Int
    /// The field up to there.
    var start: Int
    /// Whether the rows behind it can still be told apart.
    var isContained: Bool { kind == .strayQuote || kind == .textBehindQuote }
}

/// Cuts the bytes of a message into rows and fields (RFC 4180, section 2), without decoding any.
struct CSVScanner {
    private let bytes: ArraySlice<UInt8>
    private let plan: CSVPlan
    private(set) var at: Int
    /// Bytes that mean something in a field without quotes, or may begin a character of several.
    private let isSpecial: [Bool]

    init(_ bytes: ArraySlice<UInt8>, plan: CSVPlan) {
        self.bytes = bytes
        self.plan = plan
        at = bytes.startIndex
        var isSpecial = [Bool](repeating: false, count: 256)
        for byte in [plan.separator, plan.quote, 0x0D, 0x0A] { isSpecial[Int(byte)] = true }
        if plan.flat.charset != .utf8 { for byte in 0x81...0xFE { isSpecial[byte] = true } }
        self.isSpecial = isSpecial
    }

    var isAtEnd: Bool { at >= bytes.endIndex }

    /// The fields of the next row. The last row may do without its end.
    mutating func row() throws(CSVFault) -> [CSVCell] {
        var cells: [CSVCell] = []
        while true {
            cells.append(try cell(cells.count))
            if isAtEnd { return cells }
            if bytes[at] == plan.separator {
                at += 1
                continue
            }
            at += plan.end.count
            return cells
        }
    }

    /// Goes on behind the row in which something was wrong.
    mutating func skipRow() {
        while !isAtEnd {
            if isAtLineEnd {
                at += plan.end.count
                return
            }
            at += plan.flat.charset.step(bytes, at: at)
        }
    }

    private var isAtLineEnd: Bool { bytes[at...].starts(with: plan.end) }

    /// Ends at a separator, a line end or the end of the message.
    private mutating func cell(_ column: Int) throws(CSVFault) -> CSVCell {
        let start = at
        if !isAtEnd, bytes[at] == plan.quote { return try quoted(column) }
        while !isAtEnd {
            let byte = bytes[at]
            guard isSpecial[Int(byte)] else {
                at += 1
                continue
            }
            if byte == plan.separator { break }
            if byte == plan.quote {
                throw CSVFault(kind: .strayQuote, column: column, at: at, start: start)
            }
            if byte == 0x0D || byte == 0x0A {
                if isAtLineEnd { break }
                throw CSVFault(kind: .strayLineEnd, column: column, at: at, start: start)
            }
            at += plan.flat.charset.step(bytes, at: at)
        }
        return CSVCell(whole: start..<at, content: bytes[start..<at], isQuoted: false)
    }

    private mutating func quoted(_ column: Int) throws(CSVFault) -> CSVCell {
        let start = at
        at += 1
        // Filled only where a doubled quote stands.
        var content: [UInt8] = []
        var from = at
        while !isAtEnd {
            let byte = bytes[at]
            guard byte == plan.quote else {
                at += isSpecial[Int(byte)] ? plan.flat.charset.step(bytes, at: at) : 1
                continue
            }
            guard at + 1 < bytes.endIndex, bytes[at + 1] == plan.quote else {
                return try closed(column, start, content, from)
            }
            // A doubled quote says one.
            content.append(contentsOf: bytes[from...at])
            at += 2
            from = at
        }
        throw CSVFault(kind: .unclosed, column: column, at: start, start: start)
    }

    private mutating func closed(
        _ column: Int,
        _ start: Int,
        _ head: [UInt8],
        _ from: Int
    ) throws(CSVFault) -> CSVCell {
        let tail = bytes[from..<at]
        at += 1
        guard isAtEnd || bytes[at] == plan.separator || isAtLineEnd else {
            let isLineEnd = bytes[at] == 0x0D || bytes[at] == 0x0A
            throw CSVFault(
                kind: isLineEnd ? .strayLineEnd : .textBehindQuote,
                column: column,
                at: at,
                start: start
            )
        }
        return CSVCell(
            whole: start..<at,
            content: head.isEmpty ? tail : (head + tail)[...],
            isQuoted: true
        )
    }
}
