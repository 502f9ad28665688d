internal import Values

/// Structured columns as JSON text: readable in any SQLite shell, and numbers keep their text.
enum ValueColumn {
    /// Deeper values are refused, so that reading them back can never exhaust the stack.
    static let depthMax = 128

    static func encode(_ value: Value) throws(StoreError) -> String {
        var bytes: [UInt8] = []
        try write(value, into: &bytes, depth: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    static func decode(_ text: String) throws(StoreError) -> Value {
        var reader = JSONReader(bytes: Array(text.utf8))
        guard let value = reader.document() else { throw .unreadable("a structured column") }
        return value
    }

    private static func write(
        _ value: Value,
        into bytes: inout [UInt8],
        depth: Int
    ) throws(StoreError) {
        guard depth < depthMax else {
            throw StoreError(
                .invalid,
                "A value is nested deeper than \(depthMax) levels and is not stored."
            )
        }
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .number(let number): bytes += number.text.utf8
        case .string(let text): write(text, into: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (at, element) in elements.enumerated() {
                if at > 0 { bytes.append(UInt8(ascii: ",")) }
                try write(element, into: &bytes, depth: depth + 1)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            for (at, key) in object.keys.enumerated() {
                if at > 0 { bytes.append(UInt8(ascii: ",")) }
                write(key, into: &bytes)
                bytes.append(UInt8(ascii: ":"))
                try write(object.values[at], into: &bytes, depth: depth + 1)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes += byte < 16 ? "\\u000".utf8 : "\\u00".utf8
                bytes += String(byte, radix: 16).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

/// Reads the JSON that `ValueColumn` writes; nil for anything that it would not have written.
private struct JSONReader {
    let bytes: [UInt8]
    var at = 0

    mutating func document() -> Value? {
        guard let value = value(depth: 0), at == bytes.count else { return nil }
        return value
    }

    private var byte: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func take(_ expected: UInt8) -> Bool {
        guard byte == expected else { return false }
        at += 1
        return true
    }

    private mutating func value(depth: Int) -> Value? {
        guard depth < ValueColumn.depthMax, let first = byte else { return nil }
        switch first {
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return array(depth: depth)
        case UInt8(ascii: "\""): return string().map(Value.string)
        default:
            let start = at
            while let byte, byte != UInt8(ascii: ","), byte != UInt8(ascii: "]"),
                byte != UInt8(ascii: "}")
            {
                at += 1
            }
            let word = String(decoding: bytes[start..<at], as: UTF8.self)
            switch word {
            case "null": return .null
            case "true": return .bool(true)
            case "false": return .bool(false)
            default: return Number(word).map(Value.number)
            }
        }
    }

    private mutating func array(depth: Int) -> Value? {
        at += 1
        var elements: [Value] = []
        if take(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            guard let element = value(depth: depth + 1) else { return nil }
            elements.append(element)
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]")) ? .array(elements) : nil
    }

    private mutating func object(depth: Int) -> Value? {
        at += 1
        var object = Object()
        if take(UInt8(ascii: "}")) { return .object(object) }
        repeat {
            guard let key = string(), take(UInt8(ascii: ":")), let value = value(depth: depth + 1),
                object.append(key, value)
            else { return nil }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}")) ? .object(object) : nil
    }

    private mutating func string() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = at
        var unescaped: [UInt8]?
        while let next = byte, next != UInt8(ascii: "\"") {
            at += 1
            guard next == UInt8(ascii: "\\") else {
                unescaped?.append(next)
                continue
            }
            if unescaped == nil { unescaped = Array(bytes[start..<(at - 1)]) }
            guard let escaped = escaped() else { return nil }
            unescaped?.append(escaped)
        }
        let text =
            unescaped.map { String(decoding: $0, as: UTF8.self) }
            ?? String(decoding: bytes[start..<at], as: UTF8.self)
        return take(UInt8(ascii: "\"")) ? text : nil
    }

    /// What follows a backslash: a quote, a backslash or `u00` and two digits.
    private mutating func escaped() -> UInt8? {
        guard let kind = byte else { return nil }
        at += 1
        guard kind == UInt8(ascii: "u") else {
            return kind == UInt8(ascii: "\"") || kind == UInt8(ascii: "\\") ? kind : nil
        }
        guard at + 4 <= bytes.count, bytes[at] == 0x30, bytes[at + 1] == 0x30 else { return nil }
        defer { at += 4 }
        return UInt8(String(decoding: bytes[(at + 2)..<(at + 4)], as: UTF8.self), radix: 16)
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
