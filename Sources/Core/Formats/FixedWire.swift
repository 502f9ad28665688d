internal import Values

/// Fixed-width records of a contract: positions and widths are bytes of the charset.
struct FixedWire: Wire {
    private let plan: FixedPlan
    private let limits: Limits

    init(charset: Charset, layout: Layout?, limits: Limits) throws(LayoutFaults) {
        plan = try FixedPlan(layout, charset: charset)
        self.limits = limits
    }

    func decode(_ bytes: [UInt8]) throws(Problems) -> Value {
        let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        if isMarked, plan.charset != .utf8 {
            // Reports the mark in the words of the other formats.
            do { _ = try plan.charset.message(bytes) } catch { throw Problems([error]) }
        }
        var decoder = FixedDecoder(plan: plan, limits: limits)
        return try decoder.decode(bytes[(isMarked ? 3 : 0)...])
    }

    func encode(_ value: Value) throws(Problems) -> [UInt8] {
        var encoder = FixedEncoder(plan: plan, limits: limits)
        return try encoder.encode(value)
    }

    func fieldRanges(of value: Value) throws(Problems) -> [FieldRange] {
        _ = try encode(value)
        let size = plan.length + plan.end.count
        return (0..<(plan.isArray ? value.array?.count ?? 0 : 1)).flatMap { record in
            plan.fields.map { field in
                let from = record * size + field.range.lowerBound
                let range = from..<(from + field.range.count)
                let pointer = plan.pointer(record).appending(field.name)
                return FieldRange(pointer: pointer, whole: range, value: range)
            }
        }
    }

    func place(of pointer: Pointer) -> Place { plan.place(of: pointer) }
}

extension FixedPlan {
    /// `第1条记录 第23—82字节`, counted from 1.
    func place(of pointer: Pointer) -> Place {
        var steps = pointer.steps[...]
        var record = 0
        if isArray {
            guard let first = steps.popFirst() else { return Place(pointer, wire: "报文") }
            guard let index = Int(first), index >= 0 else { return Place(pointer) }
            record = index
        }
        guard let name = steps.first else { return Place(pointer, wire: Self.record(record)) }
        guard let field = fields.first(where: { $0.name == name }) else { return Place(pointer) }
        return Place(pointer, wire: Self.record(record) + " " + field.bytes)
    }

    func place(of field: FixedField, record: Int) -> Place {
        Place(pointer(record).appending(field.name), wire: Self.record(record) + " " + field.bytes)
    }

    func place(ofRecord record: Int) -> Place { Place(pointer(record), wire: Self.record(record)) }

    func pointer(_ record: Int) -> Pointer { Pointer(isArray ? [String(record)] : []) }

    private static func record(_ index: Int) -> String { "第\(index &+ 1)条记录" }
}

extension FixedField {
    fileprivate var bytes: String {
        range.count == 1
            ? "第\(range.upperBound)字节" : "第\(range.lowerBound + 1)—\(range.upperBound)字节"
    }
}
