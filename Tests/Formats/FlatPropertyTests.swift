import Formats
import Testing
import Values

/// Whatever can be written is read back as it was, and nothing that comes in breaks the reader.
@Suite struct FlatPropertyTests {
    static let pieces: [String] = [
        "a", "Z", "0", "9", " ", "\t", ",", ";", "\"", "\"\"", "'", "=", "&", "%", "%41", "+", "|",
        "~",
        "\r\n", "\n", "\r", "中", "䶮", "亅", "亊", "𠮷", "m³", "é", "e\u{301}", "\u{FEFF}", "😀", "END",
        "\u{1A}",
        "\u{0}", "\u{7F}", "-1", "1e5", ".", "*", "_", "（",
    ]

    static let records: [(Format, Layout.Record?)] = [
        (.csv, nil), (.csv, Layout.Record(end: "\n", header: false, separator: "|", quote: "~")),
        (.csv, Layout.Record(separator: "\t", quote: "'")), (.keyvalue, nil),
        (.keyvalue, Layout.Record(end: "\n", separator: "|", close: "END\n")), (.form, nil),
    ]

    static let fields: [Layout.Field] = [
        flat("s", wire: "文 字"), flat("o", absent: .empty), flat("n", .number), flat("i", .integer),
        flat("b", .boolean),
    ]

    private static func text(_ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...6, using: &random))
            .map { _ in pieces[Int.random(in: pieces.indices, using: &random)] }.joined()
    }

    private static func record(_ random: inout SeededGenerator) -> Value {
        var object = Object()
        if Bool.random(using: &random) { object["s"] = .string(text(&random)) }
        if Bool.random(using: &random) { object["o"] = .string(text(&random)) }
        let numbers = ["0", "-1", "12.50", "1e5", "-0.0", "99999999999999999999.5"]
        if Bool.random(using: &random) {
            let text = numbers[Int.random(in: numbers.indices, using: &random)]
            object["n"] = Number(text).map(Value.number)
        }
        if Bool.random(using: &random) {
            object["i"] = .int(Int.random(in: -9...9, using: &random))
        }
        if Bool.random(using: &random) { object["b"] = .bool(Bool.random(using: &random)) }
        return .object(object)
    }

    /// An empty text is absence where absence is empty.
    private static func normal(_ value: Value, _ format: Format) -> Value {
        guard case .object(var object) = value else {
            return .array((value.array ?? []).map { normal($0, format) })
        }
        for name in ["s", "o"] where object[name] == "" && (format != .form || name == "o") {
            object[name] = nil
        }
        return .object(object)
    }

    @Test(arguments: records.indices)
    func writtenIsReadBack(_ index: Int) throws {
        let (format, record) = Self.records[index]
        var random = SeededGenerator(state: UInt64(index) + 7)
        var written = 0
        for charset in Charset.allCases {
            let isMany = format != .form
            let codec = try Codec(
                format: format,
                charset: charset,
                layout: flat(Self.fields, many: isMany, record)
            )
            for _ in 0..<2_000 {
                let value: Value =
                    isMany
                    ? .array(
                        (0..<Int.random(in: 0...3, using: &random)).map { _ in Self.record(&random)
                        }
                    )
                    : Self.record(&random)
                guard let bytes = try? codec.encode(value) else { continue }
                written += 1
                let expected = Self.normal(value, format)
                #expect(try codec.decode(bytes) == expected, "\(value)")
                #expect(try codec.encode(expected) == bytes)
                let ranges = try codec.fieldRanges(of: value)
                #expect(ranges.allSatisfy { $0.whole.upperBound <= bytes.count })
            }
        }
        #expect(written > 1_000)
    }

    @Test(arguments: records.indices)
    func changedBytesAreReadOrRefused(_ index: Int) throws {
        let (format, record) = Self.records[index]
        var random = SeededGenerator(state: UInt64(index) + 70)
        let isMany = format != .form
        let codec = try Codec(
            format: format,
            charset: .gb18030,
            layout: flat(Self.fields, many: isMany, record)
        )
        let sample = try json(#"{"s":"亅 m³","o":"a","n":12.5,"i":3,"b":true}"#)
        let seed = try codec.encode(isMany ? [sample, sample] : sample)
        for _ in 0..<4_000 {
            let bytes = mutated(seed, by: &random)
            guard let value = try? codec.decode(bytes) else { continue }
            let again = try codec.encode(value)
            #expect(try codec.decode(again) == value)
        }
    }

    @Test(
        "Hostile messages cost no more than their size",
        arguments: [Format.csv, .keyvalue, .form]
    )
    func hostile(_ format: Format) throws {
        let codec = try Codec(
            format: format,
            charset: .gb18030,
            layout: flat([flat("a")], many: format != .form)
        )
        for unit in [
            "\"", "\"\"", ",", "a\r\n", "\r\n", "=", "=\r\n", "&", "&a=", "%41", "a=1\r\n", "\u{0}",
        ] {
            let bytes = Array("a\r\n\"".utf8) + Array(String(repeating: unit, count: 300_000).utf8)
            for body in [bytes, Array(bytes.dropFirst(4)), Array(bytes.dropFirst(3))] {
                #expect(problems { try codec.decode(body) }.count <= 100)
            }
        }
    }
}
