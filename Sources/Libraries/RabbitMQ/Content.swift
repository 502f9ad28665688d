/// Puts the frames of one message together: a method, a header with the size, the body's pieces.
///
/// Frames of different channels may be mixed, those of one channel never are: one of these per
/// channel. A reference, because copying all its texts with each frame costs more than the frame.
final class Content {
    enum Head {
        case delivery(consumerTag: String, number: UInt64, redelivered: Bool)
        case returned(code: UInt16, text: String)
    }

    /// RabbitMQ refuses to take more than 512 MiB; what claims more is not to be believed.
    static let bodyBytesMax: UInt64 = 512 << 20
    /// A parser that reads a little past the end of a body needs no copy of it.
    static let paddingBytes = 64

    let head: Head
    let exchange: String
    let routingKey: String
    private var properties: Properties?
    private var body: [UInt8] = []
    private var bodyBytes = 0

    init(head: Head, exchange: String, routingKey: String) {
        self.head = head
        self.exchange = exchange
        self.routingKey = routingKey
    }

    var isWaitingForHeader: Bool { properties == nil }
    var isComplete: Bool { properties != nil && body.count == bodyBytes }

    /// Returns false when the announced size is absurd.
    func begin(_ properties: Properties, bodyBytes: UInt64) -> Bool {
        guard bodyBytes <= Self.bodyBytesMax else { return false }
        self.properties = properties
        self.bodyBytes = Int(bodyBytes)
        // What is merely announced does not get more memory than that at once.
        body.reserveCapacity(min(self.bodyBytes, 8 << 20) + Self.paddingBytes)
        return true
    }

    /// Returns false when there is more than was announced.
    func append(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard properties != nil, piece.count <= bodyBytes - body.count else { return false }
        body.append(contentsOf: piece)
        return true
    }

    /// The finished message.
    func event(channel: UInt16) -> Event {
        let properties = properties ?? Properties()
        switch head {
        case .delivery(let consumerTag, let number, let redelivered):
            return .delivered(
                IncomingMessage(
                    channel: channel,
                    consumerTag: consumerTag,
                    number: number,
                    redelivered: redelivered,
                    exchange: exchange,
                    routingKey: routingKey,
                    properties: properties,
                    body: body
                )
            )
        case .returned(let code, let text):
            return .returned(
                ReturnedMessage(
                    channel: channel,
                    replyCode: code,
                    replyText: text,
                    exchange: exchange,
                    routingKey: routingKey,
                    properties: properties,
                    body: body
                )
            )
        }
    }
}
