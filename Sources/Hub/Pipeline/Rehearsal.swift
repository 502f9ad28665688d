package import Cases
package import Contracts
package import Stores
package import Values

/// What the hub would do with an application, found by the hub's own code in a store that is thrown away.
package struct Rehearsal: Sendable {
    /// Who the application is taken to come from.
    package var sender: Sender
    package var kind: Stores.InboundMessage.Kind
    package var disposition: Stores.Disposition
    package var program: Program?
    /// The stages of the application itself.
    package var stages: InboundStages
    /// Why it is rejected or parked.
    package var problems: [Problem]
    /// Nil unless it was accepted.
    package var opened: Opened?
    /// What would be sent now, in order: orders, notices, or the rejection.
    package var messages: [Message]

    /// A party that hands applications in.
    package struct Sender: Sendable {
        package var region: Region
        package var party: Party

        package var queue: String { Routes.applications(party) }
    }

    /// The case that would be opened.
    package struct Opened: Sendable {
        package var `case`: Case
        package var items: [ItemSummary]
        package var events: [Cases.Event]
        package var alerts: [Cases.Alert]
    }

    package struct Message: Sendable {
        package var message: Stores.OutboundMessage
        /// What an attempt at this moment would carry besides the stable headers.
        package var freshHeaders: [Header]
    }

    /// Takes `body` as if it had come from the sender's queue at `now`.
    ///
    /// - Throws: a fault of the hub itself or of the disk; what is wrong with the application is in the result.
    package init(_ body: [UInt8], from sender: Sender, policy: Policy, now: Instant) throws {
        let arrival = Arrival(
            source: sender.queue,
            body: body,
            headers: [],
            properties: .object(Object()),
            receivedAt: now,
            brokerTime: now
        )
        let verdict = try TrialHub(policy).take(arrival, at: now).verdict
        self.sender = sender
        kind = verdict.kind
        disposition = verdict.disposition
        program = verdict.program.flatMap { policy.catalogue.program($0)?.program }
        stages = policy.stages(of: arrival)
        problems = verdict.problems
        if verdict.disposition == .waiting { problems = [Self.unknownApplication] }
        messages = []
        if let change = verdict.changes.first, let program {
            let machine = try CaseMachine(
                change.stored.case,
                program: program,
                region: sender.region,
                now: now
            )
            opened = Opened(
                case: change.stored.case,
                items: try machine.itemSummaries(),
                events: change.events,
                alerts: change.alerts
            )
        }
        for message in verdict.changes.flatMap(\.outbound) + [verdict.answer].compactMap({ $0 }) {
            let fresh = try policy.freshHeaders(of: message, now: now)
            messages.append(Message(message: message, freshHeaders: fresh))
        }
    }

    private static let unknownApplication = Problem(
        code: "waiting",
        place: Place(),
        expected: "应为新的申请；更新或撤件报文须等其申请先到",
        found: "没有该申报流水号的办件"
    )
}

// MARK: Who sent it

extension Rehearsal {
    /// Who may have sent an application.
    package enum Senders: Sendable {
        case one(Sender)
        /// Several parties' contracts fit it, or none does and several are equally near.
        case several([Sender])
        /// No party of that name takes applications.
        case none
    }

    /// Finds the senders whose contract fits the message; a name given leaves only parties of that name.
    package static func senders(
        of body: [UInt8],
        region: String?,
        party: String?,
        policy: Policy,
        now: Instant
    ) -> Senders {
        let all = policy.senders.filter {
            ($0.region.name == region ?? $0.region.name)
                && ($0.party.name == party ?? $0.party.name)
        }
        let received = ReceivedMessage(body: body, headers: [], type: nil, brokerTime: now)
        var fits: [Sender] = []
        var faults: [(sender: Sender, rank: Int, count: Int)] = []
        for sender in all {
            guard
                let desk = IntakeDesk(
                    policy.catalogue,
                    region: sender.region.name,
                    party: sender.party.name
                )
            else { continue }
            do throws(TranslationFault) {
                _ = try desk.messages.open(
                    received,
                    party: sender.party,
                    keys: policy.keys(of: sender.party)
                )
                fits.append(sender)
            } catch {
                faults.append((sender, error.stage == .validate ? 0 : 1, error.problems.count))
            }
        }
        if fits.isEmpty, let best = faults.map({ ($0.rank, $0.count) }).min(by: <) {
            fits = faults.filter { ($0.rank, $0.count) == best }.map(\.sender)
        }
        return fits.count == 1 ? .one(fits[0]) : fits.isEmpty ? .none : .several(fits)
    }
}

extension Policy {
    /// Every party that hands applications in, in the order of the files.
    package var senders: [Rehearsal.Sender] {
        catalogue.regions.flatMap { region in
            let names = region.programs.flatMap(\.intake)
            return region.parties.filter { $0.isEnabled && names.contains($0.name) }
                .map { Rehearsal.Sender(region: region, party: $0) }
        }
    }

    /// The headers that an attempt to send a message now would carry; none where they are not made anew.
    package func freshHeaders(of message: Stores.OutboundMessage, now: Instant) throws -> [Header] {
        guard let recipe = message.freshness, let region = recipe["region"]?.string,
            let party = recipe["party"]?.string.flatMap({ catalogue.region(region)?.party($0) }),
            let its = recipe["message"]?.string.flatMap({
                catalogue.outbound($0, of: party, in: region)
            })
        else { return [] }
        return try its.freshHeaders(
            of: message.body,
            party: party,
            stamp: MessageStamp(id: "\(message.id)", time: message.createdAt),
            sentAt: now,
            keys: keys(of: party)
        )
    }
}
