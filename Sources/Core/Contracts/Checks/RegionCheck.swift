import Expressions
import Schemas
import Values

/// Checks a compiled region: every map and rule against both of its sides (contracts/LANGUAGE.md, section 12).
struct RegionCheck {
    /// A program, and what its expressions see.
    struct Draft {
        var program: Program
        var dialect: Dialect
    }

    let region: Region
    let programs: [Draft]
    let contracts: [Contract]
    /// Parties whose contract has mistakes of its own: what they are sent and report is not known.
    let unread: Set<String>
    let shared: SharedContracts

    func findings() -> Findings {
        var found = Findings()
        var reports: [String: Reports] = [:]
        for contract in contracts {
            var check = ReplyCheck(region: region, contract: contract)
            var envelopes = EnvelopeCheck(contract: contract, region: region)
            for party in parties(of: contract) {
                check.run(for: party)
                envelopes.run(for: party)
            }
            found.merge(check.findings)
            found.merge(envelopes.findings)
            reports[contract.name] = check.reports
        }
        for draft in programs {
            let program = draft.program
            let told = self.reports(program, reports)
            var check = ProgramCheck(
                region: region,
                program: program,
                dialect: draft.dialect,
                unread: unread,
                reports: told,
                shared: shared
            )
            check.run()
            found.merge(check.findings)
            var waits = WaitCheck(program: program, reports: told)
            waits.run()
            found.merge(waits.findings)
            found.merge(correlation(program, reports))
        }
        let rest = contracts.flatMap(CodeUse.unused) + indistinct()
        for diagnostic in rest { found.report(diagnostic) }
        return found
    }

    /// What arrives in one queue: the answers of a party, and what it submits.
    private func indistinct() -> [Diagnostic] {
        var found: [Diagnostic] = []
        for party in region.parties {
            let spoken = contracts.filter { contract in
                self.parties(of: contract).contains { $0.name == party.name }
            }
            let programs = programs.map(\.program).filter { $0.intake.contains(party.name) }
            let submitted = Set(programs.map(\.contract.name))
            found += InboundCheck.indistinct(
                spoken.flatMap(\.inbound).filter { $0.kind == .reply }
            )
            found += InboundCheck.indistinct(
                spoken.filter { submitted.contains($0.name) }.flatMap(\.inbound)
            )
        }
        return found
    }

    private func parties(of contract: Contract) -> [Party] {
        region.parties.filter { party in
            party.contract?.name == contract.name
                || programs.contains { draft in
                    // The acceptance systems of a program all speak its own contract.
                    draft.program.contract.name == contract.name
                        && draft.program.intake.contains(party.name)
                        || draft.program.items.contains {
                            $0.namedContract?.name == contract.name
                                && draft.program.candidates($0).contains(party.name)
                        }
                }
        }
    }

    private func contract(_ item: ItemRule, _ party: String) -> Contract? {
        item.replyContract(with: region.party(party))
    }

    /// What can be told about each item, by whichever party gets it.
    private func reports(
        _ program: Program,
        _ reports: [String: Reports]
    ) -> [String: Reports] {
        var result: [String: Reports] = [:]
        for item in program.items {
            var its = Reports()
            for party in program.candidates(item) {
                guard let contract = contract(item, party) else {
                    its.formUnion(.everything(shared.reply))
                    continue
                }
                its.formUnion(reports[contract.name] ?? Reports())
                if case .canonical = item.terms { its.formUnion(.everything(shared.reply)) }
            }
            result[item.id] = its
        }
        return result
    }

    /// A reply that names only the case finds its item where the party has no other in the program.
    private func correlation(
        _ program: Program,
        _ reports: [String: Reports]
    ) -> Findings {
        var findings = Findings()
        for party in region.parties {
            let items = program.items.filter { program.candidates($0).contains(party.name) }
            guard items.count > 1, let second = items.dropFirst().first else { continue }
            for contract in Set(items.compactMap { self.contract($0, party.name)?.name }) {
                guard let its = reports[contract], its.namesCase, !its.namesItem else { continue }
                findings.report(
                    "LB2234",
                    second.provenance.span,
                    "replies of \(contract) name only the case, and '\(party.name)' has \(items.count) items here: \(items.map(\.id).joined(separator: ", "))",
                    hint: "let its order carry item.number and its reply give it back"
                )
            }
        }
        return findings
    }
}
