internal import CMicroHTTPD
internal import Glibc

/// A request while it is received, on the daemon's thread: begun by `beginRequest`, freed by `endRequest`.
final class Conversation {
    private enum Stage {
        case headers(rawTarget: String?)
        case body(HTTPServer.Request)
        /// Too long: the rest is read and forgotten, so that the client comes to read the answer.
        case swallowing(Int)
        case handled(Exchange)
    }

    private let front: Front
    private var stage: Stage
    private var isAtWork = false

    init(_ front: Front, rawTarget: String?) {
        self.front = front
        stage = .headers(rawTarget: rawTarget)
    }

    deinit {
        if isAtWork { front.end() }
    }

    /// Takes one call of MHD's access handler: first the headers, then pieces of the body, then, with no bytes,
    /// the end; and once more after a suspended connection was resumed.
    func proceed(
        _ connection: OpaquePointer,
        method: String,
        bytes: UnsafeRawBufferPointer
    ) -> MHD_Result {
        switch stage {
        case .headers(let rawTarget): return takeHeaders(connection, method, rawTarget)
        case .body(var request):
            if bytes.isEmpty { return handle(request, connection) }
            guard bytes.count <= front.bodyMax - request.body.count else {
                stage = .swallowing(bytes.count)
                return .YES
            }
            stage = .headers(rawTarget: nil)  // gives up this copy, so that the body grows in place
            request.body.append(contentsOf: bytes)
            stage = .body(request)
            return .YES
        case .swallowing(let count):
            if bytes.isEmpty { return queue(.tooLong, connection) }
            let (sum, isOverflow) = count.addingReportingOverflow(bytes.count)
            guard !isOverflow, sum / 8 <= front.bodyMax else { return .NO }
            stage = .swallowing(sum)
            return .YES
        case .handled(let exchange):
            guard let response = exchange.answerOrSuspend(connection) else { return .YES }
            return queue(response, connection)
        }
    }

    private func takeHeaders(
        _ connection: OpaquePointer,
        _ method: String,
        _ rawTarget: String?
    ) -> MHD_Result {
        guard let target = rawTarget.flatMap(HTTPServer.Target.init) else {
            return queue(.badTarget, connection)
        }
        let request = HTTPServer.Request(
            method: method,
            target: target,
            headers: readHeaders(connection),
            body: []
        )
        if let length = request.header("Content-Length").flatMap(Int.init), length > front.bodyMax {
            // A client that asks first, or that would send very much, is answered before it sends.
            if request.header("Expect") != nil || length / 8 > front.bodyMax {
                return queue(.tooLong, connection)
            }
            stage = .swallowing(0)
        } else {
            stage = .body(request)
        }
        return .YES
    }

    private func handle(_ request: HTTPServer.Request, _ connection: OpaquePointer) -> MHD_Result {
        let exchange = Exchange(front)
        stage = .handled(exchange)
        guard front.begin() else { return queue(.stopping, connection) }
        isAtWork = true
        front.handler(request, Responder(exchange))
        guard let response = exchange.answerOrSuspend(connection) else { return .YES }
        return queue(response, connection)
    }

    private func readHeaders(_ connection: OpaquePointer) -> [HTTPServer.Header] {
        var headers: [HTTPServer.Header] = []
        withUnsafeMutablePointer(to: &headers) { list in
            _ = MHD_get_connection_values(
                connection,
                .HEADER_KIND,
                { context, _, name, value in
                    guard let context, let name else { return .NO }
                    // SAFETY: MHD calls back within this call only, with `list` as context and two C strings.
                    let list = context.assumingMemoryBound(to: [HTTPServer.Header].self)
                    let text = value.map { String(cString: $0) } ?? ""
                    list.pointee.append(HTTPServer.Header(String(cString: name), text))
                    return .YES
                },
                list
            )
        }
        return headers
    }

    private func queue(_ answer: HTTPServer.Response, _ connection: OpaquePointer) -> MHD_Result {
        guard let (response, status) = make(answer) else { return .NO }
        defer { MHD_destroy_response(response) }
        return MHD_queue_response(connection, status, response)
    }

    /// The answer as MHD wants it, which keeps a copy of the body. An answer that cannot be sent becomes 500.
    private func make(_ answer: HTTPServer.Response) -> (OpaquePointer, UInt32)? {
        let response = answer.body.withUnsafeBytes { body in
            // SAFETY: with MUST_COPY the bytes are copied before the call returns, and not written to.
            MHD_create_response_from_buffer(
                body.count,
                UnsafeMutableRawPointer(mutating: body.baseAddress),
                MHD_ResponseMemoryMode.RESPMEM_MUST_COPY
            )
        }
        guard let response else { return nil }
        var isSendable = (200...599).contains(answer.status)
        for header in answer.headers where isSendable {
            isSendable = MHD_add_response_header(response, header.name, header.value) == .YES
        }
        if isSendable { return (response, UInt32(answer.status)) }
        MHD_destroy_response(response)
        return make(HTTPServer.Response(500, text: "the answer cannot be sent as HTTP"))
    }
}

/// MHD's URI callback: begins a request. What it returns comes back as the request's own pointer.
func beginRequest(
    _ context: UnsafeMutableRawPointer?,
    _ rawTarget: UnsafePointer<CChar>?,
    _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    // SAFETY: `context` is the front, which the server keeps until the daemon has stopped.
    let front = Unmanaged<Front>.fromOpaque(context).takeUnretainedValue()
    let target = rawTarget.flatMap { String(validatingCString: $0) }
    // SAFETY: balanced in `endRequest`, which MHD calls once for each request begun.
    return Unmanaged.passRetained(Conversation(front, rawTarget: target)).toOpaque()
}

/// MHD's access handler.
func answerRequest(
    _ context: UnsafeMutableRawPointer?,
    _ connection: OpaquePointer?,
    _ url: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?,
    _ version: UnsafePointer<CChar>?,
    _ bytes: UnsafePointer<CChar>?,
    _ count: UnsafeMutablePointer<Int>?,
    _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let connection, let method, let count, let pointer = request?.pointee else { return .NO }
    // SAFETY: the pointer is what `beginRequest` made, not freed before `endRequest`.
    let conversation = Unmanaged<Conversation>.fromOpaque(pointer).takeUnretainedValue()
    // SAFETY: MHD hands over `count` bytes that live during the call.
    let body = UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count.pointee)
    let result = conversation.proceed(connection, method: String(cString: method), bytes: body)
    count.pointee = 0
    return result
}

/// MHD's completion callback: the answer has gone out, or the connection has broken.
func endRequest(
    _ context: UnsafeMutableRawPointer?,
    _ connection: OpaquePointer?,
    _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ cause: MHD_RequestTerminationCode
) {
    guard let pointer = request?.pointee else { return }
    request?.pointee = nil
    // SAFETY: balances `beginRequest`.
    Unmanaged<Conversation>.fromOpaque(pointer).release()
}
