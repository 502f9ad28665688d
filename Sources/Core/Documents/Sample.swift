package import Contracts
package import Values

/// A real message of an example, to be shown in a partner's document.
package struct Sample: Sendable {
    package enum Direction: Sendable, Hashable {
        /// The hub sent it; the stem of the message, or the name of the notice.
        case toParty(stem: String)
        case fromParty
    }

    package var region: String
    package var party: String
    /// `<region>/<program>`
    package var program: String
    package var direction: Direction
    /// The item that it is about.
    package var item: String?
    /// As it travelled.
    package var body: [UInt8]
    package var headers: [Header]
    package var sentAt: Instant
    /// The title of the example.
    package var story: String
    /// The secrets of the example, by name: invented ones.
    package var secrets: [String: String]

    package init(
        region: String,
        party: String,
        program: String,
        direction: Direction,
        item: String? = nil,
        body: [UInt8],
        headers: [Header] = [],
        sentAt: Instant,
        story: String,
        secrets: [String: String] = [:]
    ) {
        self.region = region
        self.party = party
        self.program = program
        self.direction = direction
        self.item = item
        self.body = body
        self.headers = headers
        self.sentAt = sentAt
        self.story = story
        self.secrets = secrets
    }
}

/// Where a party's messages pass: names that the hub gives to queues and exchanges.
package struct Wiring: Sendable {
    package enum Way: String, Sendable, Hashable, CaseIterable {
        case orders, notices, outcomes, replies, applications

        /// Whether the hub publishes there and the party reads.
        package var isToParty: Bool {
            switch self {
            case .orders, .notices, .outcomes: true
            case .replies, .applications: false
            }
        }
    }

    package struct Channel: Sendable, Hashable {
        package var way: Way
        /// The queue that is read: by the party, or by the hub.
        package var queue: String
        /// The exchange that is published to.
        package var exchange: String
        package var exchangeType: String
        package var routingKey: String

        package init(
            way: Way,
            queue: String,
            exchange: String,
            exchangeType: String,
            routingKey: String
        ) {
            self.way = way
            self.queue = queue
            self.exchange = exchange
            self.exchangeType = exchangeType
            self.routingKey = routingKey
        }
    }

    package var virtualHost: String
    package var deadExchange: String
    /// A party's channels, in the order of `Way`.
    package var channels: @Sendable (Region, Party) -> [Channel]

    package init(
        virtualHost: String,
        deadExchange: String,
        channels: @escaping @Sendable (Region, Party) -> [Channel]
    ) {
        self.virtualHost = virtualHost
        self.deadExchange = deadExchange
        self.channels = channels
    }
}
