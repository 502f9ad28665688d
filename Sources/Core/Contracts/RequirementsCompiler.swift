import Values

extension Requirements {
    /// The file below a region's folder.
    static let file = "requirements.yaml"

    /// Compiles the register of a region. What is wrong with one requirement leaves the others.
    static func compile(_ region: String, _ node: Node, _ reader: inout RuleReader) -> Requirements
    {
        let keys = reader.entries(
            node,
            of: "a register",
            known: ["region", "title", "basis", "requirements"]
        )
        let stated = reader.required(keys["region"], "region", at: node.span)
        if let stated, stated != region {
            reader.report(
                "LB2030",
                keys["region"]?.span ?? node.span,
                "this register stands in \(region), so it is 'region: \(region)'"
            )
        }
        if keys["requirements"] == nil {
            reader.report("LB2013", node.span, "requirements is missing")
        }
        return Requirements(
            region: region,
            title: reader.required(keys["title"], "title", at: node.span) ?? "",
            basis: reader.required(keys["basis"], "basis", at: node.span) ?? "",
            all: reader.members(keys["requirements"], "requirements")
                .map { requirement($0, &reader) }
        )
    }

    private static func requirement(_ entry: Node.Entry, _ reader: inout RuleReader) -> Requirement
    {
        let (id, span) = (entry.key.text, entry.key.span)
        if !isID(id) {
            reader.report(
                "LB2095",
                span,
                "'\(id)' is no id of a requirement",
                hint:
                    "write capital letters, a hyphen and a number, such as JZ-05, YX-02b or TX-F5a"
            )
        }
        let keys = reader.entries(
            entry.value,
            of: "requirement '\(id)'",
            known: ["title", "says", "basis", "not-a-message", "shown-by"]
        )
        return Requirement(
            id: id,
            title: reader.required(keys["title"], "title", at: span) ?? id,
            says: quotes(keys["says"], at: span, &reader),
            basis: reader.required(keys["basis"], "basis", at: span) ?? "",
            shown: shown(keys, &reader),
            span: span
        )
    }

    /// One quote, or a list of them.
    private static func quotes(
        _ node: Node?,
        at span: SourceSpan,
        _ reader: inout RuleReader
    ) -> [String] {
        if let node, node.elements != nil { return reader.texts(node, "says") ?? [] }
        return reader.required(node, "says", at: span).map { [$0] } ?? []
    }

    private static func shown(
        _ keys: [String: Node],
        _ reader: inout RuleReader
    )
        -> Requirement.Shown
    {
        let reason = reader.text(keys["not-a-message"], "not-a-message")
        let command = reader.text(keys["shown-by"], "shown-by")
        if keys["not-a-message"] != nil, let both = keys["shown-by"] {
            reader.report(
                "LB2096",
                both.span,
                "what a command shows has no reason why nothing shows it",
                hint: "keep shown-by or not-a-message; without either, a story has to prove it"
            )
        }
        if let reason { return .nothing(reason: reason) }
        return command.map { .command($0) } ?? .example
    }

    /// Capital letters, a hyphen, perhaps one capital letter, a number, perhaps one small letter.
    private static func isID(_ text: String) -> Bool {
        var rest = Substring(text)
        func take(_ range: ClosedRange<Character>, atMost count: Int = .max) -> Int {
            let taken = rest.prefix { range.contains($0) && $0.isASCII }.count
            rest = rest.dropFirst(min(taken, count))
            return min(taken, count)
        }
        guard take("A"..."Z") > 0, rest.popFirst() == "-" else { return false }
        _ = take("A"..."Z", atMost: 1)
        guard take("0"..."9") > 0 else { return false }
        _ = take("a"..."z", atMost: 1)
        return rest.isEmpty
    }
}
