internal import Values

extension TextFormat {
    /// GB 32100-2015: 1 登记管理部门 + 1 机构类别 + 6 行政区划 + 9 主体标识码 + 1 校验码.
    ///
    /// Both leading characters may be letters (N: 农业农村). The check character fails on some legal codes that
    /// early pilots issued, so its failure is a warning.
    static func uscc(_ text: String) -> Finding? {
        if let finding = widthFinding(text, count: 18, of: "统一社会信用代码") { return finding }
        let bytes = text.utf8.span
        var sum = 0
        for at in 0..<18 {
            guard let value = usccValue(bytes[at]) else {
                let character = String(Unicode.Scalar(bytes[at]))
                return Finding("统一社会信用代码第 \(at + 1) 位不能为“\(character)”（只用数字和大写字母，不用 I、O、S、V、Z）")
            }
            if (2..<8).contains(at), !isDigit(bytes[at]) {
                return Finding("统一社会信用代码第 3 至 8 位应为 6 位数字的行政区划代码")
            }
            if at < 17 { sum += value * usccWeights[at] }
        }
        // The last "mod 31" turns 31 into 0.
        let check = usccAlphabet[(31 - sum % 31) % 31]
        if check == bytes[17] { return nil }
        let character = String(Unicode.Scalar(check))
        return Finding(.warning, "统一社会信用代码校验码不符（按 GB 32100-2015 应为 \(character)），请核对")
    }

    private static let usccAlphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    private static let usccWeights = [
        1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
    ]

    private static func usccValue(_ byte: UInt8) -> Int? { usccAlphabet.firstIndex(of: byte) }

    /// GB 11643-1999: 6 行政区划 + 8 birth date + 3 sequence + 1 check character (ISO 7064, MOD 11-2).
    ///
    /// The division is not compared with a table: a number keeps the code of its day of issue. A small `x` is
    /// accepted, as people write it; a map normalises where the receiver wants the capital.
    static func residentID(_ text: String) -> Finding? {
        if text.utf8.count == 15, text.utf8.allSatisfy(isDigit) {
            return Finding("15 位的第一代居民身份证号码已停用，应为 18 位")
        }
        if let finding = widthFinding(text, count: 18, of: "居民身份证号码") { return finding }
        let bytes = text.utf8.span
        var sum = 0
        for at in 0..<17 {
            guard isDigit(bytes[at]) else {
                return Finding("居民身份证号码前 17 位应为数字，第 \(at + 1) 位不是")
            }
            sum += Int(bytes[at] - 0x30) * residentWeights[at]
        }
        let last = bytes[17] == UInt8(ascii: "x") ? UInt8(ascii: "X") : bytes[17]
        guard isDigit(last) || last == UInt8(ascii: "X") else {
            return Finding("居民身份证号码第 18 位应为数字或 X")
        }
        guard let year = number(bytes, 6, 4), let month = number(bytes, 10, 2),
            let day = number(bytes, 12, 2), year >= 1800,
            Day(year: year, month: month, day: day) != nil
        else { return Finding("居民身份证号码第 7 至 14 位不是存在的出生日期") }
        return residentChecks[sum % 11] == last ? nil : Finding("居民身份证号码校验码不符，请核对")
    }

    private static let residentWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let residentChecks = Array("10X98765432".utf8)
}
