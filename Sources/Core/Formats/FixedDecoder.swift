internal import Values

/// Turns the records of one message into a tree and collects everything that does not fit.
struct FixedDecoder {
    private let plan: FixedPlan
    private let limits: Limits
    private var problems: ProblemList

    init(plan: FixedPlan, limits: Limits) {
        self.plan = plan
        self.limits = limits
        problems = ProblemList(max: limits.problemsMax)
    }

    mutating func decode(_ bytes: ArraySlice<UInt8>) throws(Problems) -> Value {
        var records: [Value] = []
        var rest = bytes
        var number = 0
        while !rest.isEmpty, !problems.isFull {
            if let record = takeRecord(&rest, number) { records.append(object(record, number)) }
            number += 1
        }
        if !plan.isArray, number != 1, problems.isEmpty {
            problems.note(
                Problem(
                    code: "record",
                    place: Place(wire: "报文"),
                    expected: "应恰好有1条记录",
                    found: "\(number)条记录"
                )
            )
        }
        try problems.throwIfAny()
        return plan.isArray ? .array(records) : records[0]
    }

    /// Takes one record with its end off `rest`; nil where it has the wrong length.
    private mutating func takeRecord(
        _ rest: inout ArraySlice<UInt8>,
        _ number: Int
    ) -> ArraySlice<UInt8>? {
        let record = rest.prefix(plan.length)
        let behind = rest.dropFirst(plan.length)
        // The last record may do without its end.
        if record.count == plan.length, behind.isEmpty || behind.starts(with: plan.end) {
            rest = behind.dropFirst(plan.end.count)
            return record
        }
        let line = plan.end.isEmpty ? rest : Self.line(rest, end: plan.end)
        let found: String
        switch (line.count, line.first) {
        case (0, _): found = "空行"
        case (1, 0x1A): found = "文件结束符 1A"
        default: found = "\(line.count)字节"
        }
        problems.note(
            Problem(
                code: "record",
                place: plan.place(ofRecord: number),
                expected: "每条记录应为\(plan.length)字节",
                found: found
            )
        )
        rest = rest.dropFirst(line.count + plan.end.count)
        return nil
    }

    private static func line(_ bytes: ArraySlice<UInt8>, end: [UInt8]) -> ArraySlice<UInt8> {
        var at = bytes.startIndex
        while let next = bytes[at...].firstIndex(of: end[0]) {
            if bytes[next...].starts(with: end) { return bytes[..<next] }
            at = next + 1
        }
        return bytes
    }

    private mutating func object(_ record: ArraySlice<UInt8>, _ number: Int) -> Value {
        var object = Object()
        object.reserveCapacity(plan.fields.count)
        for field in plan.fields {
            let bytes = record.dropFirst(field.range.lowerBound).prefix(field.range.count)
            guard let text = text(bytes, field, number) else { continue }
            guard let stripped = Self.stripped(text, field) else {
                if field.isFiller { _ = object.append(field.name, .string("")) }
                continue
            }
            if let value = Self.value(of: stripped, field) {
                _ = object.append(field.name, value)
            } else {
                problems.note(
                    Problem(
                        code: "type",
                        place: plan.place(of: field, record: number),
                        expected: field.expectation,
                        found: "“\(Problem.excerpt(text))”"
                    )
                )
            }
        }
        return .object(object)
    }

    private mutating func text(
        _ bytes: ArraySlice<UInt8>,
        _ field: FixedField,
        _ number: Int
    ) -> String? {
        do throws(CharsetFault) {
            let text = try plan.charset.text(bytes)
            if let fault = text.controlCharacterFault(at: { plan.place(of: field, record: number) })
            {
                problems.note(fault)
                return nil
            }
            guard text.utf8.count <= limits.stringMax else {
                let place = plan.place(of: field, record: number)
                problems.note(.tooLongString(text.utf8.count, max: limits.stringMax, at: place))
                return nil
            }
            return text
        } catch {
            let place = plan.place(of: field, record: number)
            problems.note(.charset(error, of: plan.charset, in: bytes, at: place))
            return nil
        }
    }

    /// The text without its pads; nil where nothing but pads or spaces stands there.
    private static func stripped(_ text: String, _ field: FixedField) -> String? {
        if text.utf8.allSatisfy({ $0 == 0x20 }) { return nil }
        let utf8 = text.utf8
        let isPad = { (byte: UInt8) in byte == field.pad }
        guard let first = utf8.firstIndex(where: { !isPad($0) }) else {
            // A number of nothing but zeros is zero.
            return field.isNumeric ? "0" : nil
        }
        // A number's zeros are its own affair: one of them may stand before the point.
        if field.isNumeric, field.pad == 0x30 { return text }
        switch field.align {
        case .right: return String(text[first...])
        case .left:
            guard let last = utf8.lastIndex(where: { !isPad($0) }) else { return nil }
            return String(text[...last])
        }
    }

    private static func value(of text: String, _ field: FixedField) -> Value? {
        guard let scalar = field.scalar else { return .string(text) }
        guard field.isNumeric else { return scalar.value(of: text) }
        if field.impliedDecimals > 0 {
            guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            let places = field.impliedDecimals
            let digits = String(repeating: "0", count: max(0, places + 1 - text.utf8.count)) + text
            return scalar.value(
                of: withoutLeadingZeros("\(digits.dropLast(places)).\(digits.suffix(places))")
            )
        }
        if field.pad == 0x30, text.hasPrefix("-") { return nil }
        // Records have no exponents, and what one stands for may not fit where it stood.
        if text.utf8.contains(where: { $0 == 0x65 || $0 == 0x45 }) { return nil }
        return scalar.value(of: withoutLeadingZeros(text))
    }

    private static func withoutLeadingZeros(_ text: String) -> String {
        let isNegative = text.hasPrefix("-")
        let digits = text.dropFirst(isNegative ? 1 : 0)
        let significant = digits.drop { $0 == "0" }
        let isWhole = significant.utf8.first.map { (0x30...0x39).contains($0) } ?? false
        // A zero before the point, or zero itself, stays.
        let lead = isWhole || significant.count == digits.count ? "" : "0"
        return (isNegative ? "-" : "") + lead + significant
    }
}

extension FixedField {
    var expectation: String {
        guard impliedDecimals > 0 else { return scalar?.expectation ?? "应为文字" }
        return "应为不带符号和小数点的数字，末\(impliedDecimals)位为小数"
    }
}

extension String {
    /// Line ends and other control characters have no place in a record; a tab has.
    func controlCharacterFault(at place: () -> Place) -> Problem? {
        guard utf8.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }) else { return nil }
        for (index, scalar) in unicodeScalars.enumerated()
        where (scalar.value < 0x20 && scalar.value != 0x09) || scalar.value == 0x7F {
            return Problem(
                code: "record",
                place: place(),
                expected: "字段内不应有换行等控制字符",
                found: "第\(index + 1)个字符（\(Problem.number(scalar))）"
            )
        }
        return nil
    }
}
