/// Why the store did not do what it was asked.
package struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Another process or connection holds the lock: the same batch may be tried again.
        case busy
        /// The disk or the quota is full: nothing was stored.
        case full
        /// Reading or writing failed: nothing was stored.
        case io
        /// The flush failed, so nobody knows whether the commit will be there after a crash: nothing may be
        /// acknowledged, and the keys decide when the batch is run again.
        case unknownCommit
        /// The stored data cannot be what this program wrote.
        case corrupt
        /// The record is not what the caller thought: its version has moved on, or its state does not allow the change.
        case conflict
        /// The key (inbound identity, application number, message-id, party's number) belongs to another record.
        case taken
        /// The record does not exist.
        case missing
        /// The store was written by a newer program.
        case newerSchema
        /// Another process has the store open for writing.
        case locked
        /// The value cannot be stored.
        case invalid
        /// Anything else that the database engine says.
        case engine
    }

    package var code: Code
    /// One English sentence for the log and the command line, saying what to do where something can be done.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same batch may succeed later without anybody doing anything to it.
    package var isTransient: Bool {
        switch code {
        case .busy, .full, .io, .unknownCommit: true
        case .corrupt, .conflict, .taken, .missing, .newerSchema, .locked, .invalid, .engine: false
        }
    }

    package var description: String { "\(message) [\(code.rawValue)]" }
}
