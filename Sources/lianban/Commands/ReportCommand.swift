import Cases
import Contracts
import Pipeline
import Stores
import Values

/// `lianban report`: the bulletin over many cases (定期通报), and the ledger of them (工作台账).
enum ReportCommand {
    static let region = Option("region", .text, "only this region")
    static let from = Option("from", .day, "only cases accepted on this day or later")
    static let to = Option("to", .day, "only cases accepted on this day or earlier")
    static let csv = Option(flag: "csv", "print the ledger, a line for each case and each item")

    static let command = Command(
        name: "report",
        summary: "print totals by program, limit and party, and what is overdue (定期通报、工作台账)",
        section: "Looking",
        discussion: """
            Counts the cases that were accepted on the days given, in China's time, as they stand now: what came in and \
            what came of it, how the limits were kept, how the parties answer, what is overdue and what falls due today. \
            The on-time rate (按时办结率) is of the limits that have a due time and are over. A party's times run from the \
            order to its first answer and to its result, nights and days off included. Rejected and parked messages are \
            counted by the day they came in.

            --csv prints the ledger instead (工作台账): Chinese headings, a line for each case (办件) and one for each of \
            its items (事项). It is UTF-8 with a byte order mark, which Excel and WPS need to show Chinese; numbers of \
            cases begin with a tab, or Excel would round them to 15 digits.

            Nothing that is personal is in it, and nothing is changed: a hub may be running.
            """,
        options: [region, from, to, csv],
        examples: [
            .init("lianban report", "everything, and what to do today"),
            .init("lianban report --from 2024-09-01 --to 2024-09-30", "the bulletin of a month"),
            .init("lianban report --csv", "the ledger, for a file that Excel opens"),
        ],
        exits: [.unreachable, .notFound],
        action: run
    )

    @Sendable private static func run(_ arguments: Arguments, _ output: Output) throws -> ExitCode {
        try run(arguments, output, now: Hub.systemClock())
    }

    static func run(_ arguments: Arguments, _ output: Output, now: Instant) throws -> ExitCode {
        if arguments[csv], output.isJSON {
            throw CommandFailure(.usage, "--csv and --json are two forms", next: "choose one")
        }
        let (from, to) = (arguments[from], arguments[to])
        if let from, let to, from > to {
            throw CommandFailure(.usage, "--from \(from) is later than --to \(to)")
        }
        let setting = try Setting(arguments)
        let store = try setting.openStore()
        let policy = try setting.policy()
        var ledger = Ledger(store, policy: policy, now: now)
        if let name = arguments[region] {
            ledger.region = try setting.region(name, in: policy.catalogue)
        }
        (ledger.from, ledger.to) = (from, to)
        if arguments[csv] {
            try print(ledger, LedgerSheet(policy.catalogue), on: output)
            return .ok
        }
        let isWatched = output.terminal.isInteractive(.error)
        let progress = isWatched ? output.progress("reading cases") : nil
        let bulletin = try ledger.bulletin { progress?.advance() }
        let report = BulletinReport(bulletin, policy.catalogue, from: from, to: to)
        if output.isJSON { output.json(report.json) } else { report.print(on: output) }
        return .ok
    }

    /// As it is read, however many cases there are.
    private static func print(_ ledger: Ledger, _ sheet: LedgerSheet, on output: Output) throws {
        output.text(sheet.heading)
        try ledger.forEach { output.text(sheet.lines($0)) }
    }
}
