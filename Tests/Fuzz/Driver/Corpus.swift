import Contracts
import Formats
import Pipeline
import Schemas
import System
import Values

/// What inputs are made from: the contracts that are shipped, and their examples.
struct Corpus: Sendable {
    let files: ContractFiles
    let catalogue: Catalogue
    /// Every file of every example, by path.
    let examples: [(path: String, bytes: [UInt8])]

    init(contracts folder: String) throws {
        files = try ContractFolder.read(folder)
        let (catalogue, diagnostics) = Catalogue.compile(files)
        guard let catalogue else {
            throw Finding("\(folder) does not compile: \(diagnostics.first?.description ?? "")")
        }
        self.catalogue = catalogue
        var examples: [(String, [UInt8])] = []
        try Self.add(folder, isExample: false, &examples)
        self.examples = examples.sorted { $0.0 < $1.0 }
    }

    private static func add(
        _ folder: String,
        isExample: Bool,
        _ examples: inout [(String, [UInt8])]
    ) throws {
        for entry in try Directory.list(folder) {
            let path = "\(folder)/\(entry.name)"
            switch entry.kind {
            case .directory:
                try add(path, isExample: isExample || entry.name == "examples", &examples)
            case .file where isExample: examples.append((path, try File.read(path)))
            default: break
            }
        }
    }

    /// The bytes of all examples with a file name that ends so.
    func examples(_ suffix: String) -> [[UInt8]] {
        examples.filter { $0.path.hasSuffix(suffix) }.map(\.bytes)
    }

    /// The contracts of all parties and programs.
    var contracts: [Contract] {
        var found: [String: Contract] = [:]
        for region in catalogue.regions {
            for party in region.parties {
                for its in catalogue.contracts(of: party, in: region) { found[its.name] = its }
            }
            for program in region.programs { found[program.contract.name] = program.contract }
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Every message that is shipped: how its bytes are read, and what it may say.
    var messages: [(name: String, codec: Codec, schema: Schema)] {
        contracts.flatMap { contract in
            contract.outbound.values.map { ($0.name, $0.codec, $0.schema) }
                .sorted { $0.0 < $1.0 } + contract.inbound.map { ($0.name, $0.codec, $0.schema) }
        }
    }
}
