package import RabbitMQ

extension Topology {
    /// What is on a broker, compared with what should be.
    package struct Verification: Sendable, Equatable {
        package enum Presence: Sendable, Equatable {
            /// It is there with these settings.
            case equal
            case different(reason: String)
            case missing
            /// It is there, but the user may not compare its settings.
            case incomparable(reason: String)
        }

        package struct Entry: Sendable, Equatable {
            package var subject: Finding.Subject
            package var presence: Presence
            /// Of a queue that is there.
            package var messageCount: Int?
        }

        /// Product and version of the broker.
        package var server: String
        package var entries: [Entry]
    }

    /// Looks whether exchanges and queues are there with equal settings, and changes nothing. AMQP has no question about
    /// bindings, so those are not looked at.
    ///
    /// Connects on the calling thread. Throws when the connection fails or the login is refused.
    package func verify(on configuration: Configuration) throws(RabbitMQError) -> Verification {
        let connection = try Connection(configuration.endpoint)
        defer { connection.close() }
        let declarer = try Declarer(connection)
        var verification = Verification(server: connection.server, entries: [])
        for exchange in exchanges { verification.entries.append(try declarer.verify(exchange)) }
        for queue in queues { verification.entries.append(try declarer.verify(queue)) }
        return verification
    }
}

extension Declarer {
    fileprivate func verify(
        _ exchange: Topology.Exchange
    ) throws(RabbitMQError) -> Topology.Verification.Entry {
        let missing = try attempt { () throws(RabbitMQError) in
            try connection.declareExchange(
                exchange.name,
                kind: exchange.kind.rawValue,
                passive: true,
                on: Self.channel
            )
        }
        // To declare what is there as it is changes nothing; only so does the broker compare the settings.
        let difference =
            missing == nil
            ? try attempt { () throws(RabbitMQError) in
                try connection.declareExchange(
                    exchange.name,
                    kind: exchange.kind.rawValue,
                    on: Self.channel
                )
            } : nil
        return Topology.Verification.Entry(
            subject: .exchange(exchange.name),
            presence: presence(missing, difference),
            messageCount: nil
        )
    }

    fileprivate func verify(
        _ queue: Topology.Queue
    ) throws(RabbitMQError) -> Topology.Verification.Entry {
        var count: Int?
        let missing = try attempt { () throws(RabbitMQError) in
            count = try connection.declareQueue(queue.name, passive: true, on: Self.channel)
                .messageCount
        }
        let difference =
            missing == nil
            ? try attempt { () throws(RabbitMQError) in
                _ = try connection.declareQueue(
                    queue.name,
                    arguments: queue.arguments,
                    on: Self.channel
                )
            } : nil
        return Topology.Verification.Entry(
            subject: .queue(queue.name),
            presence: presence(missing, difference),
            messageCount: count
        )
    }

    private func presence(
        _ missing: RabbitMQError?,
        _ difference: RabbitMQError?
    ) -> Topology.Verification.Presence {
        if let missing {
            return missing.code == 404 ? .missing : .incomparable(reason: missing.message)
        }
        guard let difference else { return .equal }
        return difference.isPreconditionFailed
            ? .different(reason: difference.message) : .incomparable(reason: difference.message)
    }
}
