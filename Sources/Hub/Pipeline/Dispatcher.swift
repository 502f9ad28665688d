import Broker
import Contracts
import RabbitMQ
import Stores
import Values

/// Sends the outbox: claims heads of streams, hands them to the publisher, and notes what the broker said
/// (design, section 3, step 6; A4, A8).
struct Dispatcher {
    /// Messages with the publisher at a time.
    private let windowMax = 2000
    /// While one process has the store, a claim ends with that process.
    private let leaseSeconds = 3600

    var isConnected = false
    private var reported: [Broker.Outcome] = []
    /// Reports that the transaction under way takes up.
    private var settling = 0
    private var underWay: [Int64: Stores.OutboundMessage] = [:]
    private var claimed: [Stores.OutboundMessage] = []
    private var destinations: [String: Destination] = [:]
    /// Whether the last claim was as many as the window allowed.
    private(set) var hasMore = false

    private struct Destination {
        var failures = 0
        var since: Instant
        var until: Instant
    }

    var hasWork: Bool { !reported.isEmpty || isConnected }

    mutating func note(_ outcomes: [Broker.Outcome]) { reported += outcomes }

    /// Stores what the broker said of messages.
    mutating func settle(_ store: any StoreTransaction, now: Instant) throws {
        settling = reported.count
        var confirmed: [Int64] = []
        for outcome in reported {
            let sequence = Int64(bitPattern: outcome.token)
            switch outcome.result {
            case .confirmed:
                confirmed.append(sequence)
                if let message = underWay[sequence] { destinations[message.destination] = nil }
            case .blocked(let reason):
                guard try Self.block(sequence, reason, store) else { continue }
                try raise("blocked", sequence, "报文无法发送：\(reason)", store, now)
            case .returned(let code, let reason):
                try failed(sequence, "returned: \(code) \(reason)", store, now)
            case .nacked: try failed(sequence, "nacked", store, now)
            case .lost(let reason): try failed(sequence, "lost: \(reason)", store, now)
            }
        }
        if !confirmed.isEmpty { try store.markConfirmed(confirmed, at: now) }
    }

    /// False where the message is no longer on its way: a report that was settled before, in a commit of unknown result.
    private static func block(
        _ sequence: Int64,
        _ reason: String,
        _ store: any StoreTransaction
    ) throws -> Bool {
        do {
            try store.block(sequence, reason: reason)
            return true
        } catch  where error.code == .conflict {
            return false
        }
    }

    private mutating func failed(
        _ sequence: Int64,
        _ result: String,
        _ store: any StoreTransaction,
        _ now: Instant
    ) throws {
        let name = underWay[sequence]?.destination ?? ""
        let until = backOff(name, now)
        try store.markFailed(
            Attempt(message: sequence, at: now, result: result),
            nextAttemptAt: until
        )
        guard let its = destinations[name] else { return }
        if its.failures == 10 || now.seconds - its.since.seconds > 900 {
            try raise(
                "stalled",
                sequence,
                "发往 \(name) 的报文持续失败：\(result)",
                store,
                now,
                key: "stalled|\(name)"
            )
        }
    }

    /// Notes a failure of a destination and returns when it may be tried again.
    private mutating func backOff(_ name: String, _ now: Instant) -> Instant {
        var destination = destinations[name] ?? Destination(since: now, until: now)
        if destination.until <= now { destination.failures += 1 }
        let seconds = [1, 2, 5, 10, 30, 60][min(destination.failures, 6) - 1]
        destination.until = now.adding(seconds: Int64(seconds))
        destinations[name] = destination
        return destination.until
    }

    /// A message that cannot be sealed, for a key or a contract that is gone, waits; the others go on.
    private mutating func unsealed(
        _ message: Stores.OutboundMessage,
        _ reason: String,
        _ store: any StoreTransaction,
        _ now: Instant
    ) throws {
        let until = backOff(message.destination, now)
        try store.markFailed(
            Attempt(message: message.sequence, at: now, result: "not sealed"),
            nextAttemptAt: until
        )
        try raise(
            "seal",
            message.sequence,
            "发往 \(message.destination) 的报文无法加签：\(Problem.excerpt(reason, max: 200))",
            store,
            now,
            key: "seal|\(message.destination)"
        )
    }

    private func raise(
        _ kind: String,
        _ sequence: Int64,
        _ text: String,
        _ store: any StoreTransaction,
        _ now: Instant,
        key: String? = nil
    ) throws {
        var alert = Stores.Alert(at: now, kind: kind, key: key ?? "\(kind)|\(sequence)", text: text)
        alert.caseNumber = underWay[sequence]?.caseNumber
        alert.item = underWay[sequence]?.item
        alert.party = underWay[sequence]?.party
        try store.raise(alert)
    }

    /// Claims what may go next and makes the headers of its attempt.
    mutating func next(
        _ store: any StoreTransaction,
        now: Instant,
        policy: Policy
    ) throws -> [Broker.Outgoing] {
        claimed = []
        let room = windowMax - underWay.count + settling
        guard isConnected, room > 0 else {
            hasMore = false
            return []
        }
        let waiting = Set(destinations.filter { $0.value.until > now }.keys)
        let heads = try store.nextOutbound(
            limit: room,
            now: now,
            leaseSeconds: leaseSeconds,
            except: waiting
        )
        hasMore = heads.count == room
        var messages: [Broker.Outgoing] = []
        for message in heads {
            let fresh: [Header]
            do {
                fresh = try Self.freshHeaders(of: message, now: now, policy: policy)
            } catch {
                try unsealed(message, "\(error)", store, now)
                continue
            }
            if !fresh.isEmpty {
                let kept = Object(fresh.map { ($0.name, .string($0.value)) })
                try store.record(
                    Attempt(message: message.sequence, at: now, freshHeaders: .object(kept))
                )
            }
            claimed.append(message)
            messages.append(message.outgoing(fresh))
        }
        return messages
    }

    /// The transaction is committed: what it settled is forgotten, what it claimed is under way.
    mutating func committed() {
        for outcome in reported.prefix(settling) {
            underWay[Int64(bitPattern: outcome.token)] = nil
        }
        reported.removeFirst(settling)
        settling = 0
        for message in claimed { underWay[message.sequence] = message }
        claimed = []
    }

    /// The transaction is undone: its reports are taken up again by the next.
    mutating func rolledBack() {
        settling = 0
        claimed = []
    }

    /// The headers that belong to one attempt to send a message.
    static func freshHeaders(
        of message: Stores.OutboundMessage,
        now: Instant,
        policy: Policy
    ) throws -> [Header] {
        guard let recipe = message.freshness, let region = recipe["region"]?.string,
            let partyName = recipe["party"]?.string, let name = recipe["message"]?.string
        else { return [] }
        guard let party = policy.catalogue.region(region)?.party(partyName),
            let its = policy.catalogue.outbound(name, of: party, in: region)
        else {
            throw StoreError(
                .invalid,
                "message \(message.id) is sealed by \(name), which the contracts do not have any more"
            )
        }
        return try its.freshHeaders(
            of: message.body,
            party: party,
            stamp: MessageStamp(id: "\(message.id)", time: message.createdAt),
            sentAt: now,
            keys: policy.keys(of: party)
        )
    }
}

extension Stores.OutboundMessage {
    /// The message for the publisher, with the headers of one attempt.
    fileprivate func outgoing(_ fresh: [Header]) -> Broker.Outgoing {
        var its = Properties()
        its.type = properties["type"]?.string
        its.contentType = properties["content-type"]?.string
        its.correlationID = properties["correlation-id"]?.string
        its.timestamp = UInt64(clamping: createdAt.seconds)
        its.appID = "lianban"
        var headers = Table()
        for (name, value) in properties["headers"]?.object ?? Object() {
            if let text = value.string { headers[name] = .string(text) }
        }
        headers["traceparent"] = .string(traceparent)
        for header in fresh { headers[header.name] = .string(header.value) }
        its.headers = headers
        return Broker.Outgoing(
            token: UInt64(bitPattern: sequence),
            messageID: "\(id)",
            exchange: Topology.outExchange,
            routingKey: destination,
            properties: its,
            body: body
        )
    }

    /// W3C Trace Context: the case is the trace, the message the span.
    private var traceparent: String {
        let trace =
            caseNumber.map { Fingerprint.hex(of: Array("\($0)".utf8)).prefix(32) }
            ?? "\(id)".prefix(32)
        return "00-\(trace)-\("\(id)".prefix(16))-01"
    }
}
