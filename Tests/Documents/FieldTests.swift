import Contracts
import Formats
import Schemas
import Testing
import Values

@testable import Documents

@Suite struct FieldWordsTests {
    @Test(
        "Patterns are said in words where there are usual ones",
        arguments: [
            ("^\\d{14}$", "14 位数字"), ("^[0-9]{7}$", "7 位数字"),
            ("^\\d{4}-\\d{2}-\\d{2}$", "格式 yyyy-MM-dd"),
            ("^\\d{1,8}\\.\\d{2}$", "数字，整数部分不超过 8 位，2 位小数"),
            ("^\\d{1,8}\\.\\d{2}m³/时$", "数字，整数部分不超过 8 位，2 位小数，后接“m³/时”"), ("^a+$", "须匹配 ^a+$"),
        ]
    )
    func patterns(_ pattern: String, _ words: String) {
        #expect(FieldWords.pattern(pattern) == words)
    }

    @Test func descriptionsThatListValues() {
        let values: [Value] = ["01", "02"]
        #expect(FieldWords.meanings(in: "01 新装，02 销户", of: values) == ["01": "新装", "02": "销户"])
        #expect(FieldWords.isOnlyMeanings("01 新装，02 销户", of: values))
        #expect(!FieldWords.isOnlyMeanings("01 新装，02 销户，以表为准", of: values))
        #expect(!FieldWords.isOnlyMeanings("说明", of: []))
    }

    @Test(
        "Types and lengths",
        arguments: [
            (
                #"{ "type": "string", "minLength": 1, "maxLength": 100 }"#, Format.json, "字符串",
                "1～100 字符"
            ),
            (#"{ "enum": ["1", "10"] }"#, .json, "字符串", "1～2 字符"),
            (#"{ "type": "string", "pattern": "^\\d{6}$" }"#, .json, "字符串", "6 字符"),
            (
                #"{ "type": "array", "maxItems": 3, "items": { "type": "string" } }"#, .json,
                "字符串数组", "≤ 3 项"
            ),
            (#"{ "type": "string", "format": "date" }"#, .xml, "日期", ""),
            (#"{ "type": ["integer", "null"] }"#, .json, "整数", ""), ("{}", .json, "任意", ""),
        ]
    )
    func types(_ text: String, _ format: Format, _ type: String, _ length: String) throws {
        let its = try schema(text)
        #expect(FieldWords.type(its, format) == type)
        #expect(FieldWords.length(its, format) == length)
    }
}

@Suite struct FieldTableTests {
    /// `number|wire|title|type|length|presence|choices|absence|remarks`
    private func lines(_ region: String, _ party: String, _ id: String) throws -> [String] {
        let catalogue = try #require(Shipped.catalogue)
        let region = try #require(catalogue.region(region))
        let its = PartyInterface(
            catalogue,
            region,
            try #require(region.party(party)),
            Wiring(virtualHost: "v", deadExchange: "d") { _, _ in
                Wiring.Way.allCases.map {
                    Wiring.Channel(
                        way: $0,
                        queue: "q",
                        exchange: "e",
                        exchangeType: "direct",
                        routingKey: ""
                    )
                }
            }
        )
        let message = try #require(its.messages.first { $0.id == id })
        let meanings = CodeMeanings(catalogue, region)
        return FieldTable(
            try #require(message.described),
            isToParty: message.isToParty,
            meanings
        )
        .rows.map { row in
            let choices = row.choices.map { "\($0.value)=\($0.meaning ?? "")" }
            return [
                row.number, row.wireName, row.title, row.type, row.length, row.presence.title,
                choices.joined(separator: ","), row.absence ?? "",
                row.remarks.joined(separator: ";"),
            ].joined(separator: "|")
        }
    }

    @Test(
        "Rows of shipped messages",
        arguments: [
            (
                "power", "order",
                "2.6|BUSI_TYPE_CODE|业务类型|字符串|3 字符|必填|101=新装,102=增容,103=临时用电,201=更名,202=过户,301=销户,401=报修||"
            ),
            ("power", "order", "2.19.1|FILE_ID|附件标识|字符串|≤ 64 字符|必填|||"),
            (
                "power", "reply",
                "4|APP_NO|供电单位工单号|字符串|≤ 64 字符|条件||不出现该元素|STATUS（办理状态）取 8、9、10、11 时必填"
            ),
            ("power", "reply", "9|MATERIAL_LIST|应补材料|字符串数组||选填||不出现该元素|"),
            ("gas", "order", "9|QL|用气量|字符串||选填||不出现该元素|两位小数，带单位m³/时;数字，整数部分不超过 8 位，2 位小数，后接“m³/时”"),
            ("gas", "reply", "3|ZT|状态|字符串|2～3 字符|必填|受理=已受理,不受理=,补正=补正开始,完成=已接通,终止=不予办理||"),
            ("gas", "reply", "5|SJ|时间|字符串||必填|||年/月/日 时:分，不补零;格式 yyyy/M/d H:mm"),
            ("water", "order", "15|tksd|踏勘时段|字符串|2 字符|选填|AM=上午,PM=下午|不出现该键|"),
            ("water", "reply", "6|dealresult|处理结果|字符串|1 字符|条件|1=通过,0=不通过|不出现该键|填写 stepname（环节）时必填"),
            ("heat", "order", "3|name|用户名称|文本|60 字节|必填|||超长时在字符边界截断;左对齐，空格填充"),
            (
                "telecom", "reply",
                "4|state|状态|字符串|4～8 字符|必填|RECEIVED=已接收,ACCEPTED=已受理,REJECTED=不予受理,SURVEYED=已踏勘,DONE=已接通||"
            ),
            ("telecom", "order", "8|ftth|采用光纤到户（用户单元）方式建设|布尔||选填|true=是,false=否|不出现该键|"),
        ]
    )
    func rows(_ party: String, _ id: String, _ expected: String) throws {
        let lines = try lines("jiaozuo", party, id)
        #expect(lines.contains(expected), "\(lines.joined(separator: "\n"))")
    }
}

@Suite struct LayoutTests {
    private let rows: [FieldRow] = {
        func row(_ number: String, _ name: String, _ bytes: ClosedRange<Int>) -> FieldRow {
            FieldRow(
                number: number,
                depth: 0,
                path: [name],
                wireName: name,
                title: "",
                type: "文本",
                length: "",
                presence: .required,
                bytes: bytes
            )
        }
        return [row("1", "type", 1...2), row("2", "name", 3...12), row("3", "end", 13...14)]
    }()

    @Test func theRulerCountsBytes() throws {
        let record = try Charset.gb18030.encode("RH焦𠮷a   02")
        let ruler = try #require(ByteRuler(record, rows: rows, charset: .gb18030))
        #expect(ruler.length == 14)
        #expect(
            ruler.lines(bytesPerLine: 10) == [
                "    1  ....:....1", "       RH焦𠮷‥‥a·", "       ^-^-------", "",
                "   11  ....", "       ··02", "       --^-", "",
            ]
        )
    }

    @Test func aRecordThatIsTooShortHasNoRuler() {
        #expect(ByteRuler(Array("RH".utf8), rows: rows, charset: .gb18030) == nil)
        // Byte 12 is the first half of a character.
        let split = Array("RH123456789".utf8) + [0xBD, 0xB9, 0x30]
        #expect(ByteRuler(split, rows: rows, charset: .gb18030) == nil)
    }

    @Test func theShippedLayout() throws {
        let text = try Shipped.text("jiaozuo/heat/order.layout.txt")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(
            lines.contains {
                $0.hasPrefix(
                    "8     load      用热量    226       237       12    右    0     2       选填"
                )
            }
        )
        #expect(lines.contains { $0.hasPrefix("    1  ....:....1....:....2") })
        #expect(
            lines.contains("       ^-^-------------------^-------------------------------------")
        )
        #expect(text.contains("记录后接回车换行（0D 0A），不计入长度"))
    }
}
