import Examples
import Values

/// What a run of the examples came to.
struct TestReport {
    var folder: String
    var stories: [StoryReport] = []
    var rewritten: [ExampleSuite.Rewritten] = []
    var coverage: Coverage?
    var time: Duration = .zero

    init(folder: String) { self.folder = folder }

    var isGreen: Bool { stories.allSatisfy(\.isGreen) }

    private func path(_ file: String) -> String {
        folder.hasSuffix("/") ? folder + file : "\(folder)/\(file)"
    }

    private func place(_ span: SourceSpan) -> String {
        "\(path(span.file)):\(span.line):\(span.column)"
    }

    // MARK: One story

    func print(
        _ story: StoryReport,
        _ rewritten: [ExampleSuite.Rewritten],
        on output: Output
    ) {
        let mark = story.isGreen ? output.styled("✓", .green) : output.styled("✗", .red)
        output.line("\(mark) \(printable(story.title)) (\(Self.size(of: story)))")
        for file in rewritten { print(file, on: output) }
        for fault in story.faults {
            output.line(
                "  \(output.styled(place(fault.span), .bold)): error \(fault.code): \(printable(fault.message))"
            )
            if let hint = fault.hint { output.line("    hint: \(printable(hint))") }
        }
        for failure in story.failures { print(failure, on: output) }
    }

    private static func size(of story: StoryReport) -> String {
        if story.rowCount > 0 { return counted(story.rowCount, "row") }
        return story.stepCount > 0 ? counted(story.stepCount, "step") : "not run"
    }

    private func print(_ file: ExampleSuite.Rewritten, on output: Output) {
        let what = file.isNew ? "wrote" : "rewrote"
        let place = output.styled(path(file.path), .bold)
        output.line("  \(what) \(place) (\(counted(file.byteCount, "byte")))")
        if let difference = file.difference { print(difference, ("before", "now"), on: output) }
    }

    private func print(_ failure: StepFailure, on output: Output) {
        let place = output.styled(place(failure.span), .bold)
        output.line("  \(place): \(printable(failure.message))")
        if let expected = failure.expected { output.line("    expected  \(printable(expected))") }
        if let found = failure.found { output.line("    came      \(printable(found))") }
        for note in failure.notes { output.line("    \(printable(note))") }
        if let difference = failure.difference {
            print(difference, ("expected", "came"), on: output)
        }
        if failure.kind == .noFile {
            output.line("    lianban test --update writes the file")
        }
    }

    // MARK: A difference

    private func print(
        _ difference: MessageDifference,
        _ names: (old: String, new: String),
        on output: Output
    ) {
        let width = max(names.old.count, names.new.count) + 1
        func name(_ text: String) -> String { text + spaces(width - text.count) }
        for problem in difference.problems { output.line("    \(printable(problem))") }
        for change in difference.lines { print(change, on: output) }
        for field in difference.fields {
            let title = field.title.map { " \(printable($0))" } ?? ""
            let pointer = field.pointer.description
            let wire = field.place == pointer ? "" : " (\(printable(field.place)))"
            output.line(
                "    \(output.styled(pointer.isEmpty ? "/" : pointer, .bold))\(title)\(wire)"
            )
            output.line("      \(name(names.old)) \(printable(field.expected ?? "absent"))")
            output.line("      \(name(names.new)) \(printable(field.found ?? "absent"))")
        }
        guard difference.lines.isEmpty else { return }
        let bytes = difference.bytes
        output.line(
            "    first difference at byte \(bytes.offset) (of \(bytes.expectedCount) and \(bytes.foundCount))"
        )
        for (label, window) in [(names.old, bytes.expected), (names.new, bytes.found)] {
            let start = "      \(name(label)) "
            output.line(start + window.before + window.at + window.after)
            let caret = String(repeating: "^", count: max(1, displayWidth(window.at)))
            let hex = window.bytes.isEmpty ? "the end" : window.bytes
            output.line(
                spaces(start.count + displayWidth(window.before)) + output.styled(caret, .red)
                    + " \(hex)"
            )
        }
    }

    private func print(_ change: LineChange, on output: Output) {
        let text = printable(change.text)
        switch change.kind {
        case .same: output.line("      \(text)")
        case .removed: output.line("    " + output.styled("- \(text)", .red))
        case .added: output.line("    " + output.styled("+ \(text)", .green))
        case .gap: output.line("    " + output.styled("…", .dim))
        }
    }

    // MARK: The end

    /// `isWhole`: all examples were run, so that what was not reached says something.
    func printEnd(on output: Output, listing: Bool, isWhole: Bool) {
        if let coverage, listing { print(coverage, on: output) }
        let steps = stories.reduce(0) { $0 + $1.stepCount }
        let wrong = stories.count { !$0.isGreen }
        let rows = stories.reduce(0) { $0 + $1.rowCount }
        let ran =
            "\(counted(stories.count, "example", plural: "examples")), \(counted(steps, "step"))"
            + (rows > 0 ? ", \(counted(rows, "row"))" : "")
        let tenths = Int(time / .milliseconds(100))
        let end = "(\(tenths / 10).\(tenths % 10) s)"
        if wrong == 0 {
            output.line(output.styled("ok", .green) + ": \(ran) \(end)")
        } else {
            output.line(
                output.styled("\(wrong) of \(stories.count) failed", .red) + ": \(ran) \(end)"
            )
        }
        if !rewritten.isEmpty {
            output.line("\(counted(rewritten.count, "file")) written; review with git diff")
        }
        if let coverage, listing || isWhole { output.line(coverage.summary) }
    }

    private func print(_ coverage: Coverage, on output: Output) {
        for entry in coverage.entries where !entry.isReached {
            let place = output.styled(place(entry.span), .bold)
            let lacks = entry.lacks.joined(separator: ", ")
            output.line("\(place): \(entry.kind.rawValue) \(printable(entry.text)): \(lacks)")
        }
        for limit in coverage.limits where limit.hasStarted {
            let place = output.styled(place(limit.span), .bold)
            let words = [
                limit.hasWarned ? "warned" : "never warned",
                limit.wasOverdue ? "overdue" : "never overdue",
            ]
            output.line("\(place): limit \(limit.id) started, \(words.joined(separator: ", "))")
        }
        output.line()
    }
}
