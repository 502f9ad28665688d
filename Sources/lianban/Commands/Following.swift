import Contracts
import Formats
import Partners
import Pipeline
import Stores
import System
import Values

/// Prints what becomes of submitted applications, out of the hub's store.
final class Following {
    private struct Pursuit {
        var submission: Submission
        var caseNumber: CaseNumber?
        var seenOutbound: Set<Int64> = []
        var seenInbound: Set<Int64> = []
        var isOver = false
        var isGood = false
    }

    private let reader: any StoreReader
    private let output: Output
    private let policy: Policy
    private var pursuits: [Pursuit]
    /// With many at a time only the ends are printed.
    private let isDetailed: Bool

    init(_ submissions: [Submission], _ setting: Setting, _ policy: Policy, _ output: Output) throws
    {
        do {
            reader = try HubStore.read(setting.configuration)
        } catch let error as StoreError {
            throw CommandFailure(
                .unreachable,
                error.message,
                next: "--follow reads the hub's store on this machine"
            )
        }
        pursuits = submissions.map { Pursuit(submission: $0) }
        isDetailed = submissions.count <= 20
        self.output = output
        self.policy = policy
    }

    func run(seconds: Int) throws -> ExitCode {
        let end = Clock.monotonicMilliseconds() + Int64(seconds) * 1000
        let progress = output.progress("outcomes", total: pursuits.count)
        var over = 0
        while over < pursuits.count {
            for at in pursuits.indices where !pursuits[at].isOver { try look(&pursuits[at]) }
            let now = pursuits.count { $0.isOver }
            progress.advance(by: now - over)
            over = now
            if Clock.monotonicMilliseconds() > end {
                progress.finish("gave up")
                output.error(
                    "not finished in time: \(pursuits.count - over) of \(pursuits.count)",
                    next: "lianban cases list --status open"
                )
                return .findings
            }
            Thread.sleep(milliseconds: isDetailed ? 100 : 500)
        }
        progress.finish("\(over)")
        if isDetailed { for pursuit in pursuits { output.line(try summary(of: pursuit)) } }
        let good = pursuits.count { $0.isGood }
        output.line(
            "\(pursuits.count) application(s): \(good) with an outcome, \(pursuits.count - good) without"
        )
        return good == pursuits.count ? .ok : .findings
    }

    /// One line for each application: what it came to.
    private func summary(of pursuit: Pursuit) throws -> String {
        let file = pursuit.submission.file
        guard let number = pursuit.caseNumber else { return "\(file): no case" }
        var inbound = InboundQuery()
        inbound.caseNumber = number
        inbound.limit = 10_000
        let replies = try reader.inbound(inbound).filter { $0.kind == .reply }
        let repeated = replies.count { $0.disposition == .duplicate }
        var outbound = OutboundQuery()
        outbound.caseNumber = number
        outbound.limit = 10_000
        let sent = try reader.outbound(outbound)
        let counts = [
            "\(sent.count { $0.kind == .order }) orders",
            "\(replies.count) replies\(repeated > 0 ? " (\(repeated) repeated)" : "")",
            "\(sent.count { $0.kind == .notice }) notices",
            "\(sent.count { $0.kind == .outcome }) outcome",
        ]
        return "\(number)  \(counts.joined(separator: ", "))  \(file)"
    }

    private func look(_ pursuit: inout Pursuit) throws {
        if pursuit.caseNumber == nil {
            let submission = pursuit.submission
            guard
                let key = try reader.key(source: submission.source, identity: submission.messageID),
                let message = try reader.inbound(id: key.message)
            else { return }
            switch message.disposition {
            case .applied, .recorded, .duplicate:
                pursuit.caseNumber = message.caseNumber ?? key.caseNumber
            case .waiting, .suspect: return
            default:
                pursuit.isOver = true
                output.line("application \(submission.messageID): \(message.disposition.rawValue)")
                for problem in message.problems {
                    output.line("  \(problem.place)  \(problem.say)")
                }
                return
            }
        }
        guard let number = pursuit.caseNumber else { return }
        try tell(number, &pursuit)
        guard let record = try reader.caseRecord(number), record.summary.status == .closed else {
            return
        }
        var query = OutboundQuery()
        query.caseNumber = number
        query.limit = 500
        let all = try reader.outbound(query)
        let outcomes = all.filter { $0.kind == .outcome }
        guard !outcomes.isEmpty, outcomes.allSatisfy({ $0.state == .confirmed }) else { return }
        try tell(number, &pursuit)
        pursuit.isOver = true
        pursuit.isGood = outcomes.count == record.summary.outcomeRevision
    }

    /// Prints what came and went since the last look, each message after what caused it.
    private func tell(_ number: CaseNumber, _ pursuit: inout Pursuit) throws {
        guard isDetailed else { return }
        var entries: [Entry] = []
        var inbound = InboundQuery()
        inbound.caseNumber = number
        inbound.limit = 500
        for message in try reader.inbound(inbound)
        where pursuit.seenInbound.insert(message.id).inserted {
            entries.append(Entry(message))
        }
        var outbound = OutboundQuery()
        outbound.caseNumber = number
        outbound.limit = 500
        for message in try reader.outbound(outbound)
        where pursuit.seenOutbound.insert(message.sequence).inserted {
            entries.append(Entry(message))
        }
        for entry in entries.sorted(by: { $0.order < $1.order }) {
            switch entry.message {
            case .inbound(let id):
                if let message = try reader.inbound(id: id) { tell(message, number, pursuit) }
            case .outbound(let sequence):
                if let message = try reader.outbound(sequence: sequence) {
                    tell(message, number, pursuit)
                }
            }
        }
    }

    private func tell(
        _ message: Stores.InboundMessage,
        _ number: CaseNumber,
        _ pursuit: Pursuit
    ) {
        let who = message.party.map { title($0, pursuit) } ?? ""
        let item = message.item.map { " (\($0))" } ?? ""
        output.line(
            "\(number)  in   \(message.kind.rawValue) from \(who): \(message.disposition.rawValue)\(item)"
        )
        // What was submitted is in the file; what is a repetition was shown before.
        guard message.kind == .reply, message.disposition != .duplicate, let body = message.body
        else { return }
        show(body, message.properties)
    }

    private func tell(
        _ message: Stores.OutboundMessage,
        _ number: CaseNumber,
        _ pursuit: Pursuit
    ) {
        output.line(
            "\(number)  out  \(message.kind.rawValue) to \(title(message.party, pursuit)): \(message.body.count) bytes, \(message.id)"
        )
        if message.kind != .notice { show(message.body, message.properties) }
    }

    private func title(_ party: String, _ pursuit: Pursuit) -> String {
        pursuit.submission.region.party(party)?.title ?? party
    }

    private func show(_ body: [UInt8], _ properties: Value) {
        for line in text(of: body, properties).split(whereSeparator: \.isNewline) {
            output.line("    " + line)
        }
    }

    /// The body as text, in the charset that its content-type names.
    private func text(of body: [UInt8], _ properties: Value) -> String {
        let type = properties["content-type"]?.string ?? ""
        let name = type.split(separator: "charset=").last.map(String.init) ?? ""
        guard let charset = Charset(rawValue: name), let text = try? charset.decode(body)
        else { return "\(body.count) bytes" }
        return text
    }
}

/// A message of a case, and its place among the others.
private struct Entry {
    enum Message {
        case inbound(Int64)
        case outbound(Int64)
    }

    var message: Message
    /// The time; the received message it is or follows from; the sequence among those.
    var order: (Instant, Int64, Int64)

    init(_ its: Stores.InboundMessage) {
        message = .inbound(its.id)
        order = (its.decidedAt ?? its.receivedAt, its.id, 0)
    }

    init(_ its: Stores.OutboundMessage) {
        message = .outbound(its.sequence)
        order = (its.createdAt, its.causedBy ?? .max, its.sequence)
    }
}
