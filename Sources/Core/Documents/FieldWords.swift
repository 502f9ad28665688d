import Formats
import Schemas
import Values

/// What a field table says of types, lengths and formats.
enum FieldWords {
    static func type(_ schema: Schema, _ format: Format) -> String {
        if let items = schema.items?.resolved {
            return items.properties.isEmpty ? "\(type(items, format))数组" : "对象数组"
        }
        if !schema.properties.isEmpty { return "对象" }
        if format == .fixed { return schema.types == .number ? "数字" : "文本" }
        if schema.format == .date { return "日期" }
        if schema.format == .dateTime { return "日期时间" }
        let values = schema.constant.map { [$0] } ?? schema.enumeration ?? []
        switch schema.types.subtracting(.null) {
        case .string: return "字符串"
        case .integer: return "整数"
        case .number: return "数值"
        case .boolean: return "布尔"
        case .object: return "对象"
        case .array: return "数组"
        default: break
        }
        if !values.isEmpty, values.allSatisfy({ $0.string != nil }) { return "字符串" }
        if !values.isEmpty, values.allSatisfy({ $0.number != nil }) { return "数值" }
        return "任意"
    }

    /// Characters, elements, or for a fixed-width record bytes.
    static func length(_ schema: Schema, _ format: Format) -> String {
        if let items = schema.items {
            let bounds = range(schema.minItems, schema.maxItems, "项")
            return bounds.isEmpty && items.properties.isEmpty ? "" : bounds
        }
        if format == .fixed, let width = schema.recordField?.width { return "\(width) 字节" }
        let stated = range(schema.minLength, schema.maxLength, "字符")
        if !stated.isEmpty { return stated }
        if let count = schema.pattern.flatMap(digitCount) { return "\(count) 字符" }
        let values = (schema.constant.map { [$0] } ?? schema.enumeration ?? [])
            .compactMap { $0.string?.unicodeScalars.count }
        guard let least = values.min(), let most = values.max(), most > 0 else { return "" }
        return least == most ? "\(most) 字符" : "\(least)～\(most) 字符"
    }

    private static func range(_ least: Int?, _ most: Int?, _ unit: String) -> String {
        switch (least ?? 0, most) {
        case (0, nil): ""
        case (0, let most?): "≤ \(most) \(unit)"
        case (let least, nil): "≥ \(least) \(unit)"
        case (let least, let most?):
            least == most ? "\(most) \(unit)" : "\(least)～\(most) \(unit)"
        }
    }

    /// How an absent value stands on the wire.
    static func absence(_ schema: Schema, _ format: Format) -> String {
        switch (schema.absent, format) {
        case (.null?, .json): return "null"
        case (.empty?, .json): return "空字符串"
        case (.empty?, .xml), (.null?, .xml): return "空元素"
        case (_, .json): return "不出现该键"
        case (_, .xml): return schema.xml?.attribute == true ? "不出现该属性" : "不出现该元素"
        case (_, .fixed): return "全填空格"
        case (_, .csv): return "该列留空"
        case (.omit?, .keyvalue): return "不出现该行"
        case (_, .keyvalue): return "分隔符后留空"
        case (.empty?, .form): return "等号后留空"
        case (_, .form): return "不出现该键"
        }
    }

    // MARK: Patterns

    private static let patterns: [String: String] = [
        "^\\d{4}-\\d{2}-\\d{2}$": "格式 yyyy-MM-dd",
        "^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}$": "格式 yyyy-MM-dd HH:mm:ss",
        "^(?:\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2})?$": "格式 yyyy-MM-dd HH:mm:ss，可为空",
        "^[0-9a-f]{64}$": "64 位小写十六进制",
        "^\\d+\\.\\d{2}$": "数字，两位小数",
    ]

    /// A pattern in words where it is a usual one, else as it is written.
    static func pattern(_ pattern: String) -> String {
        if let words = patterns[pattern] { return words }
        if let count = digitCount(pattern) { return "\(count) 位数字" }
        if let decimal = decimal(pattern) { return decimal }
        return "须匹配 \(pattern)"
    }

    /// `^\d{14}$` → 14
    private static func digitCount(_ pattern: String) -> Int? {
        guard let match = pattern.wholeMatch(of: /\^(?:\\d|\[0-9\])\{(\d+)\}\$/) else { return nil }
        return Int(match.1)
    }

    private static func decimal(_ pattern: String) -> String? {
        guard let match = pattern.wholeMatch(of: /\^\\d\{1,(\d+)\}\\\.\\d\{(\d+)\}(.*)\$/),
            !match.3.contains("\\"), !match.3.contains("(")
        else { return nil }
        let unit = match.3.isEmpty ? "" : "，后接“\(match.3)”"
        return "数字，整数部分不超过 \(match.1) 位，\(match.2) 位小数\(unit)"
    }

    static func format(_ format: TextFormat) -> String {
        switch format {
        case .date: "格式 yyyy-MM-dd"
        case .dateTime: "RFC 3339，须带时区，如 2024-09-02T09:00:00+08:00"
        case .time: "RFC 3339 时间，须带时区"
        case .duration: "RFC 3339 时长，如 P1D"
        case .uuid: "36 位 UUID"
        case .ipv4: "IPv4 地址"
        case .ipv6: "IPv6 地址"
        case .email: "电子邮件地址"
        case .uri: "完整网址"
        case .uriReference: "网址或相对网址"
        case .jsonPointer: "JSON 指针（RFC 6901）"
        case .regex: "正则表达式"
        case .uscc: "统一社会信用代码（GB 32100—2015）"
        case .residentID: "居民身份证号码（GB 11643—1999）"
        case .mobile: "11 位手机号码"
        case .phone: "手机号码或带区号的固定电话"
        case .projectCode: "投资项目代码（GB/T 40058—2021）"
        case .realEstateCertificate: "不动产权证号"
        case .divisionCode: "行政区划代码（GB/T 2260），6 或 12 位"
        }
    }

    static func bounds(_ schema: Schema) -> [String] {
        var parts: [String] = []
        if let bound = schema.minimum { parts.append("≥ \(bound.text)") }
        if let bound = schema.exclusiveMinimum { parts.append("＞ \(bound.text)") }
        if let bound = schema.maximum { parts.append("≤ \(bound.text)") }
        if let bound = schema.exclusiveMaximum { parts.append("＜ \(bound.text)") }
        if let step = schema.multipleOf { parts.append("为 \(step.text) 的整数倍") }
        if schema.uniqueItems { parts.append("各项不得重复") }
        return parts.isEmpty ? [] : [parts.joined(separator: "，")]
    }

    static func column(_ column: RecordField) -> [String] {
        var parts = [column.align == .right ? "右对齐" : "左对齐"]
        parts.append(column.pad == " " ? "空格填充" : "以“\(column.pad)”填充")
        if let decimals = column.impliedDecimals, decimals > 0 {
            parts.append("末 \(decimals) 位为小数，不写小数点")
        }
        return [parts.joined(separator: "，")]
    }

    // MARK: Descriptions that list values

    /// Reads `01 新装，02 报修` as the meanings of 01 and 02.
    static func meanings(in text: String?, of values: [Value]) -> [String: String] {
        guard let text, !values.isEmpty else { return [:] }
        var found: [String: String] = [:]
        let parts = text.split(whereSeparator: { "，；,;".contains($0) })
        for part in parts {
            let words = part.split(separator: " ", maxSplits: 1)
            guard words.count == 2, values.contains(where: { $0.wireText == words[0] }) else {
                continue
            }
            found[String(words[0])] = String(words[1])
        }
        return found
    }

    /// Whether a description says nothing but what the values mean.
    static func isOnlyMeanings(_ text: String, of values: [Value]) -> Bool {
        let parts = text.split(whereSeparator: { "，；,;".contains($0) })
        return !values.isEmpty && meanings(in: text, of: values).count == values.count
            && parts.count == values.count
    }
}
