import Broker
import Contracts
import OpenSSL
import Partners
import Pipeline
import Stores
import Synchronization
import System
import Values

extension Lianban {
    private static let region = Option(
        "region",
        .text.named("REGION"),
        "whose acceptance system sends; found by the contract otherwise"
    )
    private static let party = Option(
        "party",
        .text.named("PARTY"),
        "which party sends; found by the contract otherwise"
    )
    private static let follow = Option(
        flag: "follow",
        "print orders, replies and outcome as they come, until the end"
    )
    private static let copies = Option(
        "copies",
        .whole(1...1_000_000),
        default: "1",
        "send each file so often, each under a number of its own"
    )
    private static let renumber = Option(
        flag: "renumber",
        "give each application a number of its own; examples share one"
    )
    private static let timeout = Option(
        "timeout",
        .duration,
        default: "10m",
        "give up following after so long"
    )
    private static let files = Argument(
        list: .file,
        as: "FILE",
        "an application as the acceptance system writes it"
    )

    static let submit = Command(
        name: "submit",
        summary: "publish applications as the acceptance system would",
        section: "Trying things out",
        discussion: """
            Publishes each file to the queue of the acceptance system, with a message-id of its own. --follow reads the \
            hub's store, so that nothing is taken from the acceptance system's own queues.
            """,
        options: [region, party, follow, copies, renumber, timeout],
        arguments: [files],
        examples: [
            .init(
                "lianban submit application.json --follow",
                "one application from submission to outcome"
            )
        ],
        exits: [.ok, .findings, .usage, .unreachable, .notFound],
        action: { arguments, output in try submit(arguments, output) }
    )

    private static func submit(_ arguments: Arguments, _ output: Output) throws -> ExitCode {
        let setting = try Setting(arguments)
        let policy = try setting.policy()
        var submissions: [Submission] = []
        for file in arguments[files] {
            let body: [UInt8]
            do {
                body = try File.read(file)
            } catch {
                throw CommandFailure(.notFound, error.message)
            }
            submissions += try applications(
                body,
                file,
                from: submissions.count + 1,
                arguments,
                policy
            )
        }
        try publish(submissions, setting, output)
        guard arguments[follow] else {
            output.line("\(submissions.count) application(s) published")
            return .ok
        }
        let seconds = arguments[timeout].components.seconds
        return try Following(submissions, setting, policy, output).run(seconds: Int(seconds))
    }

    private static func applications(
        _ body: [UInt8],
        _ file: String,
        from first: Int,
        _ arguments: Arguments,
        _ policy: Policy
    ) throws -> [Submission] {
        guard
            let desk = Submission.desk(
                for: body,
                region: arguments[region],
                party: arguments[party],
                policy: policy
            )
        else { throw CommandFailure(.notFound, "no party of that region hands applications in") }
        guard desk.party.isEnabled else {
            throw CommandFailure(
                .notFound,
                "'\(desk.party.name)' of \(desk.region.name) is not enabled: its applications are not taken",
                next:
                    "when it is connected, take 'enabled: false' out of \(desk.region.name)/region.yaml"
            )
        }
        let width = "\(arguments[copies] * arguments[files].count)".count
        return try (first..<first + arguments[copies]).map { number in
            var its = body
            if arguments[copies] > 1 || arguments[renumber] {
                let suffix = "-" + padded(number, width)
                guard let renumbered = Submission.renumbered(body, of: desk.application, by: suffix)
                else {
                    throw CommandFailure(
                        .usage,
                        "\(file) cannot be renumbered: its application number was not found"
                    )
                }
                its = renumbered
            }
            let id = String(decoding: Hex.encode(Random.bytes(16)), as: UTF8.self)
            return Submission(its, at: desk, messageID: id, file: file)
        }
    }

    private static func publish(
        _ submissions: [Submission],
        _ setting: Setting,
        _ output: Output
    ) throws {
        let left = Mutex(submissions.count)
        let problem = Mutex<String?>(nil)
        let wakeUp = try WakeUp()
        let publisher = try Publisher(try setting.broker(name: "lianban submit")) { state in
            if case .disconnected(let reason, _) = state {
                problem.withLock { $0 = reason }
                wakeUp.signal()
            }
        } onOutcomes: { outcomes in
            for outcome in outcomes where outcome.result != .confirmed {
                problem.withLock { $0 = "\(outcome.result)" }
            }
            left.withLock { $0 -= outcomes.count }
            wakeUp.signal()
        }
        defer { publisher.stop(drainMilliseconds: 100) }
        let progress = output.progress("publishing", total: submissions.count)
        publisher.publish(submissions.enumerated().map { $1.outgoing(token: UInt64($0)) })
        var done = 0
        while done < submissions.count {
            var poll = Poll([Poll.Item(wakeUp.descriptor)])
            _ = try poll.wait(milliseconds: 500)
            wakeUp.drain()
            let confirmed = submissions.count - left.withLock { $0 }
            progress.advance(by: confirmed - done)
            done = confirmed
            if let reason = problem.withLock({ $0 }) {
                throw CommandFailure(
                    .unreachable,
                    "not published: \(reason)",
                    next:
                        "are the queues there? lianban topology apply makes them; lianban doctor looks"
                )
            }
        }
        progress.finish("\(done)")
    }
}
