import Cases
import Contracts
import Stores

extension Decider {
    /// Lets an input happen to a stored case.
    func apply(
        _ input: Cases.Input,
        to record: LoadedCase
    ) throws -> (CaseChange, Stores.Disposition) {
        let stored = record.stored
        guard let (region, program) = policy.catalogue.program(record.summary.program) else {
            throw Halt.parked(
                "program",
                expected: "应有联办事项 \(record.summary.program) 的契约",
                found: "未载入",
                group: record.summary.program
            )
        }
        do {
            var machine = try CaseMachine(stored.case, program: program, region: region, now: now)
            let disposition = try machine.apply(input)
            let change = try change(&machine, from: record.summary, stored, program, region)
            return (change, disposition == .applied ? .applied : .recorded)
        } catch let refusal as Refusal {
            throw Verdict.halt(for: refusal, program: program)
        }
    }

    /// Finishes a machine's commit and turns its effects into what is stored. A message that cannot be made is a
    /// fault of ours and halts the whole input.
    func change(
        _ machine: inout CaseMachine,
        from before: CaseSummary?,
        _ stored: StoredCase,
        _ program: Program,
        _ region: Region
    ) throws -> CaseChange {
        var change = CaseChange(before: before, stored: stored)
        var effects = try machine.finish()
        while !effects.isEmpty {
            var again: [Cases.Input] = []
            for effect in effects {
                if case .reconsider(let its) = effect {
                    if let input = try reconsider(its, machine.current, &change, program, region) {
                        again.append(input)
                    }
                } else {
                    try add(effect, of: machine.current, to: &change, program, region)
                }
            }
            for input in again { try machine.apply(input) }
            effects = again.isEmpty ? [] : try machine.finish()
        }
        change.stored.case = machine.current
        return change
    }

    private func add(
        _ effect: Effect,
        of its: Case,
        to change: inout CaseChange,
        _ program: Program,
        _ region: Region
    ) throws {
        switch effect {
        case .send(let outgoing):
            change.outbound.append(
                try composer.message(outgoing, of: its, program: program, region: region, now: now)
            )
        case .alert(let alert): change.alerts.append(alert)
        case .event(let event): change.events.append(event)
        case .limit(let limit): change.limits.append(limit)
        case .identifier(let party, let order, let item):
            change.identifiers.append(
                CaseChange.Identifier(
                    party: "\(region.name).\(party)",
                    partyOrder: order,
                    item: item
                )
            )
        case .works(let works): change.works = works
        case .closed, .reconsider: break
        }
    }

    /// An order whose content an update changed goes again, as the contract says about changes.
    private func reconsider(
        _ its: Reconsideration,
        _ current: Case,
        _ change: inout CaseChange,
        _ program: Program,
        _ region: Region
    ) throws -> Cases.Input? {
        guard let party = region.party(its.party) else { return nil }
        guard let rule = program.item(its.item) else { return nil }
        guard let contract = rule.contract(with: party) else {
            guard let body = rule.body else { return nil }
            let name = "\(program.name)/\(its.item)"
            let before = try composer.mapped(its.before, body: body, party: party, name: name)
            let after = try composer.mapped(its.after, body: body, party: party, name: name)
            return before == after ? nil : .resend(item: its.item, .order)
        }
        let stem = contract.changes == .update ? OrderStem.update : .order
        let before = try composer.mapped(
            its.before,
            stem: stem.rawValue,
            party: party,
            contract: contract
        )
        let after = try composer.mapped(
            its.after,
            stem: stem.rawValue,
            party: party,
            contract: contract
        )
        if before == after { return nil }
        guard contract.changes == .ask else { return .resend(item: its.item, stem) }
        change.alerts.append(
            Cases.Alert(
                kind: "changed",
                key: "changed|\(current.number)|\(its.item)|\(current.appVersion)",
                text: "申请已更正，\(party.title)的契约要求人工确认是否重发工单",
                item: its.item
            )
        )
        return nil
    }
}
