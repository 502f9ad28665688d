internal import RE2
internal import Values

extension Validator {
    mutating func check(
        _ schema: Schema,
        _ elements: [Value],
        _ value: Value,
        _ evaluated: inout Evaluated
    ) -> Bool {
        let rules = schema.parts.array
        var isValid = true
        if let least = rules.minItems, elements.count < least {
            isValid = fail(schema, "minItems", value, "不得少于 \(least) 项")
        }
        if let most = rules.maxItems, elements.count > most {
            isValid = fail(schema, "maxItems", value, "不得超过 \(most) 项")
        }
        if rules.uniqueItems, elements.count > 1 {
            isValid = checkUnique(schema, elements, value) && isValid
        }
        if !isValid, !collects { return false }
        for at in 0..<min(rules.prefixItems.count, elements.count) {
            evaluated.mark(at)
            isValid = checkMember(rules.prefixItems[at], elements[at], .index(at)) && isValid
            if !isValid, !collects { return false }
        }
        if let items = rules.items, elements.count > rules.prefixItems.count {
            for at in rules.prefixItems.count..<elements.count {
                evaluated.mark(at)
                isValid = checkMember(items, elements[at], .index(at)) && isValid
                if !isValid, !collects { return false }
            }
        }
        return checkContains(schema, elements, value, &evaluated) && isValid
    }

    private mutating func checkUnique(_ schema: Schema, _ elements: [Value], _ value: Value) -> Bool
    {
        var places: [ValueKey: Int] = [:]
        places.reserveCapacity(elements.count)
        for (at, element) in elements.enumerated() {
            guard let first = places.updateValue(at, forKey: ValueKey(element)) else { continue }
            return fail(
                schema,
                "uniqueItems",
                value,
                "各项不得重复",
                found: "第 \(first + 1) 项与第 \(at + 1) 项相同"
            )
        }
        return true
    }

    private mutating func checkContains(
        _ schema: Schema,
        _ elements: [Value],
        _ value: Value,
        _ evaluated: inout Evaluated
    ) -> Bool {
        let rules = schema.parts.array
        guard let contains = rules.contains else { return true }
        var count = 0
        let (least, most) = (rules.minContains ?? 1, rules.maxContains ?? .max)
        for (at, element) in elements.enumerated() where admits(contains, element) {
            count += 1
            evaluated.mark(at)
        }
        let subject = contains.resolved.title.map { "“\($0)”" } ?? "符合要求的项"
        if count < least {
            let keyword = rules.minContains == nil ? "contains" : "minContains"
            return fail(schema, keyword, value, "\(subject)不得少于 \(least) 项", found: "\(count) 项")
        }
        if count > most {
            return fail(
                schema,
                "maxContains",
                value,
                "\(subject)不得超过 \(most) 项",
                found: "\(count) 项"
            )
        }
        return true
    }

    mutating func check(
        _ schema: Schema,
        _ object: Object,
        _ value: Value,
        _ evaluated: inout Evaluated,
        isOpen: Bool
    ) -> Bool {
        let properties = schema.parts.object.properties
        let refusesOthers = schema.parts.object.closing == .ownNames && !isOpen
        let hasPatterns = !schema.parts.object.patterns.isEmpty
        var isValid = true
        var requiredCount = 0
        var guess = 0
        let keys = object.keys
        for at in keys.indices {
            let key = keys[at]
            var isMentioned = false
            if let position = properties.position(of: key, near: guess) {
                let property = properties[position]
                guess = position + 1
                isMentioned = true
                if property.isRequired { requiredCount += 1 }
                isValid = checkMember(property.schema, object.values[at], .key(key)) && isValid
            }
            if hasPatterns {
                for rule in schema.parts.object.patterns where rule.pattern.matches(key) {
                    isMentioned = true
                    isValid = checkMember(rule.schema, object.values[at], .key(key)) && isValid
                }
            }
            if !isMentioned {
                if let additional = schema.parts.object.additional {
                    isMentioned = true
                    isValid =
                        checkOther(
                            schema,
                            "additionalProperties",
                            additional,
                            key,
                            object.values[at]
                        )
                        && isValid
                } else if refusesOthers {
                    isValid = failExtra(schema, "additionalProperties", key, object.values[at])
                }
            }
            if isMentioned { evaluated.mark(at) }
            if let names = schema.parts.object.names {
                isValid = checkName(schema, names, key) && isValid
            }
            if !isValid, !collects { return false }
        }
        // Required names that are among the properties have been counted on the way.
        let countable = schema.parts.object.requiredPropertyCount
        if requiredCount < countable || schema.parts.object.required.count > countable {
            isValid = checkRequired(schema, object) && isValid
        }
        return checkNames(schema, object, value) && isValid
    }

    private mutating func checkRequired(_ schema: Schema, _ object: Object) -> Bool {
        var isValid = true
        for name in schema.parts.object.required where object.position(of: name.name) == nil {
            isValid = failMissing(schema, "required", name.name, "必填")
            if !collects { break }
        }
        return isValid
    }

    private mutating func checkNames(_ schema: Schema, _ object: Object, _ value: Value) -> Bool {
        let rules = schema.parts.object
        var isValid = true
        if let least = rules.minProperties, object.count < least {
            isValid = fail(schema, "minProperties", value, "字段不得少于 \(least) 个")
        }
        if let most = rules.maxProperties, object.count > most {
            isValid = fail(schema, "maxProperties", value, "字段不得超过 \(most) 个")
        }
        for dependent in rules.dependentRequired where object.position(of: dependent.name) != nil {
            for name in dependent.names where object.position(of: name) == nil {
                let title =
                    schema.resolved.properties[dependent.name]?.resolved.title ?? dependent.name
                isValid = failMissing(schema, "dependentRequired", name, "填写“\(title)”时必填")
                if !collects { return false }
            }
        }
        return isValid
    }

    private mutating func checkName(_ schema: Schema, _ names: Schema, _ key: String) -> Bool {
        guard !admits(names, .string(key)) else { return true }
        guard collects else { return false }
        steps.append(.key(key))
        defer { steps.removeLast() }
        let inner = collected { $0.check(names, .string(key), &$1) }
        let expected = inner.first.map { "字段名\($0.expected)" } ?? "字段名不符合要求"
        return fail(schema, "propertyNames", .string(key), expected)
    }

    /// A member that only `additionalProperties` or `unevaluatedProperties` speak of.
    private mutating func checkOther(
        _ schema: Schema,
        _ keyword: String,
        _ other: Schema,
        _ key: String,
        _ value: Value
    ) -> Bool {
        if other.boolean == false { return failExtra(schema, keyword, key, value) }
        return checkMember(other, value, .key(key))
    }

    mutating func checkUnevaluated(
        _ schema: Schema,
        _ value: Value,
        _ evaluated: inout Evaluated
    ) -> Bool {
        guard let flags = evaluated.flags else { return true }
        var isValid = true
        for at in flags.indices where !flags[at] {
            switch value {
            case .object(let object):
                let (key, member) = (object.keys[at], object.values[at])
                if let other = schema.parts.object.unevaluated {
                    isValid =
                        checkOther(schema, "unevaluatedProperties", other, key, member) && isValid
                } else {
                    isValid = failExtra(schema, "additionalProperties", key, member)
                }
            case .array(let elements):
                guard let other = schema.parts.array.unevaluated else { return isValid }
                if other.boolean == false {
                    isValid = failItem(schema, at, elements[at])
                } else {
                    isValid = checkMember(other, elements[at], .index(at)) && isValid
                }
            default: break
            }
            evaluated.mark(at)
            if !isValid, !collects { return false }
        }
        return isValid
    }
}
