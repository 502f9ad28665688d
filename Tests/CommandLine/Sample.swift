import Synchronization

@testable import lianban

/// A small program to test with, shaped as the real one.
enum Sample {
    static let config = Option(
        "config",
        .file,
        default: "./sample.yaml",
        environment: "SAMPLE_CONFIG",
        "the configuration"
    )
    static let json = Option(flag: "json", "print JSON")
    static let follow = Option(flag: "follow", short: "f", "print until the outcome")
    static let seed = Option("seed", .whole(0...100), default: "1", "where random numbers begin")
    static let delay = Option("delay", .durations, "how long an answer takes")
    static let party = Option(repeating: "party", .text, "only this party")
    static let files = Argument(list: .file, "applications")
    static let id = Argument(.text, as: "ID", "the case's number")

    static let submit = Command(
        name: "submit",
        summary: "publish applications",
        discussion: "Each FILE holds one application.\n\nThe hub must be running.",
        options: [follow, seed, delay, party],
        arguments: [files],
        examples: [.init("sample submit a.json --follow", "sends one and waits for its outcome")],
        exits: [.unreachable],
        action: { _, output in
            output.line("submitted")
            return .ok
        }
    )
    static let cases = Command(
        name: "cases",
        summary: "look at cases",
        section: "Looking",
        subcommands: [
            Command(name: "list", summary: "list cases", action: { _, _ in .ok }),
            Command(
                name: "show",
                summary: "show one case",
                arguments: [id],
                exits: [.notFound],
                action: { arguments, _ in
                    throw CommandFailure(
                        .notFound,
                        "no case \(arguments[id])",
                        next: "see: sample cases list"
                    )
                }
            ),
        ]
    )
    static let broken = Command(
        name: "broken",
        summary: "always fails",
        section: "Looking",
        action: { _, _ in throw UsageError(command: "x", message: "y") }
    )
    static let program = Program(
        root: Command(
            name: "sample",
            summary: "a sample",
            options: [config, json],
            subcommands: [submit, cases, broken]
        ),
        version: "1.2.3"
    )
}

/// What a program printed.
final class Printed: Sendable {
    private let streams = Mutex<[Terminal.Stream: String]>([:])
    private let time = Mutex<Duration>(.zero)

    var out: String { streams.withLock { $0[.out, default: ""] } }
    var error: String { streams.withLock { $0[.error, default: ""] } }

    func wait(_ duration: Duration) { time.withLock { $0 += duration } }

    func terminal(
        isInteractive: Bool = false,
        hasColours: Bool = false,
        columns: Int = 100
    ) -> Terminal {
        Terminal(
            write: { stream, text in self.streams.withLock { $0[stream, default: ""] += text } },
            isInteractive: { _ in isInteractive },
            hasColours: hasColours,
            columns: columns,
            now: { self.time.withLock { $0 } }
        )
    }
}
