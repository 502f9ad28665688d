package import Cases
package import Contracts
package import Stores
import System
package import Values

/// The hub without broker, threads and clock: its own decisions on a real store in a folder that goes with it.
package final class TrialHub {
    package private(set) var policy: Policy
    private let store: SQLiteStore
    private let folder: String
    /// The last outbound message that was looked at.
    private var seen: Int64 = 0

    /// The store's name in message-ids; the ids of the examples under contracts/ are made with it.
    private static let epoch = "example"
    /// How many messages of a kind are looked at at once; an example has a few.
    private static let pageSize = 1000

    /// An empty hub. Throws what the disk says.
    package init(_ policy: Policy) throws {
        self.policy = policy
        // What is thrown away need not be flushed: in memory where the system has a folder there.
        let name = "lianban-trial-"
        folder =
            try (try? Directory.createTemporary(prefix: name, in: "/dev/shm"))
            ?? Directory.createTemporary(prefix: name)
        do {
            let lock = try HubLock(storePath: "\(folder)/store.db")
            var options = SQLiteStore.Options()
            options.cacheKibibytes = 4096
            store = try SQLiteStore(lock: lock, epoch: Self.epoch, options: options) {
                Stores.Digest(of: $0)
            }
        } catch {
            try? Directory.removeTree(folder)
            throw error
        }
    }

    deinit { try? Directory.removeTree(folder) }

    /// Goes on with other contracts, as after a change of the folder.
    package func adopt(_ catalogue: Catalogue) {
        policy = Policy(catalogue, secrets: policy.secrets)
    }

    /// A message as the broker would hand it over.
    package struct Message: Sendable {
        package var queue: String
        package var body: [UInt8]
        package var messageID: String?
        package var correlationID: String?
        package var type: String?
        package var headers: [Header] = []
    }

    /// What a party sends. A party that submits and answers writes to two queues: what bears the marks of an application,
    /// an update or a withdrawal goes to the one, right or wrong, everything else is an answer.
    package func message(
        from party: Party,
        of region: Region,
        _ body: [UInt8],
        id: String? = nil
    ) -> Message {
        let queues = [Routes.applications(party), Routes.replies(party)]
        let used = queues.filter { policy.routes.sources[$0] != nil }
        var message = Message(queue: used.first ?? queues[1], body: body, messageID: id)
        guard used.count == 2 else { return message }
        let desk = IntakeDesk(policy.catalogue, region: region.name, party: party.name)
        let isSubmitted =
            desk?.messages.recognise(
                ReceivedMessage(body: body, headers: [], type: nil, brokerTime: nil),
                party: party,
                keys: policy.keys(of: party)
            ) ?? false
        message.queue = isSubmitted ? queues[0] : queues[1]
        return message
    }

    /// Decides about a message at a moment, in a transaction of its own.
    @discardableResult
    package func take(_ message: Message, at now: Instant) throws -> (id: Int64, verdict: Verdict) {
        try take(Arrival(message, at: now), at: now)
    }

    func take(_ arrival: Arrival, at now: Instant) throws -> (id: Int64, verdict: Verdict) {
        let taken = try process(at: now) { try $0.take(arrival) }
        try compareWorks(at: now)
        return taken
    }

    /// Takes a stored message up again.
    package func takeUp(_ id: Int64, at now: Instant) throws -> Verdict {
        let verdict = try process(at: now) { try $0.takeUp(id) }
        try compareWorks(at: now)
        return verdict
    }

    /// What the contracts make of a message, without deciding about it.
    package func stages(of message: Message, at now: Instant) -> InboundStages {
        policy.stages(of: Arrival(message, at: now))
    }

    /// Lets time pass up to a moment: levels of limits fire when they are due.
    package func pass(to now: Instant) throws {
        while let due = try store.transaction({ try $0.dueLimits(now: now, limit: 1) }).first {
            try process(at: due.at) { try $0.fire(due) }
            try compareWorks(at: due.at)
        }
    }

    /// What the hub does after each commit.
    private func compareWorks(at now: Instant) throws {
        while try process(at: now, { try $0.compareWorks(limit: Self.pageSize) }) {}
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

    package func read<Result>(_ body: (any StoreReader) throws -> Result) throws -> Result {
        try store.transaction { try body($0) }
    }

    package func `case`(_ number: CaseNumber) throws -> Case? {
        try read { try Self.case(number, in: $0) }
    }

    private static func `case`(
        _ number: CaseNumber,
        in store: any StoreReader
    ) throws -> Case? {
        try store.caseRecord(number).map { try StoredCase($0.state).case }
    }

    /// Every case, the latest first.
    package func cases() throws -> [Case] {
        try read { store in
            var query = CaseQuery()
            query.limit = Self.pageSize
            return try store.cases(query).compactMap { try Self.case($0.number, in: store) }
        }
    }
}

// MARK: What goes out

extension TrialHub {
    /// A message as it would go out, headers of its first attempt included.
    package struct Sent: Sendable {
        package var message: Stores.OutboundMessage
        /// The item's name in the program.
        package var item: String?
        /// Of a notice: its name in the program.
        package var notice: String?
        package var headers: [String: String]

        package var kind: String { message.kind.rawValue }
        package var party: String { message.party }
        package var caseNumber: String? { message.caseNumber.map { "\($0)" } }
        package var messageID: String { "\(message.id)" }
        package var body: [UInt8] { message.body }
    }

    /// What went out since the last call, with the headers of an attempt at `now`.
    package func sent(at now: Instant) throws -> [Sent] {
        try store.transaction { store in
            try confirm(store, at: now)
            var query = OutboundQuery()
            query.limit = Self.pageSize
            let fresh = try store.outbound(query).map(\.sequence).filter { $0 > seen }.sorted()
            seen = fresh.last ?? seen
            return try fresh.compactMap { try store.outbound(sequence: $0) }.map { message in
                try sent(message, store, at: now)
            }
        }
    }

    /// Lets the broker confirm everything that may go, head after head of each stream.
    private func confirm(_ store: any StoreTransaction, at now: Instant) throws {
        while case let heads = try store.nextOutbound(
            limit: Self.pageSize,
            now: now,
            leaseSeconds: 60,
            except: []
        ), !heads.isEmpty {
            try store.markConfirmed(heads.map(\.sequence), at: now)
        }
    }

    private func sent(
        _ message: Stores.OutboundMessage,
        _ store: any StoreReader,
        at now: Instant
    ) throws -> Sent {
        var headers: [String: String] = [:]
        for (name, value) in message.properties["headers"]?.object ?? Object() {
            headers[name] = value.string
        }
        for header in try Dispatcher.freshHeaders(of: message, now: now, policy: policy) {
            headers[header.name] = header.value
        }
        let item = try message.item.flatMap { number in
            try Self.case(number.caseNumber, in: store)?.items
                .first { $0.number == "\(number)" }?.id
        }
        let name = message.properties["type"]?.string?.split(separator: "/").last.map(String.init)
        return Sent(
            message: message,
            item: item,
            notice: message.kind == .notice ? name : nil,
            headers: headers
        )
    }
}

extension Arrival {
    fileprivate init(_ message: TrialHub.Message, at now: Instant) {
        var properties = Object()
        properties["message-id"] = message.messageID.map { .string($0) }
        properties["correlation-id"] = message.correlationID.map { .string($0) }
        properties["type"] = message.type.map { .string($0) }
        if !message.headers.isEmpty {
            let named = message.headers.map { ($0.name, Value.string($0.value)) }
            properties["headers"] = .object(Object(named))
        }
        self.init(
            source: message.queue,
            body: message.body,
            messageID: message.messageID,
            correlationID: message.correlationID,
            type: message.type,
            headers: message.headers,
            properties: .object(properties),
            receivedAt: now,
            brokerTime: now
        )
    }
}
