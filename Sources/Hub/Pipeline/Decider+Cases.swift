import Cases
import Contracts
import Formats
import Stores
import Values

extension Decider {
    /// Lets an input happen to a stored case.
    func apply(
        _ input: Cases.Input, to record: CaseRecord
    ) throws -> (CaseChange, Stores.Disposition) {
        let stored = try StoredCase(record.state)
        guard let (region, program) = policy.catalogue.program(record.summary.program) else {
            throw Halt.parked(
                "program", expected: "应有联办事项 \(record.summary.program) 的契约", found: "未载入",
                group: record.summary.program
            )
        }
        let transition: Transition
        do throws(Refusal) {
            transition = try CaseMachine(program, region: region).apply(input, to: stored.case, at: now)
        } catch {
            throw Verdict.halt(for: error, program: program)
        }
        var change = try change(
            transition, before: record.summary, stored.applicationDigest, program, region
        )
        change.firstMessage = stored.firstMessage
        return (change, transition.disposition == .applied ? .applied : .recorded)
    }

    /// Turns effects into what is stored; a message that cannot be made is a fault of ours and halts the whole input.
    func change(
        _ transition: Transition, before: CaseSummary?, _ digest: String, _ program: Program, _ region: Region
    ) throws -> CaseChange {
        var change = CaseChange(before: before, after: transition.case, applicationDigest: digest)
        try add(transition.effects, to: &change, program, region)
        return change
    }

    private func add(
        _ effects: [Effect], to change: inout CaseChange, _ program: Program, _ region: Region
    ) throws {
        for effect in effects {
            switch effect {
            case .send(let outgoing):
                change.outbound.append(
                    try composer.message(outgoing, of: change.after, program: program, region: region, now: now)
                )
            case .alert(let alert): change.alerts.append(alert)
            case .event(let event): change.events.append(event)
            case .limit(let limit): change.limits.append(limit)
            case .closed: break
            case .identifier(let party, let order, let item):
                change.identifiers.append(
                    CaseChange.Identifier(party: "\(region.name).\(party)", partyOrder: order, item: item)
                )
            case .reconsider(let reconsideration):
                try reconsider(reconsideration, &change, program, region)
            }
        }
    }

    /// An order whose content an update changed goes again, under what the contract says about changes.
    private func reconsider(
        _ its: Reconsideration, _ change: inout CaseChange, _ program: Program, _ region: Region
    ) throws {
        guard let party = region.party(its.party),
            let contract = program.item(its.item)?.contract ?? party.contract
        else { return }
        let stem = contract.changes == .update ? "update" : "order"
        let before = try? composer.mapped(its.before, stem: stem, party: party, contract: contract)
        let after = try composer.mapped(its.after, stem: stem, party: party, contract: contract)
        if before == after { return }
        if contract.changes == .ask {
            change.alerts.append(
                Cases.Alert(
                    kind: "changed", key: "changed|\(change.after.number)|\(its.item)|\(change.after.appVersion)",
                    text: "申请已更正，\(party.title)的契约要求人工确认是否重发工单", item: its.item
                )
            )
            return
        }
        let transition: Transition
        do throws(Refusal) {
            transition = try CaseMachine(program, region: region)
                .apply(.resend(item: its.item, OrderStem(rawValue: stem) ?? .order), to: change.after, at: now)
        } catch {
            throw Verdict.halt(for: error, program: program)
        }
        change.after = transition.case
        try add(transition.effects, to: &change, program, region)
    }
}

/// A case as its row keeps it: the machine's state, and what the hub knows about the application's own message.
struct StoredCase {
    var `case`: Case
    var applicationDigest: String
    /// The inbound message that opened the case.
    var firstMessage: Int64?

    init(_ case: Case, applicationDigest: String, firstMessage: Int64?) {
        self.case = `case`
        self.applicationDigest = applicationDigest
        self.firstMessage = firstMessage
    }

    init(_ bytes: [UInt8]) throws {
        let value = try JSON.decode(bytes)
        self.init(
            try Case(decoding: value["case"] ?? .null), applicationDigest: value["digest"]?.string ?? "",
            firstMessage: value["message"]?.int.map(Int64.init)
        )
    }

    var bytes: [UInt8] {
        var object: Object = Object([("digest", .string(applicationDigest)), ("case", `case`.encode())])
        object["message"] = firstMessage.map { .int($0) }
        return JSON.encode(.object(object))
    }
}
