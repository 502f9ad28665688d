internal import Values

/// Forms of a contract: `application/x-www-form-urlencoded` as WHATWG's URL standard writes it, section 5.
///
/// Reading is stricter than the standard's: what a browser would mend is refused.
struct FormWire: Wire {
    private let plan: FlatPlan
    private let limits: Limits

    init(charset: Charset, layout: Layout?, limits: Limits) throws(LayoutFaults) {
        var planner = FlatPlanner(charset: charset, format: .form)
        plan = planner.plan(layout, isName: Self.isName)
        guard planner.faults.isEmpty else { throw LayoutFaults(planner.faults) }
        self.limits = limits
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.utf8.contains(0)
    }

    func decode(_ bytes: [UInt8]) throws(Problems) -> Value {
        let start: Int
        do { start = try plan.charset.markLength(bytes) } catch { throw Problems([error]) }
        var problems = ProblemList(max: limits.problemsMax)
        var fields = FlatObject(plan, isName: Self.isName)
        for pair in FormPairs(bytes[start...]) where !problems.isFull {
            guard fields.count < limits.countMax else {
                problems.note(.tooMany("项", max: limits.countMax, at: Place(wire: "报文")))
                break
            }
            do throws(Problem) {
                try read(pair, into: &fields)
            } catch {
                problems.note(error)
            }
        }
        try problems.throwIfAny()
        return .object(fields.object)
    }

    private func read(_ pair: FormPairs.Pair, into fields: inout FlatObject) throws(Problem) {
        let key = try FormCode.decoded(pair.key) { Place(wire: FlatPlan.bytes(pair.whole)) }
        let slot = try fields.slot(for: key[...]) { Self.place($0, key: $1, pair.whole) }
        let place = { Self.place(slot.property, key: slot.key, pair.whole) }
        try fields.set(slot, to: try text(pair, place: place), place: place)
    }

    private func text(_ pair: FormPairs.Pair, place: () -> Place) throws(Problem) -> String {
        let raw = try FormCode.decoded(pair.value, place: place)
        return try plan.text(raw[...], limits, .all, place: place)
    }

    func encode(_ value: Value) throws(Problems) -> [UInt8] {
        var ranges: [FieldRange]?
        return try encode(value, &ranges)
    }

    func fieldRanges(of value: Value) throws(Problems) -> [FieldRange] {
        var ranges: [FieldRange]? = []
        _ = try encode(value, &ranges)
        return ranges ?? []
    }

    private func encode(
        _ value: Value,
        _ ranges: inout [FieldRange]?
    ) throws(Problems) -> [UInt8] {
        guard let object = value.object else {
            throw Problems([.type("应为对象", found: value, at: Place())])
        }
        var problems = ProblemList(max: limits.problemsMax)
        let pairs = plan.pairs(
            of: object,
            isName: Self.isName,
            place: { place(of: Pointer([$0])) },
            problems: &problems
        )
        var bytes: [UInt8] = []
        for pair in pairs { write(pair, to: &bytes, &ranges, &problems) }
        try problems.throwIfAny()
        return bytes
    }

    private func write(
        _ pair: FlatPair,
        to bytes: inout [UInt8],
        _ ranges: inout [FieldRange]?,
        _ problems: inout ProblemList
    ) {
        let pointer = Pointer([pair.property])
        let raw: [UInt8]
        do throws(Problem) {
            raw = try plan.bytes(pair.text, .all) { place(of: pointer) }
        } catch {
            return problems.note(error)
        }
        if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
        let start = bytes.count
        FormCode.encode(pair.key, to: &bytes)
        bytes.append(UInt8(ascii: "="))
        let middle = bytes.count
        FormCode.encode(raw, to: &bytes)
        let end = bytes.count
        ranges?.append(FieldRange(pointer: pointer, whole: start..<end, value: middle..<end))
    }

    /// `“bill_no”项`.
    func place(of pointer: Pointer) -> Place {
        guard let name = pointer.steps.first else { return Place(pointer, wire: "报文") }
        let key = plan.index(of: name).map { plan.fields[$0].wireName } ?? name
        return Place(pointer, wire: "“\(key)”项")
    }

    private static func place(_ property: String, key: String, _ bytes: Range<Int>) -> Place {
        Place(Pointer([property]), wire: "“\(key)”项 \(FlatPlan.bytes(bytes))")
    }
}

extension FormWire: ExtensibleWire {
    var isOneRecord: Bool { true }

    func fields(of bytes: [UInt8]) throws(Problems) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        do throws(Problem) {
            let start = try plan.charset.markLength(bytes)
            for pair in FormPairs(bytes[start...]) {
                let place = { Place(wire: FlatPlan.bytes(pair.whole)) }
                let key = try FormCode.decoded(pair.key, place: place)
                let name = try plan.text(key[...], limits, .all, place: place)
                fields.append((name, try text(pair, place: place)))
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
        var problems = ProblemList(max: limits.problemsMax)
        var result = bytes
        var ranges: [FieldRange]?
        for (name, value) in fields {
            guard Self.isName(name), let key = plan.charset.bytes(of: name) else {
                problems.note(.unknownField(name, at: place(of: Pointer([name]))))
                continue
            }
            let pair = FlatPair(key: key, property: name, text: value)
            write(pair, to: &result, &ranges, &problems)
        }
        try problems.throwIfAny()
        return result
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
        let start = try plan.charset.markLength(bytes)
        let wanted = names.map { (name: $0, key: plan.charset.bytes(of: $0)) }
        var fields: [String: String] = [:]
        var rest: [UInt8] = []
        var from = 0
        for pair in FormPairs(bytes[start...]) {
            let place = { Place(wire: FlatPlan.bytes(pair.whole)) }
            let key = try FormCode.decoded(pair.key, place: place)
            guard let name = wanted.first(where: { $0.key == key })?.name else { continue }
            let text = try text(pair) { Self.place(name, key: name, pair.whole) }
            guard fields.updateValue(text, forKey: name) == nil else {
                throw .duplicate(name, at: Self.place(name, key: name, pair.whole))
            }
            // One of the signs beside it goes with it: the one before, where there is one.
            let isFirst = pair.whole.lowerBound <= max(start, from)
            rest += bytes[from..<(pair.whole.lowerBound - (isFirst ? 0 : 1))]
            from = min(pair.whole.upperBound + (isFirst ? 1 : 0), bytes.count)
        }
        rest += bytes[from...]
        return (fields, rest)
    }
}
