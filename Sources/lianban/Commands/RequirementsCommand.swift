import Contracts
import Examples
import Pipeline
import Values

/// `lianban requirements`: what the documents ask for, and which example shows each of it.
enum RequirementsCommand {
    static let folder = Argument(
        optional: .directory,
        "the contracts folder (default: the configuration's, or ./contracts)"
    )
    static let region = Option("region", .text, "only this region")
    static let markdown = Option(flag: "markdown", "print a page instead of a table")
    static let missing = Option(flag: "missing", "only what an example has to show and none does")

    static let command = Command(
        name: "requirements",
        summary: "print what the documents ask for, and which example shows each of it",
        section: "Contracts",
        discussion: """
            Each region keeps a register of what its document asks for (requirements.yaml). A requirement is shown by the \
            examples that name it under proves, by a command, or it is no message, and the register says why. Examples \
            are read, not run: lianban test runs them.

            Exits with 1 while an example has to show something and none does.
            """,
        options: [region, markdown, missing],
        arguments: [folder],
        examples: [
            .init("lianban requirements", "every requirement of every region"),
            .init("lianban requirements --missing", "what is left to show"),
            .init(
                "lianban requirements contracts --markdown",
                "the page contracts/REQUIREMENTS.md"
            ),
        ],
        exits: [.findings, .notFound],
        action: run
    )

    @Sendable static func run(_ arguments: Arguments, _ output: Output) throws -> ExitCode {
        let path = try arguments[folder] ?? Setting(arguments).configuration.contracts
        let suite = try Test.suite(path, otherwise: "nothing was listed")
        let proofs = suite.proofs()
        let registers = try chosen(arguments[region], proofs.requirements)
        let report = RequirementsReport(
            folder: path,
            proofs: proofs,
            registers: registers,
            onlyMissing: arguments[missing]
        )
        if output.isJSON {
            output.json(report.json)
        } else if arguments[markdown] {
            output.text(report.markdown)
        } else {
            report.print(on: output)
        }
        report.printFaults(on: output)
        return report.isComplete ? .ok : .findings
    }

    private static func chosen(
        _ name: String?,
        _ all: [Requirements]
    ) throws(CommandFailure) -> [Requirements] {
        guard let name else { return all }
        let found = all.filter { $0.region == name }
        if !found.isEmpty { return found }
        let known = all.map(\.region)
        throw CommandFailure(
            .notFound,
            "there is no register of '\(printable(name))'",
            next: didYouMean(name, among: known) ?? "known are \(known.joined(separator: ", "))"
        )
    }
}
