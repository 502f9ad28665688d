internal import Values

/// What a command line asks for.
enum Request: Sendable {
    case run(Command, Arguments)
    /// The command and those above it, from the root.
    case help([Command])
    /// `lianban help LB2104`, or all codes that begin so.
    case explain(String)
    case version
}

/// Reads the words of a command line against a tree of commands.
struct Parser {
    /// From the root to the command reached.
    private var path: [Command]
    private var rest: ArraySlice<String>
    private let environment: (String) -> String?
    private var options: [String: [String]] = [:]
    private var words: [String] = []
    private var asksForHelp = false
    private var asksForVersion = false

    /// Options may stand anywhere after the program's name; `--` ends them.
    static func parse(
        _ words: [String],
        of root: Command,
        environment: (String) -> String? = { _ in nil }
    ) throws(UsageError) -> Request {
        try withoutActuallyEscaping(environment) { environment throws(UsageError) in
            var parser = Parser(path: [root], rest: words[...], environment: environment)
            return try parser.parse()
        }
    }

    private init(
        path: [Command],
        rest: ArraySlice<String>,
        environment: @escaping (String) -> String?
    ) {
        self.path = path
        self.rest = rest
        self.environment = environment
    }

    private var command: Command { path[path.count - 1] }
    private var line: String { path.map(\.name).joined(separator: " ") }
    private var declared: [Declaration] { path.flatMap(\.options).map(\.declaration) }

    private func error(_ message: String, suggestion: String? = nil) -> UsageError {
        UsageError(command: line, message: message, suggestion: suggestion)
    }

    private mutating func parse() throws(UsageError) -> Request {
        if rest.first == "help" { return try help() }
        var optionsEnded = false
        while let word = rest.popFirst() {
            if optionsEnded || word == "-" || !word.hasPrefix("-") {
                try take(word)
            } else if word == "--" {
                optionsEnded = true
            } else {
                try takeOption(word)
            }
        }
        if asksForHelp { return .help(path) }
        if asksForVersion { return .version }
        guard command.action != nil else {
            if path.count == 1 { return .help(path) }
            let names = command.subcommands.map(\.name).joined(separator: ", ")
            throw error("it needs one of these after it: \(names)")
        }
        try takeEnvironment()
        try checkRequired()
        return .run(command, Arguments(options: options, words: try assignWords()))
    }

    /// `lianban help cases show`, `lianban help LB2104`.
    private mutating func help() throws(UsageError) -> Request {
        rest.removeFirst()
        while let word = rest.popFirst() {
            if rest.isEmpty, path.count == 1, CodeHelp.isCode(word) { return .explain(word) }
            if word != "--help" && word != "-h" { try descend(word) }
        }
        return .help(path)
    }

    private mutating func take(_ word: String) throws(UsageError) {
        if !command.subcommands.isEmpty, words.isEmpty, command.arguments.isEmpty {
            try descend(word)
        } else {
            words.append(word)
        }
    }

    private mutating func descend(_ word: String) throws(UsageError) {
        let names = command.subcommands.map(\.name)
        guard let next = command.subcommands.first(where: { $0.name == word }) else {
            throw error("unknown command \(word)", suggestion: suggestion(for: word, among: names))
        }
        path.append(next)
    }

    private mutating func takeOption(_ word: String) throws(UsageError) {
        if word == "--help" || word == "-h" {
            asksForHelp = true
            return
        }
        if word == "--version" {
            asksForVersion = true
            return
        }
        let equals = word.firstIndex(of: "=")
        let label = String(word[..<(equals ?? word.endIndex)])
        guard
            let option = declared.first(where: {
                $0.label == label || $0.short.map { "-\($0)" } == label
            })
        else {
            if asksForHelp { return }
            let labels = declared.map(\.label) + ["--help"]
            throw error(
                "unknown option \(label)",
                suggestion: suggestion(for: label, among: labels)
            )
        }
        let given = equals.map { String(word[word.index(after: $0)...]) }
        try keep(try value(of: option, given), for: option)
    }

    private mutating func value(
        of option: Declaration,
        _ given: String?
    ) throws(UsageError) -> String {
        guard let placeholder = option.placeholder else {
            if given != nil { throw error("\(option.label) takes no value") }
            return "yes"
        }
        if let given { return given }
        guard let next = rest.first, !next.hasPrefix("--") else {
            throw error("\(option.label) needs a value: \(option.label) \(placeholder)")
        }
        rest.removeFirst()
        return next
    }

    private mutating func keep(_ text: String, for option: Declaration) throws(UsageError) {
        if let fault = option.fault(text) {
            throw error("\(option.label) \(text): it must be \(fault)")
        }
        if options[option.name] != nil, !option.isRepeating, option.placeholder != nil {
            throw error("\(option.label) is given twice")
        }
        options[option.name, default: []].append(text)
    }

    private mutating func takeEnvironment() throws(UsageError) {
        for option in declared where options[option.name] == nil {
            guard let name = option.environment, let text = environment(name), !text.isEmpty else {
                continue
            }
            if let fault = option.fault(text) {
                throw error("\(name)=\(text): it must be \(fault)")
            }
            options[option.name] = [text]
        }
    }

    private func checkRequired() throws(UsageError) {
        for option in declared where option.isRequired && options[option.name] == nil {
            throw error("\(option.label) is missing")
        }
    }

    private func assignWords() throws(UsageError) -> [String: [String]] {
        var result: [String: [String]] = [:]
        var rest = words[...]
        for argument in command.arguments.map(\.declaration) {
            let taken = argument.isRepeating ? rest : rest.prefix(1)
            rest = rest.dropFirst(taken.count)
            if taken.isEmpty, argument.isRequired { throw error("\(argument.name) is missing") }
            for word in taken {
                if let fault = argument.fault(word) {
                    throw error("\(argument.name) \"\(word)\": it must be \(fault)")
                }
            }
            if !taken.isEmpty { result[argument.name] = Array(taken) }
        }
        if let extra = rest.first { throw error("unexpected word \(extra)") }
        return result
    }
}

/// The known word that is most likely meant: one that is spelt nearly so, or the only one that begins so.
private func suggestion(for word: String, among known: [String]) -> String? {
    if let near = nearest(to: word, among: known) { return near }
    let beginning = known.filter { $0.hasPrefix(word) }
    return beginning.count == 1 && word.drop { $0 == "-" }.count >= 2 ? beginning[0] : nil
}
