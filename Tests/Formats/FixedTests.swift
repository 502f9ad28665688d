import Formats
import Testing
import Values

private typealias Column = Layout.Column

private func text(_ name: String, _ width: Int, const: Value? = nil) -> Layout.Field {
    Layout.Field(
        name,
        Layout.Node(const == nil ? .scalar(.string) : .any, const: const),
        column: Column(width: width)
    )
}

/// The heating order of domain facts 6.1: 300 bytes.
private let heat = Layout(
    .object(
        nil,
        [
            text("type", 2, const: "RH"), text("caseNo", 20), text("name", 60), text("phone", 20),
            text("address", 120), text("business", 2), text("use", 1),
            Layout.Field(
                "load",
                .scalar(.number),
                column: Column(width: 12, align: .right, pad: "0", impliedDecimals: 2)
            ),
            text("expected", 8), text("survey", 8), text("half", 1), text("filler", 46, const: ""),
        ]
    ),
    record: Layout.Record(length: 300, end: "\r\n")
)

private func field(_ node: Layout.Node, _ column: Layout.Column, end: String = "") -> Layout {
    Layout(.object(nil, [Layout.Field("f", node, column: column)]), record: Layout.Record(end: end))
}

private func codec(_ layout: Layout, _ charset: Charset = .gb18030) throws -> Codec {
    try Codec(format: .fixed, charset: charset, layout: layout)
}

@Suite struct FixedTests {
    @Test func theHeatingOrderIs300Bytes() throws {
        let codec = try codec(heat)
        let value = try json(
            """
            {"type":"RH","caseNo":"41080020240914000123","name":"焦作𠮷䶮供热","phone":"13800138000",\
            "address":"解放区 5 m³ 路","business":"01","use":"1","load":12.50,"expected":"20241115",\
            "half":"A","filler":""}
            """
        )
        let bytes = try codec.encode(value)
        let blank = { (count: Int) in String(repeating: " ", count: count) }
        let wire =
            "RH41080020240914000123焦作𠮷䶮供热" + blank(60 - 14) + "13800138000" + blank(9)
            + "解放区 5 m³ 路" + blank(120 - 17) + "011000000001250" + "20241115" + blank(8) + "A"
            + blank(46) + "\r\n"
        #expect(bytes.count == 302)
        #expect(bytes == (try gb(wire)))
        #expect(try codec.decode(bytes) == value)
        #expect(try codec.decode(Array(bytes.dropLast(2))) == value)
    }

    @Test func placesAreRecordsAndBytes() throws {
        let codec = try codec(heat)
        #expect(codec.place(of: Pointer(["name"])).wire == "第1条记录 第23—82字节")
        #expect(codec.place(of: Pointer(["use"])).wire == "第1条记录 第225字节")
        #expect(codec.place(of: Pointer()).wire == "第1条记录")
        #expect(codec.place(of: Pointer(["nothing"])).wire == "/nothing")
        let many = try Codec(
            format: .fixed,
            charset: .gbk,
            layout: Layout(Layout.Node(.array(heat.root)), record: heat.record)
        )
        #expect(many.place(of: Pointer(["1", "name"])).wire == "第2条记录 第23—82字节")
        #expect(many.place(of: Pointer()).wire == "报文")
    }

    @Test(
        "Numbers and their fields",
        arguments: [
            ("12.5", "000000001250"), ("0", "000000000000"), ("0.01", "000000000001"),
            ("1e3", "000000100000"),
            ("9999999999.99", "999999999999"), ("12.500", "000000001250"),
        ]
    )
    func impliedDecimals(_ number: String, _ wire: String) throws {
        let column = Column(width: 12, align: .right, pad: "0", impliedDecimals: 2)
        let codec = try codec(field(.scalar(.number), column))
        #expect(ascii(try codec.encode(try json("{\"f\":\(number)}"))) == wire)
        let back = try codec.decode(Array(wire.utf8))["f"]?.number
        #expect(back?.decimal == Number(number)?.decimal)
        #expect(back?.text.split(separator: ".").last?.count == 2)
    }

    @Test(
        "Numbers that do not fit are told",
        arguments: [
            ("-1", "record"), ("12.505", "record"), ("99999999999", "too-long"),
            ("1e9999", "too-long"),
            ("\"5\"", "type"), ("null", "type"), ("[1]", "type"), ("\"\"", "type"),
        ]
    )
    func impliedDecimalsRefused(_ number: String, _ code: String) throws {
        let column = Column(width: 12, align: .right, pad: "0", impliedDecimals: 2)
        let codec = try codec(field(.scalar(.number), column))
        #expect(
            summary { try codec.encode(try json("{\"f\":\(number)}")) } == "\(code) 第1条记录 第1—12字节"
        )
    }

    /// A record has no exponents: what one stands for may not fit where it stood.
    @Test(arguments: ["1e3     ", "648e309 ", "1E-2    "])
    func exponentsAreRefused(_ wire: String) throws {
        let codec = try codec(field(.scalar(.number), Column(width: 8)))
        #expect(summary { try codec.decode(Array(wire.utf8)) } == "type 第1条记录 第1—8字节")
        #expect(ascii(try codec.encode(["f": .number(try #require(Number("1e3")))])) == "1000    ")
    }

    @Test(
        "Fields are read by their kind, side and pad",
        arguments: [
            (Layout.Scalar.string, Column(width: 4), "ab  ", #""ab""#),
            (.string, Column(width: 4), " ab ", #"" ab""#),
            (.string, Column(width: 4, align: .right), "  ab", #""ab""#),
            (.string, Column(width: 4), "    ", nil),
            (.string, Column(width: 4, align: .right, pad: "0"), "0070", #""70""#),
            (.string, Column(width: 4, align: .right, pad: "0"), "0000", nil),
            (.string, Column(width: 4, pad: "*"), "a***", #""a""#),
            (.integer, Column(width: 4, align: .right, pad: "0"), "0012", "12"),
            (.integer, Column(width: 4, align: .right, pad: "0"), "0000", "0"),
            (.integer, Column(width: 4, align: .right, pad: "0"), "    ", nil),
            (.integer, Column(width: 4), "012 ", "12"),
            (.number, Column(width: 6, align: .right), " -0.50", "-0.50"),
            (.number, Column(width: 6), "-01.50", "-1.50"),
            (.number, Column(width: 6, align: .right, pad: "0"), "0000.5", "0.5"),
            (.number, Column(width: 4, align: .right, impliedDecimals: 3), "   5", "0.005"),
            (.boolean, Column(width: 1), "1", "true"),
            (.boolean, Column(width: 5), "false", "false"),
            (.boolean, Column(width: 1), " ", nil),
        ] as [(Layout.Scalar, Column, String, String?)]
    )
    func reading(
        _ scalar: Layout.Scalar,
        _ column: Layout.Column,
        _ wire: String,
        _ value: String?
    ) throws {
        let decoded = try codec(field(.scalar(scalar), column)).decode(Array(wire.utf8))
        #expect(ascii(JSON.encode(decoded)) == (value.map { "{\"f\":\($0)}" } ?? "{}"))
    }

    @Test(
        "Fields that say nothing of their kind are told",
        arguments: [
            (Layout.Scalar.integer, Column(width: 4, align: .right, pad: "0"), "00-1"),
            (.integer, Column(width: 4, align: .right, pad: "0"), "-001"),
            (.integer, Column(width: 4), "1,5 "),
            (.number, Column(width: 4), "+1.5"), (.number, Column(width: 4), " 1.5"),
            (.number, Column(width: 4), "1.  "),
            (.number, Column(width: 4, align: .right, impliedDecimals: 2), " 1.5"),
            (.boolean, Column(width: 1), "Y"),
        ]
    )
    func readingRefused(_ scalar: Layout.Scalar, _ column: Layout.Column, _ wire: String) throws {
        let codec = try codec(field(.scalar(scalar), column))
        #expect(problems { try codec.decode(Array(wire.utf8)) }.map(\.code) == ["type"])
    }

    @Test func aFieldBorderMayNotCutACharacter() throws {
        let layout = Layout(
            .object(nil, [text("a", 3), text("b", 3)]),
            record: Layout.Record(length: 6, end: "\n")
        )
        let found = problems { try codec(layout).decode(try gb("a中文 \n")) }
        #expect(found.isEmpty)
        let cut = problems { try codec(layout).decode(try gb("中文ab\n")) }
        #expect(cut.map(\.code) == ["charset"])
        #expect(cut.first?.place.wire == "第1条记录 第1—3字节")
        #expect(cut.first?.found == "字节 CE：不完整的字符")
        let four = problems { try codec(layout).decode(try gb("𠮷  \n")) }
        #expect(four.first?.place.wire == "第1条记录 第1—3字节")
    }

    @Test func everyFieldOfEveryRecordIsTold() throws {
        let layout = Layout(
            Layout.Node(
                .array(
                    .object(
                        nil,
                        [
                            text("a", 2),
                            Layout.Field("n", .scalar(.integer), column: Column(width: 2)),
                        ]
                    )
                )
            ),
            record: Layout.Record(length: 4, end: "\r\n")
        )
        let codec = try codec(layout)
        #expect(
            summary {
                try codec.decode(Array("ab12\r\nabx \r\nabc\r\n\u{7}b 1\r\n\r\nab1\r\r\n".utf8))
            } == """
                type 第2条记录 第3—4字节
                record 第3条记录
                record 第4条记录 第1—2字节
                type 第4条记录 第3—4字节
                record 第5条记录
                record 第6条记录 第3—4字节
                """
        )
        #expect(
            try codec.decode(Array("ab12\r\ncd  ".utf8))
                == (try json(#"[{"a":"ab","n":12},{"a":"cd"}]"#))
        )
        #expect(try codec.decode([]) == .array([]))
        #expect(try codec.encode([]) == [])
        #expect(
            ascii(try codec.encode(try json(#"[{"a":"ab","n":12},{"a":"cd"}]"#)))
                == "ab12\r\ncd  \r\n"
        )
        #expect(
            summary { try codec.encode(try json(#"[{"a":"abc"},5,{"x":1,"n":"1"}]"#)) } == """
                too-long 第1条记录 第1—2字节
                type 第2条记录
                type 第3条记录 第3—4字节
                unknown-field 第3条记录
                """
        )
    }

    @Test(
        "A record has its length and nothing stands behind the last",
        arguments: [
            ("abc\r\n\r\n", "\r\n", "空行"), ("abc\r\n\u{1A}", "\r\n", "文件结束符 1A"),
            ("abcd\r\n", "\r\n", "4字节"), ("ab\r\n", "\r\n", "2字节"), ("abc\n", "\r\n", "4字节"),
            ("abc\r\n", "\n", "4字节"), ("abcd", "", "1字节"), ("abc\r\nabc\r\n", "\r\n", "2条记录"),
            ("", "\r\n", "0条记录"), ("\r\n", "\r\n", "空行"), ("abc\r", "\r\n", "4字节"),
        ]
    )
    func framing(_ wire: String, _ end: String, _ found: String) throws {
        let codec = try codec(field(.string(), Column(width: 3), end: end))
        let told = problems { try codec.decode(Array(wire.utf8)) }
        #expect(told.map(\.found) == [found])
        #expect(told.map(\.code) == ["record"])
    }

    @Test func whatAFieldCannotHoldIsRefused() throws {
        let name = field(.string(), Column(width: 6))
        #expect(ascii(try codec(name).encode(["f": "a"])) == "a     ")
        #expect(try codec(name).encode(["f": "焦作市"]).count == 6)
        let long = problems { try codec(name).encode(["f": "焦作市a"]) }
        #expect(long.map(\.code) == ["too-long"])
        #expect(long.first?.expected == "应不超过6字节（GB18030）")
        #expect(long.first?.found == "7字节：“焦作市a”")
        #expect(
            problems { try codec(name, .gbk).encode(["f": "m³"]) }.map(\.code) == ["unencodable"]
        )
        #expect(
            problems { try codec(name).encode(["f": "a\nb"]) }.map(\.found) == ["第2个字符（U+000A）"]
        )
        #expect(problems { try codec(name).encode(["f": "a\u{0}b"]) }.map(\.code) == ["record"])
        let zeros = field(.string(), Column(width: 6, align: .right, pad: "0"))
        #expect(
            problems { try codec(zeros).encode(["f": "007"]) }.map(\.expected) == ["不应以填充字符“0”开头"]
        )
        #expect(
            problems { try codec(name).encode(["f": "a", "g": "b"]) }.map(\.code) == [
                "unknown-field"
            ]
        )
        #expect(problems { try codec(name).encode("a") }.map(\.code) == ["type"])
    }

    @Test func byteOrderMarks() throws {
        let name = field(.string(), Column(width: 3))
        #expect(try codec(name, .utf8).decode([0xEF, 0xBB, 0xBF] + Array("中".utf8)) == ["f": "中"])
        #expect(
            problems { try codec(name).decode([0xEF, 0xBB, 0xBF] + Array("abc".utf8)) }.map(\.code)
                == ["charset"]
        )
    }

    @Test func layoutsThatCannotBeWritten() {
        func faults(_ layout: Layout?) -> String {
            do {
                _ = try codec(layout ?? Layout(.string()))
                return ""
            } catch {
                return (error as? LayoutFaults)?.list.map(\.description).joined(separator: "\n")
                    ?? ""
            }
        }
        #expect(
            faults(nil)
                == ": a fixed-width message is an object (one record) or an array of objects"
        )
        let wrong = Layout(
            .object(
                nil,
                [
                    Layout.Field("a", .string()),
                    Layout.Field("b", .string(), absent: .null, column: Column(width: 2)),
                    Layout.Field("c", .scalar(.number), column: Column(width: 2, pad: "0")),
                    Layout.Field(
                        "d",
                        .string(),
                        column: Column(width: 2, pad: "中", impliedDecimals: 1)
                    ),
                    Layout.Field("e", .object(nil, []), column: Column(width: 1)),
                    Layout.Field(
                        "f",
                        .scalar(.number),
                        column: Column(width: 2, align: .right, impliedDecimals: 2)
                    ),
                ]
            ),
            record: Layout.Record(length: 11, end: ";")
        )
        #expect(
            faults(wrong) == """
                /a: record.width, in bytes, is missing or out of range
                /b: a fixed-width field is always there: absent can only be empty
                /c: a number with the pad 0 has to stand at the right
                /d: record.pad is one printable ASCII character
                /d: record.impliedDecimals is for numbers
                /e: a field of a record holds a string, a number or a boolean
                /f: record.impliedDecimals is out of range
                : record.end is \\r\\n, \\n or nothing
                """
        )
    }

    @Test func hostileInput() throws {
        let codec = try codec(heat)
        let lines = problems { try codec.decode([UInt8](repeating: 0x0A, count: 1 << 20)) }
        #expect(lines.count == 1)
        let many = try Codec(
            format: .fixed,
            charset: .gbk,
            layout: Layout(Layout.Node(.array(heat.root)), record: heat.record)
        )
        let blanks = Array(String(repeating: "\r\n", count: 1 << 20).utf8)
        #expect(problems { try many.decode(blanks) }.count == 100)
        var generator = SeededGenerator(state: 3)
        let seed =
            try gb(
                "RH" + String(repeating: "中", count: 111) + "1000000001250"
                    + String(repeating: " ", count: 63)
            ) + [13, 10]
        for _ in 0..<5_000 {
            guard let value = try? many.decode(mutated(seed + seed, by: &generator)) else {
                continue
            }
            #expect((try? many.encode(value)) != nil)
        }
    }
}

private func ascii(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
