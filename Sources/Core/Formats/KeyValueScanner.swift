internal import Values

/// One `key=value`, as it stands in the message.
struct KeyValueLine {
    var key: ArraySlice<UInt8>
    var value: ArraySlice<UInt8>

    /// Without the line's end.
    var whole: Range<Int> { key.startIndex..<value.endIndex }
}

/// Why a message cannot be cut into lines.
struct KeyValueFault: Error {
    enum Kind {
        /// A line without separator, or without a key.
        case noPair
        /// A blank line that closes nothing.
        case blankLine
        case strayLineEnd
        /// The message ends before its record is closed.
        case unclosed
    }

    var kind: Kind
    var line: Range<Int>
    var at: Int
}

/// Cuts the bytes of a message into lines of `key=value` and records, without decoding any.
struct KeyValueScanner {
    private let bytes: ArraySlice<UInt8>
    private let plan: KeyValuePlan
    private(set) var at: Int

    init(_ bytes: ArraySlice<UInt8>, plan: KeyValuePlan) {
        self.bytes = bytes
        self.plan = plan
        at = bytes.startIndex
    }

    var isAtEnd: Bool { at >= bytes.endIndex }

    /// The next line of the record; nil once the record is closed.
    mutating func line() throws(KeyValueFault) -> KeyValueLine? {
        if takeClose() { return nil }
        let line = bytes[at...].prefix { $0 != 0x0D && $0 != 0x0A }
        let range = line.startIndex..<line.endIndex
        let behind = bytes[line.endIndex...]
        if isAtEnd { throw KeyValueFault(kind: .unclosed, line: range, at: at) }
        guard behind.isEmpty || behind.starts(with: plan.end) else {
            throw KeyValueFault(kind: .strayLineEnd, line: range, at: line.endIndex)
        }
        at = min(line.endIndex + plan.end.count, bytes.endIndex)
        if line.isEmpty { throw KeyValueFault(kind: .blankLine, line: range, at: range.lowerBound) }
        guard let separator = plan.flat.charset.firstIndex(of: plan.separator, in: line),
            separator > line.startIndex
        else { throw KeyValueFault(kind: .noPair, line: range, at: range.lowerBound) }
        return KeyValueLine(key: line[..<separator], value: line[(separator + 1)...])
    }

    /// The last line of what closes a record may do without its end, unless it is nothing else.
    private mutating func takeClose() -> Bool {
        if plan.close.isEmpty { return isAtEnd }
        let rest = bytes[at...]
        if rest.starts(with: plan.close) {
            at += plan.close.count
            return true
        }
        let bare = plan.close.dropLast(plan.end.count)
        guard !bare.isEmpty, !bare.suffix(plan.end.count).elementsEqual(plan.end),
            rest.elementsEqual(bare)
        else { return false }
        at = bytes.endIndex
        return true
    }
}
