internal import RE2
internal import Values

/// Functions on text: the standard ones and cel-go's strings extension. Positions are Unicode scalars.
enum Texts {
    static let functions: [Function] =
        [
            Function("startsWith", isMember: true, startsWith).gives(.bool, for: .string, .string),
            Function("endsWith", isMember: true, endsWith).gives(.bool, for: .string, .string),
            Function("contains", isMember: true, contains).gives(.bool, for: .string, .string),
            Function("matches", isMember: true, arity: 1...1, bind: matches)
                .gives(.bool, for: .string, .string),
            Function("matches", arity: 2...2, bind: matches).gives(.bool, for: .string, .string),
            Function("lowerAscii", isMember: true, lowerAscii).gives(.string, for: .string)
                .typed(TextTyping.sameShape),
            Function("upperAscii", isMember: true, upperAscii).gives(.string, for: .string)
                .typed(TextTyping.sameShape),
            Function("trim", isMember: true, trim).gives(.string, for: .string)
                .typed(TextTyping.part),
            Function("reverse", isMember: true, reverse).gives(.string, for: .string)
                .typed(TextTyping.sameShape),
            Function("strings.quote", quote).gives(.string, for: .string),
            Function("join", isMember: true, arity: 0...1, join).readingDeeply
                .gives(.string, for: .list(.string))
                .gives(.string, for: .list(.string), .string)
                .typed(TextTyping.join),
        ] + TextPositions.functions

    static func pair(
        _ name: String,
        _ a: CELValue,
        _ b: CELValue
    ) throws(EvaluationError) -> (String, String) {
        guard case .string(let a) = a, case .string(let b) = b else { throw mismatch(name, a, b) }
        return (a, b)
    }

    static func startsWith(_ text: CELValue, _ part: CELValue) throws(EvaluationError) -> CELValue {
        let (text, part) = try pair("startsWith", text, part)
        return .bool(text.utf8.starts(with: part.utf8))
    }

    static func endsWith(_ text: CELValue, _ part: CELValue) throws(EvaluationError) -> CELValue {
        let (text, part) = try pair("endsWith", text, part)
        return .bool(
            text.utf8.count >= part.utf8.count
                && text.utf8.suffix(part.utf8.count).elementsEqual(part.utf8)
        )
    }

    static func contains(_ text: CELValue, _ part: CELValue) throws(EvaluationError) -> CELValue {
        let (text, part) = try pair("contains", text, part)
        return .bool(ExactText.firstIndex(of: Array(part.utf8), in: Array(text.utf8)) != nil)
    }

    /// A literal pattern is compiled once; a pattern from the message each time, in little memory.
    static func matches(_ call: Function.Call) throws(Function.Refusal) -> Function.Body {
        guard case .string(let literal)? = call.literals[1] else {
            return .binary { (text, pattern) throws(EvaluationError) in
                let (text, pattern) = try pair("matches", text, pattern)
                do {
                    return .bool(try Pattern(pattern, memoryMax: 1 << 20).matches(text))
                } catch {
                    throw EvaluationError(.other("the pattern is not valid: \(error)"))
                }
            }
        }
        let pattern: Pattern
        do {
            pattern = try Pattern(literal)
        } catch {
            throw Function.Refusal("the pattern is not valid: \(error.message)", argument: 1)
        }
        return .binary { (text, literal) throws(EvaluationError) in
            guard case .string(let text) = text else { throw mismatch("matches", text, literal) }
            return .bool(pattern.matches(text))
        }
    }

    private static func mapASCII(
        _ name: String,
        _ value: CELValue,
        _ range: ClosedRange<UInt8>
    ) throws(EvaluationError) -> CELValue {
        guard case .string(let text) = value else { throw mismatch(name, value) }
        return .string(
            String(decoding: text.utf8.map { range.contains($0) ? $0 ^ 0x20 : $0 }, as: UTF8.self)
        )
    }

    static func lowerAscii(_ value: CELValue) throws(EvaluationError) -> CELValue {
        try mapASCII("lowerAscii", value, 0x41...0x5A)
    }

    static func upperAscii(_ value: CELValue) throws(EvaluationError) -> CELValue {
        try mapASCII("upperAscii", value, 0x61...0x7A)
    }

    static func trim(_ value: CELValue) throws(EvaluationError) -> CELValue {
        guard case .string(let text) = value else { throw mismatch("trim", value) }
        var rest = text.unicodeScalars[...]
        while rest.first?.properties.isWhitespace == true { rest.removeFirst() }
        while rest.last?.properties.isWhitespace == true { rest.removeLast() }
        return .string(String(rest))
    }

    static func reverse(_ value: CELValue) throws(EvaluationError) -> CELValue {
        guard case .string(let text) = value else { throw mismatch("reverse", value) }
        var result = ""
        result.unicodeScalars.append(contentsOf: text.unicodeScalars.reversed())
        return .string(result)
    }

    static func quote(_ value: CELValue) throws(EvaluationError) -> CELValue {
        guard case .string(let text) = value else { throw mismatch("strings.quote", value) }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{7}": result += "\\a"
            case "\u{8}": result += "\\b"
            case "\u{C}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{B}": result += "\\v"
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return .string(result + "\"")
    }

    static func join(_ arguments: [CELValue]) throws(EvaluationError) -> CELValue {
        guard case .list(let elements) = arguments[0] else { throw mismatch("join", arguments) }
        var separator = ""
        if arguments.count > 1 {
            guard case .string(let text) = arguments[1] else { throw mismatch("join", arguments) }
            separator = text
        }
        var parts: [String] = []
        var count = 0
        for element in elements {
            guard case .string(let text) = element else {
                throw EvaluationError(
                    .type,
                    "join() takes a list of strings, found \(element.typeName)"
                )
            }
            parts.append(text)
            count += text.utf8.count + separator.utf8.count
            try Growth.check(text: count)
        }
        return .string(parts.joined(separator: separator))
    }
}
