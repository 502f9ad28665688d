internal import Values
internal import YAML

/// Finds where each Unicode scalar of a YAML scalar's text stands in the file: behind escapes, folded lines and indentation the
/// text is not what was written (YAML 1.2, sections 7.3 and 8.1).
struct ScalarPlaces {
    private let raw: ArraySlice<Unicode.Scalar>
    private let text: [Unicode.Scalar]
    private let style: YAMLScalarStyle
    private var at: Int
    private var line: Int
    private var column: Int
    private var places: [SourcePlace] = []

    /// - Parameters:
    ///   - text: what was read.
    ///   - style: how it was written.
    ///   - raw: the stretch of the file from its first character to its last, quotes and header included.
    ///   - start: the place of the first.
    /// - Returns: as many places as the text has Unicode scalars.
    static func find(
        _ text: String,
        _ style: YAMLScalarStyle,
        in raw: ArraySlice<Unicode.Scalar>,
        from start: YAMLMark
    ) -> [SourcePlace] {
        var finder = ScalarPlaces(text, style, raw, start)
        switch style {
        case .literal, .folded: finder.block()
        case .plain, .singleQuoted, .doubleQuoted: finder.flow()
        }
        return finder.places
    }

    private init(
        _ text: String,
        _ style: YAMLScalarStyle,
        _ raw: ArraySlice<Unicode.Scalar>,
        _ start: YAMLMark
    ) {
        self.raw = raw
        self.text = Array(text.unicodeScalars)
        self.style = style
        at = raw.startIndex
        line = start.line
        column = start.column
        places.reserveCapacity(self.text.count)
    }

    private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        at + offset < raw.endIndex ? raw[at + offset] : nil
    }

    private static func isBreak(_ scalar: Unicode.Scalar?) -> Bool {
        scalar == "\n" || scalar == "\r"
    }

    private static func isBlank(_ scalar: Unicode.Scalar?) -> Bool {
        scalar == " " || scalar == "\t"
    }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where at < raw.endIndex {
            at += 1
            column += 1
        }
    }

    /// CR LF is one line break.
    private mutating func passBreak() {
        if peek() == "\r", peek(1) == "\n" { at += 1 }
        at = min(at + 1, raw.endIndex)
        line += 1
        column = 1
    }

    private mutating func passBlanks(max: Int = .max) {
        var left = max
        while left > 0, Self.isBlank(peek()) {
            advance()
            left -= 1
        }
    }

    private mutating func note() { places.append(SourcePlace(line: line, column: column)) }

    // MARK: Plain and quoted

    private mutating func flow() {
        if style != .plain { advance() }
        var isInFold = false
        for (index, scalar) in text.enumerated() {
            while style == .doubleQuoted, peek() == "\\", Self.isBreak(peek(1)) {
                advance()
                passBreak()
                passBlanks()
            }
            let isFold = isInFold || (scalar == " " || scalar == "\n") && endsLine()
            guard isFold else {
                note()
                advance(width())
                continue
            }
            if !isInFold {
                passBlanks()
                note()
                passBreak()
                passBlanks()
                // One break is a blank; of several the first is dropped.
                if scalar == "\n" { passBreak() }
            } else {
                note()
                passBreak()
            }
            isInFold = scalar == "\n" && index + 1 < text.count && text[index + 1] == "\n"
            passBlanks()
        }
    }

    /// Whether only blanks stand before the end of the line.
    private func endsLine() -> Bool {
        var offset = 0
        while Self.isBlank(peek(offset)) { offset += 1 }
        return Self.isBreak(peek(offset))
    }

    /// How many characters of the file stand for the next one of the text.
    private func width() -> Int {
        switch (style, peek(), peek(1)) {
        case (.singleQuoted, "'", "'"): 2
        case (.doubleQuoted, "\\", let kind?):
            switch kind {
            case "x": 4
            case "u": 6
            case "U": 10
            default: 2
            }
        default: 1
        }
    }

    // MARK: Blocks

    private mutating func block() {
        while let scalar = peek(), !Self.isBreak(scalar) { advance() }
        passBreak()
        let indent = indentation()
        passBlanks(max: indent)
        for scalar in text {
            while Self.isBreak(peek()), scalar != "\n", scalar != " " {
                passBreak()
                passBlanks(max: indent)
            }
            note()
            if Self.isBreak(peek()) {
                passBreak()
                passBlanks(max: indent)
            } else {
                advance()
            }
        }
    }

    /// The blanks before each line that are none of the text's.
    private func indentation() -> Int {
        var blanks = 0
        for scalar in raw[at...] {
            if scalar == " " {
                blanks += 1
            } else if Self.isBreak(scalar) {
                blanks = 0
            } else {
                break
            }
        }
        let first = text.drop { $0 == "\n" }
        return max(blanks - first.prefix { $0 == " " }.count, 0)
    }
}
