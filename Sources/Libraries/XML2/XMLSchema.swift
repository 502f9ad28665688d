internal import CXML2

/// A compiled XML Schema (XSD 1.0), against which documents are validated.
///
/// It is complete in itself: `xs:import`, `xs:include` and `xs:redefine` are refused, so nothing is fetched. Wraps
/// `xmlSchemaParse` and `xmlSchemaValidateDoc`; belongs to one thread at a time.
package struct XMLSchema: ~Copyable {
    private let schema: xmlSchemaPtr

    private static let isInitialised: Bool = {
        xmlInitParser()
        // The built-in types are shared by all schemas and made once.
        xmlSchemaInitTypes()
        return true
    }()

    /// Reads a schema in UTF-8.
    ///
    /// Throws everything that libxml2 has against it.
    package init(_ xsd: [UInt8]) throws(XMLSchemaFaults) {
        guard Self.isInitialised, let size = Int32(exactly: xsd.count) else {
            throw XMLSchemaFaults([.system("larger than 2 GiB")])
        }
        try Self.refuseReferences(in: xsd)
        var collector = FaultCollector()
        let parsed = withUnsafeMutablePointer(to: &collector) { collector in
            xsd.withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) { text -> xmlSchemaPtr? in
                    // SAFETY: context, text and collector live to the end of this closure, which is all that
                    // libxml2 needs: a parsed schema keeps copies.
                    guard let context = xmlSchemaNewMemParserCtxt(text.baseAddress, size) else {
                        return nil
                    }
                    defer { xmlSchemaFreeParserCtxt(context) }
                    xmlSchemaSetParserStructuredErrors(context, noteFault, collector)
                    return xmlSchemaParse(context)
                }
            }
        }
        guard let parsed else {
            throw XMLSchemaFaults(
                collector.faults.isEmpty ? [.system("out of memory")] : collector.faults
            )
        }
        schema = parsed
    }

    deinit { xmlSchemaFree(schema) }

    /// What is wrong with a document; empty where it is valid. The document's own encoding declaration holds.
    ///
    /// A document with a DOCTYPE is refused, for it could grow without end.
    package func validate(_ document: [UInt8]) -> [XMLSchemaFault] {
        guard let size = Int32(exactly: document.count) else {
            return [.system("larger than 2 GiB")]
        }
        var collector = FaultCollector()
        withUnsafeMutablePointer(to: &collector) { collector in
            guard let context = xmlNewParserCtxt() else {
                collector.pointee.faults.append(.system("out of memory"))
                return
            }
            defer { xmlFreeParserCtxt(context) }
            // SAFETY: the context is freed before this closure ends, and the collector lives longer.
            context.pointee._private = UnsafeMutableRawPointer(collector)
            context.pointee.sax.pointee.serror = noteParserFault
            let read = document.withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    let options = CInt(XML_PARSE_NONET.rawValue)
                    return xmlCtxtReadMemory(context, $0.baseAddress, size, nil, nil, options)
                }
            }
            guard let tree = read else { return }
            defer { xmlFreeDoc(tree) }
            guard tree.pointee.intSubset == nil, tree.pointee.extSubset == nil else {
                collector.pointee.faults.append(.system("the document has a DOCTYPE"))
                return
            }
            validate(tree, collector)
        }
        return collector.faults
    }

    private func validate(
        _ document: xmlDocPtr,
        _ collector: UnsafeMutablePointer<FaultCollector>
    ) {
        guard let context = xmlSchemaNewValidCtxt(schema) else {
            collector.pointee.faults.append(.system("out of memory"))
            return
        }
        defer { xmlSchemaFreeValidCtxt(context) }
        xmlSchemaSetValidStructuredErrors(context, noteFault, collector)
        let result = xmlSchemaValidateDoc(context, document)
        if result != 0, collector.pointee.faults.isEmpty {
            collector.pointee.faults.append(.system("not valid (\(result))"))
        }
    }

    /// libxml2 would fetch what a schema refers to, also over the network.
    private static func refuseReferences(in xsd: [UInt8]) throws(XMLSchemaFaults) {
        let root: XMLElement
        do throws(XMLError) {
            root = try XMLDocument.parse(xsd.span, depthMax: 128)
        } catch {
            throw XMLSchemaFaults([XMLSchemaFault(line: error.line, message: error.message)])
        }
        let references = ["import", "include", "redefine"]
        if let other = root.elements.first(where: { references.contains($0.name) }) {
            throw XMLSchemaFaults([.system("xs:\(other.name) is refused")])
        }
    }
}

/// One thing that is wrong with a schema, or with a document by its schema.
package struct XMLSchemaFault: Error, Sendable, Hashable {
    /// Counted from 1; 0 where it is not known.
    package var line: Int
    /// libxml2's own sentence, in English.
    package var message: String

    fileprivate static func system(_ message: String) -> XMLSchemaFault {
        XMLSchemaFault(line: 0, message: message)
    }
}

/// Everything that is wrong with a schema.
package struct XMLSchemaFaults: Error, Sendable, Hashable {
    package var list: [XMLSchemaFault]

    init(_ list: [XMLSchemaFault]) { self.list = list }
}

private struct FaultCollector {
    private static let countMax = 100

    var faults: [XMLSchemaFault] = []

    mutating func note(_ error: xmlError) {
        guard faults.count < Self.countMax else { return }
        var message = error.message.map { String(cString: $0) } ?? "error \(error.code)"
        while message.last?.isWhitespace == true { message.removeLast() }
        faults.append(XMLSchemaFault(line: Int(error.line), message: message))
    }
}

private let noteFault: xmlStructuredErrorFunc = { data, error in
    // SAFETY: the data is the collector that the caller keeps for the length of its call.
    guard let error else { return }
    data?.assumingMemoryBound(to: FaultCollector.self).pointee.note(error.pointee)
}

private let noteParserFault: xmlStructuredErrorFunc = { data, error in
    guard let error else { return }
    // SAFETY: without data of its own the parser passes its context, whose `_private` is the collector.
    let context = data?.assumingMemoryBound(to: xmlParserCtxt.self)
    let collector = context?.pointee._private?.assumingMemoryBound(to: FaultCollector.self)
    collector?.pointee.note(error.pointee)
}
