internal import Glibc

/// The command line of the hub: it parses, calls and prints; what it calls lives in the layers below.
@main struct Lianban {
    static let config = Option(
        "config",
        .file,
        default: "./lianban.yaml",
        environment: "LIANBAN_CONFIG",
        "the hub's configuration"
    )
    static let json = Option(flag: "json", "print JSON for programs instead of text for people")

    static let program = Program(
        root: Command(
            name: "lianban",
            summary:
                "the hub for joint applications to the utilities of a city (水电气热网联合报装)",
            discussion:
                "Findings about contracts have codes: lianban help LB2082 explains one, lianban help LB lists all.",
            options: [config, json],
            subcommands: [
                serve, topology, submit, simulate, bench, Check.command, Test.command,
                RequirementsCommand.command, Diff.command, Explain.command, LineageCommand.command,
                Docs.command,
                CaseCommands.command, MessageCommands.command, ReportCommand.command,
                Doctor.command,
            ]
        ),
        version: version
    )

    static let version = "0.1.0"

    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        exit(program.run(words, on: .standard(), environment: Terminal.environment).rawValue)
    }
}
