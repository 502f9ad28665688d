internal import Values

/// A layout of a table, compiled: RFC 4180 with the charset, separator, quote and line end of the contract.
struct CSVPlan: Sendable {
    let flat: FlatPlan
    let hasHeader: Bool
    let separator: UInt8
    let quote: UInt8
    let end: [UInt8]

    init(_ layout: Layout?, charset: Charset) throws(LayoutFaults) {
        var planner = FlatPlanner(charset: charset, format: .csv)
        flat = planner.plan(layout) { name in
            !name.isEmpty && ControlCharacters.tab.fault(in: name, place: { Place() }) == nil
        }
        let record = layout?.record
        hasHeader = record?.header ?? true
        separator = planner.mark(record?.separator ?? ",", "separator")
        quote = planner.mark(record?.quote ?? "\"", "quote")
        if separator == quote { planner.fault("record.separator and record.quote are the same") }
        end = planner.lineEnd(record?.end)
        guard planner.faults.isEmpty else { throw LayoutFaults(planner.faults) }
    }

    /// A table without a layout, as spreadsheets save it: commas and quotes, UTF-8.
    init(end: String) {
        flat = FlatPlan(charset: .utf8, fields: [], isArray: true)
        hasHeader = true
        (separator, quote) = (UInt8(ascii: ","), UInt8(ascii: "\""))
        self.end = Array(end.utf8)
    }
}

extension FlatPlanner {
    /// One character that no name, number or word is written with.
    mutating func mark(_ text: String, _ key: String) -> UInt8 {
        let byte = text.utf8.first ?? 0
        let isWordy =
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x2D
            || byte == 0x2E
        let isPrintable = (0x20...0x7E).contains(byte) || byte == 0x09
        if text.utf8.count != 1 || !isPrintable || isWordy {
            fault("record.\(key) is one ASCII character, and neither letter, digit, - nor .")
        }
        return byte
    }

    mutating func lineEnd(_ end: String?) -> [UInt8] {
        let end = end ?? "\r\n"
        if end != "\r\n", end != "\n" { fault("record.end is \\r\\n or \\n in \(format.rawValue)") }
        return Array(end.utf8)
    }
}

extension CSVPlan {
    /// `第1条记录 “电话”列`: the header is no record. Without a header a column has its number.
    func place(of pointer: Pointer) -> Place {
        guard let (record, name) = flat.parts(of: pointer) else {
            return Place(pointer, wire: pointer.steps.isEmpty ? "报文" : nil)
        }
        guard let name else { return Place(pointer, wire: FlatPlan.record(record)) }
        guard let index = flat.index(of: name) else { return Place(pointer) }
        return Place(pointer, wire: FlatPlan.record(record) + " " + column(index))
    }

    func place(ofRecord record: Int, _ bytes: Range<Int> = 0..<0) -> Place {
        let wire = FlatPlan.record(record)
        return Place(
            flat.pointer(record),
            wire: bytes.isEmpty ? wire : "\(wire) \(FlatPlan.bytes(bytes))"
        )
    }

    /// A field with its bytes in the message.
    func place(of index: Int, record: Int, _ bytes: Range<Int>) -> Place {
        let pointer = flat.pointer(record).appending(flat.fields[index].name)
        let wire = "\(FlatPlan.record(record)) \(column(index))"
        return Place(pointer, wire: bytes.isEmpty ? wire : "\(wire) \(FlatPlan.bytes(bytes))")
    }

    private func column(_ index: Int) -> String {
        hasHeader
            ? "“\(flat.fields[index].wireName)”列" : "第\(index + 1)列“\(flat.fields[index].wireName)”"
    }

    var endDescribed: String { end.count == 2 ? "回车换行（0D 0A）" : "换行（0A）" }
}
