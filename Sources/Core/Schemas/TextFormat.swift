internal import RE2

/// A `format` that is checked: those of JSON Schema that messages use, and those of the domain.
package enum TextFormat: String, Sendable, CaseIterable {
    /// RFC 3339, section 5.6, `full-date`.
    case date
    /// RFC 3339, section 5.6, `full-time`.
    case time
    /// RFC 3339, section 5.6.
    case dateTime = "date-time"
    /// RFC 3339, appendix A.
    case duration
    /// RFC 4122 in its 36 characters, any version.
    case uuid
    /// RFC 2673, section 3.2.
    case ipv4
    /// RFC 4291, section 2.2, without a zone.
    case ipv6
    /// RFC 5321, section 4.1.2, without comments and without internationalised names.
    case email
    /// RFC 3986 with a scheme.
    case uri
    /// RFC 3986, also relative.
    case uriReference = "uri-reference"
    /// RFC 6901.
    case jsonPointer = "json-pointer"
    /// ECMA-262 as far as it can be matched in linear time.
    case regex

    /// 统一社会信用代码, GB 32100-2015. A wrong check character is a doubt: codes of early pilots fail it.
    case uscc
    /// 居民身份证号码, GB 11643-1999; the last `x` may be small.
    case residentID = "resident-id"
    /// 手机号码, 11 digits, also behind +86.
    case mobile = "mobile-cn"
    /// 手机号码 or 固定电话 with area code; no short numbers.
    case phone = "phone-cn"
    /// 投资项目代码, GB/T 40058-2021. An impossible time code is a doubt: both YYMM and YYYY are in use.
    case projectCode = "project-code"
    /// 不动产权证号. Everything else is a doubt: older titles stay valid.
    case realEstateCertificate = "real-estate-certificate"
    /// 行政区划代码, GB/T 2260: 6 digits, or 12 with the street and village.
    case divisionCode = "division-code"

    /// What all texts of the format have in common; nil where nothing bounds them.
    package var bounds: PatternBounds? {
        switch self {
        case .date: PatternBounds(10, 10)
        case .uuid: PatternBounds(36, 36)
        case .ipv4: PatternBounds(7, 15)
        case .uscc, .residentID: PatternBounds(18, 18)
        case .mobile: PatternBounds(11, 15)
        case .phone: PatternBounds(10, 24)
        case .projectCode: PatternBounds(24, 24)
        case .divisionCode: PatternBounds(6, 12)
        case .time, .dateTime, .duration, .ipv6: PatternBounds(0, nil)
        case .email, .uri, .uriReference, .jsonPointer, .regex, .realEstateCertificate: nil
        }
    }

    /// What is wrong with a text, in Chinese.
    package struct Finding: Sendable, Hashable {
        package var level: Violation.Level
        /// What is expected, or what exactly is wrong: `应为 18 位居民身份证号码`.
        package var text: String

        package init(_ level: Violation.Level = .error, _ text: String) {
            self.level = level
            self.text = text
        }
    }

    /// Returns nil where the text is as it should be.
    package func finding(in text: String) -> Finding? {
        switch self {
        case .date: Self.date(text.utf8.span)
        case .time:
            Self.isTime(text.utf8.span) ? nil : Finding("应为带时区的时间，如 08:30:00+08:00")
        case .dateTime: Self.dateTime(text.utf8.span)
        case .duration: Self.isDuration(text.utf8.span) ? nil : Finding("应为时长，如 P1D、PT8H")
        case .uuid: Self.isUUID(text.utf8.span) ? nil : Finding("应为 36 位 UUID")
        case .ipv4: Self.isIPv4(text.utf8.span) ? nil : Finding("应为 IPv4 地址，如 192.168.0.1")
        case .ipv6: Self.isIPv6(text.utf8.span) ? nil : Finding("应为 IPv6 地址，如 2001:db8::1")
        case .email: Self.isEmail(text.utf8.span) ? nil : Finding("应为电子邮件地址")
        case .uri:
            URIReference(text)?.scheme != nil
                ? nil : Finding("应为完整的网址（URI），如 https://example.com/a")
        case .uriReference: URIReference(text) != nil ? nil : Finding("应为网址（URI）或相对网址")
        case .jsonPointer:
            Self.isJSONPointer(text.utf8.span) ? nil : Finding("应为 JSON Pointer，如 /a/0")
        case .regex:
            (try? Pattern(text, syntax: .ecma)) != nil ? nil : Finding("应为正则表达式（ECMA-262）")
        case .uscc: Self.uscc(text)
        case .residentID: Self.residentID(text)
        case .mobile: Self.mobile(text)
        case .phone: Self.phone(text)
        case .projectCode: Self.projectCode(text)
        case .realEstateCertificate: Self.realEstateCertificate(text)
        case .divisionCode: Self.divisionCode(text)
        }
    }
}

extension TextFormat.Finding {
    init(_ text: String) { self.init(.error, text) }
}
