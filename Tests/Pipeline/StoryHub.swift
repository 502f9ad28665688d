import Cases
import Contracts
import Foundation
import RabbitMQ
import Stores
import Values

@testable import Broker
@testable import Pipeline

/// The hub without broker, threads and clock: its own decisions on a real store in a folder that goes with it.
final class StoryHub {
    private(set) var policy: Policy
    let store: SQLiteStore
    private let folder: URL
    /// The last outbound message that was looked at.
    private var seen: Int64 = 0
    private var deliveries: UInt64 = 0

    init(_ catalogue: Catalogue, secrets: [String: String] = [:]) throws {
        policy = Policy(catalogue, secrets: Secrets(secrets.mapValues { Array($0.utf8) }))
        folder = FileManager.default.temporaryDirectory
            .appending(path: "lianban-story-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let lock = try HubLock(storePath: folder.appending(path: "store.db").path)
        store = try SQLiteStore(lock: lock, epoch: "example") { Stores.Digest(of: $0) }
    }

    /// Goes on with other contracts, as after a change of the folder.
    func adopt(_ catalogue: Catalogue) { policy = Policy(catalogue, secrets: policy.secrets) }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A message as the broker would hand it over.
    struct Message {
        var queue: String
        var body: [UInt8]
        var messageID: String?
        var correlationID: String?
        var type: String?
        var headers: [(name: String, value: String)] = []
    }

    /// What `region`'s `party` sends: to the queue of applications where a program takes them from it.
    func message(
        from name: String,
        of region: String,
        _ body: [UInt8],
        id: String? = nil
    ) throws -> Message {
        guard let region = policy.catalogue.region(region), let party = region.party(name) else {
            throw StoryFault(description: "\(region) has no party '\(name)'")
        }
        let isIntake = region.programs.contains { $0.intake.contains(name) }
        return Message(
            queue: isIntake ? Routes.applications(party) : Routes.replies(party),
            body: body,
            messageID: id
        )
    }

    /// Decides about a message at a moment, in a transaction of its own.
    @discardableResult
    func take(_ message: Message, at now: Instant) throws -> (id: Int64, verdict: Verdict) {
        deliveries += 1
        let table = Table(
            message.headers.map { Table.Entry(name: $0.name, value: .string($0.value)) }
        )
        let delivery = Delivery(
            queue: message.queue,
            tag: DeliveryTag(epoch: 1, number: deliveries),
            redelivered: false,
            deliveryCount: 0,
            exchange: message.queue,
            routingKey: "",
            properties: Properties(
                messageID: message.messageID,
                correlationID: message.correlationID,
                type: message.type,
                headers: table
            ),
            body: message.body,
            receivedMilliseconds: now.milliseconds
        )
        return try process(at: now) { try $0.take(Arrival(delivery)) }
    }

    /// Takes a stored message up again.
    func takeUp(_ id: Int64, at now: Instant) throws -> Verdict {
        try process(at: now) { try $0.takeUp(id) }
    }

    /// Lets time pass up to a moment: levels of limits fire when they are due.
    func pass(to now: Instant) throws {
        while let due = try store.transaction({ try $0.dueLimits(now: now, limit: 1) }).first {
            try process(at: due.at) { try $0.fire(due) }
        }
    }

    private func process<Result>(
        at now: Instant,
        _ body: (Processor) throws -> Result
    ) throws -> Result {
        let composer = Composer(policy: policy, epoch: store.epoch)
        return try store.transaction { store in
            try body(Processor(policy: policy, composer: composer, store: store, now: now))
        }
    }

    func read<Result>(_ body: (any StoreReader) throws -> Result) throws -> Result {
        try store.transaction { try body($0) }
    }

    /// Lets the broker confirm everything that may go, head after head of each stream.
    private func confirm(_ store: any StoreTransaction, at now: Instant) throws {
        while case let heads = try store.nextOutbound(
            limit: 1000,
            now: now,
            leaseSeconds: 60,
            except: []
        ), !heads.isEmpty {
            try store.markConfirmed(heads.map(\.sequence), at: now)
        }
    }

    /// What went out since the last call, with the headers of an attempt at `now`.
    func sent(at now: Instant) throws -> [SentMessage] {
        try store.transaction { store in
            try confirm(store, at: now)
            var query = OutboundQuery()
            query.limit = 1000
            let fresh = try store.outbound(query).map(\.sequence).filter { $0 > seen }.sorted()
            seen = fresh.last ?? seen
            return try fresh.compactMap { try store.outbound(sequence: $0) }.map { message in
                try sent(message, store, at: now)
            }
        }
    }

    private func sent(
        _ message: Stores.OutboundMessage,
        _ store: any StoreReader,
        at now: Instant
    ) throws -> SentMessage {
        var headers: [String: String] = [:]
        for (name, value) in message.properties["headers"]?.object ?? Object() {
            headers[name] = value.string
        }
        for header in try Dispatcher.freshHeaders(of: message, now: now, policy: policy) {
            headers[header.name] = header.value
        }
        let item = try message.item.flatMap { number in
            try self.case(number.caseNumber, in: store)?.items.first { $0.number == "\(number)" }?
                .id
        }
        let name = message.properties["type"]?.string?.split(separator: "/").last.map(String.init)
        return SentMessage(
            kind: message.kind.rawValue,
            party: message.party,
            item: item,
            notice: message.kind == .notice ? name : nil,
            messageID: "\(message.id)",
            headers: headers,
            body: message.body
        )
    }

    func `case`(_ number: CaseNumber, in store: any StoreReader) throws -> Case? {
        try store.caseRecord(number).map { try StoredCase($0.state).case }
    }

    func `case`(_ number: CaseNumber) throws -> Case? { try read { try self.case(number, in: $0) } }
}

struct StoryFault: Error, CustomStringConvertible { var description: String }

extension StoryHub {
    /// Runs a story on this hub, which must be empty. Gives every difference.
    func run(_ story: Story, file: (String) -> [UInt8]?) throws -> [String] {
        guard let (region, _) = policy.catalogue.program(story.program) else {
            return ["there is no program \(story.program)"]
        }
        var differences: [String] = []
        for round in story.rounds {
            let send = round.send
            guard let body = file(send.file) else {
                differences.append("\(send.span): there is no file \(send.file)")
                continue
            }
            try pass(to: send.at)
            var message = try message(from: send.from, of: region.name, body, id: send.messageID)
            message.correlationID = send.correlationID
            message.type = send.type
            message.headers = send.headers
            let (_, verdict) = try take(message, at: send.at)
            if let difference = try difference(verdict, send) { differences.append(difference) }
            let sent = try sent(at: send.at)
            differences += withoutActuallyEscaping(file) { file in
                StoryComparison(round: round, ignore: story.ignore, file: file).differences(sent)
            }
        }
        return differences
    }

    /// What became of a message against what the story says.
    private func difference(_ verdict: Verdict, _ send: Story.Send) throws -> String? {
        let isAsSaid: Bool
        switch send.gives {
        case .applied(let number):
            isAsSaid =
                verdict.disposition == .applied && verdict.caseNumber.map { "\($0)" } == number
        case .state(let item, let state): isAsSaid = try gave(verdict, item, state)
        case .rejected: isAsSaid = verdict.disposition == .rejected
        case .duplicate: isAsSaid = verdict.disposition == .duplicate
        }
        if isAsSaid { return nil }
        let problems = verdict.problems.map { "\($0.place): \($0.code): \($0.say) — \($0.found)" }
        let what =
            "case \(verdict.caseNumber.map { "\($0)" } ?? "none"), item \(verdict.item.map { "\($0)" } ?? "none")"
        return
            "\(send.span): \(send.file) is \(verdict.disposition.rawValue) (\(what)), expected \(send.gives)"
            + problems.map { "\n  \($0)" }.joined()
            + verdict.waitingFor.map { "\n  waits for \($0)" }.joined()
    }

    /// Whether the message reported a state of an item that was taken.
    private func gave(_ verdict: Verdict, _ item: String, _ state: String) throws -> Bool {
        guard verdict.disposition == .applied, let number = verdict.caseNumber,
            let its = try self.case(number)?.items.first(where: { $0.id == item }),
            verdict.item.map({ "\($0)" }) == its.number
        else { return false }
        return its.reports.contains { $0.state.rawValue == state && $0.message == verdict.identity }
    }
}
