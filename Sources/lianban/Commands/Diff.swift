import Contracts
import Formats
import Pipeline
import Stores
import System
import Values

/// `lianban diff`: what changes for whom when one contracts folder replaces another.
enum Diff {
    static let old = Argument(.directory, as: "OLD", "the contracts folder that runs now")
    static let new = Argument(.directory, as: "NEW", "the one that is to replace it")
    static let region = Option("region", .text.named("REGION"), "only this region")

    static let command = Command(
        name: "diff",
        summary: "list what changes for every party when one contracts folder replaces another",
        section: "Contracts",
        discussion: """
            A change is breaking when somebody outside must adapt to it, when it takes something away, or when it \
            cannot be proved harmless; else it is compatible. The receiver of a message is hurt by what it has not \
            seen before, its sender by what is not taken any more. A changed expression is listed with both texts: \
            whether the new value is right, a person has to say.

            Every case records the version of its program that it began with, and keeps its items and their numbers. \
            How many open cases hold which version is counted in the store that the configuration names: the rules \
            and maps of the new folder are what they go on with once the hub reads it.
            """,
        options: [region],
        arguments: [old, new],
        examples: [
            .init("lianban diff contracts.running contracts", "before the hub reads the new ones"),
            .init("lianban diff v1 v2 --json", "for a program that reads it"),
        ],
        exits: [.findings, .notFound, .refused],
        action: run
    )

    @Sendable static func run(_ arguments: Arguments, _ output: Output) throws -> ExitCode {
        let folders = (old: arguments[old], new: arguments[new])
        let files = (old: try read(folders.old), new: try read(folders.new))
        let diff: ContractDiff
        do throws(ContractDiff.Failure) {
            diff = try ContractDiff.compare(files.old, files.new, region: arguments[region])
        } catch {
            let folder = error.isOld ? folders.old : folders.new
            let errors = error.diagnostics.filter { $0.severity == .error }
            throw CommandFailure(
                .refused,
                "\(folder) does not compile: \(errors.first?.description ?? "")",
                next: "see all errors with: lianban check \(folder)"
            )
        }
        if let name = arguments[region], diff.versions.isEmpty {
            throw CommandFailure(.notFound, "there is no region '\(name)' in either folder")
        }
        let report = DiffReport(diff, folders, counts: try counts(arguments))
        if output.isJSON { output.json(report.json) } else { report.print(on: output) }
        return diff.breakingCount == 0 ? .ok : .findings
    }

    private static func read(_ path: String) throws(CommandFailure) -> ContractFiles {
        do throws(SystemError) {
            return try ContractFolder.read(path)
        } catch {
            throw CommandFailure(.notFound, "no contracts at \(path): \(error.message)")
        }
    }

    /// The open cases of the store that the configuration names; nil where there is none yet.
    private static func counts(_ arguments: Arguments) throws -> [OpenCaseCount]? {
        do {
            return try HubStore.read(try Setting(arguments).configuration).openCaseCounts()
        } catch let error as StoreError where error.code == .missing {
            return nil
        }
    }
}

/// A comparison, to be printed.
struct DiffReport {
    var diff: ContractDiff
    var folders: (old: String, new: String)
    /// Nil where there is no store.
    var counts: [OpenCaseCount]?

    init(
        _ diff: ContractDiff,
        _ folders: (old: String, new: String),
        counts: [OpenCaseCount]?
    ) {
        self.diff = diff
        self.folders = folders
        self.counts = counts
    }

    // MARK: For people

    func print(on output: Output) {
        for group in diff.groups {
            output.line(output.styled("\(group.title) (\(group.name))", .bold))
            for change in group.changes { print(change, on: output) }
            output.line()
        }
        for version in diff.versions { output.line(line(version)) }
        if counts == nil {
            output.note("no store: how many open cases hold which version is not known")
        }
        let total = diff.groups.reduce(0) { $0 + $1.changes.count }
        let breaking = diff.breakingCount
        guard total > 0 else {
            let differs = diff.versions.contains { $0.old != $0.new }
            let text =
                differs
                ? "the version differs, but nothing that anybody can see has changed"
                : "nothing has changed"
            output.line(output.styled("ok", .green) + ": \(text)")
            return
        }
        let summary = "\(breaking) breaking, \(total - breaking) compatible"
        output.line(output.styled(summary, breaking == 0 ? .green : .red))
    }

    private func print(_ change: ContractDiff.Change, on output: Output) {
        let isBreaking = change.impact == .breaking
        let word = output.styled(change.impact.rawValue, isBreaking ? .red : .green)
        let subject = change.subject.isEmpty ? "" : "\(change.subject): "
        output.line(
            "  \(word)\(spaces(isBreaking ? 4 : 2))\(printable(subject + change.text))"
        )
        let places = [
            change.new.map { place(folders.new, $0) }, change.old.map { place(folders.old, $0) },
        ].compactMap { $0 }
        guard let first = places.first else { return }
        let was = places.count == 2 ? ", was \(places[1])" : ""
        output.line(output.styled("              \(first)\(was)", .dim))
    }

    private func place(_ folder: String, _ span: SourceSpan) -> String {
        let file = folder.hasSuffix("/") ? folder + span.file : "\(folder)/\(span.file)"
        return "\(file):\(span.line):\(span.column)"
    }

    /// `toy/program: version 3f2a… → 91c0…; 17 open cases hold the old one, 2 hold older ones`
    private func line(_ version: ContractDiff.Version) -> String {
        let names = (Self.short(version.old), Self.short(version.new))
        let change =
            version.old == version.new
            ? "version \(names.0) in both" : "version \(names.0) → \(names.1)"
        let text = "\(version.program): \(change)"
        guard let held = held(version) else { return text }
        let parts = [
            (held.old, "the old one"), (version.old == version.new ? 0 : held.new, "the new one"),
            (held.other, "others"),
        ].filter { $0.0 > 0 }
        if parts.isEmpty { return text + "; no open cases" }
        let first =
            "\(counted(parts[0].0, "open case")) \(parts[0].0 == 1 ? "holds" : "hold") \(parts[0].1)"
        let rest = parts.dropFirst().map { "\($0.0) \($0.0 == 1 ? "holds" : "hold") \($0.1)" }
        return text + "; " + ([first] + rest).joined(separator: ", ")
    }

    private static func short(_ version: String?) -> String {
        version.map { $0.prefix(12) + "…" } ?? "none"
    }

    /// Open cases of a program by what they hold.
    private func held(_ version: ContractDiff.Version) -> (old: Int, new: Int, other: Int)? {
        guard let counts else { return nil }
        let its = counts.filter { $0.program == version.program }
        func count(_ held: (OpenCaseCount) -> Bool) -> Int {
            its.filter(held).reduce(0) { $0 + $1.count }
        }
        return (
            count { $0.contractVersion == version.old },
            count { $0.contractVersion == version.new },
            count { $0.contractVersion != version.old && $0.contractVersion != version.new }
        )
    }

    // MARK: For programs

    var json: Value {
        let groups = diff.groups.map { group -> Value in
            [
                "kind": .string(group.kind.rawValue), "name": .string(group.name),
                "title": .string(group.title),
                "changes": .array(
                    group.changes.map { change in
                        [
                            "impact": .string(change.impact.rawValue),
                            "subject": .string(change.subject), "text": .string(change.text),
                            "new": Self.json(change.new), "old": Self.json(change.old),
                        ]
                    }
                ),
            ]
        }
        let versions = diff.versions.map { version -> Value in
            let held = held(version)
            return [
                "program": .string(version.program), "old": Value(version.old),
                "new": Value(version.new),
                "openCases": held.map {
                    ["old": .int($0.old), "new": .int($0.new), "other": .int($0.other)]
                }
                    ?? .null,
            ]
        }
        return [
            "breaking": .int(diff.breakingCount), "groups": .array(groups),
            "programs": .array(versions),
        ]
    }

    private static func json(_ span: SourceSpan?) -> Value {
        guard let span else { return .null }
        return [
            "file": .string(span.file), "line": .int(span.line), "column": .int(span.column),
        ]
    }
}
