/// Something that is not as this repository wants it, at one place.
struct Finding: Sendable, Hashable, CustomStringConvertible {
    var path: String
    /// From 1.
    var line: Int
    var advice: String

    var description: String { "\(path):\(line): \(advice)" }
}

/// One thing that the compiler and the formatter do not check.
struct Rule: Sendable, CustomStringConvertible {
    var name: String
    /// What to do about it.
    var advice: String
    var applies: @Sendable (SourceFile) -> Bool
    /// The indices of the lines that break it.
    var broken: @Sendable (SourceFile) -> [Int]
    /// A path and a text that must be found, so that the rule cannot go blind.
    var bad: (path: String, text: String)
    /// A text at the same path that must not be found.
    var good: String

    var description: String { name }

    func findings(in file: SourceFile) -> [Finding] {
        guard applies(file) else { return [] }
        return broken(file).map { Finding(path: file.path, line: $0 + 1, advice: advice) }
    }

    /// The lines with one of the words whose code, without comments and strings, matches.
    static func code(
        _ words: String...,
        where matches: @escaping @Sendable (String) -> Bool
    ) -> @Sendable (SourceFile) -> [Int] {
        { file in
            file.lines.indices.filter { index in
                words.contains { file.mentions(index, $0) } && matches(file.code(index))
            }
        }
    }

    /// The lines that match as they stand.
    static func text(
        _ matches: @escaping @Sendable (String) -> Bool
    ) -> @Sendable (SourceFile) -> [Int] {
        { file in file.lines.indices.filter { matches(file.lines[$0]) } }
    }
}

/// The module that a line imports.
func importedModule(_ line: String) -> String? {
    guard
        let match = line.firstMatch(
            of: /^\s*(?:@\w+\s+)*(?:\w+\s+)?import\s+(?:\w+\s+)?([A-Za-z0-9_]+)/
        )
    else {
        return nil
    }
    return String(match.1)
}
