internal import CRabbitMQ

// Calls that wait for the broker's answer.

extension Connection {
    package func openChannel(_ channel: UInt16) throws(RabbitMQError) {
        try checkUsable("open a channel")
        amqp_channel_open(state, channel)
        try finish("open channel \(channel)", on: channel)
    }

    package func closeChannel(_ channel: UInt16) throws(RabbitMQError) {
        try checkUsable("close a channel")
        contents[channel] = nil
        try check(
            amqp_channel_close(state, channel, AMQP_REPLY_SUCCESS),
            on: channel,
            "close channel \(channel)"
        )
    }

    /// Asks for a confirm of every message published on the channel from now on.
    package func enableConfirms(on channel: UInt16) throws(RabbitMQError) {
        try checkUsable("ask for confirms")
        amqp_confirm_select(state, channel)
        try finish("ask for confirms on channel \(channel)", on: channel)
    }

    /// Limits how many messages each consumer of the channel holds unacknowledged; 0 is no limit.
    package func setPrefetch(_ count: UInt16, on channel: UInt16) throws(RabbitMQError) {
        try checkUsable("set the prefetch")
        amqp_basic_qos(state, channel, 0, count, 0)
        try finish("set the prefetch of channel \(channel)", on: channel)
    }

    /// Makes an exchange, or checks that one with these settings exists.
    ///
    /// - `passive`: Only asks whether it exists (404 when not).
    package func declareExchange(
        _ name: String,
        kind: String,
        durable: Bool = true,
        passive: Bool = false,
        arguments: Table = Table(),
        on channel: UInt16
    ) throws(RabbitMQError) {
        try checkUsable("declare an exchange")
        defer { arena.recycle() }
        amqp_exchange_declare(
            state,
            channel,
            try arena.shortBytes(name, "an exchange's name"),
            try arena.shortBytes(kind, "an exchange's type"),
            passive ? 1 : 0,
            durable ? 1 : 0,
            0,
            0,
            try arena.table(arguments)
        )
        try finish("declare the exchange \(name)", on: channel)
    }

    package struct QueueState: Sendable, Equatable {
        package let name: String
        package let messageCount: Int
        package let consumerCount: Int
    }

    /// Makes a queue, or checks that one with these settings exists (406 when they differ).
    ///
    /// - `passive`: Only asks whether it exists (404 when not).
    package func declareQueue(
        _ name: String,
        durable: Bool = true,
        passive: Bool = false,
        exclusive: Bool = false,
        autoDelete: Bool = false,
        arguments: Table = Table(),
        on channel: UInt16
    ) throws(RabbitMQError) -> QueueState {
        try checkUsable("declare a queue")
        defer { arena.recycle() }
        let answer = amqp_queue_declare(
            state,
            channel,
            try arena.shortBytes(name, "a queue's name"),
            passive ? 1 : 0,
            durable ? 1 : 0,
            exclusive ? 1 : 0,
            autoDelete ? 1 : 0,
            try arena.table(arguments)
        )
        guard let answer else {
            try check(amqp_get_rpc_reply(state), on: channel, "declare the queue \(name)")
            throw lost(AMQP_STATUS_UNEXPECTED_STATE.rawValue, "declare the queue \(name)")
        }
        let found = QueueState(
            name: answer.pointee.queue.text,
            messageCount: Int(answer.pointee.message_count),
            consumerCount: Int(answer.pointee.consumer_count)
        )
        try finish("declare the queue \(name)", on: channel)
        return found
    }

    /// Deletes a queue with what it holds.
    package func deleteQueue(_ name: String, on channel: UInt16) throws(RabbitMQError) {
        try checkUsable("delete a queue")
        defer { arena.recycle() }
        amqp_queue_delete(state, channel, try arena.shortBytes(name, "a queue's name"), 0, 0)
        try finish("delete the queue \(name)", on: channel)
    }

    package func bind(
        queue: String,
        to exchange: String,
        routingKey: String,
        on channel: UInt16
    ) throws(RabbitMQError) {
        try checkUsable("bind a queue")
        defer { arena.recycle() }
        amqp_queue_bind(
            state,
            channel,
            try arena.shortBytes(queue, "a queue's name"),
            try arena.shortBytes(exchange, "an exchange's name"),
            try arena.shortBytes(routingKey, "a routing key"),
            amqp_table_t(num_entries: 0, entries: nil)
        )
        try finish("bind the queue \(queue) to \(exchange)", on: channel)
    }

    /// Starts deliveries of a queue, to be acknowledged one by one or together.
    ///
    /// - `consumerTag`: Ours to choose, once per channel; each delivery names it.
    package func consume(
        _ queue: String,
        consumerTag: String,
        on channel: UInt16
    ) throws(RabbitMQError) {
        try checkUsable("consume")
        defer { arena.recycle() }
        amqp_basic_consume(
            state,
            channel,
            try arena.shortBytes(queue, "a queue's name"),
            try arena.shortBytes(consumerTag, "a consumer tag"),
            0,
            0,
            0,
            amqp_table_t(num_entries: 0, entries: nil)
        )
        try finish("consume the queue \(queue)", on: channel)
    }

    /// Ends deliveries; those that were under way still come out of `receive`.
    package func cancel(consumerTag: String, on channel: UInt16) throws(RabbitMQError) {
        try checkUsable("cancel a consumer")
        defer { arena.recycle() }
        amqp_basic_cancel(state, channel, try arena.shortBytes(consumerTag, "a consumer tag"))
        try finish("cancel the consumer \(consumerTag)", on: channel)
    }

    /// Throws what the last call came to, and gives its answer's memory back.
    private func finish(
        _ action: @autoclosure () -> String,
        on channel: UInt16
    ) throws(RabbitMQError) {
        try check(amqp_get_rpc_reply(state), on: channel, action())
        amqp_maybe_release_buffers_on_channel(state, channel)
    }
}
