import Contracts
import Formats
import Values

extension StoryReader {
    /// What a column of a sheet says.
    private enum Column {
        case title
        /// The cell stands at this place of the application.
        case place(Pointer)
        case mode(item: String)
        /// Why, one behind the other with `；` between.
        case reasons(item: String)
        case state(item: String)
        /// The items that apply, with spaces between.
        case items
        /// The places of the faults, with spaces between.
        case rejected
        /// What each word says.
        case words([String: StoryRowPart])
    }

    /// The rows of a file: `{ rows, merge, columns }`.
    mutating func sheet(_ node: Node, of program: Program) -> [Story.Row] {
        let keys = entries(node, of: "a file of rows", ["rows", "merge", "columns"])
        var common = StoryRowPart()
        if let patch = keys["merge"] {
            if patch.entries == nil {
                report("LB2302", patch.span, "merge is a mapping of what is changed")
            }
            common.patches = [patch.value]
        }
        let before = faults.count
        let columns = columns(keys["columns"], at: node.span, of: program)
        let areColumnsRight = faults.count == before
        guard let file = input(keys["rows"], "rows", at: node.span),
            let bytes = self.file("\(folder)/\(file.name)")
        else { return [] }
        let path = "\(folder)/\(file.name)"
        do {
            let all = try Sheet(bytes).rows
            guard let head = all.first, all.count > 1 else {
                report("LB2313", file.span, "\(file.name) has no rows below its head")
                return []
            }
            // What is wrong with the columns themselves is said once.
            guard areColumnsRight, let order = order(head, columns, path, file.span) else {
                return []
            }
            return all.dropFirst().compactMap { row($0, order, common, path, program) }
        } catch {
            let span = SourceSpan(file: path, line: error.line, column: error.column)
            report("LB2313", span, error.message)
            return []
        }
    }

    // MARK: Columns

    private mutating func columns(
        _ node: Node?,
        at span: SourceSpan,
        of program: Program
    ) -> [String: Column] {
        guard let node else {
            report("LB2301", span, "columns is missing: what each column of the file says")
            return [:]
        }
        guard let entries = node.entries else {
            report("LB2302", node.span, "columns maps the heads of columns to what they say")
            return [:]
        }
        var columns: [String: Column] = [:]
        for entry in entries {
            columns[entry.key.text] = column(entry.value, of: program)
        }
        return columns
    }

    private mutating func column(_ node: Node, of program: Program) -> Column? {
        if let entries = node.entries {
            var words: [String: StoryRowPart] = [:]
            for entry in entries { words[entry.key.text] = part(entry.value, of: program) }
            return .words(words)
        }
        guard let text = text(node, "a column", at: node.span) else { return nil }
        if let pointer = Pointer(text), !pointer.steps.isEmpty { return .place(pointer) }
        switch text {
        case "title": return .title
        case "items": return .items
        case "rejected": return .rejected
        default: break
        }
        let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, ["modes", "reasons", "items"].contains(parts[0]) else {
            report(
                "LB2313",
                node.span,
                "nothing of a row is called '\(text)'",
                hint:
                    "a column is a place such as /a/b, modes.<item>, reasons.<item>, items.<item>, items, rejected, title, or what each of its words says"
            )
            return nil
        }
        guard isItem(parts[1], of: program, node.span) else { return nil }
        switch parts[0] {
        case "modes": return .mode(item: parts[1])
        case "reasons": return .reasons(item: parts[1])
        default: return .state(item: parts[1])
        }
    }

    /// The columns as they stand in the file.
    private mutating func order(
        _ head: Sheet.Row,
        _ columns: [String: Column],
        _ path: String,
        _ span: SourceSpan
    ) -> [Column]? {
        var order: [Column] = []
        for cell in head.cells {
            if let column = columns[cell.text] {
                order.append(column)
            } else {
                report(
                    "LB2313",
                    SourceSpan(file: path, line: head.line, column: cell.column),
                    "columns does not say what '\(cell.text)' is",
                    hint: Self.known(columns.keys)
                )
            }
        }
        let heads = Set(head.cells.map(\.text))
        for name in columns.keys.sorted() where !heads.contains(name) {
            report("LB2313", span, "the file has no column '\(name)'")
        }
        return order.count == head.cells.count && order.count == columns.count ? order : nil
    }

    // MARK: Rows

    private mutating func row(
        _ row: Sheet.Row,
        _ order: [Column],
        _ common: StoryRowPart,
        _ path: String,
        _ program: Program
    ) -> Story.Row? {
        let span = SourceSpan(file: path, line: row.line, column: 1)
        guard row.cells.count == order.count else {
            report(
                "LB2313",
                span,
                "this row has \(row.cells.count) cells, and the head has \(order.count)"
            )
            return nil
        }
        var part = common
        var title = "line \(row.line)"
        let before = faults.count
        for (cell, column) in zip(row.cells, order) {
            if case .title = column {
                title = cell.text
                continue
            }
            let place = SourceSpan(file: path, line: row.line, column: cell.column)
            part.add(self.part(cell.text, column, place, program))
        }
        guard faults.count == before else { return nil }
        // Columns of modes are there for the rows that are not rejected.
        if part.rejected != nil, part.modes?.isEmpty == true { part.modes = nil }
        return part.row(title, span, &self)
    }

    private mutating func part(
        _ text: String,
        _ column: Column,
        _ span: SourceSpan,
        _ program: Program
    ) -> StoryRowPart {
        var part = StoryRowPart()
        switch column {
        case .title: break
        case .words(let words):
            if let said = words[text] { return said }
            report(
                "LB2313",
                span,
                "columns does not say what '\(text)' means here",
                hint: Self.known(words.keys)
            )
        case .mode(let item):
            part.modes = [:]
            guard !text.isEmpty else { break }
            if let mode = mode(text, of: item, in: program, span) { part.modes = [item: mode] }
        case _ where text.isEmpty: break
        case .place(let pointer): part.patches = [Self.patch(text, at: pointer.steps)]
        case .reasons(let item):
            part.reasons[item] = text.split(separator: "；").map(String.init)
        case .state(let item): part.states[item] = state(text, span)
        case .items:
            let names = text.split(separator: " ").map(String.init)
            part.items = Set(names.filter { isItem($0, of: program, span) })
        case .rejected: part.rejected = text.split(separator: " ").map(String.init)
        }
        return part
    }

    /// Heads and words are too short for a guess which of them is meant.
    private static func known(_ words: some Sequence<String>) -> String {
        "known are \(words.sorted().joined(separator: ", "))"
    }

    /// A number where the cell reads as one, else a text.
    private static func patch(_ text: String, at steps: [String]) -> Value {
        let value = Number(text).map(Value.number) ?? .string(text)
        return steps.reversed().reduce(value) { .object(Object([($1, $0)])) }
    }
}
