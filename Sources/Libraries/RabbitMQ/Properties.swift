/// What travels with a body (AMQP 0-9-1, class basic). Texts are UTF-8 of at most 255 bytes.
package struct Properties: Sendable, Equatable {
    package var contentType: String?
    package var contentEncoding: String?
    package var headers: Table
    /// 1 transient, 2 persistent.
    package var deliveryMode: UInt8?
    package var priority: UInt8?
    package var correlationID: String?
    package var replyTo: String?
    /// Milliseconds to live, as text.
    package var expiration: String?
    package var messageID: String?
    /// Seconds since 1970-01-01T00:00:00Z.
    package var timestamp: UInt64?
    package var type: String?
    /// When set, the broker refuses the message unless it is the sender's login.
    package var userID: String?
    package var appID: String?
    /// Names of the properties that arrived malformed: a text that is not UTF-8 (its bad bytes are
    /// U+FFFD here), or headers nested more than 32 deep (cut there). Empty for what we send.
    package var malformed: [String] = []

    package init(
        messageID: String? = nil,
        correlationID: String? = nil,
        type: String? = nil,
        contentType: String? = nil,
        contentEncoding: String? = nil,
        timestamp: UInt64? = nil,
        appID: String? = nil,
        userID: String? = nil,
        deliveryMode: UInt8? = nil,
        priority: UInt8? = nil,
        replyTo: String? = nil,
        expiration: String? = nil,
        headers: Table = Table()
    ) {
        self.messageID = messageID
        self.correlationID = correlationID
        self.type = type
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        self.timestamp = timestamp
        self.appID = appID
        self.userID = userID
        self.deliveryMode = deliveryMode
        self.priority = priority
        self.replyTo = replyTo
        self.expiration = expiration
        self.headers = headers
    }

    /// Delivery mode 2: written to disk before it is confirmed.
    package static let persistent: UInt8 = 2
}
