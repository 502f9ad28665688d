package import Contracts
import Expressions
package import Values

extension CaseMachine {
    /// Opens a case for an application that passed its schema.
    ///
    /// Throws `.rejected` with every failing check and missing material together, at canonical pointers.
    package static func open(
        _ intake: Intake,
        program: Program,
        region: Region,
        now: Instant
    ) throws(Refusal) -> CaseMachine {
        let items = program.items.map { rule in
            Item(id: rule.id, number: intake.number + padded(rule.position, 2))
        }
        let opened = Case(
            number: intake.number,
            program: program.name,
            programVersion: program.version,
            region: region.name,
            source: intake.source,
            intake: intake.party,
            applicationNumber: intake.applicationNumber,
            acceptedAt: now,
            app: intake.app,
            items: items,
            lastEventAt: now
        )
        var machine = CaseMachine(taking: opened, program: program, region: region, now: now)
        try machine.decide(Set(program.items.indices))
        try machine.verify()
        machine.note(
            "accepted",
            "受理《\(program.title)》申请",
            Object([("application", .string(intake.applicationNumber))])
        )
        try machine.settle(because: "受理")
        return machine
    }

    /// Runs the checks and the material rules on the application. Warnings become events.
    mutating func verify() throws(Refusal) {
        let view = try keptView()
        let scope = view.scope()
        var problems: [Problem] = []
        // By index here and where else many rules are asked: only those that have something to say are copied.
        for at in program.checks.indices where try !program.checks[at].that.isMet(scope) {
            let check = program.checks[at]
            if check.level == .warning {
                note("warning", check.say, Object([("at", .string(check.at.description))]))
            } else {
                problems.append(
                    Problem(
                        code: "check",
                        place: Place(check.at),
                        expected: check.say,
                        found: found(at: check.at)
                    )
                )
            }
        }
        problems += try materialProblems(view)
        if program.items.indices.allSatisfy({ current.items[$0].decision == .skipped }) {
            problems.append(
                Problem(code: "no-item", place: Place(), expected: "申请中没有可办理的事项", found: "")
            )
        }
        if !problems.isEmpty { throw .rejected(problems) }
    }

    private func found(at pointer: Pointer) -> String {
        switch current.app.at(pointer) {
        case .string(let text)?: Problem.excerpt(text)
        case .number(let number)?: number.text
        case .bool(let flag)?: flag ? "true" : "false"
        default: ""
        }
    }
}
