import Testing
import YAML

@Suite struct YAMLTests {
    /// Each step as `line:column-line:column kind`, anchors and tags behind it.
    private func steps(_ text: String) throws(YAMLError) -> [String] {
        try YAML.events(Array(text.utf8)).map { event in
            let place =
                "\(event.start.line):\(event.start.column)-\(event.end.line):\(event.end.column)"
            let kind =
                switch event.kind {
                case .documentStart: "+doc"
                case .documentEnd: "-doc"
                case .alias(let name): "*\(name)"
                case .scalar(let text, let style): "\(style) \(text)"
                case .sequenceStart(let isFlow): isFlow ? "+seq{}" : "+seq"
                case .sequenceEnd: "-seq"
                case .mappingStart(let isFlow): isFlow ? "+map{}" : "+map"
                case .mappingEnd: "-map"
                }
            return "\(place) \(kind)" + (event.anchor.map { " &\($0)" } ?? "")
                + (event.tag.map { " !\($0)" } ?? "")
        }.filter { !$0.hasSuffix("doc") }
    }

    private func error(_ text: String) -> String? { error(Array(text.utf8)) }

    private func error(_ bytes: [UInt8]) -> String? {
        do throws(YAMLError) {
            _ = try YAML.events(bytes)
            return nil
        } catch {
            return "\(error.code.rawValue) \(error)"
        }
    }

    @Test func countsColumnsInScalars() throws {
        #expect(
            try steps("用水: [\"a\", '😀b']\n电: x")
                == [
                    "1:1-1:1 +map", "1:1-1:3 plain 用水", "1:5-1:6 +seq{}", "1:6-1:9 doubleQuoted a",
                    "1:11-1:15 singleQuoted 😀b", "1:15-1:16 -seq", "2:1-2:2 plain 电",
                    "2:4-2:5 plain x", "3:1-3:1 -map",
                ]
        )
    }

    @Test func tellsStylesAnchorsAndTags() throws {
        #expect(
            try steps("a: &x |\n  l\nb: >\n  f\nc: *x\nd: !!str 1\n")
                == [
                    "1:1-1:1 +map", "1:1-1:2 plain a", "1:4-3:1 literal l\n &x", "3:1-3:2 plain b",
                    "3:4-5:1 folded f\n", "5:1-5:2 plain c", "5:4-5:6 *x", "6:1-6:2 plain d",
                    "6:4-6:11 plain 1 !tag:yaml.org,2002:str", "7:1-7:1 -map",
                ]
        )
    }

    @Test(arguments: ["", "\u{FEFF}", "# nothing\n", "---\n", "null"])
    func readsEmptyTexts(_ text: String) throws { #expect(try steps(text).count <= 1) }

    @Test func stripsAByteOrderMark() throws {
        #expect(try steps("\u{FEFF}a") == ["1:1-1:2 plain a"])
    }

    /// JSON is YAML: what JSON files use beyond YAML files.
    @Test(arguments: [
        ("{\"a\":1,\"b\":[]}", ["a", "1", "b"]),
        (
            "{\n\t\"a\":\t\"\\/x\\u4f60\\n\\t\\\"\\\\\\b\\f\\r\",\n\t\t\"b\": -1.5e3}",
            ["a", "/x你\n\t\"\\\u{8}\u{c}\r", "b", "-1.5e3"]
        ),
        ("[\"\\u0000\"]", ["\0"]),
        ("{\"a\" : \"\\u0085\\u2028😀\"}", ["a", "\u{85}\u{2028}😀"]),
    ])
    func readsJSON(_ text: String, _ scalars: [String]) throws {
        let found = try YAML.events(Array(text.utf8)).compactMap { event in
            if case .scalar(let text, _) = event.kind { text } else { nil }
        }
        #expect(found == scalars)
    }

    @Test(arguments: [
        (
            "{\"a\":\"\\uD83D\\uDE00\"}",
            "syntax 1:9: found invalid Unicode character escape code, while parsing a quoted scalar"
        ),
        (
            "a: [1\nb: 2",
            "syntax 2:2: did not find expected ',' or ']', while parsing a flow sequence"
        ),
        (
            "a:\n\t- b",
            "syntax 2:1: found character that cannot start any token, while scanning for the next token"
        ),
        ("a: b: c", "syntax 1:5: mapping values are not allowed in this context"),
        ("用: '水", "syntax 1:6: found unexpected end of stream, while scanning a quoted scalar"),
        ("水: \u{1}", "characters 1:4: control characters are not allowed"),
        ("{\"a\": \"\u{7F}\"}", "characters 1:8: control characters are not allowed"),
        (
            "a: 水\n用: \"\u{2028}\"",
            "characters 2:5: U+2028 ends a line for some readers and not for others"
        ),
        ("用: \"\u{85}\"", "characters 1:5: U+0085 ends a line for some readers and not for others"),
        ("%YAML 9.0\n--- a", "syntax 1:1: found incompatible YAML document"),
    ])
    func tellsTheFault(_ text: String, _ expected: String) { #expect(error(text) == expected) }

    @Test func refusesOtherEncodings() {
        #expect(
            error([0x61, 0x3A, 0x20, 0xD3, 0xC3]) == "characters 1:5: invalid trailing UTF-8 octet"
        )
        #expect(error([0x0A, 0xFF, 0xFE]) == "characters 2:1: invalid leading UTF-8 octet")
        #expect(error([0x61, 0xE4, 0xBD]) == "characters 1:2: incomplete UTF-8 octet sequence")
    }

    @Test(arguments: ["[", "{a: ", "- ", "? "])
    func boundsTheDepth(_ opening: String) {
        let text = String(repeating: opening, count: 200_000)
        #expect(error(text)?.hasPrefix("depth 1:") == true)
    }

    /// Whatever the bytes, there is an answer.
    @Test func survivesMutations() {
        let text = Array(
            "a: &x [1, 'b', \"\\u4f60\"]\nb: *x\nc: |\n  text\n? {d: e}\n: !!str f\n---\ng".utf8
        )
        var state: UInt64 = 7
        for _ in 0..<20_000 {
            var bytes = text
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let at = Int(state >> 33) % bytes.count
                bytes[at] = UInt8(truncatingIfNeeded: state >> 20)
            }
            _ = error(bytes)
        }
    }
}
