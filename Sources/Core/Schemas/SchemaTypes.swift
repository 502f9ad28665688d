/// The types that a schema admits.
package struct SchemaTypes: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let null = SchemaTypes(rawValue: 1)
    package static let boolean = SchemaTypes(rawValue: 2)
    package static let object = SchemaTypes(rawValue: 4)
    package static let array = SchemaTypes(rawValue: 8)
    package static let string = SchemaTypes(rawValue: 16)
    /// Numbers without a fractional part, however they are written: `1.0` is one.
    package static let integer = SchemaTypes(rawValue: 32)
    /// Every number; holds `integer`.
    package static let number = SchemaTypes(rawValue: 64 | 32)
    package static let all = SchemaTypes(rawValue: 127)

    static let names: [(name: String, type: SchemaTypes, title: String)] = [
        ("string", .string, "字符串"), ("integer", .integer, "整数"), ("number", .number, "数字"),
        ("boolean", .boolean, "布尔值（true 或 false）"), ("object", .object, "对象"),
        ("array", .array, "数组"), ("null", .null, "空值（null）"),
    ]

    /// Returns nil for a name that JSON Schema does not have.
    init?(name: String) {
        guard let entry = Self.names.first(where: { $0.name == name }) else { return nil }
        self = entry.type
    }

    /// `整数或空值（null）`
    var title: String {
        let titles = Self.names.filter {
            contains($0.type) && !($0.type == .integer && contains(.number))
        }.map(\.title)
        return titles.joined(separator: "或")
    }
}
