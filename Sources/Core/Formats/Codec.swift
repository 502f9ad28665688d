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
package enum Format: String, Sendable, Hashable, CaseIterable { case json, xml, fixed }

/// What a format has to bring.
protocol Wire: Sendable {
    func decode(_ bytes: [UInt8]) throws(Problems) -> Value
    func encode(_ value: Value) throws(Problems) -> [UInt8]
    func fieldRanges(of value: Value) throws(Problems) -> [FieldRange]
    func place(of pointer: Pointer) -> Place
}
