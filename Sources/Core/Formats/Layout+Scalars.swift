internal import Values

extension Layout.Scalar {
    /// What a text says, or nil where it is none of this kind: RFC 8259's numbers, `true false 1 0`.
    ///
    /// Whether a number is whole is the validator's to say, as it is in JSON.
    func value(of text: String) -> Value? {
        switch self {
        case .string: .string(text)
        case .integer, .number: Number(text).map(Value.number)
        case .boolean:
            switch text {
            case "true", "1": .bool(true)
            case "false", "0": .bool(false)
            default: nil
            }
        }
    }

    var expectation: String {
        switch self {
        case .string: "应为文字"
        case .integer: "应为整数"
        case .number: "应为数字"
        case .boolean: "应为 true 或 false"
        }
    }

    /// Whether a value is of this kind.
    func admits(_ value: Value) -> Bool {
        switch (self, value) {
        case (.string, .string), (.integer, .number), (.number, .number), (.boolean, .bool): true
        default: false
        }
    }
}
