import Formats
package import Schemas
package import Values

/// Everything under `contracts/`, compiled: what the hub runs on.
package struct Catalogue: Sendable {
    package var regions: [Region]
    /// What the documents of the regions ask for, where a region has written it down. A register may stand there before
    /// its region.
    package var requirements: [Requirements]
    package var titles: CodeTitles
    /// The canonical application.
    package var application: Schema
    /// What a party sends whose contract is `canonical`.
    package var canonicalReply: InboundMessage
    /// The personal data of the canonical application and reply.
    package var personal: Personal

    package struct Personal: Sendable {
        package var application: [PersonalField]
        package var reply: [PersonalField]
    }
    /// How such a party would answer, for the simulator.
    package var canonicalAnswers: [AnswerMessage]

    package func region(_ name: String) -> Region? { regions.first { $0.name == name } }

    package func program(_ name: String) -> (region: Region, program: Program)? {
        for region in regions {
            if let program = region.program(name) { return (region, program) }
        }
        return nil
    }

    /// The messages by which a party answers: those of its contract, and of contracts that items name for it.
    package func replies(of party: Party, in region: Region) -> [InboundMessage] {
        let contracts = contracts(of: party, in: region)
        let own = contracts.flatMap(\.inbound).filter { $0.kind == .reply }
        return contracts.isEmpty || region.awaitsCanonicalReplies(from: party)
            ? own + [canonicalReply] : own
    }

    /// The contracts that a party speaks: its own, and those that items name for it.
    package func contracts(of party: Party, in region: Region) -> [Contract] {
        var contracts = party.contract.map { [$0] } ?? []
        for program in region.programs {
            for item in program.items where program.candidates(item).contains(party.name) {
                guard let named = item.namedContract,
                    !contracts.contains(where: { $0.name == named.name })
                else { continue }
                contracts.append(named)
            }
        }
        return contracts
    }

    /// Compiles a whole folder. All errors of all files come in one run; there is no catalogue while there is any.
    /// An observer is told what the rules do from then on, wherever the catalogue is used.
    package static func compile(
        _ files: ContractFiles,
        observer: (any RuleObserver)? = nil
    ) -> (catalogue: Catalogue?, diagnostics: [Diagnostic]) {
        var loader = NodeLoader(files: files)
        var reader = RuleReader()
        guard var shared = SharedContracts.compile(&loader, &reader) else {
            return (nil, loader.diagnostics + reader.diagnostics)
        }
        shared.observer = observer
        var regions: [Region] = []
        var findings = Findings()
        var requirements: [Requirements] = []
        for folder in files.folders(in: "") where !SharedContracts.folders.contains(folder) {
            // Read outside of the region's record of files: a program does not become another one by it.
            let register = "\(folder)/\(Requirements.file)"
            if let node = loader.node(register) {
                requirements.append(Requirements.compile(folder, node, &reader))
            }
            guard files.contains("\(folder)/region.yaml") else {
                if files.contains(only: register, in: folder) { continue }
                reader.report(
                    "LB2002",
                    SourceSpan(file: "\(folder)/region.yaml", line: 1, column: 1),
                    "\(folder)/region.yaml is missing",
                    hint:
                        "beside \(SharedContracts.folders.joined(separator: ", ")) every folder is a region"
                )
                continue
            }
            var compiler = RegionCompiler(name: folder, shared: shared, loader: loader)
            if let region = compiler.compile() { regions.append(region) }
            loader = compiler.loader
            reader.report(compiler.reader.diagnostics)
            findings.merge(compiler.findings)
        }
        reader.report(findings.diagnostics(after: loader.diagnostics + reader.diagnostics))
        if regions.isEmpty, loader.diagnostics.isEmpty, !reader.hasErrors {
            reader.report(
                "LB2001",
                SourceSpan(file: ".", line: 1, column: 1),
                "no folder here holds a region.yaml",
                hint: "name the folder that contains the regions: contracts/"
            )
        }
        var seen: Set<Diagnostic> = []
        var found = (loader.diagnostics + reader.diagnostics).filter { seen.insert($0).inserted }
        let isBroken = found.contains { $0.severity == .error }
        // While something is refused, it is not known what would use the rest.
        if !isBroken {
            found += UnusedCheck(files: files, read: loader.everRead, regions: regions)
                .diagnostics()
        }
        guard !isBroken, let reply = shared.canonicalReply else { return (nil, found) }
        let personal = Personal(
            application: PersonalField.all(of: shared.application),
            reply: PersonalField.all(of: shared.reply)
        )
        return (
            Catalogue(
                regions: regions,
                requirements: requirements,
                titles: shared.titles,
                application: shared.application,
                canonicalReply: reply,
                personal: personal,
                canonicalAnswers: shared.canonicalAnswer.map { [$0] } ?? []
            ), found
        )
    }
}

/// What all regions share: the canonical messages and codes.
struct SharedContracts {
    /// What is no region.
    static let folders = ["calendars", "canonical", "shared"]

    var application: Schema
    var reply: Schema
    /// The schema of the reply as it is written.
    var replySource: Value
    var titles: CodeTitles
    var canonicalAnswer: AnswerMessage?
    var observer: (any RuleObserver)?

    static func compile(_ loader: inout NodeLoader, _ reader: inout RuleReader) -> SharedContracts?
    {
        func missing(_ path: String) {
            reader.report(
                "LB2002",
                SourceSpan(file: path, line: 1, column: 1),
                "\(path) is missing",
                hint: "every contracts folder has the canonical messages, codes and answer"
            )
        }
        var schemas: [Schema] = []
        var sources: [Value] = []
        for name in ["application", "reply"] {
            let path = "canonical/\(name).schema.json"
            guard let node = loader.node(path) else {
                if !loader.files.contains(path) { missing(path) }
                continue
            }
            do throws(Diagnostics) {
                schemas.append(try Schema.compile(node, options: .message))
                sources.append(node.value)
            } catch {
                reader.report(error.list)
            }
        }
        var titles: CodeTitles?
        if let node = loader.node("canonical/codes.yaml") {
            titles = CodeTitles.compile(node, &reader)
        } else if !loader.files.contains("canonical/codes.yaml") {
            missing("canonical/codes.yaml")
        }
        let answer = "canonical/answer.map.yaml"
        if !loader.files.contains(answer) { missing(answer) }
        guard schemas.count == 2, let titles else { return nil }
        var shared = SharedContracts(
            application: schemas[0],
            reply: schemas[1],
            replySource: sources[1],
            titles: titles
        )
        if let node = loader.node(answer), let reply = shared.canonicalReply {
            var compiler = AnswerCompiler(shared: shared, base: nil, codes: [:])
            shared.canonicalAnswer = compiler.compile("answer", node, reply, &reader)
        }
        return shared
    }

    /// The canonical reply as a message of its own: what it says is what it means.
    var canonicalReply: InboundMessage? {
        guard let codec = try? Codec(format: .json, charset: .utf8, layout: nil) else { return nil }
        return InboundMessage(
            name: "canonical/reply",
            stem: "reply",
            kind: .reply,
            schema: reply,
            codec: codec,
            map: .identity,
            envelope: .none,
            source: MessageSource(
                schema: replySource,
                provenance: Program.Provenance(span: reply.span)
            ),
            input: TypedValue(reply)
        )
    }

    /// SM3 over the paths and bytes of the files that a program was compiled from, calendars left out: those are never
    /// pinned (G7).
    func digest(_ files: ContractFiles, _ read: Set<String>) -> String {
        var input: [UInt8] = []
        for path in read.sorted() where !path.hasPrefix("calendars/") {
            input += Array(path.utf8) + [0] + (files.bytes[path] ?? []) + [0]
        }
        return Fingerprint.hex(of: input)
    }
}

extension Catalogue {
    /// The message of a name (`<contract>/<stem>`) that a party gets: by its contract, an item's, or a program's.
    package func outbound(_ name: String, of party: Party, in region: String) -> OutboundMessage? {
        guard let region = self.region(region) else { return nil }
        var contracts = party.contract.map { [$0] } ?? []
        for program in region.programs {
            contracts.append(program.contract)
            contracts += program.items.compactMap(\.namedContract)
        }
        for contract in contracts {
            if let message = contract.outbound.values.first(where: { $0.name == name }) {
                return message
            }
        }
        return nil
    }
}
