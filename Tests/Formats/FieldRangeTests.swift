import Formats
import Testing
import Values

/// What stands in each field's bytes, and which field a byte belongs to.
@Suite struct FieldRangeTests {
    private static let xml = Layout(
        .object(
            "A",
            [
                Layout.Field("no", .attribute), Layout.Field("name", .string()),
                Layout.Field("none", .string(), absent: .empty),
                Layout.Field(
                    "list",
                    Layout.Node(
                        .array(.object("I", [Layout.Field("id", .string())])),
                        xml: Layout.XML(isWrapped: true)
                    )
                ),
            ]
        )
    )
    private static let record = Layout(
        Layout.Node(
            .array(
                .object(
                    nil,
                    [
                        Layout.Field("a", .string(), column: Layout.Column(width: 6)),
                        Layout.Field("b", .string(), column: Layout.Column(width: 2)),
                    ]
                )
            )
        ),
        record: Layout.Record(end: "\n")
    )
    private static let message: Value = [
        "no": "1", "name": "𠮷>海", "list": [["id": "x"], ["id": "张"]],
    ]

    private func ranges(
        _ format: Format,
        _ charset: Charset,
        _ layout: Layout?,
        _ value: Value
    ) throws -> [String: [String]] {
        let codec = try Codec(format: format, charset: charset, layout: layout)
        let bytes = try codec.encode(value)
        var result: [String: [String]] = [:]
        for range in try codec.fieldRanges(of: value) {
            result[range.pointer.description] = [
                try charset.decode(Array(bytes[range.whole])),
                try charset.decode(Array(bytes[range.value])),
            ]
        }
        return result
    }

    @Test(arguments: [Charset.utf8, .gb18030])
    func jsonWithTheMembersName(_ charset: Charset) throws {
        let found = try ranges(.json, charset, nil, Self.message)
        #expect(found["/no"] == [#""no":"1""#, #""1""#])
        #expect(found["/name"] == [#""name":"𠮷>海""#, #""𠮷>海""#])
        #expect(found["/list/1"] == [#"{"id":"张"}"#, #"{"id":"张"}"#])
        #expect(found["/list/1/id"] == [#""id":"张""#, #""张""#])
    }

    @Test(arguments: [Charset.utf8, .gb18030])
    func xmlWithItsTags(_ charset: Charset) throws {
        let found = try ranges(.xml, charset, Self.xml, Self.message)
        #expect(found["/no"] == [#"no="1""#, "1"])
        #expect(found["/name"] == ["<name>𠮷&gt;海</name>", "𠮷&gt;海"])
        #expect(found["/list/1/id"] == ["<id>张</id>", "张"])
        #expect(found["/list"]?[1] == "<I><id>x</id></I><I><id>张</id></I>")
    }

    @Test func recordsWithTheirPadding() throws {
        let value: Value = [["a": "张"], ["a": "李四", "b": "1"]]
        let found = try ranges(.fixed, .gb18030, Self.record, value)
        #expect(found["/0/a"]?[0] == "张    " && found["/0/b"]?[0] == "  ")
        #expect(found["/1/a"]?[0] == "李四  " && found["/1/b"]?[0] == "1 ")
    }

    @Test func aByteBelongsToTheInnermostField() throws {
        let codec = try Codec(format: .json, charset: .utf8, layout: nil)
        let found = try codec.fieldRanges(of: ["a": ["b": "c"], "d": 1])
        // {"a":{"b":"c"},"d":1}
        let expected = ["", "/a", "/a", "/a", "/a", "/a", "/a/b", "/a/b", "/a/b", "/a/b", "/a/b"]
        for (offset, pointer) in expected.enumerated() {
            #expect(found.field(atByte: offset)?.pointer.description == pointer, "\(offset)")
        }
        #expect(found.field(atByte: 20)?.pointer == Pointer())
        #expect(found.field(atByte: 21) == nil)
    }
}
