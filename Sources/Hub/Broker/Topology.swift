package import RabbitMQ

/// Exchanges, queues and bindings that should exist, as a value.
package struct Topology: Sendable, Equatable {
    package struct Exchange: Sendable, Equatable {
        package enum Kind: String, Sendable {
            case direct, fanout, topic, headers
        }
        package var name: String
        package var kind: Kind

        package init(name: String, kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    /// A durable queue.
    package struct Queue: Sendable, Equatable {
        package var name: String
        package var arguments: Table

        package init(name: String, arguments: Table) {
            self.name = name
            self.arguments = arguments
        }
    }

    package struct Binding: Sendable, Equatable {
        package var queue: String
        package var exchange: String
        package var routingKey: String

        package init(queue: String, exchange: String, routingKey: String) {
            self.queue = queue
            self.exchange = exchange
            self.routingKey = routingKey
        }
    }

    package var exchanges: [Exchange]
    package var queues: [Queue]
    package var bindings: [Binding]

    package init(exchanges: [Exchange] = [], queues: [Queue] = [], bindings: [Binding] = []) {
        self.exchanges = exchanges
        self.queues = queues
        self.bindings = bindings
    }

    /// What declaring one thing came to.
    package struct Finding: Sendable, Equatable, CustomStringConvertible {
        package enum Subject: Sendable, Equatable {
            case exchange(String)
            case queue(String)
            case binding(queue: String, exchange: String, routingKey: String)
        }

        package enum Result: Sendable, Equatable {
            /// It did not exist and does now.
            case created
            /// It exists with these settings. For a binding: it exists now.
            case equal
            /// It exists with other settings and was left alone.
            case different(reason: String, advice: String)
            /// It could not be declared: not permitted, or the other side of a binding is missing.
            case failed(reason: String)
        }

        package let subject: Subject
        package let result: Result

        package var isFault: Bool {
            switch result {
            case .created, .equal: false
            case .different, .failed: true
            }
        }

        package var description: String {
            let name =
                switch subject {
                case .exchange(let name): "exchange \(name)"
                case .queue(let name): "queue \(name)"
                case .binding(let queue, let exchange, let key):
                    "binding of \(queue) to \(exchange) with key '\(key)'"
                }
            return switch result {
            case .created: "\(name): created"
            case .equal: "\(name): as it should be"
            case .different(let reason, let advice): "\(name): different: \(reason)\n\(advice)"
            case .failed(let reason): "\(name): \(reason)"
            }
        }
    }
}
