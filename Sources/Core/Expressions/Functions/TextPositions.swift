internal import Values

/// Functions that find, cut and replace parts of text; positions are Unicode scalars.
enum TextPositions {
    static let functions: [Function] = [
        Function("charAt", isMember: true, charAt).gives(.string, for: .string, .int)
            .typed(TextTyping.charAt),
        Function("indexOf", isMember: true, arity: 1...2, indexOf)
            .gives(.int, for: .string, .string).gives(.int, for: .string, .string, .int),
        Function("lastIndexOf", isMember: true, arity: 1...2, lastIndexOf)
            .gives(.int, for: .string, .string).gives(.int, for: .string, .string, .int),
        Function("substring", isMember: true, arity: 1...2, substring)
            .gives(.string, for: .string, .int).gives(.string, for: .string, .int, .int)
            .typed(TextTyping.substring),
        Function("replace", isMember: true, arity: 2...3, replace)
            .gives(.string, for: .string, .string, .string)
            .gives(.string, for: .string, .string, .string, .int)
            .typed(TextTyping.replace),
        Function("split", isMember: true, arity: 1...2, split)
            .gives(.list(.string), for: .string, .string)
            .gives(.list(.string), for: .string, .string, .int)
            .typed(TextTyping.split),
    ]

    private static func outOfRange(_ at: Int64) -> EvaluationError {
        EvaluationError(.range, "the position \(at) is outside the text")
    }

    /// The byte at which a scalar begins, or the end of the text.
    private static func byte(of scalar: Int64, in bytes: [UInt8]) throws(EvaluationError) -> Int {
        var seen: Int64 = 0
        for at in bytes.indices where bytes[at] & 0xC0 != 0x80 {
            if seen == scalar { return at }
            seen += 1
        }
        guard seen == scalar else { throw outOfRange(scalar) }
        return bytes.count
    }

    private static func scalar(of byte: Int, in bytes: [UInt8]) -> Int64 {
        Int64(bytes[..<byte].lazy.filter { $0 & 0xC0 != 0x80 }.count)
    }

    static func charAt(_ text: CELValue, _ position: CELValue) throws(EvaluationError) -> CELValue {
        guard case .string(let text) = text, case .int(let at) = position else {
            throw mismatch("charAt", text, position)
        }
        let scalars = text.unicodeScalars
        guard at >= 0, let offset = Int(exactly: at),
            let index = scalars.index(
                scalars.startIndex,
                offsetBy: offset,
                limitedBy: scalars.endIndex
            )
        else { throw outOfRange(at) }
        return .string(index == scalars.endIndex ? "" : String(scalars[index]))
    }

    /// The text, what is sought, and the position if there is one.
    private static func search(
        _ name: String,
        _ arguments: [CELValue]
    ) throws(EvaluationError) -> (bytes: [UInt8], needle: [UInt8], from: Int?) {
        guard case .string(let text) = arguments[0], case .string(let part) = arguments[1] else {
            throw mismatch(name, arguments)
        }
        let bytes = Array(text.utf8)
        guard arguments.count > 2 else { return (bytes, Array(part.utf8), nil) }
        guard case .int(let at) = arguments[2] else { throw mismatch(name, arguments) }
        return (bytes, Array(part.utf8), try byte(of: at, in: bytes))
    }

    static func indexOf(_ arguments: [CELValue]) throws(EvaluationError) -> CELValue {
        let (bytes, needle, from) = try search("indexOf", arguments)
        let found = ExactText.firstIndex(of: needle, in: bytes, from: from ?? 0)
        return .int(found.map { scalar(of: $0, in: bytes) } ?? -1)
    }

    static func lastIndexOf(_ arguments: [CELValue]) throws(EvaluationError) -> CELValue {
        let (bytes, needle, from) = try search("lastIndexOf", arguments)
        // What begins at the position may reach beyond it.
        let end = min(bytes.count, (from ?? bytes.count) + needle.count)
        let backwards = ExactText.firstIndex(
            of: needle.reversed(),
            in: bytes[..<end].reversed()
        )
        return .int(backwards.map { scalar(of: end - $0 - needle.count, in: bytes) } ?? -1)
    }

    static func substring(_ arguments: [CELValue]) throws(EvaluationError) -> CELValue {
        guard case .string(let text) = arguments[0], case .int(let start) = arguments[1] else {
            throw mismatch("substring", arguments)
        }
        let bytes = Array(text.utf8)
        let begin = try byte(of: start, in: bytes)
        var end = bytes.count
        if arguments.count > 2 {
            guard case .int(let stop) = arguments[2] else { throw mismatch("substring", arguments) }
            end = try byte(of: stop, in: bytes)
            if end < begin {
                throw EvaluationError(
                    .range,
                    "the part from \(start) to \(stop) is empty backwards"
                )
            }
        }
        return .string(String(decoding: bytes[begin..<end], as: UTF8.self))
    }

    /// The parts between what is sought, `max` cuts at most; between all scalars where it is empty.
    private static func parts(
        of bytes: [UInt8],
        between needle: [UInt8],
        max: Int
    ) -> [ArraySlice<UInt8>] {
        var result: [ArraySlice<UInt8>] = []
        var start = 0
        while result.count < max {
            let found: Int?
            if needle.isEmpty {
                let next = bytes[start...].dropFirst().firstIndex { $0 & 0xC0 != 0x80 }
                found = next
            } else {
                found = ExactText.firstIndex(of: needle, in: bytes, from: start)
            }
            guard let found else { break }
            result.append(bytes[start..<found])
            start = found + needle.count
        }
        result.append(bytes[start...])
        return result
    }

    private static func limit(
        _ name: String,
        _ arguments: [CELValue],
        at: Int
    ) throws(EvaluationError) -> Int {
        guard arguments.count > at else { return .max }
        guard case .int(let limit) = arguments[at] else { throw mismatch(name, arguments) }
        return limit < 0 ? .max : Int(clamping: limit)
    }

    static func replace(_ arguments: [CELValue]) throws(EvaluationError) -> CELValue {
        guard case .string(let text) = arguments[0], case .string(let old) = arguments[1],
            case .string(let new) = arguments[2]
        else { throw mismatch("replace", arguments) }
        let limit = try limit("replace", arguments, at: 3)
        guard limit > 0 else { return arguments[0] }
        let bytes = Array(text.utf8)
        let (needle, replacement) = (Array(old.utf8), Array(new.utf8))
        var pieces = parts(of: bytes, between: needle, max: old.isEmpty ? limit - 1 : limit)
        if needle.isEmpty {
            // An empty text stands before every scalar and at the end.
            pieces.insert([], at: 0)
            if pieces.count <= limit, !bytes.isEmpty { pieces.append([]) }
        }
        let (added, overflow) = replacement.count.multipliedReportingOverflow(by: pieces.count - 1)
        try Growth.check(text: overflow ? .max : added)
        try Growth.check(text: added + bytes.count)
        return .string(
            String(decoding: Array(pieces.joined(separator: replacement)), as: UTF8.self)
        )
    }

    static func split(_ arguments: [CELValue]) throws(EvaluationError) -> CELValue {
        guard case .string(let text) = arguments[0], case .string(let separator) = arguments[1]
        else {
            throw mismatch("split", arguments)
        }
        let limit = try limit("split", arguments, at: 2)
        if limit == 0 || (text.isEmpty && separator.isEmpty) { return .list([]) }
        let pieces = parts(of: Array(text.utf8), between: Array(separator.utf8), max: limit - 1)
        return .list(pieces.map { .string(String(decoding: $0, as: UTF8.self)) })
    }
}
