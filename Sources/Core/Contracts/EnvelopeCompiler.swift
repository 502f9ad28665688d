import Expressions
import Values

/// Compiles an envelope's list of steps (contracts/LANGUAGE.md, section 8).
struct EnvelopeCompiler {
    var dialect: Dialect
    /// The keys that the contract names.
    let keys: [String]
    private var slots: [String: Int] = [:]
    /// Step values that depend on the moment of the attempt.
    private var fresh: Set<String> = []

    static let stepNames = [
        "base64", "sm3", "hmac-sm3", "sm3-sorted", "sm4-cbc", "wrap", "add", "headers", "fresh",
    ]

    init(dialect: Dialect, keys: [String]) {
        self.dialect = dialect
        self.keys = keys
    }

    /// Nil where a step cannot be understood, which is reported.
    mutating func compile(_ node: Node?, _ reader: inout RuleReader) -> Envelope? {
        guard let node else { return Envelope.none }
        guard let elements = node.elements else {
            reader.report("LB2110", node.span, "an envelope is a list of steps, outward from body")
            return nil
        }
        declare("body")
        for element in elements {
            let step = element.entries?.first?.value
            for name in [step?["as"]?.scalar, step?["iv"]?["as"]?.scalar].compactMap(\.self) {
                declare(name.text)
            }
        }
        var steps: [Envelope.Step] = []
        for element in elements {
            guard let step = self.step(element, &reader) else { return nil }
            steps.append(step)
        }
        return Envelope(
            steps: steps,
            slots: slots,
            environment: dialect.environment(of: .envelope) ?? Environment()
        )
    }

    private mutating func declare(_ name: String) {
        if slots[name] == nil { slots[name] = dialect.local(name).slot }
    }

    private mutating func step(
        _ node: Node,
        _ reader: inout RuleReader
    ) -> Envelope.Step? {
        guard let entry = node.entries?.first, node.entries?.count == 1 else {
            reader.report(
                "LB2110",
                node.span,
                "a step is one of \(Self.stepNames.joined(separator: ", "))"
            )
            return nil
        }
        let name = entry.value["as"]?.scalar?.text
        guard let action = action(entry, &reader) else { return nil }
        let step = Envelope.Step(
            action: action,
            name: name,
            isFresh: action.isFresh,
            span: entry.key.span
        )
        if step.isFresh { fresh.formUnion(step.given) }
        if step.isFresh, action.changesBody {
            reader.report(
                "LB2111",
                entry.key.span,
                "the moment of an attempt may flow into headers only",
                hint:
                    "a message keeps its body bytes for ever: use message.time or message.millis"
            )
        }
        return step
    }

    private mutating func action(
        _ entry: Node.Entry,
        _ reader: inout RuleReader
    ) -> Envelope.Action? {
        let span = entry.key.span
        switch entry.key.text {
        case "base64":
            let keys = reader.entries(entry.value, of: "base64", known: ["of", "as"])
            guard require(keys, ["of", "as"], "base64", span, &reader) else { return nil }
            return operand(keys["of"], &reader).map { .base64(of: $0) }
        case "sm3":
            let keys = reader.entries(entry.value, of: "sm3", known: ["of", "as", "text"])
            guard require(keys, ["of", "as", "text"], "sm3", span, &reader),
                let text: Envelope.Text = reader.choice(keys["text"], "text")
            else { return nil }
            return .sm3(of: operands(keys["of"], &reader), text)
        case "hmac-sm3":
            let keys = reader.entries(
                entry.value,
                of: "hmac-sm3",
                known: ["of", "key", "as", "text"]
            )
            guard require(keys, ["of", "key", "as", "text"], "hmac-sm3", span, &reader),
                let text: Envelope.Text = reader.choice(keys["text"], "text"),
                let key = reader.text(keys["key"], "key")
            else { return nil }
            checkKey(key, keys["key"]?.span ?? span, &reader)
            return .hmacSM3(of: operands(keys["of"], &reader), key: key, text)
        case "sm3-sorted": return sortedFields(entry, &reader).map { .sm3Sorted($0) }
        case "sm4-cbc": return cipher(entry, &reader).map { .sm4CBC($0) }
        case "wrap": return .wrap(members(entry.value, &reader))
        case "add": return .add(members(entry.value, &reader))
        case "headers": return .headers(members(entry.value, &reader))
        case "fresh":
            let keys = reader.entries(entry.value, of: "fresh", known: ["of", "within"])
            guard require(keys, ["of", "within"], "fresh", span, &reader),
                let operand = operand(keys["of"], &reader),
                let within = seconds(keys["within"], &reader)
            else { return nil }
            return .fresh(of: operand, withinSeconds: within)
        case let other:
            reader.report(
                "LB2112",
                span,
                "there is no step '\(other)'",
                hint: didYouMean(other, among: Self.stepNames)
            )
            return nil
        }
    }

    func require(
        _ keys: [String: Node],
        _ names: [String],
        _ step: String,
        _ span: SourceSpan,
        _ reader: inout RuleReader
    ) -> Bool {
        let missing = names.filter { keys[$0] == nil }
        for name in missing { reader.report("LB2013", span, "\(step) needs \(name)") }
        return missing.isEmpty
    }

    func checkKey(_ key: String, _ span: SourceSpan, _ reader: inout RuleReader) {
        guard !keys.contains(key) else { return }
        reader.report(
            "LB2113",
            span,
            "the contract names no key '\(key)'",
            hint: "add it to keys: in contract.yaml"
        )
    }

    /// `60` or `60s`.
    private func seconds(_ node: Node?, _ reader: inout RuleReader) -> Int64? {
        guard let scalar = node?.scalar else { return nil }
        let digits = scalar.text.hasSuffix("s") ? scalar.text.dropLast() : Substring(scalar.text)
        guard let seconds = Int64(digits), (1...86_400).contains(seconds) else {
            reader.report("LB2114", scalar.span, "within is a number of seconds from 1 to 86400")
            return nil
        }
        return seconds
    }

    mutating func members(_ node: Node, _ reader: inout RuleReader) -> [Envelope.Member] {
        guard let entries = node.entries else {
            reader.report("LB2115", node.span, "this step maps names to expressions")
            return []
        }
        var members: [Envelope.Member] = []
        for entry in entries {
            if let operand = operand(entry.value, &reader) {
                members.append(Envelope.Member(name: entry.key.text, operand: operand))
            }
        }
        return members
    }

    private mutating func operands(_ node: Node?, _ reader: inout RuleReader) -> [Envelope.Operand]
    {
        guard let node else { return [] }
        return (node.elements ?? [node]).compactMap { operand($0, &reader) }
    }

    mutating func operand(_ node: Node?, _ reader: inout RuleReader) -> Envelope.Operand? {
        guard let node, let scalar = node.scalar else {
            if let node { reader.report("LB2035", node.span, "an expression stands here") }
            return nil
        }
        guard let expression = dialect.expression(scalar, .envelope, &reader) else { return nil }
        let isPath = scalar.text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2E
                || byte == 0x5F
        }
        let isFresh =
            expression.reads(Variable.sent.rawValue)
            || fresh.contains { expression.reads(slots[$0]) }
        return Envelope.Operand(
            name: isPath && !(scalar.text.utf8.first.map { (0x30...0x39).contains($0) } ?? true)
                ? scalar.text : nil,
            expression: expression,
            isFresh: isFresh
        )
    }
}

extension Envelope.Action {
    var changesBody: Bool {
        switch self {
        case .wrap, .add: true
        case .base64, .sm3, .hmacSM3, .sm3Sorted, .sm4CBC, .headers, .fresh: false
        }
    }

    var isFresh: Bool {
        if case .fresh = self { false } else { operands.contains { $0.isFresh } }
    }
}
