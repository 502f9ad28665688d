package import Values

/// Works of a case at one place, as the store finds cases that share place and days.
package struct WorkRow: Sendable, Hashable {
    /// The place in the form in which places are compared.
    package var place: String
    /// The first and the last day, both included.
    package var days: ClosedRange<Day>

    package init(place: String, days: ClosedRange<Day>) {
        self.place = place
        self.days = days
    }
}
