package import Values

/// The text of an expression and where it stands in a contract file.
package final class Source: Sendable {
    package let text: String
    /// The place of the text's first character.
    package let span: SourceSpan
    let scalars: [Unicode.Scalar]

    package init(_ text: String, span: SourceSpan) {
        self.text = text
        self.span = span
        scalars = Array(text.unicodeScalars)
    }

    /// The place of a stretch of the text, given in Unicode scalars from its beginning.
    ///
    /// Exact for text on one line; on further lines columns are counted from the line's first character in the text.
    package func span(of range: Range<Int>) -> SourceSpan {
        let start = min(range.lowerBound, scalars.count)
        var line = span.line
        var column = span.column
        for scalar in scalars[..<start] {
            column += 1
            if scalar == "\n" {
                line += 1
                column = 1
            }
        }
        return SourceSpan(file: span.file, line: line, column: column, length: range.count)
    }

    /// The words that stand in a stretch of the text.
    package func excerpt(_ range: Range<Int>) -> String {
        let clamped = range.clamped(to: 0..<scalars.count)
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars[clamped])
        return text
    }
}
