internal import SQLite

/// Links the batches of one hub: each seal is a digest over the one before and over what the batch added to the journal.
struct SealChain {
    private let hub: String
    private let digest: ([UInt8]) -> Digest
    private var last: Digest
    /// The seal of the open transaction.
    private var pending: Digest?
    private var inbound: ClosedRange<Int64>?
    private var outbound: ClosedRange<Int64>?
    private var inboundBytes: [UInt8] = []
    private var outboundBytes: [UInt8] = []

    /// Goes on where the hub's chain ends; a new chain begins with a digest over the hub's name.
    init(
        _ connection: Connection,
        hub: String,
        digest: @escaping ([UInt8]) -> Digest
    ) throws(SQLiteError) {
        self.hub = hub
        self.digest = digest
        let row = try connection.prepare(
            "SELECT digest FROM seals WHERE hub = ? ORDER BY id DESC LIMIT 1"
        )
        row.bind(hub, at: 1)
        last = try row.step() ? row.optionalDigest(at: 0) ?? digest([]) : digest(Array(hub.utf8))
    }

    mutating func add(inbound id: Int64, _ message: InboundMessage) {
        inbound = (inbound?.lowerBound ?? id)...id
        // The content digest may become known later, when the message has been opened.
        Self.append(id, message.rawDigest.bytes, nil, to: &inboundBytes)
    }

    mutating func add(outbound sequence: Int64, _ message: OutboundMessage) {
        outbound = (outbound?.lowerBound ?? sequence)...sequence
        Self.append(sequence, message.id.bytes, message.contentDigest.bytes, to: &outboundBytes)
    }

    static func append(
        _ number: Int64,
        _ first: [UInt8],
        _ second: [UInt8]?,
        to bytes: inout [UInt8]
    ) {
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
        }
        bytes += first
        bytes += second ?? []
    }

    mutating func prepareCommit(_ connection: Connection) throws(SQLiteError) {
        guard inbound != nil || outbound != nil else { return }
        let next = digest(last.bytes + inboundBytes + outboundBytes)
        let row = try connection.statement(
            """
            INSERT INTO seals(hub, previous, digest, inbound_first, inbound_last, outbound_first, outbound_last)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """
        )
        row.bind(hub, at: 1)
        row.bind(last, at: 2)
        row.bind(next, at: 3)
        row.bind(inbound?.lowerBound, at: 4)
        row.bind(inbound?.upperBound, at: 5)
        row.bind(outbound?.lowerBound, at: 6)
        row.bind(outbound?.upperBound, at: 7)
        try row.run()
        pending = next
    }

    mutating func didCommit() {
        if let pending { last = pending }
        didRollback()
    }

    mutating func didRollback() {
        (pending, inbound, outbound) = (nil, nil, nil)
        inboundBytes.removeAll(keepingCapacity: true)
        outboundBytes.removeAll(keepingCapacity: true)
    }
}
