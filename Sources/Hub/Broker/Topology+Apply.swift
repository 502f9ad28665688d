package import RabbitMQ

extension Topology {
    /// Declares everything on a broker and reports what each thing came to; deletes nothing.
    ///
    /// Connects on the calling thread, which waits for the broker's answers. Throws when the
    /// connection fails; everything else is a finding.
    package func apply(to configuration: Configuration) throws(RabbitMQError) -> [Finding] {
        let connection = try Connection(configuration.endpoint)
        defer { connection.close() }
        return try apply(over: connection)
    }

    /// As `apply(to:)`, on channel 1 of a connection that has no channel 1 yet.
    package func apply(over connection: Connection) throws(RabbitMQError) -> [Finding] {
        let declarer = try Declarer(connection)
        var findings: [Finding] = []
        for exchange in exchanges { findings.append(try declarer.declare(exchange)) }
        for queue in queues { findings.append(try declarer.declare(queue)) }
        for binding in bindings { findings.append(try declarer.declare(binding)) }
        try connection.closeChannel(Declarer.channel)
        return findings
    }
}

/// Declares one thing at a time; a refusal closes the channel, which is opened again.
struct Declarer {
    static let channel: UInt16 = 1
    let connection: Connection

    init(_ connection: Connection) throws(RabbitMQError) {
        self.connection = connection
        try connection.openChannel(Self.channel)
    }

    func declare(_ exchange: Topology.Exchange) throws(RabbitMQError) -> Topology.Finding {
        let existed = try attempt { () throws(RabbitMQError) in
            try connection.declareExchange(
                exchange.name,
                kind: exchange.kind.rawValue,
                passive: true,
                on: Self.channel
            )
        }
        let failure = try attempt { () throws(RabbitMQError) in
            try connection.declareExchange(
                exchange.name,
                kind: exchange.kind.rawValue,
                on: Self.channel
            )
        }
        let advice = """
              Nothing was changed. To move: stop what publishes there, delete the exchange
              (it holds no messages), and run `lianban topology apply` again.
            """
        return Topology.Finding(
            subject: .exchange(exchange.name),
            result: result(existed: existed == nil, failure, advice: advice)
        )
    }

    func declare(_ queue: Topology.Queue) throws(RabbitMQError) -> Topology.Finding {
        let existed = try attempt { () throws(RabbitMQError) in
            _ = try connection.declareQueue(queue.name, passive: true, on: Self.channel)
        }
        let failure = try attempt { () throws(RabbitMQError) in
            _ = try connection.declareQueue(
                queue.name,
                arguments: queue.arguments,
                on: Self.channel
            )
        }
        let advice = """
              Nothing was changed. To move: stop what publishes to \(queue.name), let its reader
              empty it (`rabbitmqctl list_queues name messages` shows 0), delete it
              (`rabbitmqctl delete_queue \(queue.name) --if-empty`) and run
              `lianban topology apply` again.
            """
        return Topology.Finding(
            subject: .queue(queue.name),
            result: result(existed: existed == nil, failure, advice: advice)
        )
    }

    func declare(_ binding: Topology.Binding) throws(RabbitMQError) -> Topology.Finding {
        let failure = try attempt { () throws(RabbitMQError) in
            try connection.bind(
                queue: binding.queue,
                to: binding.exchange,
                routingKey: binding.routingKey,
                on: Self.channel
            )
        }
        return Topology.Finding(
            subject: .binding(
                queue: binding.queue,
                exchange: binding.exchange,
                routingKey: binding.routingKey
            ),
            result: result(existed: true, failure, advice: "")
        )
    }

    /// Returns why the broker or the arguments refused, or nil; throws when the connection is gone.
    func attempt(
        _ work: () throws(RabbitMQError) -> Void
    ) throws(RabbitMQError) -> RabbitMQError? {
        do {
            try work()
            return nil
        } catch {
            switch error.scope {
            case .connection: throw error
            case .channel: try connection.openChannel(Self.channel)
            case .call: break
            }
            return error
        }
    }

    private func result(
        existed: Bool,
        _ failure: RabbitMQError?,
        advice: String
    ) -> Topology.Finding.Result {
        guard let failure else { return existed ? .equal : .created }
        return failure.isPreconditionFailed && existed
            ? .different(reason: failure.message, advice: advice)
            : .failed(reason: failure.message)
    }
}
