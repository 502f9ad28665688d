import Broker
import RabbitMQ
import Testing

@Suite(.needsRabbitMQ) struct ConsumerTests {
    let node: Node

    init() throws { node = try Node.shared.get() }

    @Test func tenThousandMessagesArriveOnceInOrder() async throws {
        try declare(node, ["ten-thousand"])
        let publisher = try TestPublisher(node)
        publisher.publisher.publish(messages(0..<10_000, to: "ten-thousand"))
        let deliveries = Recorder<Delivery>()
        let box = ConsumerBox()
        let consumer = try Consumer(
            node.configuration,
            Consumer.Settings(queues: ["ten-thousand"]),
            onState: { _ in },
            onDeliveries: {
                deliveries.add($0)
                box.consumer?.acknowledge($0.map(\.tag))
            }
        )
        box.consumer = consumer
        // Those that came before the consumer was known.
        #expect(await eventually { deliveries.count >= 500 })
        consumer.acknowledge(deliveries.all.map(\.tag))
        #expect(await eventually { deliveries.count == 10_000 })
        consumer.acknowledge(deliveries.all.map(\.tag))
        #expect(await eventually { publisher.outcomes.count == 10_000 })
        #expect(publisher.outcomes.all.allSatisfy { $0.result == .confirmed })
        let ids = deliveries.all.map { $0.properties.messageID ?? "" }
        #expect(ids == (0..<10_000).map { "ten-thousand-\($0)" })
        consumer.stop()
        publisher.publisher.stop()
        #expect(try messageCount("ten-thousand") == 0)
    }

    @Test func prefetchBoundsWhatIsHeldAndStopGivesTheRestBack() async throws {
        try declare(node, ["prefetch"])
        let publisher = try TestPublisher(node)
        publisher.publisher.publish(messages(0..<300, to: "prefetch"))
        #expect(await eventually { publisher.outcomes.count == 300 })
        let first = try TestConsumer(node, ["prefetch"], prefetch: 50)
        #expect(await eventually { first.deliveries.count == 50 })
        try await Task.sleep(for: .milliseconds(200))
        #expect(first.deliveries.count == 50)
        // Out of order, so that single and joined acknowledgements are both sent.
        let tags = first.deliveries.all.map(\.tag)
        first.consumer.acknowledge([tags[3], tags[1], tags[7]])
        first.consumer.acknowledge([tags[0], tags[2]])
        #expect(await eventually { first.deliveries.count == 55 })
        first.consumer.stop()
        #expect(first.states.all.last == .stopped)
        let second = try TestConsumer(node, ["prefetch"], prefetch: 500)
        #expect(await eventually { second.deliveries.count == 295 })
        let again = second.deliveries.all.filter(\.redelivered)
        #expect(again.count == 50)
        #expect(again.allSatisfy { $0.deliveryCount == 1 })
        // Tags of another consumer's epochs that never were do no harm.
        second.consumer.acknowledge([DeliveryTag(epoch: 99, number: 1)])
        second.acknowledgeAll()
        second.consumer.stop()
        #expect(try messageCount("prefetch") == 0)
        publisher.publisher.stop()
    }

    @Test func theByteBudgetPausesAndResumes() async throws {
        try declare(node, ["budget"])
        let publisher = try TestPublisher(node)
        publisher.publisher.publish(messages(0..<100, to: "budget", bytes: 10_000))
        #expect(await eventually { publisher.outcomes.count == 100 })
        let consumer = try TestConsumer(node, ["budget"], prefetch: 10, byteBudget: 60_000)
        #expect(await eventually { consumer.states.all.contains(.paused(.byteBudget)) })
        #expect(consumer.deliveries.count <= 10)
        for count in stride(from: 10, to: 100, by: 10) {
            #expect(await eventually { consumer.deliveries.count >= count })
            consumer.acknowledgeAll()
        }
        #expect(await eventually { consumer.deliveries.count == 100 })
        consumer.acknowledgeAll()
        #expect(consumer.states.all.contains(.resumed))
        consumer.consumer.stop()
        #expect(try messageCount("budget") == 0)
        publisher.publisher.stop()
    }

    @Test func pauseAndResume() async throws {
        try declare(node, ["pause"])
        let publisher = try TestPublisher(node)
        let consumer = try TestConsumer(node, ["pause"])
        #expect(await eventually { consumer.isConsuming("pause") })
        consumer.consumer.pause()
        #expect(await eventually { consumer.states.all.contains(.paused(.asked)) })
        #expect(await eventually { (try? consumerCount("pause")) == 0 })
        publisher.publisher.publish(messages(0..<10, to: "pause"))
        #expect(await eventually { publisher.outcomes.count == 10 })
        try await Task.sleep(for: .milliseconds(100))
        #expect(consumer.deliveries.count == 0)
        consumer.consumer.resume()
        #expect(await eventually { consumer.deliveries.count == 10 })
        consumer.acknowledgeAll()
        consumer.consumer.stop()
        #expect(try messageCount("pause") == 0)
        publisher.publisher.stop()
    }

    @Test func aMissingQueueIsTriedAgainWhileTheOthersGoOn() async throws {
        try declare(node, ["present"])
        let consumer = try TestConsumer(node, ["absent", "present"])
        let publisher = try TestPublisher(node)
        #expect(await eventually { consumer.isConsuming("present") })
        #expect(
            await eventually {
                consumer.states.all.contains {
                    if case .queueFailed("absent", let reason, _) = $0 {
                        return reason.contains("no queue 'absent'")
                    }
                    return false
                }
            }
        )
        publisher.publisher.publish(messages(0..<5, to: "present"))
        #expect(await eventually { consumer.deliveries.count == 5 })
        try declare(node, ["absent"])
        #expect(await eventually { consumer.isConsuming("absent") })
        publisher.publisher.publish(messages(5..<10, to: "absent"))
        #expect(await eventually { consumer.deliveries.count == 10 })
        #expect(consumer.deliveries.all.filter { $0.queue == "absent" }.count == 5)
        consumer.acknowledgeAll()

        // The broker ends the consumer of a queue that is deleted; the queue may come back.
        let connection = try Connection(node.configuration.endpoint)
        try connection.openChannel(1)
        try connection.deleteQueue("absent", on: 1)
        connection.close()
        #expect(
            await eventually {
                consumer.states.all.contains {
                    if case .queueFailed("absent", let reason, _) = $0 {
                        return reason.contains("ended the consumer")
                    }
                    return false
                }
            }
        )
        try declare(node, ["absent"])
        #expect(
            await eventually {
                consumer.states.all.filter { $0 == .consuming(queue: "absent") }.count == 2
            }
        )
        publisher.publisher.publish(messages(10..<15, to: "absent"))
        #expect(await eventually { consumer.deliveries.count == 15 })
        consumer.acknowledgeAll()
        consumer.consumer.stop()
        #expect(try messageCount("absent") == 0)
        publisher.publisher.stop()
    }

    @Test func twoConsumersShareAQueue() async throws {
        try declare(node, ["shared"])
        let publisher = try TestPublisher(node)
        let one = try TestConsumer(node, ["shared"], prefetch: 10)
        let two = try TestConsumer(node, ["shared"], prefetch: 10)
        #expect(await eventually { one.isConsuming("shared") && two.isConsuming("shared") })
        publisher.publisher.publish(messages(0..<1000, to: "shared"))
        #expect(
            await eventually {
                one.acknowledgeAll()
                two.acknowledgeAll()
                return one.deliveries.count + two.deliveries.count >= 1000
            }
        )
        let ids = Set((one.deliveries.all + two.deliveries.all).map(\.properties.messageID))
        #expect(ids.count == 1000)
        #expect(one.deliveries.count > 0 && two.deliveries.count > 0)
        one.acknowledgeAll()
        two.acknowledgeAll()
        one.consumer.stop()
        two.consumer.stop()
        publisher.publisher.stop()
        #expect(try messageCount("shared") == 0)
    }

    private func state(_ queue: String) throws -> Connection.QueueState {
        let connection = try Connection(node.configuration.endpoint)
        defer { connection.close() }
        try connection.openChannel(1)
        return try connection.declareQueue(queue, passive: true, on: 1)
    }

    private func messageCount(_ queue: String) throws -> Int { try state(queue).messageCount }
    private func consumerCount(_ queue: String) throws -> Int { try state(queue).consumerCount }
}
