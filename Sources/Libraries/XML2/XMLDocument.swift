internal import CXML2

/// Reads XML 1.0 with namespaces from UTF-8 into elements.
///
/// No DOCTYPE, hence no entity but the five of XML itself; no file or address is opened; comments and processing
/// instructions are passed over. Wraps libxml2's SAX2 interface: every callback and the error handler belong to one
/// parser context, so documents can be read on any number of threads at once.
package enum XMLDocument {
    private static let isInitialised: Bool = {
        xmlInitParser()
        return true
    }()

    /// Returns the root element. `depthMax` counts elements within one another; an encoding that the declaration
    /// names is not looked at.
    package static func parse(
        _ input: Span<UInt8>,
        depthMax: Int
    ) throws(XMLError) -> XMLElement {
        if let offset = XMLTagScan.firstCrowdedTag(in: input) {
            throw .crowded(line: line(of: offset, in: input))
        }
        guard isInitialised, let context = xmlNewParserCtxt() else {
            throw .system("out of memory")
        }
        defer { xmlFreeParserCtxt(context) }
        guard let size = Int32(exactly: input.count) else { throw .system("larger than 2 GiB") }
        var handler = xmlSAXHandler()
        handler.initialized = XML_SAX2_MAGIC
        handler.startElementNs = startElement
        handler.endElementNs = endElement
        handler.characters = characters
        handler.ignorableWhitespace = characters
        handler.cdataBlock = characters
        handler.internalSubset = internalSubset
        handler.serror = structuredError
        var builder = XMLTreeBuilder(context: context, depthMax: depthMax)
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue
        withUnsafeMutablePointer(to: &builder) { builder in
            // SAFETY: the context lives to the end of this function and is used only within this closure, so the
            // pointers to the handler's copy and the builder are good for as long as libxml2 has them.
            context.pointee.sax.pointee = handler
            context.pointee.userData = UnsafeMutableRawPointer(builder)
            input.withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) { text in
                    _ = xmlCtxtReadMemory(
                        context,
                        text.baseAddress,
                        size,
                        nil,
                        nil,
                        CInt(options)
                    )
                }
            }
            context.pointee.userData = nil
        }
        return try builder.result()
    }

    private static func line(of offset: Int, in input: Span<UInt8>) -> Int {
        var line = 1
        for at in 0..<offset where input[at] == 0x0A { line += 1 }
        return line
    }
}

extension XMLError {
    fileprivate static func system(_ message: String) -> XMLError {
        XMLError(code: .system, message: message, line: 0, column: 0, path: [])
    }

    fileprivate static func crowded(line: Int) -> XMLError {
        XMLError(
            code: .tooManyAttributes,
            message: "too many attributes",
            line: line,
            column: 1,
            path: []
        )
    }
}

// SAFETY: for all callbacks, libxml2 passes the context's `userData`, which is the builder above.
private func builder(_ data: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLTreeBuilder>? {
    data?.assumingMemoryBound(to: XMLTreeBuilder.self)
}

private let startElement: startElementNsSAX2Func = {
    data,
    name,
    _,
    namespace,
    declarationCount,
    _,
    attributeCount,
    _,
    attributes in
    builder(data)?.pointee.start(
        name: name,
        namespace: namespace,
        declarationCount: Int(declarationCount),
        attributes: attributes,
        count: Int(attributeCount)
    )
}

private let endElement: endElementNsSAX2Func = { data, _, _, _ in builder(data)?.pointee.end() }

private let characters: charactersSAXFunc = { data, text, count in
    builder(data)?.pointee.add(UnsafeBufferPointer(start: text, count: Int(count)))
}

private let internalSubset: internalSubsetSAXFunc = { data, _, _, _ in
    builder(data)?.pointee.refuseDoctype()
}

private let structuredError: xmlStructuredErrorFunc = { data, error in
    guard let error else { return }
    builder(data)?.pointee.note(error.pointee)
}
