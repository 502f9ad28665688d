import Contracts
import Formats
import Schemas
import Values

extension Story {
    /// Reads a `story.yaml` that stands at a path below the contracts folder, told about a catalogue. `file` gives the
    /// bytes of a file at such a path; nil where there is none. Throws every fault of it, each with its place: codes
    /// LB2300 to LB2308, LB2310 to LB2313, and those of YAML.
    static func read(
        _ bytes: [UInt8],
        path: String,
        catalogue: Catalogue,
        file: @escaping (String) -> [UInt8]?
    ) throws(Diagnostics) -> Story {
        let node = try Node.read(yaml: bytes, file: path)
        var reader = StoryReader(catalogue: catalogue, path: path, file: file)
        let story = reader.story(node)
        guard let story, reader.faults.isEmpty else { throw Diagnostics(reader.faults) }
        return story
    }

    /// Where a file that a story names stands, below the contracts folder.
    func path(of file: FileName) -> String { "\(name)/\(file.name)" }
}

/// Reads the keys of a story; `StoryReader+Steps` reads its steps.
struct StoryReader {
    let catalogue: Catalogue
    /// The folder of the story, below the contracts folder.
    let folder: String
    /// The bytes of a file below the contracts folder; nil where there is none.
    let file: (String) -> [UInt8]?
    private(set) var faults: [Diagnostic] = []
    /// What the story is told about; nil where it does not say it rightly.
    private(set) var region: Region?
    private(set) var program: Program?

    init(catalogue: Catalogue, path: String, file: @escaping (String) -> [UInt8]?) {
        self.catalogue = catalogue
        self.file = file
        folder = path.split(separator: "/").dropLast().joined(separator: "/")
    }

    mutating func story(_ node: Node) -> Story? {
        let known = [
            "title", "program", "region", "proves", "demo", "ignore", "secrets", "steps",
            "application", "table",
        ]
        let keys = entries(node, of: "a story", known)
        let title = text(keys["title"], "title", at: node.span)
        readPlace(keys, at: node.span)
        for (key, what) in [("proves", "requirements"), ("ignore", "notices")] {
            guard let node = keys[key], node.elements == nil else { continue }
            report("LB2302", node.span, "\(key) is a list of \(what)")
        }
        // Read by docker/host/demo.sh, which plays the application on a real broker.
        if let node = keys["demo"], node.scalar?.text != "true" {
            report("LB2302", node.span, "demo is true, or not there")
        }
        let proves = proven(keys["proves"])
        let table = table(keys, at: node.span)
        let rounds = keys["table"] == nil ? rounds(keys["steps"], at: node.span) : []
        let secrets = pairs(keys["secrets"], "secrets")
        guard let title, let region else { return nil }
        return Story(
            name: folder,
            title: title,
            region: region.name,
            program: program?.name,
            proves: proves,
            ignore: Set(ignored(keys["ignore"])),
            secrets: Dictionary(
                secrets.map { ($0.name, $0.value) },
                uniquingKeysWith: { _, last in last }
            ),
            rounds: rounds,
            table: table
        )
    }

    private mutating func readPlace(_ keys: [String: Node], at span: SourceSpan) {
        switch (keys["program"], keys["region"]) {
        case (let node?, nil):
            guard let name = text(node, "program", at: span) else { return }
            if let found = catalogue.program(name) { return (region, program) = found }
            let known = catalogue.regions.flatMap(\.programs).map(\.name)
            report("LB2308", node.span, "there is no program '\(name)'", near: name, known)
        case (nil, let node?):
            guard let name = text(node, "region", at: span) else { return }
            region = catalogue.region(name)
            if region != nil { return }
            let known = catalogue.regions.map(\.name)
            report("LB2308", node.span, "there is no region '\(name)'", near: name, known)
        case (nil, nil):
            report(
                "LB2301",
                span,
                "program is missing",
                hint: "a story that only reads messages may name its region instead"
            )
        case (_, let node?):
            report("LB2301", node.span, "a story names its program or its region, not both")
        }
    }

    private mutating func proven(_ node: Node?) -> [String] {
        (node?.elements ?? []).compactMap { element in
            guard let id = text(element, "a requirement", at: element.span) else { return nil }
            checkRequirement(id, element.span)
            return id
        }
    }

    private mutating func ignored(_ node: Node?) -> [String] {
        (node?.elements ?? []).compactMap { element in
            guard let name = text(element, "a notice", at: element.span) else { return nil }
            checkNotice(name, element.span)
            return name
        }
    }

    // MARK: Names of the contracts

    /// A story may have cases of other programs of the region beside its own.
    private var programs: [Program] { region?.programs ?? [] }

    mutating func party(_ node: Node?, _ what: String, at span: SourceSpan) -> String? {
        guard let name = text(node, what, at: span) else { return nil }
        if let region, region.party(name) == nil {
            report(
                "LB2308",
                node?.span ?? span,
                "\(region.name) has no party '\(name)'",
                near: name,
                region.parties.map(\.name)
            )
        }
        return name
    }

    mutating func item(_ node: Node?, at span: SourceSpan) -> String? {
        guard let node, let name = text(node, "item", at: span) else { return nil }
        if let program, !programs.contains(where: { $0.item(name) != nil }) {
            report(
                "LB2308",
                node.span,
                "\(program.name) has no item '\(name)'",
                near: name,
                program.items.map(\.id)
            )
        }
        return name
    }

    mutating func checkNotice(_ name: String, _ span: SourceSpan) {
        guard let program, !programs.contains(where: { $0.notice(name) != nil }) else { return }
        report(
            "LB2308",
            span,
            "\(program.name) has no notice '\(name)'",
            near: name,
            program.notices.map(\.id)
        )
    }

    /// A story names what the region's register leaves to stories.
    private mutating func checkRequirement(_ id: String, _ span: SourceSpan) {
        guard let region else { return }
        let all = catalogue.requirements.first { $0.region == region.name }?.all ?? []
        let unproven = all.filter { $0.shown == .example }.map(\.id)
        switch all.first(where: { $0.id == id })?.shown {
        case .example?: return
        case .command(let command)?:
            report(
                "LB2311",
                span,
                "by the register of \(region.name), \(id) is shown by '\(command)'"
            )
        case .nothing?:
            report("LB2311", span, "by the register of \(region.name), \(id) is no message")
        case nil where all.isEmpty:
            report(
                "LB2310",
                span,
                "\(region.name) has no register of requirements",
                hint: "write \(region.name)/requirements.yaml"
            )
        case nil:
            report(
                "LB2310",
                span,
                "the register of \(region.name) has no '\(id)'",
                hint: didYouMean(id, among: unproven)
                    ?? "see all with: lianban requirements --region \(region.name)"
            )
        }
    }

    /// A file that must be there.
    mutating func input(_ node: Node?, _ what: String, at span: SourceSpan) -> Story.FileName? {
        guard let file = fileName(node, what, at: span) else { return nil }
        if self.file("\(folder)/\(file.name)") == nil {
            report("LB2305", file.span, "there is no file \(file.name) beside the story")
        }
        return file
    }

    /// A file that may still have to be written.
    mutating func fileName(
        _ node: Node?,
        _ what: String,
        at span: SourceSpan
    ) -> Story.FileName? {
        guard let name = text(node, what, at: span), let place = node?.span else { return nil }
        let steps = name.split(separator: "/", omittingEmptySubsequences: false)
        if steps.contains("") || steps.contains("..") || steps.contains(".") {
            report("LB2305", place, "'\(name)' is no file of the story's folder")
            return nil
        }
        return Story.FileName(name: name, span: place)
    }

    // MARK: Reading

    mutating func entries(
        _ node: Node,
        of what: String,
        _ known: [String]
    ) -> [String: Node] {
        guard let entries = node.entries else {
            report(
                "LB2302",
                node.span,
                "\(what) is a mapping of \(known.joined(separator: ", "))"
            )
            return [:]
        }
        var keys: [String: Node] = [:]
        for entry in entries {
            if known.contains(entry.key.text) {
                keys[entry.key.text] = entry.value
            } else {
                report(
                    "LB2300",
                    entry.key.span,
                    "\(what) has no key '\(entry.key.text)'",
                    hint: didYouMean(entry.key.text, among: known)
                        ?? "known are \(known.joined(separator: ", "))"
                )
            }
        }
        return keys
    }

    /// Names and texts; a number or a date that YAML reads as one is the text that stands there.
    mutating func pairs(_ node: Node?, _ what: String) -> [Header] {
        guard let node else { return [] }
        guard let entries = node.entries else {
            report("LB2302", node.span, "\(what) maps names to texts")
            return []
        }
        return entries.compactMap { entry in
            text(entry.value, entry.key.text, at: entry.key.span)
                .map { Header(name: entry.key.text, value: $0) }
        }
    }

    mutating func text(_ node: Node?, _ what: String, at span: SourceSpan) -> String? {
        guard let node else {
            report("LB2301", span, "\(what) is missing")
            return nil
        }
        guard let scalar = node.scalar, scalar.value != .null else {
            report("LB2302", node.span, "\(what) is a text")
            return nil
        }
        return scalar.text
    }

    mutating func instant(_ node: Node?, _ what: String, at span: SourceSpan) -> Instant? {
        guard let text = text(node, what, at: span) else { return nil }
        if let instant = Instant(rfc3339: text) { return instant }
        report(
            "LB2303",
            node?.span ?? span,
            "'\(text)' is no time",
            hint: "a time is written \"2024-09-02T09:00:00+08:00\""
        )
        return nil
    }

    mutating func report(
        _ code: String,
        _ span: SourceSpan,
        _ message: String,
        hint: String? = nil
    ) {
        faults.append(Diagnostic(code: code, span: span, message: message, hint: hint))
    }

    mutating func report(
        _ code: String,
        _ span: SourceSpan,
        _ message: String,
        near word: String,
        _ known: [String]
    ) {
        let hint =
            didYouMean(word, among: known)
            ?? (known.isEmpty ? nil : "known are \(known.joined(separator: ", "))")
        report(code, span, message, hint: hint)
    }
}
