import Contracts
package import Stores
import System

/// The store that a configuration names.
package enum HubStore {
    /// Opens it for writing, and makes it where there is none. Throws `locked` where another process has it.
    package static func open(_ configuration: HubConfiguration) throws -> any Store {
        let lock = try HubLock(storePath: configuration.database)
        let epoch = Fingerprint.hex(of: Random.bytes(32)).prefix(16)
        return try SQLiteStore(lock: lock, epoch: String(epoch)) { Stores.Digest(of: $0) }
    }

    /// Opens it for reading, beside a running hub or without one. Throws `missing` where there is none.
    package static func read(_ configuration: HubConfiguration) throws -> any StoreReader {
        guard try Directory.status(configuration.database) != nil else {
            throw StoreError(
                .missing,
                "There is no store at \(configuration.database) yet; lianban serve makes it."
            )
        }
        return try SQLiteReaders(path: configuration.database).open()
    }
}
