import Contracts
import Formats
import Values

extension StoryReader {
    private static let rowKeys = ["merge", "modes", "reasons", "items", "rejected"]

    /// The table of a story: `application` and `table`.
    mutating func table(_ keys: [String: Node], at span: SourceSpan) -> Story.Table? {
        guard let node = keys["table"] else {
            if let node = keys["application"] {
                report("LB2312", node.span, "an application of a story without a table")
            }
            return nil
        }
        if let steps = keys["steps"] {
            report("LB2312", steps.span, "a story has steps or a table, not both")
        }
        if let demo = keys["demo"] {
            report("LB2312", demo.span, "a demo plays steps, and this story is a table")
        }
        guard let program else {
            if let region {
                report(
                    "LB2301",
                    node.span,
                    "a story that sends names its program, not only \(region.name)"
                )
            }
            return nil
        }
        guard let elements = node.elements, !elements.isEmpty else {
            report("LB2302", node.span, "table is a list of rows and of files of rows")
            return nil
        }
        var rows: [Story.Row] = []
        for element in elements {
            if element["rows"] != nil {
                rows += sheet(element, of: program)
            } else if let row = row(element, of: program) {
                rows.append(row)
            }
        }
        return application(keys["application"], at: span, rows)
    }

    private mutating func application(
        _ node: Node?,
        at span: SourceSpan,
        _ rows: [Story.Row]
    ) -> Story.Table? {
        guard let node else {
            report("LB2301", span, "application is missing: what the rows of the table change")
            return nil
        }
        let keys = entries(
            node,
            of: "the application of a table",
            ["at", "from", "send", "message", "headers"]
        )
        let at = instant(keys["at"], "at", at: node.span)
        let from = party(keys["from"], "from", at: node.span)
        let headers = pairs(keys["headers"], "headers")
        let messageID = keys["message"].flatMap { text($0, "message", at: $0.span) }
        guard let file = input(keys["send"], "send", at: node.span),
            let bytes = self.file("\(folder)/\(file.name)")
        else { return nil }
        guard let application = try? JSON.decode(bytes), application.object != nil else {
            report("LB2312", file.span, "\(file.name) is no JSON object, which rows can change")
            return nil
        }
        guard let at, let from else { return nil }
        return Story.Table(
            at: at,
            from: from,
            messageID: messageID,
            headers: headers,
            application: application,
            rows: rows
        )
    }

    // MARK: A row

    private mutating func row(_ node: Node, of program: Program) -> Story.Row? {
        let keys = entries(node, of: "a row", ["title"] + Self.rowKeys)
        guard !keys.isEmpty else { return nil }
        let title = text(keys["title"], "title", at: node.span)
        let before = faults.count
        let part = part(keys, of: program)
        return faults.count == before ? part.row(title, node.span, &self) : nil
    }

    /// What a row says, or a word in a column of a sheet.
    mutating func part(_ node: Node, of program: Program) -> StoryRowPart {
        part(entries(node, of: "what a cell says", Self.rowKeys), of: program)
    }

    private mutating func part(_ keys: [String: Node], of program: Program) -> StoryRowPart {
        var part = StoryRowPart()
        if let patch = keys["merge"] {
            if patch.entries == nil {
                report("LB2302", patch.span, "merge is a mapping of what is changed")
            }
            part.patches = [patch.value]
        }
        if let node = keys["modes"] { modes(node, of: program, &part) }
        for entry in mapping(keys["reasons"], "reasons maps items to why", of: program) {
            let reasons = entry.value.elements ?? [entry.value]
            part.reasons[entry.key.text] = reasons.compactMap {
                text($0, "a reason", at: $0.span)
            }
        }
        if let node = keys["items"] { items(node, of: program, &part) }
        if let node = keys["rejected"] {
            part.rejected = (node.elements ?? [node]).compactMap {
                text($0, "a place in rejected", at: $0.span)
            }
        }
        return part
    }

    private mutating func modes(_ node: Node, of program: Program, _ part: inout StoryRowPart) {
        var modes: [String: String] = [:]
        for entry in mapping(node, "modes maps items to modes", of: program) {
            let item = entry.key.text
            guard let word = text(entry.value, "a mode", at: entry.key.span) else { continue }
            modes[item] = mode(word, of: item, in: program, entry.value.span)
        }
        part.modes = modes
    }

    /// A mode by its name, or by its title among the canonical codes.
    mutating func mode(
        _ word: String,
        of item: String,
        in program: Program,
        _ span: SourceSpan
    ) -> String? {
        let known = program.item(item)?.modes.map(\.name) ?? []
        if known.contains(word) { return word }
        let titled = known.first { catalogue.titles.title("mode", $0) == word }
        if titled == nil {
            report("LB2308", span, "'\(item)' has no mode '\(word)'", near: word, known)
        }
        return titled
    }

    private mutating func items(_ node: Node, of program: Program, _ part: inout StoryRowPart) {
        if let elements = node.elements {
            let names = elements.compactMap { element -> String? in
                guard let name = text(element, "an item", at: element.span),
                    isItem(name, of: program, element.span)
                else { return nil }
                return name
            }
            part.items = Set(names)
            return
        }
        for entry in mapping(
            node,
            "items lists the items that apply, or maps items to states",
            of: program
        ) {
            guard let word = text(entry.value, "a state", at: entry.key.span) else { continue }
            part.states[entry.key.text] = state(word, entry.value.span)
        }
    }

    /// A milestone, or what an item is before its order.
    mutating func state(_ word: String, _ span: SourceSpan) -> String? {
        let known = Milestone.allCases.map(\.rawValue) + ["undecided", "skipped", "pending"]
        if known.contains(word) { return word }
        report("LB2308", span, "'\(word)' is not a state", near: word, known)
        return nil
    }

    /// The entries of a mapping whose keys are items.
    private mutating func mapping(
        _ node: Node?,
        _ what: String,
        of program: Program
    ) -> [Node.Entry] {
        guard let node else { return [] }
        guard let entries = node.entries else {
            report("LB2302", node.span, what)
            return []
        }
        return entries.filter { isItem($0.key.text, of: program, $0.key.span) }
    }

    mutating func isItem(_ name: String, of program: Program, _ span: SourceSpan) -> Bool {
        if program.item(name) != nil { return true }
        report(
            "LB2308",
            span,
            "\(program.name) has no item '\(name)'",
            near: name,
            program.items.map(\.id)
        )
        return false
    }
}

/// What a row says, put together from the row itself or from the cells of a sheet.
struct StoryRowPart {
    var patches: [Value] = []
    var modes: [String: String]?
    var reasons: [String: [String]] = [:]
    var items: Set<String>?
    var states: [String: String] = [:]
    var rejected: [String]?

    /// What a later cell says counts.
    mutating func add(_ other: StoryRowPart) {
        patches += other.patches
        if let its = other.modes { modes = (modes ?? [:]).merging(its) { $1 } }
        reasons.merge(other.reasons) { $1 }
        items = other.items ?? items
        states.merge(other.states) { $1 }
        rejected = other.rejected ?? rejected
    }

    /// The row; nil where it decides nothing, or is refused and decides all the same.
    func row(_ title: String?, _ span: SourceSpan, _ reader: inout StoryReader) -> Story.Row? {
        let decides = modes != nil || items != nil || !states.isEmpty
        if let rejected {
            guard !decides, reasons.isEmpty else {
                reader.report(
                    "LB2312",
                    span,
                    "a row that is rejected decides nothing: no modes, reasons or items"
                )
                return nil
            }
            return title.map {
                Story.Row(title: $0, span: span, patches: patches, decided: .rejected(rejected))
            }
        }
        guard decides else {
            reader.report("LB2312", span, "a row says what is decided: modes, items or rejected")
            return nil
        }
        let decision = Story.Decision(
            modes: modes,
            reasons: reasons,
            items: items,
            states: states
        )
        return title.map {
            Story.Row(title: $0, span: span, patches: patches, decided: .applied(decision))
        }
    }
}
