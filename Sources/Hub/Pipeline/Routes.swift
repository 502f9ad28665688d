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
            for party in region.parties where party.isEnabled { add(party, of: region) }
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

    private mutating func add(_ party: Party, of region: Region) {
        switch party.kind {
        case .utility, .operator, .bureau:
            sources[Self.replies(party)] = .replies(region: region.name, party: party.name)
            destinations.insert(Self.orders(party))
        case .platform, .hall, .credit, .messenger: break
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
