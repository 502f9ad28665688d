import Broker
import RabbitMQ
import Synchronization
import System
import Testing

/// What the clients do while their broker is cut off, stopped and killed; on a node of their own.
@Suite(.needsRabbitMQ, .serialized) struct FaultTests {
    static let node = Result { try Node() }
    let node: Node

    init() throws { node = try Self.node.get() }

    @Test func afterACutTheRestIsDeliveredAgain() async throws {
        try declare(node, ["cut"])
        let publisher = try TestPublisher(node)
        publisher.publisher.publish(messages(0..<100, to: "cut"))
        #expect(await eventually { publisher.outcomes.count == 100 })
        let consumer = try TestConsumer(node, ["cut"], prefetch: 60)
        #expect(await eventually { consumer.deliveries.count == 60 })
        let first = consumer.deliveries.all.map(\.tag)
        consumer.consumer.acknowledge(Array(first[..<40]))
        // The broker has seen the acknowledgements when it fills the prefetch up again.
        #expect(await eventually { consumer.deliveries.count == 100 })
        try node.control("close_all_connections", "--vhost", "lianban", "cut by a test")
        #expect(await eventually { consumer.deliveries.count == 160 })
        let again = consumer.deliveries.all[100...]
        #expect(again.allSatisfy { $0.redelivered && $0.deliveryCount == 1 })
        #expect(
            Set(again.map(\.properties.messageID)) == Set((40..<100).map { "cut-\($0)" })
        )
        #expect(
            consumer.states.all.contains {
                if case .disconnected(let reason, _) = $0 {
                    return reason.contains("cut by a test")
                }
                return false
            }
        )
        // The old tags mean nothing now: they must neither acknowledge nor break anything.
        consumer.consumer.acknowledge(first)
        consumer.consumer.stop()
        let second = try TestConsumer(node, ["cut"])
        #expect(await eventually { second.deliveries.count >= 60 })
        try await Task.sleep(for: .milliseconds(100))
        #expect(second.deliveries.count == 60)
        second.acknowledgeAll()
        second.consumer.stop()
        publisher.publisher.stop()
    }

    enum Fault: String, CaseIterable { case stop, crash }

    @Test(arguments: Fault.allCases)
    func whatWasConfirmedSurvives(_ fault: Fault) async throws {
        let queue = "survives-\(fault.rawValue)"
        try declare(node, [queue])
        try node.flush()
        let publisher = try TestPublisher(node, Publisher.Settings(window: 300))
        // The feed runs on a thread of its own and never stops before the fault has struck, so that
        // some messages are under way whatever else the machine does.
        let feed = Feed()
        let feeder = try Thread.start(name: "feed") {
            while feed.count < 5000 || !publisher.states.all.contains(where: isDisconnected) {
                publisher.publisher.publish(
                    messages(feed.count..<(feed.count + 500), to: queue, bytes: 500)
                )
                feed.count += 500
                while publisher.outcomes.count < feed.count - 4000,
                    !publisher.states.all.contains(where: isDisconnected)
                {
                    Thread.sleep(milliseconds: 1)
                }
            }
        }
        #expect(await eventually { publisher.outcomes.count >= 1000 })
        switch fault {
        case .stop: try node.stop()
        case .crash: try node.crash()
        }
        feeder.join()
        try node.start()
        let count = feed.count

        var seen = 0
        var confirmed: Set<UInt64> = []
        var lostCount = 0
        func message(_ token: UInt64) -> [Outgoing] {
            messages(Int(token)..<(Int(token) + 1), to: queue, bytes: 500)
        }
        #expect(
            await eventually(seconds: 90) {
                let new = publisher.outcomes.all.dropFirst(seen)
                seen += new.count
                var again: [Outgoing] = []
                for outcome in new {
                    switch outcome.result {
                    case .confirmed: confirmed.insert(outcome.token)
                    case .lost:
                        lostCount += 1
                        again += message(outcome.token)
                    // A node that is going down may already be without the queue.
                    case .returned, .nacked: again += message(outcome.token)
                    case .blocked(let reason): Issue.record("blocked: \(reason)")
                    }
                }
                publisher.publisher.publish(again)
                return confirmed.count == count
            }
        )
        #expect(lostCount > 0, "the fault hit nothing that was under way")
        publisher.publisher.stop()

        let consumer = try TestConsumer(node, [queue], prefetch: 2000)
        var acknowledged = 0
        #expect(
            await eventually(seconds: 60) {
                let new = consumer.deliveries.all[acknowledged...]
                acknowledged += new.count
                consumer.consumer.acknowledge(new.map(\.tag))
                return Set(consumer.deliveries.all.map(\.properties.messageID)).count == count
            }
        )
        consumer.acknowledgeAll()
        consumer.consumer.stop()
    }

    @Test func aBlockedBrokerIsWaitedFor() async throws {
        try declare(node, ["blocked"])
        let publisher = try TestPublisher(node)
        publisher.publisher.publish(messages(0..<1, to: "blocked"))
        #expect(await eventually { publisher.outcomes.count == 1 })
        try node.control("set_vm_memory_high_watermark", "0.00001")
        // The broker tells a connection that it is blocked when it publishes.
        publisher.publisher.publish(messages(1..<200, to: "blocked"))
        #expect(
            await eventually {
                publisher.states.all.contains {
                    if case .blocked(let reason) = $0 { return reason.contains("memory") }
                    return false
                }
            }
        )
        publisher.publisher.publish(messages(200..<300, to: "blocked"))
        try await Task.sleep(for: .milliseconds(300))
        func confirmed() -> Set<UInt64> {
            Set(publisher.outcomes.all.filter { $0.result == .confirmed }.map(\.token))
        }
        #expect(confirmed().count < 300)
        try node.control("set_vm_memory_high_watermark", "0.4")
        #expect(await eventually { publisher.states.all.contains(.unblocked) })
        // What had not been sent when the broker began to block is given back, to be made anew.
        var seen = 0
        #expect(
            await eventually {
                let new = publisher.outcomes.all.dropFirst(seen)
                seen += new.count
                for outcome in new {
                    guard case .lost = outcome.result else { continue }
                    let number = Int(outcome.token)
                    publisher.publisher.publish(messages(number..<(number + 1), to: "blocked"))
                }
                return confirmed().count == 300
            }
        )
        publisher.publisher.stop()
    }
}

/// How many messages a thread has published so far.
private final class Feed: Sendable {
    private let value = Atomic(0)

    var count: Int {
        get { value.load(ordering: .sequentiallyConsistent) }
        set { value.store(newValue, ordering: .sequentiallyConsistent) }
    }
}

private func isDisconnected(_ state: Publisher.State) -> Bool {
    if case .disconnected = state { return true }
    return false
}
