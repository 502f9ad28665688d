import Examples
import Pipeline
import System
import Values

/// `lianban test`: runs every example of the contracts folder and says what differs.
enum Test {
    static let folder = Argument(
        optional: .directory,
        "the contracts folder (default: the configuration's, or ./contracts)"
    )
    static let only = Option(
        repeating: "only",
        .text.named("NAME"),
        "only this example: the name of its folder, or the end of its path"
    )
    static let update = Option(
        flag: "update",
        "write what came into the expected files that differ or are not there yet"
    )
    static let coverage = Option(
        flag: "coverage",
        "list the map leaves, codes and rules that no example reached"
    )

    static let command = Command(
        name: "test",
        summary: "run every example of the contracts folder and print what differs",
        section: "Contracts",
        discussion: """
            Each story.yaml below DIR runs on an empty hub of its own, without a broker: what it sends is decided and \
            answered by the code that the hub runs, and everything that goes out is compared byte for byte with the files \
            that it names.

            --update never touches a story.yaml. To write a new example, write its story.yaml with what comes in and name \
            the expected files, run lianban test --update, and review what it wrote with git diff.
            """,
        options: [only, update, coverage],
        arguments: [folder],
        examples: [
            .init("lianban test", "runs all examples"),
            .init("lianban test contracts --only full-set", "runs one"),
            .init("lianban test --update", "takes over what the contracts now give, for review"),
            .init("lianban test --coverage", "shows what no example reaches"),
        ],
        exits: [.findings, .notFound],
        action: run
    )

    @Sendable static func run(_ arguments: Arguments, _ output: Output) throws -> ExitCode {
        let path = try arguments[folder] ?? Setting(arguments).configuration.contracts
        let start = output.terminal.now()
        let suite = try suite(path, otherwise: "no example was run")
        let names = try chosen(arguments[only], suite)
        var report = TestReport(folder: path)
        // A line of progress only where it is long: nothing stands on a terminal that a moment later is gone.
        let progress =
            output.terminal.isInteractive(.error)
            ? output.progress("examples", total: names.count) : nil
        for name in names {
            let (first, rewritten) = try run(name, in: suite, isUpdating: arguments[update])
            report.stories.append(first)
            report.rewritten += rewritten
            progress?.advance(by: 1, name)
            if !output.isJSON { report.print(first, rewritten, on: output) }
        }
        report.time = output.terminal.now() - start
        report.coverage = suite.coverage
        if output.isJSON {
            output.json(report.json)
        } else {
            report.printEnd(on: output, listing: arguments[coverage], isWhole: names == suite.names)
        }
        return report.isGreen ? .ok : .findings
    }

    /// The report to show: after an update, of the run with the new files.
    private static func run(
        _ name: String,
        in suite: ExampleSuite,
        isUpdating: Bool
    ) throws -> (StoryReport, [ExampleSuite.Rewritten]) {
        let report = suite.run(name)
        guard isUpdating else { return (report, []) }
        do throws(SystemError) {
            let rewritten = try suite.rewrite(report)
            return (rewritten.isEmpty ? report : suite.run(name), rewritten)
        } catch {
            throw CommandFailure(
                .refused,
                "an expected file of \(name) cannot be written: \(error.message)"
            )
        }
    }

    /// The examples of a folder. `otherwise` says what was not done where the contracts do not compile.
    static func suite(_ path: String, otherwise: String) throws -> ExampleSuite {
        do {
            return try ExampleSuite(folder: path)
        } catch let error as SystemError {
            throw CommandFailure(
                .notFound,
                "no contracts at \(path): \(error.message)",
                next: "name the folder on the command line, or as contracts: in the configuration"
            )
        } catch let found as Diagnostics {
            let errors = found.list.filter { $0.severity == .error }
            throw CommandFailure(
                .findings,
                "the contracts in \(path) have \(counted(errors.count, "error")), the first: \(errors.first?.description ?? "")",
                next: "\(otherwise); see them all with: lianban check \(path)"
            )
        }
    }

    /// The examples whose folder has one of the names.
    private static func chosen(
        _ wanted: [String],
        _ suite: ExampleSuite
    ) throws(CommandFailure) -> [String] {
        guard !wanted.isEmpty else { return suite.names }
        for name in wanted where !suite.names.contains(where: { isNamed($0, name) }) {
            let last = suite.names.compactMap { $0.split(separator: "/").last.map(String.init) }
            throw CommandFailure(
                .notFound,
                "there is no example '\(printable(name))'",
                next: didYouMean(name, among: last) ?? "see all with: lianban test"
            )
        }
        return suite.names.filter { path in wanted.contains { isNamed(path, $0) } }
    }

    private static func isNamed(_ path: String, _ name: String) -> Bool {
        path == name || path.hasSuffix("/" + name)
    }
}
