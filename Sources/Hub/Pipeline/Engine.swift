import Broker
import Contracts
import Stores
import System
import Values

/// The one thread that owns the store: it decides about what came, commits, and only then lets it be acknowledged
/// and sent (G1, G2).
final class Engine {
    /// What other threads leave for it.
    enum Work: Sendable {
        case deliveries([Delivery])
        case outcomes([Broker.Outcome])
        case publisher(isConnected: Bool)
        /// Runs on the engine's thread, in no transaction.
        case command(@Sendable (Engine) -> Void)
        case stop
    }

    /// What the engine asks of the broker's threads.
    struct Outlets {
        var acknowledge: ([DeliveryTag]) -> Void
        var publish: ([Broker.Outgoing]) -> Void
        /// Stops or resumes deliveries.
        var setIntake: (_ isOpen: Bool) -> Void
    }

    let mailbox: Mailbox<Work>
    let store: any Store
    private(set) var policy: Policy
    let batchMax: Int
    let clock: @Sendable () -> Instant
    let log: Log
    let health: HubHealth
    var outlets: Outlets?
    var dispatcher = Dispatcher()
    private var retry = StoreRetry()
    private var nextTick = Instant(seconds: 0)
    /// Whether the limits of open cases are dated on the calendars in use.
    private var isRedated = false
    /// What came and is not committed yet.
    private var deliveries: [Delivery] = []
    /// Limits that could not fire, by case, item and name, and works that could not be compared, with the moment of the
    /// next try.
    var postponed: [String: Instant] = [:]
    /// Whether works were compared in the last round: their notices may go, and more may be left.
    var hasComparedWorks = false

    init(
        mailbox: Mailbox<Work>,
        store: any Store,
        policy: Policy,
        batchMax: Int,
        clock: @escaping @Sendable () -> Instant,
        log: Log,
        health: HubHealth
    ) throws {
        self.mailbox = mailbox
        self.store = store
        self.policy = policy
        self.batchMax = batchMax
        self.clock = clock
        self.log = log
        self.health = health
    }

    /// Decides and stores within a transaction, under the contracts in use.
    func processor(_ store: any StoreTransaction, _ now: Instant) -> Processor {
        Processor(
            policy: policy,
            composer: Composer(policy: policy, epoch: self.store.epoch),
            store: store,
            now: now
        )
    }

    func adopt(_ policy: Policy) {
        self.policy = policy
        isRedated = false
    }

    /// Works until stopped.
    func run() {
        var isStopping = false
        while !isStopping {
            do {
                let isBusy = !deliveries.isEmpty || dispatcher.hasMore || hasComparedWorks
                let wait = isBusy ? 0 : 200
                for work in try mailbox.take(max: batchMax, waitMilliseconds: wait) {
                    switch work {
                    case .deliveries(let more): deliveries += more
                    case .outcomes(let outcomes): dispatcher.note(outcomes)
                    case .publisher(let isConnected): dispatcher.isConnected = isConnected
                    case .command(let body): body(self)
                    case .stop: isStopping = true
                    }
                }
                // Nothing is committed that could not be acknowledged and sent.
                guard outlets != nil else { continue }
                if !isRedated {
                    try redate()
                    isRedated = true
                }
                try commit(Array(deliveries.prefix(batchMax)))
                try compareWorks()
                try tick()
                try takeUpSuspects()
            } catch {
                pause(after: error)
            }
        }
    }

    /// One transaction: everything that came, what the broker said of messages sent, and the messages that may go
    /// next. Afterwards exactly the committed deliveries are acknowledged.
    private func commit(_ batch: [Delivery]) throws {
        let now = clock()
        guard !batch.isEmpty || dispatcher.hasWork else { return }
        let messages: [Broker.Outgoing]
        do {
            messages = try store.transaction { store in
                let processor = processor(store, now)
                try dispatcher.settle(store, now: now)
                for delivery in batch { try take(delivery, processor) }
                return try dispatcher.next(store, now: now, policy: policy)
            }
        } catch let error as StoreError where error.isTransient {
            throw error
        } catch {
            try oneByOne(batch, after: error)
            return
        }
        finish(batch, messages, now)
    }

    /// Fires what fell due, each limit in a transaction of its own, so that one that cannot be computed holds up no
    /// other.
    private func tick() throws {
        let now = clock()
        guard now >= nextTick else { return }
        nextTick = now.adding(seconds: 1)
        postponed = postponed.filter { $0.value > now }
        let limit = 200 + postponed.count
        for due in try store.transaction({ try $0.dueLimits(now: now, limit: limit) }) {
            let key = "\(due.row.caseNumber)|\(due.row.item.map { "\($0)" } ?? "")|\(due.row.limit)"
            if postponed[key] == nil { try fire(due, key, now) }
        }
    }

    /// A level whose notice cannot be made has not fired: it is tried again a minute later, under the contracts of then.
    private func fire(_ due: DueLevel, _ key: String, _ now: Instant) throws {
        do {
            try store.transaction { store in
                try processor(store, now).fire(due)
            }
        } catch let error as StoreError where error.isTransient {
            throw error
        } catch {
            postponed[key] = now.adding(seconds: 60)
            try raise(
                "limit|\(key)",
                "时限 \(due.row.limit) 的预警无法发出：\(Halt.reason(of: error))",
                due.row.caseNumber,
                item: due.row.item,
                at: now
            )
            log.warn("the limit \(due.row.limit) of case \(due.row.caseNumber) cannot fire yet")
        }
    }

    /// Tells that a rule of ours could not be carried out for a case.
    func raise(
        _ key: String,
        _ text: String,
        _ number: CaseNumber,
        item: ItemNumber? = nil,
        at now: Instant
    ) throws {
        var alert = Stores.Alert(at: now, kind: "rule", key: key, text: text)
        alert.caseNumber = number
        alert.item = item
        let raised = alert
        try store.transaction { _ = try $0.raise(raised) }
    }

    private func finish(_ batch: [Delivery], _ messages: [Broker.Outgoing], _ now: Instant) {
        deliveries.removeFirst(batch.count)
        dispatcher.committed()
        outlets?.acknowledge(batch.map(\.tag))
        outlets?.publish(messages)
        if retry.succeeded() { outlets?.setIntake(true) }
        health.committed(at: now, messages: batch.count)
    }

    private func take(_ delivery: Delivery, _ processor: Processor) throws {
        let arrival = Arrival(delivery)
        if delivery.deliveryCount >= Suspects.deliveryCountMin {
            try processor.set(aside: arrival)
            health.mayHaveSuspects = true
        } else {
            let (id, verdict) = try processor.take(arrival)
            log.decided(id, arrival, verdict)
        }
    }

    /// A batch that failed for a lasting cause is run again one message at a time: the one at fault is stored whole
    /// and parked, the rest go on.
    private func oneByOne(_ batch: [Delivery], after error: any Error) throws {
        log.error("a batch of \(batch.count) failed and is run one by one", error)
        dispatcher.rolledBack()
        for delivery in batch {
            let now = clock()
            do {
                try store.transaction { store in
                    try take(delivery, processor(store, now))
                }
            } catch let error as StoreError where error.isTransient {
                throw error
            } catch {
                log.error("a message from \(delivery.queue) cannot be processed", error)
                try store.transaction { store in
                    try processor(store, now).set(aside: Arrival(delivery))
                }
                health.mayHaveSuspects = true
            }
            deliveries.removeFirst()
            outlets?.acknowledge([delivery.tag])
        }
        if batch.isEmpty { Thread.sleep(milliseconds: 1000) }
    }

    /// What may be the cause of a crash is processed apart from the rest, with its attempts committed before each.
    private func takeUpSuspects() throws {
        guard health.mayHaveSuspects else { return }
        var query = InboundQuery()
        query.disposition = .suspect
        query.limit = Suspects.togetherMax
        let suspects = try store.transaction { try $0.inbound(query) }
        health.mayHaveSuspects = !suspects.isEmpty
        let untried = suspects.filter { $0.attempts == 0 }
        if untried.isEmpty {
            for suspect in suspects.suffix(Suspects.aloneMax).reversed() { try takeUp(suspect) }
        } else {
            try takeUpTogether(untried.reversed())
        }
    }

    /// Nearly all suspects are innocent: they were there when something else ended the hub. So they are tried once
    /// together; who was there when that went wrong, too, goes alone.
    private func takeUpTogether(_ suspects: [Stores.InboundMessage]) throws {
        let now = clock()
        try store.transaction { store in
            for suspect in suspects { try count(suspect, store) }
        }
        do {
            try store.transaction { store in
                let processor = processor(store, now)
                for suspect in suspects { try processor.takeUp(suspect.id) }
            }
        } catch let error as StoreError where error.isTransient {
            throw error
        } catch {
            log.error("\(suspects.count) suspects are processed one by one", error)
        }
    }

    private func count(
        _ suspect: Stores.InboundMessage,
        _ store: any StoreTransaction
    ) throws {
        guard var message = try store.inbound(id: suspect.id) else { return }
        message.attempts += 1
        try store.update(message)
    }

    private func takeUp(_ suspect: Stores.InboundMessage) throws {
        let now = clock()
        let isLast = suspect.attempts > Suspects.attemptsMax
        try store.transaction { store in try count(suspect, store) }
        do {
            try store.transaction { store in
                let processor = processor(store, now)
                if isLast {
                    try processor.park(suspect.id, Suspects.crashes)
                } else {
                    try processor.takeUp(suspect.id)
                }
            }
        } catch let error as StoreError where error.isTransient {
            throw error
        } catch {
            try store.transaction { store in
                try processor(store, now).park(suspect.id, Suspects.failed("\(error)"))
            }
        }
    }

    private func pause(after error: any Error) {
        dispatcher.rolledBack()
        log.error("the store does not answer; the same batch is tried again", error)
        let wait = retry.failed(at: Clock.monotonicMilliseconds())
        if wait.closesIntake { outlets?.setIntake(false) }
        health.storeFailed("\(error)")
        Thread.sleep(milliseconds: wait.milliseconds)
    }
}

/// Messages that may crash the hub (design, section 8).
enum Suspects {
    /// From so many deliveries on a message is set aside and processed alone.
    static let deliveryCountMin = 3
    /// After so many tries alone, each of which ended with a crash, it is parked.
    static let attemptsMax = 3
    /// So many are tried together, and then alone, before other work has its turn.
    static let togetherMax = 200
    static let aloneMax = 20

    static let crashes = Problem(
        code: "crash",
        place: Place(),
        expected: "处理时不应使平台异常退出",
        found: "已连续 \(attemptsMax) 次"
    )

    static func failed(_ reason: String) -> Problem {
        Problem(
            code: "internal",
            place: Place(),
            expected: "应能处理",
            found: Problem.excerpt(reason, max: 200)
        )
    }
}

/// How long to wait for a store that does not answer: 0.1 0.5 1 5 s (design A8).
struct StoreRetry {
    private var failures = 0
    private var firstFailure: Int64 = 0
    private var isClosed = false

    mutating func failed(at milliseconds: Int64) -> (milliseconds: Int, closesIntake: Bool) {
        if failures == 0 { firstFailure = milliseconds }
        failures += 1
        let closes = !isClosed && milliseconds - firstFailure > 60_000
        if closes { isClosed = true }
        return ([100, 500, 1000, 5000][min(failures, 4) - 1], closes)
    }

    /// Returns whether intake was closed and may open again.
    mutating func succeeded() -> Bool {
        defer { (failures, isClosed) = (0, false) }
        return isClosed
    }
}
