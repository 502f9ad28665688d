package import Contracts
package import Expressions
package import Values

/// What a transition wants done, in the order in which it is to be done.
package enum Effect: Sendable {
    case send(Outgoing)
    case alert(Alert)
    case event(Event)
    case limit(Limit)
    case closed(revision: Int)
    /// Everything that the case now announces to be compared with other cases; it replaces what was announced before.
    case works([Work])
    /// The application changed under an order: compare what both scopes map to, and `resend` where it differs.
    case reconsider(Reconsideration)
    /// The party's own number for an item became known.
    case identifier(party: String, partyOrder: String, item: String)
}

/// A message to be mapped, sealed and sent.
package struct Outgoing: Sendable {
    package enum Kind: String, Sendable {
        case order, update, cancel, notice, outcome, rejection, refusal
    }
    package enum Content: Sendable {
        /// The receiver's map of this stem.
        case contract(stem: String)
        /// The hub's own JSON.
        case canonical(MapTree)
    }

    package var kind: Kind
    /// The item, or what fired the notice: with kind, party and sequence it makes the message id.
    package var key: String
    package var party: String
    package var sequence: Int
    /// The sequence of the message that this one replaces.
    package var supersedes: Int?
    package var item: String?
    package var content: Content
    /// Of a notice: what the variable `notice` holds when a receiver's map is asked.
    package var body: MapTree?
    /// With everything that a map may read but `message`, `party` and `sent`.
    package var scope: Scope
    /// For the item's second contract, or nil for the party's first.
    package var contract: Contract?
}

/// Something that an operator or an engineer should see; one per key.
package struct Alert: Sendable, Hashable {
    package var kind: String
    package var key: String
    /// In Chinese.
    package var text: String
    package var item: String?

    package init(kind: String, key: String, text: String, item: String? = nil) {
        self.kind = kind
        self.key = key
        self.text = text
        self.item = item
    }
}

/// An entry of the case's timeline.
package struct Event: Sendable, Hashable {
    package var kind: String
    package var item: String?
    /// Holds `text`, in Chinese, and what changed.
    package var data: Value
}

/// An order that an update of the application may have changed.
package struct Reconsideration: Sendable {
    package var item: String
    package var party: String
    package var before: Scope
    package var after: Scope
}
