import Contracts
import Documents
import Examples
import Formats
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
                let samples = desk.samples(region, party)
                let orders = samples.filter { $0.direction == .toParty(stem: "order") }
                #expect(!orders.isEmpty, "no example has an order for \(region.name)/\(party.name)")
                var its = 0
                for order in orders {
                    do {
                        try open(order, party, region, desk.catalogue)
                        its += 1
                    } catch let fault as TranslationFault
                        where fault.stage == .envelope && order.headers.isEmpty
                    {
                        // A story need not spell out the signature; another one of the party does.
                        continue
                    }
                }
                #expect(its > 0, "no order for \(region.name)/\(party.name) has its headers")
                read += its
                guard answers else { continue }
                let replies = samples.filter { $0.direction == .fromParty }
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
    ) throws {
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
        // What wants no answer and comes in the hub's own JSON is read without a contract.
        if item.contract(with: party) == nil, item.ends == .ordered {
            _ = try JSON.decode(sample.body)
            return
        }
        let received = ReceivedMessage(
            body: sample.body,
            headers: sample.headers,
            type: item.contract(with: party).map { "\($0.name)/order" } ?? "canonical/\(item.id)",
            brokerTime: sample.sentAt
        )
        let order = try #require(
            try desk.read(received, id: "1", correlation: "4108002024090200000101"),
            "\(sample.story): \(party.name) cannot read it"
        )
        if item.ends != .ordered {
            let step = try #require(order.steps.first, "\(sample.story): \(party.name)")
            let at = sample.sentAt
            _ = try desk.letter(step, for: order, at: at, sentAt: at)
        }
    }
}
