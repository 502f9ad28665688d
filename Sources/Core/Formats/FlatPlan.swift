internal import Values

/// One field of a flat record: of a row of a table, of lines of keys, of a form.
struct FlatField: Sendable {
    /// The property.
    let name: String
    /// The column or key.
    let wireName: String
    /// The column or key in bytes of the charset, not escaped.
    let wireBytes: [UInt8]
    /// nil where the schema gives no type: read and written as a string.
    let scalar: Layout.Scalar?
    let isNullable: Bool
    /// Absence stands as an empty text; else the field is left out.
    let isAbsentEmpty: Bool
    /// `const: ""`: an empty text that says something, namely itself.
    let isFiller: Bool
}

/// What tables, lines of keys and forms have in common: named texts side by side, in one record or in many.
struct FlatPlan: Sendable {
    let charset: Charset
    let fields: [FlatField]
    /// Whether a message holds any number of records, or exactly one.
    let isArray: Bool

    /// The field of a column or key, given in bytes of the charset. `next` is where it mostly is.
    func index(of wireName: ArraySlice<UInt8>, from next: Int) -> Int? {
        let next = next < fields.count ? next : 0
        for offset in fields.indices {
            let index = next + offset < fields.count ? next + offset : next + offset - fields.count
            if fields[index].wireBytes.elementsEqual(wireName) { return index }
        }
        return nil
    }

    func index(of property: String) -> Int? {
        fields.firstIndex { isSameText($0.name, property) }
    }

    func pointer(_ record: Int) -> Pointer { Pointer(isArray ? [String(record)] : []) }

    /// The record and the field that a pointer names: nil for the whole message.
    func parts(of pointer: Pointer) -> (record: Int, name: String?)? {
        var steps = pointer.steps[...]
        var record = 0
        if isArray {
            guard let first = steps.popFirst(), let index = Int(first), index >= 0 else {
                return nil
            }
            record = index
        }
        return (record, steps.first)
    }

    static func record(_ index: Int) -> String { "第\(index &+ 1)条记录" }

    /// `第35—45字节`, counted from 1; nothing for no bytes.
    static func bytes(_ range: Range<Int>) -> String {
        switch range.count {
        case 0: ""
        case 1: "第\(range.upperBound)字节"
        default: "第\(range.lowerBound + 1)—\(range.upperBound)字节"
        }
    }
}

/// Compiles a layout into flat records, collecting what cannot be written.
struct FlatPlanner {
    let charset: Charset
    let format: Format
    private(set) var faults: [LayoutFault] = []
    private var path = Pointer()

    init(charset: Charset, format: Format) {
        self.charset = charset
        self.format = format
    }

    /// `isName` says whether a column or key can be written.
    mutating func plan(_ layout: Layout?, isName: (String) -> Bool) -> FlatPlan {
        guard let layout else {
            fault("\(format.rawValue) needs a schema")
            return FlatPlan(charset: charset, fields: [], isArray: false)
        }
        refuseForeign(layout.record)
        switch layout.root.kind {
        case .object(let fields): return plan(fields, isArray: false, isName)
        case .array(let items):
            path = Pointer(["items"])
            defer { path = Pointer() }
            guard format != .form, case .object(let fields) = items.kind else { break }
            return plan(fields, isArray: true, isName)
        case .any, .scalar: break
        }
        fault(
            format == .form
                ? "a form is an object: it holds one record"
                : "a \(format.rawValue) message is an object (one record) or an array of objects"
        )
        return FlatPlan(charset: charset, fields: [], isArray: false)
    }

    mutating func fault(_ message: String) {
        faults.append(LayoutFault(path: path, message: message))
    }

    /// What `record` says of another format would be passed over in silence.
    private mutating func refuseForeign(_ record: Layout.Record?) {
        guard let record else { return }
        let said: [(String, Bool, Set<Format>)] = [
            ("length", record.length != nil, []), ("end", record.end != nil, [.csv, .keyvalue]),
            ("header", record.header != nil, [.csv]),
            ("separator", record.separator != nil, [.csv, .keyvalue]),
            ("quote", record.quote != nil, [.csv]), ("close", record.close != nil, [.keyvalue]),
        ]
        for (key, isSaid, formats) in said where isSaid && !formats.contains(format) {
            fault("record.\(key) means nothing in \(format.rawValue)")
        }
    }

    private mutating func plan(
        _ fields: [Layout.Field],
        isArray: Bool,
        _ isName: (String) -> Bool
    ) -> FlatPlan {
        if fields.isEmpty { fault("a record needs fields") }
        var compiled: [FlatField] = []
        for field in fields {
            path.steps.append(field.name)
            let next = compile(field, isName)
            if compiled.contains(where: { isSameText($0.wireName, next.wireName) }) {
                fault("two fields are called '\(next.wireName)' on the wire")
            }
            path.steps.removeLast()
            compiled.append(next)
        }
        return FlatPlan(charset: charset, fields: compiled, isArray: isArray)
    }

    private mutating func compile(_ field: Layout.Field, _ isName: (String) -> Bool) -> FlatField {
        var scalar: Layout.Scalar?
        switch field.node.kind {
        case .any: break
        case .scalar(let known): scalar = known
        case .array, .object:
            fault("a field of \(format.rawValue) holds a string, a number or a boolean")
        }
        let column = field.column
        if column.width != nil || column.impliedDecimals != 0
            || column.align != .left || column.pad != " "
        {
            fault("record.width, align, pad and impliedDecimals are for fixed-width records")
        }
        if field.absent == .null {
            fault("\(format.rawValue) has no null: absent can be empty or omit")
        }
        if field.absent == .omit, format == .csv {
            fault("a column is always there: absent can only be empty")
        }
        let wireName = column.name ?? field.name
        let wireBytes = charset.bytes(of: wireName)
        if wireBytes == nil || !isName(wireName) {
            fault("'\(wireName)' cannot be written as a name in \(format.rawValue)")
        }
        return FlatField(
            name: field.name,
            wireName: wireName,
            wireBytes: wireBytes ?? [],
            scalar: scalar,
            isNullable: field.node.isNullable,
            isAbsentEmpty: field.absent.map { $0 != .omit } ?? (format != .form),
            isFiller: field.node.const == .string("")
        )
    }
}
