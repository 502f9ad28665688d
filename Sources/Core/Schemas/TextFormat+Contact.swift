internal import Values

extension TextFormat {
    /// 11 digits that begin with 13…19, also behind `+86` with or without a blank or hyphen.
    static func mobile(_ text: String) -> Finding? {
        let expected = "应为 11 位手机号码"
        if let finding = fullWidthFinding(text) { return finding }
        let bytes = text.utf8.span
        return isMobile(bytes, from: nationalStart(bytes)) ? nil : Finding(expected)
    }

    /// A mobile number, or `0` + 2 or 3 digits + 7 or 8 digits with an extension of up to 6 digits:
    /// `0375-8090110`, `0371-12345678-8001`. Short numbers (95598) call a hotline, not a person.
    static func phone(_ text: String) -> Finding? {
        if let finding = fullWidthFinding(text) { return finding }
        let bytes = text.utf8.span
        let start = nationalStart(bytes)
        if isMobile(bytes, from: start) || isLandline(bytes, from: start) { return nil }
        let expected = "应为手机号码或带区号的固定电话，如 0375-8090110"
        let isShort = (3...6).contains(bytes.count) && number(bytes, 0, bytes.count) != nil
        return Finding(isShort ? "短号码不能作为联系电话，\(expected)" : expected)
    }

    /// Behind `+86` and at most one blank or hyphen.
    private static func nationalStart(_ bytes: Span<UInt8>) -> Int {
        guard bytes.count > 4, bytes[0] == UInt8(ascii: "+"), number(bytes, 1, 2) == 86 else {
            return 0
        }
        return bytes[3] == UInt8(ascii: " ") || bytes[3] == UInt8(ascii: "-") ? 4 : 3
    }

    private static func isMobile(_ bytes: Span<UInt8>, from start: Int) -> Bool {
        guard bytes.count == start + 11, bytes[start] == UInt8(ascii: "1"),
            bytes[start + 1] >= UInt8(ascii: "3")
        else { return false }
        return number(bytes, start, 11) != nil
    }

    private static func isLandline(_ bytes: Span<UInt8>, from start: Int) -> Bool {
        let hyphen = UInt8(ascii: "-")
        guard start < bytes.count, bytes[start] == UInt8(ascii: "0") else { return false }
        return [3, 4].contains { area in
            guard number(bytes, start, area) != nil else { return false }
            var at = start + area
            if at < bytes.count, bytes[at] == hyphen { at += 1 }
            return [7, 8].contains { length in
                guard number(bytes, at, length) != nil else { return false }
                let end = at + length
                if end == bytes.count { return true }
                let extensionCount = bytes.count - end - 1
                return bytes[end] == hyphen && (1...6).contains(extensionCount)
                    && number(bytes, end + 1, extensionCount) != nil
            }
        }
    }

    /// GB/T 40058-2021 and 发改投资〔2020〕1439号: 4 time + 6 region + 2 department + 2 kind + 5 random + 1 check, in
    /// five groups joined by hyphens. How the check digit is computed is not published, so it is not checked.
    static func projectCode(_ text: String) -> Finding? {
        if let finding = fullWidthFinding(text) { return finding }
        let bytes = text.utf8.span
        let hyphen = UInt8(ascii: "-")
        let expected = Finding("应为 24 位投资项目代码，如 2509-320193-89-01-544060")
        guard bytes.count == 24, let time = number(bytes, 0, 4), bytes[4] == hyphen,
            number(bytes, 5, 6) != nil, bytes[11] == hyphen, number(bytes, 12, 2) != nil,
            bytes[14] == hyphen, number(bytes, 15, 2) != nil, bytes[17] == hyphen,
            number(bytes, 18, 6) != nil
        else { return expected }
        // Since the reform of 2020 the time is YYMM; codes from before have the year.
        let isMonth = (16...99).contains(time / 100) && (1...12).contains(time % 100)
        if isMonth || (2015...2020).contains(time) { return nil }
        return Finding(.warning, "投资项目代码前 4 位应为年月（如 2509）或 2015 至 2020 的年份，请核对")
    }

    /// `豫（2024）××市不动产权第0012345号`: a warning, because older titles (房产证, 国有土地使用证) stay valid.
    /// Parentheses and digits may be full width and blanks may stand in between, as scanners read them.
    static func realEstateCertificate(_ text: String) -> Finding? {
        let scalars = text.unicodeScalars.compactMap(halfWidth)
        let name = Array("不动产权第".unicodeScalars)
        let expected = Finding(.warning, "一般应为“豫（2024）××市不动产权第0012345号”的形式，请核对")
        guard scalars.count >= 17, provinces.contains(scalars[0]), scalars[1] == "(",
            scalars[2..<6].allSatisfy(isDigit), scalars[6] == ")", scalars.last == "号"
        else { return expected }
        let serial = scalars.dropLast().reversed().prefix(while: isDigit).count
        let nameEnd = scalars.count - 1 - serial
        guard (4...8).contains(serial), nameEnd - name.count >= 9 else { return expected }
        let place = scalars[7..<(nameEnd - name.count)]
        return place.count <= 20 && scalars[(nameEnd - name.count)..<nameEnd].elementsEqual(name)
            ? nil : expected
    }

    private static let provinces = Set("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼".unicodeScalars)

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    /// The scalar in half width, or nil for a blank.
    private static func halfWidth(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar {
        case " ", "\u{3000}", "\u{A0}": nil
        case "\u{FF01}"..."\u{FF5E}": Unicode.Scalar(scalar.value - 0xFEE0)
        default: scalar
        }
    }

    /// GB/T 2260: 6 digits; portals also use 12, filled up with zeros or with the codes of street and village.
    static func divisionCode(_ text: String) -> Finding? {
        if let finding = fullWidthFinding(text) { return finding }
        let count = text.utf8.count
        return (count == 6 || count == 12) && text.utf8.allSatisfy(isDigit)
            ? nil : Finding("应为 6 位或 12 位数字的行政区划代码")
    }

    /// Characters of full width look right to a person and are refused by every receiver, so they are named.
    static func fullWidthFinding(_ text: String) -> Finding? {
        guard text.utf8.contains(where: { $0 > 0x7E }) else { return nil }
        guard
            let found = text.unicodeScalars.first(where: { ("\u{FF01}"..."\u{FF5E}").contains($0) })
        else { return nil }
        return Finding("含全角字符“\(found)”，应使用半角字符")
    }

    static func widthFinding(_ text: String, count: Int, of title: String) -> Finding? {
        if let finding = fullWidthFinding(text) { return finding }
        let scalars = text.unicodeScalars.count
        if scalars != count { return Finding("应为 \(count) 位\(title)，实有 \(scalars) 位") }
        return text.utf8.count == count ? nil : Finding("应为 \(count) 位\(title)，只含数字和字母")
    }
}
