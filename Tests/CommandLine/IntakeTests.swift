import Contracts
import System
import Testing

@testable import Pipeline
@testable import lianban

/// A party that is to submit and is not connected yet.
@Suite struct IntakeTests {
    @Test func itsApplicationsAreNotTaken() throws {
        let folder = try Directory.createTemporary(prefix: "lianban-intake-")
        defer { try? Directory.removeTree(folder) }
        for (path, bytes) in try ContractFolder.read(Workspace.contracts).bytes {
            var text = String(decoding: bytes, as: UTF8.self)
            if path == "jiaozuo/region.yaml" {
                text = text.replacing("kind: platform", with: "kind: platform\n    enabled: false")
            }
            try Directory.create(File.directory(of: "\(folder)/contracts/\(path)"))
            try File.write(Array(text.utf8), to: "\(folder)/contracts/\(path)")
        }
        let configuration = """
            contracts: \(folder)/contracts
            data: \(folder)/data
            broker: amqp://127.0.0.1:1/lianban
            """
        try File.write(Array(configuration.utf8), to: "\(folder)/lianban.yaml")
        let config = ["--config", "\(folder)/lianban.yaml"]
        let file = "\(Workspace.examples)/minimal-water/application.json"
        let (exit, printed) = Workspace.run(["submit", file] + config)
        #expect(exit == .notFound)
        #expect(
            printed.error.contains(
                "'platform' of jiaozuo is not enabled: its applications are not taken"
            ),
            "\(printed.error)"
        )
        let (_, report) = Workspace.run(["doctor"] + config)
        #expect(
            report.out.contains("jiaozuo/platform is not enabled: its queue is not read"),
            "\(report.out)"
        )
    }
}
