import Broker
import RabbitMQ
import Testing

@Suite(.needsRabbitMQ) struct TopologyTests {
    let node: Node

    init() throws { node = try Node.shared.get() }

    @Test func theStandardLayoutIsMadeOnceAndThenEqual() throws {
        let topology = Topology.standard(
            sources: ["lianban.applications.one"],
            orders: ["lianban.orders.t.water"],
            notices: ["lianban.notices.t.platform"]
        )
        let first = try topology.apply(to: node.configuration)
        #expect(first.allSatisfy { !$0.isFault })
        #expect(first.contains { "\($0)" == "queue lianban.orders.t.water: created" })
        let second = try topology.apply(to: node.configuration)
        #expect(second.map(\.result).allSatisfy { $0 == .equal })
        #expect(
            second.count == topology.exchanges.count + topology.queues.count
                + topology.bindings.count
        )
    }

    @Test func aDifferentQueueIsReportedAndLeftAlone() throws {
        try declare(node, ["other-settings"])
        let topology = Topology(
            queues: [
                .init(name: "other-settings", arguments: Topology.arguments(of: "other-settings"))
            ],
            bindings: [
                .init(queue: "other-settings", exchange: "missing-exchange", routingKey: "x")
            ]
        )
        let findings = try topology.apply(to: node.configuration)
        guard case .different(let reason, let advice) = findings[0].result else {
            Issue.record("\(findings)")
            return
        }
        #expect(reason.contains("inequivalent arg"))
        #expect(advice.contains("rabbitmqctl delete_queue other-settings --if-empty"))
        guard case .failed(let missing) = findings[1].result else {
            Issue.record("\(findings)")
            return
        }
        #expect(missing.contains("no exchange 'missing-exchange'"))
    }

    @Test func lookingChangesNothing() throws {
        let queue = "verify-equal"
        var topology = Topology(
            exchanges: [.init(name: "verify-exchange", kind: .fanout)],
            queues: [.init(name: queue, arguments: Topology.arguments(of: queue))]
        )
        let before = try topology.verify(on: node.configuration)
        #expect(before.server.hasPrefix("RabbitMQ 3") || before.server.hasPrefix("RabbitMQ 4"))
        #expect(before.entries.map(\.presence) == [.missing, .missing])
        // Looking has not made them.
        #expect(try topology.verify(on: node.configuration) == before)
        #expect(try topology.apply(to: node.configuration).allSatisfy { !$0.isFault })
        try declare(node, ["verify-other"])
        topology.queues.append(
            .init(name: "verify-other", arguments: Topology.arguments(of: "verify-other"))
        )
        let after = try topology.verify(on: node.configuration).entries
        #expect(after.prefix(2).map(\.presence) == [.equal, .equal])
        #expect(after[1].messageCount == 0)
        guard case .different(let reason) = after[2].presence else {
            Issue.record("\(after[2])")
            return
        }
        #expect(reason.contains("inequivalent arg"))
    }

    @Test func aDeadLetterArrivesWithItsHistory() async throws {
        let topology = Topology.standard(
            sources: [],
            orders: ["lianban.orders.t.gas"],
            notices: []
        )
        #expect(try topology.apply(to: node.configuration).allSatisfy { !$0.isFault })
        let publisher = try TestPublisher(node)
        publisher.publisher.publish(
            messages(0..<1, to: "lianban.orders.t.gas", exchange: Topology.outExchange)
        )
        #expect(await eventually { publisher.result(0) == .confirmed })
        // The party refuses it.
        let party = try Connection(node.configuration.endpoint)
        try party.openChannel(1)
        try party.consume("lianban.orders.t.gas", consumerTag: "party", on: 1)
        guard case .delivered(let order)? = try party.receive(milliseconds: 20_000) else {
            Issue.record("no order")
            return
        }
        try party.reject(order.number, requeue: false, on: 1)
        party.close()
        let hub = try TestConsumer(node, [Topology.deadQueue])
        #expect(await eventually { hub.deliveries.count == 1 })
        let dead = try #require(hub.deliveries.all.first)
        #expect(dead.routingKey == "lianban.orders.t.gas")
        #expect(dead.exchange == Topology.deadExchange)
        #expect(dead.properties.messageID == "lianban.orders.t.gas-0")
        let history = dead.properties.headers["x-death"]?.array?.first?.table
        #expect(history?["queue"] == .string("lianban.orders.t.gas"))
        #expect(history?["reason"] == .string("rejected"))
        #expect(history?["count"] == .int(1))
        #expect(history?["routing-keys"] == .array([.string("lianban.orders.t.gas")]))
        hub.acknowledgeAll()
        hub.consumer.stop()
        publisher.publisher.stop()
    }
}
