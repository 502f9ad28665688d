package import RabbitMQ

/// Where the broker is, who we are there, and how the connection is kept.
package struct Configuration: Sendable, Equatable, CustomStringConvertible {
    package var endpoint: Endpoint

    package init(_ endpoint: Endpoint) { self.endpoint = endpoint }

    /// Why a URL or a setting cannot be used; never shows the password.
    package struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// Reads `amqp://user:password@host:port/vhost` or `amqps://…` (rabbitmq.com/uri-spec.html).
    ///
    /// User, password and virtual host are percent-decoded. Left out, they are guest, guest and
    /// `/`; the port is 5672, or 5671 for amqps.
    /// - `tls`: Needed for amqps and refused for amqp.
    /// - `connectionName`: What the broker's list of connections shows.
    package init(
        url: String,
        tls: Endpoint.TLS? = nil,
        connectionName: String = "lianban"
    ) throws(Problem) {
        let (scheme, rest) = try Self.scheme(of: url)
        switch (scheme, tls) {
        case (.amqps, nil):
            throw Problem(description: "amqps:// needs the file of the authorities' certificates")
        case (.amqp, _?):
            throw Problem(
                description: "certificates are given, but the URL is amqp://, not amqps://"
            )
        default: break
        }
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else {
            throw Problem(
                description: "the broker's URL may not have ? or #; write them as %3F and %23"
            )
        }
        let at = authority.lastIndex(of: "@")
        let login = at.map { authority[..<$0] }
        let (user, password) = try Self.login(login)
        let (host, port) = try Self.address(
            at.map { authority[authority.index(after: $0)...] } ?? authority,
            scheme
        )
        endpoint = Endpoint(
            host: host,
            port: port,
            virtualHost: path.isEmpty
                ? "/" : try Self.decoded(path.dropFirst(), "the virtual host"),
            user: user,
            password: Password(password),
            tls: tls,
            connectionName: connectionName
        )
    }

    /// The URL without the password.
    package var description: String {
        let scheme = endpoint.tls == nil ? "amqp" : "amqps"
        let host = endpoint.host.contains(":") ? "[\(endpoint.host)]" : endpoint.host
        return "\(scheme)://\(endpoint.user)@\(host):\(endpoint.port) \(endpoint.virtualHost)"
    }

    private enum Scheme: UInt16 {
        case amqp = 5672
        case amqps = 5671
    }

    private static func scheme(of url: String) throws(Problem) -> (Scheme, Substring) {
        if url.hasPrefix("amqp://") { return (.amqp, url.dropFirst(7)) }
        if url.hasPrefix("amqps://") { return (.amqps, url.dropFirst(8)) }
        throw Problem(description: "the broker's URL must begin with amqp:// or amqps://")
    }

    private static func login(_ text: Substring?) throws(Problem) -> (String, String) {
        guard let text else { return ("guest", "guest") }
        guard let colon = text.firstIndex(of: ":") else {
            return (try decoded(text, "the user"), "")
        }
        return (
            try decoded(text[..<colon], "the user"),
            try decoded(text[text.index(after: colon)...], "the password")
        )
    }

    private static func address(
        _ text: Substring,
        _ scheme: Scheme
    ) throws(Problem) -> (String, UInt16) {
        var host = text
        var port: Substring?
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else {
                throw Problem(description: "the broker's URL: [ without ] in the host")
            }
            host = text[text.index(after: text.startIndex)..<end]
            let after = text[text.index(after: end)...]
            guard after.isEmpty || after.first == ":" else {
                throw Problem(description: "the broker's URL: only a port may follow ]")
            }
            port = after.isEmpty ? nil : after.dropFirst()
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        let name = try decoded(host, "the host")
        guard !name.isEmpty else { throw Problem(description: "the broker's URL names no host") }
        guard let port else { return (name, scheme.rawValue) }
        guard let number = UInt16(port), number > 0 else {
            throw Problem(description: "the broker's URL: \(port) is not a port")
        }
        return (name, number)
    }

    private static func decoded(_ text: Substring, _ what: String) throws(Problem) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit),
                let low = rest.popFirst().flatMap(digit)
            else { throw Problem(description: "the broker's URL: bad % in \(what)") }
            bytes.append(high << 4 | low)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self), !bytes.contains(0),
            bytes.count <= 255
        else {
            throw Problem(
                description: "the broker's URL: \(what) is not UTF-8 of at most 255 bytes"
            )
        }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
