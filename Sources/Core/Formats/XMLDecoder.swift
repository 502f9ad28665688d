internal import Values
internal import XML2

/// Turns the elements of one message into a tree and collects everything that does not fit the plan.
struct XMLDecoder {
    private let plan: XMLPlan
    private let limits: Limits
    private var pointer = Pointer()
    private var problems: ProblemList

    init(plan: XMLPlan, limits: Limits) {
        self.plan = plan
        self.limits = limits
        problems = ProblemList(max: limits.problemsMax)
    }

    mutating func decode(_ root: XMLElement) throws(Problems) -> Value {
        let value = value(root, plan)
        try problems.throwIfAny()
        // There is no value without a problem.
        return value ?? .null
    }

    /// nil where a problem has been noted.
    private mutating func value(_ element: XMLElement, _ plan: XMLPlan) -> Value? {
        switch plan.content {
        case .fields(let fields): return object(element, fields)
        case .items(let item):
            refuseAttributes(of: element)
            refuseText(of: element)
            return items(element, item)
        case .text(let scalar):
            refuseAttributes(of: element)
            if let child = element.elements.first {
                note(
                    "type",
                    wire: place.wire + "/" + child.name,
                    "应为文字，不应有子元素",
                    child.described
                )
                return nil
            }
            return self.scalar(element.text, scalar)
        }
    }

    private mutating func items(_ element: XMLElement, _ item: XMLPlan) -> Value? {
        var result: [Value] = []
        result.reserveCapacity(element.elements.count)
        for child in element.elements where !problems.isFull {
            guard child.name == item.name, child.namespace == item.namespace else {
                noteUnknown(child, in: element)
                continue
            }
            pointer.steps.append(String(result.count))
            // A stand-in keeps the positions of the items that follow right.
            result.append(value(child, item) ?? .null)
            pointer.steps.removeLast()
        }
        return .array(result)
    }

    private mutating func object(_ element: XMLElement, _ fields: [XMLFieldPlan]) -> Value? {
        var slots = [Value?](repeating: nil, count: fields.count)
        var counts = [Int](repeating: 0, count: fields.count)
        for attribute in element.attributes where !problems.isFull {
            guard let index = fields.firstIndex(where: { $0.stands(for: attribute) }) else {
                noteUnknown(attribute)
                continue
            }
            slots[index] = value(of: attribute, fields[index])
        }
        // Elements mostly come in the order of the schema.
        var next = 0
        for child in element.elements where !problems.isFull {
            guard let index = Self.index(of: child, in: fields, from: next) else {
                noteUnknown(child, in: element)
                continue
            }
            next = index
            read(child, fields[index], into: &slots[index], count: &counts[index])
        }
        refuseText(of: element)
        var object = Object()
        object.reserveCapacity(fields.count)
        for index in fields.indices {
            guard let value = slots[index] else { continue }
            _ = object.append(fields[index].property, value)
        }
        return .object(object)
    }

    private static func index(
        of child: XMLElement,
        in fields: [XMLFieldPlan],
        from next: Int
    ) -> Int? {
        for offset in fields.indices {
            let index = next + offset < fields.count ? next + offset : next + offset - fields.count
            if fields[index].stands(for: child) { return index }
        }
        return nil
    }

    private mutating func read(
        _ child: XMLElement,
        _ field: XMLFieldPlan,
        into slot: inout Value?,
        count: inout Int
    ) {
        pointer.steps.append(field.property)
        defer { pointer.steps.removeLast() }
        count += 1
        switch field.role {
        case .attribute: break
        case .element(let plan):
            if count > 1 {
                note(
                    "duplicate-field",
                    wire: "\(place.wire)[\(count)]",
                    "该元素只应出现一次",
                    "第\(count)个 \(child.described)"
                )
            } else if !(field.isAbsentEmpty && child.isEmpty(for: plan)) {
                slot = value(child, plan)
            }
        case .elements(let plan):
            pointer.steps.append(String(count - 1))
            let item = value(child, plan) ?? .null
            pointer.steps.removeLast()
            var items: [Value] = []
            // Takes the array out of the slot, so that it is grown in place.
            if case .array(let earlier)? = slot.take() { items = earlier }
            items.append(item)
            slot = .array(items)
        }
    }

    private mutating func value(of attribute: XMLAttribute, _ field: XMLFieldPlan) -> Value? {
        guard case .attribute(_, let scalar) = field.role else { return nil }
        if field.isAbsentEmpty, attribute.value.isEmpty { return nil }
        pointer.steps.append(field.property)
        defer { pointer.steps.removeLast() }
        return self.scalar(attribute.value, scalar)
    }

    private mutating func scalar(_ text: String, _ scalar: Layout.Scalar?) -> Value? {
        guard text.utf8.count <= limits.stringMax else {
            problems.note(.tooLongString(text.utf8.count, max: limits.stringMax, at: place))
            return nil
        }
        switch scalar {
        case .string, nil: return .string(text)
        case .integer, .number, .boolean:
            if let value = scalar?.value(of: text.trimmedXMLSpace) { return value }
            note("type", wire: nil, scalar?.expectation ?? "", "“\(Problem.excerpt(text))”")
            return nil
        }
    }
}

extension XMLDecoder {
    private var place: Place { Place(pointer, wire: plan.xpath(of: pointer)) }

    private mutating func note(
        _ code: String,
        wire: String?,
        _ expected: String,
        _ found: String
    ) {
        problems.note(
            Problem(
                code: code,
                place: Place(pointer, wire: wire ?? place.wire),
                expected: expected,
                found: found
            )
        )
    }

    private mutating func noteUnknown(_ child: XMLElement, in parent: XMLElement) {
        problems.note(
            .unknownField(
                child.described,
                at: Place(pointer.appending(child.name), wire: place.wire + "/" + child.name)
            )
        )
    }

    private mutating func noteUnknown(_ attribute: XMLAttribute) {
        // Where to find a schema is a hint to tools, and no part of the message.
        if attribute.namespace == "http://www.w3.org/2001/XMLSchema-instance",
            attribute.name == "schemaLocation" || attribute.name == "noNamespaceSchemaLocation"
        {
            return
        }
        let at = Place(pointer.appending(attribute.name), wire: place.wire + "/@" + attribute.name)
        problems.note(.unknownField("属性 \(attribute.name)", at: at))
    }

    private mutating func refuseAttributes(of element: XMLElement) {
        for attribute in element.attributes { noteUnknown(attribute) }
    }

    private mutating func refuseText(of element: XMLElement) {
        let text = element.text.trimmedXMLSpace
        guard !text.isEmpty else { return }
        note("type", wire: nil, "元素内只应有子元素，不应有文字", "“\(Problem.excerpt(text))”")
    }
}

extension XMLFieldPlan {
    fileprivate func stands(for attribute: XMLAttribute) -> Bool {
        isAttribute && name == attribute.name && namespace == attribute.namespace
    }

    fileprivate func stands(for element: XMLElement) -> Bool {
        !isAttribute && name == element.name && namespace == element.namespace
    }
}

extension XMLElement {
    /// Nothing stands in it. A string of spaces is something; spaces where a number should be are not.
    fileprivate func isEmpty(for plan: XMLPlan) -> Bool {
        guard attributes.isEmpty, elements.isEmpty else { return false }
        switch plan.content {
        case .text(.string), .text(nil): return text.isEmpty
        default: return text.trimmedXMLSpace.isEmpty
        }
    }
}

extension String {
    /// Without XML's white space (section 2.3) at both ends.
    fileprivate var trimmedXMLSpace: String {
        let isSpace = { (byte: UInt8) in
            byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
        }
        guard let first = utf8.first, let last = utf8.last, isSpace(first) || isSpace(last) else {
            return self
        }
        let bytes = Array(utf8)
        let end = bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? 0
        let start = bytes.firstIndex { !isSpace($0) } ?? 0
        return String(decoding: bytes[min(start, end)..<end], as: UTF8.self)
    }
}
