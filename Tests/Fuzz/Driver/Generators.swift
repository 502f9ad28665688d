import Formats
import Schemas
import Values

/// Makes values of any shape.
struct ValueMaker {
    /// How deep arrays and objects may stand in one another.
    var depthMax = 6

    func value(_ random: inout Randomness, depth: Int = 0) -> Value {
        switch random.below(depth < depthMax ? 8 : 5) {
        case 0: return .null
        case 1: return .bool(random.isOne(in: 2))
        case 2: return .number(number(&random))
        case 3, 4: return .string(text(&random))
        case 5, 6:
            var object = Object()
            for _ in 0..<random.below(random.isOne(in: 10) ? 30 : 5) {
                object[random.isOne(in: 3) ? text(&random) : random.choose(Self.names)] = value(
                    &random,
                    depth: depth + 1
                )
            }
            return .object(object)
        default:
            return .array(
                (0..<random.below(random.isOne(in: 10) ? 30 : 5)).map { _ in
                    value(&random, depth: depth + 1)
                }
            )
        }
    }

    func number(_ random: inout Randomness) -> Number {
        if random.isOne(in: 3), let rare = Number(random.choose(Mutation.numbers)) { return rare }
        if random.isOne(in: 3), let double = Number(Double(bitPattern: random.next())) {
            return Number(double.text) ?? Number(0)
        }
        return Number(Int64(truncatingIfNeeded: random.next()) >> Int64(random.below(63)))
    }

    func text(_ random: inout Randomness) -> String {
        if random.isOne(in: 3) { return random.choose(Self.texts) }
        var text = ""
        for _ in 0..<random.below(random.isOne(in: 20) ? 300 : 12) {
            text.unicodeScalars.append(scalar(&random))
        }
        return text
    }

    private func scalar(_ random: inout Randomness) -> Unicode.Scalar {
        switch random.below(8) {
        case 0: Unicode.Scalar(UInt8(random.below(128)))
        case 1, 2: Unicode.Scalar(UInt8(32 + random.below(95)))
        case 3, 4, 5: Unicode.Scalar(UInt32(0x4E00 + random.below(20_000))) ?? "联"
        case 6: random.choose(["³", "€", "䶮", "𠮷", "\u{301}", "\u{2028}", "\u{E5E5}", "\u{9FB4}"])
        default: Unicode.Scalar(UInt32(random.below(0x11_0000))) ?? "\u{FFFD}"
        }
    }

    static let names = ["a", "b", "id", "name", "items", "联", "value", "0", ""]
    static let texts = [
        "", " ", "联办", "2024-09-14", "2024-09-14T08:30:00+08:00", "13800138000", "0391-2345678",
        "91410800083123451M", "11010519491231002X", "2407-410802-04-01-235617", "410802", "新装",
        "𠮷䶮", "m³/时", "<&>\"'", "]]>", "\u{FEFF}x", "true", "null", "1.50", "101", "A",
    ]

    // MARK: By a schema

    /// A value that mostly is what the schema asks for.
    func value(by schema: Schema, _ random: inout Randomness, depth: Int = 0) -> Value {
        let schema = schema.resolved
        // A schema that contains itself asks for values without end.
        if depth > 6 || random.isOne(in: 40) { return value(&random, depth: depthMax) }
        if let constant = schema.constant { return constant }
        if let values = schema.enumeration, !values.isEmpty { return random.choose(values) }
        let types = schema.types.subtracting(.null)
        if !schema.properties.isEmpty { return object(by: schema, &random, depth) }
        if let items = schema.items {
            let count = max(schema.minItems ?? 0, random.below(4))
            return .array(
                (0..<min(count, depth == 0 ? 40 : 3)).map { _ in
                    value(by: items, &random, depth: depth + 1)
                }
            )
        }
        if let chosen = (schema.oneOf + schema.anyOf + schema.allOf).first {
            return value(by: chosen, &random, depth: depth + 1)
        }
        if types == .integer { return .number(Number(Int64(random.below(1000)))) }
        if types == .number {
            return .number(Number("\(random.below(1000)).\(random.below(100))") ?? Number(0))
        }
        if types == .boolean { return .bool(random.isOne(in: 2)) }
        if types == .string { return .string(string(by: schema, &random)) }
        return value(&random, depth: depth + 1)
    }

    private func object(by schema: Schema, _ random: inout Randomness, _ depth: Int) -> Value {
        var object = Object()
        for property in schema.properties {
            guard property.isRequired ? !random.isOne(in: 30) : random.isOne(in: 2) else {
                continue
            }
            object[property.name] = value(by: property.schema, &random, depth: depth + 1)
        }
        if random.isOne(in: 20) { object[text(&random)] = value(&random, depth: depthMax) }
        return .object(object)
    }

    private func string(by schema: Schema, _ random: inout Randomness) -> String {
        switch schema.format {
        case .date?: return "2024-\(10 + random.below(3))-\(10 + random.below(20))"
        case .dateTime?: return "2024-09-\(10 + random.below(20))T08:30:00+08:00"
        default: break
        }
        var text = text(&random)
        if let length = schema.maxLength {
            text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(length)))
        }
        return text
    }

    // MARK: By a layout

    /// A value that the layout can mostly write.
    func value(by node: Layout.Node, _ random: inout Randomness) -> Value {
        if let constant = node.const { return constant }
        if node.isNullable, random.isOne(in: 6) { return .null }
        if random.isOne(in: 60) { return value(&random, depth: depthMax) }
        switch node.kind {
        case .any, .scalar(.string): return .string(text(&random))
        case .scalar(.integer): return .number(Number(Int64(random.below(100_000)) - 50_000))
        case .scalar(.number):
            return .number(Number("\(random.below(1000)).\(random.below(100))") ?? Number(0))
        case .scalar(.boolean): return .bool(random.isOne(in: 2))
        case .array(let items):
            return .array((0..<random.below(4)).map { _ in value(by: items, &random) })
        case .object(let fields):
            var object = Object()
            for field in fields where !random.isOne(in: 5) {
                object[field.name] = value(by: field.node, &random)
            }
            return .object(object)
        }
    }
}

/// What must hold for every message, whatever its format.
enum Rules {
    /// A message that is refused is refused with reasons, each with a code, a place and a sentence.
    static func check(_ problems: Problems) throws(Finding) {
        if problems.list.isEmpty { throw Finding("refused without a reason") }
        for problem in problems.list {
            if problem.code.isEmpty || problem.expected.isEmpty || problem.say.isEmpty {
                throw Finding("a problem without words: \(problem.value)")
            }
            if problem.place.description.isEmpty { throw Finding("a problem without a place") }
        }
    }

    /// A diagnostic has a code, a message, and a place that is in the file.
    static func check(_ found: [Diagnostic], lines: Int? = nil) throws(Finding) {
        if found.isEmpty { throw Finding("refused without a diagnostic") }
        for its in found {
            if !its.code.hasPrefix("LB") || its.message.isEmpty {
                throw Finding("a diagnostic without words: \(its)")
            }
            let span = its.span
            if span.file.isEmpty || span.line < 1 || span.column < 1 || span.length < 0 {
                throw Finding("a diagnostic without a place: \(its)")
            }
            if let lines, span.line > lines + 1 {
                throw Finding("a diagnostic behind the end of the file: \(its)")
            }
        }
    }

    /// What is decoded can be encoded, and means the same when it is decoded again. Gives what was decoded.
    static func roundTrip(_ codec: Codec, _ bytes: [UInt8]) throws(Finding) -> Value? {
        let value: Value
        do throws(Problems) {
            value = try codec.decode(bytes)
        } catch {
            try check(error)
            return nil
        }
        let encoded: [UInt8]
        do throws(Problems) {
            encoded = try codec.encode(value)
        } catch  where error.list.allSatisfy({ $0.code == "unencodable" }) {
            // An escape says any character, also one that the charset lacks.
            return value
        } catch {
            throw Finding("cannot be encoded again: \(error.list.map(\.value)): \(value)")
        }
        let again: Value
        do throws(Problems) {
            again = try codec.decode(encoded)
        } catch {
            throw Finding(
                "cannot be decoded again: \(text(encoded)): \(error.list.map(\.value))"
            )
        }
        if again != value {
            throw Finding("decodes to another value: \(text(encoded)): \(again) was \(value)")
        }
        return value
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// What is encoded can be decoded, and encodes to the same bytes. Gives them.
    static func roundTrip(_ codec: Codec, _ value: Value) throws(Finding) -> [UInt8]? {
        let bytes: [UInt8]
        do throws(Problems) {
            bytes = try codec.encode(value)
        } catch {
            try check(error)
            return nil
        }
        let again: [UInt8]
        do throws(Problems) {
            again = try codec.encode(try codec.decode(bytes))
        } catch {
            throw Finding(
                "is written and cannot be read: \(text(bytes)): \(error.list.map(\.value))"
            )
        }
        if again != bytes {
            throw Finding("is written in two ways: \(text(bytes)) and \(text(again))")
        }
        return bytes
    }
}
