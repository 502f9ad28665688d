import Values

/// Reads the mappings of rule files and collects what is wrong with them, so that one run shows every error.
struct RuleReader {
    private(set) var diagnostics: [Diagnostic] = []

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    mutating func report(_ code: String, _ span: SourceSpan, _ message: String, hint: String? = nil)
    {
        diagnostics.append(Diagnostic(code: code, span: span, message: message, hint: hint))
    }

    mutating func report(_ found: [Diagnostic]) { diagnostics += found }

    /// The entries of a mapping, each key checked against the known ones. The value of a misspelt key is given under the key
    /// that was meant, so that nothing more is said about that one.
    mutating func entries(_ node: Node, of what: String, known: [String]) -> [String: Node] {
        guard let entries = node.entries else {
            report("LB2010", node.span, "\(what) is a mapping of \(known.joined(separator: ", "))")
            return [:]
        }
        var result: [String: Node] = [:]
        var misspelt: [(meant: String, value: Node)] = []
        for entry in entries {
            if known.contains(entry.key.text) {
                result[entry.key.text] = entry.value
            } else {
                let near = nearest(to: entry.key.text, among: known)
                if let near { misspelt.append((near, entry.value)) }
                report(
                    "LB2011",
                    entry.key.span,
                    "\(what) has no key '\(entry.key.text)'",
                    hint: near.map { "did you mean '\($0)'?" }
                        ?? "known are \(known.joined(separator: ", "))"
                )
            }
        }
        for (meant, value) in misspelt where result[meant] == nil { result[meant] = value }
        return result
    }

    /// The entries of a mapping whose keys are names of the contract's own; none where nothing stands there.
    mutating func members(_ node: Node?, _ what: String) -> [Node.Entry] {
        guard let node, node.scalar?.value != .null else { return [] }
        if let entries = node.entries { return entries }
        report("LB2010", node.span, "\(what) is a mapping from names")
        // Those behind a dash too many, so that nothing is said about what seems to be missing.
        let elements = node.elements ?? []
        return elements.allSatisfy { $0.entries?.count == 1 }
            ? elements.flatMap { $0.entries ?? [] } : []
    }

    /// The elements of a list; none where nothing stands there.
    mutating func elements(_ node: Node?, _ what: String) -> [Node] {
        guard let node, node.scalar?.value != .null else { return [] }
        if let elements = node.elements { return elements }
        report("LB2016", node.span, "\(what) is a list")
        return []
    }

    mutating func text(_ node: Node?, _ what: String) -> String? {
        guard let node else { return nil }
        guard let scalar = node.scalar, case .string(let text) = scalar.value else {
            let hint = node.scalar == nil ? nil : "put it in quotes"
            report("LB2012", node.span, "\(what) is a text", hint: hint)
            return nil
        }
        return text
    }

    mutating func required(_ node: Node?, _ what: String, at span: SourceSpan) -> String? {
        if node == nil { report("LB2013", span, "\(what) is missing") }
        return text(node, what)
    }

    mutating func flag(_ node: Node?, _ what: String) -> Bool? {
        guard let node else { return nil }
        guard case .bool(let flag)? = node.scalar?.value else {
            let meant = ["yes": "true", "on": "true", "no": "false", "off": "false"]
            let hint = node.scalar.flatMap { meant[$0.text.lowercased()] }.map { "write \($0)" }
            report("LB2014", node.span, "\(what) is true or false", hint: hint)
            return nil
        }
        return flag
    }

    mutating func number(_ node: Node?, _ what: String) -> Number? {
        guard let node else { return nil }
        guard case .number(let number)? = node.scalar?.value else {
            report("LB2015", node.span, "\(what) is a number")
            return nil
        }
        return number
    }

    /// A literal list of texts.
    mutating func texts(_ node: Node?, _ what: String) -> [String]? {
        guard let node else { return nil }
        guard let elements = node.elements else {
            let hint = node.scalar == nil ? nil : "put it in brackets"
            report("LB2016", node.span, "\(what) is a list", hint: hint)
            // One element without its brackets, so that nothing is said about the one that is missing.
            if case .string(let text)? = node.scalar?.value { return [text] }
            return nil
        }
        return elements.compactMap { text($0, "an element of \(what)") }
    }

    /// The texts of a list with the place of each.
    mutating func places(_ node: Node?, _ what: String) -> [(text: String, span: SourceSpan)] {
        guard let node, let texts = texts(node, what) else { return [] }
        let spans = (node.elements ?? []).map(\.span)
        return texts.enumerated().map { at, text in
            (text, spans.count == texts.count ? spans[at] : node.span)
        }
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ node: Node?,
        _ what: String
    ) -> Choice? where Choice.RawValue == String {
        guard let node, let text = text(node, what) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let known = Choice.allCases.map(\.rawValue)
        report(
            "LB2017",
            node.span,
            "\(what) is not '\(text)'",
            hint: didYouMean(text, among: known)
                ?? "known are \(known.joined(separator: ", "))"
        )
        return nil
    }

    mutating func provenance(_ keys: [String: Node], at span: SourceSpan) -> Program.Provenance {
        Program.Provenance(
            title: text(keys["title"], "title"),
            basis: text(keys["basis"], "basis"),
            assumption: text(keys["assumption"], "assumption"),
            span: span
        )
    }

    mutating func milestone(_ node: Node?, _ what: String) -> Milestone? {
        guard let node, let text = text(node, what) else { return nil }
        return milestone(text, node.span)
    }

    mutating func milestone(_ text: String, _ span: SourceSpan) -> Milestone? {
        if let state = Milestone(rawValue: text) { return state }
        reportState(text, span)
        return nil
    }

    mutating func reportState(_ text: String, _ span: SourceSpan) {
        let states = Milestone.allCases.map(\.rawValue)
        report(
            "LB2036",
            span,
            "'\(text)' is not a state",
            hint: didYouMean(text, among: states) ?? "states are \(states.joined(separator: ", "))"
        )
    }

    static let provenanceKeys = ["title", "basis", "assumption"]
}
