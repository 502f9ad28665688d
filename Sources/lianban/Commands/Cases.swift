import Contracts
import Pipeline
import Stores
import Values

/// `lianban cases`: what became of the applications.
enum CaseCommands {
    static let status = Option(
        "status",
        .one(of: ["open", "closed"], as: "STATUS"),
        "only open or only closed cases"
    )
    static let program = Option("program", .text.named("PROGRAM"), "only this program, such as a/b")
    static let text = Option("text", .text, "only numbers or application numbers that begin so")
    static let limit = Option("limit", .whole(1...10_000), default: "50", "how many, newest first")
    static let number = Argument(.text, as: "NUMBER", "the case's number, or the application's")
    static let reveal = Option(flag: "reveal", "show personal data")

    static let command = Command(
        name: "cases",
        summary: "look at cases: their items, limits, timeline, and what hangs",
        section: "Looking",
        subcommands: [list, show]
    )

    private static let list = Command(
        name: "list",
        summary: "list cases, newest first",
        options: [status, program, text, limit],
        examples: [.init("lianban cases list --status open", "what is under way")],
        exits: [.unreachable],
        action: runList
    )

    private static let show = Command(
        name: "show",
        summary: "show one case: items, limits, timeline, and what hangs",
        discussion: "Personal data is masked unless --reveal is given.",
        options: [reveal],
        arguments: [number],
        examples: [.init("lianban cases show 41080020240902000001", "by the case's number")],
        exits: [.unreachable, .notFound],
        action: runShow
    )

    @Sendable private static func runList(
        _ arguments: Arguments,
        _ output: Output
    ) throws -> ExitCode {
        let store = try Setting(arguments).openStore()
        var query = CaseQuery()
        query.status = arguments[status].flatMap(CaseSummary.Status.init(rawValue:))
        query.program = arguments[program]
        query.text = arguments[text]
        query.limit = arguments[limit]
        let cases = try store.cases(query)
        output.show(
            json: { Value.array(cases.map(\.json)).jsonText },
            people: {
                var table = Table([
                    .init("case"), .init("application"), .init("program", flexible: true),
                    .init("status"),
                    .init("outcome", right: true), .init("opened"), .init("closed"),
                ])
                for its in cases {
                    table.add(
                        "\(its.number)",
                        .init(its.applicationNumber),
                        .init(its.program),
                        .init(its.status.rawValue),
                        its.outcomeRevision == 0 ? "-" : "\(its.outcomeRevision)",
                        .init(its.openedAt.written),
                        .init(its.closedAt?.written ?? "-")
                    )
                }
                output.table(table)
                if cases.count == query.limit {
                    output.note("only the newest \(query.limit); see more with --limit")
                }
            }
        )
        return .ok
    }

    @Sendable private static func runShow(
        _ arguments: Arguments,
        _ output: Output
    ) throws -> ExitCode {
        let setting = try Setting(arguments)
        let store = try setting.openStore()
        let policy = try setting.policy()
        guard let record = try find(arguments[number], store, policy) else {
            throw CommandFailure(
                .notFound,
                "there is no case \(arguments[number])",
                next: "see: lianban cases list --text BEGINNING"
            )
        }
        var report = try CaseReport(record, store: store, policy: policy, now: Hub.systemClock())
        if arguments[reveal] { report.masking = .revealing }
        if output.isJSON { output.json(report.json) } else { report.print(on: output) }
        return .ok
    }

    /// By the case's number, or by the application's number at any of the sources.
    static func find(
        _ text: String,
        _ store: any StoreReader,
        _ policy: Policy
    ) throws -> CaseRecord? {
        if let number = CaseNumber(text), let record = try store.caseRecord(number) {
            return record
        }
        for source in policy.routes.sources.keys.sorted() {
            if let number = try store.caseNumber(source: source, applicationNumber: text) {
                return try store.caseRecord(number)
            }
        }
        return nil
    }
}

extension CaseSummary {
    var json: Value {
        .object(
            Object([
                ("case", .string("\(number)")), ("application", .string(applicationNumber)),
                ("program", .string(program)), ("contractVersion", .string(contractVersion)),
                ("source", .string(source)), ("status", .string(status.rawValue)),
                ("outcomeRevision", .int(outcomeRevision)), ("openedAt", Value(openedAt)),
                ("closedAt", Value(closedAt)),
            ])
        )
    }
}
