extension Lineage {
    /// A place that a value comes from: `app.contact.phone`, `case.number`, `reply.account`.
    package struct Source: Sendable, Hashable, CustomStringConvertible {
        /// What the place belongs to.
        package enum Root: String, Sendable, CaseIterable {
            /// The canonical application, and the message that an inbound map reads.
            case app, input
            /// What a party answered.
            case reply
            case `case`, item, party, region, message, sent
            case limit, overlap, update, outcome, problems
            /// The encoded message itself, which a digest or signature is made of.
            case body
        }

        package var root: Root
        /// Member names; `*` stands for any element of a list or map.
        package var path: [String]

        /// The member that stands for whichever element is read.
        package static let anyElement = "*"

        package init(_ root: Root, _ path: [String] = []) {
            self.root = root
            self.path = path
        }

        package var description: String { ([root.rawValue] + path).joined(separator: ".") }

        func appending(_ member: String) -> Source { Source(root, path + [member]) }

        /// Whether one of the two is the other or holds it.
        package func overlaps(_ other: Source) -> Bool {
            root == other.root && zip(path, other.path).allSatisfy { Self.isSame($0, $1) }
        }

        /// Whether the other is this place or stands below it.
        package func holds(_ other: Source) -> Bool {
            path.count <= other.path.count && overlaps(other)
        }

        private static func isSame(_ one: String, _ other: String) -> Bool {
            one == other || one == anyElement || other == anyElement
        }
    }
}

extension Array where Element: Equatable {
    /// Adds what is not there yet.
    mutating func join(_ others: some Sequence<Element>) {
        for other in others where !contains(other) { append(other) }
    }
}
