internal import Values

/// A layout of fixed-width records, compiled: where each field stands in a record and how it is filled.
struct FixedPlan: Sendable {
    let charset: Charset
    let fields: [FixedField]
    /// Bytes of a record without its end.
    let length: Int
    let end: [UInt8]
    /// Whether a message holds any number of records, or exactly one.
    let isArray: Bool

    init(_ layout: Layout?, charset: Charset) throws(LayoutFaults) {
        guard let layout else {
            throw LayoutFaults([LayoutFault(path: Pointer(), message: "fixed needs a schema")])
        }
        var planner = FixedPlanner(charset: charset)
        (fields, isArray) = planner.fields(of: layout.root)
        (length, end) = planner.record(of: layout, fields)
        self.charset = charset
        guard planner.faults.isEmpty else { throw LayoutFaults(planner.faults) }
    }
}

/// One field of a record.
struct FixedField: Sendable {
    let name: String
    /// nil where the schema gives no type: read and written as a string.
    let scalar: Layout.Scalar?
    /// In bytes from the start of the record.
    let range: Range<Int>
    let align: Layout.Column.Align
    let pad: UInt8
    let impliedDecimals: Int
    let isNullable: Bool
    /// `const: ""`: nothing but pads.
    let isFiller: Bool

    var isNumeric: Bool { scalar == .integer || scalar == .number }
    var padCharacter: Character { Character(Unicode.Scalar(pad)) }
}

private struct FixedPlanner {
    let charset: Charset
    private(set) var faults: [LayoutFault] = []
    private var path = Pointer()

    init(charset: Charset) { self.charset = charset }

    mutating func fields(of root: Layout.Node) -> (fields: [FixedField], isArray: Bool) {
        switch root.kind {
        case .object(let fields): return (compile(fields), false)
        case .array(let items):
            path = Pointer(["items"])
            guard case .object(let fields) = items.kind else { break }
            return (compile(fields), true)
        case .any, .scalar: break
        }
        fault("a fixed-width message is an object (one record) or an array of objects")
        return ([], false)
    }

    mutating func record(of layout: Layout, _ fields: [FixedField]) -> (length: Int, end: [UInt8]) {
        path = Pointer()
        let end = layout.record?.end ?? "\r\n"
        if !["\r\n", "\n", ""].contains(end) { fault("record.end is \\r\\n, \\n or nothing") }
        let sum = fields.last?.range.upperBound ?? 0
        // A field without a width is told by itself.
        if let length = layout.record?.length, length != sum, faults.isEmpty {
            fault("the widths add up to \(sum) bytes, but record.length is \(length)")
        }
        return (sum, Array(end.utf8))
    }

    private mutating func compile(_ fields: [Layout.Field]) -> [FixedField] {
        var start = 0
        var result: [FixedField] = []
        for field in fields {
            path.steps.append(field.name)
            let compiled = compile(field, from: start)
            path.steps.removeLast()
            start = compiled.range.upperBound
            result.append(compiled)
        }
        if result.isEmpty { fault("a record needs fields") }
        return result
    }

    private mutating func compile(_ field: Layout.Field, from start: Int) -> FixedField {
        var scalar: Layout.Scalar?
        switch field.node.kind {
        case .any: break
        case .scalar(let known): scalar = known
        case .array, .object: fault("a field of a record holds a string, a number or a boolean")
        }
        let column = field.column
        // Wider than any message may be, and far from where additions overflow.
        if column.width.map({ (1...(1 << 24)).contains($0) }) != true {
            fault("record.width, in bytes, is missing or out of range")
        }
        let width = min(max(column.width ?? 1, 1), 1 << 24)
        let pad = column.pad.utf8.first ?? 0x20
        if column.pad.utf8.count != 1 || !(0x20...0x7E).contains(pad) {
            fault("record.pad is one printable ASCII character")
        }
        let isNumeric = scalar == .integer || scalar == .number
        if isNumeric, column.align == .left, pad != 0x20 {
            fault("a number with the pad \(column.pad) has to stand at the right")
        }
        if isNumeric, (0x31...0x39).contains(pad) || pad == 0x2D || pad == 0x2E {
            fault("the pad \(column.pad) would change the number")
        }
        if column.impliedDecimals != 0 {
            if scalar != .number { fault("record.impliedDecimals is for numbers") }
            if !(0..<min(width, 30)).contains(column.impliedDecimals) {
                fault("record.impliedDecimals is out of range")
            }
        }
        if let absent = field.absent, absent != .empty {
            fault("a fixed-width field is always there: absent can only be empty")
        }
        return FixedField(
            name: field.name,
            scalar: scalar,
            range: start..<(start + width),
            align: column.align,
            pad: pad,
            impliedDecimals: max(0, column.impliedDecimals),
            isNullable: field.node.isNullable,
            isFiller: field.node.const == .string("")
        )
    }

    private mutating func fault(_ message: String) {
        faults.append(LayoutFault(path: path, message: message))
    }
}
