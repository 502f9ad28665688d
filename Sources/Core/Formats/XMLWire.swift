internal import Values
internal import XML2

/// XML messages of a contract.
struct XMLWire: Wire {
    private let charset: Charset
    private let limits: Limits
    private let plan: XMLPlan

    init(charset: Charset, layout: Layout?, limits: Limits) throws(LayoutFaults) {
        guard let layout else {
            throw LayoutFaults([LayoutFault(path: Pointer(), message: "XML needs a schema")])
        }
        var planner = XMLPlanner(charset: charset)
        plan = planner.root(layout)
        guard planner.faults.isEmpty else { throw LayoutFaults(planner.faults) }
        self.charset = charset
        self.limits = limits
    }

    func decode(_ bytes: [UInt8]) throws(Problems) -> Value {
        let text: ArraySlice<UInt8>
        do {
            text = try charset.checkedMessage(bytes)
            try checkDeclaration(text)
        } catch {
            throw Problems([error])
        }
        let root: XMLElement
        do {
            root = try XMLDocument.parse(text.span, depthMax: limits.depthMax)
        } catch {
            throw Problems([problem(error, in: text)])
        }
        guard root.name == plan.name, root.namespace == plan.namespace else {
            throw Problems([
                Problem(
                    code: "unknown-field",
                    place: Place(wire: "/\(root.name)"),
                    expected: "根元素应为 \(plan.described)",
                    found: root.described
                )
            ])
        }
        var decoder = XMLDecoder(plan: plan, limits: limits)
        return try decoder.decode(root)
    }

    func encode(_ value: Value) throws(Problems) -> [UInt8] {
        var encoder = XMLEncoder(plan: plan, charset: charset, limits: limits)
        let utf8 = try encoder.encode(value)
        if let bytes = charset.bytes(ofUTF8: utf8) { return bytes }
        var problems = ProblemList(max: limits.problemsMax)
        charset.collectUnencodable(in: value, at: Pointer()) { text, pointer in
            problems.note(.unencodable(text, in: charset, at: place(of: pointer)))
        }
        throw problems.all
    }

    func fieldRanges(of value: Value) throws(Problems) -> [FieldRange] {
        _ = try encode(value)
        var encoder = XMLEncoder(plan: plan, charset: charset, limits: limits, notesRanges: true)
        let utf8 = try encoder.encode(value)
        return encoder.ranges.inOrder.recounted(from: utf8, in: charset)
    }

    func place(of pointer: Pointer) -> Place { Place(pointer, wire: plan.xpath(of: pointer)) }

    /// A declared encoding has to be the contract's. GB18030 has every character of GBK at the same bytes, and
    /// partners declare the one while they send the other.
    private func checkDeclaration(_ text: ArraySlice<UInt8>) throws(Problem) {
        guard let declared = XMLDeclaration.encoding(in: text) else { return }
        let name = declared.uppercased()
        if name == charset.rawValue || (charset == .gb18030 && name == "GBK") { return }
        throw Problem(
            code: "charset",
            place: Place(wire: "第1行"),
            expected: "XML 声明的编码应为 \(charset.rawValue)",
            found: Problem.excerpt(declared)
        )
    }

    private func problem(_ error: XMLError, in text: ArraySlice<UInt8>) -> Problem {
        let position = TextPosition(line: max(1, error.line), column: max(1, error.column))
        let path = error.path.map { "/" + $0 }.joined()
        let place = Place(wire: path.isEmpty ? "\(position)" : "\(path) \(position)")
        if error.code == .tooDeep { return .tooDeep(max: limits.depthMax, at: place) }
        let line = text.split(
            separator: UInt8(ascii: "\n"),
            maxSplits: position.line,
            omittingEmptySubsequences: false
        ).dropFirst(position.line - 1).first
        let shown = line.map { TextPosition.excerpt(ofLine: $0, around: position.column) } ?? ""
        return Problem(
            code: "xml",
            place: place,
            expected: "应为格式良好的 XML",
            found: "\(position)附近：\(shown)",
            say: "应为格式良好的 XML：\(position)，\(reason(error))"
        )
    }

    private func reason(_ error: XMLError) -> String {
        switch error.code {
        case .empty: "报文为空"
        case .hasDoctype: "不接受 DOCTYPE 和实体声明"
        case .tooDeep: "嵌套过深"
        case .tooManyAttributes: "一个元素的属性或命名空间过多"
        case .tagMismatch: "结束标签与开始标签不一致"
        case .unclosed: "标签没有结束"
        case .undeclaredEntity: "引用了未声明的实体"
        case .illegalCharacter: "含有 XML 不允许的字符"
        case .undeclaredPrefix: "使用了未声明的命名空间前缀"
        case .repeatedAttribute: "同一元素的属性重复"
        case .trailingContent: "根元素之后还有内容"
        case .syntax, .system: error.message
        }
    }
}

/// What stands in `<?xml … ?>`.
enum XMLDeclaration {
    /// The value of the pseudo-attribute `encoding`; nil where there is none. Whether the declaration is well
    /// formed is the parser's to say.
    static func encoding(in text: ArraySlice<UInt8>) -> String? {
        guard text.starts(with: "<?xml".utf8) else { return nil }
        let declaration = text.prefix(200).prefix { $0 != UInt8(ascii: ">") }
        let words = Array("encoding".utf8)
        guard
            let start = declaration.indices.first(where: { declaration[$0...].starts(with: words) })
        else { return nil }
        let value = declaration[(start + words.count)...].drop {
            isSpace($0) || $0 == UInt8(ascii: "=")
        }
        guard let quote = value.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        else {
            return nil
        }
        return String(decoding: value.dropFirst().prefix { $0 != quote }, as: UTF8.self)
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}

extension XMLPlan {
    var described: String { namespace.map { "\(tag)（命名空间 \($0)）" } ?? tag }

    /// `/ORDER/FILES/FILE[2]/NAME`: positions are counted from 1.
    func xpath(of pointer: Pointer) -> String {
        var path = "/" + tag
        var plan = self
        var steps = pointer.steps[...]
        while let step = steps.popFirst() {
            switch plan.content {
            case .text: path += "/" + step
            case .items(let item):
                path += "/" + item.tag + Self.position(step)
                plan = item
            case .fields(let fields):
                switch fields.first(where: { $0.property == step })?.role {
                case nil: path += "/" + step
                case .attribute(let tag, _): path += "/@" + tag
                case .element(let child):
                    path += "/" + child.tag
                    plan = child
                case .elements(let item):
                    path += "/" + item.tag + (steps.popFirst().map(Self.position) ?? "")
                    plan = item
                }
            }
        }
        return path
    }

    private static func position(_ step: String) -> String {
        Int(step).map { "[\($0 &+ 1)]" } ?? ""
    }
}

extension XMLElement {
    var described: String { namespace.map { "<\(name)>（命名空间 \($0)）" } ?? "<\(name)>" }
}
