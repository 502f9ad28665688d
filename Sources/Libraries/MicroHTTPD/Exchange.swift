internal import CMicroHTTPD
internal import Glibc
internal import Synchronization

/// Answers one request, once, from any thread.
///
/// A second answer is not sent. When the last reference goes without an answer, the client is told 500.
package final class Responder: Sendable {
    private let exchange: Exchange

    init(_ exchange: Exchange) { self.exchange = exchange }

    /// Sends the answer; does not wait until it has gone out. False when the request had been answered before, by
    /// somebody else or because the server stops.
    @discardableResult
    package func respond(_ response: HTTPServer.Response) -> Bool {
        exchange.answer(response)
    }

    deinit {
        exchange.answer(HTTPServer.Response(500, text: "the request was dropped without an answer"))
    }
}

/// What the daemon's callbacks share: the handler and the requests that wait for their answers.
final class Front: Sendable {
    let bodyMax: Int
    let handler: HTTPServer.Handler
    /// Guards every exchange's progress too, so that no connection is resumed while the server stops.
    let waiting = Mutex(Waiting())

    struct Waiting {
        var isStopping = false
        var exchanges: [ObjectIdentifier: Exchange] = [:]
        /// Requests that the handler was given and whose answers have not gone out yet.
        var atWork = 0
    }

    init(bodyMax: Int, handler: @escaping HTTPServer.Handler) {
        self.bodyMax = bodyMax
        self.handler = handler
    }

    /// Counts a request that is given to the handler. False when the server stops.
    func begin() -> Bool {
        waiting.withLock { waiting in
            if !waiting.isStopping { waiting.atWork += 1 }
            return !waiting.isStopping
        }
    }

    func end() {
        waiting.withLock { $0.atWork -= 1 }
    }

    /// Waits until the answers have gone out, but not for a client that does not read its answer.
    func drain(milliseconds: Int) {
        for _ in 0..<milliseconds / 5 where waiting.withLock({ $0.atWork }) > 0 { usleep(5000) }
    }

    /// Answers all that wait with 503; later requests are not given to the handler. After it no connection is
    /// suspended, which MHD_stop_daemon asks for.
    func turnAway() {
        let waiting = waiting.withLock { waiting in
            waiting.isStopping = true
            return waiting.exchanges.values.map { $0 }
        }
        for exchange in waiting { exchange.answer(.stopping) }
    }
}

extension HTTPServer.Response {
    static let stopping = HTTPServer.Response(503, text: "the server is stopping")
    static let tooLong = HTTPServer.Response(413, text: "the request body is too long")
    static let badTarget = HTTPServer.Response(400, text: "the path or the query cannot be read")
}

/// One request from its first line to the end of its answer.
final class Exchange: Sendable {
    private enum Progress {
        /// The handler has not returned yet.
        case handling
        case suspended(Connection)
        case answered(HTTPServer.Response)
    }

    // SAFETY: a suspended connection stays alive until it is resumed, once, by who moves it out of `suspended`;
    // MHD_resume_connection may be called from any thread.
    private struct Connection: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    private let front: Front
    private let progress = Mutex(Progress.handling)

    init(_ front: Front) { self.front = front }

    @discardableResult
    func answer(_ response: HTTPServer.Response) -> Bool {
        front.waiting.withLock { waiting in
            progress.withLock { progress in
                switch progress {
                case .answered: return false
                case .handling: progress = .answered(response)
                case .suspended(let connection):
                    waiting.exchanges[ObjectIdentifier(self)] = nil
                    progress = .answered(response)
                    MHD_resume_connection(connection.pointer)
                }
                return true
            }
        }
    }

    /// The answer when there is one; else the connection is suspended until `answer`.
    func answerOrSuspend(_ connection: OpaquePointer) -> HTTPServer.Response? {
        // SAFETY: see `Connection`; the caller is the daemon's thread.
        let connection = Connection(pointer: connection)
        return front.waiting.withLock { waiting in
            progress.withLock { progress in
                if case .answered(let response) = progress { return response }
                if waiting.isStopping {
                    progress = .answered(.stopping)
                    return .stopping
                }
                MHD_suspend_connection(connection.pointer)
                waiting.exchanges[ObjectIdentifier(self)] = self
                progress = .suspended(connection)
                return nil
            }
        }
    }
}
