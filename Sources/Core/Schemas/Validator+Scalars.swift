internal import RE2
internal import Values

extension Validator {
    mutating func check(_ schema: Schema, _ text: String, _ value: Value) -> Bool {
        let rules = schema.parts.string
        var isValid = true
        if rules.minLength != nil || rules.maxLength != nil {
            isValid = checkLength(schema, text, value, rules)
            if !isValid, !collects { return false }
        }
        if let pattern = rules.pattern, !pattern.matches(text) {
            isValid = fail(schema, "pattern", value, Wording.pattern(pattern.text))
            if !collects { return false }
        }
        if let format = rules.format, let finding = format.finding(in: text) {
            let isDoubt = finding.level == .warning && !rules.isFormatStrict
            if isDoubt {
                hasDoubt = true
                report(schema, "format", value, finding.text, level: .warning)
            } else {
                isValid = fail(schema, "format", value, finding.text)
            }
        }
        return isValid
    }

    /// Lengths are in code points. Bytes bound them from both sides, so that most texts are never counted.
    private mutating func checkLength(
        _ schema: Schema,
        _ text: String,
        _ value: Value,
        _ rules: StringRules
    ) -> Bool {
        let bytes = text.utf8.count
        let (least, most) = (rules.minLength ?? 0, rules.maxLength ?? .max)
        if bytes <= most, bytes / 4 >= least { return true }
        let count = text.unicodeScalars.count
        if count < least {
            let expected = least == 1 ? "不得为空" : "不得少于 \(least) 个字符"
            return fail(
                schema,
                "minLength",
                value,
                expected,
                found: count == 0 ? nil : "\(count) 个字符"
            )
        }
        if count > most {
            return fail(schema, "maxLength", value, "不得超过 \(most) 个字符", found: "\(count) 个字符")
        }
        return true
    }

    mutating func check(_ schema: Schema, _ number: Number, _ value: Value) -> Bool {
        let rules = schema.parts.number
        var isValid = true
        if let bound = rules.minimum, bound.compare(number) < 0 {
            isValid = fail(schema, "minimum", value, "不得小于 \(bound.number.text)")
        }
        if let bound = rules.exclusiveMinimum, bound.compare(number) <= 0 {
            isValid = fail(schema, "exclusiveMinimum", value, "应大于 \(bound.number.text)")
        }
        if let bound = rules.maximum, bound.compare(number) > 0 {
            isValid = fail(schema, "maximum", value, "不得大于 \(bound.number.text)")
        }
        if let bound = rules.exclusiveMaximum, bound.compare(number) >= 0 {
            isValid = fail(schema, "exclusiveMaximum", value, "应小于 \(bound.number.text)")
        }
        if let divisor = rules.multipleOf, !divisor.divides(number) {
            isValid = fail(schema, "multipleOf", value, "应为 \(divisor.number.text) 的整数倍")
        }
        return isValid
    }
}
