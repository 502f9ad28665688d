import Formats
import System
import Testing

@testable import lianban

/// The desk of somebody who follows the guide: a copy of the shipped contracts with a configuration, where blocks are
/// done as they are written.
final class GuideDesk {
    let folder: String

    struct Fault: Error, CustomStringConvertible { var description: String }

    init() throws {
        folder = try Directory.createTemporary(prefix: "lianban-guide-")
        try copy(Workspace.contracts, "\(folder)/contracts")
        try Directory.create("\(folder)/data")
        try write(
            """
            contracts: \(folder)/contracts
            data: \(folder)/data
            broker: amqp://guest:secret-of-the-broker@127.0.0.1:1/lianban
            secrets: \(folder)/secrets

            """,
            to: "lianban.yaml"
        )
        try write("jiaozuo-telecom-app-secret=lianban-example-secret\n", to: "secrets")
    }

    deinit { try? Directory.removeTree(folder) }

    /// What a command printed, or where that is nothing, what it complained of.
    func perform(_ step: Guide.Step) throws -> String {
        switch step {
        case .write(let path, let text):
            try Directory.create("\(folder)/\(File.directory(of: path))")
            try write(text, to: path)
            return ""
        case .change(let path, let old, let new):
            try change(path, old, new)
            return ""
        case .run(let command): return try run(command.words)
        }
    }

    /// A sample says in its declaration which charset it is to be saved in.
    private func write(_ text: String, to path: String) throws {
        let isChinese = text.firstRange(of: "encoding=\"GB18030\"") != nil
        let bytes = try (isChinese ? Charset.gb18030 : .utf8).encode(text)
        try File.write(bytes, to: "\(folder)/\(path)")
    }

    private func change(_ path: String, _ old: [String], _ new: [String]) throws {
        let text = String(decoding: try File.read("\(folder)/\(path)"), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let found = lines.indices.filter { lines[$0...].starts(with: old) }
        guard found.count == 1, let at = found.first else {
            throw Fault(description: "\(path) holds these lines \(found.count) times: \(old)")
        }
        let changed = lines[..<at] + new + lines[(at + old.count)...]
        try write(changed.joined(separator: "\n"), to: path)
    }

    private func run(_ words: [String]) throws -> String {
        switch words.first {
        case "cp":
            let paths = words.dropFirst().filter { $0 != "-r" }.map { "\(folder)/\($0)" }
            guard paths.count == 2 else { throw Fault(description: "cp takes two paths") }
            try copy(paths[0], paths[1])
            return ""
        case "mkdir":
            try Directory.create("\(folder)/\(words.last ?? "")")
            return ""
        case "cat": return try text(words, of: .utf8)
        case "iconv": return try text(words, of: .gb18030)
        case "lianban":
            // Paths of the guide are those of its reader's desk.
            let places = ["contracts", "contracts.running", "handover"]
            var typed = words.dropFirst().map { word in
                places.contains { word == $0 || word.hasPrefix("\($0)/") }
                    ? "\(folder)/\(word)" : word
            }
            if typed.first != "help" { typed += ["--config", "\(folder)/lianban.yaml"] }
            let (_, printed) = Workspace.run(typed)
            let shown = printed.out.isEmpty ? printed.error : printed.out
            return shown.replacing("\(folder)/", with: "")
        default: throw Fault(description: "the guide runs \(words)")
        }
    }

    /// A file that the last word names.
    private func text(_ words: [String], of charset: Charset) throws -> String {
        try charset.decode(try File.read("\(folder)/\(words.last ?? "")"))
    }

    private func copy(_ from: String, _ to: String) throws {
        guard try Directory.status(from)?.kind == .directory else {
            try File.write(try File.read(from), to: to)
            return
        }
        try Directory.create(to)
        for entry in try Directory.list(from) {
            try copy("\(from)/\(entry.name)", "\(to)/\(entry.name)")
        }
    }
}
