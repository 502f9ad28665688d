internal import RE2
internal import Values

// Reading the value of a keyword, with a complaint where it is of the wrong kind.
extension SchemaCompiler {
    /// What a person would call the node: `'abc'`, `a list`, `an object`.
    static func kind(of node: Node) -> String {
        switch node {
        case .sequence: "a list"
        case .mapping: "an object"
        case .scalar(let scalar):
            switch scalar.value {
            case .string: "the string '\(Problem.excerpt(scalar.text, max: 30))'"
            case .null: "null"
            default: "'\(scalar.text)'"
            }
        }
    }

    mutating func complain(_ entry: Node.Entry, _ expected: String, hint: String? = nil) {
        let message = "'\(entry.key.text)' must be \(expected), not \(Self.kind(of: entry.value))"
        report("LB1103", entry.value.span, message, hint: hint)
    }

    mutating func text(_ entry: Node.Entry) -> String? {
        if case .scalar(let scalar) = entry.value, case .string(let text) = scalar.value {
            return text
        }
        let isScalar = entry.value.scalar != nil
        complain(entry, "a string", hint: isScalar ? "put it in quotes" : nil)
        return nil
    }

    /// A text that a person reads alone: an empty one would leave a complaint without words.
    mutating func sentence(_ entry: Node.Entry) -> String? {
        guard let text = text(entry) else { return nil }
        guard text.isEmpty else { return text }
        report("LB1104", entry.value.span, "'\(entry.key.text)' says nothing")
        return nil
    }

    mutating func flag(_ entry: Node.Entry) -> Bool {
        if case .scalar(let scalar) = entry.value, case .bool(let flag) = scalar.value {
            return flag
        }
        complain(entry, "true or false")
        return false
    }

    mutating func number(_ entry: Node.Entry) -> Number? {
        if case .scalar(let scalar) = entry.value, case .number(let number) = scalar.value {
            return number
        }
        complain(entry, "a number")
        return nil
    }

    /// A length or a number of things.
    mutating func count(_ entry: Node.Entry) -> Int? {
        guard case .scalar(let scalar) = entry.value, case .number(let number) = scalar.value else {
            complain(entry, "a whole number")
            return nil
        }
        guard let value = number.int64, value >= 0 else {
            let message = "'\(entry.key.text)' must be a whole number from 0 on, not \(number.text)"
            report("LB1104", scalar.span, message)
            return nil
        }
        return Int(value)
    }

    /// A word out of a few.
    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ entry: Node.Entry,
        _ type: Word.Type
    ) -> Word? where Word.RawValue == String {
        // A plain `null` means the word here: it is one of the values of `absent`.
        let text = entry.value.scalar?.text
        if let word = text.flatMap(Word.init(rawValue:)) { return word }
        let words = type.allCases.map(\.rawValue)
        complain(
            entry,
            "one of \(words.joined(separator: ", "))",
            hint: text.flatMap { didYouMean($0, among: words) }
        )
        return nil
    }

    mutating func pattern(_ scalar: Node.Scalar) -> Pattern? {
        do {
            return try Pattern(scalar.text, syntax: .ecma)
        } catch {
            let message = "the pattern '\(scalar.text)' cannot be used: \(error.message)"
            report("LB1115", scalar.span, message)
            return nil
        }
    }

    /// A list of different strings.
    mutating func names(_ entry: Node.Entry) -> [ObjectRules.Name] {
        guard let elements = entry.value.elements else {
            complain(entry, "a list of names")
            return []
        }
        var names: [ObjectRules.Name] = []
        var seen: Set<TextKey> = []
        for element in elements {
            guard case .scalar(let scalar) = element, case .string(let name) = scalar.value else {
                let found = Self.kind(of: element)
                let isScalar = element.scalar != nil
                report(
                    "LB1103",
                    element.span,
                    "'\(entry.key.text)' must list names, not \(found)",
                    hint: isScalar ? "put it in quotes" : nil
                )
                continue
            }
            if seen.insert(TextKey(name)).inserted {
                names.append(ObjectRules.Name(name: name, span: scalar.span))
            } else {
                report("LB1107", scalar.span, "'\(entry.key.text)' lists '\(name)' twice")
            }
        }
        return names
    }

    /// The entries of an object-valued keyword.
    mutating func entries(_ entry: Node.Entry) -> [Node.Entry] {
        if let entries = entry.value.entries { return entries }
        complain(entry, "an object")
        return []
    }

    mutating func schemas(_ entry: Node.Entry, _ site: Site) -> [Schema] {
        guard let elements = entry.value.elements else {
            complain(entry, "a list of schemas")
            return []
        }
        if elements.isEmpty {
            report("LB1108", entry.value.span, "'\(entry.key.text)' lists nothing")
        }
        var schemas: [Schema] = []
        for (at, element) in elements.enumerated() {
            schemas.append(build(element, site.at(entry.key.text, String(at))))
        }
        return schemas
    }
}
