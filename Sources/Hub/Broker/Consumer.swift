package import System

/// Takes deliveries from queues, on a thread and a connection of its own, until stopped.
///
/// It reconnects by itself. The thread never waits for anybody: `onDeliveries` and `onState` run on
/// it and must only hand over. What it hands over is bounded by `prefetch` per queue and by
/// `byteBudget` for all together (plus what was under way when the budget was reached: at most the
/// prefetch), never by the backlog.
package final class Consumer: Sendable {
    package struct Settings: Sendable {
        package var queues: [String]
        /// How many unacknowledged messages each queue may have with us, at least 1.
        package var prefetch: UInt16
        /// Bytes of unacknowledged bodies above which deliveries pause until half is done.
        package var byteBudget: Int
        /// 64 random bits, to spread reconnections.
        package var random: @Sendable () -> UInt64

        package init(
            queues: [String],
            prefetch: UInt16 = 500,
            byteBudget: Int = 64 << 20,
            random: @escaping @Sendable () -> UInt64 = { Random.bits() }
        ) {
            self.queues = queues
            self.prefetch = max(1, prefetch)
            self.byteBudget = max(1, byteBudget)
            self.random = random
        }
    }

    /// What happened to the connection or a queue.
    package enum State: Sendable, Equatable {
        case connected
        case disconnected(reason: String, retryMilliseconds: Int)
        /// Deliveries of the queue come.
        case consuming(queue: String)
        /// The queue does not exist, was deleted or may not be read; the others go on.
        case queueFailed(queue: String, reason: String, retryMilliseconds: Int)
        case paused(Pause)
        case resumed
        /// The last one: the thread has ended.
        case stopped
    }

    package enum Pause: Sendable, Equatable {
        /// `pause()` was called.
        case asked
        /// The unacknowledged bodies reached the byte budget.
        case byteBudget
    }

    enum Command: Sendable {
        case acknowledge([DeliveryTag])
        case pause, resume, stop
    }

    private let mailbox: Mailbox<Command>
    private let thread: Thread

    /// Starts the thread; connecting happens there.
    ///
    /// - `onState`: Each change, in order.
    /// - `onDeliveries`: Deliveries in the order of their arrival, a few or many at a time.
    package init(
        _ configuration: Configuration,
        _ settings: Settings,
        onState: @escaping @Sendable (State) -> Void,
        onDeliveries: @escaping @Sendable ([Delivery]) -> Void
    ) throws(SystemError) {
        let mailbox = try Mailbox<Command>()
        self.mailbox = mailbox
        thread = try Thread.start(name: "consumer", stackBytes: connectionStackBytes) {
            let loop = ConsumerLoop(
                configuration.endpoint,
                settings,
                mailbox,
                onState: onState,
                onDeliveries: onDeliveries
            )
            loop.run()
        }
    }

    /// Acknowledges deliveries, from any thread; returns at once.
    ///
    /// Tags of a connection or channel that is gone are passed over: the broker delivers those
    /// messages again.
    package func acknowledge(_ tags: [DeliveryTag]) {
        if !tags.isEmpty { mailbox.post(.acknowledge(tags)) }
    }

    /// Stops deliveries (basic.cancel); what was under way still comes, and can be acknowledged.
    package func pause() { mailbox.post(.pause) }

    /// Takes deliveries again after `pause`.
    package func resume() { mailbox.post(.resume) }

    /// Sends the acknowledgements given so far, closes the connection and waits for the thread.
    ///
    /// What is not acknowledged goes back into its queue. A second call waits for nothing.
    package func stop() {
        mailbox.post(.stop)
        thread.join()
    }
}

/// rabbitmq-c before 0.14 decodes nested headers recursively: a frame full of nested arrays, which
/// any sender can make, took between 2 and 4 MiB of stack. Address space costs nothing.
let connectionStackBytes = 32 << 20
