import Broker
import RabbitMQ
import Synchronization
import System

/// Keeps what a consumer or publisher reports, for a test to look at from its own thread.
final class Recorder<Item: Sendable>: Sendable {
    private let items = Mutex<[Item]>([])

    func add(_ item: Item) { items.withLock { $0.append(item) } }
    func add(_ more: [Item]) { items.withLock { $0 += more } }
    var all: [Item] { items.withLock { $0 } }
    var count: Int { items.withLock { $0.count } }
}

/// Waits until the condition holds; false when it does not within the time.
func eventually(seconds: Int = 120, _ condition: () -> Bool) async -> Bool {
    let end = Clock.monotonicMilliseconds() + Int64(seconds) * 1000
    // Beside tests that compute for long, a turn may be seconds in coming: time that nobody looked does not count.
    var turns = 0
    while !condition() {
        turns += 1
        if turns > 400, Clock.monotonicMilliseconds() > end { return false }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return true
}

/// A consumer with everything it reported.
struct TestConsumer {
    let consumer: Consumer
    let states = Recorder<Consumer.State>()
    let deliveries = Recorder<Delivery>()

    init(
        _ node: Node,
        _ queues: [String],
        prefetch: UInt16 = 500,
        byteBudget: Int = 64 << 20
    ) throws {
        consumer = try Consumer(
            node.configuration,
            Consumer.Settings(queues: queues, prefetch: prefetch, byteBudget: byteBudget),
            onState: { [states] in states.add($0) },
            onDeliveries: { [deliveries] in deliveries.add($0) }
        )
    }

    func isConsuming(_ queue: String) -> Bool { states.all.contains(.consuming(queue: queue)) }
    func acknowledgeAll() { consumer.acknowledge(deliveries.all.map(\.tag)) }
}

/// A publisher with everything it reported.
struct TestPublisher {
    let publisher: Publisher
    let states = Recorder<Publisher.State>()
    let outcomes = Recorder<Outcome>()

    init(_ node: Node, _ settings: Publisher.Settings = Publisher.Settings()) throws {
        publisher = try Publisher(
            node.configuration,
            settings,
            onState: { [states] in states.add($0) },
            onOutcomes: { [outcomes] in outcomes.add($0) }
        )
    }

    func result(_ token: UInt64) -> Outcome.Result? {
        outcomes.all.first { $0.token == token }?.result
    }
}

/// Declares quorum queues with the topology's arguments, or with others.
func declare(_ node: Node, _ queues: [String], arguments: Table? = nil) throws {
    let connection = try Connection(node.configuration.endpoint)
    defer { connection.close() }
    try connection.openChannel(1)
    for queue in queues {
        _ = try connection.declareQueue(
            queue,
            arguments: arguments ?? ["x-queue-type": .string("quorum")],
            on: 1
        )
    }
}

func messages(
    _ tokens: Range<Int>,
    to queue: String,
    bytes: Int = 100,
    exchange: String = ""
) -> [Outgoing] {
    tokens.map { number in
        Outgoing(
            token: UInt64(number),
            messageID: "\(queue)-\(number)",
            exchange: exchange,
            routingKey: queue,
            properties: Properties(type: "test"),
            body: Array("\(number) ".utf8) + [UInt8](repeating: 0x2E, count: bytes)
        )
    }
}

/// Lets a consumer's own callback acknowledge.
final class ConsumerBox: Sendable {
    private let held = Mutex<Consumer?>(nil)

    var consumer: Consumer? {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }
}
