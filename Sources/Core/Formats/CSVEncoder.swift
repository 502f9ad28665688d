internal import Values

/// Writes a table, quoting only what has to be quoted. A value is data: nothing is put before one that a spreadsheet
/// would take for a formula.
struct CSVEncoder {
    private let plan: CSVPlan
    private(set) var bytes: [UInt8] = []
    private(set) var ranges: [FieldRange] = []
    private let notesRanges: Bool
    private var problems: ProblemList

    init(plan: CSVPlan, limits: Limits, notesRanges: Bool = false) {
        self.plan = plan
        self.notesRanges = notesRanges
        problems = ProblemList(max: limits.problemsMax)
    }

    mutating func encode(_ value: Value) throws(Problems) {
        if plan.hasHeader { writeHeader() }
        switch (plan.flat.isArray, value) {
        case (false, .object(let object)): write(object, record: 0)
        case (false, _): problems.note(.type("应为对象", found: value, at: Place()))
        case (true, .array(let records)):
            for (number, record) in records.enumerated() where !problems.isFull {
                if let object = record.object {
                    write(object, record: number)
                } else {
                    let place = plan.place(ofRecord: number)
                    problems.note(.type("应为对象", found: record, at: place))
                }
            }
        case (true, _): problems.note(.type("应为数组", found: value, at: Place()))
        }
        try problems.throwIfAny()
    }

    private mutating func writeHeader() {
        for (index, field) in plan.flat.fields.enumerated() {
            if index > 0 { bytes.append(plan.separator) }
            _ = write(field.wireBytes)
        }
        bytes.append(contentsOf: plan.end)
    }

    private mutating func write(_ object: Object, record: Int) {
        let plan = plan
        var written = 0
        for (index, field) in plan.flat.fields.enumerated() {
            if index > 0 { bytes.append(plan.separator) }
            let value = object[field.name]
            if value != nil { written += 1 }
            let place = { plan.place(of: index, record: record, 0..<0) }
            let start = bytes.count
            do throws(Problem) {
                let text = try field.text(of: value, place: place) ?? ""
                let raw = try plan.flat.bytes(text, .tabAndLineEnds, place: place)
                let inner = write(raw)
                guard notesRanges else { continue }
                ranges.append(
                    FieldRange(
                        pointer: plan.flat.pointer(record).appending(field.name),
                        whole: start..<bytes.count,
                        value: inner
                    )
                )
            } catch {
                problems.note(error)
            }
        }
        bytes.append(contentsOf: plan.end)
        guard written < object.count else { return }
        for name in object.keys where plan.flat.index(of: name) == nil {
            let pointer = plan.flat.pointer(record).appending(name)
            let wire = plan.place(ofRecord: record).wire
            problems.note(.unknownField(name, at: Place(pointer, wire: wire)))
        }
    }

    /// Writes one field and gives where its value stands, without the quotes.
    private mutating func write(_ raw: [UInt8]) -> Range<Int> {
        let start = bytes.count
        guard needsQuotes(raw) else {
            bytes.append(contentsOf: raw)
            return start..<bytes.count
        }
        bytes.append(plan.quote)
        var at = 0
        while at < raw.count {
            let step = plan.flat.charset.step(raw[...], at: at)
            if raw[at] == plan.quote { bytes.append(plan.quote) }
            bytes.append(contentsOf: raw[at..<(at + step)])
            at += step
        }
        bytes.append(plan.quote)
        return (start + 1)..<(bytes.count - 1)
    }

    private func needsQuotes(_ raw: [UInt8]) -> Bool {
        // A row of one empty field would be an empty line.
        if raw.isEmpty { return plan.flat.fields.count == 1 }
        // At the start of a message it would be taken for a byte order mark.
        if bytes.isEmpty, (try? plan.flat.charset.markLength(raw)) != 0 { return true }
        let charset = plan.flat.charset
        return raw.contains(0x0A) || raw.contains(0x0D)
            || charset.firstIndex(of: plan.quote, in: raw[...]) != nil
            || charset.firstIndex(of: plan.separator, in: raw[...]) != nil
    }
}
