package import Values

/// Reads and writes one message of a contract: bytes to a tree and back, with nothing lost and nothing added.
///
/// It is compiled once from the contract and used by any number of threads.
package struct Codec: Sendable {
    package let format: Format
    package let charset: Charset
    package let limits: Limits
    private let wire: any Wire

    /// Throws what keeps `layout` from being written in `format`. JSON needs no layout; the others do.
    package init(
        format: Format,
        charset: Charset,
        layout: Layout?,
        limits: Limits = Limits()
    ) throws(LayoutFaults) {
        self.format = format
        self.charset = charset
        self.limits = limits
        wire =
            switch format {
            case .json: JSONWire(charset: charset, layout: layout, limits: limits)
            case .xml: try XMLWire(charset: charset, layout: layout, limits: limits)
            case .fixed: try FixedWire(charset: charset, layout: layout, limits: limits)
            case .csv: try CSVWire(charset: charset, layout: layout, limits: limits)
            case .keyvalue: try KeyValueWire(charset: charset, layout: layout, limits: limits)
            case .form: try FormWire(charset: charset, layout: layout, limits: limits)
            }
    }

    /// Reads a whole message. Throws every problem that can be told from the others; a message whose syntax is
    /// broken has one.
    package func decode(_ bytes: [UInt8]) throws(Problems) -> Value {
        guard bytes.count <= limits.sizeMax else {
            throw Problems([.tooLarge(bytes.count, max: limits.sizeMax)])
        }
        return try wire.decode(bytes)
    }

    /// Writes a whole message in the one canonical form of its format.
    package func encode(_ value: Value) throws(Problems) -> [UInt8] { try wire.encode(value) }

    /// Where each field stands in the bytes that `encode` gives for a message, outer fields before those within.
    ///
    /// For looking at a message: it writes the message once more, and `encode` knows nothing of it.
    package func fieldRanges(of value: Value) throws(Problems) -> [FieldRange] {
        try wire.fieldRanges(of: value)
    }

    /// A place of the decoded tree in the words of the wire: a JSON Pointer, an XPath, a record and its bytes.
    ///
    /// It need not exist in any message, so that a missing field has a place too.
    package func place(of pointer: Pointer) -> Place { wire.place(of: pointer) }
}

/// The wire formats, as `contract.yaml` names them.
package enum Format: String, Sendable, Hashable, CaseIterable {
    case json, xml, fixed
    /// Comma-separated values, RFC 4180.
    case csv
    /// Lines of `key=value`.
    case keyvalue
    /// `application/x-www-form-urlencoded`, WHATWG URL.
    case form
}

extension Codec {
    /// Whether an encoded message can be given further fields, and have them taken out again, without being read.
    package var takesFields: Bool { (wire as? any ExtensibleWire)?.isOneRecord ?? false }

    /// The fields of an encoded message by their names on the wire, no longer escaped, in the order in which they
    /// stand; nil where `takesFields` is false. For signing them: only `decode` says whether the message is right.
    package func fields(
        of bytes: [UInt8]
    ) throws(Problems) -> [(name: String, value: String)]? {
        try (wire as? any ExtensibleWire)?.fields(of: bytes)
    }

    /// An encoded message with further fields behind its own; nil where `takesFields` is false. Throws for one that
    /// it has already, and for what the charset or the format cannot hold.
    package func adding(
        _ fields: [(name: String, value: String)],
        to bytes: [UInt8]
    ) throws(Problems) -> [UInt8]? {
        try (wire as? any ExtensibleWire)?.adding(fields, to: bytes)
    }

    /// The fields of those names, and the message without them with every other byte as it came; nil where
    /// `takesFields` is false.
    package func taking(
        _ names: [String],
        from bytes: [UInt8]
    ) throws(Problems) -> (fields: [String: String], rest: [UInt8])? {
        try (wire as? any ExtensibleWire)?.taking(names, from: bytes)
    }
}

/// What a format has to bring.
protocol Wire: Sendable {
    func decode(_ bytes: [UInt8]) throws(Problems) -> Value
    func encode(_ value: Value) throws(Problems) -> [UInt8]
    func fieldRanges(of value: Value) throws(Problems) -> [FieldRange]
    func place(of pointer: Pointer) -> Place
}

/// A format whose messages are a sequence of named texts.
protocol ExtensibleWire: Wire {
    var isOneRecord: Bool { get }
    func fields(of bytes: [UInt8]) throws(Problems) -> [(name: String, value: String)]
    func adding(
        _ fields: [(name: String, value: String)],
        to bytes: [UInt8]
    ) throws(Problems) -> [UInt8]
    func taking(
        _ names: [String],
        from bytes: [UInt8]
    ) throws(Problems) -> (fields: [String: String], rest: [UInt8])
}
