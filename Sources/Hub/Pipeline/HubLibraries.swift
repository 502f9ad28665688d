import Broker
import Formats
import OpenSSL
import RabbitMQ
import Stores

/// The C libraries that the hub runs on.
package enum HubLibraries {
    package static var versions: [(name: String, version: String)] {
        [("SQLite", SQLiteStore.libraryVersion), ("OpenSSL", OpenSSLLibrary.version)]
            + FormatLibraries.versions + [("rabbitmq-c", RabbitMQLibrary.version)]
    }

    /// What is too old, and why it matters; nil where nothing is.
    package static var warning: String? { RabbitMQLibrary.warning }
}
