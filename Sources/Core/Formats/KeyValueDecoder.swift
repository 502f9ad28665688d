internal import Values

/// Turns the lines of one message into a tree and collects everything that does not fit.
struct KeyValueDecoder {
    private let plan: KeyValuePlan
    private let limits: Limits
    private let bytes: [UInt8]
    private var scanner: KeyValueScanner
    private var problems: ProblemList

    init(plan: KeyValuePlan, limits: Limits, bytes: [UInt8], from start: Int) {
        self.plan = plan
        self.limits = limits
        self.bytes = bytes
        scanner = KeyValueScanner(bytes[start...], plan: plan)
        problems = ProblemList(max: limits.problemsMax)
    }

    mutating func decode() throws(Problems) -> Value {
        var records: [Value] = []
        repeat {
            if scanner.isAtEnd, plan.flat.isArray { break }
            guard records.count < limits.countMax else {
                problems.note(.tooMany("条记录", max: limits.countMax, at: Place(wire: "报文")))
                break
            }
            guard let record = record(records.count) else { break }
            records.append(record)
        } while !scanner.isAtEnd && !problems.isFull
        if !plan.flat.isArray, records.count > 1, problems.isEmpty {
            problems.note(
                Problem(
                    code: "record",
                    place: Place(wire: "报文"),
                    expected: "应恰好有1条记录",
                    found: "\(records.count)条记录"
                )
            )
        }
        try problems.throwIfAny()
        return plan.flat.isArray ? .array(records) : records[0]
    }

    /// nil where the lines behind cannot be told apart any more.
    private mutating func record(_ number: Int) -> Value? {
        let separator = plan.separator
        var fields = FlatObject(plan.flat) { KeyValuePlan.isKey($0, separator) }
        while !problems.isFull {
            do throws(KeyValueFault) {
                guard let line = try scanner.line() else { return .object(fields.object) }
                guard fields.count < limits.countMax else {
                    let place = plan.place(ofLine: line.whole, record: number)
                    problems.note(.tooMany("行", max: limits.countMax, at: place))
                    return nil
                }
                read(line, number, into: &fields)
            } catch {
                note(error, number)
                if error.kind == .strayLineEnd || error.kind == .unclosed { return nil }
            }
        }
        return nil
    }

    private mutating func read(
        _ line: KeyValueLine,
        _ number: Int,
        into fields: inout FlatObject
    ) {
        do throws(Problem) {
            let plan = plan
            let slot = try fields.slot(for: line.key) {
                plan.place($0, key: $1, record: number, line.whole)
            }
            let place = { plan.place(slot.property, key: slot.key, record: number, line.whole) }
            let text = try plan.flat.text(line.value, limits, .tab, place: place)
            try fields.set(slot, to: text, place: place)
        } catch {
            problems.note(error)
        }
    }

    private mutating func note(_ fault: KeyValueFault, _ number: Int) {
        let sign = String(decoding: [plan.separator], as: UTF8.self)
        let isEndOfFile = bytes[fault.line].elementsEqual([0x1A])
        let (expected, found): (String, String) =
            switch fault.kind {
            case .noPair where isEndOfFile: ("每行应为“键\(sign)值”", "文件结束符 1A")
            case .noPair: ("每行应为“键\(sign)值”", excerpt(fault.line))
            case .blankLine: ("每行应为“键\(sign)值”", "空行")
            case .strayLineEnd:
                (
                    "每行应以\(plan.endDescribed)结束",
                    "单独的\(bytes[fault.at] == 0x0D ? "回车（0D）" : "换行（0A）")"
                )
            case .unclosed: ("记录应以\(plan.closeDescribed)结束", "报文在此之前结束")
            }
        problems.note(
            Problem(
                code: fault.kind == .unclosed ? "record" : "keyvalue",
                place: plan.place(ofLine: fault.line, record: number),
                expected: expected,
                found: found
            )
        )
    }

    private func excerpt(_ line: Range<Int>) -> String {
        let text = try? plan.flat.charset.text(bytes[line])
        return text.map { "“\(Problem.excerpt($0))”" } ?? "\(line.count)字节"
    }
}
