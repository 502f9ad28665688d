internal import CRabbitMQ
internal import Glibc

/// One connection to a broker (rabbitmq-c's amqp_connection_state_t).
///
/// It belongs to the thread that made it: rabbitmq-c keeps no locks, so use from another thread
/// traps. Every call that waits for an answer is bounded by the endpoint's `timeoutSeconds`.
/// After an error of scope `connection` only `close` may follow; after one of scope `channel` that
/// channel is closed and may be opened again.
package final class Connection {
    package let endpoint: Endpoint
    let state: amqp_connection_state_t
    let arena = Arena()
    var contents: [UInt16: Content] = [:]
    private let owner = pthread_self()
    private(set) var isOpen = false

    /// Connects, proves both ends, logs in and opens the virtual host.
    package init(_ endpoint: Endpoint) throws(RabbitMQError) {
        self.endpoint = endpoint
        guard let state = amqp_new_connection() else {
            throw .status(AMQP_STATUS_NO_MEMORY.rawValue, "make a connection")
        }
        self.state = state
        // From here on a throw runs deinit, which frees the connection.
        try openSocket()
        try login()
        isOpen = true
    }

    deinit {
        // Closes the socket too, without a word to the broker if nobody called `close`.
        amqp_destroy_connection(state)
    }

    /// Says good-bye to the broker, as far as it still listens. Further calls throw.
    package func close() {
        checkThread()
        guard isOpen else { return }
        isOpen = false
        // A broker in trouble may never answer; what matters has been answered before.
        var limit = timeval(tv_sec: min(endpoint.timeoutSeconds, 2), tv_usec: 0)
        amqp_set_rpc_timeout(state, &limit)
        amqp_connection_close(state, AMQP_REPLY_SUCCESS)
    }

    /// The socket, to be polled for reading; data may also wait inside, so poll only after
    /// `receive` has returned nil.
    package var socket: Int32 { amqp_get_sockfd(state) }

    /// The number of seconds between heartbeats that both ends agreed on; 0 is none.
    package var heartbeatSeconds: Int { Int(amqp_get_heartbeat(state)) }

    /// The largest frame both ends agreed on; a message's properties and headers must fit one.
    package var frameBytesMax: Int { Int(amqp_get_frame_max(state)) }

    // MARK: Opening

    private func openSocket() throws(RabbitMQError) {
        let socket =
            try endpoint.tls.map { tls throws(RabbitMQError) in try secureSocket(tls) }
            ?? amqp_tcp_socket_new(state)
        guard let socket else {
            throw .status(AMQP_STATUS_NO_MEMORY.rawValue, "make a socket")
        }
        var limit = timeval(tv_sec: endpoint.timeoutSeconds, tv_usec: 0)
        amqp_set_handshake_timeout(state, &limit)
        amqp_set_rpc_timeout(state, &limit)
        let status = amqp_socket_open_noblock(socket, endpoint.host, Int32(endpoint.port), &limit)
        guard status == AMQP_STATUS_OK.rawValue else {
            throw .status(status, "connect to \(endpoint.host):\(endpoint.port)")
        }
    }

    private func secureSocket(_ tls: Endpoint.TLS) throws(RabbitMQError) -> OpaquePointer? {
        guard let socket = amqp_ssl_socket_new(state) else { return nil }
        amqp_ssl_socket_set_verify_peer(socket, tls.verifiesPeer ? 1 : 0)
        amqp_ssl_socket_set_verify_hostname(socket, tls.verifiesPeer ? 1 : 0)
        var status = amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST)
        guard status == AMQP_STATUS_OK.rawValue else { throw .status(status, "ask for TLS 1.2") }
        status = amqp_ssl_socket_set_cacert(socket, tls.authorities)
        guard status == AMQP_STATUS_OK.rawValue else {
            throw .status(status, "read the authorities' certificates \(tls.authorities)")
        }
        if let certificate = tls.certificate, let key = tls.key {
            status = amqp_ssl_socket_set_key(socket, certificate, key)
            guard status == AMQP_STATUS_OK.rawValue else {
                throw .status(status, "read the certificate \(certificate) and key \(key)")
            }
        } else if tls.certificate != nil || tls.key != nil {
            throw .invalid("a client certificate needs both its files: certificate and key")
        }
        return socket
    }

    private func login() throws(RabbitMQError) {
        for (text, what) in [
            (endpoint.virtualHost, "virtual host"), (endpoint.user, "user"),
            (endpoint.password.text, "password"),
        ] where text.utf8.contains(0) || text.utf8.count > Arena.shortTextBytesMax {
            throw .invalid("the \(what) may not hold a NUL or more than 255 bytes")
        }
        defer { arena.recycle() }
        // Without these the broker tells us neither that a consumer ended nor that it is blocked.
        let capabilities: Table = [
            "consumer_cancel_notify": .bool(true), "connection.blocked": .bool(true),
            "publisher_confirms": .bool(true), "basic.nack": .bool(true),
        ]
        var properties = try arena.table([
            "product": .string("lianban"), "connection_name": .string(endpoint.connectionName),
            "capabilities": .table(capabilities),
        ])
        let reply = crabbitmq_login_plain(
            state,
            endpoint.virtualHost,
            0,
            AMQP_DEFAULT_FRAME_SIZE,
            Int32(endpoint.heartbeatSeconds),
            &properties,
            endpoint.user,
            endpoint.password.text
        )
        let what = "log in to \(endpoint.host):\(endpoint.port) as \(endpoint.user)"
        do {
            try check(reply, what)
        } catch {
            // A broker that refuses the virtual host closes the connection; a login it refuses is
            // closed with 403. Either way there is no connection.
            throw RabbitMQError(scope: .connection, code: error.code, message: error.message)
        }
    }

    // MARK: Answers

    /// Traps when the calling thread is not the connection's.
    func checkThread() {
        precondition(
            pthread_equal(owner, pthread_self()) != 0,
            "a connection is used by the thread that made it, and by no other"
        )
    }

    /// What every call begins with.
    func checkUsable(_ action: String) throws(RabbitMQError) {
        checkThread()
        guard isOpen else { throw .status(AMQP_STATUS_CONNECTION_CLOSED.rawValue, action) }
    }

    /// Throws what an answer says; the connection is not usable after an error of that scope.
    func check(_ reply: amqp_rpc_reply_t, _ action: @autoclosure () -> String) throws(RabbitMQError)
    {
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL: return
        case AMQP_RESPONSE_SERVER_EXCEPTION:
            throw closed(by: reply.reply, action())
        case AMQP_RESPONSE_LIBRARY_EXCEPTION:
            throw lost(reply.library_error, action())
        default:
            throw lost(AMQP_STATUS_CONNECTION_CLOSED.rawValue, action())
        }
    }

    func check(status: Int32, _ action: @autoclosure () -> String) throws(RabbitMQError) {
        if status != AMQP_STATUS_OK.rawValue { throw lost(status, action()) }
    }

    func lost(_ status: Int32, _ action: String) -> RabbitMQError {
        isOpen = false
        return .status(status, action)
    }

    /// Reads a connection.close and answers it; the connection is over.
    func connectionClosed(by method: amqp_method_t, _ action: String) -> RabbitMQError {
        // SAFETY: the method's number says which struct rabbitmq-c decoded.
        let close = method.decoded.load(as: amqp_connection_close_t.self)
        var ok = amqp_connection_close_ok_t()
        amqp_send_method(state, 0, UInt32(AMQP_CONNECTION_CLOSE_OK_METHOD), &ok)
        isOpen = false
        return RabbitMQError(
            scope: .connection,
            code: Int(close.reply_code),
            message: "\(action): \(close.reply_text.text)"
        )
    }

    /// Reads a channel.close and answers it, after which the channel may be opened again.
    func channelClosed(
        by method: amqp_method_t,
        on channel: UInt16,
        _ action: String
    ) -> RabbitMQError {
        // SAFETY: the method's number says which struct rabbitmq-c decoded.
        let close = method.decoded.load(as: amqp_channel_close_t.self)
        let error = RabbitMQError(
            scope: .channel,
            code: Int(close.reply_code),
            message: "\(action): \(close.reply_text.text)"
        )
        contents[channel] = nil
        var ok = amqp_channel_close_ok_t()
        let status = amqp_send_method(state, channel, UInt32(AMQP_CHANNEL_CLOSE_OK_METHOD), &ok)
        return status == AMQP_STATUS_OK.rawValue ? error : lost(status, action)
    }

    private func closed(by method: amqp_method_t, _ action: String) -> RabbitMQError {
        switch method.id {
        case AMQP_CONNECTION_CLOSE_METHOD: return connectionClosed(by: method, action)
        // The channel of the call that failed; `check(_:on:_:)` is the way in.
        default: return lost(AMQP_STATUS_WRONG_METHOD.rawValue, action)
        }
    }

    /// As `check`, for a call on a channel, which the broker may have closed.
    func check(
        _ reply: amqp_rpc_reply_t,
        on channel: UInt16,
        _ action: @autoclosure () -> String
    ) throws(RabbitMQError) {
        if reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION,
            reply.reply.id == AMQP_CHANNEL_CLOSE_METHOD
        {
            throw channelClosed(by: reply.reply, on: channel, action())
        }
        try check(reply, action())
    }
}
