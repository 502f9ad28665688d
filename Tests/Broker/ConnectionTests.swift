import Broker
import RabbitMQ
import System
import Testing

@Suite(.needsRabbitMQ) struct ConnectionTests {
    private func connected() throws -> Connection {
        let connection = try Connection(Node.shared.get().configuration.endpoint)
        try connection.openChannel(1)
        return connection
    }

    /// Publishes to a new queue and takes it back.
    private func roundTrip(_ properties: Properties, _ body: [UInt8]) throws -> IncomingMessage? {
        let connection = try connected()
        defer { connection.close() }
        let queue = "round-trip-\(Random.bits())"
        _ = try connection.declareQueue(queue, autoDelete: true, on: 1)
        try connection.consume(queue, consumerTag: "c", on: 1)
        try connection.publish(body, to: "", routingKey: queue, properties: properties, on: 1)
        guard case .delivered(let message)? = try connection.receive(milliseconds: 20_000) else {
            return nil
        }
        return message
    }

    @Test func everyPropertyAndHeaderComesBack() throws {
        let headers: Table = [
            "text": .string("联合报装"), "empty": .string(""), "bytes": .bytes([0, 0xFF, 0x80]),
            "yes": .bool(true), "no": .bool(false), "small": .int(-7),
            "large": .int(Int64.min), "half": .double(0.5), "when": .timestamp(1_700_000_000),
            "price": .decimal(value: 1990, scale: 2), "nothing": .null, "none": .array([]),
            "list": .array([
                .int(1), .string("二"), .table(["inner": .array([.bool(true), .table([:])])]),
            ]),
        ]
        var properties = Properties(
            messageID: "id-1",
            correlationID: "c",
            type: "应用",
            contentType: "application/json",
            contentEncoding: "gzip",
            timestamp: 1_700_000_001,
            appID: "lianban",
            userID: "hub",
            deliveryMode: 2,
            priority: 3,
            replyTo: "r",
            expiration: "60000",
            headers: headers
        )
        #expect(try roundTrip(properties, Array("{}".utf8))?.properties == properties)
        properties = Properties()
        let bare = try roundTrip(properties, [])
        #expect(bare?.properties == properties)
        #expect(bare?.body == [])
    }

    @Test func aBodyOfFiveMegabytesComesBack() throws {
        var bytes = [UInt8](repeating: 0, count: 5 << 20)
        for index in bytes.indices {
            bytes[index] = UInt8(truncatingIfNeeded: index &* 31 &+ index >> 8)
        }
        #expect(try roundTrip(Properties(), bytes)?.body == bytes)
    }

    @Test func whatCannotBeExpressedIsRefusedBeforeItIsSent() throws {
        let connection = try connected()
        defer { connection.close() }
        var nested = HeaderValue.null
        for _ in 0..<40 { nested = .array([nested]) }
        let long = String(repeating: "x", count: 256)
        let bad = [
            Properties(messageID: long),
            Properties(headers: Table([.init(name: long, value: .null)])),
            Properties(headers: ["nested": nested]),
            Properties(headers: ["huge": .string(String(repeating: "y", count: 140_000))]),
        ]
        for properties in bad {
            #expect {
                try connection.publish([], to: "", routingKey: "q", properties: properties, on: 1)
            } throws: {
                ($0 as? RabbitMQError)?.scope == .call
            }
        }
        // The connection is as good as before.
        _ = try connection.declareQueue("still-open", autoDelete: true, on: 1)
    }

    @Test func headersUpToAFrameFit() throws {
        let large = Properties(headers: ["large": .string(String(repeating: "y", count: 130_000))])
        #expect(try roundTrip(large, [1])?.properties == large)
    }

    @Test func anErrorOfAChannelLeavesTheConnection() throws {
        let connection = try connected()
        defer { connection.close() }
        let queue = "different-\(Random.bits())"
        _ = try connection.declareQueue(
            queue,
            arguments: ["x-queue-type": .string("quorum")],
            on: 1
        )
        #expect {
            try connection.declareQueue(queue, on: 1)
        } throws: {
            let error = $0 as? RabbitMQError
            return error?.scope == .channel && error?.isPreconditionFailed == true
                && error?.message.contains("inequivalent arg 'x-queue-type'") == true
        }
        try connection.openChannel(1)
        #expect {
            try connection.declareQueue("nobody-made-this", passive: true, on: 1)
        } throws: {
            ($0 as? RabbitMQError)?.isNotFound == true
        }
        try connection.openChannel(1)
        try connection.deleteQueue(queue, on: 1)
    }

    @Test func aWrongPasswordSaysSoWithoutShowingIt() throws {
        var endpoint = try Node.shared.get().configuration.endpoint
        endpoint.password = Password("sesame")
        #expect {
            try Connection(endpoint)
        } throws: {
            let error = $0 as? RabbitMQError
            return error?.isAccessRefused == true && error?.isConnectionLost == true
                && error?.message.contains("sesame") == false
        }
        endpoint = try Node.shared.get().configuration.endpoint
        endpoint.virtualHost = "elsewhere"
        #expect { try Connection(endpoint) } throws: { "\($0)".contains("elsewhere") }
    }

    @Test func nobodyListensOrNothingIsThere() throws {
        let endpoint = Endpoint(
            host: "127.0.0.1",
            port: 1,
            virtualHost: "/",
            user: "u",
            password: Password("p")
        )
        #expect { try Connection(endpoint) } throws: {
            "\($0)".contains("connect to 127.0.0.1:1")
        }
    }

    @Test func missingCertificatesAreNamed() throws {
        var endpoint = try Node.shared.get().configuration.endpoint
        endpoint.tls = Endpoint.TLS(authorities: "/nowhere/ca.pem")
        #expect { try Connection(endpoint) } throws: { "\($0)".contains("/nowhere/ca.pem") }
    }

    @Test func anotherThreadTraps() async throws {
        let endpoint = try Node.shared.get().configuration.endpoint
        let login = [endpoint.user, endpoint.password.text, "\(endpoint.port)"]
        await #expect(processExitsWith: .failure) { [login = login as [String]] in
            let endpoint = Endpoint(
                host: "127.0.0.1",
                port: try #require(UInt16(login[2])),
                virtualHost: "lianban",
                user: login[0],
                password: Password(login[1])
            )
            // SAFETY: the misuse is what is tested.
            nonisolated(unsafe) let connection = try Connection(endpoint)
            try Thread.start(name: "other") { connection.close() }.join()
        }
    }

    @Test func theLibraryIsRecentEnough() {
        #expect(RabbitMQLibrary.versionNumbers >= (0, 11, 0))
        #expect(RabbitMQLibrary.version.hasPrefix("0."))
    }
}
