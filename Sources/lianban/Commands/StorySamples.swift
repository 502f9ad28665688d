import Contracts
import Documents
import Schemas
import System
import Values

/// The messages of the stories beside the contracts, read just far enough to be shown as samples
/// (contracts/README.md, "Examples are stories").
struct StorySamples {
    private(set) var samples: [Sample] = []
    private let root: String
    private static let bytesMax = 4 << 20

    /// Every story below `<region>/<program>/examples`, in the order of their names.
    static func read(_ folder: String, _ catalogue: Catalogue) throws -> [Sample] {
        var reader = StorySamples(root: folder)
        for region in catalogue.regions {
            for program in region.programs {
                let examples = "\(folder)/\(program.name)/examples"
                guard try Directory.status(examples)?.kind == .directory else { continue }
                for entry in try Directory.list(examples) where entry.kind == .directory {
                    try reader.story("\(examples)/\(entry.name)", region, program)
                }
            }
        }
        return reader.samples
    }

    private init(root: String) { self.root = root }

    private mutating func story(
        _ folder: String,
        _ region: Region,
        _ program: Contracts.Program
    ) throws {
        let path = "\(folder)/story.yaml"
        guard try Directory.status(path)?.kind == .file else { return }
        let node = try Node.read(yaml: try File.read(path, bytesMax: Self.bytesMax), file: path)
        var sample = Sample(
            region: region.name,
            party: "",
            program: program.name,
            direction: .fromParty,
            body: [],
            sentAt: Instant(seconds: 0),
            story: node["title"]?.scalar?.text ?? "",
            secrets: Dictionary(pairs(node["secrets"]), uniquingKeysWith: { $1 })
        )
        for step in node["steps"]?.elements ?? [] {
            if let time = step["at"]?.scalar.flatMap({ Instant(rfc3339: $0.text) }) {
                sample.sentAt = time
            }
            guard let (file, direction, parties) = message(step) else { continue }
            sample.direction = direction
            sample.item = step["item"]?.scalar?.text
            sample.headers = pairs(step["headers"]).map { Header(name: $0.0, value: $0.1) }
            sample.body = try File.read("\(folder)/\(file)", bytesMax: Self.bytesMax)
            for party in parties {
                sample.party = party
                samples.append(sample)
            }
        }
    }

    private func message(
        _ step: Node
    ) -> (file: String, direction: Sample.Direction, parties: [String])? {
        if let file = step["send"]?.scalar?.text, let party = step["from"]?.scalar?.text {
            // What was not taken is no model to copy.
            let gives = step["gives"]
            guard gives?["rejected"] == nil, gives?["duplicate"] == nil else { return nil }
            return (file, .fromParty, [party])
        }
        guard let kind = step["expect"]?.scalar?.text, let file = step["file"]?.scalar?.text,
            let to = step["to"]
        else { return nil }
        let stem = kind == "notice" ? step["notice"]?.scalar?.text ?? kind : kind
        let parties = (to.elements ?? [to]).compactMap { $0.scalar?.text }
        return (file, .toParty(stem: stem), parties)
    }

    private func pairs(_ node: Node?) -> [(String, String)] {
        (node?.entries ?? []).compactMap { entry in
            entry.value.scalar.map { (entry.key.text, $0.text) }
        }
    }
}
