/// Something the broker sent that is not the answer to a call.
package enum Event: Sendable {
    case delivered(IncomingMessage)
    /// basic.ack on a channel with confirms: the message of this number is safe, and with
    /// `multiple` all before it.
    case confirmed(channel: UInt16, number: UInt64, multiple: Bool)
    /// basic.nack on a channel with confirms: the broker did not take it.
    case refused(channel: UInt16, number: UInt64, multiple: Bool)
    /// A mandatory message that no queue wanted; its confirm follows.
    case returned(ReturnedMessage)
    /// The broker ended a consumer: its queue was deleted or moved.
    case consumerCancelled(channel: UInt16, consumerTag: String)
    /// The broker closed a channel; it can be opened again.
    case channelClosed(channel: UInt16, RabbitMQError)
    /// The broker is short of memory or disk and reads nothing more from publishers.
    case blocked(reason: String)
    case unblocked
}

/// A message for one of our consumers.
package struct IncomingMessage: Sendable, Equatable {
    package var channel: UInt16
    package var consumerTag: String
    /// Counts from 1 on each channel; what `acknowledge` takes.
    package var number: UInt64
    package var redelivered: Bool
    package var exchange: String
    package var routingKey: String
    package var properties: Properties
    package var body: [UInt8]
}

/// A message of ours that came back.
package struct ReturnedMessage: Sendable, Equatable {
    package var channel: UInt16
    /// 312 is NO_ROUTE.
    package var replyCode: UInt16
    package var replyText: String
    package var exchange: String
    package var routingKey: String
    package var properties: Properties
    package var body: [UInt8]
}
