/// What a command line gave to a command, checked; read it with the option's or the argument's own declaration.
struct Arguments: Sendable {
    var options: [String: [String]] = [:]
    var words: [String: [String]] = [:]

    /// The value of an option that the command, or one above it, declares.
    subscript<Value>(option: Option<Value>) -> Value {
        value(option.read(options[option.declaration.name, default: []]), option.declaration.label)
    }

    /// The value of a positional argument that the command declares.
    subscript<Value>(argument: Argument<Value>) -> Value {
        value(
            argument.read(words[argument.declaration.name, default: []]),
            argument.declaration.name
        )
    }

    /// True when the command line or the environment gave the option.
    func has<Value>(_ option: Option<Value>) -> Bool { options[option.declaration.name] != nil }

    private func value<Value>(_ value: Value?, _ name: String) -> Value {
        // Parsing has checked every text, so this is a command that asks for what it did not declare.
        guard let value else { preconditionFailure("the command does not declare \(name)") }
        return value
    }
}
