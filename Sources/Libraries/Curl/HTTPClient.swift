internal import CCurl
internal import Glibc

/// A synchronous HTTP/1.1 client for a server on this machine: a unix socket or a loopback port.
///
/// Every request is a connection of its own; redirects and proxies (also those named in the environment) are
/// not followed. The calling thread blocks until the answer is complete.
/// Wraps `curl_easy_perform`.
package struct HTTPClient: Sendable {
    package enum Endpoint: Sendable, Hashable {
        case unix(path: String)
        case loopback(port: UInt16)
    }

    package let endpoint: Endpoint
    /// How long a whole request may take.
    package var timeout: Duration
    /// The longest answer body taken, in bytes.
    package var bodyMax: Int

    package init(_ endpoint: Endpoint, timeout: Duration = .seconds(30), bodyMax: Int = 64 << 20) {
        self.endpoint = endpoint
        self.timeout = timeout
        self.bodyMax = bodyMax
    }

    /// Sends a request and waits for the whole answer, whatever its status is.
    ///
    /// Throws when there is no whole answer; `Failure.code` tells a server that does not run from one that
    /// is slow.
    package func send(_ request: Request) throws(Failure) -> Response {
        try request.check()
        guard libraryIsReady else { throw Failure(.failed, "libcurl could not be set up") }
        guard let curl = curl_easy_init() else { throw Failure(.failed, "out of memory") }
        defer { curl_easy_cleanup(curl) }
        var setup = Setup(curl: curl)
        defer { curl_slist_free_all(setup.headers) }
        let reception = Reception(bodyMax: bodyMax)
        setup.target(endpoint, request)
        setup.limits(timeout)
        try setup.headers(request)
        // SAFETY: `reception` is kept alive past curl_easy_perform, after which curl calls nobody.
        setup.reception(Unmanaged.passUnretained(reception).toOpaque())
        let code = withExtendedLifetime(reception) {
            // SAFETY: the body's bytes stay in place until the transfer has ended.
            request.body.withUnsafeBytes { body -> CURLcode in
                setup.body(request.method, body)
                guard setup.code == CURLE_OK else { return setup.code }
                return curl_easy_perform(curl)
            }
        }
        guard code == CURLE_OK else {
            throw Failure(
                code,
                errno: lianban_curl_get_long(curl, CURLINFO_OS_ERRNO),
                endpoint,
                reception
            )
        }
        let status = Int(lianban_curl_get_long(curl, CURLINFO_RESPONSE_CODE))
        return Response(status: status, headers: reception.headers, body: reception.body)
    }
}

/// libcurl's own start-up, once in the life of the process.
private let libraryIsReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

/// The settings of one transfer; remembers the first that failed.
private struct Setup {
    let curl: UnsafeMutableRawPointer
    var code = CURLE_OK
    var headers: UnsafeMutablePointer<curl_slist>?

    mutating func keep(_ result: CURLcode) {
        if code == CURLE_OK { code = result }
    }

    mutating func set(_ option: CURLoption, _ value: Int) {
        keep(lianban_curl_set_long(curl, option, value))
    }

    mutating func set(_ option: CURLoption, _ value: String) {
        keep(lianban_curl_set_text(curl, option, value))
    }

    mutating func target(_ endpoint: HTTPClient.Endpoint, _ request: HTTPClient.Request) {
        switch endpoint {
        case .unix(let path):
            set(CURLOPT_UNIX_SOCKET_PATH, path)
            set(CURLOPT_URL, "http://localhost\(request.target)")
        case .loopback(let port):
            set(CURLOPT_URL, "http://127.0.0.1:\(port)\(request.target)")
        }
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_PROTOCOLS_STR, "http")
        set(CURLOPT_PROXY, "")
    }

    mutating func limits(_ timeout: Duration) {
        let (seconds, attoseconds) = timeout.components
        let milliseconds = min(max(seconds, 0), 86_400) * 1000 + attoseconds / 1_000_000_000_000_000
        // Zero would mean no limit at all.
        set(CURLOPT_TIMEOUT_MS, Int(max(milliseconds, 1)))
        set(CURLOPT_NOSIGNAL, 1)
    }

    mutating func headers(_ request: HTTPClient.Request) throws(HTTPClient.Failure) {
        // Without the empty `Expect:` curl waits up to a second before it sends a long body.
        for line in ["Expect:"] + request.headers.map(\.line) {
            guard let longer = curl_slist_append(headers, line) else {
                throw HTTPClient.Failure(.failed, "out of memory")
            }
            headers = longer
        }
        keep(lianban_curl_set_pointer(curl, CURLOPT_HTTPHEADER, headers))
    }

    mutating func body(_ method: String, _ bytes: UnsafeRawBufferPointer) {
        if method == "HEAD" {
            set(CURLOPT_NOBODY, 1)
            return
        }
        if !bytes.isEmpty || method == "POST" || method == "PUT" {
            set(CURLOPT_POST, 1)
            keep(lianban_curl_set_size(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)))
            if let start = bytes.baseAddress {
                keep(lianban_curl_set_pointer(curl, CURLOPT_POSTFIELDS, start))
            } else {
                set(CURLOPT_COPYPOSTFIELDS, "")
            }
        }
        set(CURLOPT_CUSTOMREQUEST, method)
    }

    mutating func reception(_ context: UnsafeMutableRawPointer) {
        keep(
            lianban_curl_set_sink(
                curl,
                CURLOPT_WRITEFUNCTION,
                { bytes, size, count, context in
                    Reception.of(context).take(bytes, size * count)
                },
                CURLOPT_WRITEDATA,
                context
            )
        )
        keep(
            lianban_curl_set_sink(
                curl,
                CURLOPT_HEADERFUNCTION,
                { bytes, size, count, context in
                    Reception.of(context).takeHeader(bytes, size * count)
                },
                CURLOPT_HEADERDATA,
                context
            )
        )
    }
}

/// The answer as it comes in.
final class Reception {
    let bodyMax: Int
    var headers: [HTTPClient.Header] = []
    var body: [UInt8] = []
    var isTooLong = false

    init(bodyMax: Int) { self.bodyMax = bodyMax }

    static func of(_ context: UnsafeMutableRawPointer?) -> Reception {
        guard let context else {
            preconditionFailure("curl calls back with the context it was given")
        }
        // SAFETY: `send` passed this object and keeps it alive while curl may call.
        return Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue()
    }

    /// Keeps bytes of the body. A result other than `count` makes curl end the transfer.
    func take(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard count <= bodyMax - body.count else {
            isTooLong = true
            return 0
        }
        // SAFETY: curl hands over `count` bytes that live during the call.
        body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
        return count
    }

    /// Keeps one header line; curl passes whole lines, the status line and the empty one included.
    func takeHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        // SAFETY: as in `take`.
        let line = UnsafeRawBufferPointer(start: bytes, count: count)
        if line.starts(with: Array("HTTP/".utf8)) {
            headers = []  // a `100 Continue` before the answer has headers of its own
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            headers.append(
                HTTPClient.Header(
                    String(decoding: line[..<colon], as: UTF8.self),
                    trimmed(line[(colon + 1)...])
                )
            )
        }
        return count
    }

    private func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 || byte == 10 }
        var rest = bytes.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
        return String(decoding: rest, as: UTF8.self)
    }
}
