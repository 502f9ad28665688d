import Curl
import Glibc
import MicroHTTPD
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct CurlTests {
    @Test func tellsAnAbsentServerFromADeadOne() throws {
        let folder = try Folder()
        let client = HTTPClient(.unix(path: folder.socket))
        let absent = #expect(throws: HTTPClient.Failure.self) { try client.send(.init("/")) }
        #expect(absent?.code == .absent && absent?.meansNoServer == true)
        #expect(absent?.description == "no socket at \(folder.socket)")

        try RawConnection.leaveStaleSocket(folder.socket)
        let dead = #expect(throws: HTTPClient.Failure.self) { try client.send(.init("/")) }
        #expect(dead?.code == .refused && dead?.meansNoServer == true)

        let server = try HTTPServer(.loopback(port: 0)) { _, responder in
            responder.respond(.init(204))
        }
        server.stop()
        guard case .loopback(let port) = server.endpoint else { return }
        let gone = #expect(throws: HTTPClient.Failure.self) {
            try HTTPClient(.loopback(port: port)).send(.init("/"))
        }
        #expect(gone?.code == .refused)
    }

    @Test func givesUpOnASlowServer() throws {
        let folder = try Folder()
        let kept = Kept()
        let server = try HTTPServer(.unix(path: folder.socket)) { _, responder in
            kept.keep(responder)
        }
        let client = HTTPClient(.unix(path: folder.socket), timeout: .milliseconds(200))
        let failure = #expect(throws: HTTPClient.Failure.self) { try client.send(.init("/")) }
        #expect(failure?.code == .timedOut && failure?.meansNoServer == false)
        server.stop()
    }

    @Test func takesNoMoreThanItsLimit() throws {
        let folder = try Folder()
        let server = try HTTPServer(.unix(path: folder.socket)) { request, responder in
            responder.respond(.init(200, body: Array(repeating: 7, count: request.body.count)))
        }
        let client = HTTPClient(.unix(path: folder.socket), bodyMax: 50_000)
        func answer(_ count: Int) throws -> Int {
            try client.send(.init("PUT", "/", body: Array(repeating: 7, count: count))).body.count
        }
        #expect(try answer(50_000) == 50_000)
        let failure = #expect(throws: HTTPClient.Failure.self) { try answer(50_001) }
        #expect(failure?.code == .tooLong)
        server.stop()
    }

    @Test(arguments: ["GET", "POST", "PUT", "DELETE", "HEAD"])
    func sendsEveryMethod(_ method: String) throws {
        let folder = try Folder()
        let server = try HTTPServer(.unix(path: folder.socket)) { request, responder in
            responder.respond(.init(request.method == method ? 200 : 400, text: "0123456789"))
        }
        let answer = try HTTPClient(.unix(path: folder.socket)).send(.init(method, "/"))
        #expect(answer.status == 200)
        #expect(answer.body.count == (method == "HEAD" ? 0 : 11))
        server.stop()
    }

    @Test(arguments: [
        HTTPClient.Request("GET", "no-slash"),
        HTTPClient.Request("GET", "/a b"),
        HTTPClient.Request("GET", "/办件"),
        HTTPClient.Request("GET\r\nX: y", "/"),
        HTTPClient.Request("", "/"),
        HTTPClient.Request("GET", "/", headers: [.init("A", "b\r\nC: d")]),
        HTTPClient.Request("GET", "/", headers: [.init("A b", "c")]),
        HTTPClient.Request("GET", "/", headers: [.init("", "c")]),
    ])
    func sendsNothingThatCouldBeReadOtherwise(_ request: HTTPClient.Request) {
        let failure = #expect(throws: HTTPClient.Failure.self) {
            try HTTPClient(.unix(path: "/nowhere")).send(request)
        }
        #expect(failure?.code == .invalidRequest)
    }

    @Test func escapesASegment() {
        #expect(HTTPClient.Request.escape("a/b 办?~") == "a%2Fb%20%E5%8A%9E%3F~")
    }
}

/// Keeps responders, so that they are not answered.
private final class Kept: Sendable {
    private let list = Mutex<[Responder]>([])

    func keep(_ responder: Responder) { list.withLock { $0.append(responder) } }
}
