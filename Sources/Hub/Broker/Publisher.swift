package import System

/// Publishes messages, persistent, mandatory and confirmed, on a thread and a connection of its own.
///
/// Many messages wait for their confirm at a time. It reconnects by itself: what was under way or
/// not sent yet when the connection went, or when the broker began to block, is reported `.lost`. It never sends a message twice by
/// itself; that is the caller's decision.
package final class Publisher: Sendable {
    package struct Settings: Sendable {
        /// How many messages may wait for their confirm, at least 1.
        package var window: Int
        /// After so long without a confirm a message is reported `.lost`.
        package var confirmSeconds: Int
        /// 64 random bits, to spread reconnections.
        package var random: @Sendable () -> UInt64

        package init(
            window: Int = 2000,
            confirmSeconds: Int = 30,
            random: @escaping @Sendable () -> UInt64 = { Random.bits() }
        ) {
            self.window = max(1, window)
            self.confirmSeconds = max(1, confirmSeconds)
            self.random = random
        }
    }

    package enum State: Sendable, Equatable {
        case connected
        case disconnected(reason: String, retryMilliseconds: Int)
        /// The broker is short of memory or disk; messages wait here.
        case blocked(reason: String)
        case unblocked
        /// A message broke a rule of the broker; those under way are tried one by one.
        case channelDied(reason: String)
        /// The last one: the thread has ended.
        case stopped
    }

    enum Command: Sendable {
        case publish([Outgoing])
        case stop(drainMilliseconds: Int)
    }

    private let mailbox: Mailbox<Command>
    private let thread: Thread

    /// Starts the thread; connecting happens there.
    ///
    /// - `onState`: Each change, in order; runs on the thread and must only hand over.
    /// - `onOutcomes`: What became of messages, in any order, a few or many at a time; likewise.
    package init(
        _ configuration: Configuration,
        _ settings: Settings = Settings(),
        onState: @escaping @Sendable (State) -> Void,
        onOutcomes: @escaping @Sendable ([Outcome]) -> Void
    ) throws(SystemError) {
        let mailbox = try Mailbox<Command>()
        self.mailbox = mailbox
        thread = try Thread.start(name: "publisher", stackBytes: connectionStackBytes) {
            let loop = PublisherLoop(
                configuration.endpoint,
                settings,
                mailbox,
                onState: onState,
                onOutcomes: onOutcomes
            )
            loop.run()
        }
    }

    /// Queues messages, from any thread; returns at once. They go out in this order, suspects of a
    /// dead channel alone.
    ///
    /// Nothing bounds the queue but the caller, who knows from the outcomes how much is under way.
    package func publish(_ messages: [Outgoing]) {
        if !messages.isEmpty { mailbox.post(.publish(messages)) }
    }

    /// Waits for what was handed over to be sent and confirmed, at most so long; then reports the
    /// rest `.lost`, closes the connection and waits for the thread.
    package func stop(drainMilliseconds: Int = 5000) {
        mailbox.post(.stop(drainMilliseconds: drainMilliseconds))
        thread.join()
    }
}
