import Cases
import Contracts
import Formats
import Pipeline
import Stores
import Values

/// A received message, stage by stage.
struct InboundReport: MessageReport {
    let message: Stores.InboundMessage
    private let stages: InboundStages
    private let masking: Masking
    private let reveals: Bool

    init(
        _ message: Stores.InboundMessage,
        _ store: any StoreReader,
        _ policy: Policy,
        reveals: Bool
    ) throws {
        self.message = message
        self.reveals = reveals
        stages = policy.stages(of: message)
        var masking = stages.masking
        if let number = message.caseNumber { try masking.learn(number, store, policy) }
        self.masking = reveals ? .revealing : masking
    }

    private var body: MessageText? {
        message.body.map {
            MessageText(
                $0,
                charset: stages.message?.codec.charset,
                isFixed: stages.message?.codec.format == .fixed
            )
        }
    }

    func print(on output: Output) {
        output.line(output.styled("Received message \(message.id)", .bold))
        for (name, text) in facts {
            output.line("  \(name)\(spaces(16 - name.count))\(printable(text))")
        }
        let bad: Bool = [.parked, .rejected, .suspect].contains(message.disposition)
        output.line(
            "  disposition     "
                + output.styled(message.disposition.rawValue, bad ? .yellow : .green)
        )
        output.heading("Raw")
        output.line("  \(message.bytesCount) bytes, SM3 \(message.rawDigest)")
        output.tree(masking.masked(message.properties), named: "properties")
        if let body {
            output.bytes(body, masking, reveals: reveals)
        } else {
            output.line("  the bytes are not kept any more")
        }
        if let decoded = stages.decoded {
            output.heading("Decoded as \(stages.message?.name ?? "")")
            output.tree(masking.masked(decoded))
        }
        for canonical in stages.canonical {
            output.heading("Canonical")
            output.tree(masking.masked(canonical))
        }
        printProblems(on: output)
    }

    private var facts: [(String, String)] {
        let optional: [(String, String?)] = [
            ("source", message.source), ("identity", message.identity.map { masking.masked($0) }),
            ("received", message.receivedAt.written), ("decided", message.decidedAt?.written),
            ("kind", message.kind.rawValue), ("party", message.party), ("program", message.program),
            ("case", message.caseNumber.map { "\($0)" }), ("item", message.item.map { "\($0)" }),
            ("contract", message.contractVersion.map { String($0.prefix(12)) }),
            ("attempts", message.attempts > 1 ? "\(message.attempts)" : nil),
            (
                "waits for",
                message.waitingFor.isEmpty ? nil : message.waitingFor.joined(separator: ", ")
            ),
            ("caused by", message.links.causedBy.map { "#\($0)" }),
            ("duplicate of", message.links.duplicateOf.map { "#\($0)" }),
            ("replay of", message.links.replayOf.map { "#\($0)" }),
            ("supersedes", message.links.supersedes.map { "#\($0)" }),
        ]
        return optional.compactMap { name, text in text.map { (name, $0) } }
    }

    private func printProblems(on output: Output) {
        let now = stages.fault?.problems ?? []
        if !message.problems.isEmpty { output.problems("Problems", message.problems, masking) }
        if !now.isEmpty, now != message.problems {
            output.problems("Problems by the contracts as they are now", now, masking)
        }
        if !stages.warnings.isEmpty { output.problems("Warnings", stages.warnings, masking) }
        if now.isEmpty, message.disposition == .parked {
            output.note(
                "note: the contracts as they are now can read it; process it again with: lianban messages replay \(message.id)"
            )
        }
    }

    var json: Value {
        var object = message.json.object ?? Object()
        object["problems"] = masking.masked(Value(message.problems))
        object["identity"] = Value(message.identity.map { masking.masked($0) })
        object["properties"] = masking.masked(message.properties)
        object["rawDigest"] = .string("\(message.rawDigest)")
        object["message"] = Value(stages.message?.name)
        object["decoded"] = stages.decoded.map(masking.masked) ?? .null
        object["canonical"] = .array(stages.canonical.map(masking.masked))
        object["problemsNow"] = masking.masked(Value(stages.fault?.problems ?? []))
        if reveals, let body {
            object["text"] = Value(body.text)
            object["hex"] = .string(MessageText.hex(body.bytes))
        }
        return .object(object)
    }
}

/// A sent message with every attempt to send it.
struct OutboundReport: MessageReport {
    let message: Stores.OutboundMessage
    private let attempts: [Attempt]
    private let stages: OutboundStages
    private let masking: Masking
    private let reveals: Bool

    init(
        _ message: Stores.OutboundMessage,
        _ store: any StoreReader,
        _ policy: Policy,
        reveals: Bool
    ) throws {
        self.message = message
        self.reveals = reveals
        attempts = try store.attempts(of: message.sequence)
        stages = policy.stages(of: message)
        var masking = Masking()
        if let number = message.caseNumber { try masking.learn(number, store, policy) }
        if message.caseNumber == nil,
            let cause = try message.causedBy.flatMap({ try store.inbound(id: $0) })
        {
            masking = policy.stages(of: cause).masking
        }
        self.masking = reveals ? .revealing : masking
    }

    private var body: MessageText { MessageText(message.body, properties: message.properties) }

    func print(on output: Output) {
        output.line(
            output.styled("Sent message \(message.id)", .bold) + "  out:\(message.sequence)"
        )
        for (name, text) in facts {
            output.line("  \(name)\(spaces(16 - name.count))\(printable(text))")
        }
        let isDone = message.state == .confirmed
        output.line(
            "  state           " + output.styled(message.state.rawValue, isDone ? .green : .yellow)
        )
        if let mapped = stages.mapped {
            output.heading("What it says")
            output.tree(masking.masked(mapped))
        }
        if let fault = stages.fault {
            output.problems(
                "Cannot be read back by the contracts as they are now",
                fault.problems,
                masking
            )
        }
        output.heading("Bytes")
        output.line("  \(body.summary), content SM3 \(message.contentDigest)")
        output.tree(masking.masked(message.properties), named: "properties")
        output.bytes(body, masking, reveals: reveals)
        output.heading("Attempts")
        if attempts.isEmpty {
            let sent = message.confirmedAt.map { "one, confirmed at \($0.written)" } ?? "none yet"
            output.line("  \(sent)")
        }
        for attempt in attempts {
            output.line(
                "  \(attempt.number). \(attempt.at.written)  \(attempt.result.isEmpty ? "open" : printable(attempt.result))"
            )
            for (name, value) in attempt.freshHeaders?.object ?? Object() {
                output.line("     \(name): \(value.string ?? "")")
            }
        }
    }

    private var facts: [(String, String)] {
        let optional: [(String, String?)] = [
            ("kind", message.kind.rawValue), ("party", message.party),
            ("queue", message.destination),
            ("case", message.caseNumber.map { "\($0)" }), ("item", message.item.map { "\($0)" }),
            ("created", message.createdAt.written),
            ("caused by", message.causedBy.map { "#\($0)" }),
            ("supersedes", message.supersedes.map { "\($0)" }),
            ("confirmed", message.confirmedAt?.written),
            ("next attempt", message.nextAttemptAt?.written), ("reason", message.reason),
        ]
        return optional.compactMap { name, text in text.map { (name, $0) } }
    }

    var json: Value {
        var object = message.json.object ?? Object()
        object["properties"] = masking.masked(message.properties)
        object["contentDigest"] = .string("\(message.contentDigest)")
        object["bytes"] = .int(message.body.count)
        object["mapped"] = stages.mapped.map(masking.masked) ?? .null
        object["attemptLog"] = .array(
            attempts.map { attempt in
                [
                    "number": .int(attempt.number), "at": Value(attempt.at),
                    "result": .string(attempt.result),
                    "freshHeaders": attempt.freshHeaders ?? .null,
                ]
            }
        )
        if reveals {
            object["text"] = Value(body.text)
            object["hex"] = .string(MessageText.hex(message.body))
        }
        return .object(object)
    }
}

extension Masking {
    /// Learns the personal data of a case.
    mutating func learn(_ number: CaseNumber, _ store: any StoreReader, _ policy: Policy) throws {
        guard let record = try store.caseRecord(number) else { return }
        let its = try StoredCase(record.state).case
        learn(its.app, policy.catalogue.personal.application)
        for report in its.items.flatMap(\.reports) {
            learn(.object(report.detail), policy.catalogue.personal.reply)
        }
    }
}

extension Stores.InboundMessage {
    /// What lists show: nothing that could hold personal data.
    var listed: Value {
        var object = json.object ?? Object()
        object["problems"] = Value(problems.map(\.code))
        object["identity"] = nil
        return .object(object)
    }

    var json: Value {
        .object(
            Object([
                ("id", .int(id)), ("source", .string(source)), ("identity", Value(identity)),
                ("receivedAt", Value(receivedAt)), ("decidedAt", Value(decidedAt)),
                ("kind", .string(kind.rawValue)),
                ("disposition", .string(disposition.rawValue)), ("party", Value(party)),
                ("program", Value(program)),
                ("case", Value(caseNumber.map { "\($0)" })), ("item", Value(item.map { "\($0)" })),
                ("contractVersion", Value(contractVersion)), ("problems", Value(problems)),
                ("problemKey", Value(problemKey)), ("waitingFor", Value(waitingFor)),
                ("attempts", .int(attempts)),
                ("bytes", .int(bytesCount)), ("causedBy", links.causedBy.map { .int($0) } ?? .null),
                ("duplicateOf", links.duplicateOf.map { .int($0) } ?? .null),
                ("replayOf", links.replayOf.map { .int($0) } ?? .null),
                ("supersedes", links.supersedes.map { .int($0) } ?? .null),
            ])
        )
    }
}

extension Stores.OutboundMessage {
    var json: Value {
        .object(
            Object([
                ("sequence", .int(sequence)), ("messageId", .string("\(id)")),
                ("kind", .string(kind.rawValue)),
                ("party", .string(party)), ("queue", .string(destination)),
                ("case", Value(caseNumber.map { "\($0)" })),
                ("item", Value(item.map { "\($0)" })), ("state", .string(state.rawValue)),
                ("attempts", .int(attempts)),
                ("createdAt", Value(createdAt)), ("confirmedAt", Value(confirmedAt)),
                ("nextAttemptAt", Value(nextAttemptAt)),
                ("causedBy", causedBy.map { .int($0) } ?? .null),
                ("supersedes", Value(supersedes.map { "\($0)" })),
                ("reason", Value(reason)),
            ])
        )
    }
}

extension Output {
    func heading(_ text: String) {
        line()
        line(styled(text, .bold))
    }

    fileprivate func tree(_ value: Value, named name: String? = nil) {
        if let name, value.object?.isEmpty ?? true { return line("  \(name)  none") }
        if let name { line("  \(name)") }
        for text in value.jsonText.split(separator: "\n") { line("  " + printable(String(text))) }
    }

    fileprivate func bytes(_ text: MessageText, _ masking: Masking, reveals: Bool) {
        guard reveals else {
            return line("  the bytes may hold personal data; see them with --reveal")
        }
        for text in text.lines(masking) { line("    " + text) }
    }

    fileprivate func problems(_ title: String, _ problems: [Problem], _ masking: Masking) {
        heading(title)
        for problem in problems {
            line("  \(problem.code) at \(problem.place)  \(printable(masking.masked(problem.say)))")
            if problem.expected != problem.say {
                line("      expected  \(printable(masking.masked(problem.expected)))")
            }
            if !problem.found.isEmpty {
                line("      found     \(printable(masking.masked(problem.found)))")
            }
        }
    }
}
