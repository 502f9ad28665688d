import Broker
import Formats
import RabbitMQ
import Synchronization
import System
import Values

/// Counts at the other side: what the hub sends to partners and to the acceptance system, seen at the broker.
///
/// It has queues of its own beside the partners', so that it sees every attempt, and it is who reads the acceptance
/// system's outcomes. It knows nothing of the hub but what is in the messages.
final class Witness: Sendable {
    struct Seen: Sendable {
        let id: String
        /// The queue that it was meant for.
        let queue: String
        let type: String
        let correlation: String
        let headers: [String: String]
        let body: [UInt8]

        var caseNumber: String { headers["x-lianban-case"] ?? "" }
        var json: Value { (try? JSON.decode(body)) ?? .null }
    }

    /// What came through one queue, kept and acknowledged.
    private final class Ear: Sendable {
        private let all = Mutex<[Seen]>([])
        private let consumer = Mutex<Consumer?>(nil)

        var seen: [Seen] { all.withLock { $0 } }

        func listen(_ configuration: Configuration, _ queue: String) throws {
            let its = try Consumer(configuration, Consumer.Settings(queues: [queue])) { _ in
            } onDeliveries: { [weak self] in
                self?.take($0)
            }
            consumer.withLock { $0 = its }
        }

        private func take(_ deliveries: [Delivery]) {
            all.withLock { $0 += deliveries.map(Seen.init) }
            consumer.withLock { $0 }?.acknowledge(deliveries.map(\.tag))
        }

        func stop() {
            consumer.withLock { consumer in
                defer { consumer = nil }
                return consumer
            }?.stop()
        }
    }

    private let outcomesEar = Ear()
    private let sentEar = Ear()
    private let repliesEar = Ear()

    /// Needs the city's queues.
    init(_ city: City) throws {
        let configuration = try Configuration(url: city.url, connectionName: "witness")
        let connection = try Connection(configuration.endpoint)
        defer { connection.close() }
        try connection.openChannel(1)
        let (sent, replies) = ("witness.sent", "witness.replies")
        for tap in [sent, replies] {
            _ = try connection.declareQueue(
                tap,
                arguments: ["x-queue-type": .string("quorum")],
                on: 1
            )
        }
        for queue in city.outQueues where queue != City.outcomes {
            try connection.bind(queue: sent, to: "lianban.out", routingKey: queue, on: 1)
        }
        for queue in city.replyQueues {
            try connection.bind(queue: replies, to: queue, routingKey: "", on: 1)
        }
        try outcomesEar.listen(configuration, City.outcomes)
        try sentEar.listen(configuration, sent)
        try repliesEar.listen(configuration, replies)
    }

    deinit { for ear in [outcomesEar, sentEar, repliesEar] { ear.stop() } }

    /// What came into the acceptance system's queue: outcomes and rejections.
    var outcomes: [Seen] { outcomesEar.seen.filter { $0.json["bwlx"] == "CJ" } }
    var rejections: [Seen] { outcomesEar.seen.filter { $0.json["bwlx"] == "TH" } }
    /// Every order as often as it was sent.
    var orders: [Seen] { sentEar.seen.filter { $0.queue.hasPrefix("lianban.orders.") } }
    /// Every reply as often as it was sent.
    var replies: [Seen] { repliesEar.seen }

    /// How many messages were sent more than once.
    var repeated: Int {
        let all = orders + outcomes
        return all.count - Set(all.map(\.id)).count
    }

    /// Applications with an outcome.
    var finished: Int { Set(outcomes.compactMap { $0.json["sblsh"]?.string }).count }

    /// What contradicts the guarantees, when each of these applications has ended with one outcome.
    func faults(_ applications: [String], ordersEach: Int) -> [String] {
        var faults: [String] = []
        for (id, bodies) in bodiesByID(outcomes + rejections + orders) where bodies > 1 {
            faults.append("\(id) has \(bodies) bodies")
        }
        var ends: [String: Set<String>] = [:]
        for outcome in outcomes {
            let number = outcome.json["sblsh"]?.string ?? ""
            ends[number, default: []].insert(outcome.id)
            if outcome.json["bb"] != 1 {
                faults.append("\(number) has revision \(outcome.json["bb"] ?? .null)")
            }
        }
        for number in applications where ends[number]?.count != 1 {
            faults.append("\(number) has \(ends[number]?.count ?? 0) outcomes")
        }
        let unknown = Set(ends.keys).subtracting(applications)
        if !unknown.isEmpty { faults.append("nobody sent \(unknown.sorted())") }
        var ofItem: [String: Set<String>] = [:]
        var ofCase: [String: Set<String>] = [:]
        for order in orders {
            ofItem["\(order.queue) \(order.correlation) \(order.type)", default: []].insert(
                order.id
            )
            ofCase[order.caseNumber, default: []].insert(order.id)
        }
        for (item, ids) in ofItem where ids.count > 1 {
            faults.append("\(item) has \(ids.count) orders")
        }
        for (number, ids) in ofCase where ids.count != ordersEach {
            faults.append("case \(number) has \(ids.count) orders")
        }
        if ofCase.count != applications.count { faults.append("\(ofCase.count) cases have orders") }
        return faults
    }

    private func bodiesByID(_ messages: [Seen]) -> [String: Int] {
        var bodies: [String: Set<[UInt8]>] = [:]
        for message in messages { bodies[message.id, default: []].insert(message.body) }
        return bodies.mapValues(\.count)
    }
}

extension Witness.Seen {
    fileprivate init(_ delivery: Delivery) {
        let properties = delivery.properties
        var headers: [String: String] = [:]
        for entry in properties.headers.entries { headers[entry.name] = entry.value.string }
        // The fanout exchange of a source has the queue's name; of what the hub sends the key has it.
        self.init(
            id: properties.messageID ?? "",
            queue: delivery.routingKey.isEmpty ? delivery.exchange : delivery.routingKey,
            type: properties.type ?? "",
            correlation: properties.correlationID ?? "",
            headers: headers,
            body: delivery.body
        )
    }
}
