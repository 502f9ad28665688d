import Contracts
import Pipeline
import Stores
import Values

/// `lianban messages`: the journal, every message in and out with its bytes.
enum MessageCommands {
    static let received = Option(flag: "in", "only received messages")
    static let sent = Option(flag: "out", "only sent messages")
    static let caseNumber = Option("case", .caseNumber, "only messages of this case")
    static let party = Option("party", .text, "only messages of this party")
    static let disposition = Option(
        "disposition",
        .one(of: Disposition.allCases.map(\.rawValue), as: "DISPOSITION"),
        "only received messages with this disposition"
    )
    static let state = Option(
        "state",
        .one(of: Stores.OutboundMessage.State.allCases.map(\.rawValue), as: "STATE"),
        "only sent messages in this state"
    )
    static let limit = Option(
        "limit",
        .whole(1...10_000),
        default: "50",
        "how many of each, newest first"
    )
    static let id = Argument(
        .text,
        as: "ID",
        "123 for a received message; out:45, or the message-id of 32 digits, for a sent one"
    )
    static let reveal = Option(flag: "reveal", "show personal data, and with it the bytes")

    static let command = Command(
        name: "messages",
        summary: "look at messages: every stage of each, and every attempt",
        section: "Looking",
        subcommands: [list, show, Lianban.replay]
    )

    private static let list = Command(
        name: "list",
        summary: "list messages, newest first",
        options: [received, sent, caseNumber, party, disposition, state, limit],
        examples: [
            .init("lianban messages list --disposition parked", "what waits for an engineer"),
            .init("lianban messages list --out --state blocked", "what could not be sent"),
        ],
        exits: [.unreachable],
        action: runList
    )

    private static let show = Command(
        name: "show",
        summary: "show one message, stage by stage",
        discussion: """
            Received: the bytes, properties, the decoded and the canonical tree, problems, links and disposition. Sent: what \
            it says, its bytes, digests, and every attempt with its own headers and the broker's answer. Trees are recomputed \
            by the contracts as they are now.

            Personal data is masked, and the bytes are not shown, unless --reveal is given.
            """,
        options: [reveal],
        arguments: [id],
        examples: [
            .init("lianban messages show 123", "the received message 123"),
            .init("lianban messages show out:45 --reveal", "the sent message 45 with its bytes"),
        ],
        exits: [.unreachable, .notFound],
        action: runShow
    )

    @Sendable private static func runList(
        _ arguments: Arguments,
        _ output: Output
    ) throws -> ExitCode {
        if arguments[received] && arguments[sent]
            || arguments[disposition] != nil && arguments[state] != nil
        {
            throw CommandFailure(
                .usage,
                "--in and --disposition are for received, --out and --state for sent messages",
                next: nil
            )
        }
        let showsIn = !arguments[sent] && arguments[state] == nil
        let showsOut = !arguments[received] && arguments[disposition] == nil
        guard showsIn || showsOut else {
            throw CommandFailure(
                .usage,
                "no message is both received and sent",
                next: "leave one of the options out"
            )
        }
        let store = try Setting(arguments).openStore()
        let inbound = showsIn ? try store.inbound(inboundQuery(arguments)) : []
        let outbound = showsOut ? try store.outbound(outboundQuery(arguments)) : []
        if output.isJSON {
            output.json(["in": .array(inbound.map(\.listed)), "out": .array(outbound.map(\.json))])
            return .ok
        }
        if showsIn { output.table(table(inbound)) }
        if showsIn, showsOut { output.line() }
        if showsOut { output.table(table(outbound)) }
        return .ok
    }

    private static func inboundQuery(_ arguments: Arguments) -> InboundQuery {
        var query = InboundQuery()
        query.caseNumber = arguments[caseNumber]
        query.party = arguments[party]
        query.disposition = arguments[disposition].flatMap(Disposition.init(rawValue:))
        query.limit = arguments[limit]
        return query
    }

    private static func outboundQuery(_ arguments: Arguments) -> OutboundQuery {
        var query = OutboundQuery()
        query.caseNumber = arguments[caseNumber]
        query.party = arguments[party]
        query.state = arguments[state].flatMap(OutboundMessage.State.init(rawValue:))
        query.limit = arguments[limit]
        return query
    }

    private static func table(_ messages: [Stores.InboundMessage]) -> Table {
        var table = Table([
            .init("in", right: true), .init("received"), .init("kind"), .init("party"),
            .init("case"),
            .init("disposition"), .init("why", flexible: true),
        ])
        for message in messages {
            let why =
                message.problemKey ?? message.problems.first?.code ?? message.waitingFor.first ?? ""
            let style: Output.Style? =
                [.parked, .suspect, .waiting].contains(message.disposition) ? .yellow : nil
            table.add(
                "\(message.id)",
                .init(message.receivedAt.written),
                .init(message.kind.rawValue),
                .init(message.party ?? "-"),
                .init(message.caseNumber.map { "\($0)" } ?? "-"),
                .init(message.disposition.rawValue, style),
                .init(why)
            )
        }
        return table
    }

    private static func table(_ messages: [Stores.OutboundMessage]) -> Table {
        var table = Table([
            .init("out", right: true), .init("created"), .init("kind"), .init("party"),
            .init("case"), .init("state"),
            .init("attempts", right: true), .init("message-id"), .init("why", flexible: true),
        ])
        for message in messages {
            let style: Output.Style? = [.blocked, .refused].contains(message.state) ? .yellow : nil
            table.add(
                "\(message.sequence)",
                .init(message.createdAt.written),
                .init(message.kind.rawValue),
                .init(message.party),
                .init(message.caseNumber.map { "\($0)" } ?? "-"),
                .init(message.state.rawValue, style),
                "\(message.attempts)",
                .init("\(message.id)"),
                .init(message.reason ?? "")
            )
        }
        return table
    }

    @Sendable private static func runShow(
        _ arguments: Arguments,
        _ output: Output
    ) throws -> ExitCode {
        let setting = try Setting(arguments)
        let store = try setting.openStore()
        let text = arguments[id]
        let report: any MessageReport
        if let number = Int64(text), let message = try store.inbound(id: number) {
            report = try InboundReport(message, store, setting.policy(), reveals: arguments[reveal])
        } else if let message = try sentMessage(text, store) {
            report = try OutboundReport(
                message,
                store,
                setting.policy(),
                reveals: arguments[reveal]
            )
        } else {
            throw CommandFailure(
                .notFound,
                "there is no message \(text)",
                next: "see: lianban messages list"
            )
        }
        if output.isJSON { output.json(report.json) } else { report.print(on: output) }
        return .ok
    }

    private static func sentMessage(
        _ text: String,
        _ store: any StoreReader
    ) throws -> Stores.OutboundMessage? {
        if text.hasPrefix("out:") {
            return try Int64(text.dropFirst(4)).flatMap { try store.outbound(sequence: $0) }
        }
        return try MessageID(text).flatMap { try store.outbound(id: $0) }
    }
}

/// One message as `lianban messages show` prints it.
protocol MessageReport {
    func print(on output: Output)
    var json: Value { get }
}

extension ValueKind where Value == CaseNumber {
    static var caseNumber: ValueKind {
        ValueKind(
            placeholder: "NUMBER",
            expectation: "a case number of 20 digits",
            read: { CaseNumber($0) }
        )
    }
}
