internal import SQLite

/// Which messages are confirmed, as one row per batch: a watermark, below which everything is confirmed or has a row in
/// `outbox`, and the sequences that the batch confirmed.
///
/// A row per message, updated or deleted, cost as much as the message itself when it was measured.
struct ConfirmJournal {
    /// A message so far behind the newest gets a row in `outbox`, so that the watermark can pass it.
    private let windowCount: Int64
    /// Live messages without a row, ascending; those before `front` are gone, and so may be others.
    private var implicit: [Int64] = []
    private var front = 0
    /// `front` as it will be when the open transaction is committed.
    private var frontAfterCommit = 0

    init(windowCount: Int64) { self.windowCount = windowCount }

    mutating func didInsert(_ sequence: Int64) { implicit.append(sequence) }

    mutating func didCommit() {
        front = frontAfterCommit
        if front > 4096, front * 2 > implicit.count {
            implicit.removeFirst(front)
            (front, frontAfterCommit) = (0, 0)
        }
    }

    /// What was inserted and undone is not live, and is passed over like what has been confirmed.
    mutating func didRollback() { frontAfterCommit = front }

    /// Writes the row of a batch. Returns stragglers, which need rows of their own in the same transaction.
    mutating func confirm(
        _ sequences: [Int64],
        time: Int64,
        nextSequence: Int64,
        connection: Connection,
        isImplicit: (Int64) -> Bool
    ) throws(SQLiteError) -> [Int64] {
        let sequences = sequences.sorted()
        guard let low = sequences.first, let high = sequences.last else { return [] }
        var stragglers: [Int64] = []
        var at = frontAfterCommit
        while at < implicit.count {
            let sequence = implicit[at]
            if isImplicit(sequence) {
                guard nextSequence - sequence > windowCount else { break }
                stragglers.append(sequence)
            }
            at += 1
        }
        frontAfterCommit = at
        let watermark = (at < implicit.count ? implicit[at] : nextSequence) - 1
        let row = try connection.statement(
            """
            INSERT INTO confirms(at, watermark, next_sequence, low, high, sequences)
            VALUES (?, ?, ?, ?, ?, ?)
            """
        )
        for (index, value) in [time, watermark, nextSequence, low, high].enumerated() {
            row.bind(value, at: index + 1)
        }
        row.bind(Self.encode(sequences), at: 6)
        try row.run()
        return stragglers
    }

    /// Ascending numbers as differences, seven bits to a byte, the lowest first.
    static func encode(_ sequences: [Int64]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(sequences.count + 8)
        var before: Int64 = 0
        for sequence in sequences {
            var rest = UInt64(bitPattern: sequence &- before)
            while rest > 0x7F {
                bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(rest))
            before = sequence
        }
        return bytes
    }

    static func decode(_ bytes: some Sequence<UInt8>, _ body: (Int64) -> Void) {
        var (sequence, word, shift): (Int64, UInt64, UInt64) = (0, 0, 0)
        for byte in bytes {
            word |= UInt64(byte & 0x7F) << min(shift, 63)
            shift += 7
            guard byte < 0x80 else { continue }
            sequence &+= Int64(bitPattern: word)
            body(sequence)
            (word, shift) = (0, 0)
        }
    }
}

/// What is confirmed at one moment of the store, for readers and for the start.
struct Confirmed {
    let watermark: Int64
    private var above: Set<Int64> = []

    init(_ connection: Connection) throws(SQLiteError) {
        watermark =
            try connection.integer("SELECT watermark FROM confirms ORDER BY id DESC LIMIT 1") ?? 0
        // A row that was written before the watermark's successor existed cannot name anything above it.
        let rows = try connection.statement(
            "SELECT sequences FROM confirms WHERE next_sequence > ? AND high >= ?"
        )
        rows.bind(watermark + 1, at: 1)
        rows.bind(watermark + 1, at: 2)
        var above: Set<Int64> = []
        while try rows.step() {
            rows.withBlob(at: 0) { bytes in
                ConfirmJournal.decode(bytes) { if $0 > watermark { above.insert($0) } }
            }
        }
        self.above = above
    }

    /// Whether a message without a row in `outbox` is confirmed.
    func contains(_ sequence: Int64) -> Bool { sequence <= watermark || above.contains(sequence) }

    /// When a message without a row in `outbox` was confirmed.
    static func time(of sequence: Int64, _ connection: Connection) throws(SQLiteError) -> Int64? {
        let rows = try connection.statement(
            """
            SELECT at, sequences FROM confirms
            WHERE next_sequence > ?1 AND low <= ?1 AND high >= ?1 ORDER BY next_sequence, id
            """
        )
        rows.bind(sequence, at: 1)
        defer { rows.reset() }
        while try rows.step() {
            var isFound = false
            rows.withBlob(at: 1) { bytes in
                ConfirmJournal.decode(bytes) { if $0 == sequence { isFound = true } }
            }
            if isFound { return rows.int64(at: 0) }
        }
        return nil
    }
}
