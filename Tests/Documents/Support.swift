import Contracts
import Examples
import Formats
import Pipeline
import Schemas
import System
import Testing
import Values

@testable import Documents
@testable import lianban

/// The shipped contracts with their documents, made once.
enum Shipped {
    static let root = (0..<3).reduce(#filePath) { path, _ in File.directory(of: path) }
    static let contracts = "\(root)/contracts"

    static let catalogue: Catalogue? = {
        guard let files = try? ContractFolder.read(contracts) else { return nil }
        return Catalogue.compile(files).catalogue
    }()

    static func files(_ selection: PartnerDocuments.Selection = .init()) throws -> [DocumentFile] {
        let catalogue = try #require(Shipped.catalogue)
        return PartnerDocuments.files(
            of: catalogue,
            wiring: Routes(catalogue).wiring,
            samples: try ExampleSamples.read(contracts, catalogue),
            selection: selection
        )
    }

    static let all: [String: [UInt8]] = {
        guard let files = try? files() else { return [:] }
        return Dictionary(files.map { ($0.path, $0.bytes) }) { $1 }
    }()

    static func text(_ path: String) throws -> String {
        String(decoding: try #require(all[path], "\(path) was not generated"), as: UTF8.self)
    }

    /// Paths that end so, sorted.
    static func paths(_ end: String) -> [String] {
        all.keys.filter { $0.hasSuffix(end) }.sorted()
    }

    /// The samples of `<folder>/<message>.xsd` and the like.
    static func samples(of path: String, _ end: String) -> [String] {
        let folder = File.directory(of: path)
        guard let name = path.split(separator: "/").last?.split(separator: ".").first else {
            return []
        }
        return paths(end).filter { sample in
            guard sample.hasPrefix("\(folder)/samples/\(name)-") else { return false }
            let rest = sample.dropFirst("\(folder)/samples/\(name)-".count).dropLast(end.count)
            return rest.allSatisfy(\.isNumber)
        }
    }
}

/// A schema of a message from its text.
func schema(_ json: String) throws -> Schema {
    try Schema.compile(try Node.read(yaml: Array(json.utf8), file: "toy.schema.json"))
}

func value(_ json: String) throws -> Value { try JSON.decode(Array(json.utf8)) }
