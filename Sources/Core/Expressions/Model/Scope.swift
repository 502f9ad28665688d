/// The values of an environment's variables: cheap to copy, cheap to change one.
package struct Scope: Sendable {
    var slots: [CELValue?]

    /// A scope in which no variable has a value yet; reading one is reading what is absent.
    package init(_ environment: Environment) {
        slots = Array(repeating: nil, count: environment.slotCount)
    }

    /// The value of a slot that the environment gave out.
    package subscript(slot: Int) -> CELValue? {
        get { slots.indices.contains(slot) ? slots[slot] : nil }
        set {
            if slot >= slots.count { grow(to: slot + 1) }
            slots[slot] = newValue
        }
    }

    /// An environment may have declared more since the scope was made.
    private mutating func grow(to count: Int) {
        var larger: [CELValue?] = []
        larger.reserveCapacity(count + 4)
        larger += slots
        larger += repeatElement(nil, count: count - slots.count)
        slots = larger
    }

    /// The same scope with one more value.
    package func setting(_ slot: Int, _ value: CELValue?) -> Scope {
        var copy = self
        copy[slot] = value
        return copy
    }
}
