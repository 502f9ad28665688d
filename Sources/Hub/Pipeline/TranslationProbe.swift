import Cases
import Contracts
import Stores
package import Values

/// Runs the pure part of what the hub does with an application, stage by stage, for `lianban bench`: no store, no
/// broker.
package struct TranslationProbe {
    package enum Stage: String, Sendable, CaseIterable {
        /// Open the envelope, decode, validate against the schema.
        case open
        /// The application map.
        case map
        /// Open the case: checks, items, limits, notices.
        case decide
        /// Map, validate, encode and seal every message that goes out.
        case compose
    }

    private let sender: Rehearsal.Sender
    private let message: Contracts.InboundMessage
    private let program: Program
    private let composer: Composer
    private let received: ReceivedMessage
    private let now: Instant

    /// Nil for bytes that no program of the sender's accepts as an application.
    package init?(_ body: [UInt8], from sender: Rehearsal.Sender, policy: Policy, now: Instant) {
        guard
            let desk = IntakeDesk(
                policy.catalogue,
                region: sender.region.name,
                party: sender.party.name
            )
        else { return nil }
        received = ReceivedMessage(body: body, headers: [], type: nil, brokerTime: now)
        guard
            let opened = try? desk.messages.open(
                received,
                party: sender.party,
                keys: policy.keys(of: sender.party)
            ), opened.message.kind == .application, let program = desk.program(of: opened.message)
        else { return nil }
        self.sender = sender
        self.program = program
        self.now = now
        message = opened.message
        composer = Composer(policy: policy, epoch: "bench")
    }

    /// Runs all stages once and tells after each; returns how many messages went out.
    package func run(after: (Stage) -> Void) throws -> Int {
        let keys = composer.policy.keys(of: sender.party)
        let opened = try message.open(received, party: sender.party, keys: keys)
        after(.open)
        let values = try message.canonical(
            of: opened.decoded,
            party: sender.party,
            region: sender.region
        )
        after(.map)
        let number = "\(sender.region.code)\(now.day().day.description.filter { $0 != "-" })000001"
        let intake = Cases.Intake(
            number: number,
            source: sender.queue,
            party: sender.party.name,
            applicationNumber: "bench",
            app: values.first ?? .null
        )
        var machine = try CaseMachine.open(
            intake,
            program: program,
            region: sender.region,
            now: now
        )
        let effects = try machine.finish()
        after(.decide)
        var count = 0
        for case .send(let outgoing) in effects {
            _ = try composer.message(
                outgoing,
                of: machine.current,
                program: program,
                region: sender.region,
                now: now
            )
            count += 1
        }
        after(.compose)
        return count
    }
}
