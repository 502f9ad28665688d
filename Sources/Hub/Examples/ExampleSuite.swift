package import Contracts
import Pipeline
package import System
import Values

/// The examples of a contracts folder, ready to be run.
package final class ExampleSuite {
    /// The folders of the stories below the contracts folder, sorted.
    package let names: [String]
    private let root: String
    package let catalogue: Catalogue
    private let witness: Witness
    private var facts = CaseFacts()

    /// Reads and compiles a contracts folder and finds its stories: every `story.yaml` below it.
    ///
    /// - Throws: `SystemError` where the folder cannot be read, `Diagnostics` where the contracts do not compile.
    package init(folder path: String) throws {
        let witness = Witness()
        let (catalogue, found) = Catalogue.compile(
            try ContractFolder.read(path),
            observer: witness
        )
        guard let catalogue else { throw Diagnostics(found) }
        witness.begin()
        names = try Self.names(in: path)
        self.catalogue = catalogue
        self.witness = witness
        root = path
    }

    /// The folders of the stories below a contracts folder, sorted.
    static func names(in folder: String) throws(SystemError) -> [String] {
        var names: [String] = []
        try find(folder, "", &names)
        return names.sorted()
    }

    private static func find(
        _ root: String,
        _ below: String,
        _ names: inout [String]
    ) throws(SystemError) {
        for entry in try Directory.list(below.isEmpty ? root : "\(root)/\(below)") {
            if entry.name.hasPrefix(".") { continue }
            switch entry.kind {
            case .directory:
                try find(root, below.isEmpty ? entry.name : "\(below)/\(entry.name)", &names)
            case .file where entry.name == "story.yaml": names.append(below)
            default: break
            }
        }
    }

    /// No message is as large; the contracts' own bound is smaller.
    static let fileBytesMax = 64 << 20

    private func read(_ path: String) -> [UInt8]? {
        try? File.read("\(root)/\(path)", bytesMax: Self.fileBytesMax)
    }

    private func story(_ name: String) throws -> Story {
        let path = "\(name)/story.yaml"
        let bytes = try File.read("\(root)/\(path)", bytesMax: Self.fileBytesMax)
        return try Story.read(bytes, path: path, catalogue: catalogue, file: read)
    }

    /// What keeps a story from being run.
    private static func faults(_ name: String, _ error: any Error) -> [Diagnostic] {
        if let error = error as? Diagnostics { return error.list }
        let start = SourceSpan(file: "\(name)/story.yaml", line: 1, column: 1)
        let message = (error as? SystemError)?.message ?? "\(error)"
        return [Diagnostic(code: "LB2309", span: start, message: message)]
    }

    /// Runs one story on an empty hub of its own, to its end whatever fails.
    package func run(_ name: String) -> StoryReport {
        var report = StoryReport(name: name, title: name, stepCount: 0)
        do {
            let story = try story(name)
            report.title = story.title
            report.stepCount = story.stepCount
            report.rowCount = story.table?.rows.count ?? 0
            report.failures = try failures(of: story)
        } catch {
            report.faults = Self.faults(name, error)
        }
        return report
    }

    /// What the documents of the regions ask for, and which stories name each of it. No story is run.
    package func proofs() -> Proofs {
        var proofs = Proofs(requirements: catalogue.requirements)
        for name in names {
            do {
                let story = try story(name)
                for id in Set(story.proves) { proofs.add(name, provesOf: story.region, id) }
            } catch {
                proofs.faults += Self.faults(name, error)
            }
        }
        return proofs
    }

    private func failures(of story: Story) throws -> [StepFailure] {
        if let table = story.table {
            var run = TableRun(story, table, catalogue: catalogue)
            try run.run()
            for its in run.cases { facts.add(its) }
            for (program, notices) in run.notices { facts.add(notices: notices, of: program) }
            return run.failures
        }
        var run = try StoryRun(story, catalogue: catalogue, file: read)
        run.run()
        for its in try run.hub.cases() { facts.add(its) }
        for (program, notices) in run.notices { facts.add(notices: notices, of: program) }
        return run.failures
    }

    /// What the stories reached that were run so far.
    package var coverage: Coverage {
        var counter = CoverageCounter(catalogue, witness.now, facts)
        return counter.count()
    }
}

// MARK: Rewriting

extension ExampleSuite {
    /// A file that was written anew.
    package struct Rewritten: Sendable {
        /// Below the contracts folder.
        package var path: String
        package var isNew: Bool
        package var byteCount: Int
        /// What changed; nil for a new file.
        package var difference: MessageDifference?
    }

    /// Writes the files of a story that differ from what came; `story.yaml` is never touched. A file that two
    /// messages would fill differently is left as it is.
    package func rewrite(_ report: StoryReport) throws(SystemError) -> [Rewritten] {
        var wanted: [String: [UInt8]] = [:]
        var disputed: Set<String> = []
        for rewrite in report.failures.compactMap(\.rewrite) {
            if let other = wanted.updateValue(rewrite.bytes, forKey: rewrite.path),
                other != rewrite.bytes
            {
                disputed.insert(rewrite.path)
            }
        }
        var written: [Rewritten] = []
        for failure in report.failures {
            guard let rewrite = failure.rewrite, !disputed.contains(rewrite.path),
                let bytes = wanted.removeValue(forKey: rewrite.path)
            else { continue }
            let path = "\(root)/\(rewrite.path)"
            try Directory.create(File.directory(of: path))
            try File.replace(path, with: bytes)
            written.append(
                Rewritten(
                    path: rewrite.path,
                    isNew: failure.kind == .noFile,
                    byteCount: bytes.count,
                    difference: failure.difference
                )
            )
        }
        return written
    }
}
