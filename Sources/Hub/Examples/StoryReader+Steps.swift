import Contracts
import Values

extension StoryReader {
    /// What makes a step what it is.
    private static let verbs = ["send", "read", "wait", "expect"]
    private static let kinds = [
        "order", "update", "cancel", "notice", "rejection", "refusal", "outcome",
    ]

    mutating func rounds(_ node: Node?, at span: SourceSpan) -> [Story.Round] {
        guard let node else {
            report("LB2301", span, "steps is missing")
            return []
        }
        guard let steps = node.elements, !steps.isEmpty else {
            report("LB2302", node.span, "steps is a list of what happens")
            return []
        }
        var rounds: [Story.Round] = []
        var isFirstLost = false
        for step in steps {
            let verbs = Self.verbs.filter { step[$0] != nil }
            guard let verb = verbs.first, verbs.count == 1 else {
                reportVerbs(verbs, of: step)
                continue
            }
            if verb == "expect" {
                guard let expected = expectation(step) else { continue }
                if !rounds.isEmpty {
                    rounds[rounds.count - 1].expected.append(expected)
                } else if !isFirstLost {
                    report("LB2306", step.span, "nothing goes out before something has come in")
                }
            } else if let round = round(verb, step) {
                if let last = rounds.last, round.at < last.at {
                    report(
                        "LB2303",
                        (step["at"] ?? step["wait"])?.span ?? step.span,
                        "this is earlier than the step before, which is at \(last.at.rfc3339())"
                    )
                }
                rounds.append(round)
            } else {
                isFirstLost = true
            }
        }
        return rounds
    }

    private mutating func reportVerbs(_ verbs: [String], of step: Node) {
        if verbs.isEmpty {
            let misspelt = (step.entries ?? []).compactMap { entry in
                didYouMean(entry.key.text, among: Self.verbs)
            }
            report(
                "LB2306",
                step.span,
                "a step has one of \(Self.verbs.joined(separator: ", "))",
                hint: misspelt.first
            )
        } else {
            let names = verbs.joined(separator: " and ")
            report("LB2306", step.span, "a step has one of \(names), not both")
        }
    }

    private mutating func round(_ verb: String, _ step: Node) -> Story.Round? {
        switch verb {
        case "send": send(step)
        case "read": reading(step)
        default: waiting(step)
        }
    }

    private mutating func waiting(_ step: Node) -> Story.Round? {
        let keys = entries(step, of: "a step that waits", ["wait"])
        return instant(keys["wait"], "wait", at: step.span).map {
            Story.Round(at: $0, event: .wait, span: step.span)
        }
    }

    private mutating func send(_ step: Node) -> Story.Round? {
        let keys = entries(
            step,
            of: "a step that sends",
            ["at", "from", "send", "message", "correlation", "type", "headers", "gives"]
        )
        if program == nil, let region {
            report(
                "LB2301",
                step.span,
                "a story that sends names its program, not only \(region.name)"
            )
        }
        let at = instant(keys["at"], "at", at: step.span)
        let from = party(keys["from"], "from", at: step.span)
        let file = input(keys["send"], "send", at: step.span)
        let gives = gives(keys["gives"], at: step.span)
        let headers = pairs(keys["headers"], "headers")
        guard let at, let from, let file, let gives else { return nil }
        let send = Story.Send(
            from: from,
            file: file,
            messageID: optional(keys["message"], "message"),
            correlationID: optional(keys["correlation"], "correlation"),
            type: optional(keys["type"], "type"),
            headers: headers,
            gives: gives
        )
        return Story.Round(at: at, event: .send(send), span: step.span)
    }

    private mutating func reading(_ step: Node) -> Story.Round? {
        let keys = entries(
            step,
            of: "a step that reads",
            ["at", "from", "read", "type", "headers", "gives", "refused"]
        )
        let at = instant(keys["at"], "at", at: step.span)
        let from = party(keys["from"], "from", at: step.span)
        let file = input(keys["read"], "read", at: step.span)
        var result: Story.Reading.Result?
        switch (keys["gives"], keys["refused"]) {
        case (let node?, nil):
            result = fileName(node, "gives", at: step.span).map { .canonical($0) }
        case (nil, let node?):
            let places = (node.elements ?? [node]).compactMap {
                text($0, "a place in refused", at: $0.span)
            }
            result = .refused(places)
        default:
            report(
                "LB2307",
                step.span,
                "a step that reads has gives, the file of what the message means, or refused, the places of its faults"
            )
        }
        guard let at, let from, let file, let result else { return nil }
        let reading = Story.Reading(
            from: from,
            file: file,
            type: optional(keys["type"], "type"),
            headers: pairs(keys["headers"], "headers"),
            gives: result
        )
        return Story.Round(at: at, event: .read(reading), span: step.span)
    }

    private mutating func gives(_ node: Node?, at span: SourceSpan) -> Story.Gives? {
        guard let node else {
            report("LB2301", span, "gives is missing: what becomes of the message")
            return nil
        }
        let flags: [(String, Story.Gives)] = [
            ("rejected", .rejected), ("duplicate", .duplicate), ("parked", .parked),
            ("waiting", .waiting),
        ]
        let known = ["case", "item", "state"] + flags.map(\.0)
        let keys = entries(node, of: "gives", known)
        guard !keys.isEmpty else { return nil }
        if keys.count == 1, let number = keys["case"] {
            return text(number, "case", at: node.span).map { .applied(case: $0) }
        }
        if keys.count == 1, let flag = flags.first(where: { keys[$0.0] != nil }) {
            guard keys[flag.0]?.scalar?.value == .bool(true) else {
                report("LB2302", keys[flag.0]?.span ?? node.span, "\(flag.0) is true")
                return nil
            }
            return flag.1
        }
        guard Set(keys.keys) == ["item", "state"] else {
            report(
                "LB2307",
                node.span,
                "gives is one of { case }, { item, state }, "
                    + flags.map { "{ \($0.0): true }" }.joined(separator: ", ")
            )
            return nil
        }
        guard let item = item(keys["item"], at: node.span),
            let state = text(keys["state"], "state", at: node.span)
        else { return nil }
        if Milestone(rawValue: state) == nil {
            report(
                "LB2308",
                keys["state"]?.span ?? node.span,
                "'\(state)' is not a state",
                near: state,
                Milestone.allCases.map(\.rawValue)
            )
        }
        return .state(item: item, state: state)
    }

    private mutating func expectation(_ step: Node) -> Story.Expectation? {
        let keys = entries(
            step,
            of: "a step that expects",
            ["expect", "to", "item", "notice", "case", "file", "message", "headers"]
        )
        let kind = text(keys["expect"], "expect", at: step.span)
        if let kind, !Self.kinds.contains(kind) {
            report(
                "LB2304",
                keys["expect"]?.span ?? step.span,
                "nothing goes out that is called '\(kind)'",
                near: kind,
                Self.kinds
            )
        }
        let to = keys["to"].map { $0.elements ?? [$0] } ?? []
        if to.isEmpty { report("LB2301", step.span, "to is missing: the party that gets it") }
        let parties = to.compactMap { party($0, "to", at: step.span) }
        let file = fileName(keys["file"], "file", at: step.span)
        let item = item(keys["item"], at: step.span)
        let notice = optional(keys["notice"], "notice")
        if let notice, let node = keys["notice"] { checkNotice(notice, node.span) }
        let headers = pairs(keys["headers"], "headers")
        guard let kind, let file, !parties.isEmpty else { return nil }
        return Story.Expectation(
            kind: kind,
            to: parties,
            item: item,
            notice: notice,
            caseNumber: optional(keys["case"], "case"),
            file: file,
            messageID: optional(keys["message"], "message"),
            headers: headers,
            span: step.span
        )
    }

    private mutating func optional(_ node: Node?, _ what: String) -> String? {
        node.flatMap { text($0, what, at: $0.span) }
    }
}
