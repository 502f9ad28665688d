internal import Synchronization

/// What a command prints: for people, or with `--json` for programs.
///
/// Results go to standard output; progress, warnings and errors to standard error, so that a result can be piped.
final class Output: Sendable {
    let terminal: Terminal
    /// True when `--json` was given: print JSON to standard output and nothing else.
    let isJSON: Bool
    /// The progress line that stands on the terminal, to be cleared before anything else is printed.
    private let hasStatusLine = Mutex(false)

    init(_ terminal: Terminal, isJSON: Bool = false) {
        self.terminal = terminal
        self.isJSON = isJSON
    }

    /// A line of the result.
    func line(_ text: String = "") { print(.out, text + "\n") }

    /// Several lines of the result, with their line ends.
    func text(_ text: String) { print(.out, text) }

    func table(_ table: Table) {
        let columns = terminal.isInteractive(.out) ? terminal.columns : nil
        print(.out, table.rendered(columns: columns, styled: styled))
    }

    /// Chooses between the two forms of a result.
    func show(json: () throws -> String, people: () throws -> Void) rethrows {
        if isJSON { line(try json()) } else { try people() }
    }

    /// A remark beside the result.
    func note(_ text: String) { print(.error, text + "\n") }

    func warning(_ text: String) { print(.error, styled("warning: ", .yellow) + text + "\n") }

    func error(_ text: String, next: String? = nil) {
        print(.error, styled("error: ", .red) + text + "\n")
        if let next { print(.error, "  \(next)\n") }
    }

    /// Begins a line of progress; nothing of it goes to standard output.
    func progress(_ title: String, total: Int? = nil) -> Progress {
        Progress(title, total: total, output: self)
    }

    /// The text in a style, where the terminal has styles.
    func styled(_ text: String, _ style: Style) -> String {
        terminal.hasColours ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    enum Style: Int, Sendable {
        case bold = 1
        case dim = 2
        case red = 31
        case green = 32
        case yellow = 33
        case blue = 34
    }

    private func print(_ stream: Terminal.Stream, _ text: String) {
        hasStatusLine.withLock { hasStatusLine in
            if hasStatusLine { terminal.write(.error, "\r\u{1B}[K") }
            hasStatusLine = false
            terminal.write(stream, text)
        }
    }

    /// Replaces the progress line on the terminal.
    func status(_ text: String) {
        hasStatusLine.withLock { hasStatusLine in
            terminal.write(.error, "\r" + fitted(text, columns: terminal.columns - 1) + "\u{1B}[K")
            hasStatusLine = true
        }
    }
}

/// Says how far long work is: one line that changes on a terminal, elsewhere a line now and then.
final class Progress: Sendable {
    private struct State {
        var done = 0
        var shownAt: Duration?
        var turns = 0
    }

    private let title: String
    private let total: Int?
    private let output: Output
    private let start: Duration
    private let isInteractive: Bool
    private let state = Mutex(State())

    init(_ title: String, total: Int?, output: Output) {
        self.title = title
        self.total = total
        self.output = output
        start = output.terminal.now()
        isInteractive = output.terminal.isInteractive(.error)
        advance(by: 0)
    }

    /// Counts work done and shows it when the last line is old enough.
    func advance(by count: Int = 1, _ remark: String = "") {
        let now = output.terminal.now()
        let interval: Duration = isInteractive ? .milliseconds(100) : .seconds(5)
        let line: String? = state.withLock { state in
            state.done += count
            if let shownAt = state.shownAt, now - shownAt < interval { return nil }
            state.shownAt = now
            state.turns += 1
            return text(state, now, remark)
        }
        guard let line else { return }
        if isInteractive { output.status(line) } else { output.note(line) }
    }

    /// Ends with a line that stays: `title: result (3.2 s)`.
    func finish(_ result: String) {
        let time = output.terminal.now() - start
        output.note(
            "\(title): \(result)" + (time < .milliseconds(500) ? "" : " (\(seconds(time)))")
        )
    }

    private func text(_ state: State, _ now: Duration, _ remark: String) -> String {
        var parts: [String] = []
        if isInteractive { parts.append(["|", "/", "-", "\\"][state.turns % 4]) }
        parts.append(title)
        if let total, total > 0 {
            parts.append(
                "\(Int(Double(min(state.done, total)) / Double(total) * 100))% (\(state.done)/\(total))"
            )
        } else if state.done > 0 {
            parts.append("\(state.done)")
        }
        if now - start >= .seconds(1) { parts.append(seconds(now - start)) }
        if !remark.isEmpty { parts.append(remark) }
        return parts.joined(separator: " ")
    }

    private func seconds(_ time: Duration) -> String {
        let tenths =
            time.components.seconds * 10 + time.components.attoseconds / 100_000_000_000_000_000
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10) s" : "\(tenths / 10) s"
    }
}
