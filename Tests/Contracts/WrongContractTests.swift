import Contracts
import Testing
import Values

/// One mistake each, with the place and the words that the compiler has for it.
struct Mistake: Sendable, CustomStringConvertible {
    var file: String
    var old: String
    var new: String
    /// `line:column: error code: message (hint)`, with the file where it is another one.
    var says: [String]

    init(_ file: String, _ old: String, _ new: String, _ says: String...) {
        (self.file, self.old, self.new, self.says) = (file, old, new, says)
    }

    /// With the file before what begins with a line.
    var findings: [String] { says.map { $0.first?.isNumber == true ? "\(file):\($0)" : $0 } }

    var description: String { "\(file): \(new.isEmpty ? "without \(old)" : new)" }
}

@Suite struct WrongContractTests {
    @Test func theToyCompiles() { #expect(Toy.findings(Toy.folder()) == []) }

    @Test(arguments: Mistake.rules + Mistake.messages) func isRefusedAtItsPlace(
        _ mistake: Mistake
    ) throws {
        let folder = try #require(
            Toy.folder(mistake.file, mistake.old, mistake.new),
            "'\(mistake.old)' stands there once"
        )
        #expect(Toy.findings(folder) == mistake.findings)
    }
}
