/// A place in a YAML text.
package struct YAMLMark: Sendable, Hashable {
    /// Unicode scalars before the place, counted from 0.
    package var offset: Int
    /// Counted from 1.
    package var line: Int
    /// In Unicode scalars, counted from 1.
    package var column: Int

    package init(offset: Int, line: Int, column: Int) {
        self.offset = offset
        self.line = line
        self.column = column
    }
}

/// One step of a YAML text, in the order of the text (YAML 1.2, section 3.1.1).
package struct YAMLEvent: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case documentStart
        case documentEnd
        /// `*name`
        case alias(String)
        case scalar(String, YAMLScalarStyle)
        case sequenceStart(isFlow: Bool)
        case sequenceEnd
        case mappingStart(isFlow: Bool)
        case mappingEnd
    }

    package var kind: Kind
    /// `&name` before a scalar, sequence or mapping.
    package var anchor: String?
    /// The tag as it resolves, `tag:yaml.org,2002:str` for `!!str`; nil where none was written.
    package var tag: String?
    package var start: YAMLMark
    /// The place just behind; for a block scalar behind its line break, for an alias behind its name.
    package var end: YAMLMark
}

/// How a scalar was written.
package enum YAMLScalarStyle: Sendable, Hashable {
    case plain, singleQuoted, doubleQuoted, literal, folded
}

/// Why a text is not YAML.
package struct YAMLError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Bytes that are not UTF-8, or a character that YAML forbids.
        case characters
        case syntax
        /// Collections inside collections beyond the limit.
        case depth
        case memory
    }

    package var code: Code
    /// The library's own words: `did not find expected ',' or '}'`.
    package var problem: String
    /// What the library was reading, with its place: `while parsing a flow mapping`.
    package var context: String?
    package var mark: YAMLMark
    package var contextMark: YAMLMark?

    package var description: String {
        let tail = context.map { ", \($0)" } ?? ""
        return "\(mark.line):\(mark.column): \(problem)\(tail)"
    }
}
