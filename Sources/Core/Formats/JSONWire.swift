internal import Values

/// JSON messages of a contract. The layout matters only for how absence stands on the wire.
struct JSONWire: Wire {
    private let charset: Charset
    private let limits: Limits
    /// nil where every absent property is simply left out.
    private let absences: Absences?

    init(charset: Charset, layout: Layout?, limits: Limits) {
        self.charset = charset
        self.limits = limits
        absences = layout.flatMap { Absences($0.root) }
    }

    func decode(_ bytes: [UInt8]) throws(Problems) -> Value {
        let text: ArraySlice<UInt8>
        do { text = try charset.message(bytes) } catch { throw Problems([error]) }
        let value = try JSON.decode(text: text, limits: limits)
        return absences?.dropped(from: value) ?? value
    }

    func encode(_ value: Value) throws(Problems) -> [UInt8] {
        let utf8 = JSON.encode(absences?.filled(into: value) ?? value)
        if let bytes = charset.bytes(ofUTF8: utf8) { return bytes }
        var problems = ProblemList(max: limits.problemsMax)
        charset.collectUnencodable(in: value, at: Pointer()) { text, pointer in
            problems.note(.unencodable(text, in: charset, at: place(of: pointer)))
        }
        throw problems.all
    }

    func fieldRanges(of value: Value) throws(Problems) -> [FieldRange] {
        _ = try encode(value)
        var marker = JSONMarker()
        marker.write(absences?.filled(into: value) ?? value, at: Pointer(), from: 0)
        return marker.ranges.inOrder.recounted(from: marker.writer.bytes, in: charset)
    }

    func place(of pointer: Pointer) -> Place { Place(pointer) }
}

/// Writes JSON as `JSONWriter` does and notes where each value stands.
private struct JSONMarker {
    var writer = JSONWriter()
    var ranges: [FieldRange] = []

    /// `start` is where the member's name begins, for a value that has one.
    mutating func write(_ value: Value, at pointer: Pointer, from start: Int) {
        let from = writer.bytes.count
        switch value {
        case .array(let elements):
            writer.bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { writer.bytes.append(UInt8(ascii: ",")) }
                write(element, at: pointer.appending(index), from: writer.bytes.count)
            }
            writer.bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            writer.bytes.append(UInt8(ascii: "{"))
            for (index, member) in object.enumerated() {
                if index > 0 { writer.bytes.append(UInt8(ascii: ",")) }
                let start = writer.bytes.count
                writer.write(member.0)
                writer.bytes.append(UInt8(ascii: ":"))
                write(member.1, at: pointer.appending(member.0), from: start)
            }
            writer.bytes.append(UInt8(ascii: "}"))
        case .null, .bool, .number, .string: writer.write(value)
        }
        let end = writer.bytes.count
        ranges.append(FieldRange(pointer: pointer, whole: start..<end, value: from..<end))
    }
}

/// The part of a layout in which absence is written as null or as an empty string.
private indirect enum Absences: Sendable {
    case items(Absences)
    case properties([Property])

    struct Property: Sendable {
        var name: String
        /// What stands for absence; nil where it is left out.
        var mark: Value?
        var within: Absences?
    }

    init?(_ node: Layout.Node) {
        switch node.kind {
        case .any, .scalar: return nil
        case .array(let items):
            guard let items = Absences(items) else { return nil }
            self = .items(items)
        case .object(let fields):
            let properties = fields.map { field in
                let mark: Value? =
                    switch field.absent {
                    case .null: .null
                    case .empty: .string("")
                    case .omit, nil: nil
                    }
                return Property(name: field.name, mark: mark, within: Absences(field.node))
            }
            guard properties.contains(where: { $0.mark != nil || $0.within != nil }) else {
                return nil
            }
            self = .properties(properties)
        }
    }

    func dropped(from value: Value) -> Value {
        switch (self, value) {
        case (.items(let items), .array(let elements)):
            return .array(elements.map { items.dropped(from: $0) })
        case (.properties(let properties), .object(var object)):
            for property in properties {
                guard let member = object[property.name] else { continue }
                if let mark = property.mark, member == mark {
                    object[property.name] = nil
                } else if let within = property.within {
                    object[property.name] = within.dropped(from: member)
                }
            }
            return .object(object)
        default: return value
        }
    }

    /// A property that is filled in stands where the layout has it; the others keep their order.
    func filled(into value: Value) -> Value {
        switch (self, value) {
        case (.items(let items), .array(let elements)):
            return .array(elements.map { items.filled(into: $0) })
        case (.properties(let properties), .object(let object)):
            var result = Object()
            for property in properties {
                if let member = object[property.name] {
                    result[property.name] = property.within?.filled(into: member) ?? member
                } else {
                    result[property.name] = property.mark
                }
            }
            for (name, member) in object where result[name] == nil { result[name] = member }
            return .object(result)
        default: return value
        }
    }
}
