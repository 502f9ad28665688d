/// One link of the journal's hash chain: a batch with its digest and the digest of the link before.
package struct JournalSeal: Sendable, Hashable {
    package var id: Int64
    /// The hub whose chain this is.
    package var hub: String
    package var previous: Digest
    /// SM3 over `previous`, then each inbound message's id, raw and content digest, then each outbound one's sequence,
    /// message-id and content digest.
    package var digest: Digest
    package var inbound: ClosedRange<Int64>?
    package var outbound: ClosedRange<Int64>?
}

/// What `verify` found: recounted from the rows, never from counters.
package struct StoreReport: Sendable, Hashable {
    package var received: Int
    package var counts: [Disposition: Int]
    /// One English sentence for each thing that is not as it must be; empty for a sound store.
    package var faults: [String]
    package var sealsCount: Int
}
