internal import Values

/// Conversions between types, `type`, `dyn` and `size` (cel-spec, langdef.md, "List of Standard Definitions").
enum Conversions {
    static let functions: [Function] = [
        Function("int", int).gives(.int, forEach: .int, .uint, .double, .string, .timestamp)
            .typed(NumberTyping.int),
        Function("uint", uint).gives(.uint, forEach: .uint, .int, .double, .string),
        Function("double", double).gives(.double, forEach: .double, .int, .uint, .string)
            .typed(NumberTyping.double),
        Function("string", string)
            .gives(.string, forEach: .string, .int, .uint, .double, .bool)
            .gives(.string, forEach: .bytes, .timestamp, .duration)
            .typed(TextTyping.string),
        Function("bytes", bytes).gives(.bytes, forEach: .bytes, .string),
        Function("bool", bool).gives(.bool, forEach: .bool, .string),
        Function("dyn") { (value) throws(EvaluationError) in value }.gives(.dyn, for: .dyn),
        Function("type") { (value) throws(EvaluationError) in .type(value.typeName) }
            .gives(.type(.parameter("T")), for: .parameter("T")),
        sized(Function("size", size)), sized(Function("size", isMember: true, size)),
    ]

    private static func sized(_ function: Function) -> Function {
        function.gives(.int, forEach: .string, .bytes, .list(.dyn), .map(key: .dyn, value: .dyn))
            .typed(NumberTyping.size)
    }

    static func int(_ value: CELValue) throws(EvaluationError) -> CELValue {
        switch value {
        case .int: return value
        case .uint(let number):
            if let result = Int64(exactly: number) { return .int(result) }
        case .double(let double):
            // The least integer is refused as well: a double that near is not sure to be meant.
            if double > -0x1p63, double < 0x1p63 { return .int(Int64(double)) }
        case .number(let number):
            if let whole = number.int64 { return .int(whole) }
            return try int(.double(number.double))
        case .string(let text):
            if let result = Int64(text) { return .int(result) }
            throw EvaluationError(.range, "'\(text)' is no int")
        case .timestamp(let instant): return .int(instant.seconds)
        default: throw mismatch("int", value)
        }
        throw EvaluationError(.overflow, "the number does not fit int")
    }

    static func uint(_ value: CELValue) throws(EvaluationError) -> CELValue {
        switch value {
        case .uint: return value
        case .int(let number):
            if let result = UInt64(exactly: number) { return .uint(result) }
        case .double, .number:
            let double = value.doubleValue ?? -1
            if double >= 0, double < 0x1p64 { return .uint(UInt64(double)) }
        case .string(let text):
            if let result = UInt64(text) { return .uint(result) }
            throw EvaluationError(.range, "'\(text)' is no uint")
        default: throw mismatch("uint", value)
        }
        throw EvaluationError(.overflow, "the number does not fit uint")
    }

    static func double(_ value: CELValue) throws(EvaluationError) -> CELValue {
        switch value {
        case .double, .number: return value
        case .int(let number): return .double(Double(number))
        case .uint(let number): return .double(Double(number))
        case .string(let text):
            guard let result = Double(text) else {
                throw EvaluationError(.range, "'\(text)' is no double")
            }
            return .double(result)
        default: throw mismatch("double", value)
        }
    }

    static func string(_ value: CELValue) throws(EvaluationError) -> CELValue {
        switch value {
        case .string: return value
        case .int(let number): return .string(String(number))
        case .uint(let number): return .string(String(number))
        case .double(let double): return .string(text(double))
        case .number(let number): return .string(number.text)
        case .bool(let flag): return .string(String(flag))
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw EvaluationError(.range, "the bytes are not UTF-8")
            }
            return .string(text)
        case .timestamp(let instant): return .string(instant.rfc3339(offsetSeconds: 0))
        case .duration(let duration): return .string(duration.description)
        default: throw mismatch("string", value)
        }
    }

    /// The shortest text that reads back as the double, without `.0`.
    static func text(_ double: Double) -> String {
        if double.isNaN { return "NaN" }
        if double.isInfinite { return double < 0 ? "-Infinity" : "Infinity" }
        let text = "\(double)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    static func bytes(_ value: CELValue) throws(EvaluationError) -> CELValue {
        switch value {
        case .bytes: return value
        case .string(let text): return .bytes(Array(text.utf8))
        default: throw mismatch("bytes", value)
        }
    }

    static func bool(_ value: CELValue) throws(EvaluationError) -> CELValue {
        switch value {
        case .bool: return value
        case .string(let text):
            switch text {
            case "1", "t", "T", "true", "True", "TRUE": return .bool(true)
            case "0", "f", "F", "false", "False", "FALSE": return .bool(false)
            default: throw EvaluationError(.range, "'\(text)' is no bool")
            }
        default: throw mismatch("bool", value)
        }
    }

    static func size(_ value: CELValue) throws(EvaluationError) -> CELValue {
        switch value {
        case .string(let text): return .int(Int64(text.unicodeScalars.count))
        case .bytes(let bytes): return .int(Int64(bytes.count))
        case .list(let elements): return .int(Int64(elements.count))
        case .map(let map): return .int(Int64(map.count))
        case .host(let object):
            if let keys = object.keys { return .int(Int64(keys.count)) }
        default: break
        }
        throw mismatch("size", value)
    }
}
