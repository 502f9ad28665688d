import Contracts
import Formats
import Pipeline
import System
import Values

/// `lianban explain`: what the hub would do with an application, without a hub.
enum Explain {
    static let file = Argument(.file, "an application as the acceptance system sends it")
    static let region = Option("region", .text, "only this region")
    static let party = Option("party", .text, "the party that sends it")
    static let at = Option(
        "at",
        .instant,
        "the moment at which it arrives, such as 2024-09-02T09:00:00+08:00 (default: now)"
    )
    static let contracts = Option(
        "contracts",
        .directory,
        "the contracts folder (default: the configuration's, or ./contracts)"
    )
    static let hex = Option(flag: "hex", "dump every byte; needs --reveal")
    static let reveal = Option(flag: "reveal", "show personal data")
    static let fields = Option(flag: "fields", "list each field of the messages and its sources")
    static let order = Option(
        "order",
        .text.named("NAME"),
        "one message only, by its party or item; with --byte or --field one field of it"
    )
    static let byte = Option(
        "byte",
        .whole(1...Int.max),
        "the field at this byte of the message, counted from 1"
    )
    static let field = Option(
        "field",
        .text.named("POINTER"),
        "the field at this JSON Pointer of the message, such as /phone"
    )

    static let command = Command(
        name: "explain",
        summary:
            "print what an application would cause: what is sent to whom, when, why, and the exact bytes",
        section: "Contracts",
        discussion: """
            Needs neither broker nor store. The application is decoded, validated, mapped and decided by the code that the \
            hub runs; case number and message-ids are those of an empty hub.

            With --order and --byte or --field, one field leads back to its rule, to the canonical fields that it is \
            made of, and to what was received. Bytes are those of the message within its envelope.

            Personal data is masked unless --reveal is given.
            """,
        options: [region, party, at, contracts, order, byte, field, fields, hex, reveal],
        arguments: [file],
        examples: [
            .init(
                "lianban explain application.json",
                "finds the region and the sender by trying each"
            ),
            .init(
                "lianban explain application.json --at 2024-09-02T09:00:00+08:00 --reveal --hex",
                "as on that day, with every byte"
            ),
            .init(
                "lianban explain application.json --order tower --byte 90",
                "where byte 90 of the tower company's order comes from"
            ),
        ],
        exits: [.findings, .notFound],
        action: run
    )

    @Sendable static func run(_ arguments: Arguments, _ output: Output) throws -> ExitCode {
        if arguments[hex], !arguments[reveal] {
            throw CommandFailure(
                .usage,
                "--hex shows every byte, personal data too",
                next: "add --reveal"
            )
        }
        let policy = try policy(arguments, output)
        let body = try read(arguments[file])
        let now = arguments[at] ?? Hub.systemClock()
        let sender = try sender(body, arguments, policy, now)
        let rehearsal = try Rehearsal(body, from: sender, policy: policy, now: now)
        var report = ExplainReport(rehearsal, catalogue: policy.catalogue, now: now)
        if arguments[reveal] { report.masking = .revealing }
        report.showsHex = arguments[hex]
        let lineage = Lineage(policy.catalogue)
        if let name = arguments[order] {
            let asked = try ExplainRequest(arguments, name)
            let found = try asked.answer(rehearsal, lineage, policy, report.masking)
            if output.isJSON {
                output.json(.array(found.map(\.json)))
            } else {
                for field in found { field.print(on: output) }
            }
            return .ok
        }
        if arguments.has(byte) || arguments.has(field) {
            throw CommandFailure(
                .usage,
                "--byte and --field name a field of one message",
                next: "add --order with its party or item"
            )
        }
        if arguments[fields] {
            report.explained = rehearsal.messages.map {
                ExplainField($0.message, rehearsal, lineage, policy)
            }
        }
        if output.isJSON { output.json(report.json) } else { report.print(on: output) }
        return rehearsal.opened == nil ? .findings : .ok
    }

    /// The contracts, with stand-ins for secrets that are not configured.
    private static func policy(_ arguments: Arguments, _ output: Output) throws -> Policy {
        var setting = try Setting(arguments)
        if let folder = arguments[contracts] { setting.configuration.contracts = folder }
        let policy = try setting.policy()
        let missing = policy.missingSecrets
        if missing.isEmpty { return policy }
        output.note(
            "note: \(missing.joined(separator: ", ")) not configured; seals are made with a stand-in"
        )
        return Policy(
            policy.catalogue,
            secrets: setting.configuration.secrets.standingIn(for: missing)
        )
    }

    private static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
        do throws(SystemError) {
            return try File.read(path, bytesMax: 64 << 20)
        } catch {
            throw CommandFailure(
                .notFound,
                error.message,
                next: "name a file that holds one application"
            )
        }
    }

    private static func sender(
        _ body: [UInt8],
        _ arguments: Arguments,
        _ policy: Policy,
        _ now: Instant
    ) throws(CommandFailure) -> Rehearsal.Sender {
        let found = Rehearsal.senders(
            of: body,
            region: arguments[region],
            party: arguments[party],
            policy: policy,
            now: now
        )
        func names(_ senders: [Rehearsal.Sender]) -> String {
            senders.map { "--region \($0.region.name) --party \($0.party.name)" }.joined(
                separator: ", "
            )
        }
        switch found {
        case .one(let sender): return sender
        case .several(let senders):
            throw CommandFailure(
                .usage,
                "several parties may have sent this",
                next: "choose one of: \(names(senders))"
            )
        case .none:
            throw CommandFailure(
                .usage,
                "no such party hands applications in",
                next: "those that do are: \(names(policy.senders))"
            )
        }
    }
}

extension ValueKind where Value == Instant {
    static var instant: ValueKind {
        ValueKind(
            placeholder: "TIME",
            expectation: "a time such as 2024-09-02T09:00:00+08:00 or 2024-09-02"
        ) { text in
            Instant(rfc3339: text) ?? Day(text).map { Instant(day: $0, second: 9 * 3600) }
        }
    }
}
