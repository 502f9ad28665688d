import Formats
import Testing
import Values

/// The heating order of domain facts 6.3: ten columns.
private let heat = flat([
    flat("number", wire: "办件编号"), flat("name", wire: "用户名称"), flat("idNo", wire: "证件号"),
    flat("phone", wire: "电话"), flat("address", wire: "地址"), flat("kind", wire: "报装类别"),
    flat("area", .number, wire: "建筑面积"), flat("yard", wire: "庭院管网"), flat("heated", wire: "小区供热"),
    flat("offlineFee", wire: "需线下缴费"),
])

private let abc = [flat("a"), flat("b", .integer), flat("c", .boolean)]

private func csv(
    _ layout: Layout,
    _ charset: Charset = .gb18030,
    _ limits: Limits = Limits()
) throws -> Codec {
    try Codec(format: .csv, charset: charset, layout: layout, limits: limits)
}

private func rows(_ record: Layout.Record? = nil, _ fields: [Layout.Field] = abc) -> Layout {
    flat(fields, many: true, record)
}

@Suite struct CSVTests {
    /// The bytes are those of Python's `csv` and `gb18030`.
    @Test func theHeatingOrder() throws {
        let codec = try csv(heat)
        let value = try json(
            #"""
            {"number":"41082320240914000001","name":"王\"二\"麻子","idNo":"410823199001011234",\#
            "phone":"0391-7268888","address":"木城街道,兴华路\r\n3号","kind":"个人居民","area":98.50,\#
            "yard":"未自建","offlineFee":"是"}
            """#
        )
        let wire = bytes(
            hex: """
                B0ECBCFEB1E0BAC52CD3C3BBA7C3FBB3C62CD6A4BCFEBAC52CB5E7BBB02CB5D8D6B72CB1A8D7B0C0E0B1F0\
                2CBDA8D6FEC3E6BBFD2CCDA5D4BAB9DCCDF82CD0A1C7F8B9A9C8C82CD0E8CFDFCFC2BDC9B7D10D0A343130\
                38323332303234303931343030303030312C22CDF52222B6FE2222C2E9D7D3222C34313038323331393930\
                30313031313233342C303339312D373236383838382C22C4BEB3C7BDD6B5C02CD0CBBBAAC2B70D0A33BAC5\
                222CB8F6C8CBBED3C3F12C39382E35302CCEB4D7D4BDA82C2CCAC70D0A
                """
        )
        #expect(try codec.encode(value) == wire)
        #expect(try codec.decode(wire) == value)
        #expect(try codec.decode(Array(wire.dropLast(2))) == value)
        #expect(try codec.decode(wire)["area"]?.number?.text == "98.50")
    }

    /// Values are data: a formula of a spreadsheet, a blank at the edge and a sign are written as they are.
    @Test func valuesAreWrittenUnchanged() throws {
        let codec = try csv(rows(nil, [flat("a"), flat("b"), flat("c")]))
        let value = try json(
            #"""
            [{"a":"=1+1","b":"+86","c":"-5"},{"a":"@x","b":"'q'","c":"\ttab"},\#
            {"a":"𠮷䶮m³","c":"\"\""},{"a":" x ","b":" "}]
            """#
        )
        let wire = bytes(
            hex: """
                612C622C630D0A3D312B312C2B38362C2D350D0A40782C2771272C097461620D0A9534B235FE9F6D813085\
                362C2C2222222222220D0A2078202C202C0D0A
                """
        )
        #expect(try codec.encode(value) == wire)
        #expect(try codec.decode(wire) == value)
    }

    @Test(
        "What is read, with a comma, a quote and CR LF",
        arguments: [
            ("a,b,c\r\n", "[]"), ("a,b,c", "[]"), ("a,b,c\r\n,,\r\n", "[{}]"),
            ("a,b,c\r\nx,1,true", #"[{"a":"x","b":1,"c":true}]"#),
            ("c,a,b\r\n0,x,-5\r\n", #"[{"a":"x","b":-5,"c":false}]"#),
            ("\"a\",\"b\",c\r\n\"x\",\"1\",\"\"\r\n", #"[{"a":"x","b":1}]"#),
            ("a,b,c\r\n\"x,\"\"y\"\"\r\nz\",2,\r\n", #"[{"a":"x,\"y\"\r\nz","b":2}]"#),
            ("a,b,c\r\n\"x\ny\",,\r\n", #"[{"a":"x\ny"}]"#),
            ("a,b,c\r\n\"\"\"\",,\r\n", #"[{"a":"\""}]"#),
            ("\u{FEFF}a,b,c\r\nx,,\r\n", #"[{"a":"x"}]"#),
        ]
    )
    func reading(_ wire: String, _ value: String) throws {
        #expect(try csv(rows(), .utf8).decode(Array(wire.utf8)) == json(value))
    }

    @Test(
        "What is refused, and where",
        arguments: [
            ("a,b,c\r\nx,1\r\n", "record 第1条记录 第8—10字节", "2列"),
            ("a,b,c\r\nx,1,1,\r\n", "record 第1条记录 第8—13字节", "4列"),
            ("a,b,c\r\n,,\r\n\r\n", "record 第2条记录", "空行"),
            ("a,b,c\r\n,,\r\n\u{1A}", "record 第2条记录 第12字节", "文件结束符 1A"),
            ("a,b,c\r\nx\"y,1,\r\n", "csv 第1条记录 “a”列 第8—9字节", "第9字节的 \""),
            ("a,b,c\r\n x,\"1\"2,\r\n", "csv 第1条记录 “b”列 第11—14字节", "“2,\r\n”"),
            ("a,b,c\r\n\"x\" ,1,\r\n", "csv 第1条记录 “a”列 第8—11字节", "“ ,1,\r\n”"),
            ("a,b,c\r\nx,\"1,\r\n", "csv 第1条记录 “b”列 第10字节", "至报文结束未见结束的引号"),
            ("a,b,c\r\nx\ny,1,\r\n", "csv 第1条记录 “a”列 第8—9字节", "单独的换行（0A）"),
            ("a,b,c\r\n\"x\"\n", "csv 第1条记录 “a”列 第8—11字节", "单独的换行（0A）"),
            ("a,b,c\nx,1,\n", "csv 表头 第3列 第5—6字节", "单独的换行（0A）"),
            ("a,b,c\r\nx\u{0},1,\r\n", "charset 第1条记录 “a”列 第8—9字节", "字节 00 2C：空字符"),
            ("a,b,c\r\nx\u{1B},1,\r\n", "record 第1条记录 “a”列 第8—9字节", "第2个字符（U+001B）"),
            ("a,b,c\r\nx,y,\r\n", "type 第1条记录 “b”列 第10字节", "“y”"),
            ("a,b,c\r\nx, 1,\r\n", "type 第1条记录 “b”列 第10—11字节", "“ 1”"),
            ("a,b,c\r\nx,1,是\r\n", "type 第1条记录 “c”列 第12—14字节", "“是”"),
            ("a,b\r\n", "missing 表头", "缺失"),
            ("a,b,c,d\r\n", "unknown-field 表头 第4列 第7字节", "“d”"),
            ("a,b,c,a\r\n", "duplicate-field 表头 第4列 第7字节", "“a”"),
            ("a,b, c\r\n", "unknown-field 表头 第3列 第5—6字节", "“ c”"),
            ("", "record 表头", "报文为空"),
        ]
    )
    func refused(_ wire: String, _ told: String, _ found: String) throws {
        let list = problems { try csv(rows(), .utf8).decode(Array(wire.utf8)) }
        #expect(list.first.map { "\($0.code) \($0.place)" } == told)
        // A NUL is shown with what stands behind it in the field.
        let shown = list.first?.found.replacing("字节 00：", with: "字节 00 2C：")
        #expect(shown == found)
    }

    @Test func everyFieldOfEveryRecordIsTold() throws {
        let codec = try csv(rows())
        let wire = try gb("b,c,a\r\nx,是,张\r\n1,1\r\n1,1,\"张\"\"\r\n") + [0x22, 0x81, 0x2C]
        #expect(
            summary { try codec.decode(wire) } == """
                type 第1条记录 “b”列 第8字节
                type 第1条记录 “c”列 第10—11字节
                record 第2条记录 第17—19字节
                csv 第3条记录 “a”列 第26—34字节
                """
        )
        #expect(
            summary {
                try codec.encode(try json(#"[{"a":1,"b":"x"},5,{"a":"a\u0000","d":"1"}]"#))
            } == """
                type 第1条记录 “a”列
                type 第1条记录 “b”列
                type 第2条记录
                record 第3条记录 “a”列
                unknown-field 第3条记录
                """
        )
    }

    /// The second byte of a character may look like a separator or a quote; a broken one hides neither.
    @Test func charactersOfSeveralBytes() throws {
        let record = Layout.Record(separator: "|", quote: "~")
        for charset in [Charset.gb18030, .gbk] {
            let codec = try csv(rows(record, [flat("a"), flat("b")]), charset)
            // 丂 is 8140, 亅 is 817C, 亊 is 817E.
            let value: Value = [["a": "亅亊", "b": "亊|亅~"]]
            let wire = try codec.encode(value)
            #expect(
                wire == Array("a|b\r\n".utf8) + [0x81, 0x7C, 0x81, 0x7E, 0x7C, 0x7E]
                    + [0x81, 0x7E, 0x7C, 0x81, 0x7C, 0x7E, 0x7E, 0x7E, 0x0D, 0x0A]
            )
            #expect(try codec.decode(wire) == value)
            let cut = Array("a|b\r\nx".utf8) + [0x81, 0x0D, 0x0A]
            #expect(problems { try codec.decode(cut) }.map(\.code) == ["record"])
        }
        let codec = try csv(rows(nil, [flat("a"), flat("b")]))
        let cut = Array("a,b\r\nx".utf8) + [0x81, 0x2C, 0x79, 0x0D, 0x0A]
        let told = problems { try codec.decode(cut) }
        #expect(
            told.map { "\($0.code) \($0.place) \($0.found)" } == [
                "charset 第1条记录 “a”列 第6—7字节 字节 81：不完整的字符"
            ]
        )
        let unwritable = try csv(rows(nil, [flat("a")]), .gbk)
        #expect(
            problems { try unwritable.encode([["a": "5 m³"]]) }.map { "\($0.place) \($0.found)" }
                == ["第1条记录 “a”列 第4个字符“³”（U+00B3）"]
        )
    }

    @Test func byteOrderMarks() throws {
        let marked = [0xEF, 0xBB, 0xBF] + Array("a\r\nx\r\n".utf8)
        let one = flat([flat("a")])
        #expect(try csv(one, .utf8).decode(marked) == ["a": "x"])
        #expect(problems { try csv(one).decode(marked) }.map(\.code) == ["charset"])
        let gb = [0x84, 0x31, 0x95, 0x33] + Array("a\r\nx\r\n".utf8)
        #expect(try csv(one).decode(gb) == ["a": "x"])
        // A value that begins with the character is no mark.
        let bare = flat([flat("a")], Layout.Record(header: false))
        let wire = try csv(bare, .utf8).encode(["a": "\u{FEFF}x"])
        #expect(wire == Array("\"\u{FEFF}x\"\r\n".utf8))
        #expect(try csv(bare, .utf8).decode(wire) == ["a": "\u{FEFF}x"])
    }

    @Test func withoutAHeaderColumnsGoByPlace() throws {
        let record = Layout.Record(end: "\n", header: false, separator: ";", quote: "'")
        let codec = try csv(rows(record), .utf8)
        let value = try json(#"[{"a":"it's; \"x\"","b":1,"c":true},{}]"#)
        let wire = "'it''s; \"x\"';1;true\n;;\n"
        #expect(text(try codec.encode(value)) == wire)
        #expect(try codec.decode(Array(wire.utf8)) == value)
        #expect(try codec.decode([]) == [])
        #expect(summary { try codec.decode(Array("x;y;\n".utf8)) } == "type 第1条记录 第2列“b” 第3字节")
        #expect(
            summary { try codec.decode(Array("x;1;\r\n".utf8)) } == "csv 第1条记录 第3列“c” 第5字节"
        )
    }

    @Test func oneColumn() throws {
        let codec = try csv(rows(Layout.Record(header: false), [flat("a")]), .utf8)
        let value = try json(#"[{},{"a":"x"},{}]"#)
        #expect(text(try codec.encode(value)) == "\"\"\r\nx\r\n\"\"\r\n")
        #expect(try codec.decode(try codec.encode(value)) == value)
        #expect(try codec.decode(Array("\r\nx\r\n\r\n".utf8)) == value)
    }

    @Test func oneRecordOrMany() throws {
        let one = try csv(flat(abc), .utf8)
        #expect(summary { try one.decode(Array("a,b,c\r\n".utf8)) } == "record 报文")
        #expect(summary { try one.decode(Array("a,b,c\r\n,,\r\n,,\r\n".utf8)) } == "record 报文")
        #expect(summary { try one.encode([]) } == "type /")
        let limits = Limits(countMax: 2)
        let many = try csv(rows(), .utf8, limits)
        #expect(
            summary { try many.decode(Array("a,b,c\r\n,,\r\n,,\r\n,,\r\n".utf8)) }
                == "too-large 报文"
        )
        let short = try csv(rows(), .utf8, Limits(stringMax: 3))
        #expect(
            summary { try short.decode(Array("a,b,c\r\nabcd,,\r\n".utf8)) }
                == "too-large 第1条记录 “a”列 第8—11字节"
        )
    }

    @Test func nullsAndFillers() throws {
        let fields = [
            flat("a", nullable: true), flat("b", nil), flat("c", const: ""), flat("d"),
        ]
        let codec = try csv(flat(fields), .utf8)
        #expect(text(try codec.encode(["a": .null, "b": 5, "c": ""])) == "a,b,c,d\r\n,5,,\r\n")
        #expect(try codec.decode(Array("a,b,c,d\r\n,5,,\r\n".utf8)) == ["b": "5", "c": ""])
        #expect(summary { try codec.encode(["d": .null]) } == "type 第1条记录 “d”列")
    }

    @Test func placesAndRanges() throws {
        let codec = try csv(flat(heat.root.kind.fields, many: true))
        #expect(codec.place(of: Pointer(["1", "phone"])).wire == "第2条记录 “电话”列")
        #expect(codec.place(of: Pointer(["0"])).wire == "第1条记录")
        #expect(codec.place(of: Pointer()).wire == "报文")
        #expect(codec.place(of: Pointer(["0", "none"])).wire == "/0/none")
        let value: Value = [["number": "1", "name": "𠮷,\"x\"", "area": 5], ["name": "张三"]]
        let found = try shownRanges(codec, value)
        #expect(found["/0/name"] == ["\"𠮷,\"\"x\"\"\"", "𠮷,\"\"x\"\""])
        #expect(found["/0/area"] == ["5", "5"])
        #expect(found["/1/name"] == ["张三", "张三"])
        #expect(found["/1/area"] == ["", ""])
    }

    @Test func layoutsThatCannotBeWritten() {
        #expect(faults(.csv, nil) == ": csv needs a schema")
        #expect(
            faults(.csv, Layout(.string()))
                == ": a csv message is an object (one record) or an array of objects"
        )
        let wrong = flat(
            [
                flat("a", wire: "甲"), flat("b", wire: "甲"), flat("c", wire: ""),
                flat("d", absent: .null), flat("e", absent: .omit),
                Layout.Field("f", .object(nil, [flat("x")])),
                Layout.Field("g", Layout.Node(.array(.string()))),
                Layout.Field("h", .string(), column: Layout.Column(width: 2)),
                flat("i", wire: "m³"),
            ],
            Layout.Record(length: 3, end: ";", separator: "0", quote: "“", close: "\n")
        )
        #expect(
            faults(.csv, wrong, .gbk) == """
                : record.length means nothing in csv
                : record.close means nothing in csv
                /b: two fields are called '甲' on the wire
                /c: '' cannot be written as a name in csv
                /d: csv has no null: absent can be empty or omit
                /e: a column is always there: absent can only be empty
                /f: a field of csv holds a string, a number or a boolean
                /g: a field of csv holds a string, a number or a boolean
                /h: record.width, align, pad and impliedDecimals are for fixed-width records
                /i: 'm³' cannot be written as a name in csv
                : record.separator is one ASCII character, and neither letter, digit, - nor .
                : record.quote is one ASCII character, and neither letter, digit, - nor .
                : record.end is \\r\\n or \\n in csv
                """
        )
        #expect(
            faults(.csv, flat([flat("a")], Layout.Record(separator: "'", quote: "'")))
                == ": record.separator and record.quote are the same"
        )
    }
}

extension Layout.Kind {
    fileprivate var fields: [Layout.Field] {
        if case .object(let fields) = self { fields } else { [] }
    }
}
