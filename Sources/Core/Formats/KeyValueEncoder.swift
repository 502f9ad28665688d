internal import Values

/// Writes lines of `key=value`. A line end cannot stand in a value.
struct KeyValueEncoder {
    private let plan: KeyValuePlan
    private(set) var bytes: [UInt8] = []
    private(set) var ranges: [FieldRange] = []
    private let notesRanges: Bool
    private var problems: ProblemList

    init(plan: KeyValuePlan, limits: Limits, notesRanges: Bool = false) {
        self.plan = plan
        self.notesRanges = notesRanges
        problems = ProblemList(max: limits.problemsMax)
    }

    mutating func encode(_ value: Value) throws(Problems) {
        switch (plan.flat.isArray, value) {
        case (false, .object(let object)): write(object, record: 0)
        case (false, _): problems.note(.type("应为对象", found: value, at: Place()))
        case (true, .array(let records)):
            for (number, record) in records.enumerated() where !problems.isFull {
                if let object = record.object {
                    write(object, record: number)
                } else {
                    let place = plan.place(of: Pointer([String(number)]))
                    problems.note(.type("应为对象", found: record, at: place))
                }
            }
        case (true, _): problems.note(.type("应为数组", found: value, at: Place()))
        }
        try problems.throwIfAny()
    }

    /// Further lines, without what closes the record.
    mutating func encode(_ pairs: [FlatPair]) throws(Problems) {
        for pair in pairs {
            if KeyValuePlan.isKey(pair.property, plan.separator), !pair.key.isEmpty {
                write(pair, record: 0)
            } else {
                let place = plan.place(pair.property, key: pair.property, record: 0, 0..<0)
                problems.note(.unknownField(pair.property, at: place))
            }
        }
        try problems.throwIfAny()
    }

    private mutating func write(_ object: Object, record: Int) {
        let plan = plan
        let pairs = plan.flat.pairs(
            of: object,
            isName: { KeyValuePlan.isKey($0, plan.separator) },
            place: { plan.place(of: plan.flat.pointer(record).appending($0)) },
            problems: &problems
        )
        for pair in pairs { write(pair, record: record) }
        bytes.append(contentsOf: plan.close)
    }

    private mutating func write(_ pair: FlatPair, record: Int) {
        let plan = plan
        let pointer = { plan.flat.pointer(record).appending(pair.property) }
        let raw: [UInt8]
        do throws(Problem) {
            raw = try plan.flat.bytes(pair.text, .tab) { plan.place(of: pointer()) }
        } catch {
            return problems.note(error)
        }
        let start = bytes.count
        bytes.append(contentsOf: pair.key)
        bytes.append(plan.separator)
        bytes.append(contentsOf: raw)
        let end = bytes.count
        if notesRanges {
            let value = (end - raw.count)..<end
            ranges.append(FieldRange(pointer: pointer(), whole: start..<end, value: value))
        }
        bytes.append(contentsOf: plan.end)
    }
}
