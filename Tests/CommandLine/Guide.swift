import Testing

/// A page of the project whose fenced blocks can be done: files to write, files to change, commands with what they print.
struct Guide {
    /// A fenced block of a page.
    struct Block {
        /// Of its first line in the page.
        var line: Int
        var language: String
        var lines: [String]
        /// `contracts/…`, where the line above the block begins with that path as code.
        var path: String?
        /// The `##` section that it stands in.
        var section: String
    }

    /// A line after a `$`, and what it prints.
    struct Command {
        var line: Int
        var words: [String]
        var output: [String]
    }

    enum Step {
        case write(path: String, text: String)
        /// A diff: lines that stand in the file once, and what comes in their place.
        case change(path: String, old: [String], new: [String])
        case run(Command)
    }

    let lines: [String]

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var blocks: [Block] {
        var blocks: [Block] = []
        var open: Block?
        var section = ""
        for (index, line) in lines.enumerated() {
            if var block = open {
                if line == "```" {
                    blocks.append(block)
                    open = nil
                } else {
                    block.lines.append(line)
                    open = block
                }
            } else if line.hasPrefix("```") {
                open = Block(
                    line: index + 2,
                    language: String(line.dropFirst(3)),
                    lines: [],
                    path: index > 0 ? Self.path(lines[index - 1]) : nil,
                    section: section
                )
            } else if line.hasPrefix("## ") {
                section = String(line.dropFirst(3))
            }
        }
        return blocks
    }

    /// `` `contracts/jiaozuo/tower/contract.yaml` `` at the beginning of a line.
    private static func path(_ line: String) -> String? {
        guard line.hasPrefix("`contracts/") else { return nil }
        return line.dropFirst().split(separator: "`").first.map(String.init)
    }

    /// What a section tells its reader to do, in order. A block with neither a path nor a prompt is only shown.
    func steps(of section: String) -> [Step] {
        blocks.filter { $0.section == section }.flatMap { block -> [Step] in
            if block.language == "console" { return block.commands.map { .run($0) } }
            guard let path = block.path else { return [] }
            guard block.language == "diff" else {
                return [.write(path: path, text: block.lines.map { $0 + "\n" }.joined())]
            }
            func side(_ mark: Character) -> [String] {
                block.lines.filter { $0.first != mark }.map { String($0.dropFirst()) }
            }
            return [.change(path: path, old: side("+"), new: side("-"))]
        }
    }
}

extension Guide.Block {
    fileprivate var commands: [Guide.Command] {
        var commands: [Guide.Command] = []
        for (offset, text) in lines.enumerated() {
            if text.hasPrefix("$ ") {
                let words = text.dropFirst(2).split(separator: " ").map(String.init)
                commands.append(Guide.Command(line: line + offset, words: words, output: []))
            } else if !commands.isEmpty {
                commands[commands.count - 1].output.append(text)
            }
        }
        return commands
    }
}

extension Guide.Command {
    /// Whether it prints what the page says. There `…` stands for any text within its line, and alone for any lines.
    func prints(_ text: String) -> Bool {
        Self.matches(Self.trimmed(output)[...], Self.trimmed(text.lines)[...])
    }

    /// Without empty lines at the end, and without blanks at the ends of lines.
    private static func trimmed(_ lines: [String]) -> [String] {
        var lines = lines.map { line in
            String(line.prefix(line.count - line.reversed().prefix { $0 == " " }.count))
        }
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func matches(_ said: ArraySlice<String>, _ came: ArraySlice<String>) -> Bool {
        guard let first = said.first else { return came.isEmpty }
        if first == "…" {
            return (came.startIndex...came.endIndex).contains {
                matches(said.dropFirst(), came[$0...])
            }
        }
        guard let line = came.first, Self.line(first, line) else { return false }
        return matches(said.dropFirst(), came.dropFirst())
    }

    private static func line(_ said: String, _ came: String) -> Bool {
        let parts = said.split(separator: "…", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, let first = parts.first, let last = parts.last else {
            return said == came
        }
        guard came.hasPrefix(first), came.count >= first.count + last.count,
            came.hasSuffix(last)
        else { return false }
        var rest = came.dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}

extension String {
    fileprivate var lines: [String] {
        split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
