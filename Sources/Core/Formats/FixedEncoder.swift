internal import Values

/// Writes fixed-width records, each field padded to its bytes.
struct FixedEncoder {
    private let plan: FixedPlan
    private var bytes: [UInt8] = []
    private var problems: ProblemList

    init(plan: FixedPlan, limits: Limits) {
        self.plan = plan
        problems = ProblemList(max: limits.problemsMax)
    }

    mutating func encode(_ value: Value) throws(Problems) -> [UInt8] {
        switch (plan.isArray, value) {
        case (false, .object(let object)): write(object, record: 0)
        case (false, _): problems.note(.type("应为对象", found: value, at: Place()))
        case (true, .array(let records)):
            for (number, record) in records.enumerated() {
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
        return bytes
    }

    private mutating func write(_ object: Object, record: Int) {
        bytes.reserveCapacity(bytes.count + plan.length + plan.end.count)
        var written = 0
        for field in plan.fields {
            let value = object[field.name]
            if value != nil { written += 1 }
            guard let value, !(value == .null && field.isNullable) else {
                // Zeros would say zero, so a number that is absent is blank.
                fill(field.isNumeric ? 0x20 : field.pad, field.range.count)
                continue
            }
            do throws(Problem) {
                let plan = plan
                try write(value, field, place: { plan.place(of: field, record: record) })
            } catch {
                problems.note(error)
            }
        }
        bytes.append(contentsOf: plan.end)
        guard written < object.count else { return }
        for name in object.keys where !plan.fields.contains(where: { $0.name == name }) {
            let pointer = plan.pointer(record).appending(name)
            let wire = plan.place(ofRecord: record).wire
            problems.note(.unknownField(name, at: Place(pointer, wire: wire)))
        }
    }

    private mutating func write(
        _ value: Value,
        _ field: FixedField,
        place: () -> Place
    ) throws(Problem) {
        let text = try Self.text(of: value, field, place: place)
        guard let encoded = plan.charset.bytes(of: text) else {
            throw .unencodable(text, in: plan.charset, at: place())
        }
        let width = field.range.count
        guard encoded.count <= width else {
            throw Problem(
                code: "too-long",
                place: place(),
                expected: "应不超过\(width)字节（\(plan.charset.rawValue)）",
                found: "\(encoded.count)字节：“\(Problem.excerpt(text))”"
            )
        }
        if field.align == .right { fill(field.pad, width - encoded.count) }
        bytes.append(contentsOf: encoded)
        if field.align == .left { fill(field.pad, width - encoded.count) }
    }

    private mutating func fill(_ byte: UInt8, _ count: Int) {
        bytes.append(contentsOf: repeatElement(byte, count: count))
    }

    private static func text(
        of value: Value,
        _ field: FixedField,
        place: () -> Place
    ) throws(Problem) -> String {
        if let scalar = field.scalar, !scalar.admits(value) {
            throw .type(scalar.expectation, found: value, at: place())
        }
        switch value {
        case .string(let text):
            if let fault = text.controlCharacterFault(at: place) { throw fault }
            try refuseLostPad(text, field, place: place)
            return text
        case .bool(let flag): return flag ? "1" : "0"
        case .number(let number): return try digits(of: number, field, place: place)
        case .null, .array, .object: throw .type("应为文字", found: value, at: place())
        }
    }

    /// A value that begins or ends with the pad would come back without it. Spaces are taken for padding all the
    /// same: a record cannot tell them apart, and they carry no meaning.
    private static func refuseLostPad(
        _ text: String,
        _ field: FixedField,
        place: () -> Place
    ) throws(Problem) {
        guard field.pad != 0x20 else { return }
        let outer = field.align == .right ? text.utf8.first : text.utf8.last
        guard outer == field.pad else { return }
        let side = field.align == .right ? "开头" : "结尾"
        throw Problem(
            code: "record",
            place: place(),
            expected: "不应以填充字符“\(field.padCharacter)”\(side)",
            found: "“\(Problem.excerpt(text))”"
        )
    }

    private static func digits(
        of number: Number,
        _ field: FixedField,
        place: () -> Place
    ) throws(Problem) -> String {
        let isNegative = number.text.hasPrefix("-")
        if isNegative, field.pad == 0x30 || field.impliedDecimals > 0 {
            throw Problem(
                code: "record",
                place: place(),
                expected: "应为不带负号的数",
                found: number.text
            )
        }
        guard field.impliedDecimals > 0 else {
            let isPlain = !number.text.utf8.contains { $0 == 0x65 || $0 == 0x45 }
            return isPlain ? number.text : number.decimal.description
        }
        guard let text = number.decimal.text(places: field.impliedDecimals, rounding: .exact) else {
            throw Problem(
                code: "record",
                place: place(),
                expected: "应不多于\(field.impliedDecimals)位小数",
                found: Problem.excerpt(number.text)
            )
        }
        let digits = text.utf8.filter { $0 != 0x2E }.drop { $0 == 0x30 }
        return digits.isEmpty ? "0" : String(decoding: digits, as: UTF8.self)
    }
}
