/// A command of the program as data: what parsing, help and tests are made from.
struct Command: Sendable {
    typealias Action = @Sendable (Arguments, Output) throws -> ExitCode

    var name: String
    /// One line, in the imperative, without a full stop.
    var summary: String
    /// The heading under which the parent's help lists it.
    var section = "Commands"
    /// Paragraphs, separated by an empty line; lines are wrapped by the help.
    var discussion = ""
    /// Apply to the subcommands too.
    var options: [any Declared] = []
    var arguments: [any Declared] = []
    var examples: [Example] = []
    /// The exit codes it uses beside `ok`, `usage` and `internalError`.
    var exits: [ExitCode] = []
    var subcommands: [Command] = []
    /// Nil for a command that only groups others.
    var action: Action?

    struct Example: Sendable {
        var line: String
        var explanation: String

        init(_ line: String, _ explanation: String) {
            self.line = line
            self.explanation = explanation
        }
    }
}

/// Something that a command line may give: a flag, an option with a value, or a positional argument.
protocol Declared: Sendable {
    var declaration: Declaration { get }
}

/// What is known of an option or argument without knowing the type of its value.
struct Declaration: Sendable {
    /// `follow` for `--follow`; for a positional argument its placeholder.
    var name: String
    var short: Character?
    /// What stands for the value in the help, `FILE`; nil for a flag.
    var placeholder: String?
    var summary: String
    var defaultText: String?
    /// The environment variable that gives the value when the command line does not.
    var environment: String?
    var isRequired = false
    var isRepeating = false
    /// What a text must be, `a whole number from 0`; nil when the text is one.
    var fault: @Sendable (String) -> String?

    /// As written on the command line.
    var label: String { "--\(name)" }
}

/// `--name`, or `--name VALUE`.
struct Option<Value: Sendable>: Declared {
    let declaration: Declaration
    /// The value of the texts given; nil when they are not valid.
    let read: @Sendable ([String]) -> Value?
}

extension Option where Value == Bool {
    /// A flag: given or not.
    init(flag name: String, short: Character? = nil, environment: String? = nil, _ summary: String)
    {
        declaration = Declaration(
            name: name,
            short: short,
            summary: summary,
            environment: environment,
            fault: { flagValue($0) == nil ? "yes or no" : nil }
        )
        read = { $0.last.map(flagValue) ?? false }
    }
}

extension Option {
    /// A value that may be left out.
    init<Wrapped>(
        _ name: String,
        _ kind: ValueKind<Wrapped>,
        environment: String? = nil,
        _ summary: String
    ) where Value == Wrapped? {
        declaration = kind.declaration(name, summary, environment: environment)
        read = { texts in texts.last.map { kind.read($0) } ?? .some(nil) }
    }

    /// A value with a default, which is written as on the command line.
    init(
        _ name: String,
        _ kind: ValueKind<Value>,
        default defaultText: String,
        environment: String? = nil,
        _ summary: String
    ) {
        precondition(kind.read(defaultText) != nil, "--\(name): its default is not valid")
        var declaration = kind.declaration(name, summary, environment: environment)
        declaration.defaultText = defaultText
        self.declaration = declaration
        read = { texts in kind.read(texts.last ?? defaultText) }
    }

    /// A value that may be given several times.
    init<Element>(repeating name: String, _ kind: ValueKind<Element>, _ summary: String)
    where Value == [Element] {
        var declaration = kind.declaration(name, summary, environment: nil)
        declaration.isRepeating = true
        self.declaration = declaration
        read = { texts in allOrNil(texts, kind.read) }
    }
}

/// A word of the command line that belongs to no option, named by its place.
struct Argument<Value: Sendable>: Declared {
    let declaration: Declaration
    let read: @Sendable ([String]) -> Value?

    /// Must be given.
    init(_ kind: ValueKind<Value>, as placeholder: String? = nil, _ summary: String) {
        var declaration = kind.declaration(
            placeholder ?? kind.placeholder,
            summary,
            environment: nil
        )
        declaration.isRequired = true
        self.declaration = declaration
        read = { texts in texts.first.flatMap(kind.read) }
    }

    /// May be left out.
    init<Wrapped>(
        optional kind: ValueKind<Wrapped>,
        as placeholder: String? = nil,
        _ summary: String
    )
    where Value == Wrapped? {
        declaration = kind.declaration(placeholder ?? kind.placeholder, summary, environment: nil)
        read = { texts in texts.first.map { kind.read($0) } ?? .some(nil) }
    }

    /// Several, at least one where it is required; stands last.
    init<Element>(
        list kind: ValueKind<Element>,
        as placeholder: String? = nil,
        isRequired: Bool = true,
        _ summary: String
    )
    where Value == [Element] {
        var declaration = kind.declaration(
            placeholder ?? kind.placeholder,
            summary,
            environment: nil
        )
        declaration.isRequired = isRequired
        declaration.isRepeating = true
        self.declaration = declaration
        read = { texts in allOrNil(texts, kind.read) }
    }
}

private func allOrNil<Value>(_ texts: [String], _ read: (String) -> Value?) -> [Value]? {
    var values: [Value] = []
    for text in texts {
        guard let value = read(text) else { return nil }
        values.append(value)
    }
    return values
}

private func flagValue(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "1", "true", "yes", "on": true
    case "0", "false", "no", "off", "": false
    default: nil
    }
}
