import Broker
import Contracts
import Documents
import Examples
import Pipeline
import Schemas
import System
import Values

/// `lianban docs`: what is handed to partners, made from the compiled contracts.
enum Docs {
    static let out = Option("out", .directory, "the folder to write to (required)")
    static let region = Option("region", .text, "only this region")
    static let party = Option("party", .text, "only this party")
    static let force = Option(
        flag: "force",
        "write into a folder that holds other things, and over files that were changed by hand"
    )

    static let command = Command(
        name: "docs",
        summary:
            "write each partner's interface specification: Chinese pages, JSON Schema, XSD, layouts, AsyncAPI",
        section: "Contracts",
        discussion: """
            Everything is made from the contracts as the hub runs them, with messages of the examples as samples. OUT then \
            holds index.html, and for each party its page with schemas and samples; the same contracts give the same bytes. \
            A list in OUT tells what was written, so that a second run replaces its own files only and removes what is \
            generated no longer.
            """,
        options: [out, region, party, force],
        arguments: [Check.folder],
        examples: [
            .init("lianban docs contracts --out handover", "all regions and parties"),
            .init(
                "lianban docs --out handover --party tower",
                "one party of the configured folder"
            ),
        ],
        exits: [.findings, .notFound, .refused],
        action: run
    )

    @Sendable static func run(_ arguments: Arguments, _ output: Output) throws -> ExitCode {
        guard let folder = arguments[out] else {
            throw CommandFailure(
                .usage,
                "--out is missing",
                next: "name the folder to write to, such as --out handover"
            )
        }
        let path = try arguments[Check.folder] ?? Setting(arguments).configuration.contracts
        let catalogue = try catalogue(path)
        let selection = PartnerDocuments.Selection(
            region: arguments[region],
            party: arguments[party]
        )
        try check(selection, catalogue)
        let files = PartnerDocuments.files(
            of: catalogue,
            wiring: Routes(catalogue).wiring,
            samples: try samples(path, catalogue),
            selection: selection
        )
        guard !files.isEmpty else {
            throw CommandFailure(
                .notFound,
                "no message passes between the hub and what is selected"
            )
        }
        let result: DocumentFolder.Result
        do throws {
            result = try DocumentFolder(path: folder).write(files, force: arguments[force])
        } catch let error as SystemError {
            throw CommandFailure(.refused, error.message)
        }
        report(result, files, folder, output)
        return .ok
    }

    private static func catalogue(_ path: String) throws -> Catalogue {
        let files: ContractFiles
        do throws(SystemError) {
            files = try ContractFolder.read(path)
        } catch {
            throw CommandFailure(.notFound, "no contracts at \(path): \(error.message)")
        }
        let (catalogue, diagnostics) = Catalogue.compile(files)
        if let catalogue { return catalogue }
        let errors = diagnostics.filter { $0.severity == .error }
        throw CommandFailure(
            .findings,
            "the contracts in \(path) have \(counted(errors.count, "error")), the first: \(errors.first?.description ?? "")",
            next: "see them all with: lianban check \(path)"
        )
    }

    private static func samples(_ path: String, _ catalogue: Catalogue) throws -> [Sample] {
        do {
            return try ExampleSamples.read(path, catalogue)
        } catch let error as SystemError {
            throw CommandFailure(.notFound, "an example cannot be read: \(error.message)")
        } catch let diagnostics as Diagnostics {
            throw CommandFailure(
                .findings,
                diagnostics.list.first?.description ?? "an example cannot be read"
            )
        }
    }

    private static func check(
        _ selection: PartnerDocuments.Selection,
        _ catalogue: Catalogue
    ) throws {
        func refuse(_ what: String, _ name: String, _ known: [String]) -> CommandFailure {
            CommandFailure(
                .notFound,
                "there is no \(what) '\(name)'",
                next: "known are \(Set(known).sorted().joined(separator: ", "))"
            )
        }
        if let name = selection.region, catalogue.region(name) == nil {
            throw refuse("region", name, catalogue.regions.map(\.name))
        }
        let regions = catalogue.regions.filter { selection.region ?? $0.name == $0.name }
        let parties = regions.flatMap(\.parties).map(\.name)
        if let name = selection.party, !parties.contains(name) {
            throw refuse("party", name, parties)
        }
    }

    private static func report(
        _ result: DocumentFolder.Result,
        _ files: [DocumentFile],
        _ folder: String,
        _ output: Output
    ) {
        let written = Set(result.written.map(\.path))
        output.show {
            Value.object(
                Object([
                    ("folder", .string(folder)),
                    (
                        "files",
                        .array(
                            files.map {
                                [
                                    "path": .string($0.path), "bytes": .int($0.bytes.count),
                                    "written": .bool(written.contains($0.path)),
                                ]
                            }
                        )
                    ),
                    ("removed", Value(result.removed)),
                ])
            ).jsonText
        } people: {
            for file in result.written { output.line("\(folder)/\(file.path)") }
            for path in result.removed { output.line("removed \(folder)/\(path)") }
            output.line(
                "\(counted(result.written.count, "file")) written, \(result.unchangedCount) unchanged, \(result.removed.count) removed; begin with \(folder)/index.html"
            )
        }
    }
}

extension Routes {
    /// The virtual host of all queues (design, section 8).
    private static let virtualHost = "lianban"

    /// Where each party's messages pass, for its documents.
    var wiring: Wiring {
        let (sources, destinations) = (Set(sources.keys), destinations)
        return Wiring(virtualHost: Self.virtualHost, deadExchange: Topology.deadExchange) {
            _,
            party in
            let named: [(Wiring.Way, String)] = [
                (.orders, Self.orders(party)), (.notices, Self.notices(party)),
                (.outcomes, Self.outcomes(party)), (.replies, Self.replies(party)),
                (.applications, Self.applications(party)),
            ]
            return named.compactMap { way, queue in
                let isToParty = way.isToParty
                guard isToParty ? destinations.contains(queue) : sources.contains(queue) else {
                    return nil
                }
                return Wiring.Channel(
                    way: way,
                    queue: queue,
                    exchange: isToParty ? Topology.outExchange : queue,
                    exchangeType: isToParty ? "direct" : "fanout",
                    routingKey: isToParty ? queue : ""
                )
            }
        }
    }
}
