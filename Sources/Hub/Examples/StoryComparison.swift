import Contracts
import Formats
import Pipeline
import Stores
import Values

/// Compares what a story expects of one round with what went out.
struct StoryComparison {
    let story: Story
    let round: Story.Round
    let policy: Policy
    /// The bytes of a file below the contracts folder; nil where there is none.
    let file: (String) -> [UInt8]?
    var failures: [StepFailure] = []

    private struct Wanted {
        var expected: Story.Expectation
        var party: String

        /// `order line to tower`
        var name: String { "\(expected.kind) \(subject)to \(party)" }

        private var subject: String {
            (expected.notice ?? expected.item).map { "\($0) " } ?? ""
        }

        func fits(_ message: TrialHub.Sent) -> Bool {
            message.kind == expected.kind && message.party == party
                && (expected.item == nil || expected.item == message.item)
                && (expected.notice == nil || expected.notice == message.notice)
                && (expected.caseNumber == nil || expected.caseNumber == message.caseNumber)
        }
    }

    /// Each message belongs to one expectation: first those that are exactly alike find each other, then those of
    /// the same kind, party, item and notice.
    mutating func compare(_ sent: [TrialHub.Sent]) {
        var rest = sent.filter { $0.notice.map { !story.ignore.contains($0) } ?? true }
        let wanted = round.expected.flatMap { expected in
            expected.to.map { Wanted(expected: expected, party: $0) }
        }
        var found = [TrialHub.Sent?](repeating: nil, count: wanted.count)
        for isExact in [true, false] {
            for (at, its) in wanted.enumerated() where found[at] == nil {
                let bytes = isExact ? file(story.path(of: its.expected.file)) : nil
                let match = rest.firstIndex { its.fits($0) && (!isExact || $0.body == bytes) }
                if let match { found[at] = rest.remove(at: match) }
            }
        }
        for (its, message) in zip(wanted, found) {
            if let message { compare(message, its) } else { missing(its, rest) }
        }
        let open = zip(wanted, found).filter { $0.1 == nil }.map(\.0)
        for message in rest { unexpected(message, open) }
    }

    // MARK: What there is

    private mutating func compare(_ message: TrialHub.Sent, _ wanted: Wanted) {
        let expected = wanted.expected
        if let id = expected.messageID, id != message.messageID {
            failures.append(
                StepFailure(
                    kind: .messageID,
                    span: expected.span,
                    message: "\(wanted.name) has another message-id",
                    expected: id,
                    found: message.messageID
                )
            )
        }
        for header in expected.headers where message.headers[header.name] != header.value {
            failures.append(
                StepFailure(
                    kind: .header,
                    span: expected.span,
                    message: "\(wanted.name) has another header \(header.name)",
                    expected: header.value,
                    found: message.headers[header.name] ?? "no such header"
                )
            )
        }
        let path = story.path(of: expected.file)
        let rewrite = Rewrite(path: path, bytes: message.body)
        guard let bytes = file(path) else {
            return failures.append(
                .noFile(expected.file, expected.span, wanted.name, rewrite, charset(of: message))
            )
        }
        guard
            let difference = MessageDifference(expected: bytes, found: message, policy: policy)
        else { return }
        failures.append(
            StepFailure(
                kind: .content,
                span: expected.span,
                message: "\(wanted.name) is not what \(expected.file.name) holds",
                difference: difference,
                rewrite: rewrite
            )
        )
    }

    // MARK: What there is not, and what should not be

    private mutating func missing(_ wanted: Wanted, _ rest: [TrialHub.Sent]) {
        let near = rest.map { (score: nearness($0, wanted), message: $0) }
            .filter { $0.score > 0 }.max { $0.score < $1.score }?.message
        failures.append(
            StepFailure(
                kind: .missing,
                span: wanted.expected.span,
                message: "no \(wanted.name) went out",
                notes: [
                    near.map { "the nearest that went out: \(Self.name($0))" }
                        ?? (rest.isEmpty
                            ? "nothing went out that another step does not expect"
                            : "what went out is of other kinds and for other parties")
                ],
                item: wanted.expected.item
            )
        )
    }

    private func nearness(_ message: TrialHub.Sent, _ wanted: Wanted) -> Int {
        let expected = wanted.expected
        return (message.party == wanted.party ? 2 : 0) + (message.kind == expected.kind ? 2 : 0)
            + (message.item != nil && message.item == expected.item ? 1 : 0)
            + (message.notice != nil && message.notice == expected.notice ? 1 : 0)
            + (message.caseNumber != nil && message.caseNumber == expected.caseNumber ? 1 : 0)
    }

    private mutating func unexpected(_ message: TrialHub.Sent, _ open: [Wanted]) {
        let near = open.map { (score: nearness(message, $0), wanted: $0) }
            .filter { $0.score > 2 }.max { $0.score < $1.score }?.wanted
        failures.append(
            StepFailure(
                kind: .unexpected,
                span: round.span,
                message: "\(Self.name(message)) went out, and no step expects it",
                found: ByteText.shown(message.body, charset(of: message)),
                notes: [
                    near.map {
                        "the nearest that is expected: \($0.name), line \($0.expected.span.line)"
                    }
                        ?? "to expect it, add the step: \(step(message))"
                ]
            )
        )
    }

    private func charset(of message: TrialHub.Sent) -> Charset {
        policy.stages(of: message.message).charset ?? .utf8
    }

    private static func name(_ message: TrialHub.Sent) -> String {
        let subject = (message.notice ?? message.item).map { "\($0) " } ?? ""
        return "\(message.kind) \(subject)to \(message.party)"
    }

    /// The line of a story that would expect the message.
    private func step(_ message: TrialHub.Sent) -> String {
        var keys = ["expect: \(message.kind)"]
        if let notice = message.notice { keys.append("notice: \(notice)") }
        keys.append("to: \(message.party)")
        if let item = message.item { keys.append("item: \(item)") }
        keys.append("file: \(fileName(message))")
        keys.append("message: \"\(message.messageID)\"")
        return "- { \(keys.joined(separator: ", ")) }"
    }

    private func fileName(_ message: TrialHub.Sent) -> String {
        let stages = policy.stages(of: message.message)
        let ending =
            switch stages.message?.codec.format {
            case .xml: "xml"
            case .fixed, .keyvalue, .form: "txt"
            case .csv: "csv"
            case .json, nil: "json"
            }
        switch message.message.kind {
        case .notice: return "\(message.notice ?? "notice").\(ending)"
        case .outcome, .rejection, .refusal: return "\(message.kind).\(ending)"
        case .order, .update, .cancel: return "\(message.party).\(message.kind).\(ending)"
        }
    }
}

extension StepFailure {
    static func noFile(
        _ file: Story.FileName,
        _ span: SourceSpan,
        _ what: String,
        _ rewrite: Rewrite,
        _ charset: Charset
    ) -> StepFailure {
        StepFailure(
            kind: .noFile,
            span: span,
            message: "\(what): there is no file \(file.name) yet",
            found: ByteText.shown(rewrite.bytes, charset),
            rewrite: rewrite
        )
    }
}
