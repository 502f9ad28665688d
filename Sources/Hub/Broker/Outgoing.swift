package import RabbitMQ

/// A message to publish, persistent and mandatory.
package struct Outgoing: Sendable {
    /// Chosen by the caller; each outcome names it.
    package let token: UInt64
    package let exchange: String
    package let routingKey: String
    /// With a `messageID`, by which a message that comes back is recognised.
    package let messageID: String
    package let properties: Properties
    package let body: [UInt8]

    /// - `messageID`: Takes the place of the one in `properties`.
    package init(
        token: UInt64,
        messageID: String,
        exchange: String,
        routingKey: String,
        properties: Properties = Properties(),
        body: [UInt8]
    ) {
        self.token = token
        self.exchange = exchange
        self.routingKey = routingKey
        self.messageID = messageID
        self.body = body
        var properties = properties
        properties.messageID = messageID
        properties.deliveryMode = Properties.persistent
        self.properties = properties
    }
}

/// What became of one message handed to the publisher; each gets exactly one.
package struct Outcome: Sendable, Equatable {
    package enum Result: Sendable, Equatable {
        /// Every queue it was routed to has it on disk.
        case confirmed
        /// No queue wanted it (312 NO_ROUTE); nothing was kept.
        case returned(code: Int, reason: String)
        /// The broker did not take it, for example because the queue is full.
        case nacked
        /// Not known: the connection or channel went, or no confirm came in time. It may have
        /// arrived; publish it again with the same id.
        case lost(reason: String)
        /// It cannot be sent: it killed its channel twice, or cannot be expressed in AMQP.
        /// Publishing it again unchanged is of no use.
        case blocked(reason: String)
    }

    package let token: UInt64
    package let result: Result
}
