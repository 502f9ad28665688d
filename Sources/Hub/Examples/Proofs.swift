package import Contracts
package import Values

/// What the documents of the regions ask for, and which stories show it.
package struct Proofs: Sendable {
    package let requirements: [Requirements]
    /// What is wrong with stories: those are not counted.
    package internal(set) var faults: [Diagnostic] = []
    /// Region → id → the folders of its stories, sorted.
    private var stories: [String: [String: [String]]] = [:]

    init(requirements: [Requirements]) { self.requirements = requirements }

    /// The folders below the contracts folder of the stories that name a requirement, sorted.
    package func stories(of requirement: Requirement, in register: Requirements) -> [String] {
        stories[register.region]?[requirement.id] ?? []
    }

    /// Whether a story has to show it and none names it.
    package func isMissing(_ requirement: Requirement, in register: Requirements) -> Bool {
        requirement.shown == .example && stories(of: requirement, in: register).isEmpty
    }

    /// The ids that a story has to show and none names, in the order of the document.
    package func missing(in register: Requirements) -> [String] {
        register.all.filter { isMissing($0, in: register) }.map(\.id)
    }

    /// Stories come in the order of their folders.
    mutating func add(_ story: String, provesOf region: String, _ id: String) {
        stories[region, default: [:]][id, default: []].append(story)
    }
}
