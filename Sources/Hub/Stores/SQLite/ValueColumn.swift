internal import Formats
internal import Values

/// Structured columns as JSON text: readable in any SQLite shell, and numbers keep their text.
enum ValueColumn {
    /// Deeper values are refused at the insert, because they could not be read back.
    static let depthMax = 128
    private static let limits = Limits(
        sizeMax: 1 << 30,
        depthMax: depthMax,
        stringMax: 1 << 30,
        problemsMax: 1
    )

    static func encode(_ value: Value) throws(StoreError) -> String {
        guard isShallow(value, levels: depthMax) else {
            throw StoreError(
                .invalid,
                "A value is nested deeper than \(depthMax) levels and is not stored."
            )
        }
        return String(decoding: JSON.encode(value), as: UTF8.self)
    }

    static func decode(_ text: String) throws(StoreError) -> Value {
        do { return try JSON.decode(Array(text.utf8), limits: limits) } catch {
            throw .unreadable("a structured column")
        }
    }

    private static func isShallow(_ value: Value, levels: Int) -> Bool {
        switch value {
        case .array(let elements):
            levels > 0 && elements.allSatisfy { isShallow($0, levels: levels - 1) }
        case .object(let object):
            levels > 0 && object.values.allSatisfy { isShallow($0, levels: levels - 1) }
        case .null, .bool, .number, .string: true
        }
    }
}

extension ValueColumn {
    static func encode(_ problems: [Problem]) throws(StoreError) -> String? {
        guard !problems.isEmpty else { return nil }
        return try encode(
            .array(
                problems.map { problem in
                    [
                        "code": .string(problem.code),
                        "pointer": .string(problem.place.pointer.description),
                        "wire": .string(problem.place.wire), "expected": .string(problem.expected),
                        "found": .string(problem.found), "say": .string(problem.say),
                    ]
                }
            )
        )
    }

    static func problems(_ text: String?) throws(StoreError) -> [Problem] {
        guard let text else { return [] }
        var problems: [Problem] = []
        for value in try decode(text).array ?? [] {
            guard let code = value["code"]?.string,
                let pointer = value["pointer"]?.string.flatMap(Pointer.init),
                let wire = value["wire"]?.string, let expected = value["expected"]?.string,
                let found = value["found"]?.string, let say = value["say"]?.string
            else { throw .unreadable("a problem") }
            problems.append(
                Problem(
                    code: code,
                    place: Place(pointer, wire: wire),
                    expected: expected,
                    found: found,
                    say: say
                )
            )
        }
        return problems
    }

    static func encode(_ texts: [String]) throws(StoreError) -> String? {
        texts.isEmpty ? nil : try encode(.array(texts.map(Value.string)))
    }

    static func texts(_ text: String?) throws(StoreError) -> [String] {
        guard let text else { return [] }
        return try decode(text).array?.compactMap(\.string) ?? []
    }

    static func encode(_ events: [CaseEvent]) throws(StoreError) -> String {
        try encode(
            .array(
                events.map { event in
                    let cause: Value =
                        switch event.cause {
                        case .message(let id): .int(id)
                        case .tick: .null
                        case .person(let name): .string(name)
                        }
                    return [
                        "at": .int(event.at.stored), "kind": .string(event.kind), "cause": cause,
                        "data": event.data,
                    ]
                }
            )
        )
    }

    /// `first` is the sequence of the first event.
    static func events(_ text: String, first: Int) throws(StoreError) -> [CaseEvent] {
        var events: [CaseEvent] = []
        for value in try decode(text).array ?? [] {
            guard let at = value["at"]?.number?.int64, let kind = value["kind"]?.string,
                let data = value["data"]
            else { throw .unreadable("an event") }
            let cause: CaseEvent.Cause =
                switch value["cause"] {
                case .number(let id)?: .message(id.int64 ?? 0)
                case .string(let name)?: .person(name)
                default: .tick
                }
            var event = CaseEvent(at: Instant(stored: at), kind: kind, data: data, cause: cause)
            event.sequence = first + events.count
            events.append(event)
        }
        return events
    }
}
