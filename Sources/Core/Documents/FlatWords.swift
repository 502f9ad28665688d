import Formats
import Schemas

/// What a partner has to know of a table, of lines of keys and of a form beside the fields.
struct FlatWords {
    private let format: Format
    private let charset: Charset
    private let record: RecordLayout?
    private let isToParty: Bool
    private let isArray: Bool

    init(_ message: InterfaceMessage) {
        let root = message.described?.schema.resolved
        format = message.format
        charset = message.charset
        record = root?.recordLayout
        isToParty = message.isToParty
        isArray = root?.items != nil
    }

    /// Sentences without their full stops.
    var facts: [String] {
        switch format {
        case .csv: table
        case .keyvalue: lines
        case .form: form
        case .json, .xml, .fixed: []
        }
    }

    private var table: [String] {
        let quote = record?.quote ?? "\""
        let mark = charset == .utf8 ? "，无 BOM" : ""
        var facts = [
            "RFC 4180\(mark)，列以\(Self.name(record?.separator ?? ","))分隔，每行以\(end)结束",
            "内容含分隔符、引号或换行的，以 \(quote) 括起，其中的 \(quote) 写作 \(quote)\(quote)",
        ]
        if record?.header == false {
            facts.append("无表头，列序同下表")
        } else {
            facts.append(
                isToParty ? "首行为列名，列序同下表" : "首行为列名，列的先后不限；缺列、重复的列、表外的列不接收"
            )
        }
        facts.append(isArray ? "一个报文可含多条记录，每条一行" : "一个报文一条记录")
        facts.append("没有的内容，该列留空")
        facts.append("内容照原样传送，以 = + - @ 开头的也不作处理；用电子表格软件打开时请按文本导入")
        return facts
    }

    private var lines: [String] {
        let sign = record?.separator ?? "="
        var facts = ["每行“键\(sign)值”，以\(end)结束；值中可以再有 \(sign)，不能有换行"]
        facts.append(
            isToParty ? "键的先后同下表" : "键的先后不限；重复的键不接收"
        )
        let isMany = isArray ? "一个报文可含多条记录，每条" : "报文"
        switch record?.close {
        case nil: facts.append("\(isMany)以一个空行结束")
        case ""?: facts.append("报文之后没有结束行")
        case let close?:
            facts.append("\(isMany)以“\(Self.visible(close))”结束")
        }
        return facts
    }

    private var form: [String] {
        [
            "application/x-www-form-urlencoded（WHATWG URL 标准第 5 节）：“键=值”以 & 相连",
            "字母、数字和 * - . _ 照写，空格写作 +，其余按 \(charset.rawValue) 的字节写作 %XX（大写）",
            isToParty
                ? "键的先后同下表" : "键的先后不限，空格也可写作 %20；重复的键、不完整的 %XX 不接收",
        ]
    }

    private var end: String { record?.end == "\n" ? "换行（0A）" : "回车换行（0D 0A）" }

    private static func name(_ separator: String) -> String {
        switch separator {
        case ",": "逗号"
        case ";": "分号"
        case "\t": "制表符（09）"
        default: " \(separator) "
        }
    }

    /// Line ends are shown where they stand, and lines are broken behind them; a form behind each `&`.
    static func shown(_ text: String, _ format: Format) -> String {
        if format == .form { return text.replacing("&", with: "&\n") }
        return visible(text).replacing("␊", with: "␊\n")
    }

    private static func visible(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { shown, scalar in
            switch scalar {
            case "\r": shown += "␍"
            case "\n": shown += "␊"
            default: shown.unicodeScalars.append(scalar)
            }
        }
    }
}
