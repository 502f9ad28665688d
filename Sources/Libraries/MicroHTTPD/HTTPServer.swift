internal import CMicroHTTPD
internal import Glibc
internal import Synchronization

/// An HTTP/1.1 server for this machine: on a unix socket that only its user may open, or on a loopback port.
///
/// One thread of its own polls all connections and calls the handler, which must not wait for anything long: it
/// answers at once, or keeps the `Responder` and answers later from any thread. A request whose
/// responder is dropped is answered with 500.
/// Wraps `MHD_start_daemon`, `MHD_quiesce_daemon`, `MHD_stop_daemon`.
package final class HTTPServer: Sendable {
    package enum Endpoint: Sendable, Hashable {
        /// A socket file of mode 0600. A file left by a process that died is replaced.
        case unix(path: String)
        /// 127.0.0.1; port 0 takes a free one.
        case loopback(port: UInt16)
    }

    package struct Limits: Sendable, Hashable {
        /// The longest request body in bytes; longer ones are answered with 413.
        package var bodyMax = 8 << 20
        /// Memory for one connection's request line and headers, in bytes.
        package var headersMax = 32 << 10
        /// Connections open at once; more wait to be accepted.
        package var connectionsMax = 128
        /// A connection that says nothing for so long is closed. Requests being worked on are not cut off.
        package var idleSeconds = 30

        package init() {}
    }

    package typealias Handler = @Sendable (Request, Responder) -> Void

    /// Where the server listens, with the port that was taken.
    package let endpoint: Endpoint
    private let front: Front
    private let daemon: Mutex<Daemon?>

    /// Binds, listens and begins to answer. Throws `Failure` when the endpoint cannot be had.
    package init(
        _ endpoint: Endpoint,
        limits: Limits = Limits(),
        handler: @escaping Handler
    ) throws(Failure) {
        let listener = try Listener(endpoint)
        let front = Front(bodyMax: limits.bodyMax, handler: handler)
        guard
            let pointer = lianban_mhd_start(
                listener.descriptor,
                answerRequest,
                // SAFETY: this server owns `front` and its deinit stops the daemon first.
                Unmanaged.passUnretained(front).toOpaque(),
                beginRequest,
                endRequest,
                UInt32(clamping: limits.connectionsMax),
                max(limits.headersMax, 1024),
                UInt32(clamping: limits.idleSeconds)
            )
        else {
            listener.close()
            throw Failure(.failed, "the HTTP server does not start")
        }
        self.endpoint = listener.endpoint
        self.front = front
        daemon = Mutex(Daemon(pointer: pointer, listener: listener))
    }

    /// Stops listening, answers what is still being worked on with 503, and returns when the server's thread
    /// has ended. May be called twice; not from within the handler, which runs on that thread.
    package func stop() {
        let running = daemon.withLock { daemon in
            defer { daemon = nil }
            return daemon
        }
        guard let running else { return }
        _ = MHD_quiesce_daemon(running.pointer)
        front.turnAway()
        front.drain(milliseconds: 1000)
        MHD_stop_daemon(running.pointer)
        running.listener.close()
    }

    deinit { stop() }
}

// SAFETY: libmicrohttpd's daemon calls are thread-safe; who takes the value out of the mutex is the only one to stop it.
private struct Daemon: @unchecked Sendable {
    let pointer: OpaquePointer
    let listener: Listener
}

extension HTTPServer {
    /// Why a server cannot listen.
    package struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        package enum Code: Sendable, Hashable {
            /// Another process listens there.
            case inUse
            /// The path of the socket is longer than the system allows (107 bytes).
            case pathTooLong
            case forbidden
            /// The folder for the socket does not exist.
            case noFolder
            case failed
        }

        package var code: Code
        package var message: String

        init(_ code: Code, _ message: String) {
            self.code = code
            self.message = message
        }

        package var description: String { message }
    }
}

/// The listening socket, and the file that names it.
private struct Listener: Sendable {
    let descriptor: Int32
    let endpoint: HTTPServer.Endpoint
    private let file: FileIdentity?

    init(_ endpoint: HTTPServer.Endpoint) throws(HTTPServer.Failure) {
        switch endpoint {
        case .unix(let path):
            var result = lianban_listen_unix(path, 64)
            if result == -EADDRINUSE, lianban_probe_unix(path) == -ECONNREFUSED {
                unlink(path)
                result = lianban_listen_unix(path, 64)
            }
            descriptor = try Self.checked(result, path)
            self.endpoint = endpoint
            file = FileIdentity(path)
        case .loopback(var port):
            let result = lianban_listen_loopback(&port, 64)
            descriptor = try Self.checked(result, "127.0.0.1:\(port)")
            self.endpoint = .loopback(port: port)
            file = nil
        }
    }

    /// Closes the socket and removes its file, unless another server has put its own there.
    func close() {
        Glibc.close(descriptor)
        if case .unix(let path) = endpoint, let file, FileIdentity(path) == file { unlink(path) }
    }

    private static func checked(
        _ result: Int32,
        _ place: String
    ) throws(HTTPServer.Failure) -> Int32 {
        switch -result {
        case ...0: return result
        case EADDRINUSE: throw .init(.inUse, "somebody listens on \(place) already")
        case ENAMETOOLONG: throw .init(.pathTooLong, "longer than a socket's path may be: \(place)")
        case EACCES, EPERM, EROFS: throw .init(.forbidden, "not allowed to listen on \(place)")
        case ENOENT, ENOTDIR: throw .init(.noFolder, "no folder for the socket \(place)")
        default: throw .init(.failed, "\(place): \(String(cString: strerror(-result)))")
        }
    }
}

/// Tells one file from another of the same name.
private struct FileIdentity: Equatable, Sendable {
    let device: UInt
    let number: UInt

    init?(_ path: String) {
        var facts = stat()
        guard lstat(path, &facts) == 0 else { return nil }
        device = UInt(facts.st_dev)
        number = UInt(facts.st_ino)
    }
}
