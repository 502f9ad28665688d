import Curl
import Glibc
import MicroHTTPD
import Synchronization
import Testing

/// A folder of its own for sockets, removed with the value's owner.
final class Folder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/lianban-http-XXXXXX".utf8CString)
        path = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    var socket: String { path + "/hub.sock" }

    deinit {
        unlink(socket)
        rmdir(path)
    }
}

@Suite(.timeLimit(.minutes(1))) struct MicroHTTPDTests {
    static let echo: HTTPServer.Handler = { request, responder in
        let query = request.target.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let line =
            "\(request.method) [\(request.target.segments.joined(separator: "|"))] \(query) "
            + "\(request.header("x-test") ?? "-") \(request.body.count)"
        responder.respond(HTTPServer.Response(200, text: line))
    }

    func text(_ response: HTTPClient.Response) -> String {
        String(decoding: response.body, as: UTF8.self)
    }

    @Test func answersOnAUnixSocketOfItsUser() throws {
        let folder = try Folder()
        let server = try HTTPServer(.unix(path: folder.socket), handler: Self.echo)
        let client = HTTPClient(.unix(path: folder.socket))
        let header = HTTPClient.Header("X-Test", "办件")
        let answer = try client.send(
            .init("POST", "/a%2Fb/%E5%8A%9E?q=1+2&n", headers: [header], body: [0, 1, 2])
        )
        #expect(text(answer) == "POST [a/b|办] q=1 2&n= 办件 3\n")
        #expect(answer.status == 200)
        #expect(answer.header("content-type") == "text/plain; charset=utf-8")

        var facts = stat()
        #expect(stat(folder.socket, &facts) == 0 && facts.st_mode & 0o777 == 0o600)
        server.stop()
        #expect(access(folder.socket, F_OK) != 0, "the socket's file is removed")
    }

    @Test func takesAFreeLoopbackPort() throws {
        let server = try HTTPServer(.loopback(port: 0), handler: Self.echo)
        guard case .loopback(let port) = server.endpoint else { return }
        #expect(port > 0)
        #expect(text(try HTTPClient(.loopback(port: port)).send(.init("/"))) == "GET []  - 0\n")
        #expect(throws: HTTPServer.Failure.self) {
            try HTTPServer(.loopback(port: port), handler: Self.echo)
        }
    }

    @Test(
        arguments: [
            ("/a%2", nil), ("/a%zz", nil), ("/%00", nil), ("/%ff", nil), ("a", nil), ("/?%C3", nil),
            ("/", "|"), ("//a/", "a|"), ("/a?b", "a|b="), ("/a?b=c=d&e=%26", "a|b=c=d,e=&"),
            ("/a+b?c+d", "a+b|c d="),
        ] as [(String, String?)]
    )
    func decodesTargets(_ target: String, _ expected: String?) {
        let found = HTTPServer.Target(target).map { target in
            let query = target.query.map { "\($0.name)=\($0.value)" }
            return target.segments.joined(separator: "/") + "|" + query.joined(separator: ",")
        }
        #expect(found == expected)
    }

    @Test func refusesABodyThatIsTooLong() throws {
        let folder = try Folder()
        var limits = HTTPServer.Limits()
        limits.bodyMax = 100_000
        let server = try HTTPServer(.unix(path: folder.socket), limits: limits, handler: Self.echo)
        let client = HTTPClient(.unix(path: folder.socket))
        func status(_ count: Int, _ headers: [HTTPClient.Header] = []) throws -> Int {
            let body = [UInt8](repeating: 65, count: count)
            return try client.send(.init("POST", "/", headers: headers, body: body)).status
        }
        #expect(try status(100_000) == 200)
        #expect(try status(100_001) == 413)
        #expect(try status(700_000) == 413)
        let chunked = HTTPClient.Header("Transfer-Encoding", "chunked")
        #expect(try status(100_000, [chunked]) == 200)
        #expect(try status(100_001, [chunked]) == 413)
        // Very much more is cut off: whether the client still reads the answer is not promised.
        #expect((try? status(5_000_000, [chunked])) ?? 413 == 413)
        #expect(try status(1) == 200, "the server goes on")
        server.stop()
    }

    @Test func answersFromAnotherThread() throws {
        let folder = try Folder()
        let kept = Mutex<[Responder]>([])
        let server = try HTTPServer(.unix(path: folder.socket)) { request, responder in
            kept.withLock { $0.append(responder) }
        }
        let statuses = Mutex<[Int]>([])
        let threads = (0..<20).map { _ in
            spawn {
                let client = HTTPClient(.unix(path: folder.socket))
                let status = (try? client.send(.init("/")).status) ?? 0
                statuses.withLock { $0.append(status) }
            }
        }
        while kept.withLock({ $0.count }) < 20 { usleep(1000) }
        // The last responder is answered by being dropped.
        for (index, responder) in kept.withLock({ $0 }).enumerated() where index < 19 {
            #expect(responder.respond(.init(200 + index)))
            #expect(!responder.respond(.init(500)))
        }
        kept.withLock { $0 = [] }
        threads.forEach(join)
        #expect(statuses.withLock { $0.sorted() } == (200..<219) + [500])
        server.stop()
    }

    @Test func stopsWhileRequestsAreOpen() throws {
        let folder = try Folder()
        let kept = Mutex<[Responder]>([])
        let server = try HTTPServer(.unix(path: folder.socket)) { _, responder in
            kept.withLock { $0.append(responder) }
        }
        let statuses = Mutex<[Int]>([])
        let threads = (0..<8).map { _ in
            spawn {
                let client = HTTPClient(.unix(path: folder.socket))
                let status = (try? client.send(.init("/")).status) ?? 0
                statuses.withLock { $0.append(status) }
            }
        }
        while kept.withLock({ $0.count }) < 8 { usleep(1000) }
        server.stop()
        threads.forEach(join)
        #expect(statuses.withLock { $0 } == Array(repeating: 503, count: 8))
        #expect(!kept.withLock { $0[0] }.respond(.init(200)), "stopping has answered it")
        server.stop()
    }

    @Test func closesASilentConnectionAndServesTheOthers() throws {
        let folder = try Folder()
        var limits = HTTPServer.Limits()
        limits.idleSeconds = 1
        let server = try HTTPServer(.unix(path: folder.socket), limits: limits, handler: Self.echo)
        let slow = try RawConnection(folder.socket)
        slow.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
        #expect(try HTTPClient(.unix(path: folder.socket)).send(.init("/")).status == 200)
        #expect(slow.readAll() == "", "closed without an answer")
        let broken = try RawConnection(folder.socket)
        broken.write("nonsense\r\n\r\n")
        #expect(broken.readAll().hasPrefix("HTTP/1.1 400") || broken.isClosed)
        server.stop()
    }

    @Test func takesTheSocketOfADeadServerButNotOfALivingOne() throws {
        let folder = try Folder()
        let living = try HTTPServer(.unix(path: folder.socket), handler: Self.echo)
        let failure = #expect(throws: HTTPServer.Failure.self) {
            try HTTPServer(.unix(path: folder.socket), handler: Self.echo)
        }
        #expect(failure?.code == .inUse)
        living.stop()

        try RawConnection.leaveStaleSocket(folder.socket)
        let next = try HTTPServer(.unix(path: folder.socket), handler: Self.echo)
        #expect(try HTTPClient(.unix(path: folder.socket)).send(.init("/")).status == 200)
        next.stop()
    }

    @Test(arguments: [
        ("/nowhere/hub.sock", HTTPServer.Failure.Code.noFolder),
        ("/tmp/" + String(repeating: "a", count: 120), .pathTooLong),
    ])
    func saysWhyItCannotListen(_ path: String, _ code: HTTPServer.Failure.Code) {
        let failure = #expect(throws: HTTPServer.Failure.self) {
            try HTTPServer(.unix(path: path), handler: Self.echo)
        }
        #expect(failure?.code == code)
    }

    @Test func neverSplitsAnAnswer() throws {
        let folder = try Folder()
        let server = try HTTPServer(.unix(path: folder.socket)) { _, responder in
            responder.respond(.init(200, headers: [.init("X", "a\r\nSet-Cookie: b")]))
        }
        let answer = try HTTPClient(.unix(path: folder.socket)).send(.init("/"))
        #expect(answer.status == 500 && answer.header("Set-Cookie") == nil)
        server.stop()
    }
}

/// Runs the body on a thread of its own: the calls under test block.
func spawn(_ body: @escaping @Sendable () -> Void) -> pthread_t {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    // SAFETY: the new thread takes over the reference.
    let context = Unmanaged.passRetained(Box(body)).toOpaque()
    pthread_create(
        &thread,
        nil,
        { context in
            // SAFETY: see above.
            if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
            return nil
        },
        context
    )
    return thread
}

func join(_ thread: pthread_t) { pthread_join(thread, nil) }

/// A client that may stop in the middle of a request.
final class RawConnection {
    private let descriptor: Int32
    private(set) var isClosed = false

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try #require(Self.withAddress(path) { connect(descriptor, $0, $1) } == 0)
    }

    static func leaveStaleSocket(_ path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        try #require(withAddress(path) { bind(descriptor, $0, $1) } == 0)
    }

    func write(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }

    /// What comes until the server closes.
    func readAll() -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count <= 0 { break }
            bytes += buffer[..<count]
        }
        isClosed = true
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func withAddress(
        _ path: String,
        _ body: (UnsafePointer<sockaddr>, UInt32) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        // SAFETY: sockaddr_un begins as sockaddr does; the call reads it within its length.
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, UInt32(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    deinit { close(descriptor) }
}
