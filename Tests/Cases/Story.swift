import Values

@testable import Cases
@testable import Contracts

/// Plays a case from lines of text and tells what happened in lines of text.
///
/// ```
/// 09-02 09:00 open water gas line.m=150
/// 09-02 10:00 water accepted at=09-02T09:30 no=W1 reason=… doc=批文1
/// 09-03 10:00 tick connect@water overdue
/// ```
/// Every line begins with the moment, in 2024. What happens is told as
/// `order water→water #1`, `notice progress@water/accepted→platform`, `× result-conflict`.
struct Story {
    let program: Program
    var region: Region
    private(set) var machine: CaseMachine?
    private(set) var told: [String] = []
    private(set) var events: [String] = []
    private(set) var outgoing: [Outgoing] = []
    private(set) var reconsiderations: [Reconsideration] = []
    private(set) var problems: [Problem] = []
    private var messages = 0

    init(_ program: Program, region: Region = Fixture.region()) {
        self.program = program
        self.region = region
    }

    /// What the lines of this call brought about.
    @discardableResult
    mutating func play(_ script: String) -> [String] {
        let before = told.count
        for line in script.split(separator: "\n") {
            step(line.split(separator: " ").map(String.init))
        }
        return Array(told[before...])
    }

    var current: Case? { machine?.current }

    /// `water active accepted | gas terminal refused`.
    var states: String {
        guard let machine, let view = try? machine.view() else { return "" }
        return machine.current.items.indices.map { index in
            let progress = view.progress[index]
            return "\(machine.current.items[index].id) \(progress.stage.rawValue) \(progress.state)"
        }.joined(separator: " | ")
    }

    /// `connect@water running 2024-09-03 18:00`.
    var limits: String {
        (current?.limits ?? []).map { limit in
            let due = limit.dueAt.map { " " + written($0) } ?? ""
            return "\(limit.key) \(limit.state.rawValue)\(due)"
        }.joined(separator: " | ")
    }

    var outcome: String {
        guard let outcome = current?.outcome else { return "" }
        let items = (outcome.content["items"]?.array ?? []).map {
            "\($0["id"]?.string ?? "")=\($0["state"]?.string ?? "")"
        }
        return "\(outcome.revision) \(outcome.content["overall"]?.string ?? "") "
            + items.joined(separator: ",")
    }

    // MARK: Lines

    private mutating func step(_ words: [String]) {
        let now = at("2024-\(words[0]) \(words[1])")
        let verb = words[2]
        let rest = Array(words.dropFirst(3))
        if verb == "open" { return open(rest, now) }
        guard let stored = machine?.current else { return }
        do {
            var next = try CaseMachine(stored, program: program, region: region, now: now)
            if verb == "batch" {
                for part in rest.joined(separator: " ").split(separator: ";") {
                    let words = part.split(separator: " ").map(String.init)
                    try apply(input(words[0], Array(words.dropFirst()), now), to: &next)
                }
            } else {
                try apply(input(verb, rest, now), to: &next)
            }
            tell(try next.finish())
            machine = next
        } catch {
            tell(error)
        }
    }

    private mutating func apply(_ input: Input, to machine: inout CaseMachine) throws(Refusal) {
        if try machine.apply(input) == .recorded { told.append("recorded") }
    }

    private mutating func open(_ words: [String], _ now: Instant) {
        let intake = Intake(
            number: "41080020240902000001",
            source: "applications.platform",
            party: "platform",
            applicationNumber: "A1",
            app: application(words)
        )
        do {
            var next = try CaseMachine.open(intake, program: program, region: region, now: now)
            tell(try next.finish())
            machine = next
        } catch {
            tell(error)
        }
    }

    private mutating func input(_ verb: String, _ words: [String], _ now: Instant) -> Input {
        messages += 1
        let message = option("msg", words) ?? "m\(messages)"
        switch verb {
        case "update":
            let kind = Update.Kind(rawValue: words.first ?? "") ?? .correction
            let materials = words.compactMap { word -> Value? in
                guard word.hasPrefix("+") else { return nil }
                return material(word.dropFirst(), id: word)
            }
            let patch = words.dropFirst().filter { !$0.hasPrefix("+") && !$0.hasPrefix("base=") }
            return .update(
                Update(
                    kind: kind,
                    merge: application(Array(patch)),
                    materials: materials,
                    base: option("base", words).flatMap { Int($0) },
                    message: message
                )
            )
        case "withdraw": return .withdrawal(Withdrawal(reason: words.first, message: message))
        case "person":
            return .personResult(
                PersonResult(
                    item: words[0],
                    state: Milestone(rawValue: words[1]) ?? .note,
                    reason: "电话确认",
                    person: "王工",
                    message: message
                )
            )
        case "tick": return .tick(limit: words[0], Limit.Level(rawValue: words[1]) ?? .overdue)
        case "calendar": return .calendarChanged
        case "overlap":
            return .overlaps(overlaps(words))
        case "resend": return .resend(item: words[0], OrderStem(rawValue: words[1]) ?? .order)
        default: return replies([verb] + words, message, now)
        }
    }

    /// `C2 10-08..10-20 v=1 own=1`: what both share on 人民路; without days nothing.
    private func overlaps(_ words: [String]) -> Overlaps {
        let shared = words.compactMap { word -> Work? in
            let days = word.split(separator: ".").compactMap { Day("2024-\($0)") }
            return days.count == 2 ? Work(place: "人民路", days: days[0]...days[1]) : nil
        }
        return Overlaps(
            other: words[0],
            version: option("own", words).flatMap { Int($0) } ?? current?.worksVersion ?? 0,
            otherVersion: option("v", words).flatMap { Int($0) } ?? 1,
            shared: shared,
            parties: ["police"]
        )
    }

    /// `water accepted at=… no=… doc=… + gas accepted …`, from the party of the first word or `from=`.
    private func replies(_ words: [String], _ message: String, _ now: Instant) -> Input {
        let parts = words.split(separator: "+").map { part -> ReplyMessage.Part in
            let part = Array(part)
            var reply = Object([("state", .string(part[1]))])
            reply["at"] = option("at", part).map { .string("2024-\($0):00+08:00") }
            reply["partyOrder"] = option("no", part).map { .string($0) }
            reply["reason"] = option("reason", part).map { .string($0) }
            reply["scheduledAt"] = option("scheduled", part).map { .string("2024-\($0):00+08:00") }
            reply["externalLine"] = option("line", part).map { .bool($0 == "yes") }
            reply["missing"] = option("lacks", part).map { [.string($0)] }
            let check = ["orderedAt", "rectifiedAt"].compactMap { key in
                option(key, part).map { (key, Value.string("2024-\($0):00+08:00")) }
            }
            if !check.isEmpty { reply["check"] = .object(Object(check)) }
            reply["documents"] = option("doc", part).map {
                [["title": "批文", "number": .string($0)]]
            }
            reply["decisions"] = option("decides", part).map { text in
                .array(
                    text.split(separator: ",").map { decision in
                        let pair = decision.split(separator: ":").map(String.init)
                        return ["item": .string(pair[0]), "state": .string(pair[1])]
                    }
                )
            }
            do {
                return ReplyMessage.Part(item: part[0], reply: try Reply(.object(reply)))
            } catch {
                fatalError("\(error)")
            }
        }
        let item = current?.item(words[0])
        return .replies(
            ReplyMessage(
                party: option("from", words) ?? item?.party ?? words[0],
                message: message,
                receivedAt: option("received", words).map { at("2024-" + $0) } ?? now,
                parts: parts,
                chosen: option("choose", words).flatMap(LateReply.Policy.init(rawValue:))
            )
        )
    }

    private func option(_ name: String, _ words: [String]) -> String? {
        words.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    /// `water line.m=150 materials=ID,TITLE -gas`: objects by name, members by path, what goes by a minus.
    private func application(_ words: [String]) -> Value {
        var app = Value.object(Object())
        for word in words {
            if word.hasPrefix("-") {
                app = app.merged(with: [:])
                if case .object(var object) = app {
                    object[String(word.dropFirst())] = .null
                    app = .object(object)
                }
                continue
            }
            let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
            let path = pair[0].split(separator: ".").map(String.init)
            var leaf: Value = pair.count == 1 ? .object(Object()) : scalar(pair[1])
            if path == ["materials"] {
                leaf = .array(
                    pair[1].split(separator: ",").map { material($0) }
                )
            }
            if path == ["commitments"] { leaf = [["type": .string(pair[1])]] }
            for key in path.reversed() { leaf = .object(Object([(key, leaf)])) }
            app = app.merged(with: leaf)
        }
        return app
    }

    /// `TITLE` or `TITLE:COPY`.
    private func material(_ text: Substring, id: String? = nil) -> Value {
        let parts = text.split(separator: ":").map(String.init)
        var material = Object([
            ("id", .string(id ?? parts[0])), ("kind", .string(parts[0])),
        ])
        material["form"] = parts.count > 1 ? .string(parts[1]) : nil
        return .object(material)
    }

    private func scalar(_ text: String) -> Value {
        if let number = Number(text) { return .number(number) }
        if text == "true" || text == "false" { return .bool(text == "true") }
        return .string(text)
    }

    // MARK: Telling

    private mutating func tell(_ refusal: Refusal) {
        switch refusal {
        case .parked(let code, _): told.append("× \(code)")
        case .fault(let fault): told.append("× fault \(fault.message)")
        case .rejected(let list):
            problems = list
            told += list.map { "× \($0.place.pointer) \($0.say)" }
        }
    }

    private mutating func tell(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .send(let message):
                outgoing.append(message)
                let key = message.key.isEmpty ? "" : " \(message.key)"
                told.append("\(message.kind.rawValue)\(key)→\(message.party) #\(message.sequence)")
            case .alert(let alert): told.append("! \(alert.kind)")
            case .event(let event): events.append(event.data["text"]?.string ?? "")
            case .limit(let limit): told.append("limit \(limit.key) \(limit.state.rawValue)")
            case .closed(let revision): told.append("closed \(revision)")
            case .works(let works):
                told.append(
                    "works " + works.map { "\($0.key) \($0.period)" }.joined(separator: ", ")
                )
            case .reconsider(let order):
                reconsiderations.append(order)
                told.append("reconsider \(order.item)")
            case .identifier(_, let number, let item): told.append("identifier \(item)=\(number)")
            }
        }
    }
}
