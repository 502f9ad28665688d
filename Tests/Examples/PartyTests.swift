import Contracts
import Documents
import Examples
import Partners
import Pipeline
import Testing
import Values

/// What stands in the examples for each party: what it gets, what it says, and that it can read the one by its own contract.
@Suite struct PartyTests {
    private struct Desk {
        let catalogue: Catalogue
        let samples: [Sample]

        init() throws {
            let suite = try ExampleSuite(folder: Shipped.folder)
            catalogue = suite.catalogue
            samples = try ExampleSamples.read(Shipped.folder, catalogue)
        }

        func samples(_ region: Region, _ party: Party) -> [Sample] {
            samples.filter { $0.region == region.name && $0.party == party.name }
        }
    }

    /// Parties that handle items, and whether an answer is expected of them.
    private func handlers(_ region: Region) -> [(party: Party, answers: Bool)] {
        region.parties.filter(\.isEnabled).compactMap { party in
            let items = region.programs.flatMap { program in
                program.items.filter { program.candidates($0).contains(party.name) }
            }
            if items.isEmpty { return nil }
            return (party, items.contains { $0.ends != .ordered })
        }
    }

    @Test func eachGetsAnOrderThatItCanReadAndAnswers() throws {
        let desk = try Desk()
        #expect(desk.catalogue.regions.count >= 5)
        var read = 0
        for region in desk.catalogue.regions {
            for (party, answers) in handlers(region) {
                let its = desk.samples(region, party)
                let orders = its.filter { $0.direction == .toParty(stem: "order") }
                #expect(!orders.isEmpty, "no example has an order for \(region.name)/\(party.name)")
                for order in orders {
                    let opened = try open(order, party, region, desk.catalogue)
                    #expect(opened != nil, "\(order.story): \(party.name) cannot read its order")
                    read += 1
                }
                guard answers else { continue }
                let replies = its.filter { $0.direction == .fromParty }
                #expect(!replies.isEmpty, "no example has a reply of \(region.name)/\(party.name)")
            }
        }
        #expect(read >= 150)
    }

    /// The order as the simulated partner decodes it; its first answer can be made.
    private func open(
        _ sample: Sample,
        _ party: Party,
        _ region: Region,
        _ catalogue: Catalogue
    ) throws -> PartnerDesk.Order? {
        let policy = Policy(
            catalogue,
            secrets: Secrets(sample.secrets.mapValues { Array($0.utf8) })
        )
        let desk = try #require(
            PartnerDesk(party, in: region, catalogue, keys: policy.keys(of: party)),
            "\(region.name)/\(party.name) has no answers"
        )
        let program = region.programs.first { $0.name == sample.program }
        let item = try #require(program?.items.first { $0.id == sample.item }, "\(sample.story)")
        let received = ReceivedMessage(
            body: sample.body,
            headers: sample.headers,
            type: item.contract(with: party).map { "\($0.name)/order" } ?? "canonical/\(item.id)",
            brokerTime: sample.sentAt
        )
        let order = try desk.read(received, id: "1", correlation: "1")
        if let order, item.ends != .ordered {
            let step = try #require(order.steps.first, "\(sample.story): \(party.name)")
            let at = sample.sentAt
            _ = try desk.letter(step, for: order, at: at, sentAt: at)
        }
        return order
    }
}
