import Schemas
import Testing
import Values

@Suite struct NodeReaderTests {
    @Test func keepsOrderStylesAndPlaces() throws {
        let node = try node("b: 'no'\na: no\n用: {\"c\": [1.50, ~]}\n")
        #expect(node.entries?.map(\.key.text) == ["b", "a", "用"])
        #expect(
            node.value == [
                "b": "no", "a": "no", "用": ["c": [.number(try #require(Number("1.50"))), .null]],
            ]
        )
        let span = try #require(node["b"]?.span)
        #expect([span.line, span.column, span.length] == [1, 4, 4])
        let inner = try #require(node["用"]?.entry("c")?.key.span)
        #expect([inner.line, inner.column, inner.length] == [3, 5, 3])
        #expect(node["b"]?.scalar?.isPlain == false)
        #expect("\(span)" == "a.schema.json:1:4")
    }

    @Test func readsAnEmptyFileAsNull() throws {
        #expect(try value("") == .null)
        #expect(try value("# only a comment") == .null)
    }

    @Test func resolvesAliases() throws {
        #expect(
            try value("a: &x [1, 2]\nb: *x\nc: [*x]") == [
                "a": [1, 2], "b": [1, 2], "c": [[1, 2]],
            ]
        )
    }

    @Test(arguments: [
        (
            "a: [",
            [
                "2:1 LB1001 did not find expected node content"
            ]
        ),
        (
            "{\"a\": \"\\ud83d\\ude00\"}",
            [
                "1:10 LB1001 found invalid Unicode character escape code, while parsing a quoted scalar that begins at 1:7 [write the character itself, or \\U and eight digits]"
            ]
        ),
        (
            "a: 1\nb: {c: 1, c: 2}\na: 2",
            [
                "2:11 LB1004 the key 'c' stands here and at 2:5 [keep one of them]",
                "3:1 LB1004 the key 'a' stands here and at 1:1 [keep one of them]",
            ]
        ),
        (
            "[1]: 2\n{a: b}: 3",
            ["1:1 LB1005 a key must be a scalar", "2:1 LB1005 a key must be a scalar"]
        ),
        ("a: *x", ["1:4 LB1006 no anchor '&x' stands before this alias"]),
        ("a: &x [*x]", ["1:8 LB1006 no anchor '&x' stands before this alias"]),
        (
            "a: &x {b: 1}\nc: {<<: *x}",
            ["2:5 LB1008 merge keys are not part of YAML 1.2 [write the keys out]"]
        ),
        (
            "a: !!str 1\nb: !mine {}",
            [
                "1:4 LB1009 the tag 'tag:yaml.org,2002:str' has no meaning here [quote the value to make it a string]",
                "2:4 LB1009 the tag '!mine' has no meaning here [quote the value to make it a string]",
            ]
        ),
        (
            "a: 1\n---\nb: 2",
            ["2:1 LB1010 a file holds one document [remove '---' or split the file]"]
        ),
    ])
    func refuses(_ text: String, _ expected: [String]) {
        #expect(complaints { _ = try node(text) } == expected)
    }

    @Test func refusesAnAliasBomb() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let found = complaints { _ = try node(text) }
        #expect(
            found == ["6:10 LB1007 the file holds more than 200000 values, aliases written out"]
        )
    }

    @Test func refusesDepth() {
        let found = complaints { _ = try node(String(repeating: "[", count: 300)) }
        #expect(found == ["1:129 LB1003 collections are nested more than 128 deep"])
    }

    @Test func refusesOtherEncodings() {
        let found = complaints { _ = try Node.read(yaml: [0x61, 0xD3], file: "a.yaml") }
        #expect(found == ["1:2 LB1002 incomplete UTF-8 octet sequence [save the file as UTF-8]"])
    }
}
