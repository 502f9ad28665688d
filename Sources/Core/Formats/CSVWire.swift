internal import Values

/// Tables of a contract: RFC 4180 in the contract's charset.
struct CSVWire: Wire {
    private let plan: CSVPlan
    private let limits: Limits

    init(charset: Charset, layout: Layout?, limits: Limits) throws(LayoutFaults) {
        plan = try CSVPlan(layout, charset: charset)
        self.limits = limits
    }

    func decode(_ bytes: [UInt8]) throws(Problems) -> Value {
        let start: Int
        do { start = try plan.flat.charset.markLength(bytes) } catch { throw Problems([error]) }
        var decoder = CSVDecoder(plan: plan, limits: limits, bytes: bytes, from: start)
        return try decoder.decode()
    }

    func encode(_ value: Value) throws(Problems) -> [UInt8] {
        var encoder = CSVEncoder(plan: plan, limits: limits)
        try encoder.encode(value)
        return encoder.bytes
    }

    func fieldRanges(of value: Value) throws(Problems) -> [FieldRange] {
        var encoder = CSVEncoder(plan: plan, limits: limits, notesRanges: true)
        try encoder.encode(value)
        return encoder.ranges
    }

    func place(of pointer: Pointer) -> Place { plan.place(of: pointer) }
}
