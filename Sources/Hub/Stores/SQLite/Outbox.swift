/// The messages that still have to be confirmed, by stream, in the memory of the only process that sends.
///
/// The database knows what is confirmed (see `ConfirmJournal`) and what went wrong; all else is live and is read at the start.
/// So the usual message costs no row of its own between its insert and its confirmation.
struct Outbox {
    struct Stream: Hashable {
        /// Index into `destinations`.
        var destination: Int
        /// The case; minus the sequence for a message without a case, which waits for nobody.
        var key: Int64
    }

    struct Entry {
        var stream: Stream
        var state = OutboundMessage.State.pending
        var attempts = 0
        /// When it may go, or when its lease ends: stored nanoseconds.
        var dueAt: Int64
        /// False only where this process knows that nobody can have sent it.
        var mayBeAttempted: Bool
        /// Whether the table `outbox` has a row for it.
        var hasRow: Bool
        /// Whether its attempts are journalled with headers of their own.
        var isFresh: Bool

        var isClaimed: Bool { state == .claimed || state == .published }
    }

    private struct Queue {
        /// Ascending.
        var sequences: [Int64] = []
        var claimed: Int64?
        /// Whose turn it is.
        var head: Int64? { claimed ?? sequences.first }
    }

    private struct Turn: Comparable {
        var at: Int64
        var sequence: Int64
        static func < (left: Turn, right: Turn) -> Bool {
            (left.at, left.sequence) < (right.at, right.sequence)
        }
    }

    private struct Destination {
        var name: String
        /// Heads of streams, and entries that were heads once: what does not fit the live entry any more is dropped.
        var turns = Heap<Turn>()
    }

    private(set) var live: [Int64: Entry] = [:]
    private var queues: [Stream: Queue] = [:]
    private var destinations: [Destination] = []
    private var numbers: [String: Int] = [:]
    /// The destination whose turn is next.
    private var next = 0
    /// What the open transaction changed, with the entry before.
    private var undo: [(sequence: Int64, entry: Entry?)] = []

    mutating func stream(_ destination: String, caseKey: Int64?, sequence: Int64) -> Stream {
        if let number = numbers[destination] {
            return Stream(destination: number, key: caseKey ?? -sequence)
        }
        numbers[destination] = destinations.count
        destinations.append(Destination(name: destination))
        return Stream(destination: destinations.count - 1, key: caseKey ?? -sequence)
    }

    /// Adds, changes or (nil) removes a message, so that it can be undone.
    mutating func set(_ sequence: Int64, _ entry: Entry?) {
        undo.append((sequence, live[sequence]))
        apply(sequence, entry)
    }

    mutating func didCommit() { undo.removeAll(keepingCapacity: true) }

    mutating func didRollback() {
        for (sequence, entry) in undo.reversed() { apply(sequence, entry) }
        undo.removeAll(keepingCapacity: true)
    }

    private mutating func apply(_ sequence: Int64, _ entry: Entry?) {
        let old = live.updateValue(entry, forKey: sequence)
        guard let stream = (entry ?? old)?.stream else { return }
        var queue = queues[stream] ?? Queue()
        if entry == nil {
            queue.sequences.removeAll { $0 == sequence }
        } else if old == nil {
            let at = queue.sequences.lastIndex { $0 < sequence }.map { $0 + 1 } ?? 0
            queue.sequences.insert(sequence, at: at)
        }
        if entry?.isClaimed == true {
            queue.claimed = sequence
        } else if queue.claimed == sequence {
            queue.claimed = nil
        }
        if let head = queue.head, let dueAt = live[head]?.dueAt {
            destinations[stream.destination].turns.push(Turn(at: dueAt, sequence: head))
        }
        queues[stream] = queue.sequences.isEmpty ? nil : queue
    }

    /// Claims the next head that is due, taking the destinations in turn; nil where none is.
    mutating func claim(now: Int64, leaseEnd: Int64, except: Set<String>) -> Int64? {
        for offset in 0..<destinations.count {
            let number = (next + offset) % destinations.count
            if !except.isEmpty, except.contains(destinations[number].name) { continue }
            while let turn = destinations[number].turns.min, turn.at <= now {
                destinations[number].turns.popMin()
                guard var entry = live[turn.sequence], entry.dueAt == turn.at,
                    queues[entry.stream]?.head == turn.sequence
                else { continue }
                entry.state = .claimed
                entry.attempts += 1
                entry.mayBeAttempted = true
                entry.dueAt = leaseEnd
                set(turn.sequence, entry)
                next = (number + 1) % destinations.count
                return turn.sequence
            }
        }
        return nil
    }
}

extension Dictionary {
    /// Sets or removes, and returns what was there.
    fileprivate mutating func updateValue(_ value: Value?, forKey key: Key) -> Value? {
        if let value { updateValue(value, forKey: key) } else { removeValue(forKey: key) }
    }
}
