package import Stores

extension HubConfiguration {
    /// Recounts the store and computes every seal again; reads the whole journal.
    package func verifyStore() throws -> StoreReport {
        try SQLiteStore.verify(path: database) { Stores.Digest(of: $0) }
    }
}
