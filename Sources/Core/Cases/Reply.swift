package import Contracts
package import Values

/// What a reply map gives: one statement about one item (contracts/LANGUAGE.md, section 5).
package struct Reply: Sendable, Hashable {
    /// What a collective decision says about one of the items it covers.
    package struct Decision: Sendable, Hashable {
        package var item: String
        package var state: Milestone
        package var reason: String?
    }

    /// `item.number`, where the party gave it.
    package var itemNumber: String?
    package var caseNumber: String?
    package var partyOrder: String?
    package var state: Milestone
    package var at: Instant?
    package var decisions: [Decision]
    /// Everything else, in the canonical form.
    package var detail: Object

    private static let known: Set = ["item", "case", "partyOrder", "state", "at", "decisions"]

    /// Reads one canonical reply. Throws what is wrong with it.
    package init(_ value: Value) throws(Problem) {
        guard case .object(let object) = value else {
            throw Self.problem(Pointer(), "应为对象", value.kind)
        }
        itemNumber = object["item"]?.string
        caseNumber = object["case"]?.string
        partyOrder = object["partyOrder"]?.string
        state = try Self.state(object["state"], Pointer(["state"]))
        if let stated = object["at"] {
            guard let moment = stated.string.flatMap(Instant.init(rfc3339:)) else {
                throw Self.problem(Pointer(["at"]), "应为日期时间", stated.string ?? stated.kind)
            }
            at = moment
        }
        decisions = []
        for (index, element) in (object["decisions"]?.array ?? []).enumerated() {
            let here = Pointer(["decisions"]).appending(index)
            guard let item = element["item"]?.string else {
                throw Self.problem(here.appending("item"), "应指明子件", "")
            }
            let state = try Self.state(element["state"], here.appending("state"))
            decisions.append(Decision(item: item, state: state, reason: element["reason"]?.string))
        }
        detail = Object(object.filter { !Self.known.contains($0.0) })
    }

    private static func state(_ value: Value?, _ pointer: Pointer) throws(Problem) -> Milestone {
        guard let state = value?.string.flatMap(Milestone.init(rawValue:)) else {
            throw problem(pointer, "应为已知状态", value?.string ?? value?.kind ?? "")
        }
        return state
    }

    private static func problem(_ pointer: Pointer, _ expected: String, _ found: String) -> Problem
    {
        Problem(
            code: "reply",
            place: Place(pointer),
            expected: expected,
            found: Problem.excerpt(found)
        )
    }
}
