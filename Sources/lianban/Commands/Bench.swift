import Contracts
import Formats
import Pipeline
import System
import Values

extension Lianban {
    private static let rounds = Option(
        "rounds",
        .whole(1...1_000_000),
        default: "1000",
        "how often each application is run"
    )
    private static let files = Argument(
        list: .file,
        as: "FILE",
        isRequired: false,
        "applications; all examples of the contracts folder where none is named"
    )

    static let bench = Command(
        name: "bench",
        summary: "time the translation of applications into orders",
        section: "Trying things out",
        discussion: """
            Decodes, validates, maps, decides, and composes every message that goes out, without broker and store, and \
            gives the median of processor time for each stage. Timings differ between machines and moments: compare \
            within one run.
            """,
        options: [rounds],
        arguments: [files],
        examples: [
            .init("lianban bench application.json --rounds 5000", "one application, many times")
        ],
        exits: [.ok, .findings, .usage, .notFound],
        action: { arguments, output in try bench(arguments, output) }
    )

    private static func bench(_ arguments: Arguments, _ output: Output) throws -> ExitCode {
        let setting = try Setting(arguments)
        let loaded = try setting.policy()
        let secrets = setting.configuration.secrets.standingIn(for: loaded.missingSecrets)
        let policy = Policy(loaded.catalogue, secrets: secrets)
        let named = arguments[files]
        let paths =
            try named.isEmpty ? exampleApplications(below: setting.configuration.contracts) : named
        var table = Table([
            .init("application", flexible: true), .init("bytes", right: true),
            .init("messages", right: true),
            .init("open µs", right: true), .init("map µs", right: true),
            .init("decide µs", right: true),
            .init("compose µs", right: true), .init("all µs", right: true),
        ])
        var rows: [Value] = []
        let progress = output.progress("applications", total: paths.count)
        for path in paths {
            let body = try File.read(path)
            let now = Hub.systemClock()
            for sender in policy.senders {
                guard let probe = TranslationProbe(body, from: sender, policy: policy, now: now)
                else { continue }
                guard let result = try? Timing(probe, rounds: arguments[rounds]) else { break }
                let times = result.medians.map { Table.Cell("\($0)") }
                table.add(
                    row: [
                        Table.Cell(path), Table.Cell("\(body.count)"),
                        Table.Cell("\(result.messages)"),
                    ] + times
                )
                rows.append(result.value(path, bytes: body.count))
                break
            }
            progress.advance()
        }
        progress.finish("\(rows.count)")
        output.show {
            Value.array(rows).jsonText
        } people: {
            output.table(table)
        }
        return rows.isEmpty ? .findings : .ok
    }

    private static func exampleApplications(below path: String) throws -> [String] {
        var found: [String] = []
        for entry in try Directory.list(path) {
            if entry.kind == .directory {
                found += try exampleApplications(below: "\(path)/\(entry.name)")
            } else if entry.name == "application.json", path.contains("/examples/") {
                found.append("\(path)/\(entry.name)")
            }
        }
        return found
    }
}

/// The median processor time of each stage, in microseconds.
private struct Timing {
    var messages = 0
    private var stages: [Int64]

    init(_ probe: TranslationProbe, rounds: Int) throws {
        var times: [[Int64]] = TranslationProbe.Stage.allCases.map { _ in [] }
        for _ in 0..<rounds {
            var last = Clock.processor()
            var at = 0
            messages = try probe.run { _ in
                let now = Clock.processor()
                times[at].append(now - last)
                at += 1
                last = now
            }
        }
        stages = times.map { $0.sorted()[$0.count / 2] / 1000 }
    }

    var medians: [Int64] { stages + [stages.reduce(0, +)] }

    func value(_ path: String, bytes: Int) -> Value {
        var object = Object([
            ("application", .string(path)), ("bytes", .int(bytes)), ("messages", .int(messages)),
        ])
        for (stage, time) in zip(TranslationProbe.Stage.allCases, stages) {
            object[stage.rawValue + "Microseconds"] = .int(time)
        }
        return .object(object)
    }
}
