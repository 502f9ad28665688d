internal import CRabbitMQ
internal import Glibc

// Messages and acknowledgements out, events in: none of these waits for an answer.

extension Connection {
    /// Hands one message to the connection's socket.
    ///
    /// Blocks while the socket is full. What cannot be expressed (a text above 255 bytes, headers
    /// larger than a frame) throws with scope `call` before anything is sent.
    /// - `mandatory`: A message that no queue wants comes back as `Event.returned`.
    package func publish(
        _ body: [UInt8],
        to exchange: String,
        routingKey: String,
        properties: Properties,
        mandatory: Bool = true,
        on channel: UInt16
    ) throws(RabbitMQError) {
        try checkUsable("publish")
        defer { arena.recycle() }
        var raw = try encode(properties)
        let exchangeBytes = try arena.shortBytes(exchange, "an exchange's name")
        let keyBytes = try arena.shortBytes(routingKey, "a routing key")
        let status = body.withUnsafeBytes { buffer in
            // SAFETY: C only reads the body, and only during this call.
            let bytes = amqp_bytes_t(
                len: buffer.count,
                bytes: UnsafeMutableRawPointer(mutating: buffer.baseAddress)
            )
            return amqp_basic_publish(
                state,
                channel,
                exchangeBytes,
                keyBytes,
                mandatory ? 1 : 0,
                0,
                &raw,
                bytes
            )
        }
        try check(status: status, "publish to \(exchange) with key \(routingKey)")
    }

    /// Acknowledges a delivery, or with `multiple` all of the channel up to it.
    package func acknowledge(
        _ number: UInt64,
        multiple: Bool,
        on channel: UInt16
    ) throws(RabbitMQError) {
        try checkUsable("acknowledge")
        try check(
            status: amqp_basic_ack(state, channel, number, multiple ? 1 : 0),
            "acknowledge delivery \(number)"
        )
    }

    /// Gives a delivery back: into the queue again, or to the dead letter exchange.
    package func reject(_ number: UInt64, requeue: Bool, on channel: UInt16) throws(RabbitMQError) {
        try checkUsable("reject")
        try check(
            status: amqp_basic_reject(state, channel, number, requeue ? 1 : 0),
            "reject delivery \(number)"
        )
    }

    /// The next event, or nil when none comes within the time.
    ///
    /// 0 milliseconds only looks. Heartbeats are sent and checked in here, so it has to be called
    /// at least three times per heartbeat. A connection that the broker closes is thrown.
    package func receive(milliseconds: Int) throws(RabbitMQError) -> Event? {
        try checkUsable("receive")
        var limit = timeval(
            tv_sec: milliseconds / 1000,
            tv_usec: milliseconds % 1000 * 1000
        )
        var frame = amqp_frame_t()
        while true {
            let status = amqp_simple_wait_frame_noblock(state, &frame, &limit)
            if status == AMQP_STATUS_TIMEOUT.rawValue { return nil }
            try check(status: status, "receive")
            let event = try take(frame)
            // Everything of the frame has been copied. This keeps the memory while a frame is
            // half read or others of the channel are queued, as it must.
            amqp_maybe_release_buffers_on_channel(state, frame.channel)
            if let event { return event }
        }
    }

    // MARK: Frames

    private func take(_ frame: amqp_frame_t) throws(RabbitMQError) -> Event? {
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD:
            return try take(frame.payload.method, on: frame.channel)
        case AMQP_FRAME_HEADER:
            // SAFETY: a header frame on a channel with content is of class basic, and rabbitmq-c
            // has decoded its properties; the class is checked all the same.
            let header = frame.payload.properties
            guard header.class_id == AMQP_BASIC_CLASS, contents[frame.channel] != nil else {
                throw confused("a header without a message")
            }
            let properties = Properties(header.decoded.load(as: amqp_basic_properties_t.self))
            guard contents[frame.channel]?.begin(properties, bodyBytes: header.body_size) == true
            else { throw confused("a body of \(header.body_size) bytes") }
            return finished(on: frame.channel)
        case AMQP_FRAME_BODY:
            let piece = frame.payload.body_fragment
            let bytes = UnsafeRawBufferPointer(start: piece.bytes, count: piece.len)
            guard contents[frame.channel]?.append(bytes) == true else {
                throw confused("a piece of a body without a message")
            }
            return finished(on: frame.channel)
        default:
            return nil
        }
    }

    private func finished(on channel: UInt16) -> Event? {
        guard let content = contents[channel], content.isComplete else { return nil }
        contents[channel] = nil
        return content.event(channel: channel)
    }

    private func confused(_ what: String) -> RabbitMQError {
        lost(AMQP_STATUS_BAD_AMQP_DATA.rawValue, "the broker sent \(what)")
    }

    // SAFETY for all loads below: the method's number says which struct rabbitmq-c decoded.
    private func take(_ method: amqp_method_t, on channel: UInt16) throws(RabbitMQError) -> Event? {
        switch method.id {
        case AMQP_BASIC_DELIVER_METHOD:
            let deliver = method.decoded.load(as: amqp_basic_deliver_t.self)
            contents[channel] = Content(
                head: .delivery(
                    consumerTag: deliver.consumer_tag.text,
                    number: deliver.delivery_tag,
                    redelivered: deliver.redelivered != 0
                ),
                exchange: deliver.exchange.text,
                routingKey: deliver.routing_key.text
            )
            return nil
        case AMQP_BASIC_RETURN_METHOD:
            let returned = method.decoded.load(as: amqp_basic_return_t.self)
            contents[channel] = Content(
                head: .returned(code: returned.reply_code, text: returned.reply_text.text),
                exchange: returned.exchange.text,
                routingKey: returned.routing_key.text
            )
            return nil
        case AMQP_BASIC_ACK_METHOD:
            let ack = method.decoded.load(as: amqp_basic_ack_t.self)
            return .confirmed(
                channel: channel,
                number: ack.delivery_tag,
                multiple: ack.multiple != 0
            )
        case AMQP_BASIC_NACK_METHOD:
            let nack = method.decoded.load(as: amqp_basic_nack_t.self)
            return .refused(
                channel: channel,
                number: nack.delivery_tag,
                multiple: nack.multiple != 0
            )
        case AMQP_BASIC_CANCEL_METHOD:
            let cancel = method.decoded.load(as: amqp_basic_cancel_t.self)
            return .consumerCancelled(channel: channel, consumerTag: cancel.consumer_tag.text)
        case AMQP_CHANNEL_CLOSE_METHOD:
            let error = channelClosed(by: method, on: channel, "channel \(channel)")
            if error.isConnectionLost { throw error }
            return .channelClosed(channel: channel, error)
        case AMQP_CONNECTION_CLOSE_METHOD:
            throw connectionClosed(by: method, "the broker closed the connection")
        case AMQP_CONNECTION_BLOCKED_METHOD:
            let blocked = method.decoded.load(as: amqp_connection_blocked_t.self)
            return .blocked(reason: blocked.reason.text)
        case AMQP_CONNECTION_UNBLOCKED_METHOD:
            return .unblocked
        default:
            throw confused("the unexpected method \(String(method.id, radix: 16))")
        }
    }
}
