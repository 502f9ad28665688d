import Console
import Curl
import Formats
import Pipeline
import Stores
import Values

extension Lianban {
    private static let dryRun = Option(
        flag: "dry-run",
        "show what would happen and what would be sent; change nothing"
    )
    private static let id = Argument(
        .whole(1...Int.max),
        as: "ID",
        "the number of a received message, see messages list"
    )

    static let replay = Command(
        name: "replay",
        summary: "process a parked or waiting message again",
        discussion: """
            For a message that was parked because of a contract, a code table or a key: correct that first, then process \
            the message again; its case goes on. A running hub does it and reads corrected contracts after SIGHUP; \
            without a hub the command works on the store itself, under the contracts as they are now.
            """,
        options: [dryRun],
        arguments: [id],
        examples: [.init("lianban messages replay 123 --dry-run", "what would be sent to whom")],
        exits: [.ok, .findings, .usage, .unreachable, .notFound, .refused],
        action: { arguments, output in try replay(arguments, output) }
    )

    private static func replay(_ arguments: Arguments, _ output: Output) throws -> ExitCode {
        let setting = try Setting(arguments)
        let id = Int64(arguments[id])
        let value =
            try byHub(id, arguments[dryRun], setting) ?? offline(id, arguments[dryRun], setting)
        output.show {
            value.jsonText
        } people: {
            tell(value, output)
        }
        let after = value["after"]?.string
        return after == "applied" || after == "recorded" || after == "duplicate" ? .ok : .findings
    }

    /// Nil where no hub runs.
    private static func byHub(_ id: Int64, _ isDryRun: Bool, _ setting: Setting) throws -> Value? {
        do {
            return try HubClient(socket: setting.configuration.socket).replay(id, dryRun: isDryRun)
        } catch let refusal as HubClient.Refusal {
            throw CommandFailure(
                refusal.status == 404
                    ? .notFound : refusal.status == 409 ? .refused : .internalError,
                refusal.message
            )
        } catch let failure as HTTPClient.Failure {
            if failure.meansNoServer { return nil }
            throw CommandFailure(.unreachable, failure.message)
        }
    }

    private static func offline(_ id: Int64, _ isDryRun: Bool, _ setting: Setting) throws -> Value {
        do {
            let store = try HubStore.open(setting.configuration)
            let operations = try Operations.offline(
                store,
                policy: try setting.policy(),
                log: Log { _ in }
            )
            return try operations.replay(id, dryRun: isDryRun).value
        } catch let error as StoreError {
            let exit: ExitCode =
                switch error.code {
                case .missing: .notFound
                case .conflict, .locked: .refused
                default: .unreachable
                }
            throw CommandFailure(exit, error.message)
        }
    }

    private static func tell(_ value: Value, _ output: Output) {
        let verb = value["dryRun"] == true ? "would become" : "is now"
        let after = value["after"]?.string ?? ""
        output.line(
            "message \(value["message"]?.int ?? 0) was \(value["before"]?.string ?? "") and \(verb) \(after)"
        )
        for problem in value["problems"]?.array ?? [] {
            output.line(
                "  \(problem["place"]?.string ?? "")  \(problem["say"]?.string ?? "")  \(problem["found"]?.string ?? "")"
            )
        }
        for key in value["waitingFor"]?.array ?? [] {
            output.line("  waits for \(key.string ?? "")")
        }
        for event in value["events"]?.array ?? [] { output.line("  \(event.string ?? "")") }
        for message in value["sent"]?.array ?? [] {
            let texts = ["kind", "party", "destination", "id"].map { message[$0]?.string ?? "" }
            output.line(
                "  \(value["dryRun"] == true ? "would send" : "sends") \(texts[0]) to \(texts[1]) (\(texts[2])): \(message["bytes"]?.int ?? 0) bytes, \(texts[3])"
            )
        }
    }
}
