package import Values

extension Schema {
    /// Everything that is wrong with a value, at most 100 findings; warnings are among them.
    ///
    /// A valid value costs one quick run that builds no text. The result is empty only where there is nothing to say.
    package func validate(_ value: Value) -> [Violation] {
        var quick = Validator(value, collects: false)
        var evaluated = Validator.Evaluated.untracked
        let isValid = quick.check(self, value, &evaluated)
        if isValid, !quick.hasDoubt, !quick.isExhausted { return [] }
        if quick.isExhausted { return [exhausted(value)] }
        var thorough = Validator(value, collects: true)
        _ = thorough.check(self, value, &evaluated)
        return thorough.isExhausted ? [exhausted(value)] : thorough.violations
    }

    /// Whether there is no error; warnings do not count.
    package func isValid(_ value: Value) -> Bool {
        var quick = Validator(value, collects: false)
        var evaluated = Validator.Evaluated.untracked
        return quick.check(self, value, &evaluated) && !quick.isExhausted
    }

    private func exhausted(_ value: Value) -> Violation {
        Violation(
            level: .error,
            keyword: "limit",
            pointer: Pointer(),
            span: span,
            title: title,
            expected: "报文嵌套过深或过于复杂，无法校验",
            found: Wording.found(value),
            say: "报文嵌套过深或过于复杂，无法校验"
        )
    }
}
