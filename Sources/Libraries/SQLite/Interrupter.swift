internal import CSQLite
internal import Synchronization

/// Stops the statement that a connection is running, from any thread.
package final class Interrupter: Sendable {
    private struct Handle: ~Copyable {
        var pointer: OpaquePointer?
    }

    private let handle: Mutex<Handle>

    init(_ pointer: OpaquePointer) {
        // SAFETY: the number is turned back into the same pointer inside the lock; SQLite allows
        // `sqlite3_interrupt` from other threads as long as the connection is open, which `close` ends under the lock.
        let address = UInt(bitPattern: pointer)
        handle = Mutex(Handle(pointer: OpaquePointer(bitPattern: address)))
    }

    /// Makes the running statement fail with `interrupt`. Wraps `sqlite3_interrupt`.
    package func interrupt() {
        handle.withLock { handle in
            if let pointer = handle.pointer { sqlite3_interrupt(pointer) }
        }
    }

    func close() { handle.withLock { $0.pointer = nil } }
}
