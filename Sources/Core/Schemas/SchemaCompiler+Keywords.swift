internal import Values

// Each function reads the keywords of one group and returns whether the entry was one of them.
extension SchemaCompiler {
    mutating func readCore(_ entry: Node.Entry, _ draft: inout Draft, _ site: Site) -> Bool {
        switch entry.key.text {
        case "$id": break
        case "$schema": readDialect(entry)
        case "$comment": _ = text(entry)
        case "$anchor": readAnchor(entry, &draft, site)
        case "$ref":
            if let text = text(entry) { draft.reference = (text, entry.value.span) }
        case "$defs":
            for definition in entries(entry) {
                var inner = site.at("$defs", definition.key.text)
                inner.isBranch = false
                let schema = build(definition.value, inner)
                draft.parts.definitions.append((definition.key.text, schema))
            }
        default: return false
        }
        return true
    }

    mutating func readGeneral(_ entry: Node.Entry, _ parts: inout SchemaParts) -> Bool {
        switch entry.key.text {
        case "type": parts.types = types(entry)
        case "const": parts.constant = entry.value.value
        case "enum": readEnumeration(entry, &parts)
        case "format": readFormat(entry, &parts)
        default: return false
        }
        return true
    }

    mutating func readString(_ entry: Node.Entry, _ parts: inout SchemaParts) -> Bool {
        switch entry.key.text {
        case "minLength": parts.string.minLength = count(entry)
        case "maxLength": parts.string.maxLength = count(entry)
        case "pattern":
            if text(entry) != nil, let scalar = entry.value.scalar {
                parts.string.pattern = pattern(scalar)
            }
        default: return false
        }
        return true
    }

    mutating func readNumber(_ entry: Node.Entry, _ parts: inout SchemaParts) -> Bool {
        switch entry.key.text {
        case "minimum": parts.number.minimum = number(entry).map(NumberBound.init)
        case "maximum": parts.number.maximum = number(entry).map(NumberBound.init)
        case "exclusiveMinimum": parts.number.exclusiveMinimum = number(entry).map(NumberBound.init)
        case "exclusiveMaximum": parts.number.exclusiveMaximum = number(entry).map(NumberBound.init)
        case "multipleOf":
            guard let number = number(entry) else { break }
            parts.number.multipleOf = Divisor(number)
            if parts.number.multipleOf == nil {
                let message =
                    "'multipleOf' must be greater than 0 with at most 18 digits, not \(number.text)"
                report("LB1104", entry.value.span, message)
            }
        default: return false
        }
        return true
    }

    mutating func readArray(
        _ entry: Node.Entry,
        _ parts: inout SchemaParts,
        _ site: Site
    ) -> Bool {
        switch entry.key.text {
        case "prefixItems": parts.array.prefixItems = schemas(entry, site)
        case "items":
            if entry.value.elements != nil {
                complain(entry, "one schema", hint: "write 'prefixItems' for a list of schemas")
            } else {
                parts.array.items = build(entry.value, site.at("items"))
            }
        case "contains": parts.array.contains = build(entry.value, site.branch("contains"))
        case "minContains": parts.array.minContains = count(entry)
        case "maxContains": parts.array.maxContains = count(entry)
        case "minItems": parts.array.minItems = count(entry)
        case "maxItems": parts.array.maxItems = count(entry)
        case "uniqueItems": parts.array.uniqueItems = flag(entry)
        case "unevaluatedItems":
            parts.array.unevaluated = build(entry.value, site.at("unevaluatedItems"))
        default: return false
        }
        return true
    }

    mutating func readObject(_ entry: Node.Entry, _ draft: inout Draft, _ site: Site) -> Bool {
        let word = entry.key.text
        switch word {
        case "properties":
            for property in entries(entry) {
                let schema = build(property.value, site.at(word, property.key.text))
                draft.properties.append((property.key.text, property.key.span, schema))
            }
        case "patternProperties":
            for property in entries(entry) {
                let schema = build(property.value, site.at(word, property.key.text))
                if let pattern = pattern(property.key) {
                    draft.parts.object.patterns.append(.init(pattern: pattern, schema: schema))
                }
            }
        case "additionalProperties":
            draft.parts.object.additional = build(entry.value, site.at(word))
        case "unevaluatedProperties":
            draft.parts.object.unevaluated = build(entry.value, site.at(word))
        case "propertyNames": draft.parts.object.names = build(entry.value, site.branch(word))
        case "required": draft.parts.object.required = names(entry)
        case "minProperties": draft.parts.object.minProperties = count(entry)
        case "maxProperties": draft.parts.object.maxProperties = count(entry)
        case "dependentRequired":
            for dependent in entries(entry) {
                let names = names(dependent).map(\.name)
                draft.parts.object.dependentRequired.append(
                    .init(name: dependent.key.text, names: names)
                )
            }
        case "dependentSchemas":
            for dependent in entries(entry) {
                let schema = build(dependent.value, site.branch(word, dependent.key.text))
                draft.parts.object.dependentSchemas.append(
                    .init(name: dependent.key.text, schema: schema)
                )
            }
        default: return false
        }
        return true
    }

    mutating func readChoices(
        _ entry: Node.Entry,
        _ parts: inout SchemaParts,
        _ site: Site
    ) -> Bool {
        let word = entry.key.text
        switch word {
        case "allOf": parts.choices.allOf = schemas(entry, site.branch())
        case "anyOf": parts.choices.anyOf = schemas(entry, site.branch())
        case "oneOf": parts.choices.oneOf = schemas(entry, site.branch())
        case "not": parts.choices.not = build(entry.value, site.branch(word))
        case "if": parts.choices.condition = build(entry.value, site.branch(word))
        case "then": parts.choices.then = build(entry.value, site.branch(word))
        case "else": parts.choices.otherwise = build(entry.value, site.branch(word))
        default: return false
        }
        return true
    }

    mutating func readAnnotation(
        _ entry: Node.Entry,
        _ parts: inout SchemaParts,
        _ site: Site
    ) -> Bool {
        switch entry.key.text {
        case "title": parts.title = text(entry)
        case "description": parts.summary = text(entry)
        case "say": parts.say = sentence(entry)
        case "basis": parts.basis = text(entry)
        case "assumption": parts.assumption = text(entry)
        case "default": parts.defaultValue = entry.value.value
        case "examples":
            if let elements = entry.value.elements {
                parts.examples = elements.map(\.value)
            } else {
                complain(entry, "a list")
            }
        case "deprecated": parts.isDeprecated = flag(entry)
        case "readOnly", "writeOnly": _ = flag(entry)
        case "contentEncoding", "contentMediaType": _ = text(entry)
        case "contentSchema": _ = build(entry.value, site.branch("contentSchema"))
        default: return false
        }
        return true
    }

    private mutating func types(_ entry: Node.Entry) -> SchemaTypes {
        guard let elements = entry.value.elements else { return type(entry.value) ?? .all }
        if elements.isEmpty { report("LB1108", entry.value.span, "'type' lists nothing") }
        var types: SchemaTypes = []
        var seen: Set<String> = []
        for element in elements {
            types.formUnion(type(element) ?? .all)
            if let name = element.scalar?.text, !seen.insert(name).inserted {
                report("LB1107", element.span, "'type' lists '\(name)' twice")
            }
        }
        return types
    }

    private mutating func type(_ node: Node) -> SchemaTypes? {
        guard case .scalar(let scalar) = node, case .string(let name) = scalar.value else {
            let isNull = node.scalar?.value == .null
            report(
                "LB1103",
                node.span,
                "'type' must be the name of a type, not \(Self.kind(of: node))",
                hint: isNull ? "write \"null\" in quotes" : nil
            )
            return nil
        }
        if let type = SchemaTypes(name: name) { return type }
        let names = SchemaTypes.names.map(\.name)
        let hint = didYouMean(name, among: names) ?? "types are \(names.joined(separator: ", "))"
        report("LB1106", node.span, "unknown type '\(name)'", hint: hint)
        return nil
    }

    private mutating func readEnumeration(_ entry: Node.Entry, _ parts: inout SchemaParts) {
        guard let elements = entry.value.elements else {
            return complain(entry, "a list of values")
        }
        if elements.isEmpty { report("LB1108", entry.value.span, "'enum' lists nothing") }
        var seen: Set<ValueKey> = []
        for element in elements where !seen.insert(ValueKey(element.value)).inserted {
            report("LB1107", element.span, "'enum' lists \(Self.kind(of: element)) twice")
        }
        parts.enumeration = ValueSet(elements.map(\.value))
    }

    private mutating func readFormat(_ entry: Node.Entry, _ parts: inout SchemaParts) {
        guard let name = text(entry) else { return }
        parts.format = TextFormat(rawValue: name)
        guard options.assertsFormats else { return }
        if let format = parts.format {
            parts.string.format = format
            parts.string.isFormatStrict = options.strictFormats.contains(format)
            return
        }
        let names = TextFormat.allCases.map(\.rawValue)
        let hint = didYouMean(name, among: names) ?? "formats are \(names.joined(separator: ", "))"
        report("LB1116", entry.value.span, "unknown format '\(name)'", hint: hint)
    }
}
