import Values

/// Compares the rules of one program.
struct RuleComparison {
    let old: Node
    let new: Node
    var list = ChangeList()

    private typealias Impact = ContractDiff.Impact

    init(old: Node, new: Node) {
        self.old = old
        self.new = new
    }

    mutating func compare() {
        for key in ["title", "basis", "assumption", "late-reply"] {
            list.compare(key, old[key], new[key], .compatible)
        }
        list.compare("leads", old["leads"], new["leads"], .breaking)
        compareNames(
            "intake.from",
            old["intake"]?["from"],
            new["intake"]?["from"]
        )
        compareEach("let", .compatible)
        compareWorks()
        compareChecks()
        compareItems()
        compareMaterials()
        compareNamed("limits", added: .breaking, removed: .compatible, Self.limits)
        compareNamed("notices", added: .compatible, removed: .breaking, Self.notices)
        for key in ["overall", "when"] {
            let (before, after) = (old["outcome"]?[key], new["outcome"]?[key])
            list.compare("outcome \(key)", before, after, .breaking)
        }
    }

    // MARK: Lists of names, mappings of expressions

    /// Who is taken off a list loses something.
    private mutating func compareNames(_ subject: String, _ old: Node?, _ new: Node?) {
        guard let before = old?.elements, let after = new?.elements else {
            return list.compare(subject, old, new, .breaking)
        }
        for node in after where !before.contains(where: { $0.value == node.value }) {
            list.add(.compatible, subject, "also \(node.shown)", new: node.span)
        }
        for node in before where !after.contains(where: { $0.value == node.value }) {
            list.add(.breaking, subject, "no longer \(node.shown)", old: node.span)
        }
    }

    private mutating func compareEach(_ key: String, _ impact: ContractDiff.Impact) {
        let (before, after) = (old[key], new[key])
        for name in Node.names(before, after) {
            list.compare("\(key).\(name)", before?[name], after?[name], impact)
        }
    }

    /// Other cases hear of works: that takes nothing from anybody, and their end is a notice that no longer goes out.
    private mutating func compareWorks() {
        let (before, after) = (old["works"], new["works"])
        guard let before, let after else {
            if let after { list.add(.compatible, "works", "added", new: after.span) }
            if let before { list.add(.breaking, "works", "removed", old: before.span) }
            return
        }
        for key in Node.names(before, after) {
            list.compare("works \(key)", before[key], after[key], .compatible)
        }
    }

    // MARK: Checks

    private mutating func compareChecks() {
        let before = old["checks"]?.elements ?? []
        let after = new["checks"]?.elements ?? []
        var left = before
        var fresh: [Node] = []
        for check in after {
            if let at = left.firstIndex(where: { $0.value == check.value }) {
                left.remove(at: at)
            } else {
                fresh.append(check)
            }
        }
        for check in fresh {
            let same =
                left.firstIndex { $0["that"]?.value == check["that"]?.value }
                ?? left.firstIndex { $0["say"]?.value == check["say"]?.value }
            let isError = check["level"]?.scalar?.text != "warning"
            guard let same else {
                let text = "added: \((check["say"] ?? check).shown)"
                list.add(isError ? .breaking : .compatible, "checks", text, new: check.span)
                continue
            }
            let known = left.remove(at: same)
            for key in ["that", "say", "at", "level", "basis", "assumption"] {
                let isStricter = key == "that" || key == "level"
                let impact: Impact = isStricter && isError ? .breaking : .compatible
                list.compare("checks \(key)", known[key], check[key], impact)
            }
        }
        for check in left {
            let text = "removed: \((check["say"] ?? check).shown)"
            list.add(.compatible, "checks", text, old: check.span)
        }
    }

    // MARK: Items

    /// Without `body`, which belongs to the party.
    private static let items: [(String, Impact)] = [
        ("title", .compatible), ("group", .breaking), ("party", .breaking), ("contract", .breaking),
        ("when", .breaking), ("after", .compatible), ("mode", .compatible), ("ends", .breaking),
        ("complete", .compatible), ("counts", .breaking), ("basis", .compatible),
        ("assumption", .compatible),
    ]

    private mutating func compareItems() {
        let (before, after) = (old["items"], new["items"])
        let oldNames = (before?.entries ?? []).map(\.key.text)
        let newNames = (after?.entries ?? []).map(\.key.text)
        for (at, name) in newNames.enumerated() {
            guard let position = oldNames.firstIndex(of: name) else {
                list.add(.compatible, "items.\(name)", "added", new: after?.entry(name)?.key.span)
                continue
            }
            if position != at {
                let numbers = "\(padded(position + 1, 2)) → \(padded(at + 1, 2))"
                let text = "its number changes in new cases: \(numbers)"
                list.add(.breaking, "items.\(name)", text, new: after?.entry(name)?.key.span)
            }
            for (key, impact) in Self.items {
                let subject = "items.\(name) \(key)"
                list.compare(
                    subject,
                    before?[name]?[key],
                    after?[name]?[key],
                    impact
                )
            }
        }
        for name in oldNames where !newNames.contains(name) {
            list.add(.breaking, "items.\(name)", "removed", old: before?.entry(name)?.key.span)
        }
    }

    // MARK: Materials

    private mutating func compareMaterials() {
        let keys = ["title", "for"]
        func identity(_ node: Node) -> [Value?] { keys.map { node[$0]?.value } }
        let before = old["materials"]?.elements ?? []
        let after = new["materials"]?.elements ?? []
        for material in after {
            let title = (material["title"] ?? material).shown
            let isNeeded = material["missing"]?.scalar?.text == "refuse"
            guard let known = before.first(where: { identity($0) == identity(material) }) else {
                let impact: Impact = isNeeded ? .breaking : .compatible
                list.add(impact, "materials", "added: \(title)", new: material.span)
                continue
            }
            for key in Node.names(known, material) where !keys.contains(key) {
                let isRemark = key == "basis" || key == "assumption"
                let impact: Impact = isNeeded && !isRemark ? .breaking : .compatible
                list.compare(
                    "materials \(title) \(key)",
                    known[key],
                    material[key],
                    impact
                )
            }
        }
        for material in before where !after.contains(where: { identity($0) == identity(material) })
        {
            let title = (material["title"] ?? material).shown
            list.add(.compatible, "materials", "removed: \(title)", old: material.span)
        }
    }

    // MARK: Limits and notices

    private static let limits: [(String, Impact)] = [
        ("title", .compatible), ("for", .breaking), ("from", .breaking), ("until", .breaking),
        ("within", .breaking), ("warn", .compatible), ("pause", .breaking), ("basis", .compatible),
        ("assumption", .compatible),
    ]
    private static let notices: [(String, Impact)] = [
        ("title", .compatible), ("per", .compatible), ("when", .compatible), ("again", .compatible),
        ("to", .breaking), ("body", .breaking), ("basis", .compatible), ("assumption", .compatible),
    ]

    private mutating func compareNamed(
        _ kind: String,
        added: ContractDiff.Impact,
        removed: ContractDiff.Impact,
        _ keys: [(String, ContractDiff.Impact)]
    ) {
        let (before, after) = (old[kind], new[kind])
        for name in Node.names(before, after) {
            let subject = "\(kind).\(name)"
            guard let known = before?[name] else {
                let span = after?[name]?["within"]
                let text = span.map { "added: \($0.shown)" } ?? "added"
                list.add(added, subject, text, new: after?.entry(name)?.key.span)
                continue
            }
            guard let rule = after?[name] else {
                list.add(removed, subject, "removed", old: before?.entry(name)?.key.span)
                continue
            }
            for (key, impact) in keys {
                switch key {
                case "body": compareBody(subject, known[key], rule[key])
                case "to": compareNames("\(subject) to", known[key], rule[key])
                case "within": compareSpans(subject, known, rule)
                default:
                    list.compare("\(subject) \(key)", known[key], rule[key], impact)
                }
            }
        }
    }

    private mutating func compareBody(_ subject: String, _ before: Node?, _ after: Node?) {
        var body = ChangeList()
        BodyComparison(old: before, new: after).compare(subject, into: &body)
        for change in body.changes { list.take(change) }
    }

    /// More of the same time is no harm to whoever is held to it.
    private mutating func compareSpans(_ subject: String, _ before: Node, _ after: Node) {
        let (old, new) = (before["within"], after["within"])
        guard let old, let new, old.value != new.value else { return }
        let (length, other) = (Self.length(old), Self.length(new))
        let isLonger =
            length.flatMap { length in
                other.map { $0.unit == length.unit && $0.count > length.count }
            }
            ?? false
        let basis = after["basis"].map { " (basis \($0.shown))" } ?? ""
        let text = "\(old.shown) → \(new.shown)\(basis)"
        list.add(
            isLonger ? .compatible : .breaking,
            "\(subject) within",
            text,
            new: new.span,
            old: old.span
        )
    }

    /// `workdays(5)` → workdays, 5.
    private static func length(_ node: Node) -> (unit: Substring, count: Double)? {
        guard let text = node.scalar?.text, let open = text.firstIndex(of: "("), text.hasSuffix(")")
        else { return nil }
        let count = Double(text[text.index(after: open)...].dropLast())
        return count.map { (text[..<open], $0) }
    }
}

/// Compares the body of an item or a notice, which has no schema.
struct BodyComparison {
    let old: Node?
    let new: Node?

    func compare(_ subject: String, into list: inout ChangeList) {
        list.prefix = subject
        defer { list.prefix = "" }
        LeafComparison(old: wrapped(old), new: wrapped(new), isOutbound: true)
            .compare(into: &list, except: [])
    }

    private func wrapped(_ body: Node?) -> Node? {
        guard let body else { return nil }
        let key = Node.Scalar(text: "body", isPlain: true, span: body.span)
        return .mapping([Node.Entry(key: key, value: body)], body.span)
    }
}
