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
            Errors come all at once, each with its line, a mark under the place and, where there is one, the way to correct it.
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
            diagnostics: found.sorted {
                ($0.span.file, $0.span.line, $0.span.column) < (
                    $1.span.file, $1.span.line, $1.span.column
                )
            },
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
        span.file == "."
            ? folder : folder.hasSuffix("/") ? folder + span.file : "\(folder)/\(span.file)"
    }

    // MARK: For people

    func print(on output: Output) {
        for diagnostic in diagnostics { print(diagnostic, on: output) }
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
    }

    private func print(_ diagnostic: Diagnostic, on output: Output) {
        let span = diagnostic.span
        let place = "\(path(span)):\(span.line):\(span.column)"
        let style: Output.Style = diagnostic.severity == .error ? .red : .yellow
        output.line(
            output.styled(place, .bold) + ": "
                + output.styled("\(diagnostic.severity.rawValue) \(diagnostic.code)", style)
                + ": \(printable(diagnostic.message))"
        )
        if let excerpt = SourceExcerpt(span, in: files.bytes[span.file]) {
            output.line("  " + excerpt.line)
            output.line("  " + output.styled(excerpt.mark, style))
        }
        if let hint = diagnostic.hint { output.line("  hint: \(printable(hint))") }
        output.line()
    }

    // MARK: For programs

    /// One command of GitHub's workflow syntax for each finding.
    var annotations: [String] {
        diagnostics.map { diagnostic in
            let span = diagnostic.span
            let place =
                "file=\(Self.escaped(path(span), true)),line=\(span.line),col=\(span.column)"
            let end = span.length > 0 ? ",endColumn=\(span.column + span.length)" : ""
            let hint = diagnostic.hint.map { " (hint: \($0))" } ?? ""
            return "::\(diagnostic.severity.rawValue) \(place)\(end),title=\(diagnostic.code)::"
                + Self.escaped(diagnostic.message + hint, false)
        }
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
                    + region.programs.flatMap { $0.items.compactMap(\.contract) }
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

/// The line of a finding and the mark under it, placed by what a terminal shows.
struct SourceExcerpt: Equatable {
    var line: String
    /// `    ^~~~`
    var mark: String

    /// More than this is cut off around the mark.
    private static let columnsMax = 160

    /// Nil where the file has no such line.
    init?(_ span: SourceSpan, in bytes: [UInt8]?) {
        guard let bytes, let source = Self.line(span.line, of: bytes) else { return nil }
        let scalars = Array(String(decoding: source, as: UTF8.self).unicodeScalars.prefix(4096))
        let from = min(max(span.column - 1, 0), scalars.count)
        let to = min(from + max(span.length, 1), scalars.count)
        var before = Self.shown(scalars[..<from])
        let marked = Self.shown(scalars[from..<to])
        var after = Self.shown(scalars[to...])
        if displayWidth(before) + displayWidth(marked) > Self.columnsMax {
            before = "…" + Self.shown(scalars[..<from].suffix(40))
        }
        after = fitted(
            after,
            columns: max(Self.columnsMax - displayWidth(before) - displayWidth(marked), 1)
        )
        line = before + marked + after
        mark =
            spaces(displayWidth(before)) + "^"
            + String(repeating: "~", count: max(displayWidth(marked) - 1, 0))
    }

    private static func line(_ number: Int, of bytes: [UInt8]) -> ArraySlice<UInt8>? {
        guard number >= 1 else { return nil }
        var rest = bytes[...]
        for _ in 1..<number {
            guard let end = rest.firstIndex(of: 0x0A) else { return nil }
            rest = rest[(end + 1)...]
        }
        let line = rest.prefix { $0 != 0x0A }
        return line.last == 0x0D ? line.dropLast() : line
    }

    /// A tab takes four columns; everything else that a terminal would act on is shown.
    private static func shown(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = ""
        for scalar in scalars { text += scalar == "\t" ? "    " : printable(String(scalar)) }
        return text
    }
}
