import Values

/// A finding as `lianban check` prints it for people: place, words, the line with a mark under it, and what to do.
struct DiagnosticText {
    private let diagnostic: Diagnostic
    private let path: String
    private let excerpt: SourceExcerpt?

    /// - Parameters:
    ///   - diagnostic: the finding.
    ///   - path: its file as the reader of the text knows it.
    ///   - bytes: the file's content, nil where the file is what is missing.
    init(_ diagnostic: Diagnostic, path: String, in bytes: [UInt8]?) {
        self.diagnostic = diagnostic
        self.path = path
        excerpt = SourceExcerpt(diagnostic.span, in: bytes)
    }

    /// Its lines, each with a line end and without blanks before it.
    func rendered(_ styled: (String, Output.Style) -> String = { text, _ in text }) -> String {
        let place = "\(path):\(diagnostic.span.line):\(diagnostic.span.column)"
        let style: Output.Style = diagnostic.severity == .error ? .red : .yellow
        var text =
            styled(place, .bold) + ": "
            + styled("\(diagnostic.severity.rawValue) \(diagnostic.code)", style)
            + ": \(printable(diagnostic.message))\n"
        if let excerpt, !excerpt.line.isEmpty {
            text += "  \(excerpt.line)\n  \(styled(excerpt.mark, style))\n"
        }
        if let hint = diagnostic.hint { text += "  hint: \(printable(hint))\n" }
        return text
    }
}

extension [Diagnostic] {
    /// By place, and at one place by code and words, so that the same folder always gets the same text.
    var inOrder: [Diagnostic] {
        sorted { a, b in
            (a.span.file, a.span.line, a.span.column, a.code, a.message)
                < (b.span.file, b.span.line, b.span.column, b.code, b.message)
        }
    }
}

/// The line of a finding and the mark under it, placed by what a terminal shows.
struct SourceExcerpt: Equatable {
    var line: String
    /// `    ^~~~`
    var mark: String

    /// More than this is cut off around the mark.
    private static let columnsMax = 160

    /// Nil where the file has no such line.
    init?(_ span: SourceSpan, in bytes: [UInt8]?) {
        guard let bytes, let source = Self.line(span.line, of: bytes) else { return nil }
        let scalars = Array(String(decoding: source, as: UTF8.self).unicodeScalars.prefix(4096))
        let from = min(max(span.column - 1, 0), scalars.count)
        let to = min(from + max(span.length, 1), scalars.count)
        var before = Self.shown(scalars[..<from])
        let marked = Self.shown(scalars[from..<to])
        var after = Self.shown(scalars[to...])
        if displayWidth(before) + displayWidth(marked) > Self.columnsMax {
            before = "…" + Self.shown(scalars[..<from].suffix(40))
        }
        after = fitted(
            after,
            columns: max(Self.columnsMax - displayWidth(before) - displayWidth(marked), 1)
        )
        line = before + marked + after
        mark =
            spaces(displayWidth(before)) + "^"
            + String(repeating: "~", count: max(displayWidth(marked) - 1, 0))
    }

    /// Lines end as YAML ends them: with LF, CR or both. A byte order mark is no column.
    private static func line(_ number: Int, of bytes: [UInt8]) -> ArraySlice<UInt8>? {
        guard number >= 1 else { return nil }
        var rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        func end() -> Int? { rest.firstIndex { $0 == 0x0A || $0 == 0x0D } }
        for _ in 1..<number {
            guard let end = end() else { return nil }
            let isPair = rest[end] == 0x0D && end + 1 < rest.endIndex && rest[end + 1] == 0x0A
            rest = rest[(end + (isPair ? 2 : 1))...]
        }
        return rest[..<(end() ?? rest.endIndex)]
    }

    /// A tab takes four columns; everything else that a terminal would act on is shown.
    private static func shown(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = ""
        for scalar in scalars { text += scalar == "\t" ? "    " : printable(String(scalar)) }
        return text
    }
}
