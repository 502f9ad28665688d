internal import Values

/// Writes one message in its canonical form: a declaration, no indentation, `<A/>` for what is empty.
struct XMLEncoder {
    private let plan: XMLPlan
    private var bytes: [UInt8] = []
    private var pointer = Pointer()
    private var problems: ProblemList
    /// Where elements and attributes stand, where that is asked for.
    private(set) var ranges: [FieldRange] = []
    private let notesRanges: Bool

    init(plan: XMLPlan, charset: Charset, limits: Limits, notesRanges: Bool = false) {
        self.plan = plan
        self.notesRanges = notesRanges
        problems = ProblemList(max: limits.problemsMax)
        bytes.reserveCapacity(2048)
        put("<?xml version=\"1.0\" encoding=\"\(charset.rawValue)\"?>")
    }

    /// Returns UTF-8, whatever the declaration says: the caller turns it into the charset.
    mutating func encode(_ value: Value) throws(Problems) -> [UInt8] {
        write(value, plan)
        try problems.throwIfAny()
        return bytes
    }

    private mutating func write(_ value: Value, _ plan: XMLPlan) {
        let start = bytes.count
        defer {
            if notesRanges { note(from: start, inner: plan.tag.utf8.count + 3) }
        }
        bytes.append(UInt8(ascii: "<"))
        put(plan.tag)
        put(plan.declarations)
        switch (plan.content, value) {
        case (.fields(let fields), .object(let object)): write(object, fields, plan)
        case (.items(let item), .array(let elements)):
            let start = openContent()
            writeAll(elements, item)
            closeContent(plan, from: start)
        case (.text(let scalar), .string), (.text(let scalar), .number), (.text(let scalar), .bool):
            let start = openContent()
            write(scalarOf: value, scalar, inAttribute: false)
            closeContent(plan, from: start)
        case (.fields, _): problems.note(.type("应为对象", found: value, at: place))
        case (.items, _): problems.note(.type("应为数组", found: value, at: place))
        case (.text(let scalar), _):
            problems.note(.type(scalar?.expectation ?? "应为文字", found: value, at: place))
        }
    }

    private mutating func writeAll(_ elements: [Value], _ item: XMLPlan) {
        for index in elements.indices {
            pointer.steps.append(String(index))
            write(elements[index], item)
            pointer.steps.removeLast()
        }
    }

    private mutating func write(_ object: Object, _ fields: [XMLFieldPlan], _ plan: XMLPlan) {
        var written = 0
        for field in fields {
            guard case .attribute(let tag, let scalar) = field.role else { continue }
            let value = object[field.property]
            if value != nil { written += 1 }
            pointer.steps.append(field.property)
            write(attribute: tag, value, scalar, field)
            pointer.steps.removeLast()
        }
        let start = openContent()
        for field in fields {
            let value = object[field.property]
            pointer.steps.append(field.property)
            switch field.role {
            case .attribute: break
            case .element(let child):
                if value != nil { written += 1 }
                write(element: child, value, field)
            case .elements(let item):
                if value != nil { written += 1 }
                write(elements: item, value, field)
            }
            pointer.steps.removeLast()
        }
        closeContent(plan, from: start)
        if written < object.count { refuseOthers(object, fields) }
    }

    private mutating func write(
        attribute tag: String,
        _ value: Value?,
        _ scalar: Layout.Scalar?,
        _ field: XMLFieldPlan
    ) {
        let isAbsent = value == nil || (value == .null && field.isNullable)
        if isAbsent, !field.isAbsentEmpty { return }
        bytes.append(UInt8(ascii: " "))
        let start = bytes.count
        put(tag)
        put("=\"")
        if let value, !isAbsent { write(scalarOf: value, scalar, inAttribute: true) }
        bytes.append(UInt8(ascii: "\""))
        if notesRanges {
            let value = (start + tag.utf8.count + 2)..<(bytes.count - 1)
            ranges.append(
                FieldRange(pointer: pointer, whole: start..<bytes.count, value: value)
            )
        }
    }

    /// Notes the element that was just written; `inner` is the length of its end tag.
    private mutating func note(from start: Int, inner: Int) {
        let whole = start..<bytes.count
        var value = whole.upperBound..<whole.upperBound
        let isEmpty = bytes.suffix(2) == [UInt8(ascii: "/"), UInt8(ascii: ">")]
        // In an attribute a greater-than sign is escaped, so the first one ends the start tag.
        if !isEmpty, let open = bytes[whole].firstIndex(of: UInt8(ascii: ">")) {
            value = (open + 1)..<(whole.upperBound - inner)
        }
        ranges.append(FieldRange(pointer: pointer, whole: whole, value: value))
    }

    private mutating func write(element plan: XMLPlan, _ value: Value?, _ field: XMLFieldPlan) {
        if let value, !(value == .null && field.isNullable) {
            write(value, plan)
        } else if field.isAbsentEmpty {
            bytes.append(UInt8(ascii: "<"))
            put(plan.tag)
            put(plan.declarations)
            put("/>")
        }
    }

    private mutating func write(elements item: XMLPlan, _ value: Value?, _ field: XMLFieldPlan) {
        switch value {
        case .array(let elements)?: writeAll(elements, item)
        case nil: break
        case .null? where field.isNullable: break
        case let value?: problems.note(.type("应为数组", found: value, at: place))
        }
    }

    private mutating func write(
        scalarOf value: Value,
        _ scalar: Layout.Scalar?,
        inAttribute: Bool
    ) {
        if let scalar, !scalar.admits(value) {
            return problems.note(.type(scalar.expectation, found: value, at: place))
        }
        switch value {
        case .string(let text): put(escaping: text, inAttribute: inAttribute)
        case .number(let number): put(number.text)
        case .bool(let flag): put(flag ? "true" : "false")
        case .null, .array, .object:
            problems.note(.type("应为文字", found: value, at: place))
        }
    }

    private mutating func refuseOthers(_ object: Object, _ fields: [XMLFieldPlan]) {
        for name in object.keys where !fields.contains(where: { $0.property == name }) {
            let at = pointer.appending(name)
            problems.note(.unknownField(name, at: Place(at, wire: plan.xpath(of: at))))
        }
    }
}

extension XMLEncoder {
    private var place: Place { Place(pointer, wire: plan.xpath(of: pointer)) }

    private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Closes the start tag. Returns where the content begins.
    private mutating func openContent() -> Int {
        bytes.append(UInt8(ascii: ">"))
        return bytes.count
    }

    private mutating func closeContent(_ plan: XMLPlan, from start: Int) {
        if bytes.count == start {
            bytes.removeLast()
            put("/>")
        } else {
            put("</")
            put(plan.tag)
            bytes.append(UInt8(ascii: ">"))
        }
    }

    /// What a parser would normalise (sections 2.11 and 3.3.3 of XML 1.0) is written as a reference, so that it
    /// comes back as it was.
    private mutating func put(escaping text: String, inAttribute: Bool) {
        let isPlain = text.utf8.withContiguousStorageIfAvailable { utf8 in
            // Whatever may need a look: controls, the four characters that are escaped, and 0xEF of U+FFFE.
            let doubtful = utf8.contains {
                $0 < 0x20 || $0 == 0x22 || $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0xEF
            }
            if !doubtful { bytes.append(contentsOf: utf8) }
            return !doubtful
        }
        if isPlain == true { return }
        var previous: (UInt8, UInt8) = (0, 0)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): put("&amp;")
            case UInt8(ascii: "<"): put("&lt;")
            case UInt8(ascii: ">"): put("&gt;")
            case UInt8(ascii: "\"") where inAttribute: put("&quot;")
            case 0x0D: put("&#13;")
            case 0x0A where inAttribute: put("&#10;")
            case 0x09 where inAttribute: put("&#9;")
            case 0x09, 0x0A: bytes.append(byte)
            case ..<0x20: return refuseCharacter(in: text)
            // U+FFFE and U+FFFF, the other two that section 2.2 leaves out.
            case 0xBE..<0xC0 where previous == (0xEF, 0xBF): return refuseCharacter(in: text)
            default: bytes.append(byte)
            }
            previous = (previous.1, byte)
        }
    }

    private mutating func refuseCharacter(in text: String) {
        let offenders = text.unicodeScalars.enumerated().lazy.filter { _, scalar in
            scalar.value < 0x20 && ![0x09, 0x0A, 0x0D].contains(scalar.value)
                || scalar.value == 0xFFFE || scalar.value == 0xFFFF
        }
        for (index, scalar) in offenders.prefix(1) {
            problems.note(
                Problem(
                    code: "unencodable",
                    place: place,
                    expected: "应为 XML 1.0 允许的字符",
                    found: "第\(index + 1)个字符（\(Problem.number(scalar))）"
                )
            )
        }
    }
}
