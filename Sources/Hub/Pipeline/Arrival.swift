import Broker
import Contracts
import RabbitMQ
import Stores
import Values

/// A message as it came from a queue, or as the journal kept it: what deciding about it may read.
struct Arrival: Sendable {
    /// The queue it came from; for a dead letter the queue it was meant for.
    var source: String
    var isDead = false
    var body: [UInt8]
    var messageID: String?
    var correlationID: String?
    var type: String?
    var headers: [Header]
    /// As the journal keeps them.
    var properties: Value
    var receivedAt: Instant
    /// When the broker took it, where it said so.
    var brokerTime: Instant?

    var received: ReceivedMessage {
        ReceivedMessage(body: body, headers: headers, type: type, brokerTime: brokerTime)
    }
}

extension Arrival {
    /// What RabbitMQ adds where it is told to stamp what it takes
    /// (`message_interceptors.incoming.set_header_timestamp.overwrite = true`).
    private static let brokerTimeHeader = "timestamp_in_ms"

    init(_ delivery: Delivery) {
        let properties = delivery.properties
        let receivedAt = Instant(milliseconds: delivery.receivedMilliseconds)
        let isDead = delivery.queue == Topology.deadQueue
        self.init(
            source: isDead ? delivery.routingKey : delivery.queue,
            isDead: isDead,
            body: delivery.body,
            messageID: properties.messageID,
            correlationID: properties.correlationID,
            type: properties.type,
            headers: properties.headers.entries.compactMap { entry in
                entry.value.string.map { Header(name: entry.name, value: $0) }
            },
            properties: properties.journalled,
            receivedAt: receivedAt,
            brokerTime: properties.headers[Self.brokerTimeHeader]?.int.map {
                Instant(milliseconds: $0)
            }
        )
    }

    /// The message as the journal kept it; nil where its bytes are gone.
    init?(_ message: Stores.InboundMessage) {
        guard let body = message.body else { return nil }
        let properties = message.properties
        self.init(
            source: message.source,
            body: body,
            messageID: properties["message-id"]?.string,
            correlationID: properties["correlation-id"]?.string,
            type: properties["type"]?.string,
            headers: (properties["headers"]?.object ?? Object()).compactMap { name, value in
                value.string.map { Header(name: name, value: $0) }
            },
            properties: properties,
            receivedAt: message.receivedAt,
            brokerTime: properties["headers"]?[Self.brokerTimeHeader]?.int.map {
                Instant(milliseconds: Int64($0))
            }
        )
    }
}

extension Properties {
    /// The properties and text headers as the journal keeps them.
    fileprivate var journalled: Value {
        var object = Object()
        let texts: [(String, String?)] = [
            ("message-id", messageID), ("correlation-id", correlationID), ("type", type),
            ("content-type", contentType), ("content-encoding", contentEncoding), ("app-id", appID),
            ("user-id", userID),
        ]
        for (name, text) in texts { object[name] = text.map { .string($0) } }
        object["timestamp"] = timestamp.map { .number(Number(validated: String($0))) }
        var named = Object()
        for entry in headers.entries { named[entry.name] = entry.value.journalled }
        if !named.isEmpty { object["headers"] = .object(named) }
        return .object(object)
    }
}

extension HeaderValue {
    fileprivate var journalled: Value {
        switch self {
        case .string(let text): .string(text)
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .unsigned(let number): .number(Number(validated: String(number)))
        case .timestamp(let seconds): .number(Number(validated: String(seconds)))
        case .array(let values): .array(values.map(\.journalled))
        case .table(let table):
            .object(Object(table.entries.map { ($0.name, $0.value.journalled) }))
        case .double(let double): Number(double).map { .number($0) } ?? .null
        case .bytes(let bytes): .string("\(bytes.count) bytes")
        case .decimal(let value, let scale): .string("\(value)e-\(scale)")
        case .null: .null
        }
    }
}
