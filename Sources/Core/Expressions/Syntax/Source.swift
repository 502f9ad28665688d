package import Values

/// The text of an expression and where it stands in a contract file.
package final class Source: Sendable {
    package let text: String
    /// The place of the text's first character.
    package let span: SourceSpan
    let scalars: [Unicode.Scalar]
    /// The place of each scalar, where that does not follow from the first one's.
    private let places: [SourcePlace]

    package init(_ text: String, span: SourceSpan, places: [SourcePlace] = []) {
        self.text = text
        self.span = span
        self.places = places
        scalars = Array(text.unicodeScalars)
    }

    /// The place of a stretch of the text, given in Unicode scalars from its beginning; what of it stands on its first line.
    package func span(of range: Range<Int>) -> SourceSpan {
        let start = place(min(range.lowerBound, scalars.count))
        var length = 0
        for at in range.clamped(to: 0..<scalars.count) {
            if scalars[at] == "\n" { break }
            if at < places.count {
                if places[at].line != start.line { break }
                length = places[at].column - start.column + 1
            } else {
                length += 1
            }
        }
        // What is missing at the end of the text is as long as the caller says.
        if range.lowerBound >= scalars.count { length = range.count }
        return SourceSpan(
            file: span.file,
            line: start.line,
            column: start.column,
            length: length
        )
    }

    private func place(_ at: Int) -> SourcePlace {
        if at < places.count { return places[at] }
        if let last = places.last { return SourcePlace(line: last.line, column: last.column + 1) }
        var place = SourcePlace(line: span.line, column: span.column)
        for scalar in scalars[..<at] {
            place.column += 1
            if scalar == "\n" { place = SourcePlace(line: place.line + 1, column: 1) }
        }
        return place
    }

    /// The words that stand in a stretch of the text.
    package func excerpt(_ range: Range<Int>) -> String {
        let clamped = range.clamped(to: 0..<scalars.count)
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars[clamped])
        return text
    }
}
