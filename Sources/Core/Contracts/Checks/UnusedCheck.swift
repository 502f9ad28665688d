import Values

/// Finds what stands in a contracts folder and has no effect: files that nothing reads, messages that nobody is sent.
/// Nothing holds those against either side, so that their mistakes would show on the day they are first used.
struct UnusedCheck {
    let files: ContractFiles
    /// The files that were read.
    let read: Set<String>
    let regions: [Region]

    func diagnostics() -> [Diagnostic] { unreadFiles() + unsentMessages() }

    // MARK: Files

    private func unreadFiles() -> [Diagnostic] {
        let unread = files.bytes.keys.filter { Self.isRule($0) && !read.contains($0) }
        let contracts = Set(unread.filter { $0.hasSuffix("/contract.yaml") }.map(Self.folder(of:)))
        return unread.sorted().compactMap { path in
            let isContract = path.hasSuffix("/contract.yaml")
            // Of a contract that nobody speaks, one line is enough.
            if !isContract, contracts.contains(Self.folder(of: path)) { return nil }
            return Diagnostic(
                .warning,
                code: "LB2005",
                span: SourceSpan(file: path, line: 1, column: 1),
                message: isContract
                    ? "no party, item or program uses this contract, so it is not checked"
                    : "nothing reads this file",
                hint: isContract
                    ? "name it at a party of region.yaml: contract: \(Self.folder(of: path))"
                    : Self.hint(path)
            )
        }
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    private static let endings = [
        ".map.yaml", ".schema.json", "contract.yaml", "program.yaml", Requirements.file,
    ]

    /// Whether a file looks like a part of the contract language.
    private static func isRule(_ path: String) -> Bool {
        !path.hasPrefix("canonical/") && !path.contains("/examples/")
            && endings.contains { path.hasSuffix($0) }
    }

    private static func hint(_ path: String) -> String {
        if path.hasSuffix("program.yaml") { return "a program is a folder of a region" }
        return path.hasSuffix(Requirements.file)
            ? "a register stands beside region.yaml"
            : "messages stand in a folder with a contract.yaml"
    }

    // MARK: Messages

    private func unsentMessages() -> [Diagnostic] {
        var sent: Set<String> = []
        var all: [OutboundMessage] = []
        for region in regions {
            for program in region.programs {
                all += program.contract.outbound.values
                sent.formUnion(self.sent(by: program, in: region))
            }
            let spoken =
                region.parties.compactMap(\.contract)
                + region.programs.flatMap(\.items).compactMap(\.namedContract)
            all += spoken.flatMap(\.outbound.values)
        }
        var seen = sent
        return all.sorted { $0.name < $1.name }.compactMap { message in
            guard seen.insert(message.name).inserted, isOwn(message) else { return nil }
            return Diagnostic(
                .warning,
                code: "LB2244",
                span: message.map.root.span,
                message: "no rule sends \(message.name), so it is not checked",
                hint:
                    "a map is named after what it is for: order, update, cancel, refusal, outcome, rejection, or a notice that its party gets"
            )
        }
    }

    /// Whether the contract's own folder has a file of it: what a folder only takes over is none of its doing.
    private func isOwn(_ message: OutboundMessage) -> Bool {
        [".map.yaml", ".schema.json"].contains { files.bytes["\(message.name)\($0)"] != nil }
    }

    private func sent(by program: Program, in region: Region) -> [String] {
        let own = program.contract.name
        var sent = ["\(own)/outcome", "\(own)/rejection"]
        for item in program.items {
            let spoken = program.candidates(item).compactMap { party in
                item.contract(with: region.party(party))
            }
            for contract in spoken {
                sent += ["order", "update", "cancel", "refusal"].map { "\(contract.name)/\($0)" }
            }
        }
        for notice in program.notices {
            sent.append("\(own)/\(notice.id)")
            var recipients = region.parties
            if case .parties(let names) = notice.to {
                recipients = names.compactMap { region.party($0) }
            }
            sent += recipients.compactMap(\.contract).map { "\($0.name)/\(notice.id)" }
        }
        return sent
    }
}
