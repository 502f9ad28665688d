package import Values

/// What a region's document asks for, and how each of it is shown: `<region>/requirements.yaml`
/// (contracts/LANGUAGE.md, section 11).
package struct Requirements: Sendable {
    /// The folder of the region.
    package var region: String
    /// The document: its title and 文号.
    package var title: String
    package var basis: String
    /// In the order of the file, which is that of the document.
    package var all: [Requirement]

    package func requirement(_ id: String) -> Requirement? { all.first { $0.id == id } }
}

/// One thing that a document asks for.
package struct Requirement: Sendable {
    /// `JZ-05`, `YX-02b`, `TX-F5a`.
    package var id: String
    /// In a few words.
    package var title: String
    /// In the words of the document.
    package var says: [String]
    /// The paragraph.
    package var basis: String
    package var shown: Shown
    /// Where its id stands.
    package var span: SourceSpan

    /// What shows that the hub does it.
    package enum Shown: Sendable, Hashable {
        /// A story that names it under `proves`.
        case example
        /// A command, by which the hub shows it without a message.
        case command(String)
        /// Nothing that the hub does, and why.
        case nothing(reason: String)
    }
}
