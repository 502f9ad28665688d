import Contracts
import Examples
import Values

/// Requirements with what shows them, as a table, a page and JSON.
struct RequirementsReport {
    let folder: String
    let proofs: Proofs
    /// Those that are shown.
    let registers: [Requirements]
    let onlyMissing: Bool

    /// Whether every requirement is shown, and every story can be read.
    var isComplete: Bool {
        proofs.faults.isEmpty && registers.allSatisfy { proofs.missing(in: $0).isEmpty }
    }

    private func listed(_ register: Requirements) -> [Requirement] {
        onlyMissing
            ? register.all.filter { proofs.isMissing($0, in: register) } : register.all
    }

    /// `57 requirements: 24 shown by examples, 22 not shown yet, 1 by a command, 10 are no message`.
    private func summary(_ register: Requirements) -> String {
        let missing = proofs.missing(in: register).count
        var commands = 0
        var reasons = 0
        for requirement in register.all {
            switch requirement.shown {
            case .example: break
            case .command: commands += 1
            case .nothing: reasons += 1
            }
        }
        let shown = register.all.count - missing - commands - reasons
        return counted(register.all.count, "requirement") + ": \(shown) shown by examples"
            + (missing > 0 ? ", \(missing) not shown yet" : "")
            + ", \(commands) by a command, \(reasons) no message"
    }

    /// `program/full-set`, as told apart within a region.
    private func short(_ story: String, in register: Requirements) -> String {
        story.split(separator: "/").drop { $0 == register.region }.filter { $0 != "examples" }
            .joined(separator: "/")
    }

    // MARK: Text

    func print(on output: Output) {
        for register in registers {
            output.line(
                output.styled(register.region, .bold)
                    + " \(printable(register.basis)) \(printable(register.title))"
            )
            let listed = listed(register)
            if !listed.isEmpty { output.table(table(listed, register)) }
            output.line(summary(register))
            output.line()
        }
        if isComplete {
            return output.line("ok: every requirement is shown, or says why it is not")
        }
        let missing = registers.flatMap { proofs.missing(in: $0) }.count
        if missing > 0 {
            output.line("\(counted(missing, "requirement")) without an example that names it")
        }
    }

    private func table(_ requirements: [Requirement], _ register: Requirements) -> Table {
        var table = Table([
            .init("id"), .init("asked", flexible: true), .init("where"),
            .init("shown by", flexible: true),
        ])
        for requirement in requirements {
            table.add(
                .init(requirement.id),
                .init(requirement.title),
                .init(requirement.basis),
                cell(requirement, register)
            )
        }
        return table
    }

    private func cell(_ requirement: Requirement, _ register: Requirements) -> Table.Cell {
        switch requirement.shown {
        case .command(let command): return .init(command)
        case .nothing(let reason): return .init("no message: \(reason)", .dim)
        case .example:
            let stories = proofs.stories(of: requirement, in: register)
            if stories.isEmpty { return .init("no example yet", .red) }
            return .init(stories.map { short($0, in: register) }.joined(separator: ", "))
        }
    }

    /// Stories that cannot be read, beside the result.
    func printFaults(on output: Output) {
        for fault in proofs.faults {
            let path =
                folder.hasSuffix("/") ? folder + fault.span.file : "\(folder)/\(fault.span.file)"
            output.error(
                "\(path):\(fault.span.line):\(fault.span.column): \(fault.code): \(printable(fault.message))",
                next: fault.hint.map(printable)
            )
        }
    }

    // MARK: The page

    var markdown: String {
        var page = """
            # What the notices ask for, and what shows it

            Written by `lianban requirements contracts --markdown`, and a test holds it equal. The text stands in
            `<region>/requirements.yaml`; an example shows what its `proves` names.

            """
        for register in registers {
            page += """

                ## \(register.region)

                \(Self.escaped(register.basis))《\(Self.escaped(register.title))》. \(summary(register)).

                | id | asked | the notice says | where | shown by |
                |---|---|---|---|---|

                """
            for requirement in listed(register) {
                let cells = [
                    requirement.id, Self.escaped(requirement.title),
                    requirement.says.map { "「\(Self.escaped($0))」" }.joined(separator: " "),
                    Self.escaped(requirement.basis), linked(requirement, register),
                ]
                page += "| \(cells.joined(separator: " | ")) |\n"
            }
        }
        return page
    }

    private func linked(_ requirement: Requirement, _ register: Requirements) -> String {
        switch requirement.shown {
        case .command(let command): return "`\(command)`"
        case .nothing(let reason): return "no message: \(Self.escaped(reason))"
        case .example:
            let stories = proofs.stories(of: requirement, in: register)
            if stories.isEmpty { return "**no example yet**" }
            return stories.map { "[\(short($0, in: register))](\($0)/story.yaml)" }
                .joined(separator: " ")
        }
    }

    /// For a cell of a table.
    private static func escaped(_ text: String) -> String {
        printable(text).replacing("|", with: "\\|").replacing("<", with: "&lt;")
            .replacing("*", with: "\\*")
    }

    // MARK: JSON

    var json: Value {
        .object(
            Object([
                ("ok", .bool(isComplete)),
                (
                    "regions",
                    .array(
                        registers.map { register in
                            .object(
                                Object([
                                    ("region", .string(register.region)),
                                    ("title", .string(register.title)),
                                    ("basis", .string(register.basis)),
                                    ("missing", Value(proofs.missing(in: register))),
                                    (
                                        "requirements",
                                        .array(listed(register).map { json($0, register) })
                                    ),
                                ])
                            )
                        }
                    )
                ),
            ])
        )
    }

    private func json(_ requirement: Requirement, _ register: Requirements) -> Value {
        var command: String?
        var reason: String?
        switch requirement.shown {
        case .example: break
        case .command(let text): command = text
        case .nothing(let text): reason = text
        }
        return .object(
            Object([
                ("id", .string(requirement.id)), ("title", .string(requirement.title)),
                ("says", Value(requirement.says)), ("basis", .string(requirement.basis)),
                ("examples", Value(proofs.stories(of: requirement, in: register))),
                ("command", Value(command)), ("notAMessage", Value(reason)),
            ])
        )
    }
}
