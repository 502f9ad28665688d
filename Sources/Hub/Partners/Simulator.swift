package import Broker
package import Contracts
package import Pipeline
import RabbitMQ
import Synchronization
import System
import Values

/// Partners that answer orders by their own contracts, on a real broker: late, twice and out of order on request.
///
/// An order is acknowledged when all its answers are confirmed, so nothing is forgotten when the simulator dies: the
/// order comes again, and its answers have the same message-ids.
package final class Simulator: Sendable {
    package struct Settings: Sendable {
        package var seed: UInt64 = 1
        package var delay: ClosedRange<Int> = 100...1500
        /// Share of the answers that are sent a second time.
        package var duplicate = 0.0
        /// How often each answer is sent at all; `3` sends every one three times.
        package var copies = 1
        /// Share of the answers whose place in time is drawn anew, so that they overtake others.
        package var reorder = 0.0
        /// Share of the orders that are refused, where the party can.
        package var refuse = 0.0

        package init() {}
    }

    /// What happened, for whoever watches.
    package enum Happening: Sendable {
        case order(party: String, correlation: String)
        case answer(party: String, correlation: String, state: String)
        case unreadable(party: String, reason: String)
        case state(String)
    }

    private let loop: Loop
    private let consumer: Consumer
    private let publisher: Publisher
    private let thread: Thread

    package init(
        _ configuration: Configuration,
        policy: Policy,
        partners: [(region: Region, party: Party)],
        settings: Settings,
        onHappening: @escaping @Sendable (Happening) -> Void
    ) throws {
        let handlers = partners.filter {
            policy.routes.destinations.contains(Routes.orders($0.party))
        }
        let desks = handlers.compactMap { region, party in
            PartnerDesk(party, in: region, policy.catalogue, keys: policy.keys(of: party))
        }
        let loop = try Loop(desks, settings, onHappening)
        self.loop = loop
        publisher = try Publisher(configuration) { state in
            if case .disconnected(let reason, _) = state { onHappening(.state(reason)) }
        } onOutcomes: {
            loop.note($0)
        }
        var consuming = Consumer.Settings(queues: desks.map { Routes.orders($0.party) })
        consuming.prefetch = 2000
        consumer = try Consumer(configuration, consuming) { state in
            if case .queueFailed(let queue, let reason, _) = state {
                onHappening(.state("\(queue): \(reason)"))
            }
        } onDeliveries: {
            loop.take($0)
        }
        let (publisher, consumer) = (publisher, consumer)
        thread = try Thread.start(name: "partners") {
            loop.run(publish: { publisher.publish($0) }, acknowledge: { consumer.acknowledge($0) })
        }
    }

    package func stop() {
        consumer.pause()
        loop.stop()
        thread.join()
        publisher.stop(drainMilliseconds: 1000)
        consumer.stop()
    }
}

/// The simulator's own thread: what is due is sent, what is confirmed is acknowledged.
private final class Loop: Sendable {
    private struct Planned: Sendable {
        var dueAt: Int64
        var desk: Int
        var order: PartnerDesk.Order
        var step: PartnerDesk.Step
        var occurredAt: Instant
        var tag: DeliveryTag
        var reason: String?
    }

    private struct State: Sendable {
        var planned: [Planned] = []
        /// Answers with the publisher, by token.
        var underWay: [UInt64: Planned] = [:]
        /// Answers that an order still waits for.
        var open: [DeliveryTag: Int] = [:]
        var nextToken: UInt64 = 1
        var done: [DeliveryTag] = []
        var isStopping = false

        mutating func finish(_ tag: DeliveryTag) {
            guard let left = open[tag] else { return }
            open[tag] = left > 1 ? left - 1 : nil
            if left == 1 { done.append(tag) }
        }
    }

    private let state = Mutex(State())
    private let wakeUp: WakeUp
    private let desks: [PartnerDesk]
    private let settings: Simulator.Settings
    private let tell: @Sendable (Simulator.Happening) -> Void

    init(
        _ desks: [PartnerDesk],
        _ settings: Simulator.Settings,
        _ tell: @escaping @Sendable (Simulator.Happening) -> Void
    ) throws(SystemError) {
        self.desks = desks
        self.settings = settings
        self.tell = tell
        wakeUp = try WakeUp()
    }

    func take(_ deliveries: [Delivery]) {
        for delivery in deliveries { plan(delivery) }
        wakeUp.signal()
    }

    func note(_ outcomes: [Outcome]) {
        state.withLock { state in
            for outcome in outcomes {
                guard let planned = state.underWay.removeValue(forKey: outcome.token) else {
                    continue
                }
                if case .confirmed = outcome.result {
                    state.finish(planned.tag)
                } else {
                    var again = planned
                    again.dueAt = Clock.monotonicMilliseconds() + 1000
                    state.planned.append(again)
                }
            }
        }
        wakeUp.signal()
    }

    func stop() {
        state.withLock { $0.isStopping = true }
        wakeUp.signal()
    }

    private func plan(_ delivery: Delivery) {
        guard let at = desks.firstIndex(where: { Routes.orders($0.party) == delivery.queue }) else {
            return
        }
        let desk = desks[at]
        let properties = delivery.properties
        let received = ReceivedMessage(
            body: delivery.body,
            headers: properties.headers.entries.compactMap { entry in
                entry.value.string.map { Header(name: entry.name, value: $0) }
            },
            type: properties.type,
            brokerTime: nil
        )
        do throws(TranslationFault) {
            let id = properties.messageID ?? ""
            let order = try desk.read(received, id: id, correlation: properties.correlationID ?? "")
            guard let order else {
                state.withLock { $0.done.append(delivery.tag) }
                return
            }
            tell(.order(party: desk.name, correlation: order.correlation))
            schedule(order, desk: at, delivery)
        } catch {
            let reason = error.problems.map { "\($0.place): \($0.expected) \($0.found)" }.joined(
                separator: "; "
            )
            tell(.unreadable(party: desk.name, reason: reason))
            state.withLock { $0.done.append(delivery.tag) }
        }
    }

    private func schedule(_ order: PartnerDesk.Order, desk: Int, _ delivery: Delivery) {
        var random = SeededRandom(settings.seed, order.id)
        var steps = order.steps
        if random.share() < settings.refuse, let refusal = order.refusal { steps = [refusal] }
        // The order's own time: when the order comes again, its answers are the same.
        let ordered =
            delivery.properties.timestamp.map { Instant(seconds: Int64(clamping: $0)) }
            ?? Instant(milliseconds: delivery.receivedMilliseconds)
        var due = Clock.monotonicMilliseconds()
        var planned: [Planned] = []
        for (at, step) in steps.enumerated() {
            due += Int64(random.whole(in: settings.delay))
            var moment = due
            if random.share() < settings.reorder {
                moment =
                    Clock.monotonicMilliseconds() + Int64(random.whole(in: settings.delay))
                    * Int64(steps.count)
            }
            let copies = settings.copies + (random.share() < settings.duplicate ? 1 : 0)
            for copy in 0..<copies {
                planned.append(
                    Planned(
                        dueAt: moment + Int64(copy)
                            * Int64(random.whole(in: 1...max(1, settings.delay.upperBound))),
                        desk: desk,
                        order: order,
                        step: step,
                        occurredAt: ordered.adding(seconds: Int64(at)),
                        tag: delivery.tag,
                        reason: steps.count == 1 && step.state.isBadEnding ? "模拟：不具备条件" : nil
                    )
                )
            }
        }
        let all = planned
        state.withLock { state in
            state.open[delivery.tag] = all.count
            state.planned += all
            if all.isEmpty { state.done.append(delivery.tag) }
        }
    }

    func run(publish: ([Outgoing]) -> Void, acknowledge: ([DeliveryTag]) -> Void) {
        while true {
            let now = Clock.monotonicMilliseconds()
            let (due, done, next, isStopping) = state.withLock { state in
                let due = state.planned.filter { $0.dueAt <= now }
                state.planned.removeAll { $0.dueAt <= now }
                let done = state.done
                state.done = []
                return (due, done, state.planned.map(\.dueAt).min(), state.isStopping)
            }
            if !done.isEmpty { acknowledge(done) }
            if isStopping { return }
            let messages = due.compactMap { send($0) }
            if !messages.isEmpty { publish(messages) }
            var poll = Poll([Poll.Item(wakeUp.descriptor)])
            _ = try? poll.wait(milliseconds: Int(min(500, max(1, (next ?? now + 500) - now))))
            wakeUp.drain()
        }
    }

    private func send(_ planned: Planned) -> Outgoing? {
        let desk = desks[planned.desk]
        do throws(TranslationFault) {
            let letter = try desk.letter(
                planned.step,
                for: planned.order,
                at: planned.occurredAt,
                sentAt: Hub.systemClock(),
                reason: planned.reason
            )
            let token = state.withLock { state in
                defer { state.nextToken += 1 }
                state.underWay[state.nextToken] = planned
                return state.nextToken
            }
            tell(
                .answer(
                    party: desk.name,
                    correlation: planned.order.correlation,
                    state: planned.step.state.rawValue
                )
            )
            return letter.outgoing(
                token: token,
                to: Routes.replies(desk.party),
                correlation: planned.order.correlation
            )
        } catch {
            let reason = error.problems.map { "\($0.place): \($0.expected) \($0.found)" }.joined(
                separator: "; "
            )
            tell(.unreadable(party: desk.name, reason: "\(error.message): \(reason)"))
            state.withLock { $0.finish(planned.tag) }
            return nil
        }
    }
}

extension PartnerDesk.Letter {
    /// The message on its way to the hub: each source has a fanout exchange of its own name.
    func outgoing(token: UInt64, to exchange: String, correlation: String?) -> Outgoing {
        var properties = Properties()
        properties.type = type
        properties.contentType = contentType
        properties.correlationID = correlation
        var table = Table()
        for header in headers { table[header.name] = .string(header.value) }
        properties.headers = table
        return Outgoing(
            token: token,
            messageID: id,
            exchange: exchange,
            routingKey: "",
            properties: properties,
            body: body
        )
    }
}

/// Random numbers that follow from a seed and a word, whatever else is drawn (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64, _ word: String) {
        state = seed &* 0x9E37_79B9_7F4A_7C15
        for byte in word.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func share() -> Double { Double.random(in: 0..<1, using: &self) }
    mutating func whole(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}
