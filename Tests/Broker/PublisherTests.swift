import Broker
import RabbitMQ
import Testing

@Suite(.needsRabbitMQ) struct PublisherTests {
    let node: Node

    init() throws { node = try Node.shared.get() }

    @Test func whatNoQueueWantsIsReturnedAndTheRestConfirmed() async throws {
        try declare(node, ["wanted"])
        let publisher = try TestPublisher(node)
        var mixed: [Outgoing] = []
        for number in 0..<200 {
            mixed += messages(number..<(number + 1), to: number % 10 == 0 ? "unwanted" : "wanted")
        }
        publisher.publisher.publish(mixed)
        #expect(await eventually { publisher.outcomes.count == 200 })
        for outcome in publisher.outcomes.all {
            let expected: Outcome.Result =
                outcome.token % 10 == 0 ? .returned(code: 312, reason: "NO_ROUTE") : .confirmed
            #expect(outcome.result == expected)
        }
        publisher.publisher.stop()
        #expect(publisher.states.all == [.connected, .stopped])
    }

    @Test func aFullQueueRefuses() async throws {
        try declare(
            node,
            ["full"],
            arguments: [
                "x-queue-type": .string("quorum"), "x-overflow": .string("reject-publish"),
                "x-max-length": .int(20),
            ]
        )
        let publisher = try TestPublisher(node)
        // One after another: a queue notices that it is full with a delay.
        for number in 0..<200 {
            publisher.publisher.publish(messages(number..<(number + 1), to: "full"))
            #expect(await eventually { publisher.outcomes.count == number + 1 })
        }
        let nacked = publisher.outcomes.all.filter { $0.result == .nacked }
        #expect(nacked.count > 100)
        #expect(publisher.outcomes.all.filter { $0.result == .confirmed }.count >= 20)
        publisher.publisher.stop()
    }

    /// A missing exchange or permission fails every message alike: none is to blame, and all go when it is there.
    @Test func aMissingExchangeBlocksNothing() async throws {
        let publisher = try TestPublisher(node)
        let all = messages(0..<20, to: "anywhere", exchange: "comes-later")
        publisher.publisher.publish(all)
        #expect(await eventually { publisher.outcomes.count == 20 })
        publisher.publisher.publish(all)
        #expect(await eventually { publisher.outcomes.count == 40 })
        for outcome in publisher.outcomes.all {
            guard case .lost = outcome.result else {
                Issue.record("\(outcome.result)")
                continue
            }
        }
        let topology = Topology(
            exchanges: [Topology.Exchange(name: "comes-later", kind: .direct)],
            queues: [Topology.Queue(name: "anywhere", arguments: [:])],
            bindings: [
                Topology.Binding(queue: "anywhere", exchange: "comes-later", routingKey: "anywhere")
            ]
        )
        #expect(try topology.apply(to: node.configuration).allSatisfy { !$0.isFault })
        publisher.publisher.publish(all)
        #expect(
            await eventually {
                publisher.outcomes.all.filter { $0.result == .confirmed }.count == 20
            }
        )
        publisher.publisher.stop()
    }

    @Test func aMessageThatKillsItsChannelTwiceIsBlockedAndTheRestGoOn() async throws {
        try declare(node, ["survivors"])
        let publisher = try TestPublisher(node)
        // The broker closes the channel for a user-id that is not the login.
        func liar(_ token: UInt64, _ user: String) -> Outgoing {
            Outgoing(
                token: token,
                messageID: "liar \(token)",
                exchange: "",
                routingKey: "survivors",
                properties: Properties(userID: user),
                body: []
            )
        }
        let good = messages(0..<500, to: "survivors")
        let all =
            good[..<250] + [liar(5000, "nobody")] + good[250...300]
            + [liar(5001, "somebody-else")] + good[301...]
        let byToken = Dictionary(uniqueKeysWithValues: all.map { ($0.token, $0) })
        publisher.publisher.publish(Array(all))
        var seen = 0
        var final: [UInt64: Outcome.Result] = [:]
        #expect(
            await eventually {
                let new = publisher.outcomes.all.dropFirst(seen)
                seen += new.count
                var again: [Outgoing] = []
                for outcome in new {
                    if case .lost = outcome.result, let message = byToken[outcome.token] {
                        again.append(message)
                    } else {
                        final[outcome.token] = outcome.result
                    }
                }
                publisher.publisher.publish(again)
                return final.count == 502
            }
        )
        for (token, result) in final {
            switch token {
            case 5000:
                guard case .blocked(let reason) = result else {
                    Issue.record("the first liar: \(result)")
                    continue
                }
                #expect(reason.contains("user_id property set to 'nobody'"))
            case 5001:
                guard case .blocked(let reason) = result else {
                    Issue.record("the second liar: \(result)")
                    continue
                }
                #expect(reason.contains("user_id property set to 'somebody-else'"))
            default: #expect(result == .confirmed)
            }
        }
        let deaths = publisher.states.all.filter {
            if case .channelDied = $0 { return true }
            return false
        }
        // Both together and each alone at the least; each for itself twice at the most, and the
        // channel may die once more over those that were under way again.
        #expect((3...6).contains(deaths.count))
        publisher.publisher.stop()
    }

    @Test func whatCannotBeExpressedIsBlockedAtOnce() async throws {
        try declare(node, ["expressed"])
        let publisher = try TestPublisher(node)
        let long = Outgoing(
            token: 1,
            messageID: String(repeating: "x", count: 300),
            exchange: "",
            routingKey: "expressed",
            body: []
        )
        publisher.publisher.publish(
            messages(10..<20, to: "expressed") + [long] + messages(20..<30, to: "expressed")
        )
        #expect(await eventually { publisher.outcomes.count == 21 })
        guard case .blocked? = publisher.result(1) else {
            Issue.record("\(String(describing: publisher.result(1)))")
            return
        }
        #expect(publisher.outcomes.all.filter { $0.result == .confirmed }.count == 20)
        publisher.publisher.stop()
    }

    @Test func stopReportsWhatWasNotSent() async throws {
        var endpoint = node.configuration.endpoint
        endpoint.port = 1
        let outcomes = Recorder<Outcome>()
        let publisher = try Publisher(
            Configuration(endpoint),
            onState: { _ in },
            onOutcomes: { outcomes.add($0) }
        )
        publisher.publish(messages(0..<3, to: "x"))
        publisher.stop(drainMilliseconds: 100)
        #expect(outcomes.count == 3)
        #expect(outcomes.all.allSatisfy { $0.result == .lost(reason: "the publisher was stopped") })
    }
}
