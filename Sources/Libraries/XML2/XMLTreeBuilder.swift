internal import CXML2

/// Collects what libxml2 reports while it reads one document.
struct XMLTreeBuilder {
    // SAFETY: `XMLDocument.parse` frees the context after the builder's last use.
    private let context: xmlParserCtxtPtr
    private let depthMax: Int
    private var open: [Frame] = []
    /// How many are declared at each open element.
    private var namespacesInScope: [Int] = []
    private var root: XMLElement?
    /// The text since the last tag.
    private var pending: [UInt8] = []
    private var failure: XMLError?

    /// An element that is open.
    private struct Frame {
        let name: String
        let namespace: String?
        let attributes: [XMLAttribute]
        var elements: [XMLElement] = []
        var mixedText = ""
    }

    init(context: xmlParserCtxtPtr, depthMax: Int) {
        self.context = context
        self.depthMax = depthMax
    }

    func result() throws(XMLError) -> XMLElement {
        if let failure { throw failure }
        guard let root, context.pointee.wellFormed != 0 else {
            throw error(.syntax, "the document is not well-formed")
        }
        return root
    }

    /// `attributes` are five pointers each: name, prefix, namespace, start and end of the value.
    mutating func start(
        name: UnsafePointer<xmlChar>?,
        namespace: UnsafePointer<xmlChar>?,
        declarationCount: Int,
        attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?,
        count: Int
    ) {
        guard open.count < depthMax else { return stop(error(.tooDeep, "too many levels")) }
        let inScope = (namespacesInScope.last ?? 0) + declarationCount
        // libxml2 looks a prefix up by walking through all of them.
        guard inScope <= XMLTagScan.attributesMax else {
            return stop(error(.tooManyAttributes, "too many namespaces"))
        }
        namespacesInScope.append(inScope)
        if let parent = open.indices.last { keepMixedText(in: parent) }
        var list: [XMLAttribute] = []
        if let attributes {
            list.reserveCapacity(count)
            for at in stride(from: 0, to: count * 5, by: 5) {
                // SAFETY: libxml2 gives `count` groups of five, with the ends of one buffer as the last two.
                guard let start = attributes[at + 3], let end = attributes[at + 4] else { continue }
                list.append(
                    XMLAttribute(
                        name: string(attributes[at]),
                        namespace: attributes[at + 2].map(string),
                        value: Self.value(UnsafeBufferPointer(start: start, count: end - start))
                    )
                )
            }
        }
        open.append(
            Frame(name: string(name), namespace: namespace.map(string), attributes: list)
        )
    }

    mutating func end() {
        guard let last = open.indices.last else { return }
        if !open[last].elements.isEmpty { keepMixedText(in: last) }
        let frame = open.removeLast()
        namespacesInScope.removeLast()
        let text =
            frame.elements.isEmpty ? String(decoding: pending, as: UTF8.self) : frame.mixedText
        pending.removeAll(keepingCapacity: true)
        let element = XMLElement(
            name: frame.name,
            namespace: frame.namespace,
            attributes: frame.attributes,
            elements: frame.elements,
            text: text
        )
        if last > 0 {
            open[last - 1].elements.append(element)
        } else {
            root = element
        }
    }

    mutating func add(_ text: UnsafeBufferPointer<xmlChar>) { pending.append(contentsOf: text) }

    mutating func refuseDoctype() { stop(error(.hasDoctype, "the document has a DOCTYPE")) }

    /// Keeps the first error: those that follow are mostly its consequences.
    mutating func note(_ raw: xmlError) {
        guard failure == nil, raw.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
        var message = raw.message.map { String(cString: $0) } ?? ""
        while message.last?.isNewline == true { message.removeLast() }
        failure = XMLError(
            code: Self.code(raw.code),
            message: message,
            line: max(0, Int(raw.line)),
            column: max(0, Int(raw.int2)),
            path: open.map(\.name)
        )
    }

    private mutating func stop(_ error: XMLError) {
        if failure == nil { failure = error }
        xmlStopParser(context)
    }

    /// White space between elements says nothing; anything else is kept for the reader to refuse.
    private mutating func keepMixedText(in index: Int) {
        if !pending.allSatisfy({ $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) {
            open[index].mixedText += String(decoding: pending, as: UTF8.self)
        }
        pending.removeAll(keepingCapacity: true)
    }

    private var position: (line: Int, column: Int) {
        guard let input = context.pointee.input else { return (0, 0) }
        return (Int(input.pointee.line), Int(input.pointee.col))
    }

    private func error(_ code: XMLError.Code, _ message: String) -> XMLError {
        let (line, column) = position
        return XMLError(
            code: code,
            message: message,
            line: line,
            column: column,
            path: open.map(\.name)
        )
    }

    /// Without XML_PARSE_NOENT, which is not for text from outside, libxml2 gives every `&` of an attribute's value
    /// as `&#38;`, however it was written.
    private static func value(_ raw: UnsafeBufferPointer<xmlChar>) -> String {
        guard raw.contains(UInt8(ascii: "&")) else { return String(decoding: raw, as: UTF8.self) }
        // By bytes: a mark that follows would hide the semicolon from a search by characters.
        let reference = Array("&#38;".utf8)
        var text: [UInt8] = []
        var rest = raw[...]
        while let byte = rest.popFirst() {
            text.append(byte)
            if byte == reference[0], rest.starts(with: reference[1...]) {
                rest = rest.dropFirst(reference.count - 1)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// libxml2 has checked that it is UTF-8.
    private func string(_ text: UnsafePointer<xmlChar>?) -> String {
        text.map { String(decodingCString: $0, as: UTF8.self) } ?? ""
    }

    private static func code(_ raw: CInt) -> XMLError.Code {
        switch UInt32(bitPattern: raw) {
        case XML_ERR_DOCUMENT_EMPTY.rawValue: .empty
        case XML_ERR_TAG_NAME_MISMATCH.rawValue: .tagMismatch
        case XML_ERR_TAG_NOT_FINISHED.rawValue, XML_ERR_GT_REQUIRED.rawValue,
            XML_ERR_LTSLASH_REQUIRED.rawValue:
            .unclosed
        case XML_ERR_UNDECLARED_ENTITY.rawValue, XML_WAR_UNDECLARED_ENTITY.rawValue:
            .undeclaredEntity
        case XML_ERR_INVALID_CHAR.rawValue, XML_ERR_INVALID_CHARREF.rawValue: .illegalCharacter
        case XML_NS_ERR_UNDEFINED_NAMESPACE.rawValue: .undeclaredPrefix
        case XML_ERR_ATTRIBUTE_REDEFINED.rawValue, XML_NS_ERR_ATTRIBUTE_REDEFINED.rawValue:
            .repeatedAttribute
        case XML_ERR_DOCUMENT_END.rawValue: .trailingContent
        default: .syntax
        }
    }
}
