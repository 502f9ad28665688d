internal import Values

extension Validator {
    /// Notes that a keyword failed; the texts are only built where somebody will read them. Always returns false.
    mutating func fail(
        _ schema: Schema,
        _ keyword: String,
        _ value: Value,
        _ expected: @autoclosure () -> String,
        found: @autoclosure () -> String? = nil,
        showsFound: Bool = true
    ) -> Bool {
        guard collects else { return false }
        let actual = found()
        var tail = ""
        if showsFound {
            tail =
                "，"
                + (actual.map { Wording.joined("实有", $0) }
                    ?? Wording.joined("实为", Wording.quoted(value)))
        }
        append(violation(schema, keyword, value, expected(), tail: tail, level: .error))
        return false
    }

    /// Notes a doubt, which is no fault.
    mutating func report(
        _ schema: Schema,
        _ keyword: String,
        _ value: Value,
        _ expected: @autoclosure () -> String,
        level: Violation.Level
    ) {
        guard collects else { return }
        let tail = "，" + Wording.joined("实为", Wording.quoted(value))
        append(violation(schema, keyword, value, expected(), tail: tail, level: level))
    }

    /// A field that is not there: the place and the title are those that it would have.
    mutating func failMissing(
        _ schema: Schema,
        _ keyword: String,
        _ name: String,
        _ expected: @autoclosure () -> String
    ) -> Bool {
        guard collects else { return false }
        let outer = label
        steps.append(.key(name))
        defer {
            steps.removeLast()
            label = outer
        }
        let property = schema.resolved.properties[name]
        label.say = property?.resolved.say
        label.sayDepth = steps.count
        if let title = property?.resolved.title {
            (label.title, label.titleDepth) = (title, steps.count)
        }
        var violation = violation(schema, keyword, .null, expected(), tail: "", level: .error)
        violation.found = ""
        let names = schema.parts.object.required
        if keyword == "required", let entry = names.first(where: { $0.name == name }) {
            violation.span = entry.span
        }
        append(violation)
        return false
    }

    /// A field that nothing mentions.
    mutating func failExtra(
        _ schema: Schema,
        _ keyword: String,
        _ name: String,
        _ value: Value
    ) -> Bool {
        failStep(schema, keyword, .key(name), value, "不允许的字段")
    }

    /// An item that nothing mentions.
    mutating func failItem(_ schema: Schema, _ index: Int, _ value: Value) -> Bool {
        failStep(schema, "unevaluatedItems", .index(index), value, "不允许的项")
    }

    private mutating func failStep(
        _ schema: Schema,
        _ keyword: String,
        _ step: Step,
        _ value: Value,
        _ expected: String
    ) -> Bool {
        guard collects else { return false }
        steps.append(step)
        defer { steps.removeLast() }
        append(violation(schema, keyword, value, expected, tail: "", level: .error))
        return false
    }

    mutating func append(_ violation: Violation) {
        if violations.count < Self.violationCountMax { violations.append(violation) }
    }

    private func violation(
        _ schema: Schema,
        _ keyword: String,
        _ value: Value,
        _ expected: String,
        tail: String,
        level: Violation.Level
    ) -> Violation {
        let own = label.sayDepth == steps.count ? label.say : nil
        return Violation(
            level: level,
            keyword: keyword,
            pointer: Pointer(steps.map(\.text)),
            span: schema.span(of: keyword) ?? schema.span,
            title: label.title,
            expected: expected,
            found: Wording.found(value),
            say: own ?? "\(subject)\(expected)\(tail)"
        )
    }

    /// The title, and the way from the value that has it to the place: `材料第 2 项 sm3：`.
    private var subject: String {
        var text = label.title ?? ""
        for step in steps.dropFirst(label.title == nil ? 0 : label.titleDepth) {
            switch step {
            case .index(let index): text += "第 \(index + 1) 项"
            case .key(let key): text += text.isEmpty ? key : " \(key)"
            }
        }
        return text.isEmpty ? "" : "\(text)："
    }
}

extension Validator.Step {
    var text: String {
        switch self {
        case .key(let key): key
        case .index(let index): String(index)
        }
    }
}
