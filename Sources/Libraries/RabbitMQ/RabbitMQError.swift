internal import CRabbitMQ

/// A call to the broker failed, or the broker closed something.
package struct RabbitMQError: Error, Sendable, Equatable, CustomStringConvertible {
    /// How much is gone.
    package enum Scope: Sendable, Equatable {
        /// Nothing was sent and nothing is gone: this message or argument cannot be expressed.
        case call
        /// The broker closed the channel; the connection and its other channels go on.
        case channel
        /// The connection is gone.
        case connection
    }

    package let scope: Scope
    /// The AMQP reply code when the broker said it (404, 406, 320 …), else the negative status of
    /// rabbitmq-c.
    package let code: Int
    /// What was tried and what came back, in words for a log; never a password.
    package let message: String

    package init(scope: Scope, code: Int, message: String) {
        self.scope = scope
        self.code = code
        self.message = message
    }

    package var isConnectionLost: Bool { scope == .connection }
    /// The broker gave a reply code, as opposed to a connection that broke.
    package var isFromBroker: Bool { code > 0 }
    /// 404: the queue or exchange does not exist.
    package var isNotFound: Bool { code == 404 }
    /// 403: the user may not do that, or the login was refused.
    package var isAccessRefused: Bool { code == 403 }
    /// 405: another consumer has the queue for itself.
    package var isResourceLocked: Bool { code == 405 }
    /// 406: it exists with other arguments, or the message breaks a rule.
    package var isPreconditionFailed: Bool { code == 406 }
    /// 320: an operator or a shutdown closed the connection; no message is at fault.
    package var isConnectionForced: Bool { code == 320 }
    /// 541: the broker failed over it.
    package var isInternal: Bool { code == 541 }

    package var description: String { message }

    static func invalid(_ message: String) -> RabbitMQError {
        RabbitMQError(
            scope: .call,
            code: Int(AMQP_STATUS_INVALID_PARAMETER.rawValue),
            message: message
        )
    }

    /// The error for a status of the library: all of them leave the connection unusable.
    static func status(_ status: Int32, _ action: String) -> RabbitMQError {
        // SAFETY: amqp_error_string2 returns a constant text for every number.
        let text = String(cString: amqp_error_string2(status))
        return RabbitMQError(
            scope: .connection,
            code: Int(status),
            message: "\(action): \(text)"
        )
    }
}

/// The rabbitmq-c that the program runs with.
package enum RabbitMQLibrary {
    /// For example "0.11.0".
    package static var version: String {
        // SAFETY: amqp_version returns a constant text.
        String(cString: amqp_version())
    }

    /// Major, minor and patch as numbers that can be compared.
    package static var versionNumbers: (major: Int, minor: Int, patch: Int) {
        let number = Int(amqp_version_number())
        return (number >> 24 & 0xFF, number >> 16 & 0xFF, number >> 8 & 0xFF)
    }

    /// Nil when the library is new enough for everything here, else what is missing and why it
    /// matters: below 0.11 the TLS settings used here are incomplete; below 0.14 deeply nested
    /// header tables cost stack (rabbitmq-c's change log), which the threads here have to spare.
    package static var warning: String? {
        let (major, minor, _) = versionNumbers
        guard major == 0 else { return nil }
        if minor < 11 { return "rabbitmq-c \(version) is too old: 0.11 or newer is needed" }
        if minor < 14 {
            return "rabbitmq-c \(version) decodes nested headers recursively; 0.14 bounds it"
        }
        return nil
    }
}
