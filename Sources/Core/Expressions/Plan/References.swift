/// What an expression reads of its scope, as far as it can be told without running it.
package struct References: Sendable {
    /// A variable, or a member of one.
    package struct Path: Sendable, Hashable, CustomStringConvertible {
        package let slot: Int
        package let variable: String
        /// Member names from the variable on; `*` stands for any element of a list or map.
        package let members: [String]

        /// The member that stands for whichever element is read.
        package static let anyElement = "*"

        package var description: String { ([variable] + members).joined(separator: ".") }

        func appending(_ member: String) -> Path { appending(contentsOf: [member]) }

        func appending(contentsOf members: some Sequence<String>) -> Path {
            Path(slot: slot, variable: variable, members: self.members + members)
        }
    }

    /// Each path once, in the order of the text; the deepest that the text names.
    package private(set) var paths: [Path] = []
    private var known: Set<Path> = []

    mutating func insert(_ path: Path) {
        if known.insert(path).inserted { paths.append(path) }
    }

    func contains(below path: Path) -> Bool {
        paths.contains { $0.slot == path.slot && $0.members.starts(with: path.members) }
    }

    /// The slots of the variables that are read.
    package var slots: Set<Int> { Set(paths.map(\.slot)) }
}
