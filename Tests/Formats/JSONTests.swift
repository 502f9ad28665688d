import Formats
import Testing
import Values

@Suite struct JSONTests {
    @Test(
        "What RFC 8259 allows comes back as it was written",
        arguments: [
            "null", "true", "false", "0", "-0", "19.90", "1e5", "1E+05", "-1.50e-3", "\"\"", "[]",
            "{}",
            "123456789012345678901234567890123456789012345678901234567890.000",
            #"{"b":1,"a":[true,false,null,{}],"":{"a":[[]]}}"#,
            #""\"\\\b\f\n\r\t\u0000\u001f""#, "\"/㎡³𠮷䶮é\u{7f}\"",
        ]
    )
    func roundTrip(_ written: String) throws {
        #expect(text(JSON.encode(try json(written))) == written)
    }

    @Test(
        "Escapes and white space are read",
        arguments: [
            (#""\u00b3\u4DAE\ud842\udfb7\/""#, "\"³䶮𠮷/\""),
            (" \r\n\t[ 1 , \"a\" ,{ \"b\" : [ ] } ]\n ", #"[1,"a",{"b":[]}]"#),
            (#"{"\u0061\n":"x\\"}"#, #"{"a\n":"x\\"}"#), ("\u{FEFF}1", "1"),
        ]
    )
    func reading(_ written: String, _ canonical: String) throws {
        #expect(text(JSON.encode(try json(written))) == canonical)
    }

    @Test(
        "What RFC 8259 refuses is refused, with its place",
        arguments: [
            ("", "json 第1行第1列"), ("  \n", "json 第1行第1列"), ("[1,2}", "json /2 第1行第5列"),
            ("{\"a\":1]", "json 第1行第7列"), ("tru", "json 第1行第1列"), ("truer", "json 第1行第5列"),
            ("nul", "json 第1行第1列"), ("True", "json 第1行第1列"), ("01", "json 第1行第2列"),
            ("1.", "json 第1行第3列"), ("-", "json 第1行第2列"), ("+1", "json 第1行第1列"),
            (".5", "json 第1行第1列"), ("1e", "json 第1行第3列"), ("1.5.6", "json 第1行第4列"),
            ("0x1", "json 第1行第2列"), ("NaN", "json 第1行第1列"), ("1 2", "json 第1行第3列"),
            ("[1 2]", "json /1 第1行第4列"), ("[1,]", "json /1 第1行第4列"), ("[,1]", "json /0 第1行第2列"),
            ("{\"a\":1,}", "json 第1行第8列"), ("{\"a\" 1}", "json /a 第1行第6列"),
            ("{a:1}", "json 第1行第2列"), ("{\"a\":}", "json /a 第1行第6列"), ("{1:2}", "json 第1行第2列"),
            ("[", "json /0 第1行第2列"), ("[\"a", "json 第1行第2列"), ("\"a\u{1}\"", "json 第1行第3列"),
            ("\"a\nb\"", "json 第1行第3列"), (#"["\x"]"#, "json /0 第1行第3列"),
            (#""\u12g4""#, "json 第1行第2列"), (#""\ud800""#, "json 第1行第2列"),
            (#""\udc00""#, "json 第1行第2列"), (#""\ud800\u0041""#, "json 第1行第2列"),
            (#""\ud800\n""#, "json 第1行第2列"), ("{} x", "json 第1行第4列"), ("[]]", "json 第1行第3列"),
            ("\"a\"b", "json 第1行第4列"), ("'a'", "json 第1行第1列"), ("[1]//x", "json 第1行第4列"),
            ("{\n  \"甲\": [1,\n   \"乙\", tru]}", "json /甲/2 第3行第9列"),
            ("\u{FEFF}\u{FEFF}1", "json 第1行第1列"), ("[1\u{0C}]", "json /1 第1行第3列"),
            ("[1\u{A0}]", "json /0 第1行第3列"),
        ]
    )
    func refusals(_ written: String, _ expected: String) {
        #expect(summary { try json(written) } == expected)
    }

    @Test func namesTwiceAreRefusedWhereverTheyAre() {
        #expect(
            summary { try json(#"{"a":1,"b":{"c":[0,{"x":1,"y":2,"x":3}]}}"#) }
                == "duplicate-field /b/c/1/x"
        )
        #expect(summary { try json(#"{"a":1,"\u0061":2}"#) } == "duplicate-field /a")
        let many = (0..<40).map { "\"k\($0)\":0" }.joined(separator: ",")
        #expect(problems { try json("{\(many)}") }.isEmpty)
        #expect(summary { try json("{\(many),\"k7\":1}") } == "duplicate-field /k7")
    }

    @Test func aSyntaxProblemIsToldInChinese() throws {
        let problem = try #require(problems { try json("{\n \"a\": [1, 2\n}") }.first)
        #expect(problem.say == "应为合法的 JSON：第3行第1列，此处应为逗号或结束括号")
        #expect(problem.found == "第3行第1列附近：}")
    }

    @Test func limitsHold() {
        func nested(_ depth: Int) -> [UInt8] {
            Array(
                (String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8
            )
        }
        #expect(problems { try JSON.decode(nested(64)) }.isEmpty)
        let deep = problems { try JSON.decode(nested(65)) }
        #expect(deep.map(\.code) == ["too-deep"])
        #expect(problems { try JSON.decode(nested(10_000)) }.map(\.code) == ["too-deep"])
        let openOnly = Array(String(repeating: "{\"a\":", count: 10_000).utf8)
        #expect(problems { try JSON.decode(openOnly) }.map(\.code) == ["too-deep"])
        let large = [UInt8](repeating: UInt8(ascii: " "), count: 5 << 20)
        #expect(problems { try JSON.decode(large) }.map(\.code) == ["too-large"])
        let limits = Limits(sizeMax: 100, depthMax: 2, stringMax: 4)
        #expect(problems { try JSON.decode(Array(#"["abcd"]"#.utf8), limits: limits) }.isEmpty)
        #expect(
            summary { try JSON.decode(Array(#"["abcde"]"#.utf8), limits: limits) }
                == "too-large /0 第1行第2列"
        )
        #expect(
            summary { try JSON.decode(Array("[[[]]]".utf8), limits: limits) }
                == "too-deep /0/0 第1行第3列"
        )
    }

    @Test func aLargeMessageIsReadWhole() throws {
        let entry = #"{"名称":"焦作市某某有限公司","数":19.90,"旗":true,"空":null,"列":["a\nb","𠮷"]}"#
        let many = "[" + Array(repeating: entry, count: 10_000).joined(separator: ",") + "]"
        #expect(text(JSON.encode(try json(many))) == many)
    }

    @Test func invalidUTF8IsACharsetProblem() {
        for bad: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE4, 0xB8]] {
            let found = problems {
                try JSON.decode(Array("{\"a\":\"".utf8) + bad + Array("\"}".utf8))
            }
            #expect(found.map(\.code) == ["charset"])
            #expect(found.map(\.place.wire) == ["第1行第7列"])
        }
    }

    @Test func prettyIsForPeople() throws {
        let value = try json(#"{"a":[1,{"b":"x"}],"c":{},"d":[]}"#)
        #expect(
            text(JSON.encodePretty(value)) == """
                {
                  "a": [
                    1,
                    {
                      "b": "x"
                    }
                  ],
                  "c": {},
                  "d": []
                }

                """
        )
        #expect(try JSON.decode(JSON.encodePretty(value)) == value)
    }

    @Test func mutatedBytesNeverTrap() throws {
        let seed = Array(
            #" {"a":[1,-2.5e3,"x\u00b3\ud842\udfb7 文"],"b":{"c":null,"d":[true,{}]}} "#.utf8
        )
        var generator = SeededGenerator(state: 1)
        var accepted = 0
        for _ in 0..<20_000 {
            let bytes = mutated(seed, by: &generator)
            guard let value = try? JSON.decode(bytes) else { continue }
            accepted += 1
            #expect(try JSON.decode(JSON.encode(value)) == value)
        }
        #expect(accepted > 100)
    }
}

@Suite struct JSONCodecTests {
    private let layout = Layout(
        .object(
            nil,
            [
                Layout.Field("a", .string(), absent: .null), Layout.Field("b", .string()),
                Layout.Field("c", .string(), absent: .empty),
                Layout.Field(
                    "list",
                    Layout.Node(.array(.object(nil, [Layout.Field("x", .string(), absent: .null)])))
                ),
            ]
        )
    )

    @Test(
        "Absence is written as the contract says, and read back as absence",
        arguments: [
            (#"{"b":"1"}"#, #"{"a":null,"b":"1","c":""}"#),
            (
                #"{"b":"1","list":[{"x":"y"},{}],"other":null}"#,
                #"{"a":null,"b":"1","c":"","list":[{"x":"y"},{"x":null}],"other":null}"#
            ),
            (#"{"a":"1","b":null,"c":"2"}"#, #"{"a":"1","b":null,"c":"2"}"#),
        ]
    )
    func absence(_ tree: String, _ wire: String) throws {
        let codec = try Codec(format: .json, charset: .utf8, layout: layout)
        #expect(text(try codec.encode(try json(tree))) == wire)
        #expect(try codec.decode(Array(wire.utf8)) == (try json(tree)))
    }

    @Test func otherCharsets() throws {
        let codec = try Codec(format: .json, charset: .gb18030, layout: nil)
        let value = try json(#"{"名":"𠮷 m³"}"#)
        let bytes = try codec.encode(value)
        #expect(bytes == (try gb(#"{"名":"𠮷 m³"}"#)))
        #expect(try codec.decode(bytes) == value)
        #expect(summary { try codec.decode(Array("{\"a\":".utf8) + [0xFF]) } == "charset 第6字节")
        let gbk = try Codec(format: .json, charset: .gbk, layout: nil)
        let found = problems { try gbk.encode(try json(#"{"量":[1,"5 m³/时"],"名":"𠮷"}"#)) }
        #expect(found.map(\.place.wire) == ["/量/1", "/名"])
        #expect(found.first?.found == "第4个字符“³”（U+00B3）")
        #expect(found.first?.expected == "应为 GBK 能表示的字符")
    }

    @Test func placesArePointers() throws {
        let codec = try Codec(format: .json, charset: .utf8, layout: layout)
        #expect(codec.place(of: Pointer(["list", "0", "x"])).wire == "/list/0/x")
    }
}
