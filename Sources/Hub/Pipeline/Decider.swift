import Cases
import Contracts
import OpenSSL
import Stores
import Values

/// Decides what a message does: reads the store, never writes it (design, section 3).
struct Decider {
    let policy: Policy
    let composer: Composer
    let store: any StoreReader
    let cases: CaseMemo
    let now: Instant
    /// Gives a new case its number.
    let allocate: (_ region: String, _ day: Day) throws -> CaseNumber

    /// What `arrival` does. `existing` is the stored message where one is taken up again.
    func verdict(on arrival: Arrival, existing: Stores.InboundMessage? = nil) throws -> Verdict {
        if arrival.isInternal { return try internalInput(arrival, existing: existing) }
        guard let source = policy.routes.sources[arrival.source] else {
            // What comes from a queue that the hub writes to was dead-lettered there, however often it was set aside.
            let isDead = arrival.isDead || policy.routes.destinations.contains(arrival.source)
            var verdict = isDead ? try deadLetter(arrival) : stray(arrival)
            do {
                try checkKey(verdict.identity ?? "", arrival, content: nil, existing: existing)
            } catch let halt as Halt {
                verdict.refusedOrder = nil
                verdict.alerts = []
                verdict.halt(halt)
            }
            return verdict
        }
        switch source {
        case .applications(let region, let party):
            guard let desk = IntakeDesk(policy.catalogue, region: region, party: party) else {
                break
            }
            return try intake(arrival, desk, existing: existing)
        case .replies(let region, let party):
            guard let region = policy.catalogue.region(region), let party = region.party(party)
            else { break }
            return try reply(arrival, region, party, existing: existing)
        case .dead: break
        }
        throw StoreError(.conflict, "\(arrival.source): its party is gone")
    }

    /// The identity of a message that cannot be opened: its message-id, else its bytes.
    func rawIdentity(_ arrival: Arrival) -> String {
        arrival.messageID ?? "sm3:" + Fingerprint.hex(of: arrival.body)
    }

    func identity(
        _ arrival: Arrival,
        _ opened: OpenedMessage,
        _ identity: Contract.Identity
    ) -> String {
        switch identity {
        case .messageID: return rawIdentity(arrival)
        case .content:
            return "content:" + String(decoding: Hex.encode(opened.contentDigest), as: UTF8.self)
        case .fields(let pointers):
            let parts = pointers.map { pointer in
                opened.decoded.at(pointer).map { $0.string ?? $0.number?.text ?? $0.kind } ?? ""
            }
            return "fields:" + parts.joined(separator: "|")
        }
    }

    /// Throws `duplicate` or parks where the identity is taken by another message.
    func checkKey(
        _ identity: String,
        _ arrival: Arrival,
        content: [UInt8]?,
        existing: Stores.InboundMessage?
    ) throws {
        guard let key = try store.key(source: arrival.source, identity: identity),
            key.message != existing?.id
        else { return }
        if key.rawDigest == Stores.Digest(of: arrival.body) {
            throw Halt.duplicate(of: key.message, in: key.caseNumber)
        }
        if let content, let first = key.contentDigest, first == Stores.Digest(content) {
            throw Halt.duplicate(of: key.message, in: key.caseNumber)
        }
        throw Halt.parked(
            "id-conflict",
            at: Place(wire: "message-id"),
            expected: "同一报文标识的内容应一致",
            found: "与第 \(key.message) 号报文标识相同而内容不同",
            group: arrival.source
        )
    }

    /// A message from a queue that no party writes to.
    private func stray(_ arrival: Arrival) -> Verdict {
        var verdict = Verdict(.parked, .unknown)
        verdict.identity = rawIdentity(arrival)
        verdict.halt(
            .parked("source", expected: "应来自已登记的队列", found: arrival.source, group: "source")
        )
        return verdict
    }

    /// A message of ours that its receiver dead-lettered, or one that nobody knows.
    private func deadLetter(_ arrival: Arrival) throws -> Verdict {
        var verdict = Verdict(.recorded, .internal)
        verdict.identity = "dead:" + rawIdentity(arrival)
        guard let id = arrival.messageID.flatMap({ MessageID($0) }),
            let sent = try store.outbound(id: id)
        else {
            verdict.halt(
                .parked(
                    "dead-letter",
                    expected: "应为本平台发出的报文",
                    found: arrival.source,
                    group: "dead-letter"
                )
            )
            return verdict
        }
        verdict.caseNumber = sent.caseNumber
        verdict.item = sent.item
        verdict.party = sent.party
        // A copy that its receiver refused again says nothing new.
        guard sent.state != .refused, sent.state != .blocked else { return verdict }
        verdict.refusedOrder = sent.sequence
        var alert = Stores.Alert(
            at: now,
            kind: "refused",
            key: "refused|\(sent.id)",
            text: "报文 \(sent.id) 被接收方 \(sent.party) 退回，请核对后重发"
        )
        alert.caseNumber = sent.caseNumber
        alert.item = sent.item
        alert.party = sent.party
        verdict.alerts = [alert]
        return verdict
    }
}

extension Verdict {
    /// Turns the verdict into what a halt says.
    mutating func halt(_ halt: Halt) {
        changes = []
        switch halt {
        case .duplicate(let first, let number):
            disposition = .duplicate
            caseNumber = number
            duplicateOf = first
            takesKey = false
        case .rejected(let problems):
            disposition = .rejected
            self.problems = problems
        case .parked(let problems, let group):
            disposition = .parked
            self.problems = problems
            problemKey = problems.first.map { "\($0.code)|\(group)|\($0.place.pointer)" } ?? group
            if problems.first?.code == "id-conflict" { takesKey = false }
        case .waiting(let keys):
            disposition = .waiting
            waitingFor = keys
        }
    }

    /// What a fault of translation means: the sender's fault in an application is a rejection, all else is parked.
    static func halt(for fault: TranslationFault, isApplication: Bool) -> Halt {
        fault.isTheirs && isApplication
            ? .rejected(fault.problems) : .parked(fault.problems, group: fault.message)
    }

    /// What a refusal of the case machine means.
    static func halt(for refusal: Refusal, program: Program) -> Halt {
        switch refusal {
        case .rejected(let problems): .rejected(problems)
        case .parked(let code, let say):
            .parked(code, expected: say, found: "", group: program.name)
        case .fault(let fault):
            .parked(
                "rule",
                expected: fault.message,
                found: fault.span.description,
                group: program.name
            )
        }
    }
}

/// The programs that a party hands applications in for.
struct IntakeDesk {
    let region: Region
    let party: Party
    let programs: [Program]
    /// Their inbound messages.
    let messages: [Contracts.InboundMessage]

    init?(_ catalogue: Catalogue, region name: String, party partyName: String) {
        guard let region = catalogue.region(name), let party = region.party(partyName) else {
            return nil
        }
        self.region = region
        self.party = party
        programs = region.programs.filter { $0.intake.contains(partyName) }
        messages = programs.flatMap(\.contract.inbound)
    }

    func program(of message: Contracts.InboundMessage) -> Program? {
        programs.first { message.name == "\($0.contract.name)/\(message.stem)" }
    }
}
