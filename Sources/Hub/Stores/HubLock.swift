internal import System

/// The right to write a store: one hub, or one command while no hub runs.
///
/// It is a locked file beside the store, which names its process; the kernel frees it when the process ends, however it ends.
package final class HubLock: Sendable {
    /// The database file that the lock protects.
    package let storePath: String
    private let file: FileLock

    /// Takes the lock of a store, or throws `locked` with the holder's process number at once.
    package init(storePath: String) throws(StoreError) {
        self.storePath = storePath
        let path = storePath + ".lock"
        do {
            file = try FileLock(path: path)
        } catch {
            guard FileLock.isHeld(error) else {
                throw StoreError(.io, "Cannot lock the store: \(error.message).")
            }
            let holder = (try? File.read(path, bytesMax: 64)) ?? []
            let digits = holder.prefix { (0x30...0x39).contains($0) }
            let who =
                digits.isEmpty
                ? "Another process" : "Process \(String(decoding: digits, as: UTF8.self))"
            throw StoreError(
                .locked,
                """
                \(who) has the store \(storePath) open for writing, and only one may. \
                Stop that hub first, or send the command to it.
                """
            )
        }
    }
}
