import Values

// Who leads which stage (contracts/LANGUAGE.md, sections 3 and 9).
extension RegionCompiler {
    mutating func leads(_ node: Node?) -> [String: String] {
        var leads: [String: String] = [:]
        for entry in reader.members(node, "leads") {
            leads[entry.key.text] = reader.text(entry.value, "a lead")
        }
        return leads
    }

    /// What a message that several programs send may ask for: the stages that lead in each of them.
    mutating func leadsOfAll(over leads: [String: String]) -> [String: [String]] {
        var all: [[String: [String]]] = []
        for folder in loader.files.folders(in: name) {
            let path = "\(name)/\(folder)"
            guard loader.files.contains("\(path)/program.yaml") else { continue }
            let chain = loader.chain(of: path, main: "program.yaml")
            let node = loader.inherited("program.yaml", in: chain)
            all.append(Self.leads(of: node, over: leads))
        }
        guard var result = all.popLast() else { return leads.mapValues { [$0] } }
        for its in all {
            result = result.filter { its[$0.key] != nil }.reduce(into: [:]) { merged, entry in
                merged[entry.key] = Set(entry.value + (its[entry.key] ?? [])).sorted()
            }
        }
        return result
    }

    /// Stage → the parties that may lead it in a program.
    static func leads(of program: Node?, over leads: [String: String]) -> [String: [String]] {
        var result = leads.mapValues { [$0] }
        for entry in program?["leads"]?.entries ?? [] {
            var parties: [String] = []
            if let name = entry.value.scalar?.text {
                parties = [name]
            } else if let other = entry.value["lead"]?.scalar?.text {
                parties = leads[other].map { [$0] } ?? []
            } else {
                let choices = (entry.value.entries ?? []).filter { $0.key.text != "by" }
                parties = choices.compactMap(\.value.scalar?.text)
            }
            result[entry.key.text] = Set(parties).sorted()
        }
        return result
    }

    /// A party with a mistake of its own is a party all the same.
    mutating func checkLeads(_ parties: Node?, _ node: Node?) {
        let names = (parties?.entries ?? []).map(\.key.text)
        for entry in node?.entries ?? [] {
            guard let party = entry.value.scalar, !names.contains(party.text) else { continue }
            reader.report(
                "LB2031",
                party.span,
                "\(name) has no party '\(party.text)'",
                hint: didYouMean(party.text, among: names)
                    ?? "parties are \(names.joined(separator: ", "))"
            )
        }
    }
}
