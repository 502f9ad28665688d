/// A stretch of a contract file: where a rule, an expression or a word of it stands.
package struct SourceSpan: Sendable, Hashable, CustomStringConvertible {
    /// The path below the contracts folder.
    package var file: String
    /// Counted from 1.
    package var line: Int
    /// In Unicode scalars, counted from 1.
    package var column: Int
    /// In Unicode scalars; 0 where only a point is known.
    package var length: Int

    package init(file: String, line: Int, column: Int, length: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
        self.length = length
    }

    package var description: String { "\(file):\(line):\(column)" }
}

/// A place in a contract file, without the file.
package struct SourcePlace: Sendable, Hashable {
    /// Counted from 1.
    package var line: Int
    /// In Unicode scalars, counted from 1.
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A finding about a contract file.
package struct Diagnostic: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Severity: String, Sendable { case error, warning }

    package var severity: Severity
    /// A stable code: `LB2104`.
    package var code: String
    package var span: SourceSpan
    /// One English sentence: what is wrong, and what was expected.
    package var message: String
    /// What to do about it.
    package var hint: String?

    package init(
        _ severity: Severity = .error,
        code: String,
        span: SourceSpan,
        message: String,
        hint: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.span = span
        self.message = message
        self.hint = hint
    }

    package var description: String { "\(span): \(severity.rawValue) \(code): \(message)" }
}

/// All findings of one compilation.
package struct Diagnostics: Error, Sendable {
    package var list: [Diagnostic]

    package init(_ list: [Diagnostic]) { self.list = list }
}

/// A node of a YAML or JSON contract file, with its place. YAML 1.2 core schema: `no`, `on` and `y` are strings.
package indirect enum Node: Sendable {
    case scalar(Scalar)
    case sequence([Node], SourceSpan)
    case mapping([Entry], SourceSpan)

    package struct Scalar: Sendable {
        package var text: String
        /// Plain scalars resolve to null, bool and number; quoted and block scalars are strings.
        package var isPlain: Bool
        package var span: SourceSpan
        /// Where each Unicode scalar of the text stands, where that does not follow from the span: behind an escape, in text of
        /// several lines. Empty elsewhere.
        package var places: [SourcePlace]

        package init(
            text: String,
            isPlain: Bool,
            span: SourceSpan,
            places: [SourcePlace] = []
        ) {
            self.text = text
            self.isPlain = isPlain
            self.span = span
            self.places = places
        }
    }

    package struct Entry: Sendable {
        package var key: Scalar
        package var value: Node

        package init(key: Scalar, value: Node) {
            self.key = key
            self.value = value
        }
    }

    package var span: SourceSpan {
        switch self {
        case .scalar(let scalar): scalar.span
        case .sequence(_, let span), .mapping(_, let span): span
        }
    }

    /// The entry of a mapping; nil elsewhere.
    package subscript(key: String) -> Node? { entry(key)?.value }

    package func entry(_ key: String) -> Entry? {
        guard case .mapping(let entries, _) = self else { return nil }
        return entries.first { $0.key.text == key }
    }

    package var entries: [Entry]? {
        if case .mapping(let entries, _) = self { entries } else { nil }
    }
    package var elements: [Node]? { if case .sequence(let nodes, _) = self { nodes } else { nil } }
    package var scalar: Scalar? { if case .scalar(let scalar) = self { scalar } else { nil } }

    /// The tree as a value, without its places.
    package var value: Value {
        switch self {
        case .scalar(let scalar): scalar.value
        case .sequence(let nodes, _): .array(nodes.map(\.value))
        case .mapping(let entries, _):
            .object(Object(entries.map { ($0.key.text, $0.value.value) }))
        }
    }
}

extension Node.Scalar {
    /// YAML 1.2 core schema, section 10.3.2, without octal, hexadecimal, infinity and NaN, which contracts do not need.
    package var value: Value {
        guard isPlain else { return .string(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: return Number(text).map(Value.number) ?? .string(text)
        }
    }
}
