internal import CCurl
internal import Glibc

extension HTTPClient {
    package struct Header: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }

        /// As curl wants it: an empty value is written with a semicolon, or the header would not be sent.
        var line: String { value.isEmpty ? "\(name);" : "\(name): \(value)" }
    }

    package struct Request: Sendable, Hashable {
        package var method: String
        /// Path and query as they go on the wire, already percent-encoded: `/cases?state=open`.
        package var target: String
        package var headers: [Header]
        package var body: [UInt8]

        package init(
            _ method: String,
            _ target: String,
            headers: [Header] = [],
            body: [UInt8] = []
        ) {
            self.method = method
            self.target = target
            self.headers = headers
            self.body = body
        }

        /// A GET.
        package init(_ target: String) { self.init("GET", target) }

        /// Percent-encodes one segment of a path, or a name or value of a query (RFC 3986: all but unreserved).
        package static func escape(_ text: String) -> String {
            let digits = Array("0123456789ABCDEF".utf8)
            var bytes: [UInt8] = []
            for byte in text.utf8 {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "_"), UInt8(ascii: "~"):
                    bytes.append(byte)
                default:
                    bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            }
            return String(decoding: bytes, as: UTF8.self)
        }

        /// Refuses what would end a line early or name another host.
        func check() throws(Failure) {
            guard !method.isEmpty, method.utf8.allSatisfy(isTokenByte) else {
                throw Failure(.invalidRequest, "not an HTTP method: \(method)")
            }
            guard target.hasPrefix("/"), target.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
                throw Failure(.invalidRequest, "not a percent-encoded path: \(target)")
            }
            for header in headers {
                guard !header.name.isEmpty, header.name.utf8.allSatisfy(isTokenByte),
                    header.value.utf8.allSatisfy({ $0 >= 32 && $0 != 127 || $0 == 9 })
                else { throw Failure(.invalidRequest, "not an HTTP header: \(header.name)") }
            }
        }
    }

    package struct Response: Sendable, Hashable {
        package var status: Int
        /// In the order received.
        package var headers: [Header]
        package var body: [UInt8]

        /// The first header of this name, upper and lower case alike.
        package func header(_ name: String) -> String? {
            let name = name.lowercased()
            return headers.first { $0.name.lowercased() == name }?.value
        }
    }

    /// Why there is no whole answer.
    package struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        package enum Code: Sendable, Hashable {
            /// There is no socket file: no server was started here.
            case absent
            /// Nobody listens: the server has ended or died.
            case refused
            /// The socket belongs to another user.
            case forbidden
            case timedOut
            /// The body is longer than `bodyMax`.
            case tooLong
            /// The method, target or a header cannot be sent; nothing was.
            case invalidRequest
            /// The connection broke, or the answer is not HTTP.
            case failed
        }

        package var code: Code
        package var message: String

        init(_ code: Code, _ message: String) {
            self.code = code
            self.message = message
        }

        /// True when no server runs at the endpoint.
        package var meansNoServer: Bool { code == .absent || code == .refused }

        package var description: String { message }
    }
}

extension HTTPClient.Failure {
    init(_ curl: CURLcode, errno: Int, _ endpoint: HTTPClient.Endpoint, _ reception: Reception) {
        let place =
            switch endpoint {
            case .unix(let path): path
            case .loopback(let port): "127.0.0.1:\(port)"
            }
        switch (curl, Int32(truncatingIfNeeded: errno)) {
        case (CURLE_COULDNT_CONNECT, ENOENT): self.init(.absent, "no socket at \(place)")
        case (CURLE_COULDNT_CONNECT, ECONNREFUSED):
            self.init(.refused, "nobody listens at \(place)")
        case (CURLE_COULDNT_CONNECT, EACCES), (CURLE_COULDNT_CONNECT, EPERM):
            self.init(.forbidden, "not allowed to connect to \(place)")
        case (CURLE_OPERATION_TIMEDOUT, _): self.init(.timedOut, "no answer in time from \(place)")
        case (CURLE_WRITE_ERROR, _) where reception.isTooLong:
            self.init(.tooLong, "the answer of \(place) is longer than \(reception.bodyMax) bytes")
        default: self.init(.failed, "\(place): \(String(cString: curl_easy_strerror(curl)))")
        }
    }
}

/// True for a byte of an HTTP token (RFC 9110, 5.6.2).
private func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"):
        true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
