import Cases
import Contracts
import Expressions
import Formats
import Pipeline
import Stores
import Values

/// A rehearsal as `lianban explain` prints it.
struct ExplainReport {
    let rehearsal: Rehearsal
    let catalogue: Catalogue
    let now: Instant
    var masking: Masking
    var showsHex = false
    /// For each message its fields and their sources, where they are asked for.
    var explained: [ExplainField?] = []

    init(_ rehearsal: Rehearsal, catalogue: Catalogue, now: Instant) {
        self.rehearsal = rehearsal
        self.catalogue = catalogue
        self.now = now
        masking = rehearsal.stages.masking
    }

    var region: Region { rehearsal.sender.region }

    func title(ofParty name: String?) -> String {
        guard let name else { return "" }
        return region.party(name).map { "\($0.title) (\(name))" } ?? name
    }

    func rule(_ id: String) -> ItemRule? { rehearsal.program?.item(id) }

    func print(on output: Output) {
        printApplication(on: output)
        if let opened = rehearsal.opened {
            printItems(opened, on: output)
            printMessages(on: output)
            printLimits(opened, on: output)
            printRest(opened, on: output)
        } else {
            printProblems(on: output)
            printMessages(on: output)
        }
    }

    private func heading(_ text: String, _ output: Output) {
        output.line()
        output.line(output.styled(text, .bold))
    }

    // MARK: What came

    private func printApplication(on output: Output) {
        let sender = rehearsal.sender
        output.line(output.styled("Application", .bold))
        output.line("  from     \(sender.party.title) (\(sender.party.name)), \(region.title)")
        output.line("  queue    \(sender.queue)")
        output.line("  arrives  \(now.written)")
        if let message = rehearsal.stages.message { output.line("  message  \(message.name)") }
        if let program = rehearsal.program {
            output.line("  program  \(program.name) \(program.title)")
        }
        let result =
            rehearsal.opened.map {
                output.styled("accepted", .green) + " as case \($0.case.number)"
            }
            ?? output.styled(rehearsal.disposition.rawValue, .red)
        output.line("  result   \(result)")
        for canonical in rehearsal.stages.canonical {
            heading("Understood as", output)
            for line in lines(of: canonical) { output.line("  " + line) }
        }
        let said =
            rehearsal.opened?.events.filter { $0.kind == "warning" }.compactMap {
                $0.data["text"]?.string
            } ?? []
        let warnings = rehearsal.stages.warnings.map { "\($0.place): \($0.say)" } + said
        if !warnings.isEmpty { heading("Warnings", output) }
        for warning in warnings {
            output.line("  " + output.styled("! ", .yellow) + shown(warning))
        }
    }

    private func lines(of value: Value) -> [String] {
        String(decoding: JSON.encodePretty(masking.masked(value)), as: UTF8.self)
            .split(separator: "\n").map { printable(String($0)) }
    }

    private func shown(_ text: String) -> String { printable(masking.masked(text)) }

    private func printProblems(on output: Output) {
        heading("Problems", output)
        for problem in rehearsal.problems {
            output.line(
                "  " + output.styled(problem.place.description, .bold) + "  \(shown(problem.say))"
            )
            if problem.expected != problem.say {
                output.line("      expected  \(shown(problem.expected))")
            }
            if !problem.found.isEmpty { output.line("      found     \(shown(problem.found))") }
        }
    }

    // MARK: Items

    private func printItems(_ opened: Rehearsal.Opened, on output: Output) {
        heading("Items", output)
        for item in opened.items {
            let isOn = item.decision == .applies
            let mark = isOn ? output.styled("✓", .green) : item.decision == .undecided ? "?" : "–"
            let party = isOn ? " → \(title(ofParty: item.party))" : ""
            output.line("  \(mark) \(item.title) (\(item.id))\(party)")
            for (label, text) in reasons(item) {
                output.line("      \(label)\(spaces(10 - label.count))\(text)")
            }
        }
    }

    private func reasons(_ item: ItemSummary) -> [(String, String)] {
        var lines: [(String, String)] = []
        let rule = rule(item.id)
        let when = rule?.when?.text
        switch item.decision {
        case .applies: lines.append(("applies", when ?? "always"))
        case .undecided: lines.append(("undecided", when ?? ""))
        case .skipped, .dropped: lines.append(("not", when ?? ""))
        }
        if let basis = rule?.provenance.basis { lines.append(("basis", basis)) }
        if let assumption = rule?.provenance.assumption { lines.append(("assumed", assumption)) }
        guard item.decision == .applies else { return lines }
        if item.state == "pending" { lines.append(("waits for", rule?.after?.text ?? "")) }
        if let mode = item.mode {
            lines.append(
                ("mode", catalogue.titles.title("mode", mode).map { "\(mode) \($0)" } ?? mode)
            )
            if !item.reasons.isEmpty {
                lines.append(("because", "不满足：" + item.reasons.joined(separator: "、")))
            }
        }
        if !item.materials.isEmpty {
            lines.append(("materials", shown(item.materials.joined(separator: "、"))))
        }
        if !item.missing.isEmpty { lines.append(("missing", item.missing.joined(separator: "、"))) }
        if !item.counts { lines.append(("outcome", "does not wait for it")) }
        if let decider = item.decidedBy {
            lines.append(
                ("outcome", "gives what '\(decider)' decides; its own ending is an opinion")
            )
        }
        return lines
    }

    // MARK: Messages

    private func printMessages(on output: Output) {
        for kind in Stores.OutboundMessage.Kind.allCases {
            let messages = rehearsal.messages.filter { $0.message.kind == kind }
            guard !messages.isEmpty else { continue }
            heading(
                "\(kind.rawValue.prefix(1).uppercased())\(kind.rawValue.dropFirst())s to send now: \(messages.count)",
                output
            )
            for (at, message) in messages.enumerated() { print(message, at + 1, on: output) }
        }
        if rehearsal.messages.isEmpty {
            heading("Messages", output)
            output.line("  none is sent")
        }
    }

    private func print(_ sent: Rehearsal.Message, _ place: Int, on output: Output) {
        let message = sent.message
        output.line("  \(place). " + output.styled(title(ofParty: message.party), .bold))
        output.line("     queue           \(message.destination)")
        output.line("     message-id      \(message.id)")
        for (name, value) in message.properties.object ?? Object() where name != "headers" {
            output.line("     \(name)\(spaces(16 - name.count))\(value.string ?? "")")
        }
        for (name, value) in message.properties["headers"]?.object ?? Object() {
            output.line("     header          \(name): \(value.string ?? "")")
        }
        for header in sent.freshHeaders {
            output.line(
                "     fresh header    \(header.name): \(header.value)  (made anew at each attempt)"
            )
        }
        let text = MessageText(message.body, properties: message.properties)
        output.line("     body            \(text.summary)")
        for line in text.lines(masking) { output.line("       " + line) }
        let its = explained.first { $0?.sent.id == message.id }
        if let its = its ?? nil { printFields(its, on: output) }
        if showsHex, text.text != nil {
            for line in MessageText.hexDump(message.body) { output.line("       " + line) }
        }
        output.line()
    }

    private func printFields(_ explained: ExplainField, on output: Output) {
        output.line("     fields")
        var table = Table([
            .init("      field"), .init("title"), .init("value"), .init("made of"), .init("rule"),
        ])
        for (range, field) in explained.fields {
            let value = explained.decoded.at(range.pointer).map {
                explained.shown($0, of: field.sources, masking)
            }
            let made =
                field.sources.isEmpty
                ? field.conditions.map { "where \($0)" } : field.sources.map(\.description)
            table.add(
                row: [
                    .init("      \(range.pointer)"), .init(field.title ?? ""),
                    .init(value.map { $0.string ?? $0.jsonText } ?? "absent"),
                    .init(made.isEmpty ? "the contract alone" : made.joined(separator: ", ")),
                    .init(field.span?.description ?? ""),
                ]
            )
        }
        output.table(table)
    }

    // MARK: Limits and what is open

    private func printLimits(_ opened: Rehearsal.Opened, on output: Output) {
        guard !opened.case.limits.isEmpty else { return }
        heading("Limits that run now", output)
        for limit in opened.case.limits {
            let item = limit.item.flatMap { id in opened.items.first { $0.id == id }?.title }
            let due =
                limit.state == .unstated
                ? "未规定" : limit.dueAt.map { $0.written } ?? limit.state.rawValue
            output.line(
                "  \(limit.title)\(item.map { "（\($0)）" } ?? "")  \(output.styled(due, .bold))"
            )
            if !limit.explanation.isEmpty { output.line("      \(limit.explanation)") }
            if let warn = limit.warnAt { output.line("      预警 \(warn.written)") }
        }
    }

    private func printRest(_ opened: Rehearsal.Opened, on output: Output) {
        heading("Still open", output)
        let waiting = opened.items.filter { $0.counts && !$0.isOver && $0.decision != .skipped }
        output.line(
            waiting.isEmpty
                ? "  nothing: the outcome goes now"
                : "  the outcome waits for: \(waiting.map(\.title).joined(separator: "、"))"
        )
        for item in opened.items where item.decision == .undecided {
            output.line("  undecided: \(item.title): \(rule(item.id)?.when?.text ?? "")")
        }
        for alert in opened.alerts {
            output.line("  " + output.styled("! ", .yellow) + shown(alert.text))
        }
    }
}
