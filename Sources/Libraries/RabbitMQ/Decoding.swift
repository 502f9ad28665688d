internal import CRabbitMQ

// What the broker sent, copied out of rabbitmq-c's memory. Each function must run before the next frame is
// read: the bytes lie in a pool that is given back then.

extension amqp_bytes_t {
    /// A copy of the bytes.
    var array: [UInt8] { [UInt8](UnsafeRawBufferPointer(start: bytes, count: len)) }

    /// The text, or nil when it is not UTF-8.
    var validText: String? {
        String(validating: UnsafeRawBufferPointer(start: bytes, count: len), as: UTF8.self)
    }

    /// The text; bytes that are not UTF-8 become U+FFFD.
    var text: String {
        String(decoding: UnsafeRawBufferPointer(start: bytes, count: len), as: UTF8.self)
    }
}

extension Properties {
    /// Copies the properties of a content header.
    init(_ raw: amqp_basic_properties_t) {
        self.init()
        func text(_ flag: Int32, _ bytes: amqp_bytes_t, _ name: String) -> String? {
            guard raw._flags & UInt32(flag) != 0 else { return nil }
            if let text = bytes.validText { return text }
            malformed.append(name)
            return bytes.text
        }
        contentType = text(AMQP_BASIC_CONTENT_TYPE_FLAG, raw.content_type, "content-type")
        contentEncoding = text(
            AMQP_BASIC_CONTENT_ENCODING_FLAG,
            raw.content_encoding,
            "content-encoding"
        )
        correlationID = text(AMQP_BASIC_CORRELATION_ID_FLAG, raw.correlation_id, "correlation-id")
        replyTo = text(AMQP_BASIC_REPLY_TO_FLAG, raw.reply_to, "reply-to")
        expiration = text(AMQP_BASIC_EXPIRATION_FLAG, raw.expiration, "expiration")
        messageID = text(AMQP_BASIC_MESSAGE_ID_FLAG, raw.message_id, "message-id")
        type = text(AMQP_BASIC_TYPE_FLAG, raw.type, "type")
        userID = text(AMQP_BASIC_USER_ID_FLAG, raw.user_id, "user-id")
        appID = text(AMQP_BASIC_APP_ID_FLAG, raw.app_id, "app-id")
        if raw._flags & UInt32(AMQP_BASIC_DELIVERY_MODE_FLAG) != 0 {
            deliveryMode = raw.delivery_mode
        }
        if raw._flags & UInt32(AMQP_BASIC_PRIORITY_FLAG) != 0 { priority = raw.priority }
        if raw._flags & UInt32(AMQP_BASIC_TIMESTAMP_FLAG) != 0 { timestamp = raw.timestamp }
        if raw._flags & UInt32(AMQP_BASIC_HEADERS_FLAG) != 0 {
            var decoder = TableDecoder()
            headers = decoder.table(raw.headers, depth: 0)
            if decoder.isCut { malformed.append("headers") }
        }
    }
}

/// Copies header tables; what is nested deeper than the limit becomes null and is noted.
struct TableDecoder {
    private(set) var isCut = false

    mutating func table(_ raw: amqp_table_t, depth: Int) -> Table {
        var entries: [Table.Entry] = []
        // SAFETY: rabbitmq-c decoded `num_entries` entries there; they live until the next frame.
        for entry in UnsafeBufferPointer(start: raw.entries, count: Int(raw.num_entries)) {
            if entry.key.validText == nil { isCut = true }
            entries.append(
                Table.Entry(name: entry.key.text, value: value(entry.value, depth: depth))
            )
        }
        return Table(entries)
    }

    private mutating func value(_ field: amqp_field_value_t, depth: Int) -> HeaderValue {
        // The union's member is chosen by `kind`, which rabbitmq-c has checked while decoding.
        switch amqp_field_value_kind_t(UInt32(field.kind)) {
        case AMQP_FIELD_KIND_BOOLEAN: return .bool(field.value.boolean != 0)
        case AMQP_FIELD_KIND_I8: return .int(Int64(field.value.i8))
        case AMQP_FIELD_KIND_U8: return .int(Int64(field.value.u8))
        case AMQP_FIELD_KIND_I16: return .int(Int64(field.value.i16))
        case AMQP_FIELD_KIND_U16: return .int(Int64(field.value.u16))
        case AMQP_FIELD_KIND_I32: return .int(Int64(field.value.i32))
        case AMQP_FIELD_KIND_U32: return .int(Int64(field.value.u32))
        case AMQP_FIELD_KIND_I64: return .int(field.value.i64)
        case AMQP_FIELD_KIND_U64:
            let number = field.value.u64
            return Int64(exactly: number).map { .int($0) } ?? .unsigned(number)
        case AMQP_FIELD_KIND_F32: return .double(Double(field.value.f32))
        case AMQP_FIELD_KIND_F64: return .double(field.value.f64)
        case AMQP_FIELD_KIND_DECIMAL:
            let decimal = field.value.decimal
            return .decimal(value: decimal.value, scale: decimal.decimals)
        case AMQP_FIELD_KIND_UTF8:
            let bytes = field.value.bytes
            return bytes.validText.map { .string($0) } ?? .bytes(bytes.array)
        case AMQP_FIELD_KIND_BYTES: return .bytes(field.value.bytes.array)
        case AMQP_FIELD_KIND_TIMESTAMP: return .timestamp(field.value.u64)
        case AMQP_FIELD_KIND_ARRAY: return nested(depth) { $0.array(field.value.array, depth: $1) }
        case AMQP_FIELD_KIND_TABLE:
            return nested(depth) { .table($0.table(field.value.table, depth: $1)) }
        default: return .null
        }
    }

    private mutating func nested(
        _ depth: Int,
        _ read: (inout TableDecoder, Int) -> HeaderValue
    ) -> HeaderValue {
        guard depth + 1 < Arena.depthMax else {
            isCut = true
            return .null
        }
        return read(&self, depth + 1)
    }

    private mutating func array(_ raw: amqp_array_t, depth: Int) -> HeaderValue {
        var elements: [HeaderValue] = []
        // SAFETY: as for the entries of a table.
        for field in UnsafeBufferPointer(start: raw.entries, count: Int(raw.num_entries)) {
            elements.append(value(field, depth: depth))
        }
        return .array(elements)
    }
}
