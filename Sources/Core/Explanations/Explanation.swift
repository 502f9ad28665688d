/// What a diagnostic code means, for the person who got one: `lianban help LB2082`.
package struct Explanation: Sendable {
    /// `LB2082`. A code never changes its meaning.
    package let code: String
    /// Half a line, in small letters and without a full stop.
    package let title: String
    /// What it means, and what would have happened in production; paragraphs with an empty line between.
    package let meaning: String
    /// What to do about it.
    package let remedy: String
    package let examples: [Example]

    init(
        _ code: String,
        _ title: String,
        _ meaning: String,
        do remedy: String,
        _ examples: Example...
    ) {
        self.code = code
        self.title = title
        self.meaning = meaning
        self.remedy = remedy
        self.examples = examples
    }

    /// A mistake and what should stand in its place.
    ///
    /// A test puts both into a small contracts folder, where the wrong text must get exactly this code and the right one
    /// nothing at all. A text with a line end is one or more whole lines, at whatever depth they stand in the file. A
    /// text of a story is put into a small story of such a folder.
    package struct Example: Sendable {
        /// Below the contracts folder.
        package let file: String
        package let wrong: String
        package let right: String
        /// What both are put in the place of; the right text itself where the folder has it already. Nil stands for the whole file.
        package let replaced: String?
        /// What else the folder must hold to say it.
        package let given: [Change]

        /// Whether the mistake is one of an example, which `lianban test` tells.
        package var isStory: Bool { file.hasSuffix("/story.yaml") }

        init(_ file: String, wrong: String, right: String, given: Change...) {
            self.init(file, wrong: wrong, right: right, replacing: right, given: given)
        }

        init(
            _ file: String,
            wrong: String,
            right: String,
            replacing replaced: String?,
            given: [Change] = []
        ) {
            self.file = file
            self.wrong = wrong
            self.right = right
            self.replaced = replaced
            self.given = given
        }
    }

    /// A file of the small folder with one text in the place of another.
    package struct Change: Sendable {
        package let file: String
        /// Nil stands for the whole file.
        package let replaced: String?
        package let text: String

        init(_ file: String, _ replaced: String?, _ text: String) {
            self.file = file
            self.replaced = replaced
            self.text = text
        }
    }
}

extension Explanation {
    /// All of them, in the order of their codes.
    package static let all: [Explanation] = [
        files, schemas, rules, programs, regions, contracts, maps, expressions, types, envelopes,
        checks, programChecks, conduct, examples,
    ].flatMap { $0 }.sorted { $0.code < $1.code }

    /// What a code means, or nil where there is no such code.
    package static func of(_ code: String) -> Explanation? { all.first { $0.code == code } }
}
