internal import Values

extension SchemaParts {
    /// This schema with what its `$ref` adds: what reading needs, not what validation does.
    func merged(over target: SchemaParts) -> SchemaParts {
        var result = self
        if let boolean = target.boolean, self.boolean == nil {
            result.boolean = boolean ? nil : false
        }
        result.keywordSpans.merge(target.keywordSpans) { own, _ in own }
        result.types = types.intersection(target.types)
        result.enumeration = enumeration ?? target.enumeration
        result.constant = constant ?? target.constant
        result.format = format ?? target.format
        result.string = string.merged(over: target.string)
        result.number = number.merged(over: target.number)
        result.array = array.merged(over: target.array)
        result.object = object.merged(over: target.object)
        result.choices = choices.merged(over: target.choices)
        result.title = title ?? target.title
        result.summary = summary ?? target.summary
        result.defaultValue = defaultValue ?? target.defaultValue
        result.examples = examples.isEmpty ? target.examples : examples
        result.isDeprecated = isDeprecated || target.isDeprecated
        result.say = say ?? target.say
        result.basis = basis ?? target.basis
        result.assumption = assumption ?? target.assumption
        result.personal = personal ?? target.personal
        result.absent = absent ?? target.absent
        result.xml = xml ?? target.xml
        result.recordLayout = recordLayout ?? target.recordLayout
        result.recordField = recordField ?? target.recordField
        return result
    }
}

extension StringRules {
    fileprivate func merged(over target: StringRules) -> StringRules {
        var result = self
        result.minLength = larger(minLength, target.minLength)
        result.maxLength = smaller(maxLength, target.maxLength)
        result.pattern = pattern ?? target.pattern
        result.format = format ?? target.format
        return result
    }
}

extension NumberRules {
    fileprivate func merged(over target: NumberRules) -> NumberRules {
        var result = self
        result.minimum = tighter(minimum, target.minimum, isLower: true)
        result.exclusiveMinimum = tighter(exclusiveMinimum, target.exclusiveMinimum, isLower: true)
        result.maximum = tighter(maximum, target.maximum, isLower: false)
        result.exclusiveMaximum = tighter(exclusiveMaximum, target.exclusiveMaximum, isLower: false)
        result.multipleOf = multipleOf ?? target.multipleOf
        return result
    }

    private func tighter(_ own: NumberBound?, _ other: NumberBound?, isLower: Bool) -> NumberBound?
    {
        guard let own, let other else { return own ?? other }
        return (own.compare(other.number) > 0) == isLower ? other : own
    }
}

extension ArrayRules {
    fileprivate func merged(over target: ArrayRules) -> ArrayRules {
        var result = self
        result.prefixItems = prefixItems.isEmpty ? target.prefixItems : prefixItems
        result.items = items ?? target.items
        result.contains = contains ?? target.contains
        result.minContains = minContains ?? target.minContains
        result.maxContains = maxContains ?? target.maxContains
        result.minItems = larger(minItems, target.minItems)
        result.maxItems = smaller(maxItems, target.maxItems)
        result.uniqueItems = uniqueItems || target.uniqueItems
        result.unevaluated = unevaluated ?? target.unevaluated
        return result
    }
}

extension ObjectRules {
    fileprivate func merged(over target: ObjectRules) -> ObjectRules {
        var result = self
        let own = Set(required.map { TextKey($0.name) })
        result.required += target.required.filter { !own.contains(TextKey($0.name)) }
        let names = Set(result.required.map { TextKey($0.name) })
        let added = target.properties.filter { properties.position(of: $0.name) == nil }
        result.properties = SchemaProperties(
            (properties + added).map {
                .init(
                    name: $0.name,
                    nameSpan: $0.nameSpan,
                    schema: $0.schema,
                    isRequired: names.contains(TextKey($0.name))
                )
            }
        )
        result.requiredPropertyCount = result.properties.count { $0.isRequired }
        result.patterns += target.patterns
        result.additional = additional ?? target.additional
        result.unevaluated = unevaluated ?? target.unevaluated
        result.names = self.names ?? target.names
        result.minProperties = larger(minProperties, target.minProperties)
        result.maxProperties = smaller(maxProperties, target.maxProperties)
        result.dependentRequired += target.dependentRequired
        result.dependentSchemas += target.dependentSchemas
        if closing == .open { result.closing = target.closing }
        return result
    }
}

extension Choices {
    fileprivate func merged(over target: Choices) -> Choices {
        var result = self
        result.allOf += target.allOf
        result.anyOf = anyOf.isEmpty ? target.anyOf : anyOf
        result.oneOf = oneOf.isEmpty ? target.oneOf : oneOf
        result.not = not ?? target.not
        if condition == nil {
            (result.condition, result.then, result.otherwise) =
                (target.condition, target.then, target.otherwise)
        }
        return result
    }
}

private func larger(_ left: Int?, _ right: Int?) -> Int? {
    guard let left, let right else { return left ?? right }
    return max(left, right)
}

private func smaller(_ left: Int?, _ right: Int?) -> Int? {
    guard let left, let right else { return left ?? right }
    return min(left, right)
}
