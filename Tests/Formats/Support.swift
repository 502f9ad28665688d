import Formats
import Values

/// The problems that reading or writing gives; none when it succeeds.
func problems(_ body: () throws -> some Any) -> [Problem] {
    do {
        _ = try body()
        return []
    } catch {
        return (error as? Problems)?.list ?? (error as? Problem).map { [$0] } ?? []
    }
}

/// `code wire` of each problem, one a line.
func summary(_ body: () throws -> some Any) -> String {
    problems(body).map { "\($0.code) \($0.place)" }.joined(separator: "\n")
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

func json(_ text: String) throws -> Value { try JSON.decode(Array(text.utf8)) }

func gb(_ text: String) throws -> [UInt8] { try Charset.gb18030.encode(text) }

extension Layout.Node {
    static func string(_ xml: Layout.XML = Layout.XML()) -> Layout.Node {
        Layout.Node(.scalar(.string), xml: xml)
    }
    static let attribute = Layout.Node(.scalar(.string), xml: Layout.XML(isAttribute: true))
    static func scalar(_ scalar: Layout.Scalar) -> Layout.Node { Layout.Node(.scalar(scalar)) }
    static func object(_ name: String? = nil, _ fields: [Layout.Field]) -> Layout.Node {
        Layout.Node(.object(fields), xml: Layout.XML(name: name))
    }
}

/// A seeded generator (SplitMix64), so that a failure can be run again.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Deletes, doubles, changes and inserts a few bytes.
func mutated(_ bytes: [UInt8], by generator: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
        let at = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes.remove(at: at)
        case 1: bytes.insert(bytes[at], at: at)
        case 2: bytes[at] = UInt8.random(in: .min ... .max, using: &generator)
        case 3: bytes.insert(UInt8.random(in: .min ... .max, using: &generator), at: at)
        default: bytes.removeLast(min(bytes.count, Int.random(in: 0...8, using: &generator)))
        }
    }
    return bytes
}

/// Bytes written as hexadecimal digits.
func bytes(hex: String) -> [UInt8] {
    let digits = Array(hex.utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
        UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
    }
}

/// A field that holds a scalar, with its name on the wire.
func flat(
    _ name: String,
    _ scalar: Layout.Scalar? = .string,
    wire: String? = nil,
    nullable: Bool = false,
    const: Value? = nil,
    absent: Layout.Absence? = nil
) -> Layout.Field {
    Layout.Field(
        name,
        Layout.Node(scalar.map { .scalar($0) } ?? .any, isNullable: nullable, const: const),
        absent: absent,
        column: Layout.Column(name: wire)
    )
}

/// One record, or with `many` an array of them.
func flat(
    _ fields: [Layout.Field],
    many: Bool = false,
    _ record: Layout.Record? = nil
) -> Layout {
    let object = Layout.Node.object(nil, fields)
    return Layout(many ? Layout.Node(.array(object)) : object, record: record)
}

/// What keeps a layout from being written, one fault a line.
func faults(_ format: Format, _ layout: Layout?, _ charset: Charset = .gb18030) -> String {
    do {
        _ = try Codec(format: format, charset: charset, layout: layout)
        return ""
    } catch {
        return error.list.map(\.description).joined(separator: "\n")
    }
}

/// `text` and the place of each field of a message as `fieldRanges` tells them.
func shownRanges(_ codec: Codec, _ value: Value) throws -> [String: [String]] {
    let bytes = try codec.encode(value)
    var result: [String: [String]] = [:]
    for range in try codec.fieldRanges(of: value) {
        result[range.pointer.description] = [
            try codec.charset.decode(Array(bytes[range.whole])),
            try codec.charset.decode(Array(bytes[range.value])),
        ]
    }
    return result
}
