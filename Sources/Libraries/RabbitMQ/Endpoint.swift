/// Where a broker is and how to log in.
package struct Endpoint: Sendable, Equatable {
    package var host: String
    package var port: UInt16
    package var virtualHost: String
    package var user: String
    package var password: Password
    /// Nil connects without TLS.
    package var tls: TLS?
    /// Seconds between heartbeats that are asked for; the broker may ask for fewer. 0 turns
    /// them off.
    package var heartbeatSeconds: UInt16
    /// How long connecting, logging in and each call that waits for an answer may take.
    package var timeoutSeconds: Int
    /// Shown in the broker's list of connections.
    package var connectionName: String

    package init(
        host: String,
        port: UInt16,
        virtualHost: String,
        user: String,
        password: Password,
        tls: TLS? = nil,
        heartbeatSeconds: UInt16 = 15,
        timeoutSeconds: Int = 10,
        connectionName: String = "lianban"
    ) {
        self.host = host
        self.port = port
        self.virtualHost = virtualHost
        self.user = user
        self.password = password
        self.tls = tls
        self.heartbeatSeconds = heartbeatSeconds
        self.timeoutSeconds = timeoutSeconds
        self.connectionName = connectionName
    }

    /// How a TLS connection proves both ends. At least TLS 1.2 is spoken.
    package struct TLS: Sendable, Equatable {
        /// PEM file with the authorities that may have signed the broker's certificate.
        package var authorities: String
        /// PEM files of the client's own certificate and key, where the broker wants them.
        package var certificate: String?
        package var key: String?
        /// Check the broker's certificate and that it names `host`. Off only for a test.
        package var verifiesPeer: Bool

        package init(
            authorities: String,
            certificate: String? = nil,
            key: String? = nil,
            verifiesPeer: Bool = true
        ) {
            self.authorities = authorities
            self.certificate = certificate
            self.key = key
            self.verifiesPeer = verifiesPeer
        }
    }
}

/// A secret that does not show in a log, a crash text or a debugger's dump of its owner.
package struct Password: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The secret itself, to be handed to the library and nowhere else.
    package let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
