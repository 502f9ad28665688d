internal import CRabbitMQ

extension Connection {
    /// The properties in C's form; valid until the arena is recycled.
    func encode(_ properties: Properties) throws(RabbitMQError) -> amqp_basic_properties_t {
        guard properties.encodedBytes <= frameBytesMax - Self.frameOverheadBytes else {
            throw .invalid(
                "properties and headers of \(properties.encodedBytes) bytes do not fit a frame"
            )
        }
        var raw = amqp_basic_properties_t()
        func text(
            _ text: String?,
            _ flag: Int32,
            _ what: String,
            _ set: (inout amqp_basic_properties_t, amqp_bytes_t) -> Void
        ) throws(RabbitMQError) {
            guard let text else { return }
            raw._flags |= UInt32(flag)
            set(&raw, try arena.shortBytes(text, what))
        }
        try text(properties.contentType, AMQP_BASIC_CONTENT_TYPE_FLAG, "content-type") {
            $0.content_type = $1
        }
        try text(properties.contentEncoding, AMQP_BASIC_CONTENT_ENCODING_FLAG, "content-encoding") {
            $0.content_encoding = $1
        }
        try text(properties.correlationID, AMQP_BASIC_CORRELATION_ID_FLAG, "correlation-id") {
            $0.correlation_id = $1
        }
        try text(properties.replyTo, AMQP_BASIC_REPLY_TO_FLAG, "reply-to") { $0.reply_to = $1 }
        try text(properties.expiration, AMQP_BASIC_EXPIRATION_FLAG, "expiration") {
            $0.expiration = $1
        }
        try text(properties.messageID, AMQP_BASIC_MESSAGE_ID_FLAG, "message-id") {
            $0.message_id = $1
        }
        try text(properties.type, AMQP_BASIC_TYPE_FLAG, "type") { $0.type = $1 }
        try text(properties.userID, AMQP_BASIC_USER_ID_FLAG, "user-id") { $0.user_id = $1 }
        try text(properties.appID, AMQP_BASIC_APP_ID_FLAG, "app-id") { $0.app_id = $1 }
        if let mode = properties.deliveryMode {
            raw._flags |= UInt32(AMQP_BASIC_DELIVERY_MODE_FLAG)
            raw.delivery_mode = mode
        }
        if let priority = properties.priority {
            raw._flags |= UInt32(AMQP_BASIC_PRIORITY_FLAG)
            raw.priority = priority
        }
        if let timestamp = properties.timestamp {
            raw._flags |= UInt32(AMQP_BASIC_TIMESTAMP_FLAG)
            raw.timestamp = timestamp
        }
        if !properties.headers.isEmpty {
            raw._flags |= UInt32(AMQP_BASIC_HEADERS_FLAG)
            raw.headers = try arena.table(properties.headers)
        }
        return raw
    }

    /// A frame's own 8 bytes and the 12 of a content header before its properties.
    private static var frameOverheadBytes: Int { 8 + 12 }
}

extension Properties {
    /// How many bytes the flags and values take in a content header, at most.
    var encodedBytes: Int {
        // Flags, delivery mode, priority and timestamp.
        var bytes = 2 + 1 + 1 + 8
        func add(_ text: String?) {
            if let text { bytes += text.utf8.count + 1 }
        }
        add(contentType)
        add(contentEncoding)
        add(correlationID)
        add(replyTo)
        add(expiration)
        add(messageID)
        add(type)
        add(userID)
        add(appID)
        return headers.isEmpty ? bytes : bytes + headers.encodedBytes
    }
}

extension Table {
    var encodedBytes: Int {
        entries.reduce(4) { $0 + 1 + $1.name.utf8.count + $1.value.encodedBytes }
    }
}

extension HeaderValue {
    /// With the byte that names the type.
    fileprivate var encodedBytes: Int {
        switch self {
        case .string(let text): 5 + text.utf8.count
        case .bytes(let bytes): 5 + bytes.count
        case .array(let elements): elements.reduce(5) { $0 + $1.encodedBytes }
        case .table(let table): 1 + table.encodedBytes
        case .bool, .int, .unsigned, .double, .decimal, .timestamp, .null: 9
        }
    }
}
