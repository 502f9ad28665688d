import Contracts
import Schemas
import System
import Testing
import Values

@testable import lianban

/// One file of the folder `wrong/`: a contracts folder with one mistake, and what `lianban check` prints about it.
struct WrongContract: Sendable, CustomStringConvertible {
    /// `LB2082-misspelt-field`.
    let name: String
    /// The contracts folder that the mistake is made in: `toy` or `shipped`.
    let base: String
    let edits: [Edit]
    /// The whole text; empty in a new case that has not been accepted yet.
    let expected: String

    var description: String { name }

    private static let folder = File.directory(of: #filePath) + "/wrong"
    private var path: String { "\(Self.folder)/\(name).yaml" }

    static let names: [String] = ((try? Directory.list(folder)) ?? [])
        .filter { $0.name.hasSuffix(".yaml") }
        .map { String($0.name.dropLast(".yaml".count)) }.sorted()

    init(_ name: String) throws {
        self.name = name
        let bytes = try File.read("\(Self.folder)/\(name).yaml")
        let node = try Node.read(yaml: bytes, file: "\(name).yaml")
        let keys = (node.entries ?? []).map(\.key.text)
        guard keys == ["what", "base", "edit", "expect"] else {
            throw Edit.Fault(description: "a case has what, base, edit and expect, in this order")
        }
        base = node["base"]?.scalar?.text ?? ""
        edits = try (node["edit"]?.elements ?? []).map { try Edit($0) }
        expected = node["expect"]?.scalar?.text ?? ""
    }

    /// The folder with the mistake.
    func files() throws -> ContractFiles {
        var files = base == "toy" ? Toy.folder() : try shippedContracts.get()
        for edit in edits { try edit.apply(to: &files) }
        return files
    }

    /// Everything that `check` would print about a folder, but its last lines.
    static func printed(_ diagnostics: [Diagnostic], _ files: ContractFiles) -> String {
        diagnostics.inOrder.map { diagnostic in
            let file = diagnostic.span.file
            return DiagnosticText(diagnostic, path: file, in: files.bytes[file]).rendered()
        }.joined(separator: "\n")
    }

    /// Puts what was printed in the place of what the file expects.
    func accept(_ printed: String) throws {
        let text = String(decoding: try File.read(path), as: UTF8.self)
        guard let at = text.ranges(of: "\nexpect:").last else { return }
        let lines = printed.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let block = lines.map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
        try File.write(Array((text[..<at.lowerBound] + "\nexpect: |\n" + block).utf8), to: path)
    }
}

/// The contracts of the project, read once for all cases.
let shippedContracts = Result { try shippedFiles(of: "jiaozuo") }
