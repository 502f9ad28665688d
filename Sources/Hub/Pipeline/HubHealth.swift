import Synchronization
package import Values

/// How the hub is, for `/healthz` and `doctor`.
package final class HubHealth: Sendable {
    package struct State: Sendable {
        package var startedAt: Instant
        /// Whether it reads every queue that it should.
        package var isConsuming = false
        var unreadQueues: Set<String> = []
        package var isPublishing = false
        /// Why there is no connection, or the last queue that could not be read.
        package var brokerProblem: String?
        package var storeProblem: String?
        package var lastCommitAt: Instant?
        package var received = 0
        fileprivate var mayHaveSuspects = true

        package var isReady: Bool { isConsuming && isPublishing && storeProblem == nil }
    }

    private let state: Mutex<State>

    package init(startedAt: Instant) { state = Mutex(State(startedAt: startedAt)) }

    package var now: State { state.withLock { $0 } }

    func change(_ body: @Sendable (inout State) -> Void) { state.withLock { body(&$0) } }

    func committed(at instant: Instant, messages: Int) {
        state.withLock {
            $0.lastCommitAt = instant
            $0.received += messages
            $0.storeProblem = nil
        }
    }

    func storeFailed(_ reason: String) { state.withLock { $0.storeProblem = reason } }

    /// Whether suspects may be stored: false once a look found none, until one is stored.
    var mayHaveSuspects: Bool {
        get { state.withLock { $0.mayHaveSuspects } }
        set { state.withLock { $0.mayHaveSuspects = newValue } }
    }
}
