/// The whole program: a tree of commands, run with the words of a command line.
struct Program: Sendable {
    let root: Command
    let version: String

    /// Parses, runs and reports. Never throws: what goes wrong is printed and becomes the exit code.
    func run(
        _ words: [String],
        on terminal: Terminal,
        environment: (String) -> String? = { _ in nil }
    ) -> ExitCode {
        let output = Output(terminal)
        do {
            switch try Parser.parse(words, of: root, environment: environment) {
            case .help(let path): output.text(Help(path, width: min(terminal.columns, 96)).text)
            case .explain(let code):
                return CodeHelp(code, width: min(terminal.columns, 96)).show(on: output)
            case .version: output.line("\(root.name) \(version)")
            case .run(let command, let arguments): return run(command, arguments, terminal)
            }
            return .ok
        } catch {
            let suggestion = error.suggestion.map { ". Did you mean \($0)?" } ?? ""
            output.error(
                "\(error.command): \(printable(error.message))\(suggestion)",
                next: "see: \(error.command) --help"
            )
            return .usage
        }
    }

    private func run(_ command: Command, _ arguments: Arguments, _ terminal: Terminal) -> ExitCode {
        let output = Output(terminal, isJSON: arguments.options["json"] != nil)
        guard let action = command.action else { return .usage }
        do {
            return try action(arguments, output)
        } catch let failure as CommandFailure {
            output.error(failure.message, next: failure.next)
            return failure.exit
        } catch {
            output.error(
                "\(command.name): \(printable("\(error)"))",
                next:
                    "this is a fault of \(root.name) itself; please report it with the command line"
            )
            return .internalError
        }
    }
}
