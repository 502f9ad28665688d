import Contracts
import Formats
import Pipeline
import System
import Values

/// `lianban check`: compiles every contract and prints what is wrong, as a compiler does.
enum Check {
    static let folder = Argument(
        optional: .directory,
        "the contracts folder (default: the configuration's, or ./contracts)"
    )
    static let format = Option(
        "format",
        .one(of: ["text", "json", "github"], as: "FORMAT"),
        default: "text",
        "text for people, json for programs, github for annotations in a pull request"
    )

    static let command = Command(
        name: "check",
        summary: "compile every contract and print what is wrong, with file, line and column",
        section: "Contracts",
        discussion: """
            Every expression, map, schema and code table under DIR is compiled as the hub does it before a message flows. \
            Errors come all at once, each with its line, a mark under the place and, where there is one, the way to correct it. \
            lianban help CODE explains one with examples.

            With --format json: an object whose diagnostics each have severity, code, file (below DIR), line, column, length \
            (both in characters, from 1), message and hint (null where there is none). With --format github: a workflow \
            command for each, which GitHub shows beside the line of a pull request.
            """,
        options: [format],
        arguments: [folder],
        examples: [
            .init("lianban check", "checks the folder that the configuration names"),
            .init(
                "lianban check contracts --format github",
                "for a step of a continuous integration job"
            ),
        ],
        exits: [.findings, .notFound],
        action: run
    )

    @Sendable static func run(_ arguments: Arguments, _ output: Output) throws -> ExitCode {
        let path = try arguments[folder] ?? Setting(arguments).configuration.contracts
        let start = output.terminal.now()
        let files = try read(path)
        let (catalogue, found) = Catalogue.compile(files)
        let report = CheckReport(
            folder: path,
            files: files,
            catalogue: catalogue,
            diagnostics: found.inOrder,
            time: output.terminal.now() - start
        )
        switch output.isJSON ? "json" : arguments[format] {
        case "json": output.json(report.json)
        case "github": for line in report.annotations { output.line(line) }
        default: report.print(on: output)
        }
        return report.errorCount == 0 ? .ok : .findings
    }

    private static func read(_ path: String) throws(CommandFailure) -> ContractFiles {
        do throws(SystemError) {
            return try ContractFolder.read(path)
        } catch {
            throw CommandFailure(
                .notFound,
                "no contracts at \(path): \(error.message)",
                next: "name the folder on the command line, or as contracts: in the configuration"
            )
        }
    }
}

/// What a compilation came to.
struct CheckReport {
    var folder: String
    var files: ContractFiles
    var catalogue: Catalogue?
    var diagnostics: [Diagnostic]
    var time: Duration

    var errorCount: Int { diagnostics.count { $0.severity == .error } }
    private var warningCount: Int { diagnostics.count - errorCount }

    private func path(_ span: SourceSpan) -> String {
        if span.file == "." { return folder }
        return folder.hasSuffix("/") ? folder + span.file : "\(folder)/\(span.file)"
    }

    // MARK: For people

    func print(on output: Output) {
        for diagnostic in diagnostics {
            let text = DiagnosticText(
                diagnostic,
                path: path(diagnostic.span),
                in: files.bytes[diagnostic.span.file]
            )
            output.text(text.rendered(output.styled) + "\n")
        }
        let milliseconds = time / .milliseconds(1)
        let within = "in \(counted(files.bytes.count, "file"))"
        if let catalogue, errorCount == 0 {
            let facts = Facts(catalogue)
            let warnings = warningCount == 0 ? "" : "\(counted(warningCount, "warning")), "
            output.line(
                output.styled("ok", .green)
                    + ": \(warnings)\(facts.text) \(within) (\(Int(milliseconds)) ms)"
            )
        } else {
            let warnings = warningCount == 0 ? "" : ", \(counted(warningCount, "warning"))"
            output.line(output.styled(counted(errorCount, "error"), .red) + "\(warnings) \(within)")
        }
        explain(on: output)
    }

    /// Where the words of each code are told at length.
    private func explain(on output: Output) {
        var codes: [String] = []
        for diagnostic in diagnostics where !codes.contains(diagnostic.code) {
            codes.append(diagnostic.code)
        }
        guard let first = codes.first else { return }
        let others =
            codes.count > 1 ? ", and so for \(codes.dropFirst().joined(separator: ", "))" : ""
        output.line("lianban help \(first) explains\(others)")
    }

    // MARK: For programs

    /// One command of GitHub's workflow syntax for each finding, escaped as `@actions/core` does it: in data percent signs and
    /// line ends, in properties colons and commas too. Paths are those of the repository, so without `./`.
    var annotations: [String] {
        diagnostics.map { diagnostic in
            let span = diagnostic.span
            let place =
                "file=\(Self.escaped(Self.bare(path(span)), true)),line=\(span.line),col=\(span.column)"
            let end = span.length > 0 ? ",endColumn=\(span.column + span.length)" : ""
            let hint = diagnostic.hint.map { " (hint: \($0))" } ?? ""
            return "::\(diagnostic.severity.rawValue) \(place)\(end),title=\(diagnostic.code)::"
                + Self.escaped(diagnostic.message + hint, false)
        }
    }

    private static func bare(_ path: String) -> String {
        path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    }

    private static func escaped(_ text: String, _ isProperty: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            case ":" where isProperty: result += "%3A"
            case "," where isProperty: result += "%2C"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    var json: Value {
        var object: Object = Object([
            ("folder", .string(folder)), ("files", .int(files.bytes.count)),
            ("errors", .int(errorCount)),
            ("warnings", .int(warningCount)), ("milliseconds", .int(Int(time / .milliseconds(1)))),
        ])
        object["diagnostics"] = .array(
            diagnostics.map { diagnostic in
                [
                    "severity": .string(diagnostic.severity.rawValue),
                    "code": .string(diagnostic.code),
                    "file": .string(diagnostic.span.file), "line": .int(diagnostic.span.line),
                    "column": .int(diagnostic.span.column), "length": .int(diagnostic.span.length),
                    "message": .string(diagnostic.message), "hint": Value(diagnostic.hint),
                ]
            }
        )
        if let catalogue { object["compiled"] = Facts(catalogue).json }
        return .object(object)
    }

    /// How much was compiled.
    struct Facts {
        var counts: [(count: Int, one: String, many: String)]

        init(_ catalogue: Catalogue) {
            var messages: Set<String> = []
            for region in catalogue.regions {
                let contracts =
                    region.parties.compactMap(\.contract) + region.programs.map(\.contract)
                    + region.programs.flatMap { $0.items.compactMap(\.namedContract) }
                for contract in contracts {
                    messages.formUnion(contract.outbound.values.map(\.name))
                    messages.formUnion(contract.inbound.map(\.name))
                }
            }
            counts = [
                (catalogue.regions.count, "region", "regions"),
                (catalogue.regions.flatMap(\.programs).count, "program", "programs"),
                (catalogue.regions.flatMap(\.parties).count, "party", "parties"),
                (messages.count, "message", "messages"),
                (catalogue.titles.tables.count, "code list", "codeLists"),
            ]
        }

        var text: String {
            counts.map {
                $0.count == 1
                    ? "1 \($0.one)"
                    : "\($0.count) \($0.many == "codeLists" ? "code lists" : $0.many)"
            }
            .joined(separator: ", ")
        }

        var json: Value { .object(Object(counts.map { ($0.many, .int($0.count)) })) }
    }
}
