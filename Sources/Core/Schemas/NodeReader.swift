package import Values
internal import YAML

extension Node {
    /// Reads one contract file, YAML 1.2 or JSON, and refuses what would make two people read it differently:
    /// duplicate keys, merge keys, tags, several documents. An empty file is null.
    ///
    /// Spans of scalars are as long as the scalar is in the file, quotes included; collections have length 1.
    /// Codes: LB1001 syntax, LB1002 characters, LB1003 too deep, LB1004 duplicate key, LB1005 key is no scalar,
    /// LB1006 unknown alias, LB1007 too many nodes, LB1008 merge key, LB1009 tag, LB1010 several documents.
    ///
    /// - Parameters:
    ///   - bytes: the file's content, UTF-8.
    ///   - file: its path below the contracts folder, for the spans.
    /// - Returns: the tree with its places.
    /// - Throws: the syntax error, or all that is refused.
    package static func read(yaml bytes: [UInt8], file: String) throws(Diagnostics) -> Node {
        let events: [YAMLEvent]
        do {
            events = try YAML.events(bytes)
        } catch {
            throw Diagnostics([NodeReader.diagnostic(error, file: file)])
        }
        var reader = NodeReader(events: events, file: file, bytes: bytes)
        let node = reader.document()
        guard reader.diagnostics.isEmpty else { throw Diagnostics(reader.diagnostics) }
        return node
    }
}

/// Builds the tree from the events. Goes on after a fault, so that one run names them all.
private struct NodeReader {
    let events: [YAMLEvent]
    let file: String
    /// The file, for the scalars whose text is not what stands in it.
    private let bytes: [UInt8]
    private lazy var scalars = Self.scalars(of: bytes)
    private(set) var diagnostics: [Diagnostic] = []
    private var at = 0
    private var anchors: [String: (node: Node, count: Int)] = [:]
    /// Nodes built so far, those behind aliases counted each time: a bomb is small only in the file.
    private var count = 0
    private static let countMax = 200_000

    init(events: [YAMLEvent], file: String, bytes: [UInt8]) {
        self.events = events
        self.file = file
        self.bytes = bytes
    }

    /// As the marks of events count them: without a byte order mark.
    private static func scalars(of bytes: [UInt8]) -> [Unicode.Scalar] {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        return Array(String(decoding: text, as: UTF8.self).unicodeScalars)
    }

    static func diagnostic(_ error: YAMLError, file: String) -> Diagnostic {
        let span = SourceSpan(file: file, line: error.mark.line, column: error.mark.column)
        var message = error.problem
        if let context = error.context {
            let begin = error.contextMark.flatMap { $0 == error.mark ? nil : $0 }
            if let begin { message += ", \(context) that begins at \(begin.line):\(begin.column)" }
        }
        switch error.code {
        case .characters:
            return Diagnostic(
                code: "LB1002",
                span: span,
                message: message,
                hint: "save the file as UTF-8"
            )
        case .depth: return Diagnostic(code: "LB1003", span: span, message: message)
        case .syntax, .memory:
            return Diagnostic(
                code: "LB1001",
                span: span,
                message: message,
                hint: hint(error.problem)
            )
        }
    }

    /// What most likely is wrong, by the library's words.
    private static func hint(_ problem: String) -> String? {
        let hints = [
            // JSON writes characters beyond the first plane as two escapes; YAML has one escape for them.
            "invalid Unicode character escape":
                "write the character itself, or \\U and eight digits",
            "cannot start any token":
                "indent with blanks, not with tabs; quote what begins with % @ or `",
            "mapping values are not allowed": "quote a text that holds a colon and a blank",
            "did not find expected ',' or":
                "a comma, a bracket or a quote is missing here or before",
            "did not find expected key": "is this line indented as the others of its mapping are?",
        ]
        return hints.first { problem.contains($0.key) }?.value
    }

    mutating func document() -> Node {
        guard at < events.count else { return empty(at: nil) }
        at += 1
        let node = node()
        at += 1
        if at < events.count {
            report(
                "LB1010",
                events[at],
                "a file holds one document",
                hint: "remove '---' or split the file"
            )
        }
        return node
    }

    private mutating func node() -> Node {
        guard at < events.count else { return empty(at: events.last) }
        let event = events[at]
        at += 1
        count += 1
        if count == Self.countMax + 1 { reportCount(event) }
        let before = count
        let node: Node
        switch event.kind {
        case .alias(let name): return alias(name, event)
        case .sequenceStart: node = sequence(event)
        case .mappingStart: node = mapping(event)
        default: node = .scalar(scalar(event))
        }
        if let tag = event.tag {
            report(
                "LB1009",
                event,
                "the tag '\(tag)' has no meaning here",
                hint: "quote the value to make it a string"
            )
        }
        if let anchor = event.anchor { anchors[anchor] = (node, count - before + 1) }
        return node
    }

    /// An anchor counts from its end on, so a node never holds itself.
    private mutating func alias(_ name: String, _ event: YAMLEvent) -> Node {
        guard let (node, size) = anchors[name] else {
            report("LB1006", event, "no anchor '&\(name)' stands before this alias")
            return empty(at: event)
        }
        guard count <= Self.countMax else { return empty(at: event) }
        count += size
        if count > Self.countMax { reportCount(event) }
        return node
    }

    private mutating func sequence(_ start: YAMLEvent) -> Node {
        var elements: [Node] = []
        while at < events.count, events[at].kind != .sequenceEnd { elements.append(node()) }
        at += 1
        return .sequence(elements, span(start))
    }

    private mutating func mapping(_ start: YAMLEvent) -> Node {
        var entries: [Node.Entry] = []
        var places: [String: SourceSpan] = [:]
        while at < events.count, events[at].kind != .mappingEnd {
            let event = events[at]
            guard let key = key() else {
                _ = node()
                continue
            }
            let value = node()
            if let first = places[key.text] {
                let message =
                    "the key '\(key.text)' stands here and at \(first.line):\(first.column)"
                report("LB1004", event, message, hint: "keep one of them")
                continue
            }
            places[key.text] = key.span
            if key.text == "<<", key.isPlain {
                report(
                    "LB1008",
                    event,
                    "merge keys are not part of YAML 1.2",
                    hint: "write the keys out"
                )
                continue
            }
            entries.append(Node.Entry(key: key, value: value))
        }
        at += 1
        return .mapping(entries, span(start))
    }

    private mutating func key() -> Node.Scalar? {
        let event = events[at]
        let node = node()
        if case .scalar(let scalar) = node { return scalar }
        report("LB1005", event, "a key must be a scalar")
        return nil
    }

    private mutating func scalar(_ event: YAMLEvent) -> Node.Scalar {
        guard case .scalar(let text, let style) = event.kind else {
            return Node.Scalar(text: "", isPlain: true, span: span(event))
        }
        return Node.Scalar(
            text: text,
            isPlain: style == .plain,
            span: span(event),
            places: places(of: text, style, event)
        )
    }

    /// None where the text stands in the file as it is, on one line.
    private mutating func places(
        of text: String,
        _ style: YAMLScalarStyle,
        _ event: YAMLEvent
    ) -> [SourcePlace] {
        let quotes = style == .plain ? 0 : 2
        let length = event.end.offset - event.start.offset
        let isOneLine = event.start.line == event.end.line
        // Counting bytes is enough to see that nothing was escaped in text without Chinese characters.
        if isOneLine, text.utf8.count == length - quotes { return [] }
        if isOneLine, text.unicodeScalars.count == length - quotes { return [] }
        let end = min(event.end.offset, scalars.count)
        guard event.start.offset <= end else { return [] }
        return ScalarPlaces.find(
            text,
            style,
            in: scalars[event.start.offset..<end],
            from: event.start
        )
    }

    private func empty(at event: YAMLEvent?) -> Node {
        let span = event.map(span) ?? SourceSpan(file: file, line: 1, column: 1)
        return .scalar(Node.Scalar(text: "", isPlain: true, span: span))
    }

    private func span(_ event: YAMLEvent) -> SourceSpan {
        let length: Int
        switch event.kind {
        case .sequenceStart, .mappingStart: length = 1
        default: length = event.end.offset - event.start.offset
        }
        return SourceSpan(
            file: file,
            line: event.start.line,
            column: event.start.column,
            length: length
        )
    }

    private mutating func reportCount(_ event: YAMLEvent) {
        report(
            "LB1007",
            event,
            "the file holds more than \(Self.countMax) values, aliases written out"
        )
    }

    private mutating func report(
        _ code: String,
        _ event: YAMLEvent,
        _ message: String,
        hint: String? = nil
    ) {
        diagnostics.append(Diagnostic(code: code, span: span(event), message: message, hint: hint))
    }
}
