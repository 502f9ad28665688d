package import Values

/// What has changed between two contracts folders, from the view of whoever is affected: a party by its messages, an
/// applicant and the parties by the rules of a program.
///
/// *Breaking* is what somebody outside must adapt to, what takes something away, or what cannot be proved harmless;
/// *compatible* is the rest.
package struct ContractDiff: Sendable {
    package enum Impact: String, Sendable, Comparable {
        case breaking, compatible

        package static func < (left: Impact, right: Impact) -> Bool {
            left == .breaking && right == .compatible
        }
    }

    package struct Change: Sendable, Hashable {
        package var impact: Impact
        /// `order /name`, `limits.accept within`, `code table state`.
        package var subject: String
        /// English, one line.
        package var text: String
        /// Where it stands in the new folder; nil for what was removed.
        package var new: SourceSpan?
        /// Where it stood in the old folder; nil for what was added.
        package var old: SourceSpan?
    }

    /// The changes that concern one party, one program, one region, or what all share.
    package struct Group: Sendable {
        package enum Kind: String, Sendable { case party, program, region, canonical }

        package var kind: Kind
        /// `<region>/<party>`, `<region>/<program>`, `<region>`.
        package var name: String
        package var title: String
        /// Breaking ones first.
        package var changes: [Change]
    }

    /// A program in both folders; nil where it is not.
    package struct Version: Sendable, Hashable {
        package var program: String
        package var old: String?
        package var new: String?
    }

    /// A folder that does not compile.
    package struct Failure: Error, Sendable {
        package var isOld: Bool
        package var diagnostics: [Diagnostic]
    }

    /// Only groups with changes.
    package var groups: [Group]
    package var versions: [Version]

    package var breakingCount: Int {
        groups.reduce(0) { $0 + $1.changes.count { $0.impact == .breaking } }
    }

    /// Compares two folders. `region` leaves out what concerns other regions only.
    ///
    /// - Throws: the findings of the folder that does not compile.
    package static func compare(
        _ old: ContractFiles,
        _ new: ContractFiles,
        region: String? = nil
    ) throws(Failure) -> ContractDiff {
        let before = try FolderSide(old, isOld: true)
        let after = try FolderSide(new, isOld: false)
        var comparison = FolderComparison(old: before, new: after)
        comparison.compare(region: region)
        return ContractDiff(groups: comparison.groups, versions: comparison.versions)
    }
}

/// One of the two folders: compiled, and as it is written.
struct FolderSide {
    let files: ContractFiles
    let catalogue: Catalogue
    private var loader: NodeLoader

    init(_ files: ContractFiles, isOld: Bool) throws(ContractDiff.Failure) {
        let (catalogue, diagnostics) = Catalogue.compile(files)
        guard let catalogue else {
            throw ContractDiff.Failure(isOld: isOld, diagnostics: diagnostics)
        }
        self.files = files
        self.catalogue = catalogue
        loader = NodeLoader(files: files)
    }

    mutating func node(_ path: String) -> Node? { loader.node(path) }

    /// A file of a folder with what it inherits; `main` is the file that may say `extends`.
    mutating func inherited(_ name: String, in folder: String, main: String) -> Node? {
        let chain = loader.chain(of: folder, main: main)
        return loader.inherited(name, in: chain)
    }
}

/// The changes of one group while they are found.
struct ChangeList {
    private(set) var changes: [ContractDiff.Change] = []
    /// What stands before every subject.
    var prefix = ""

    mutating func add(
        _ impact: ContractDiff.Impact,
        _ subject: String,
        _ text: String,
        new: SourceSpan? = nil,
        old: SourceSpan? = nil
    ) {
        let words = [prefix, subject].filter { !$0.isEmpty }.joined(separator: " ")
        let change = ContractDiff.Change(
            impact: impact,
            subject: words,
            text: text,
            new: new,
            old: old
        )
        if !changes.contains(change) { changes.append(change) }
    }

    /// Breaking ones first, else in the order in which they were found.
    var sorted: [ContractDiff.Change] {
        changes.filter { $0.impact == .breaking } + changes.filter { $0.impact == .compatible }
    }
}

extension ChangeList {
    /// One value that may stand in both folders, in neither, or in one.
    mutating func compare(
        _ subject: String,
        _ old: Node?,
        _ new: Node?,
        _ impact: ContractDiff.Impact
    ) {
        switch (old, new) {
        case (nil, nil): break
        case (let old?, let new?):
            guard old.value != new.value else { return }
            let text = "\(old.shown) → \(new.shown)"
            add(impact, subject, text, new: new.span, old: old.span)
        case (nil, let new?): add(impact, subject, "added: \(new.shown)", new: new.span)
        case (let old?, nil): add(impact, subject, "removed: \(old.shown)", old: old.span)
        }
    }
}

extension Node {
    /// On one line, as an engineer recognises it.
    var shown: String {
        let text = scalar.map(\.text) ?? Self.inline(value)
        return
            "'\(Problem.excerpt(text.split(whereSeparator: \.isNewline).joined(separator: " "), max: 100))'"
    }

    private static func inline(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .number(let number): number.text
        case .string(let text): text
        case .array(let elements): "[\(elements.map(inline).joined(separator: ", "))]"
        case .object(let object):
            "{ \(object.map { "\($0): \(inline($1))" }.joined(separator: ", ")) }"
        }
    }
}

extension Value {
    /// As a message shows it.
    var shown: String {
        switch self {
        case .string(let text): "'\(Problem.excerpt(text))'"
        case .number(let number): number.text
        case .bool(let flag): "\(flag)"
        default: kind
        }
    }
}
