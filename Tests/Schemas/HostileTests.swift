import Schemas
import Testing
import Values

/// Whatever comes in, there is an answer, in bounded time.
@Suite struct HostileTests {
    private func nested(_ depth: Int) -> Value {
        var value: Value = 1
        for _ in 0..<depth { value = .array([value]) }
        return value
    }

    @Test func deepValues() throws {
        let schema = try schema(
            "{\"items\": {\"$ref\": \"#\"}, \"type\": [\"array\", \"integer\"]}"
        )
        #expect(schema.isValid(nested(150)))
        let found = schema.validate(nested(5000))
        #expect(found.map(\.code) == ["limit"])
        #expect(!schema.isValid(nested(5000)))
    }

    /// `not` turns failures round, but not the failure to judge.
    @Test func deepValuesBehindNot() throws {
        let schema = try schema(
            "{\"not\": {\"$ref\": \"#/$defs/a\"}, \"$defs\": {\"a\": {\"items\": {\"$ref\": \"#/$defs/a\"}, \"type\": \"array\"}}}"
        )
        #expect(!schema.isValid(nested(5000)))
    }

    @Test func deepValuesInUniqueItems() throws {
        let schema = try schema("{\"uniqueItems\": true}")
        #expect(schema.isValid(.array([nested(5000), nested(5001), 1])))
    }

    @Test func manyItemsAreNotComparedInPairs() throws {
        let schema = try schema("{\"uniqueItems\": true}")
        let count = 30_000
        let numbers = Value.array((0..<count).map { .int($0) })
        let texts = Value.array((0..<count).map { .string("办件\($0)") })
        let objects = Value.array((0..<5000).map { ["b": .int($0), "a": "x"] })
        for value in [numbers, texts, objects] {
            let elapsed = ContinuousClock().measure { #expect(schema.isValid(value)) }
            // In pairs it would be minutes.
            #expect(elapsed < .seconds(60))
        }
        #expect(!schema.isValid(.array((0..<count).map { .int($0 % (count - 1)) })))
    }

    @Test func exponentialSchemasAreCutOff() throws {
        var definitions = "\"d0\": {\"type\": \"integer\"}"
        for level in 1...40 {
            let inner = "{\"$ref\": \"#/$defs/d\(level - 1)\"}"
            definitions += ", \"d\(level)\": {\"allOf\": [\(inner), \(inner)]}"
        }
        let schema = try schema("{\"$ref\": \"#/$defs/d40\", \"$defs\": {\(definitions)}}")
        #expect(schema.validate(1).map(\.code) == ["limit"])
    }

    /// What contracts read field by field must have an end, and one that can be reached.
    @Test(arguments: [
        ("{\"properties\": {\"a\": {\"$ref\": \"#\"}}}", true),
        ("{\"items\": {\"anyOf\": [{\"type\": \"string\"}, {\"$ref\": \"#\"}]}}", true),
        ("{\"$ref\": \"#/$defs/d0\", \"$defs\": {\(doubling)}}", true),
        (
            "{\"$defs\": {\"a\": {\"items\": {\"$ref\": \"#/$defs/a\"}}}, \"type\": \"string\"}",
            false
        ),
        (
            "{\"$defs\": {\"a\": {\"type\": \"string\"}}, \"items\": {\"$ref\": \"#/$defs/a\"}}",
            false
        ),
    ])
    func aMessageHasAnEnd(_ text: String, _ isRefused: Bool) throws {
        #expect(complaints { _ = try schema(text) } == [])
        let found = complaints { _ = try schema(text, .message) }
        #expect(found.contains { $0.contains("LB1121") } == isRefused, "\(found)")
    }

    /// Thirty levels, each of which has the next one twice.
    private static let doubling =
        (0..<30).map { level in
            let next = "{\"$ref\": \"#/$defs/d\(level + 1)\"}"
            return "\"d\(level)\": {\"properties\": {\"x\": \(next), \"y\": \(next)}}"
        }.joined(separator: ",") + ",\"d30\": {\"type\": \"string\"}"

    @Test(arguments: [
        "{\"$ref\": \"T\"}", "{\"items\": {\"$ref\": \"T\"}}", "{\"not\": {\"$ref\": \"T\"}}",
    ])
    func longChainsOfReferences(_ link: String) throws {
        for (count, isRefused) in [(2000, false), (10_001, true)] {
            var text = "$defs:\n  d0: { type: integer }\n"
            for level in 1...count {
                let reference = "#/$defs/d\(level - 1)"
                text += "  d\(level): \(link.replacing("T", with: reference))\n"
            }
            text += "$ref: '#/$defs/d\(count)'\n"
            let found = complaints { _ = try schema(text).validate(1) }
            #expect(found.contains { $0.contains("LB1120") } == isRefused, "\(found)")
        }
    }

    @Test func findingsAreBounded() throws {
        let schema = try schema("{\"items\": {\"type\": \"string\"}}")
        #expect(schema.validate(.array((0..<5000).map { .int($0) })).count == 100)
    }

    @Test(arguments: [
        "1e999999999999", "-1e-999999999999", "0e99999", "1e400", "12345678901234567890123456789.5",
    ])
    func extremeNumbers(_ number: String) throws {
        let text = """
            { "type": "number", "multipleOf": 0.01, "minimum": -1e300, "maximum": 1e300, "enum": [1, 2.5] }
            """
        _ = try schema(text).validate(value(number))
        _ = complaints {
            _ = try schema(
                "{\"multipleOf\": \(number), \"minimum\": \(number), \"minLength\": \(number)}"
            )
        }
    }

    @Test(arguments: TextFormat.allCases)
    func formatsSurviveMutations(_ format: TextFormat) {
        let seeds = [
            "2024-09-01T08:30:00.5+08:00", "P1Y2M3DT4H", "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
            "1:2::192.168.0.1",
            "\"a\\\"b\"@[IPv6:::1]", "http://a@[::1]:80/%41?b#c", "/a~0/b~1", "91410823MA9K7Q2W5D",
            "41082319900307006X", "+86-0371-12345678-8001", "2509-320193-89-01-544060",
            "豫（2024）焦作市不动产权第0012345号", "",
        ]
        var random = Random(state: 11)
        for seed in seeds {
            for _ in 0..<500 {
                var bytes = Array(seed.utf8)
                for _ in 0..<random.next(3) { random.mutate(&bytes) }
                _ = format.finding(in: String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    @Test func mutatedSchemasNeverTrap() throws {
        let seeds = [
            ValidationTests.application,
            """
            {"$id": "http://a/b", "$defs": {"a": {"$anchor": "x", "type": ["integer", "null"], "multipleOf": 0.01}},
             "properties": {"p": {"$ref": "#x"}, "q": {"$ref": "b#/$defs/a"}}, "patternProperties": {"^x\\\\d": {"const": [1, {"a": 2}]}},
             "anyOf": [{"required": ["p"]}, {"dependentSchemas": {"q": {"minProperties": 2}}}], "if": {"not": {"contains": true}},
             "then": {"unevaluatedProperties": false}, "record": {"separator": ","}, "minLength": 3, "uniqueItems": true}
            """,
        ]
        let instances = try ["{\"p\": 1, \"q\": 0.01, \"x1\": [1]}", "[1, 1]", "\"a\"", "1e5"].map(
            value
        )
        var random = Random(state: 5)
        for seed in seeds {
            for _ in 0..<1500 {
                var bytes = Array(seed.utf8)
                for _ in 0..<(1 + random.next(4)) { random.mutate(&bytes) }
                guard let node = try? Node.read(yaml: bytes, file: "a"),
                    let schema = try? Schema.compile(node)
                else { continue }
                for instance in instances { _ = schema.validate(instance) }
            }
        }
    }
}

private struct Random {
    var state: UInt64

    mutating func next(_ count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % count
    }

    mutating func mutate(_ bytes: inout [UInt8]) {
        let pieces = [
            "-", "9999999999999999999", "null", "{", "]", "\"", "#", "$ref", "e", "０", "~", "%",
            " ", "\n",
        ]
        guard !bytes.isEmpty else { return bytes = Array(pieces[next(pieces.count)].utf8) }
        let at = next(bytes.count)
        switch next(4) {
        case 0: bytes[at] = UInt8(next(256))
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(contentsOf: pieces[next(pieces.count)].utf8, at: at)
        default: bytes.removeSubrange(at..<min(bytes.count, at + next(8)))
        }
    }
}
