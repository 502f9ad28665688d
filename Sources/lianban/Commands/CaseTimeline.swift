import Stores
import Values

/// What came in, what it changed and what went out because of it, in the order of time.
struct CaseTimeline {
    struct Entry {
        var at: Instant
        /// The message, the clock or the person that caused it.
        var cause: String
        var inbound: InboundMessage?
        var events: [CaseEvent] = []
        var outbound: [OutboundMessage] = []
    }

    private(set) var entries: [Entry] = []

    /// The lists in the store's own order, which is newest first for messages.
    init(events: [CaseEvent], inbound: [InboundMessage], outbound: [OutboundMessage]) {
        for message in inbound.reversed() {
            let party = message.party.map { " \($0)" } ?? ""
            entries.append(
                Entry(
                    at: message.receivedAt,
                    cause:
                        "#\(message.id) \(message.kind.rawValue)\(party) \(message.disposition.rawValue)",
                    inbound: message
                )
            )
        }
        for event in events { entries[place(of: event)].events.append(event) }
        for message in outbound.reversed() { entries[place(of: message)].outbound.append(message) }
        entries.sort { ($0.at, $0.inbound?.id ?? .max) < ($1.at, $1.inbound?.id ?? .max) }
    }

    private mutating func place(of event: CaseEvent) -> Int {
        switch event.cause {
        case .message(let id):
            entries.firstIndex { $0.inbound?.id == id } ?? place("#\(id)", event.at)
        case .tick: place("clock", event.at)
        case .person(let name): place("person \(name)", event.at)
        }
    }

    /// A message that nothing received has caused goes with what happened at its moment.
    private mutating func place(of message: OutboundMessage) -> Int {
        if let id = message.causedBy {
            return entries.firstIndex { $0.inbound?.id == id } ?? place("#\(id)", message.createdAt)
        }
        return entries.firstIndex { $0.inbound == nil && $0.at == message.createdAt }
            ?? place("clock", message.createdAt)
    }

    private mutating func place(_ cause: String, _ at: Instant) -> Int {
        if let known = entries.firstIndex(where: { $0.cause == cause && $0.at == at }) {
            return known
        }
        entries.append(Entry(at: at, cause: cause))
        return entries.count - 1
    }

    /// `in | what changed | out`, one below the other within an entry.
    func table(_ text: (CaseEvent) -> String) -> Table {
        var table = Table([
            .init("at"), .init("in", flexible: true), .init("what changed", flexible: true),
            .init("out", flexible: true),
        ])
        for entry in entries {
            let changes = entry.events.map(text)
            let sent = entry.outbound.map {
                "#\($0.sequence) \($0.kind.rawValue) → \($0.party) \($0.state.rawValue)"
            }
            for row in 0..<max(changes.count, sent.count, 1) {
                table.add(
                    .init(row == 0 ? entry.at.written : ""),
                    .init(row == 0 ? entry.cause : ""),
                    .init(row < changes.count ? changes[row] : ""),
                    .init(row < sent.count ? sent[row] : "")
                )
            }
        }
        return table
    }
}
