import Cases
import Contracts
import Formats
import Pipeline
import Stores
import Values

/// Runs one story on a hub of its own.
struct StoryRun {
    let story: Story
    let hub: TrialHub
    /// The bytes of a file below the contracts folder; nil where there is none.
    let file: (String) -> [UInt8]?
    private(set) var failures: [StepFailure] = []
    /// Program → names of the notices that went out, those that the story ignores among them.
    private(set) var notices: [String: Set<String>] = [:]

    init(_ story: Story, catalogue: Catalogue, file: @escaping (String) -> [UInt8]?) throws {
        let secrets = Secrets(story.secrets.mapValues { Array($0.utf8) })
        self.story = story
        self.file = file
        hub = try TrialHub(Policy(catalogue, secrets: secrets))
    }

    /// Runs every round, also after one that failed.
    mutating func run() {
        for round in story.rounds {
            do {
                try run(round)
            } catch {
                let failure = StepFailure(
                    kind: .hub,
                    span: round.span,
                    message: "the hub failed here: \(error)",
                    notes: ["the rest of the story was not run"]
                )
                return failures.append(failure)
            }
        }
    }

    private mutating func run(_ round: Story.Round) throws {
        try hub.pass(to: round.at)
        switch round.event {
        case .send(let send): try take(send, round)
        case .read(let reading): read(reading, round)
        case .wait: break
        }
        let sent = try hub.sent(at: round.at)
        try note(sent)
        var comparison = StoryComparison(story: story, round: round, policy: hub.policy, file: file)
        comparison.compare(sent)
        if comparison.failures.contains(where: { $0.kind == .missing }) {
            try explain(&comparison.failures)
        }
        failures += comparison.failures
    }

    private mutating func note(_ sent: [TrialHub.Sent]) throws {
        for message in sent {
            guard let notice = message.notice, let number = message.message.caseNumber,
                let its = try hub.case(number)
            else { continue }
            notices[its.program, default: []].insert(notice)
        }
    }

    private func message(
        _ name: String,
        _ body: [UInt8],
        id: String? = nil
    ) -> TrialHub.Message? {
        guard let region = hub.policy.catalogue.region(story.region),
            let party = region.party(name)
        else { return nil }
        return hub.message(from: party, of: region, body, id: id)
    }

    // MARK: A message comes in

    private mutating func take(_ send: Story.Send, _ round: Story.Round) throws {
        guard let body = file(story.path(of: send.file)),
            var message = message(send.from, body, id: send.messageID)
        else { return }
        message.correlationID = send.correlationID
        message.type = send.type
        message.headers = send.headers
        let (_, verdict) = try hub.take(message, at: round.at)
        if try isAsTold(verdict, send.gives) { return }
        failures.append(
            StepFailure(
                kind: .gives,
                span: round.span,
                message: "\(send.file.name) from \(send.from)",
                expected: send.gives.description,
                found: try outcome(of: verdict),
                notes: verdict.problemLines
            )
        )
    }

    private func isAsTold(_ verdict: Verdict, _ gives: Story.Gives) throws -> Bool {
        switch gives {
        case .applied(let number):
            return verdict.disposition == .applied
                && verdict.caseNumber.map { "\($0)" } == number
        case .state(let item, let state):
            return try states(in: verdict).contains { $0 == (item, state) }
        case .rejected: return verdict.disposition == .rejected
        case .duplicate: return verdict.disposition == .duplicate
        case .parked: return verdict.disposition == .parked
        case .waiting: return verdict.disposition == .waiting
        }
    }

    /// The items and states that a message reported and that were taken.
    private func states(in verdict: Verdict) throws -> [(item: String, state: String)] {
        guard verdict.disposition == .applied, let number = verdict.caseNumber,
            let item = try hub.case(number)?.items.first(where: {
                $0.number == verdict.item.map { "\($0)" }
            })
        else { return [] }
        return item.reports.filter { $0.message == verdict.identity }
            .map { (item.id, $0.state.rawValue) }
    }

    private func outcome(of verdict: Verdict) throws -> String {
        let reported = try states(in: verdict).map { "state \($0.state) of item \($0.item)" }
        if !reported.isEmpty { return reported.joined(separator: ", ") }
        let number = verdict.caseNumber.map { " to case \($0)" } ?? ""
        switch verdict.disposition {
        case .applied: return "applied\(number)"
        case .waiting:
            return "waiting for " + verdict.waitingFor.joined(separator: ", ")
        default: return verdict.disposition.rawValue
        }
    }

    // MARK: A message is read

    private mutating func read(_ reading: Story.Reading, _ round: Story.Round) {
        guard let body = file(story.path(of: reading.file)),
            var message = message(reading.from, body)
        else { return }
        message.type = reading.type
        message.headers = reading.headers
        let stages = hub.stages(of: message, at: round.at)
        let what = "\(reading.file.name) from \(reading.from)"
        switch (reading.gives, stages.fault) {
        case (.canonical, let fault?):
            failures.append(
                StepFailure(
                    kind: .gives,
                    span: round.span,
                    message: what,
                    expected: "read",
                    found: "refused at the stage \(fault.stage.rawValue)",
                    notes: fault.problems.map { "\($0.place): \($0.code): \($0.say)" }
                )
            )
        case (.canonical(let name), nil): compare(stages.canonical, name, what, round)
        case (.refused(let places), let fault):
            let found = (fault?.problems ?? []).map(\.place)
            if found.count == places.count,
                zip(found, places).allSatisfy({ $0.isTold(as: $1) })
            {
                return
            }
            let names = found.map(\.told)
            failures.append(
                StepFailure(
                    kind: .gives,
                    span: round.span,
                    message: what,
                    expected: "refused at " + places.joined(separator: ", "),
                    found: fault == nil ? "read" : "refused at " + names.joined(separator: ", "),
                    notes: (fault?.problems ?? []).map { "\($0.place): \($0.code): \($0.say)" }
                )
            )
        }
    }

    private mutating func compare(
        _ canonical: [Value],
        _ name: Story.FileName,
        _ what: String,
        _ round: Story.Round
    ) {
        let only = canonical.count == 1 ? canonical.first : nil
        let bytes = JSON.encodePretty(only ?? .array(canonical))
        let path = story.path(of: name)
        let rewrite = Rewrite(path: path, bytes: bytes)
        guard let expected = file(path) else {
            return failures.append(.noFile(name, round.span, what, rewrite, .utf8))
        }
        guard let difference = MessageDifference(expected: expected, found: bytes) else { return }
        failures.append(
            StepFailure(
                kind: .content,
                span: round.span,
                message: "\(what) does not mean what \(name.name) holds",
                difference: difference,
                rewrite: rewrite
            )
        )
    }

    // MARK: Why a message did not go out

    /// Adds to what is missing how far its item has come, and what the hub complains about.
    private func explain(_ failures: inout [StepFailure]) throws {
        var states: [String: String] = [:]
        for its in try hub.cases() {
            for item in (try? hub.summaries(of: its)) ?? [] { states[item.id] = item.state }
        }
        let alerts = try hub.read { try $0.alerts(AlertQuery()).map(\.text) }
        for at in failures.indices where failures[at].kind == .missing {
            if let item = failures[at].item, let state = states[item] {
                failures[at].notes.append("item \(item) is \(state)")
            }
            failures[at].notes += alerts
        }
    }
}
