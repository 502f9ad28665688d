internal import Values

/// A layout of lines of `key=value`, compiled.
struct KeyValuePlan: Sendable {
    let flat: FlatPlan
    let separator: UInt8
    /// Of a line.
    let end: [UInt8]
    /// Closes a record, in whole lines: a blank line, a word, or nothing.
    let close: [UInt8]

    init(_ layout: Layout?, charset: Charset) throws(LayoutFaults) {
        var planner = FlatPlanner(charset: charset, format: .keyvalue)
        let record = layout?.record
        let separator = planner.mark(record?.separator ?? "=", "separator")
        flat = planner.plan(layout) { Self.isKey($0, separator) }
        self.separator = separator
        end = planner.lineEnd(record?.end)
        close = planner.close(record?.close, end: end, separator: separator)
        if close.isEmpty, flat.isArray {
            planner.fault("records that nothing closes run into one another: record.close is empty")
        }
        guard planner.faults.isEmpty else { throw LayoutFaults(planner.faults) }
    }

    static func isKey(_ name: String, _ separator: UInt8) -> Bool {
        // At the start of a message U+FEFF would be taken for a byte order mark.
        !name.isEmpty && name.unicodeScalars.first != "\u{FEFF}" && !name.utf8.contains(separator)
            && ControlCharacters.tab.fault(in: name, place: { Place() }) == nil
    }
}

extension FlatPlanner {
    fileprivate mutating func close(_ text: String?, end: [UInt8], separator: UInt8) -> [UInt8] {
        guard let text else { return end }
        if text.isEmpty { return [] }
        guard let close = charset.bytes(of: text), close.suffix(end.count).elementsEqual(end),
            !close.contains(separator)
        else {
            fault("record.close is whole lines without the separator, or nothing")
            return end
        }
        return close
    }
}

extension KeyValuePlan {
    /// `“TEL”项`, or `第2条记录 “TEL”项` where a message holds many.
    func place(of pointer: Pointer) -> Place {
        guard let (record, name) = flat.parts(of: pointer) else {
            return Place(pointer, wire: pointer.steps.isEmpty ? "报文" : nil)
        }
        guard let name else { return Place(pointer, wire: prefix(record) ?? "报文") }
        let key = flat.index(of: name).map { flat.fields[$0].wireName } ?? name
        return Place(pointer, wire: words([prefix(record), "“\(key)”项"]))
    }

    func place(_ property: String, key: String, record: Int, _ bytes: Range<Int>) -> Place {
        Place(
            flat.pointer(record).appending(property),
            wire: words([prefix(record), "“\(key)”项", FlatPlan.bytes(bytes)])
        )
    }

    func place(ofLine bytes: Range<Int>, record: Int) -> Place {
        Place(flat.pointer(record), wire: words([prefix(record) ?? "报文", FlatPlan.bytes(bytes)]))
    }

    private func prefix(_ record: Int) -> String? { flat.isArray ? FlatPlan.record(record) : nil }

    private func words(_ words: [String?]) -> String {
        words.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
    }

    var endDescribed: String { end.count == 2 ? "回车换行（0D 0A）" : "换行（0A）" }

    /// `空行`, or the word that closes a record.
    var closeDescribed: String {
        if close == end { return "空行" }
        let text = (try? flat.charset.text(close.dropLast(end.count))) ?? ""
        return "“\(Problem.excerpt(text))”行"
    }
}
