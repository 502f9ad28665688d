internal import RabbitMQ
internal import System

/// The publisher's thread: one connection with one channel.
final class PublisherLoop {
    private static let channel: UInt16 = 1
    /// The most events or messages between two looks at the other side.
    private static let eventsMax = 512
    private static let burstMessages = 128
    /// After so many bytes the socket is asked whether it takes more, so that a broker that does
    /// not read cannot hold the thread (for long: one message larger than its buffers can).
    private static let burstBytes = 64 << 10

    private let endpoint: Endpoint
    private let settings: Publisher.Settings
    private let mailbox: Mailbox<Publisher.Command>
    private let onState: (Publisher.State) -> Void
    private let onOutcomes: ([Outcome]) -> Void
    private var watch: Watch
    private var backOff = BackOff()
    /// Handed over and not sent yet.
    private var pending = NumberedQueue<Outgoing>()
    private var window = ConfirmWindow()
    private var suspects = Suspects()
    /// The message under way is a suspect and has the channel for itself.
    private var isAlone = false
    private var isBlocked = false
    private var outcomes: [Outcome] = []
    /// When to end, on the monotonic clock; nil while nobody has asked.
    private var stopAt: Int64?

    init(
        _ endpoint: Endpoint,
        _ settings: Publisher.Settings,
        _ mailbox: Mailbox<Publisher.Command>,
        onState: @escaping (Publisher.State) -> Void,
        onOutcomes: @escaping ([Outcome]) -> Void
    ) {
        self.endpoint = endpoint
        self.settings = settings
        self.mailbox = mailbox
        self.onState = onState
        self.onOutcomes = onOutcomes
        watch = Watch(mailbox.wakeUp)
    }

    func run() {
        while !isOver {
            let reason: String
            do {
                let connection = try Connection(endpoint)
                defer { connection.close() }
                try openChannel(connection)
                onState(.connected)
                try serve(connection)
                break
            } catch {
                reason = error.message
                lose(error)
            }
            isBlocked = false
            givePendingBack(reason)
            let wait = backOff.next(random: settings.random())
            onState(.disconnected(reason: reason, retryMilliseconds: wait))
            rest(milliseconds: wait)
        }
        giveBack("the publisher was stopped")
        onState(.stopped)
    }

    /// True when somebody asked to stop and nothing is left to wait for, or the time is over.
    private var isOver: Bool {
        guard let stopAt else { return false }
        return pending.isEmpty && window.waitingCount == 0
            || Clock.monotonicMilliseconds() >= stopAt
    }

    private func rest(milliseconds: Int) {
        let end = Clock.monotonicMilliseconds() + Int64(milliseconds)
        while !isOver {
            let now = Clock.monotonicMilliseconds()
            let next = min(end, stopAt ?? end)
            if next <= now { return }
            watch.wait(socket: -1, milliseconds: Int(next - now))
            takeLetters()
        }
    }

    private func takeLetters() {
        for command in mailbox.take() {
            switch command {
            case .publish(let messages): pending.append(contentsOf: messages)
            case .stop(let milliseconds):
                stopAt = Clock.monotonicMilliseconds() + Int64(max(0, milliseconds))
            }
        }
    }

    private func openChannel(_ connection: Connection) throws(RabbitMQError) {
        window = ConfirmWindow()
        isAlone = false
        try connection.openChannel(Self.channel)
        try connection.enableConfirms(on: Self.channel)
    }

    /// Works until told to stop; throws when the connection is gone.
    private func serve(_ connection: Connection) throws(RabbitMQError) {
        let pulse = connection.heartbeatSeconds > 0 ? connection.heartbeatSeconds * 1000 / 3 : 5000
        while !isOver {
            takeLetters()
            if isOver { return }
            let events = try takeEvents(connection)
            try giveUpLate()
            let sent = try sendBurst(connection)
            report()
            // After a full burst there may be more of both at once; look again without waiting.
            if events == Self.eventsMax || sent.mayHaveMore { continue }
            watch.wait(
                socket: connection.socket,
                writes: sent.isSocketFull,
                milliseconds: waitLimit(pulse)
            )
        }
    }

    /// The longest wait that misses neither a heartbeat, a late confirm nor the end.
    private func waitLimit(_ pulse: Int) -> Int {
        var limit = Int64(window.waitingCount > 0 ? min(pulse, 1000) : pulse)
        if let stopAt { limit = min(limit, max(0, stopAt - Clock.monotonicMilliseconds())) }
        return Int(limit)
    }

    // MARK: Out

    private struct Burst {
        var mayHaveMore = false
        var isSocketFull = false
    }

    /// Sends what may be sent now.
    private func sendBurst(_ connection: Connection) throws(RabbitMQError) -> Burst {
        guard canSendNext else { return Burst() }
        guard watch.canWrite(socket: connection.socket) else { return Burst(isSocketFull: true) }
        let now = Clock.monotonicMilliseconds()
        var messages = 0
        var bytes = 0
        while canSendNext {
            if messages >= Self.burstMessages || bytes >= Self.burstBytes {
                return Burst(mayHaveMore: true)
            }
            let message = pending.removeFirst()
            messages += 1
            bytes += message.body.count + 512
            try send(message, connection, at: now)
        }
        return Burst()
    }

    private var canSendNext: Bool {
        guard !isBlocked, !isAlone, let next = pending.first, window.waitingCount < settings.window
        else { return false }
        return window.waitingCount == 0 || !suspects.contains(next.messageID)
    }

    /// The only place that writes messages.
    private func send(
        _ message: Outgoing,
        _ connection: Connection,
        at now: Int64
    ) throws(RabbitMQError) {
        isAlone = suspects.contains(message.messageID)
        window.sent(token: message.token, messageID: message.messageID, at: now)
        do {
            try connection.publish(
                message.body,
                to: message.exchange,
                routingKey: message.routingKey,
                properties: message.properties,
                on: Self.channel
            )
        } catch {
            guard error.scope == .call else { throw error }
            // Nothing was sent: this message can never be, and the channel does not count it.
            window.unsent()
            isAlone = false
            suspects.cleared(message.messageID)
            outcomes.append(Outcome(token: message.token, result: .blocked(reason: error.message)))
        }
    }

    // MARK: In

    private func takeEvents(_ connection: Connection) throws(RabbitMQError) -> Int {
        var count = 0
        while count < Self.eventsMax, let event = try connection.receive(milliseconds: 0) {
            count += 1
            switch event {
            case .confirmed(_, let number, let multiple):
                settle(number, multiple: multiple, isTaken: true)
            case .refused(_, let number, let multiple):
                settle(number, multiple: multiple, isTaken: false)
            case .returned(let message):
                window.returned(
                    messageID: message.properties.messageID,
                    code: Int(message.replyCode),
                    reason: message.replyText
                )
            case .channelClosed(_, let error):
                onState(.channelDied(reason: error.message))
                lose(error)
                try openChannel(connection)
            case .blocked(let reason):
                isBlocked = true
                givePendingBack(reason)
                onState(.blocked(reason: reason))
            case .unblocked:
                isBlocked = false
                window.restartTimes(at: Clock.monotonicMilliseconds())
                onState(.unblocked)
            case .delivered, .consumerCancelled:
                break
            }
        }
        return count
    }

    private func settle(_ number: UInt64, multiple: Bool, isTaken: Bool) {
        window.settled(number, multiple: multiple, isTaken: isTaken) { messageID, outcome in
            suspects.cleared(messageID)
            outcomes.append(outcome)
        }
        if isAlone, window.waitingCount == 0 { isAlone = false }
        // A broker that confirms is sound; the next failure starts the waits anew.
        backOff.reset()
    }

    /// Gives up what has waited too long for its confirm. Many of them mean that
    /// the channel itself is in doubt, and the connection is made anew.
    private func giveUpLate() throws(RabbitMQError) {
        guard !isBlocked, window.waitingCount > 0 else { return }
        let limit = settings.confirmSeconds
        let late = window.giveUp(
            before: Clock.monotonicMilliseconds() - Int64(limit) * 1000
        )
        for token in late {
            outcomes.append(
                Outcome(token: token, result: .lost(reason: "no confirm within \(limit) s"))
            )
        }
        if isAlone, window.waitingCount == 0 { isAlone = false }
        guard window.givenUpCount <= 10 * settings.window else {
            throw RabbitMQError(
                scope: .connection,
                code: 0,
                message: "\(window.givenUpCount) messages without a confirm"
            )
        }
    }

    /// Reports everything under way as lost, or as blocked where it has killed its channel twice.
    private func lose(_ error: RabbitMQError) {
        // Only what a message itself can be guilty of makes it a suspect: a missing exchange or a lost permission is
        // the broker's state and would fail every message alike. 541 is the broker's own trouble, perhaps over a
        // message, which then goes alone but is never blocked.
        let isSuspicious = error.isFromBroker && Self.messageFaults.contains(error.code)
        let isAlone = isAlone && !error.isInternal
        for (token, messageID) in window.waiting {
            let isKiller = isSuspicious && suspects.died(messageID, wasAlone: isAlone)
            let result: Outcome.Result =
                isKiller ? .blocked(reason: error.message) : .lost(reason: error.message)
            outcomes.append(Outcome(token: token, result: result))
        }
        window = ConfirmWindow()
        self.isAlone = false
        report()
    }

    /// AMQP reply codes that a message can cause: content-too-large, precondition-failed, frame, syntax and
    /// unexpected-frame errors, and the broker's internal error (AMQP 0-9-1, section 1.2).
    private static let messageFaults: Set<Int> = [311, 406, 501, 502, 505, 541]

    private func giveBack(_ reason: String) {
        takeLetters()
        for (token, _) in window.waiting {
            outcomes.append(Outcome(token: token, result: .lost(reason: reason)))
        }
        givePendingBack(reason)
    }

    /// Returns what has not been sent: its headers belong to the moment for which they were made, and when that has
    /// passed the caller makes them anew.
    private func givePendingBack(_ reason: String) {
        while !pending.isEmpty {
            let token = pending.removeFirst().token
            outcomes.append(Outcome(token: token, result: .lost(reason: reason)))
        }
        report()
    }

    private func report() {
        guard !outcomes.isEmpty else { return }
        let all = outcomes
        outcomes = []
        outcomes.reserveCapacity(Self.eventsMax)
        onOutcomes(all)
    }
}
