import Contracts
package import Values

/// A stored case that this program cannot read.
package struct CaseDecodingError: Error, Sendable, Hashable {
    /// Where in the stored value: `/items/2/reports/0/state`.
    package var pointer: Pointer
}

/// The form in which a store keeps a case: short names, nothing that is at its default.
///
/// New members may be added with a default; a name never changes its meaning.
extension Case {
    package func encode() -> Value {
        var object = Object([
            ("no", .string(number)), ("program", .string(program)),
            ("version", .string(programVersion)),
            ("region", .string(region)), ("source", .string(source)), ("intake", .string(intake)),
            ("application", .string(applicationNumber)), ("at", acceptedAt.stored), ("app", app),
            ("appVersion", .int(appVersion)), ("last", lastEventAt.stored),
            ("items", .array(items.map { $0.encode() })),
        ])
        object["closed"] = closedAt?.stored
        object["withdrawn"] = isWithdrawn ? true : nil
        if !limits.isEmpty { object["limits"] = .array(limits.map { $0.encode() }) }
        if !said.isEmpty {
            object["said"] = .object(
                Object(said.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
            )
        }
        if !sequences.isEmpty {
            object["seq"] = .object(
                Object(sequences.sorted { $0.key < $1.key }.map { ($0.key, .int($0.value)) })
            )
        }
        object["worksNo"] = worksVersion == 0 ? nil : .int(worksVersion)
        if !works.isEmpty { object["works"] = .array(works.map { $0.encode() }) }
        if !neighbours.isEmpty { object["near"] = .array(neighbours.map { $0.encode() }) }
        if let outcome {
            object["outcome"] = .object(
                Object([
                    ("rev", .int(outcome.revision)), ("at", outcome.issuedAt.stored),
                    ("content", outcome.content),
                ])
            )
        }
        return .object(object)
    }

    /// Reads what `encode` gave.
    package init(decoding value: Value) throws(CaseDecodingError) {
        let reader = Reader(value)
        self.init(
            number: try reader.string("no"),
            program: try reader.string("program"),
            programVersion: try reader.string("version"),
            region: try reader.string("region"),
            source: try reader.string("source"),
            intake: try reader.string("intake"),
            applicationNumber: try reader.string("application"),
            acceptedAt: try reader.instant("at"),
            app: try reader.value("app"),
            items: try reader.list("items", Item.init(reading:)),
            lastEventAt: try reader.instant("last")
        )
        appVersion = try reader.int("appVersion")
        closedAt = try reader.optionalInstant("closed")
        isWithdrawn = value["withdrawn"]?.bool ?? false
        limits = try reader.list("limits", Limit.init(reading:))
        for (key, element) in value["said"]?.object ?? Object() {
            said[key] = try Reader(element, reader.pointer.appending("said").appending(key)).text()
        }
        for (key, element) in value["seq"]?.object ?? Object() {
            guard let count = element.int else {
                throw CaseDecodingError(pointer: Pointer(["seq", key]))
            }
            sequences[key] = count
        }
        worksVersion = value["worksNo"] == nil ? 0 : try reader.int("worksNo")
        works = try reader.list("works", Work.init(reading:))
        neighbours = try reader.list("near", Neighbour.init(reading:))
        if let stored = value["outcome"] {
            let reader = Reader(stored, Pointer(["outcome"]))
            outcome = Outcome(
                revision: try reader.int("rev"),
                issuedAt: try reader.instant("at"),
                content: try reader.value("content")
            )
        }
    }
}

extension Item {
    fileprivate func encode() -> Value {
        var object = Object([("id", .string(id)), ("no", .string(number))])
        object["is"] = decision == .applies ? nil : .string(decision.rawValue)
        object["party"] = party.map { .string($0) }
        object["mode"] = mode.map { .string($0) }
        if !reasons.isEmpty { object["why"] = .array(reasons.map { .string($0) }) }
        object["at"] = orderedAt?.stored
        if !reports.isEmpty { object["reports"] = .array(reports.map { $0.encode() }) }
        return .object(object)
    }

    fileprivate init(reading reader: Reader) throws(CaseDecodingError) {
        self.init(id: try reader.string("id"), number: try reader.string("no"))
        decision = try reader.optionalCase("is") ?? .applies
        party = try reader.optionalString("party")
        mode = try reader.optionalString("mode")
        reasons = try reader.list("why") { (reader) throws(CaseDecodingError) in try reader.text() }
        orderedAt = try reader.optionalInstant("at")
        reports = try reader.list("reports", Report.init(reading:))
    }
}

extension Report {
    fileprivate func encode() -> Value {
        var object = Object([
            ("state", .string(state.rawValue)), ("at", occurredAt.stored),
            ("in", receivedAt.stored),
        ])
        object["by"] =
            switch origin {
            case .party: nil
            case .person(let name): .string("person:\(name)")
            case .hub: "hub"
            case .decision: "decision"
            }
        object["message"] = message.isEmpty ? nil : .string(message)
        object["place"] = place == 0 ? nil : .int(place)
        object["unsure"] = isStated ? nil : true
        object["order"] = partyOrder.map { .string($0) }
        object["detail"] = detail.isEmpty ? nil : .object(detail)
        return .object(object)
    }

    fileprivate init(reading reader: Reader) throws(CaseDecodingError) {
        guard let state: Milestone = try reader.optionalCase("state") else {
            throw reader.fault("state")
        }
        let by = try reader.optionalString("by")
        self.init(
            state: state,
            occurredAt: try reader.instant("at"),
            receivedAt: try reader.instant("in"),
            isStated: reader.source["unsure"] == nil,
            origin: by.map { Report.Origin(stored: $0) } ?? .party,
            message: try reader.optionalString("message") ?? "",
            place: reader.source["place"]?.int ?? 0,
            partyOrder: try reader.optionalString("order"),
            detail: reader.source["detail"]?.object ?? Object()
        )
    }
}

extension Report.Origin {
    fileprivate init(stored text: String) {
        let prefix = "person:"
        if text.hasPrefix(prefix) {
            self = .person(String(text.dropFirst(prefix.count)))
        } else {
            self = text == "decision" ? .decision : .hub
        }
    }
}

extension Limit {
    fileprivate func encode() -> Value {
        var object = Object([
            ("rule", .string(rule)), ("title", .string(title)), ("state", .string(state.rawValue)),
        ])
        object["item"] = item.map { .string($0) }
        object["start"] = startAt?.stored
        object["due"] = dueAt?.stored
        object["warn"] = warnAt?.stored
        object["met"] = metAt?.stored
        object["warned"] = warnedAt?.stored
        object["overdue"] = overdueAt?.stored
        object["how"] = explanation.isEmpty ? nil : .string(explanation)
        return .object(object)
    }

    fileprivate init(reading reader: Reader) throws(CaseDecodingError) {
        self.init(
            rule: try reader.string("rule"),
            item: try reader.optionalString("item"),
            title: try reader.string("title")
        )
        guard let state: State = try reader.optionalCase("state") else {
            throw reader.fault("state")
        }
        self.state = state
        startAt = try reader.optionalInstant("start")
        dueAt = try reader.optionalInstant("due")
        warnAt = try reader.optionalInstant("warn")
        metAt = try reader.optionalInstant("met")
        warnedAt = try reader.optionalInstant("warned")
        overdueAt = try reader.optionalInstant("overdue")
        explanation = try reader.optionalString("how") ?? ""
    }
}

extension Work {
    fileprivate func encode() -> Value {
        .object(
            Object([
                ("place", .string(place)), ("from", .string("\(days.lowerBound)")),
                ("to", .string("\(days.upperBound)")),
            ])
        )
    }

    fileprivate init(reading reader: Reader) throws(CaseDecodingError) {
        let (first, last) = (try reader.day("from"), try reader.day("to"))
        guard first <= last else { throw reader.fault("to") }
        guard let work = Work(place: try reader.string("place"), days: first...last) else {
            throw reader.fault("place")
        }
        self = work
    }
}

extension Neighbour {
    fileprivate func encode() -> Value {
        .object(
            Object([
                ("no", .string(number)), ("version", .int(version)),
                ("shared", .array(shared.map { $0.encode() })),
            ])
        )
    }

    fileprivate init(reading reader: Reader) throws(CaseDecodingError) {
        self.init(
            number: try reader.string("no"),
            version: try reader.int("version"),
            shared: try reader.list("shared", Work.init(reading:))
        )
    }
}

extension Overlaps {
    /// The form in which the journal keeps the input.
    package func encode() -> Value {
        .object(
            Object([
                ("other", .string(other)), ("version", .int(version)),
                ("otherVersion", .int(otherVersion)),
                ("shared", .array(shared.map { $0.encode() })),
                ("parties", .array(parties.map { .string($0) })),
            ])
        )
    }

    /// Reads what `encode` gave.
    package init(decoding value: Value) throws(CaseDecodingError) {
        let reader = Reader(value)
        self.init(
            other: try reader.string("other"),
            version: try reader.int("version"),
            otherVersion: try reader.int("otherVersion"),
            shared: try reader.list("shared", Work.init(reading:)),
            parties: try reader.list("parties") { (reader) throws(CaseDecodingError) in
                try reader.text()
            }
        )
    }
}

/// Reads members of a stored object, and says where one is not what it should be.
private struct Reader {
    let source: Value
    let pointer: Pointer

    init(_ source: Value, _ pointer: Pointer = Pointer()) {
        self.source = source
        self.pointer = pointer
    }

    func fault(_ key: String) -> CaseDecodingError {
        CaseDecodingError(pointer: pointer.appending(key))
    }

    func value(_ key: String) throws(CaseDecodingError) -> Value {
        guard let value = source[key] else { throw fault(key) }
        return value
    }

    func text() throws(CaseDecodingError) -> String {
        guard let text = source.string else { throw CaseDecodingError(pointer: pointer) }
        return text
    }

    func string(_ key: String) throws(CaseDecodingError) -> String {
        guard let text = source[key]?.string else { throw fault(key) }
        return text
    }

    func optionalString(_ key: String) throws(CaseDecodingError) -> String? {
        guard source[key] != nil else { return nil }
        return try string(key)
    }

    func int(_ key: String) throws(CaseDecodingError) -> Int {
        guard let number = source[key]?.int else { throw fault(key) }
        return number
    }

    func optionalCase<T: RawRepresentable<String>>(_ key: String) throws(CaseDecodingError) -> T? {
        guard let text = try optionalString(key) else { return nil }
        guard let value = T(rawValue: text) else { throw fault(key) }
        return value
    }

    func day(_ key: String) throws(CaseDecodingError) -> Day {
        guard let day = Day(try string(key)) else { throw fault(key) }
        return day
    }

    func instant(_ key: String) throws(CaseDecodingError) -> Instant {
        guard let instant = source[key]?.number.flatMap(Instant.init(stored:)) else {
            throw fault(key)
        }
        return instant
    }

    func optionalInstant(_ key: String) throws(CaseDecodingError) -> Instant? {
        guard source[key] != nil else { return nil }
        return try instant(key)
    }

    func list<T>(
        _ key: String,
        _ read: (Reader) throws(CaseDecodingError) -> T
    ) throws(CaseDecodingError) -> [T] {
        var result: [T] = []
        for (index, element) in (source[key]?.array ?? []).enumerated() {
            result.append(try read(Reader(element, pointer.appending(key).appending(index))))
        }
        return result
    }
}

extension Instant {
    /// Seconds since 1970, with nine digits behind the point where there are nanoseconds.
    fileprivate var stored: Value {
        if nanoseconds == 0 { return .int(seconds) }
        let isNegative = seconds < 0
        let whole = isNegative ? seconds + 1 : seconds
        let fraction = isNegative ? 1_000_000_000 - Int(nanoseconds) : Int(nanoseconds)
        let sign = isNegative ? "-" : ""
        return .number(Number(validated: "\(sign)\(whole.magnitude).\(padded(fraction, 9))"))
    }

    fileprivate init?(stored number: Number) {
        let parts = number.text.split(separator: ".", omittingEmptySubsequences: false)
        guard let seconds = parts.first.flatMap({ Int64($0) }) else { return nil }
        guard parts.count == 2 else {
            guard parts.count == 1 else { return nil }
            self.init(seconds: seconds)
            return
        }
        guard parts[1].utf8.count == 9, let fraction = Int32(parts[1]), fraction > 0 else {
            return nil
        }
        if number.text.hasPrefix("-") {
            self.init(seconds: seconds - 1, nanoseconds: 1_000_000_000 - fraction)
        } else {
            self.init(seconds: seconds, nanoseconds: fraction)
        }
    }
}
