internal import RabbitMQ
internal import System

/// The consumer's thread: one connection, one channel per queue, so that an error of one queue,
/// which closes its channel, leaves the others alone.
final class ConsumerLoop {
    /// The most events between two looks at the mailbox.
    private static let eventsMax = 256
    /// Tags need to be unique on their channel only, and each channel has one consumer.
    private static let tag = "lianban"

    private static let ended = "the broker ended the consumer: the queue was deleted or moved"

    private let endpoint: Endpoint
    private let settings: Consumer.Settings
    private let mailbox: Mailbox<Consumer.Command>
    private let onState: (Consumer.State) -> Void
    private let onDeliveries: ([Delivery]) -> Void
    private var watch: Watch
    private var backOff = BackOff()
    private var sources: [Source]
    private var epochs: UInt32 = 0
    private var sourceOfEpoch: [UInt32: Int] = [:]
    private var isPauseAsked = false
    private var isOverBudget = false
    private var isStopping = false

    /// A queue and its channel, whose number is the queue's place in the list, from 1.
    private struct Source {
        enum Phase: Equatable {
            case closed
            case open
            case consuming
        }
        let queue: String
        let channel: UInt16
        var phase = Phase.closed
        var epoch: UInt32 = 0
        var window = AckWindow()
        var backOff = BackOff()
        var retryAt: Int64 = 0
    }

    init(
        _ endpoint: Endpoint,
        _ settings: Consumer.Settings,
        _ mailbox: Mailbox<Consumer.Command>,
        onState: @escaping (Consumer.State) -> Void,
        onDeliveries: @escaping ([Delivery]) -> Void
    ) {
        self.endpoint = endpoint
        self.settings = settings
        self.mailbox = mailbox
        self.onState = onState
        self.onDeliveries = onDeliveries
        watch = Watch(mailbox.wakeUp)
        sources = settings.queues.prefix(Int(UInt16.max) - 1).enumerated().map {
            Source(queue: $1, channel: UInt16($0 + 1))
        }
    }

    func run() {
        while !isStopping {
            let reason: String
            do {
                let connection = try Connection(endpoint)
                onState(.connected)
                defer { connection.close() }
                try serve(connection)
                break
            } catch {
                reason = error.message
            }
            forgetChannels()
            let wait = backOff.next(random: settings.random())
            onState(.disconnected(reason: reason, retryMilliseconds: wait))
            rest(milliseconds: wait)
        }
        onState(.stopped)
    }

    /// Waits out the back-off; acknowledgements that come meanwhile are of no use any more.
    private func rest(milliseconds: Int) {
        let end = Clock.monotonicMilliseconds() + Int64(milliseconds)
        while !isStopping {
            let left = end - Clock.monotonicMilliseconds()
            if left <= 0 { return }
            watch.wait(socket: -1, milliseconds: Int(left))
            for command in mailbox.take() { note(command) }
        }
    }

    private func forgetChannels() {
        for index in sources.indices {
            sources[index].phase = .closed
            sources[index].retryAt = 0
            sources[index].window = AckWindow()
        }
        sourceOfEpoch = [:]
        isOverBudget = false
    }

    /// Works until told to stop; throws when the connection is gone.
    private func serve(_ connection: Connection) throws(RabbitMQError) {
        let pulse = connection.heartbeatSeconds > 0 ? connection.heartbeatSeconds * 1000 / 3 : 5000
        while true {
            for command in mailbox.take() {
                if case .acknowledge(let tags) = command {
                    try acknowledge(tags, connection)
                } else {
                    note(command)
                }
            }
            if isStopping { return }
            try followPause(connection)
            let retryAt = try startSources(connection)
            guard try takeEvents(connection) < Self.eventsMax else { continue }
            let left = retryAt.map { max(0, $0 - Clock.monotonicMilliseconds()) } ?? Int64.max
            watch.wait(
                socket: connection.socket,
                milliseconds: Int(min(Int64(pulse), left))
            )
        }
    }

    private func note(_ command: Consumer.Command) {
        switch command {
        case .acknowledge: break
        case .pause:
            if !isPauseAsked { onState(.paused(.asked)) }
            isPauseAsked = true
        case .resume:
            if isPauseAsked, !isOverBudget { onState(.resumed) }
            isPauseAsked = false
        case .stop: isStopping = true
        }
    }

    // MARK: Queues

    /// Cancels the consumers while a pause is asked for or the byte budget is used up.
    private func followPause(_ connection: Connection) throws(RabbitMQError) {
        let bytes = sources.reduce(0) { $0 + $1.window.byteCount }
        if !isOverBudget, bytes > settings.byteBudget {
            isOverBudget = true
            onState(.paused(.byteBudget))
        } else if isOverBudget, bytes <= settings.byteBudget / 2 {
            isOverBudget = false
            if !isPauseAsked { onState(.resumed) }
        }
        guard isPauseAsked || isOverBudget else { return }
        for index in sources.indices where sources[index].phase == .consuming {
            try guarding(index) { source throws(RabbitMQError) in
                try connection.cancel(consumerTag: Self.tag, on: source.channel)
                source.phase = .open
            }
        }
    }

    /// Opens what is not open and due; returns when the next one is due.
    private func startSources(_ connection: Connection) throws(RabbitMQError) -> Int64? {
        guard !isPauseAsked, !isOverBudget else { return nil }
        var earliest: Int64?
        for index in sources.indices where sources[index].phase != .consuming {
            if sources[index].retryAt <= Clock.monotonicMilliseconds() {
                try start(index, connection)
            }
            if sources[index].phase != .consuming {
                earliest = min(earliest ?? .max, sources[index].retryAt)
            }
        }
        return earliest
    }

    private func start(_ index: Int, _ connection: Connection) throws(RabbitMQError) {
        let prefetch = settings.prefetch
        try guarding(index) { source throws(RabbitMQError) in
            if source.phase == .closed {
                try connection.openChannel(source.channel)
                epochs &+= 1
                source.epoch = epochs
                source.window = AckWindow()
                source.phase = .open
                sourceOfEpoch[source.epoch] = index
                try connection.setPrefetch(prefetch, on: source.channel)
            }
            try connection.consume(
                source.queue,
                consumerTag: Self.tag,
                on: source.channel
            )
            source.phase = .consuming
        }
        guard sources[index].phase == .consuming else { return }
        // A connection that serves a queue is sound; the next failure starts the waits anew.
        backOff.reset()
        sources[index].backOff.reset()
        onState(.consuming(queue: sources[index].queue))
    }

    /// Does something with a queue's channel; an error that closes only this channel is reported
    /// and tried again later.
    private func guarding(
        _ index: Int,
        _ work: (inout Source) throws(RabbitMQError) -> Void
    ) throws(RabbitMQError) {
        do {
            try work(&sources[index])
        } catch {
            guard !error.isConnectionLost else { throw error }
            fail(index, error.message, isClosed: error.scope == .channel)
        }
    }

    private func fail(_ index: Int, _ reason: String, isClosed: Bool) {
        guard sources.indices.contains(index) else { return }
        let wait = sources[index].backOff.next(random: settings.random())
        if isClosed {
            sourceOfEpoch[sources[index].epoch] = nil
            sources[index].window = AckWindow()
        }
        sources[index].phase = isClosed || sources[index].phase == .closed ? .closed : .open
        sources[index].retryAt = Clock.monotonicMilliseconds() + Int64(wait)
        onState(
            .queueFailed(queue: sources[index].queue, reason: reason, retryMilliseconds: wait)
        )
    }

    // MARK: Messages

    private func acknowledge(
        _ tags: [DeliveryTag],
        _ connection: Connection
    ) throws(RabbitMQError) {
        var rest = tags[...]
        // Tags of one queue usually come together; each run of them is coalesced.
        while let epoch = rest.first?.epoch {
            let run = rest.prefix { $0.epoch == epoch }
            rest = rest[run.endIndex...]
            guard let index = sourceOfEpoch[epoch] else { continue }
            let channel = sources[index].channel
            for ack in sources[index].window.acknowledge(run.lazy.map(\.number)) {
                try connection.acknowledge(ack.number, multiple: ack.multiple, on: channel)
            }
        }
    }

    /// Hands over what has arrived; returns how many events there were.
    private func takeEvents(_ connection: Connection) throws(RabbitMQError) -> Int {
        var deliveries: [Delivery] = []
        // What has been received is handed over also when the connection breaks after it.
        defer { if !deliveries.isEmpty { onDeliveries(deliveries) } }
        var count = 0
        while count < Self.eventsMax, let event = try connection.receive(milliseconds: 0) {
            count += 1
            switch event {
            case .delivered(let message):
                deliveries.append(try delivery(message))
            case .consumerCancelled(let channel, _):
                fail(
                    Int(channel) - 1,
                    Self.ended,
                    isClosed: false
                )
            case .channelClosed(let channel, let error):
                fail(Int(channel) - 1, error.message, isClosed: true)
            case .confirmed, .refused, .returned, .blocked, .unblocked:
                break
            }
        }
        return count
    }

    private func delivery(_ message: IncomingMessage) throws(RabbitMQError) -> Delivery {
        let index = Int(message.channel) - 1
        guard sources.indices.contains(index),
            sources[index].window.delivered(message.number, byteCount: message.body.count)
        else {
            throw RabbitMQError(
                scope: .connection,
                code: 0,
                message: "the broker numbered a delivery \(message.number) out of turn"
            )
        }
        return Delivery(
            queue: sources[index].queue,
            tag: DeliveryTag(epoch: sources[index].epoch, number: message.number),
            redelivered: message.redelivered,
            deliveryCount: Int(clamping: message.properties.headers["x-delivery-count"]?.int ?? 0),
            exchange: message.exchange,
            routingKey: message.routingKey,
            properties: message.properties,
            body: message.body,
            receivedMilliseconds: Clock.wallMilliseconds()
        )
    }
}
