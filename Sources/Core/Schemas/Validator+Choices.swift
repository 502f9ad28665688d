internal import Values

extension Validator {
    mutating func checkChoices(
        _ schema: Schema,
        _ value: Value,
        _ evaluated: inout Evaluated,
        isOpen: Bool
    ) -> Bool {
        var isValid = true
        if let reference = schema.reference {
            // Whoever has names of its own closes the object for both.
            let isClosedHere = schema.parts.object.closing != .open
            isValid = check(
                reference,
                value,
                &evaluated,
                isOpen: isOpen || isClosedHere,
                isReferenced: true
            )
            if !isValid, !collects { return false }
        }
        if !schema.parts.object.dependentSchemas.isEmpty, case .object(let object) = value {
            for dependent in schema.parts.object.dependentSchemas
            where object.position(of: dependent.name) != nil {
                isValid = check(dependent.schema, value, &evaluated, isOpen: true) && isValid
                if !isValid, !collects { return false }
            }
        }
        let choices = schema.parts.choices
        guard !choices.isEmpty else { return isValid }
        for part in choices.allOf {
            isValid = check(part, value, &evaluated, isOpen: true) && isValid
            if !isValid, !collects { return false }
        }
        if !choices.anyOf.isEmpty { isValid = checkAnyOf(schema, value, &evaluated) && isValid }
        if !isValid, !collects { return false }
        if !choices.oneOf.isEmpty { isValid = checkOneOf(schema, value, &evaluated) && isValid }
        if !isValid, !collects { return false }
        if let not = choices.not, admits(not, value) {
            let title = not.resolved.title.map { "不得为“\($0)”" } ?? "不允许的取值"
            isValid = fail(schema, "not", value, title)
        }
        if choices.condition != nil {
            isValid = checkCondition(schema, value, &evaluated) && isValid
        }
        return isValid
    }

    private mutating func checkCondition(
        _ schema: Schema,
        _ value: Value,
        _ evaluated: inout Evaluated
    ) -> Bool {
        let choices = schema.parts.choices
        guard let condition = choices.condition else { return true }
        var fresh = evaluated.fresh
        let isMet = quietly { $0.check(condition, value, &fresh, isOpen: true) }
        if isMet { evaluated.merge(fresh) }
        guard let next = isMet ? choices.then : choices.otherwise else { return true }
        return check(next, value, &evaluated, isOpen: true)
    }

    private mutating func checkAnyOf(
        _ schema: Schema,
        _ value: Value,
        _ evaluated: inout Evaluated
    ) -> Bool {
        let matches = matching(schema.parts.choices.anyOf, value, &evaluated, stopsAtFirst: true)
        if !matches.isEmpty { return true }
        return failChoice(schema, "anyOf", schema.parts.choices.anyOf, value)
    }

    private mutating func checkOneOf(
        _ schema: Schema,
        _ value: Value,
        _ evaluated: inout Evaluated
    ) -> Bool {
        let branches = schema.parts.choices.oneOf
        let matches = matching(branches, value, &evaluated, stopsAtFirst: false)
        if matches.count == 1 { return true }
        if matches.isEmpty { return failChoice(schema, "oneOf", branches, value) }
        let names = matches.map { at in
            branches[at].resolved.title.map { "“\($0)”" } ?? "第 \(at + 1) 种"
        }
        return fail(schema, "oneOf", value, "只能符合一种情形，现同时符合\(names.joined(separator: "、"))")
    }

    /// The positions of the branches that admit the value; their annotations and doubts count.
    private mutating func matching(
        _ branches: [Schema],
        _ value: Value,
        _ evaluated: inout Evaluated,
        stopsAtFirst: Bool
    ) -> [Int] {
        var matches: [Int] = []
        for (at, branch) in branches.enumerated() {
            var fresh = evaluated.fresh
            let hadDoubt = hasDoubt
            hasDoubt = false
            var isMatch = quietly { $0.check(branch, value, &fresh, isOpen: true) }
            if isMatch, hasDoubt, collects { isMatch = check(branch, value, &fresh, isOpen: true) }
            hasDoubt = hadDoubt || (isMatch && hasDoubt)
            guard isMatch else { continue }
            evaluated.merge(fresh)
            matches.append(at)
            if stopsAtFirst, evaluated.flags == nil { break }
        }
        return matches
    }

    /// Whether a schema admits a value, without a word about why not.
    mutating func admits(_ schema: Schema, _ value: Value) -> Bool {
        var evaluated = Evaluated.untracked
        let hadDoubt = hasDoubt
        defer { hasDoubt = hadDoubt }
        return quietly { $0.check(schema, value, &evaluated, isOpen: true) }
    }

    private mutating func quietly(_ body: (inout Validator) -> Bool) -> Bool {
        let collected = collects
        collects = false
        defer { collects = collected }
        return body(&self)
    }

    /// What a check says, without reporting it.
    mutating func collected(_ body: (inout Validator, inout Evaluated) -> Bool) -> [Violation] {
        let before = violations
        violations = []
        var evaluated = Evaluated.untracked
        _ = body(&self, &evaluated)
        defer { violations = before }
        return violations.filter { $0.level == .error }
    }

    /// No branch admits the value. Reports what the most likely branch says, not what all of them say.
    private mutating func failChoice(
        _ schema: Schema,
        _ keyword: String,
        _ branches: [Schema],
        _ value: Value
    ) -> Bool {
        guard collects else { return false }
        if let expected = Wording.choices(branches) {
            return fail(schema, keyword, value, expected)
        }
        var best: (rank: (Int, Int, Int), violations: [Violation])?
        for branch in branches {
            let found = collected { $0.check(branch, value, &$1, isOpen: true) }
            guard !found.isEmpty else { continue }
            let rank = self.rank(found)
            if best.map({ rank < $0.rank }) ?? true { best = (rank, found) }
        }
        guard let best, best.rank.0 < 2 else {
            let titles = branches.compactMap(\.resolved.title)
            let expected =
                titles.count == branches.count
                ? "应为下列之一：\(titles.joined(separator: "、"))" : "不符合任何一种允许的形式"
            return fail(schema, keyword, value, expected)
        }
        for violation in best.violations { append(violation) }
        return false
    }

    /// Smaller is likelier: a branch of another type was not meant; nor, less surely, one whose fixed values differ.
    private func rank(_ violations: [Violation]) -> (Int, Int, Int) {
        var kind = 0
        for violation in violations {
            let below = violation.pointer.steps.count - steps.count
            if below == 0, violation.keyword == "type" || violation.keyword == "false" {
                kind = max(kind, 2)
            }
            if below <= 1, ["const", "enum", "additionalProperties"].contains(violation.keyword) {
                kind = max(kind, 1)
            }
        }
        let deepest = violations.map(\.pointer.steps.count).max() ?? 0
        return (kind, violations.count, -deepest)
    }
}
