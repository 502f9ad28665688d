package import Contracts
package import Documents
import System
import Values

/// The messages of the examples, to be shown in partners' documents.
package enum ExampleSamples {
    /// What the stories of programs send and expect, in the order of their folders; what was not taken is no model to
    /// copy, and is left out.
    ///
    /// - Throws: `SystemError` where the folder cannot be read, `Diagnostics` where a story is wrong.
    package static func read(_ folder: String, _ catalogue: Catalogue) throws -> [Sample] {
        var samples: [Sample] = []
        for name in try ExampleSuite.names(in: folder) {
            let path = "\(name)/story.yaml"
            let story = try Story.read(
                try File.read("\(folder)/\(path)", bytesMax: ExampleSuite.fileBytesMax),
                path: path,
                catalogue: catalogue,
                file: {
                    try? File.read("\(folder)/\($0)", bytesMax: ExampleSuite.fileBytesMax)
                }
            )
            guard let program = story.program else { continue }
            for round in story.rounds {
                samples += try self.samples(of: round, story, program, folder)
            }
        }
        return samples
    }

    private static func samples(
        of round: Story.Round,
        _ story: Story,
        _ program: String,
        _ folder: String
    ) throws -> [Sample] {
        func sample(
            _ party: String,
            _ direction: Sample.Direction,
            _ file: Story.FileName
        ) throws -> Sample {
            let path = "\(folder)/\(story.path(of: file))"
            return Sample(
                region: story.region,
                party: party,
                program: program,
                direction: direction,
                body: try File.read(path, bytesMax: ExampleSuite.fileBytesMax),
                sentAt: round.at,
                story: story.title,
                secrets: story.secrets
            )
        }
        var samples: [Sample] = []
        if case .send(let send) = round.event, send.gives != .rejected, send.gives != .duplicate {
            var its = try sample(send.from, .fromParty, send.file)
            its.headers = send.headers
            samples.append(its)
        }
        for expected in round.expected {
            for party in expected.to {
                let stem = expected.notice ?? expected.kind
                var its = try sample(party, .toParty(stem: stem), expected.file)
                its.item = expected.item
                its.headers = expected.headers
                samples.append(its)
            }
        }
        return samples
    }
}
