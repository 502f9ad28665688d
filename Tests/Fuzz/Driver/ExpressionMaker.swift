import Values

/// Writes expressions by the grammar of CEL.
struct ExpressionMaker {
    let names: [String]

    func expression(_ random: inout Randomness, depth: Int) -> String {
        if depth > (random.isOne(in: 30) ? 12 : 4) { return leaf(&random) }
        func part() -> String { expression(&random, depth: depth + 1) }
        switch random.below(16) {
        case 0: return leaf(&random)
        case 1, 2: return "\(part()) \(random.choose(Self.operators)) \(part())"
        case 3: return "(\(part()))"
        case 4: return "\(part()) ? \(part()) : \(part())"
        case 5: return random.choose(["-", "!", "--", "!!"]) + part()
        case 6: return "[\(list(&random, depth))]"
        case 7:
            let keys = ["'a'", "1", "true", "2u", "?'o'", "k"]
            return "{\(random.choose(keys)): \(part()), \(random.choose(keys)): \(part())}"
        case 8: return part() + random.choose([".", ".?"]) + random.choose(Self.members)
        case 9: return "\(part())[\(random.choose(["", "?"]))\(part())]"
        case 10, 11:
            return "\(part()).\(random.choose(Self.methods))(\(list(&random, depth)))"
        case 12: return "\(random.choose(Self.functions))(\(list(&random, depth)))"
        case 13:
            let macro = random.choose(Self.macros)
            let name = random.choose(["i", "x", "y", "app"])
            if random.isOne(in: 3) { return "\(part()).\(macro)(\(name), j, \(part()))" }
            return "\(part()).\(macro)(\(name), \(part()))"
        case 14: return "cel.bind(\(random.choose(["v", "x"])), \(part()), \(part()))"
        default: return "has(\(random.choose(names)).\(random.choose(Self.members)))"
        }
    }

    private func list(_ random: inout Randomness, _ depth: Int) -> String {
        (0..<random.below(4)).map { _ in expression(&random, depth: depth + 1) }
            .joined(separator: ", ")
    }

    private func leaf(_ random: inout Randomness) -> String {
        switch random.below(6) {
        case 0: return random.choose(Self.literals)
        case 1: return random.choose(Mutation.numbers)
        case 2: return "'\(random.choose(Self.texts))'"
        case 3: return random.choose(["i", "j", "v", "y"])
        default: return random.choose(names)
        }
    }

    static let operators = [
        "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "in",
    ]
    static let members = [
        "power", "capacity", "applicant", "name", "water", "?flow", "materials", "heat", "a",
        "`a-b`", "value", "roads", "number",
    ]
    static let methods = [
        "size", "contains", "startsWith", "endsWith", "matches", "substring", "replace", "split",
        "join",
        "trim", "lowerAscii", "upperAscii", "charAt", "indexOf", "lastIndexOf", "format", "reverse",
        "distinct", "flatten", "orValue", "or", "hasValue", "value", "getHours", "getFullYear",
        "getDayOfWeek", "getMilliseconds", "optMap", "optFlatMap", "toto",
    ]
    static let functions = [
        "size", "int", "uint", "double", "string", "bytes", "bool", "timestamp", "duration", "type",
        "dyn",
        "date", "time", "decimal", "halfwidth", "present", "math.greatest", "math.least",
        "math.abs",
        "math.sqrt", "math.bitAnd", "math.bitOr", "math.bitXor", "math.bitNot", "math.bitShiftLeft",
        "math.bitShiftRight", "math.sign", "math.round", "math.ceil", "math.floor", "math.trunc",
        "math.isNaN", "optional.of", "optional.none", "optional.ofNonZeroValue", "strings.quote",
        "base64.encode", "base64.decode", "nothing", "matches",
    ]
    static let macros = [
        "all", "exists", "exists_one", "map", "filter", "existsOne", "transformList",
        "transformMap",
        "transformMapEntry", "sortBy",
    ]
    static let texts = [
        "", "a", "联办", "yyyy-MM-dd", "yyyyMMddHHmmss", "epochMillis", "epoch", "%s %d %.2f %x",
        "(a+)+$",
        "[", "+08:00", "Asia/Shanghai", "1h", "-9223372036854775808ns", "2024-09-14T08:30:00+08:00",
        "20241301", "9999-12-31T23:59:59.999999999Z", "0001-01-01T00:00:00Z", "%.999f",
        "\\\\d{1,1000}",
        "YWJj", "12.50", "𠮷e\u{301}", ",",
    ]
    static let literals = [
        "true", "false", "null", "b'\\xff'", "r'\\d'", "'\\u8054'", "\"\"\"a\nb\"\"\"", "0xFF",
        "1u",
        "0x7FFFFFFFFFFFFFFF", "18446744073709551615u", "1.5e300", "timestamp(0)", "duration('1h')",
        "[]",
        "{}", "optional.none()", "type(1)", "int", "'\\U0010FFFF'",
    ]
    static let words = [
        "(", ")", "[", "]", "{", "}", ".", ".?", "[?", "?", ":", ",", "&&", "||", "!", "-", "==",
        "'", "\"",
        "'''", "\\", "\\x", "\\u12", "r'", "b'", "`", "//", "0x", "1u", "1e", "in ", "has(",
        "cel.bind(a, ",
        ".map(x, ", ".all(x, ", "app.", "code('state', ", "((((((((", "[[[[[[[[", "------",
        "!!!!!!!!",
    ]
    static let samples = [
        "app.roads.map(r, r.length > 20, r.name + ' ' + r.address).join(',')",
        "has(app.heat.area) ? decimal(app.power.capacity, 2) : date(app.heat.?at, 'yyyyMMdd').orValue('x')",
        "{'a': [1, 2u, -3.5e2, 0xFF], ?'b': app.?c}.transformMap(k, v, k != 'z', v)",
        "'%s %.2f %x'.format(['a', 1.5, 255]) + r'\\d' + string(b'\\x41')",
        "math.greatest(1, 2.0, 3u) >= 2 && !(timestamp('2024-01-01T00:00:00Z') < timestamp(0))",
        "cel.bind(x, duration('1h'), x + x - duration('3s')).getHours('+08:00') % 0",
        "'abcabc'.substring(1, 3).replace('', '-').split('').lastIndexOf('c', 2)",
        "time('20240914083000', 'yyyyMMddHHmmss') + duration('1h')",
    ]
}
