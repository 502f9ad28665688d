internal import Explanations
internal import Values

/// `lianban help LB2104`: what a code means, why it is refused, a wrong and a right example, what to do.
struct CodeHelp {
    private let code: String
    private let width: Int

    init(_ code: String, width: Int = 96) {
        self.code = code.uppercased()
        self.width = width
    }

    /// Whether a word asks for a code rather than for a command.
    static func isCode(_ word: String) -> Bool {
        let word = word.uppercased()
        return word.hasPrefix("LB") && word.dropFirst(2).allSatisfy(\.isNumber)
    }

    /// The text of the code; of a beginning (`LB`, `LB21`) the list of codes with it.
    func show(on output: Output) -> ExitCode {
        if let explanation = Explanation.of(code) {
            output.text(text(explanation))
            return .ok
        }
        let members = Explanation.all.filter { $0.code.hasPrefix(code) }
        if members.isEmpty || code.count > 5 {
            let codes = Explanation.all.map(\.code)
            let near =
                nearest(to: code, among: codes.filter { $0.hasPrefix(code.prefix(4)) })
                ?? nearest(to: code, among: codes)
            output.error(
                "there is no code \(code)" + (near.map { ". Did you mean \($0)?" } ?? ""),
                next: "all codes: lianban help LB"
            )
            return .usage
        }
        for explanation in members {
            let title = filled(explanation.title, width: width, indent: 8)
            output.line(explanation.code + title.dropFirst(explanation.code.utf8.count))
        }
        return .ok
    }

    private func text(_ explanation: Explanation) -> String {
        var parts = ["\(explanation.code): \(explanation.title)"]
        parts.append(filled(explanation.meaning, width: width))
        for example in explanation.examples {
            let file = example.file
            parts.append("Wrong, in \(file):\n\n\(excerpt(example.wrong))")
            parts.append("Right:\n\n\(excerpt(example.right))")
        }
        parts.append(filled("What to do: " + explanation.remedy, width: width))
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func excerpt(_ text: String) -> String {
        text.split(separator: "\n").map { "    " + printable(String($0)) }.joined(separator: "\n")
    }
}
