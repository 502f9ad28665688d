package import Broker
import Contracts
package import Stores
import Synchronization
import System
package import Values

/// The hub: the engine's thread, and the broker's two connections with a thread each.
package final class Hub: Sendable {
    package struct Settings: Sendable {
        package var prefetch = 500
        package var batch = 500
        package init() {}
    }

    private let mailbox: Mailbox<Engine.Work>
    private let consumer: Consumer
    private let publisher: Publisher
    private let thread: Thread
    package let health: HubHealth

    /// Starts consuming and publishing. `makeStore` runs on the engine's thread, which then owns the store.
    package init(
        _ configuration: Configuration,
        policy: Policy,
        settings: Settings,
        log: Log,
        clock: @escaping @Sendable () -> Instant = Hub.systemClock,
        makeStore: @escaping @Sendable () throws -> any Store
    ) throws {
        let health = HubHealth(startedAt: clock())
        let mailbox = try Mailbox<Engine.Work>()
        let queues = policy.routes.sources.keys.sorted() + [Topology.deadQueue]
        let opened = Handover<any Error>()
        let thread = try Thread.start(name: "engine", stackBytes: 16 << 20) {
            do {
                let engine = try Engine(
                    mailbox: mailbox,
                    store: try makeStore(),
                    policy: policy,
                    batchMax: settings.batch,
                    clock: clock,
                    log: log,
                    health: health
                )
                opened.give(nil)
                engine.run()
            } catch {
                opened.give(error)
            }
        }
        if let error = opened.take() {
            thread.join()
            throw error
        }
        self.mailbox = mailbox
        self.thread = thread
        self.health = health
        var consuming = Consumer.Settings(queues: queues)
        consuming.prefetch = UInt16(clamping: settings.prefetch)
        consumer = try Consumer(configuration, consuming) { state in
            health.note(state)
            log.consumer(state)
        } onDeliveries: {
            mailbox.post(.deliveries($0))
        }
        publisher = try Publisher(configuration) { state in
            health.note(state)
            log.publisher(state)
            switch state {
            case .connected, .unblocked: mailbox.post(.publisher(isConnected: true))
            case .disconnected, .blocked, .stopped: mailbox.post(.publisher(isConnected: false))
            case .channelDied: break
            }
        } onOutcomes: {
            mailbox.post(.outcomes($0))
        }
        let (consumer, publisher) = (consumer, publisher)
        mailbox.post(
            .command { engine in
                engine.outlets = Engine.Outlets(
                    acknowledge: { consumer.acknowledge($0) },
                    publish: { publisher.publish($0) },
                    setIntake: { $0 ? consumer.resume() : consumer.pause() }
                )
            }
        )
    }

    /// Runs work on the engine's thread and waits for its result.
    package func perform<Result: Sendable>(
        _ body: @escaping @Sendable (Operations) throws -> Result
    ) throws -> Result {
        let done = Handover<Swift.Result<Result, any Error>>()
        mailbox.post(
            .command { engine in done.give(Swift.Result { try body(Operations(engine)) }) }
        )
        guard let result = done.take() else { throw StoreError(.engine, "the hub is stopping") }
        return try result.get()
    }

    /// Takes new contracts; cases go on under them.
    package func adopt(_ policy: Policy) { mailbox.post(.command { $0.adopt(policy) }) }

    /// Stops taking, finishes what is committed, and waits for the threads.
    ///
    /// The engine ends last but one, so that it still stores what the broker said of the messages under way: they
    /// are not sent again at the next start.
    package func stop() {
        consumer.pause()
        mailbox.post(.command { $0.dispatcher.isConnected = false })
        publisher.stop(drainMilliseconds: 2000)
        mailbox.post(.stop)
        thread.join()
        consumer.stop()
    }

    package static let systemClock: @Sendable () -> Instant = {
        let (seconds, nanoseconds) = Clock.wall()
        // Milliseconds are what the wire and people use.
        return Instant(seconds: seconds, nanoseconds: nanoseconds / 1_000_000 * 1_000_000)
    }
}

/// Hands one value from a thread to another that waits for it.
final class Handover<Content: Sendable>: Sendable {
    private let content = Mutex<Content??>(nil)
    private let wakeUp: WakeUp?

    init() { wakeUp = try? WakeUp() }

    func give(_ value: Content?) {
        content.withLock { $0 = .some(value) }
        wakeUp?.signal()
    }

    /// Waits for the value.
    func take() -> Content? {
        while true {
            if let value = content.withLock({ $0 }) { return value }
            if let wakeUp {
                var poll = Poll([Poll.Item(wakeUp.descriptor)])
                _ = try? poll.wait(milliseconds: 1000)
            } else {
                Thread.sleep(milliseconds: 5)
            }
        }
    }
}

extension HubHealth {
    func note(_ state: Consumer.State) {
        change { health in
            switch state {
            case .connected:
                health.unreadQueues = []
                health.brokerProblem = nil
            case .consuming(let queue):
                health.unreadQueues.remove(queue)
                health.isConsuming = health.unreadQueues.isEmpty
                if health.isConsuming { health.brokerProblem = nil }
            case .resumed: health.isConsuming = health.unreadQueues.isEmpty
            case .disconnected(let reason, _):
                health.isConsuming = false
                health.brokerProblem = reason
            case .queueFailed(let queue, let reason, _):
                health.unreadQueues.insert(queue)
                health.isConsuming = false
                health.brokerProblem = "\(queue): \(reason)"
            case .paused: break
            case .stopped: health.isConsuming = false
            }
        }
    }

    func note(_ state: Publisher.State) {
        change { health in
            switch state {
            case .connected, .unblocked: health.isPublishing = true
            case .disconnected(let reason, _), .blocked(let reason):
                health.isPublishing = false
                health.brokerProblem = reason
            case .channelDied(let reason): health.brokerProblem = reason
            case .stopped: health.isPublishing = false
            }
        }
    }
}

extension Log {
    func consumer(_ state: Consumer.State) {
        switch state {
        case .connected: info("consuming: connected")
        case .disconnected(let reason, let retry):
            warn("consuming: \(reason); again in \(retry) ms")
        case .consuming: break
        case .queueFailed(let queue, let reason, let retry):
            warn(
                "queue \(queue): \(reason); again in \(retry) ms (lianban topology apply makes the queues)"
            )
        case .paused(let why): info("consuming: paused (\(why))")
        case .resumed: info("consuming: resumed")
        case .stopped: info("consuming: stopped")
        }
    }

    func publisher(_ state: Publisher.State) {
        switch state {
        case .connected: info("publishing: connected")
        case .disconnected(let reason, let retry):
            warn("publishing: \(reason); again in \(retry) ms")
        case .blocked(let reason): warn("publishing: the broker blocks: \(reason)")
        case .unblocked: info("publishing: the broker takes messages again")
        case .channelDied(let reason): warn("publishing: channel closed: \(reason)")
        case .stopped: info("publishing: stopped")
        }
    }
}
