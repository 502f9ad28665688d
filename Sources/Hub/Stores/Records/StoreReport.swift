/// What `verify` found: recounted from the rows, never from counters.
package struct StoreReport: Sendable, Hashable {
    package var received: Int
    package var counts: [Disposition: Int]
    /// One English sentence for each thing that is not as it must be; empty for a sound store.
    package var faults: [String]
    package var sealsCount: Int
}
