package import Expressions

/// Where a case is going to dig and build, and when: what is compared with the works of other cases of the region
/// (同一路段、同一时段; contracts/LANGUAGE.md, section 9).
package struct WorksRule: Sendable {
    /// Gives a list, with one element for each place.
    package var each: Expression
    /// The name of an element's place.
    package var place: Expression
    /// The first and the last moment of the works there; whole days are compared.
    package var from: Expression
    package var to: Expression
    package var provenance: Program.Provenance
    /// The name by which `place`, `from` and `to` know the element.
    let element: MapEach.Local
    /// What `place`, `from` and `to` see.
    let environment: Environment

    init(
        each: Expression,
        element: MapEach.Local,
        place: Expression,
        from: Expression,
        to: Expression,
        environment: Environment,
        provenance: Program.Provenance
    ) {
        self.each = each
        self.element = element
        self.place = place
        self.from = from
        self.to = to
        self.environment = environment
        self.provenance = provenance
    }

    /// What `place`, `from` and `to` see of one element.
    package func scope(_ outer: Scope, of element: CELValue) -> Scope {
        outer.setting(self.element.slot, element)
    }
}
