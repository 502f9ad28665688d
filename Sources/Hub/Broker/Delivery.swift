package import RabbitMQ

/// Names one delivery of one consumer, to acknowledge it.
package struct DeliveryTag: Sendable, Hashable {
    /// Grows with every channel that is opened; a tag of an older one means nothing any more,
    /// since the broker delivers the message again.
    package let epoch: UInt32
    /// Counts from 1 in each epoch.
    package let number: UInt64

    package init(epoch: UInt32, number: UInt64) {
        self.epoch = epoch
        self.number = number
    }
}

/// A message out of one of the consumer's queues.
package struct Delivery: Sendable {
    package let queue: String
    package let tag: DeliveryTag
    /// It may have been delivered before.
    package let redelivered: Bool
    /// How often it came back unacknowledged (`x-delivery-count` of a quorum queue), else 0.
    package let deliveryCount: Int
    package let exchange: String
    /// For a dead letter: the queue it came from, as the broker set it.
    package let routingKey: String
    /// With all headers, `x-death` among them.
    package let properties: Properties
    package let body: [UInt8]
    /// Milliseconds since 1970-01-01T00:00:00Z on the clock of this machine.
    package let receivedMilliseconds: Int64
}
