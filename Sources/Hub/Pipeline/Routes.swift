package import Contracts

/// Which queue belongs to whom (design, section 8): who sent a message is known by the queue it came from.
package struct Routes: Sendable {
    package enum Source: Sendable, Hashable {
        /// Applications, updates and withdrawals of a party.
        case applications(region: String, party: String)
        case replies(region: String, party: String)
        case dead
    }

    /// Queue → who writes to it.
    package private(set) var sources: [String: Source] = [:]
    /// Every queue that the hub publishes to.
    package private(set) var destinations: Set<String> = []

    package init(_ catalogue: Catalogue) {
        for region in catalogue.regions {
            let handlers = Set(
                region.programs.flatMap { program in program.items.flatMap(program.candidates) }
            )
            for party in region.parties where party.isEnabled {
                add(party, of: region, handles: handlers.contains(party.name))
            }
            for program in region.programs {
                for name in program.intake {
                    guard let party = region.party(name), party.isEnabled else { continue }
                    sources[Self.applications(party)] = .applications(
                        region: region.name,
                        party: name
                    )
                    destinations.insert(Self.outcomes(party))
                }
            }
        }
    }

    /// Whoever handles an item gets orders and answers them, whatever else it is.
    private mutating func add(_ party: Party, of region: Region, handles: Bool) {
        let answers: Bool
        switch party.kind {
        case .utility, .operator, .bureau: answers = true
        case .platform, .hall, .credit, .messenger: answers = handles
        }
        if answers {
            sources[Self.replies(party)] = .replies(region: region.name, party: party.name)
            destinations.insert(Self.orders(party))
        }
        destinations.insert(Self.notices(party))
    }

    package static func applications(_ party: Party) -> String {
        "lianban.applications.\(party.queue)"
    }
    package static func replies(_ party: Party) -> String { "lianban.replies.\(party.queue)" }
    package static func orders(_ party: Party) -> String { "lianban.orders.\(party.queue)" }
    package static func notices(_ party: Party) -> String { "lianban.notices.\(party.queue)" }
    package static func outcomes(_ party: Party) -> String { "lianban.outcomes.\(party.queue)" }
}
