import Formats
import Testing
import Values

/// The telecom order of domain facts 6.5, with what a record may say.
private let telecom = [
    flat("id", wire: "ID"), flat("name", wire: "NAME"), flat("phone", wire: "TEL"),
    flat("count", .integer, wire: "N", absent: .omit),
    flat("note", wire: "NOTE", absent: .omit),
]

private func codec(
    _ layout: Layout = flat(telecom),
    _ charset: Charset = .gb18030,
    _ limits: Limits = Limits()
) throws -> Codec {
    try Codec(format: .keyvalue, charset: charset, layout: layout, limits: limits)
}

private func lines(_ text: String) -> [UInt8] { Array(text.utf8) }

@Suite struct KeyValueTests {
    /// The bytes are those of Python's `gb18030`.
    @Test func theTelecomOrder() throws {
        let codec = try codec()
        let value: Value = ["id": "41022220240914000001-TX", "name": "通许县=䶮 m³"]
        let wire = bytes(
            hex: """
                49443D34313032323232303234303931343030303030312D54580D0A4E414D453DCDA8D0EDCFD83DFE9F20\
                6D813085360D0A54454C3D0D0A0D0A
                """
        )
        #expect(try codec.encode(value) == wire)
        #expect(try codec.decode(wire) == value)
    }

    @Test(
        "What is read",
        arguments: [
            ("ID=1\r\n\r\n", #"{"id":"1"}"#),
            ("NOTE=a=b=c\r\nID= 1 \r\nN=5\r\n\r\n", #"{"id":" 1 ","count":5,"note":"a=b=c"}"#),
            ("ID=\r\nNOTE=\r\n\r\n", #"{"note":""}"#), ("\r\n", "{}"),
            ("\u{FEFF}ID=1\r\n\r\n", #"{"id":"1"}"#),
            ("ID=1\r\nOTHER=x\r\n\r\n", #"{"id":"1","OTHER":"x"}"#),
        ]
    )
    func reading(_ wire: String, _ value: String) throws {
        let codec = try codec(flat(telecom), .utf8)
        #expect(try codec.decode(lines(wire)) == json(value))
    }

    @Test(
        "What is refused, and where",
        arguments: [
            ("ID=1\r\nID=2\r\n\r\n", "duplicate-field “ID”项 第7—10字节", "又一个“ID”"),
            ("X=1\r\nX=2\r\n\r\n", "duplicate-field “X”项 第6—8字节", "又一个“X”"),
            ("id=1\r\n\r\n", "unknown-field “id”项 第1—4字节", "id"),
            ("ID\r\n\r\n", "keyvalue 报文 第1—2字节", "“ID”"),
            ("=1\r\n\r\n", "keyvalue 报文 第1—2字节", "“=1”"),
            ("ID=1\r\n\u{1A}", "keyvalue 报文 第7字节", "文件结束符 1A"),
            ("ID=1\n\n", "keyvalue 报文 第1—4字节", "单独的换行（0A）"),
            ("ID=1\r2\r\n\r\n", "keyvalue 报文 第1—4字节", "单独的回车（0D）"),
            ("ID=1\u{1B}\r\n\r\n", "record “ID”项 第1—5字节", "第2个字符（U+001B）"),
            ("ID=\u{0}\r\n\r\n", "charset “ID”项 第1—4字节", "字节 00：空字符"),
            ("N=x\r\n\r\n", "type “N”项 第1—3字节", "“x”"),
            ("N=\r\n\r\n", "type “N”项 第1—2字节", "“”"),
            ("ID=1\r\n", "record 报文", "报文在此之前结束"),
            ("ID=1", "record 报文", "报文在此之前结束"), ("", "record 报文", "报文在此之前结束"),
            ("ID=1\r\n\r\nID=2\r\n\r\n", "record 报文", "2条记录"),
        ]
    )
    func refused(_ wire: String, _ told: String, _ found: String) throws {
        let codec = try codec(flat(telecom), .utf8)
        let list = problems { try codec.decode(lines(wire)) }
        #expect(list.first.map { "\($0.code) \($0.place)" } == told)
        #expect(list.first?.found == found)
    }

    @Test(
        "What a line cannot hold is not written",
        arguments: [
            (#"{"id":"a\r\nb"}"#, "record “ID”项"), (#"{"id":"a\nb"}"#, "record “ID”项"),
            (#"{"id":"a\u0000"}"#, "record “ID”项"), (#"{"id":1}"#, "type “ID”项"),
            (#"{"count":"1"}"#, "type “N”项"), (#"{"a=b":"1"}"#, "unknown-field “a=b”项"),
            (#"{"":"1"}"#, "unknown-field “”项"), (#"{"ID":"1"}"#, "unknown-field “ID”项"),
            (#"{"x":1}"#, "type “x”项"), ("[]", "type /"),
        ]
    )
    func unwritable(_ value: String, _ told: String) throws {
        let codec = try codec()
        #expect(summary { try codec.encode(try json(value)) } == told)
    }

    @Test func recordsThatAreClosedByAWord() throws {
        let record = Layout.Record(end: "\n", separator: ":", close: "END\n")
        let codec = try codec(flat([flat("a"), flat("b")], many: true, record), .utf8)
        let value: Value = [["a": "x:y", "b": "1"], ["b": "2"]]
        let wire = "a:x:y\nb:1\nEND\na:\nb:2\nEND\n"
        #expect(text(try codec.encode(value)) == wire)
        #expect(try codec.decode(lines(wire)) == value)
        #expect(try codec.decode(lines(wire).dropLast()) == value)
        #expect(try codec.decode([]) == [])
        #expect(summary { try codec.decode(lines("a:1\n\nEND\n")) } == "keyvalue 第1条记录")
        #expect(
            problems { try codec.decode(lines("a:1\nEND\nb:2\n")) }.map {
                "\($0.place) \($0.expected)"
            }
                == ["第2条记录 记录应以“END”行结束"]
        )
        #expect(
            summary { try codec.decode(lines("a:1\nEND\na:1\na:2\nEND")) }
                == "duplicate-field 第2条记录 “a”项 第13—15字节"
        )
    }

    @Test func aRecordThatNothingCloses() throws {
        let layout = flat(telecom, Layout.Record(end: "\n", close: ""))
        let codec = try codec(layout, .utf8)
        #expect(text(try codec.encode(["id": "1"])) == "ID=1\nNAME=\nTEL=\n")
        #expect(try codec.decode(lines("ID=1\nTEL=2")) == ["id": "1", "phone": "2"])
        #expect(problems { try codec.decode(lines("ID=1\n\n")) }.map(\.found) == ["空行"])
    }

    @Test func fieldsArePutInAndTakenOut() throws {
        let codec = try codec()
        #expect(codec.takesFields)
        let bytes = try codec.encode(["id": "1", "name": "张"])
        let sealed = try #require(try codec.adding([("SIGN", "a=b"), ("T", "5")], to: bytes))
        #expect(sealed == (try gb("ID=1\r\nNAME=张\r\nTEL=\r\nSIGN=a=b\r\nT=5\r\n\r\n")))
        let taken = try #require(try codec.taking(["SIGN", "T", "X"], from: sealed))
        #expect(taken.fields == ["SIGN": "a=b", "T": "5"] && taken.rest == bytes)
        #expect(
            try codec.fields(of: sealed)?.map { "\($0.name)=\($0.value)" }
                == ["ID=1", "NAME=张", "TEL=", "SIGN=a=b", "T=5"]
        )
        #expect(summary { try codec.adding([("ID", "2")], to: bytes) } == "duplicate-field “ID”项")
        #expect(summary { try codec.adding([("S", "a\nb")], to: bytes) } == "record “S”项")
        let twice = try gb("S=1\r\nS=2\r\n\r\n")
        #expect(summary { try codec.taking(["S"], from: twice) } == "duplicate-field “S”项 第6—8字节")
    }

    @Test func placesAndRanges() throws {
        let one = try codec()
        #expect(one.place(of: Pointer(["phone"])).wire == "“TEL”项")
        #expect(one.place(of: Pointer()).wire == "报文")
        let many = try codec(flat(telecom, many: true))
        #expect(many.place(of: Pointer(["1", "phone"])).wire == "第2条记录 “TEL”项")
        let found = try shownRanges(many, [["id": "1"], ["name": "𠮷a"]])
        #expect(found["/1/name"] == ["NAME=𠮷a", "𠮷a"])
        #expect(found["/0/phone"] == ["TEL=", ""] && found["/0/note"] == nil)
    }

    @Test func layoutsThatCannotBeWritten() {
        let record = Layout.Record(header: true, quote: "'", close: "a=b\r\n")
        let wrong = flat(
            [flat("a", wire: "a=b"), flat("b", wire: "\u{FEFF}b")],
            many: true,
            record
        )
        #expect(
            faults(.keyvalue, wrong) == """
                : record.header means nothing in keyvalue
                : record.quote means nothing in keyvalue
                /items/a: 'a=b' cannot be written as a name in keyvalue
                /items/b: '\u{FEFF}b' cannot be written as a name in keyvalue
                : record.close is whole lines without the separator, or nothing
                """
        )
        #expect(
            faults(.keyvalue, flat([flat("a")], many: true, Layout.Record(close: "")))
                == ": records that nothing closes run into one another: record.close is empty"
        )
        #expect(
            faults(.keyvalue, flat([flat("a")], Layout.Record(close: "END")))
                == ": record.close is whole lines without the separator, or nothing"
        )
    }
}
