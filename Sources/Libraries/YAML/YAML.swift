internal import CYAML

/// Reads YAML with libyaml 0.2, which also reads JSON where a key stands on one line with its colon.
package enum YAML {
    /// The steps of a text in UTF-8, with or without a byte order mark.
    ///
    /// U+0085, U+2028 and U+2029 are refused unless they are escaped: they end a line in YAML 1.1, which the library
    /// reads, and are plain characters in YAML 1.2 and JSON.
    ///
    /// Columns count Unicode scalars from 1. Collections nest at most `depthMax` deep, which also bounds the
    /// library's work on hostile texts. Throws at the first fault. Wraps `yaml_parser_parse`.
    package static func events(
        _ bytes: [UInt8],
        depthMax: Int = 128
    ) throws(YAMLError) -> [YAMLEvent] {
        // Given the encoding, the library would take the mark for a character of the first line.
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        let outcome: Result<[YAMLEvent], YAMLError> = bytes.withUnsafeBufferPointer { input in
            var parser = Parser(input)
            return Result { () throws(YAMLError) in try parser.events(depthMax: depthMax) }
        }
        return try outcome.get()
    }
}

/// Owns libyaml's parser. It never outlives the input, because the library keeps a pointer to it.
private struct Parser: ~Copyable {
    private let input: UnsafeBufferPointer<UInt8>
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let isReady: Bool

    init(_ input: UnsafeBufferPointer<UInt8>) {
        self.input = input
        parser = .allocate(capacity: 1)
        // SAFETY: the library clears the structure itself, also when it then fails for want of memory.
        isReady = yaml_parser_initialize(parser) == 1
        guard isReady else { return }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        if isReady { yaml_parser_delete(parser) }
        parser.deallocate()
    }

    mutating func events(depthMax: Int) throws(YAMLError) -> [YAMLEvent] {
        let start = YAMLMark(offset: 0, line: 1, column: 1)
        guard isReady else { throw YAMLError(code: .memory, problem: "out of memory", mark: start) }
        guard input.baseAddress != nil else { return [] }
        if let (offset, name) = doubtfulLineBreak() {
            let problem = "\(name) ends a line for some readers and not for others"
            throw YAMLError(code: .characters, problem: problem, mark: mark(byte: offset))
        }
        var events: [YAMLEvent] = []
        var depth = 0
        while let event = try next() {
            switch event.kind {
            case .sequenceStart, .mappingStart: depth += 1
            case .sequenceEnd, .mappingEnd: depth -= 1
            default: break
            }
            guard depth <= depthMax else {
                let problem = "collections are nested more than \(depthMax) deep"
                throw YAMLError(code: .depth, problem: problem, mark: event.start)
            }
            events.append(event)
        }
        return events
    }

    private func doubtfulLineBreak() -> (offset: Int, name: String)? {
        for at in input.indices.dropLast() {
            if input[at] == 0xC2, input[at + 1] == 0x85 { return (at, "U+0085") }
            guard input[at] == 0xE2, input[at + 1] == 0x80, at + 2 < input.count else { continue }
            if input[at + 2] == 0xA8 { return (at, "U+2028") }
            if input[at + 2] == 0xA9 { return (at, "U+2029") }
        }
        return nil
    }

    /// The next step, or nil at the end of the text.
    private mutating func next() throws(YAMLError) -> YAMLEvent? {
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else { throw error() }
            defer { yaml_event_delete(&event) }
            if event.type == YAML_STREAM_END_EVENT || event.type == YAML_NO_EVENT { return nil }
            if let event = YAMLEvent(event) { return event }
        }
    }

    private func error() -> YAMLError {
        let state = parser.pointee
        let problem = text(state.problem) ?? "unreadable"
        let context = text(state.context)
        switch state.error {
        case YAML_READER_ERROR:
            return YAMLError(
                code: .characters,
                problem: problem,
                mark: mark(byte: state.problem_offset)
            )
        case YAML_MEMORY_ERROR:
            return YAMLError(code: .memory, problem: "out of memory", mark: YAMLMark(state.mark))
        default:
            return YAMLError(
                code: .syntax,
                problem: problem,
                context: context,
                mark: YAMLMark(state.problem_mark),
                contextMark: context.map { _ in YAMLMark(state.context_mark) }
            )
        }
    }

    /// The reader tells where it failed in bytes only, since it fails before characters are counted.
    private func mark(byte offset: Int) -> YAMLMark {
        var mark = YAMLMark(offset: 0, line: 1, column: 1)
        for byte in input.prefix(offset) where byte & 0xC0 != 0x80 {
            mark.offset += 1
            if byte == UInt8(ascii: "\n") {
                mark.line += 1
                mark.column = 1
            } else {
                mark.column += 1
            }
        }
        return mark
    }
}

extension YAMLMark {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(offset: Int(mark.index), line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}

extension YAMLEvent {
    /// Copies what the library owns. Returns nil for the start of the stream, which says nothing.
    fileprivate init?(_ event: yaml_event_t) {
        var anchor: String?
        var tag: String?
        // SAFETY: the member of the union that is read is the one that `type` names.
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
        case YAML_ALIAS_EVENT: kind = .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            // SAFETY: the value may hold zero bytes, so its length counts; the library has checked that it is UTF-8.
            let value = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            kind = .scalar(String(decoding: value, as: UTF8.self), YAMLScalarStyle(scalar.style))
            (anchor, tag) = (text(scalar.anchor), text(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            let sequence = event.data.sequence_start
            kind = .sequenceStart(isFlow: sequence.style == YAML_FLOW_SEQUENCE_STYLE)
            (anchor, tag) = (text(sequence.anchor), text(sequence.tag))
        case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let mapping = event.data.mapping_start
            kind = .mappingStart(isFlow: mapping.style == YAML_FLOW_MAPPING_STYLE)
            (anchor, tag) = (text(mapping.anchor), text(mapping.tag))
        case YAML_MAPPING_END_EVENT: kind = .mappingEnd
        default: return nil
        }
        self.anchor = anchor
        self.tag = tag
        start = YAMLMark(event.start_mark)
        end = YAMLMark(event.end_mark)
    }
}

extension YAMLScalarStyle {
    fileprivate init(_ style: yaml_scalar_style_t) {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: self = .literal
        case YAML_FOLDED_SCALAR_STYLE: self = .folded
        default: self = .plain
        }
    }
}

private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    pointer.map { String(cString: $0) }
}

private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
}
