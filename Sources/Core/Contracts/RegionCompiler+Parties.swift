import Schemas
import Values

// What a party gives for the contracts that it speaks (contracts/LANGUAGE.md, section 3).
extension RegionCompiler {
    /// A party's own contract, those that items name for it, and those of the programs that it submits to.
    func contracts(of party: Party, _ programs: [RegionCheck.Draft]) -> [Contract] {
        var contracts = party.contract.map { [$0] } ?? []
        for program in programs.map(\.program) {
            for item in program.items where program.candidates(item).contains(party.name) {
                guard let named = item.namedContract,
                    !contracts.contains(where: { $0.name == named.name })
                else { continue }
                contracts.append(named)
            }
            guard program.intake.contains(party.name),
                !contracts.contains(where: { $0.name == program.contract.name })
            else { continue }
            contracts.append(program.contract)
        }
        return contracts
    }

    /// A party gives every parameter and key that its contracts name, and no others.
    mutating func checkParameters(
        of party: Party,
        _ entry: Node.Entry,
        speaking contracts: [Contract]
    ) {
        let given = reader.members(entry.value["parameters"], "parameters")
        for contract in contracts {
            for (parameter, schema) in contract.parameters.sorted(by: { $0.key < $1.key }) {
                if let value = party.parameters[parameter] {
                    let span = given.first { $0.key.text == parameter }?.value.span
                    for violation in schema.validate(value) {
                        reader.report(
                            "LB2063",
                            span ?? entry.key.span,
                            "parameter '\(parameter)' of party '\(party.name)': \(violation.say)"
                        )
                    }
                } else if !isMisspelt(parameter, of: contract, among: given) {
                    reader.report(
                        "LB2062",
                        entry.key.span,
                        "party '\(party.name)' gives no parameter '\(parameter)', which \(contract.name) needs"
                    )
                }
            }
            for key in contract.keys where party.keys[key] == nil {
                reader.report(
                    "LB2065",
                    entry.key.span,
                    "party '\(party.name)' names no secret for the key '\(key)' of \(contract.name)",
                    hint: "add keys: { \(key): <name of the secret in the configuration> }"
                )
            }
        }
        // What a contract that cannot be had would take is not known.
        guard !unread.contains(party.name) else { return }
        if let own = party.contract ?? contracts.first { checkUnknown(given, own, contracts) }
    }

    /// What is misspelt is reported where it stands.
    private func isMisspelt(
        _ parameter: String,
        of contract: Contract,
        among given: [Node.Entry]
    ) -> Bool {
        given.contains {
            contract.parameters[$0.key.text] == nil
                && nearest(to: $0.key.text, among: [parameter]) != nil
        }
    }

    private mutating func checkUnknown(
        _ given: [Node.Entry],
        _ own: Contract,
        _ spoken: [Contract]
    ) {
        let others = secondary.compactMap { contracts[$0] } + spoken
        for entry in given where own.parameters[entry.key.text] == nil {
            if others.contains(where: { $0.parameters[entry.key.text] != nil }) { continue }
            let known = own.parameters.keys.sorted()
            reader.report(
                "LB2064",
                entry.key.span,
                "\(own.name) has no parameter '\(entry.key.text)'",
                hint: didYouMean(entry.key.text, among: known)
                    ?? "it has \(known.isEmpty ? "none" : known.joined(separator: ", "))"
            )
        }
    }
}
