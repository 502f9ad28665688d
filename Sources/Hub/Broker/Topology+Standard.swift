package import RabbitMQ

extension Topology {
    /// The exchange that all orders, outcomes and notices go to; the key is the queue's name.
    package static let outExchange = "lianban.out"
    /// The exchange for what a queue could not get rid of; the key is that queue's name.
    package static let deadExchange = "lianban.dead"
    /// The queue where all dead letters end.
    package static let deadQueue = "lianban.dead"
    /// After so many deliveries without an acknowledgement the broker makes a message a dead
    /// letter: RabbitMQ 4's own default, said here because 3.x has none. A net, not the mechanism.
    package static let deliveryLimit: Int64 = 20

    /// The standard layout.
    ///
    /// - `sources`: Inbound queues (`lianban.applications.…`, `lianban.replies.…`); each gets a
    ///   fanout exchange of its own name, bound to it alone, so that who may write there is who
    ///   sent it.
    /// - `orders`: Outbound queues of parties and acceptance systems (orders, outcomes).
    /// - `notices`: Outbound queues of notices.
    package static func standard(
        sources: [String],
        orders: [String],
        notices: [String]
    ) -> Topology {
        var topology = Topology()
        topology.exchanges = [
            Exchange(name: outExchange, kind: .direct), Exchange(name: deadExchange, kind: .direct),
        ]
        // First, so that no queue can lose a dead letter before its way is there.
        topology.queues = [Queue(name: deadQueue, arguments: deadArguments)]
        for name in sources {
            topology.exchanges.append(Exchange(name: name, kind: .fanout))
            topology.bindings.append(Binding(queue: name, exchange: name, routingKey: ""))
        }
        for name in orders + notices {
            topology.bindings.append(Binding(queue: name, exchange: outExchange, routingKey: name))
        }
        for name in sources + orders + notices {
            topology.queues.append(Queue(name: name, arguments: arguments(of: name)))
            topology.bindings.append(
                Binding(queue: deadQueue, exchange: deadExchange, routingKey: name)
            )
        }
        return topology
    }

    /// A quorum queue that loses nothing: what it refuses goes back to the publisher, what it gives
    /// up goes to `lianban.dead` and leaves only when it is safe there (rabbitmq.com/quorum-queues:
    /// at-least-once needs reject-publish).
    package static func arguments(of queue: String) -> Table {
        [
            "x-queue-type": .string("quorum"),
            "x-dead-letter-exchange": .string(deadExchange),
            "x-dead-letter-routing-key": .string(queue),
            "x-dead-letter-strategy": .string("at-least-once"),
            "x-overflow": .string("reject-publish"),
            "x-delivery-limit": .int(deliveryLimit),
        ]
    }

    /// One hub at a time reads dead letters, in order. There is no place behind this queue, so the
    /// limit of deliveries is one that is never reached; without it RabbitMQ 4 would drop after 20.
    private static var deadArguments: Table {
        [
            "x-queue-type": .string("quorum"),
            "x-single-active-consumer": .bool(true),
            "x-overflow": .string("reject-publish"),
            "x-delivery-limit": .int(Int64(Int32.max)),
        ]
    }
}
