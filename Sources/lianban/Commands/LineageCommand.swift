import Contracts
import Pipeline
import System
import Values

/// `lianban lineage`: which personal data goes to whom, and from which field.
enum LineageCommand {
    static let folder = Argument(
        optional: .directory,
        "the contracts folder (default: the configuration's, or ./contracts)"
    )
    static let region = Option("region", .text, "the region, where there are several")
    static let party = Option("party", .text, "every field of this party's messages")
    static let fields = Option(flag: "fields", "every field of every party's messages")
    static let svg = Option("svg", .file, "draw the matrix into this file")

    static let command = Command(
        name: "lineage",
        summary: "print which personal data goes to whom, by which message, from which field",
        section: "Contracts",
        discussion: """
            Follows every map, notice and envelope under DIR backwards, without any message: a value to the canonical \
            fields that it is made of, and those to the fields of the messages that bring them. A condition is what only \
            decides whether there is a value, or which.

            The matrix says for each party in which messages each kind of personal data travels; "quoted" stands where a \
            rejection gives the sender's own words back to the sender.
            """,
        options: [region, party, fields, svg],
        arguments: [folder],
        examples: [
            .init("lianban lineage", "the matrix of parties and personal data"),
            .init(
                "lianban lineage --party tower",
                "where each field of the tower company comes from"
            ),
            .init("lianban lineage contracts --svg lineage.svg", "the matrix as a picture"),
        ],
        exits: [.findings, .notFound],
        action: run
    )

    @Sendable static func run(_ arguments: Arguments, _ output: Output) throws -> ExitCode {
        var setting = try Setting(arguments)
        if let folder = arguments[folder] { setting.configuration.contracts = folder }
        let catalogue = try setting.policy().catalogue
        let region = try setting.region(arguments[region], in: catalogue)
        if let name = arguments[party], region.party(name) == nil {
            throw CommandFailure(
                .notFound,
                "\(region.name) has no party '\(name)'",
                next: "known are \(region.parties.map(\.name).joined(separator: ", "))"
            )
        }
        var report = LineageReport(Lineage(catalogue), region, catalogue)
        report.party = arguments[party]
        report.showsFields = arguments[fields] || arguments[party] != nil
        if let path = arguments[svg] { try write(report, to: path, output) }
        if output.isJSON { output.json(report.json) } else { report.print(on: output) }
        return .ok
    }

    private static func write(
        _ report: LineageReport,
        to path: String,
        _ output: Output
    ) throws(CommandFailure) {
        let picture = LineagePicture(
            report.matrix,
            titles: report.titles,
            remarks: report.remarks
        )
        do throws(SystemError) {
            try File.write(Array(picture.svg.utf8), to: path)
        } catch {
            throw CommandFailure(.notFound, error.message, next: "name a file that can be written")
        }
        output.note("written: \(path)")
    }
}
