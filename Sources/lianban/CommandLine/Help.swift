/// The help of a command, made from its declaration.
struct Help {
    /// From the root to the command.
    let path: [Command]
    private let width: Int

    init(_ path: [Command], width: Int = 96) {
        precondition(!path.isEmpty, "a help is a command's")
        self.path = path
        self.width = width
    }

    private var command: Command { path[path.count - 1] }
    private var line: String { path.map(\.name).joined(separator: " ") }

    var text: String {
        var parts = ["\(line): \(command.summary)", usage]
        if !command.discussion.isEmpty { parts.append(wrapped(command.discussion, indent: 0)) }
        parts += commandLists
        parts += [arguments, options].compactMap { $0 }
        parts += [inheritedOptions, examples, exits].compactMap { $0 }
        if !command.subcommands.isEmpty {
            parts.append("More about one of them: \(path[0].name) help \(words(after: "COMMAND"))")
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func words(after last: String) -> String {
        (path.dropFirst().map(\.name) + [last]).joined(separator: " ")
    }

    private var usage: String {
        var words = [line]
        let options = command.options.map(\.declaration)
        if options.count > 4 {
            words.append("[OPTION...]")
        } else {
            words += options.map { option in
                let word = [option.label, option.placeholder].compactMap { $0 }.joined(
                    separator: " "
                )
                return option.isRequired ? word : "[\(word)]" + (option.isRepeating ? "..." : "")
            }
        }
        if command.action == nil { words.append("COMMAND") }
        words += command.arguments.map(\.declaration).map { argument in
            let word = argument.name + (argument.isRepeating ? "..." : "")
            return argument.isRequired ? word : "[\(word)]"
        }
        return wrapped("Usage: " + words.joined(separator: " "), indent: 0, hanging: 7)
    }

    /// The subcommands under their headings, in the order declared.
    private var commandLists: [String] {
        var sections: [String] = []
        for command in command.subcommands where !sections.contains(command.section) {
            sections.append(command.section)
        }
        let nameWidth = command.subcommands.map { displayWidth($0.name) }.max() ?? 0
        return sections.map { section in
            let members = command.subcommands.filter { $0.section == section }
            return list(section, members.map { ($0.name, $0.summary) }, columnMin: nameWidth)
        }
    }

    private var arguments: String? {
        let rows = command.arguments.map(\.declaration).map { argument in
            (argument.name + (argument.isRepeating ? "..." : ""), argument.summary)
        }
        return rows.isEmpty ? nil : list("Arguments", rows)
    }

    private var options: String? {
        let rows = command.options.map(\.declaration).map(row)
        return rows.isEmpty || path.count == 1 ? nil : list("Options", rows)
    }

    private var inheritedOptions: String {
        var rows = (path.count == 1 ? path : path.dropLast()).flatMap(\.options).map(\.declaration)
            .map(row)
        rows.append(("-h, --help", "print this"))
        if path.count == 1 { rows.append(("--version", "print the version")) }
        return list("Options of every command", rows)
    }

    private func row(_ option: Declaration) -> (String, String) {
        let short = option.short.map { "-\($0), " } ?? ""
        let label = [short + option.label, option.placeholder].compactMap { $0 }.joined(
            separator: " "
        )
        var facts: [String] = []
        if option.isRequired { facts.append("required") }
        if option.isRepeating { facts.append("may be repeated") }
        if let text = option.defaultText { facts.append("default \(text)") }
        if let name = option.environment { facts.append("environment \(name)") }
        return (
            label, option.summary + (facts.isEmpty ? "" : " (\(facts.joined(separator: "; ")))")
        )
    }

    private var examples: String? {
        guard !command.examples.isEmpty else { return nil }
        let lines = command.examples.flatMap {
            ["  \($0.line)", wrapped($0.explanation, indent: 6)]
        }
        return "Examples:\n" + lines.joined(separator: "\n")
    }

    private var exits: String? {
        guard command.action != nil else { return nil }
        let codes = ([.ok, .usage, .internalError] + command.exits).sorted {
            $0.rawValue < $1.rawValue
        }
        return list("Exit codes", codes.map { ("\($0.rawValue)", $0.meaning) })
    }

    private func wrapped(_ text: String, indent: Int, hanging: Int = 0) -> String {
        filled(text, width: width, indent: indent, hanging: hanging)
    }

    /// Two columns, the second wrapped; a long first column takes a line of its own.
    private func list(_ title: String, _ rows: [(String, String)], columnMin: Int = 0) -> String {
        let widths = rows.map { displayWidth($0.0) }.filter { $0 <= 28 }
        let column = max(widths.max() ?? 0, columnMin) + 4
        var text = "\(title):"
        for (left, right) in rows {
            text += "\n  " + left
            let space = column - 2 - displayWidth(left)
            text += space >= 2 ? spaces(space) : "\n" + spaces(column)
            text += wrapped(right, indent: column).drop { $0 == " " }
        }
        return text
    }
}

func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

/// Fills lines up to the width; paragraphs stay apart. Lines that begin with a space are kept as they are.
func filled(_ text: String, width: Int, indent: Int = 0, hanging: Int = 0) -> String {
    var lines: [String] = []
    for paragraph in text.split(separator: "\n\n", omittingEmptySubsequences: true) {
        if !lines.isEmpty { lines.append("") }
        var line = spaces(indent)
        var isEmpty = true
        for source in paragraph.split(separator: "\n") {
            if source.hasPrefix(" ") {
                if !isEmpty { lines.append(line) }
                lines.append(spaces(indent) + source)
                (line, isEmpty) = (spaces(indent), true)
                continue
            }
            for word in source.split(separator: " ") {
                if !isEmpty, displayWidth(line) + 1 + displayWidth(word) > width {
                    lines.append(line)
                    (line, isEmpty) = (spaces(indent + hanging), true)
                }
                line += (isEmpty ? "" : " ") + word
                isEmpty = false
            }
        }
        if !isEmpty { lines.append(line) }
    }
    return lines.joined(separator: "\n")
}
