internal import Values

/// Lines of `key=value` of a contract.
struct KeyValueWire: Wire {
    private let plan: KeyValuePlan
    private let limits: Limits

    init(charset: Charset, layout: Layout?, limits: Limits) throws(LayoutFaults) {
        plan = try KeyValuePlan(layout, charset: charset)
        self.limits = limits
    }

    func decode(_ bytes: [UInt8]) throws(Problems) -> Value {
        let start: Int
        do { start = try plan.flat.charset.markLength(bytes) } catch { throw Problems([error]) }
        var decoder = KeyValueDecoder(plan: plan, limits: limits, bytes: bytes, from: start)
        return try decoder.decode()
    }

    func encode(_ value: Value) throws(Problems) -> [UInt8] {
        var encoder = KeyValueEncoder(plan: plan, limits: limits)
        try encoder.encode(value)
        return encoder.bytes
    }

    func fieldRanges(of value: Value) throws(Problems) -> [FieldRange] {
        var encoder = KeyValueEncoder(plan: plan, limits: limits, notesRanges: true)
        try encoder.encode(value)
        return encoder.ranges
    }

    func place(of pointer: Pointer) -> Place { plan.place(of: pointer) }
}

extension KeyValueWire: ExtensibleWire {
    var isOneRecord: Bool { !plan.flat.isArray }

    func fields(of bytes: [UInt8]) throws(Problems) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        do throws(Problem) {
            let start = try plan.flat.charset.markLength(bytes)
            var scanner = KeyValueScanner(bytes[start...], plan: plan)
            while let line = try? scanner.line() {
                let place = { plan.place(ofLine: line.whole, record: 0) }
                let name = try plan.flat.text(line.key, limits, .tab, place: place)
                fields.append((name, try plan.flat.text(line.value, limits, .tab, place: place)))
            }
        } catch {
            throw Problems([error])
        }
        return fields
    }

    func adding(
        _ fields: [(name: String, value: String)],
        to bytes: [UInt8]
    ) throws(Problems) -> [UInt8] {
        let known = try taking(fields.map(\.name), from: bytes).fields
        guard known.isEmpty else {
            throw Problems(known.keys.sorted().map { .duplicate($0, at: place(of: Pointer([$0]))) })
        }
        var encoder = KeyValueEncoder(plan: plan, limits: limits)
        let pairs = fields.map { field in
            FlatPair(
                key: plan.flat.charset.bytes(of: field.name) ?? [],
                property: field.name,
                text: field.value
            )
        }
        try encoder.encode(pairs)
        let lines = try lines(of: bytes)
        // The last line may do without its end.
        let isEnded = lines.isEmpty || bytes[lines].suffix(plan.end.count).elementsEqual(plan.end)
        return bytes[..<lines.upperBound] + (isEnded ? [] : plan.end) + encoder.bytes
            + bytes[lines.upperBound...]
    }

    /// The lines of the record, without what closes it.
    private func lines(of bytes: [UInt8]) throws(Problems) -> Range<Int> {
        let start: Int
        do { start = try plan.flat.charset.markLength(bytes) } catch { throw Problems([error]) }
        var scanner = KeyValueScanner(bytes[start...], plan: plan)
        var from = start
        while (try? scanner.line()) != nil { from = scanner.at }
        return start..<from
    }

    func taking(
        _ names: [String],
        from bytes: [UInt8]
    ) throws(Problems) -> (fields: [String: String], rest: [UInt8]) {
        do throws(Problem) { return try take(names, from: bytes) } catch { throw Problems([error]) }
    }

    private func take(
        _ names: [String],
        from bytes: [UInt8]
    ) throws(Problem) -> (fields: [String: String], rest: [UInt8]) {
        let wanted = names.map { (name: $0, key: plan.flat.charset.bytes(of: $0)) }
        var fields: [String: String] = [:]
        let start = try plan.flat.charset.markLength(bytes)
        var rest = Array(bytes[..<start])
        var scanner = KeyValueScanner(bytes[start...], plan: plan)
        var from = start
        // What cannot be read is left for the decoder, which says so.
        while let line = try? scanner.line() {
            defer { from = scanner.at }
            guard let name = wanted.first(where: { $0.key?.elementsEqual(line.key) == true })?.name
            else {
                rest += bytes[from..<scanner.at]
                continue
            }
            let place = plan.place(name, key: name, record: 0, line.whole)
            let text = try plan.flat.text(line.value, limits, .tab) { place }
            guard fields.updateValue(text, forKey: name) == nil else {
                throw .duplicate(name, at: place)
            }
        }
        return (fields, rest + bytes[from...])
    }
}
