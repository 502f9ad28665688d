import Testing

@testable import lianban

@Suite struct HelpTests {
    @Test func showsACommand() {
        let expected = """
            sample submit: publish applications

            Usage: sample submit [--follow] [--seed N] [--delay MIN..MAX] [--party TEXT]... FILE...

            Each FILE holds one application.

            The hub must be running.

            Arguments:
              FILE...  applications

            Options:
              -f, --follow      print until the outcome
              --seed N          where random numbers begin (default 1)
              --delay MIN..MAX  how long an answer takes
              --party TEXT      only this party (may be repeated)

            Options of every command:
              --config FILE  the configuration (default ./sample.yaml; environment SAMPLE_CONFIG)
              --json         print JSON
              -h, --help     print this

            Examples:
              sample submit a.json --follow
                  sends one and waits for its outcome

            Exit codes:
              0   done, nothing wrong
              2   the command line or the configuration is wrong; nothing was done
              3   no broker, store or hub could be reached
              70  a fault of lianban itself

            """
        #expect(Help([Sample.program.root, Sample.submit]).text == expected)
    }

    @Test func showsTheWholeProgram() {
        let expected = """
            sample: a sample

            Usage: sample [--config FILE] [--json] COMMAND

            Commands:
              submit  publish applications

            Looking:
              cases   look at cases
              broken  always fails

            Options of every command:
              --config FILE  the configuration (default ./sample.yaml; environment SAMPLE_CONFIG)
              --json         print JSON
              -h, --help     print this
              --version      print the version

            More about one of them: sample help COMMAND

            """
        #expect(Help([Sample.program.root]).text == expected)
    }

    @Test func wrapsAtTheWidth() {
        var command = Sample.submit
        command.discussion = String(repeating: "办件 ", count: 40) + "\n  kept  as it is\nend"
        let lines = Help([Sample.program.root, command], width: 40).text.split(separator: "\n")
        #expect(lines.contains("  kept  as it is"))
        #expect(
            lines.filter { $0.contains("办件") }.allSatisfy {
                displayWidth($0) <= 40 && displayWidth($0) > 30
            }
        )
    }

    /// Whatever the program's commands are: each can be understood from its help alone.
    @Test func theRealProgramExplainsItself() {
        func check(_ path: [Command]) {
            let command = path[path.count - 1]
            let line = path.map(\.name).joined(separator: " ")
            #expect(
                !command.summary.isEmpty && !command.summary.hasSuffix("."),
                "\(line): one line, no full stop"
            )
            #expect(
                command.action != nil || !command.subcommands.isEmpty || path.count == 1,
                "\(line): does nothing"
            )
            if command.action != nil {
                #expect(!command.examples.isEmpty, "\(line): give an example")
            }
            for example in command.examples {
                let words = example.line.split(separator: " ").map(String.init)
                #expect(words.first == "lianban", "\(line): an example is a whole command line")
                #expect(throws: Never.self, "\(line): its example is refused") {
                    try Parser.parse(Array(words.dropFirst()), of: Lianban.program.root)
                }
            }
            let names = path.flatMap(\.options).map(\.declaration.name)
            #expect(Set(names).count == names.count, "\(line): an option is declared twice")
            for option in (command.options + command.arguments).map(\.declaration) {
                #expect(!option.summary.isEmpty, "\(line): \(option.name) has no summary")
            }
            for next in command.subcommands { check(path + [next]) }
        }
        check([Lianban.program.root])
    }
}
