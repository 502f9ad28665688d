import Formats
import Testing
import Values

private let order = [
    flat("order_id"), flat("name", wire: "cust_name"), flat("addr"), flat("biz", const: "NEW"),
    flat("len", .number), flat("note"), flat("holes", .integer, absent: .empty),
]

private func codec(
    _ fields: [Layout.Field] = order,
    _ charset: Charset = .utf8,
    _ limits: Limits = Limits()
) throws -> Codec {
    try Codec(format: .form, charset: charset, layout: flat(fields), limits: limits)
}

@Suite struct FormTests {
    /// The bytes are those of Python's `urllib.parse.urlencode`.
    @Test func theOperatorsOrder() throws {
        let codec = try codec()
        let value = try json(
            #"""
            {"order_id":"XX-41152320240914-01","name":"王 二&麻子","addr":"新集镇 100% 路=3号+a-d._é😀",\#
            "biz":"NEW","len":12.50,"note":"a\r\nb"}
            """#
        )
        let wire =
            "order_id=XX-41152320240914-01&cust_name=%E7%8E%8B+%E4%BA%8C%26%E9%BA%BB%E5%AD%90"
            + "&addr=%E6%96%B0%E9%9B%86%E9%95%87+100%25+%E8%B7%AF%3D3%E5%8F%B7%2Ba-d._%C3%A9%F0%9F%98%80"
            + "&biz=NEW&len=12.50&note=a%0D%0Ab&holes="
        #expect(text(try codec.encode(value)) == wire)
        #expect(try codec.decode(Array(wire.utf8)) == value)
    }

    @Test(arguments: [
        (Charset.gb18030, "开户 m³", "a=%BF%AA%BB%A7+m%810%856"), (.gbk, "开户", "a=%BF%AA%BB%A7"),
        (.gbk, "亅", "a=%81%7C"), (.utf8, "~*'()!", "a=%7E*%27%28%29%21"),
        (.utf8, "\u{FEFF}\t", "a=%EF%BB%BF%09"),
    ])
    func writing(_ charset: Charset, _ value: String, _ wire: String) throws {
        let codec = try codec([flat("a")], charset)
        #expect(text(try codec.encode(["a": .string(value)])) == wire)
        #expect(try codec.decode(Array(wire.utf8)) == ["a": .string(value)])
    }

    @Test(
        "What is read, as the URL standard reads it",
        arguments: [
            ("a=%E4%B8%AD+x%20y", #"{"a":"中 x y"}"#), ("a=%e4%b8%ad", #"{"a":"中"}"#),
            ("a=中", #"{"a":"中"}"#), ("a", #"{"a":""}"#), ("a=", #"{"a":""}"#),
            ("a=1=2=", #"{"a":"1=2="}"#), ("&&b=5&&a=x&", #"{"a":"x","b":5}"#), ("", "{}"),
            ("%61=x", #"{"a":"x"}"#), ("c=&a=%2B%26%3D%25", #"{"a":"+&=%"}"#),
            ("a=1&x+y=2", #"{"a":"1","x y":"2"}"#), ("\u{FEFF}a=1", #"{"a":"1"}"#),
        ]
    )
    func reading(_ wire: String, _ value: String) throws {
        let codec = try codec([flat("a"), flat("b", .integer), flat("c", absent: .empty)])
        #expect(try codec.decode(Array(wire.utf8)) == json(value))
    }

    @Test(
        "What is refused, and where",
        arguments: [
            ("a=%", "form “a”项 第1—3字节", "%"), ("a=%4", "form “a”项 第1—4字节", "%4"),
            ("a=1&b=%zz", "form “b”项 第5—9字节", "%zz"), ("%G1=1", "form 第1—5字节", "%G1"),
            ("a=1\r\n", "form “a”项 第1—5字节", "<0D>"),
            ("a=1&a=2", "duplicate-field “a”项 第5—7字节", "又一个“a”"),
            ("a=1&%61=2", "duplicate-field “a”项 第5—9字节", "又一个“a”"),
            ("x=1&x=2", "duplicate-field “x”项 第5—7字节", "又一个“x”"),
            ("a=%00", "charset “a”项 第1—5字节", "字节 00：空字符"),
            ("a=%E4%B8", "charset “a”项 第1—8字节", "字节 E4 B8：不完整的字符"),
            ("%FF=1", "charset “?”项 第1—5字节", "字节 FF：不是该编码的字符"),
            ("=1", "unknown-field “”项 第1—2字节", ""), ("b=x", "type “b”项 第1—3字节", "“x”"),
            ("b=", "type “b”项 第1—2字节", "“”"),
            ("b=+5", "type “b”项 第1—4字节", "“ 5”"),
        ]
    )
    func refused(_ wire: String, _ told: String, _ found: String) throws {
        let codec = try codec([flat("a"), flat("b", .integer)])
        let list = problems { try codec.decode(Array(wire.utf8)) }
        #expect(list.map { "\($0.code) \($0.place)" } == [told])
        #expect(list.first?.found == found)
    }

    @Test(
        "What a form cannot hold is not written",
        arguments: [
            (#"{"a":"x\u0000"}"#, "record “a”项"), (#"{"a":1}"#, "type “a”项"),
            (#"{"a":{"b":1}}"#, "type “a”项"), (#"{"x":5}"#, "type “x”项"),
            (#"{"":"5"}"#, "unknown-field “”项"), ("[1]", "type /"),
            (#"{"a":"³"}"#, "unencodable “a”项"),
        ]
    )
    func unwritable(_ value: String, _ told: String) throws {
        let codec = try codec([flat("a")], .gbk)
        #expect(summary { try codec.encode(try json(value)) } == told)
    }

    @Test func fieldsArePutInAndTakenOut() throws {
        let codec = try codec()
        let bytes = Array("order_id=1&addr=a%20b&&note=%e4%b8%ad".utf8)
        let sealed = try #require(try codec.adding([("sign", "a+b=")], to: bytes))
        #expect(text(sealed) == "order_id=1&addr=a%20b&&note=%e4%b8%ad&sign=a%2Bb%3D")
        let taken = try #require(try codec.taking(["sign"], from: sealed))
        // Other pairs stay as they came, escapes and all.
        #expect(taken.rest == bytes)
        let many = Array("s=1&t=2&a=1&u=3&&b=2&v=4".utf8)
        let left = try #require(try codec.taking(["s", "t", "u", "v"], from: many))
        #expect(text(left.rest) == "a=1&&b=2" && left.fields.count == 4)
        #expect(taken.fields == ["sign": "a+b="])
        #expect(
            try codec.fields(of: sealed)?.map { "\($0.name)=\($0.value)" }
                == ["order_id=1", "addr=a b", "note=中", "sign=a+b="]
        )
        #expect(text(try #require(try codec.adding([("sign", "1")], to: []))) == "sign=1")
        #expect(
            summary { try codec.adding([("addr", "2")], to: bytes) } == "duplicate-field “addr”项"
        )
        #expect(
            summary { try codec.taking(["s"], from: Array("s=1&s=2".utf8)) }
                == "duplicate-field “s”项 第5—7字节"
        )
        let json = try Codec(format: .json, charset: .utf8, layout: nil)
        let none = try json.adding([("a", "b")], to: bytes)
        #expect(!json.takesFields && none == nil)
    }

    @Test func placesAndRanges() throws {
        let codec = try codec()
        #expect(codec.place(of: Pointer(["name"])).wire == "“cust_name”项")
        #expect(codec.place(of: Pointer()).wire == "报文")
        let found = try shownRanges(codec, ["order_id": "1", "name": "中 x", "len": 5])
        #expect(found["/name"] == ["cust_name=%E4%B8%AD+x", "%E4%B8%AD+x"])
        #expect(found["/len"] == ["len=5", "5"] && found["/addr"] == nil)
        #expect(found["/holes"] == ["holes=", ""])
    }

    @Test func limits() throws {
        let small = try codec([flat("a")], .utf8, Limits(stringMax: 3, countMax: 2))
        #expect(summary { try small.decode(Array("a=1&b=2&c=3".utf8)) } == "too-large 报文")
        #expect(summary { try small.decode(Array("a=1234".utf8)) } == "too-large “a”项 第1—6字节")
        #expect(try small.decode(Array("a=%31%32%33".utf8)) == ["a": "123"])
    }

    @Test func layoutsThatCannotBeWritten() {
        #expect(
            faults(.form, flat([flat("a")], many: true))
                == ": a form is an object: it holds one record"
        )
        let wrong = flat(
            [
                Layout.Field("list", Layout.Node(.array(.string()))),
                Layout.Field("at", .object(nil, [flat("x")])), flat("n", absent: .null),
            ],
            Layout.Record(end: "\n")
        )
        #expect(
            faults(.form, wrong) == """
                : record.end means nothing in form
                /list: a field of form holds a string, a number or a boolean
                /at: a field of form holds a string, a number or a boolean
                /n: form has no null: absent can be empty or omit
                """
        )
    }
}
