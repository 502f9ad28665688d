internal import Values

/// The complaints that several formats share, in one wording.
extension Problem {
    static func tooLarge(_ size: Int, max: Int) -> Problem {
        Problem(
            code: "too-large",
            place: Place(),
            expected: "报文应不超过 \(max) 字节",
            found: "\(size) 字节"
        )
    }

    static func tooDeep(max: Int, at place: Place) -> Problem {
        Problem(
            code: "too-deep",
            place: place,
            expected: "嵌套应不超过 \(max) 层",
            found: "超过 \(max) 层"
        )
    }

    static func tooMany(_ what: String, max: Int, at place: Place) -> Problem {
        Problem(
            code: "too-large",
            place: place,
            expected: "应不超过 \(max) \(what)",
            found: "超过 \(max) \(what)"
        )
    }

    static func tooLongString(_ size: Int, max: Int, at place: Place) -> Problem {
        Problem(
            code: "too-large",
            place: place,
            expected: "一个值应不超过 \(max) 字节",
            found: "\(size) 字节"
        )
    }

    static func charset(
        _ fault: CharsetFault,
        of charset: Charset,
        in bytes: ArraySlice<UInt8>,
        at place: Place
    ) -> Problem {
        let what =
            switch fault.kind {
            case .nul: "空字符"
            case .truncated: "不完整的字符"
            case .invalid: "不是该编码的字符"
            }
        let shown = bytes.dropFirst(fault.offset).prefix(4).map { hex($0) }.joined(separator: " ")
        return Problem(
            code: "charset",
            place: place,
            expected: "应为 \(charset.rawValue) 编码的文字",
            found: "字节 \(shown)：\(what)"
        )
    }

    /// Names the first character of `text` that `charset` lacks.
    static func unencodable(_ text: String, in charset: Charset, at place: Place) -> Problem {
        let found =
            charset.firstUnencodable(in: text).map { scalar, index in
                "第\(index + 1)个字符“\(scalar)”（\(number(scalar))）"
            } ?? excerpt(text)
        return Problem(
            code: "unencodable",
            place: place,
            expected: "应为 \(charset.rawValue) 能表示的字符",
            found: found
        )
    }

    /// A value of a kind that cannot stand there.
    static func type(_ expected: String, found value: Value, at place: Place) -> Problem {
        let found: String =
            switch value {
            case .null: "null"
            case .bool(let flag): flag ? "true" : "false"
            case .number(let number): excerpt(number.text)
            case .string(let text): "“\(excerpt(text))”"
            case .array: "数组"
            case .object: "对象"
            }
        return Problem(code: "type", place: place, expected: expected, found: found)
    }

    static func unknownField(_ found: String, at place: Place) -> Problem {
        Problem(code: "unknown-field", place: place, expected: "应为契约规定的字段", found: found)
    }

    static func duplicate(_ key: String, at place: Place) -> Problem {
        Problem(
            code: "duplicate-field",
            place: place,
            expected: "同一项只应出现一次",
            found: "又一个“\(key)”"
        )
    }

    /// `U+00B3`.
    static func number(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
