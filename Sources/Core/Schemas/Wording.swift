internal import Values

/// How schemas speak to people.
enum Wording {
    private static let listedMax = 20

    /// The value as a person would write it: a text without quotes.
    static func found(_ value: Value) -> String {
        switch value {
        case .string(let text): Problem.excerpt(text)
        case .number(let number): Problem.excerpt(number.text)
        case .bool(let flag): flag ? "true" : "false"
        case .null: "null"
        case .array(let elements): "\(elements.count) 项的数组"
        case .object(let object): "\(object.count) 个字段的对象"
        }
    }

    /// The same inside a sentence: a text in quotes.
    static func quoted(_ value: Value) -> String {
        switch value {
        case .string(""): "空字符串"
        case .string: "“\(found(value))”"
        case .null: "空值（null）"
        default: found(value)
        }
    }

    /// `实为 -3`, `实为“新建”`: a blank stands between Chinese and what is not.
    static func joined(_ verb: String, _ object: String) -> String {
        let isLatin = object.utf8.first.map { $0 < 0x80 } ?? false
        return isLatin ? "\(verb) \(object)" : verb + object
    }

    static func oneOf(_ values: [Value]) -> String {
        if values.count == 1 { return joined("应为", quoted(values[0])) }
        let listed = values.prefix(listedMax).map { $0 == .string("") ? "空字符串" : found($0) }
        let rest = values.count > listedMax ? "等 \(values.count) 项" : ""
        return "应为下列之一：\(listed.joined(separator: "、"))\(rest)"
    }

    /// The commonest patterns in words; others as they are.
    static func pattern(_ text: String) -> String {
        guard text.hasPrefix("^\\d{"), text.hasSuffix("}$") else { return "应符合格式 \(text)" }
        let counts = text.dropFirst(4).dropLast(2).split(
            separator: ",",
            omittingEmptySubsequences: false
        )
        switch (counts.first.flatMap { Int($0) }, counts.last.flatMap { Int($0) }) {
        case (let least?, _?) where counts.count == 1: return "应为 \(least) 位数字"
        case (let least?, let most?) where counts.count == 2: return "应为 \(least) 至 \(most) 位数字"
        default: return "应符合格式 \(text)"
        }
    }

    /// Where every branch only names types, or only names values, they are said together.
    static func choices(_ branches: [Schema]) -> String? {
        let schemas = branches.map(\.resolved)
        let values = schemas.map { schema in schema.constant.map { [$0] } ?? schema.enumeration }
        if values.allSatisfy({ $0 != nil }) {
            return oneOf(values.compactMap { $0 }.flatMap { $0 })
        }
        let onlyTypes = schemas.allSatisfy { schema in
            schema.boolean == nil && schema.types != .all
                && schema.parts.keywordSpans.keys.allSatisfy {
                    ["type", "title", "description"].contains($0)
                }
        }
        guard onlyTypes else { return nil }
        return "应为\(schemas.reduce(into: SchemaTypes()) { $0.formUnion($1.types) }.title)"
    }
}
