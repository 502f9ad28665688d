internal import Values

extension Type: CustomStringConvertible {
    /// The type in the words of a diagnostic, with what is known of its values: `string of at most 20 characters`,
    /// `one of 'A', 'B'`, `optional timestamp`.
    package var description: String {
        switch self {
        case .int(let facts): facts.description("int")
        case .double(let facts): facts.description("double")
        case .string(let facts): facts.description
        case .list(let element): "list of \(element)"
        case .map(let key, let value): "map from \(key) to \(value)"
        case .optional(let inner): "optional \(inner)"
        default: name
        }
    }

    /// The type in the words of a diagnostic, without what is known of its values.
    package var name: String {
        switch self {
        case .dyn, .parameter: "dyn"
        case .null: "null"
        case .bool: "bool"
        case .uint: "uint"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .int: "int"
        case .double: "double"
        case .string: "string"
        case .list(let element): element.isDyn ? "list" : "list of \(element.name)"
        case .map(let key, let value):
            value.isDyn ? "map" : "map from \(key.name) to \(value.name)"
        case .optional(let inner): inner.isDyn ? "optional" : "optional \(inner.name)"
        case .type: "type"
        case .object(let object): object.name.isEmpty ? "object" : object.name
        case .opaque(let name): name
        }
    }
}

extension TextFacts: CustomStringConvertible {
    /// `string of at most 20 characters`, `one of 'A', 'B'`.
    package var description: String {
        if let values { return quotedList(values) }
        let kind = format.map { "string (\($0))" } ?? "string"
        switch (minLength, maxLength) {
        case (0, nil): return kind
        case (let least, nil): return "\(kind) of at least \(characters(least))"
        case (let least, let most?) where least == most: return "\(kind) of \(characters(most))"
        case (0, let most?): return "\(kind) of at most \(characters(most))"
        case (let least, let most?): return "\(kind) of \(least) to \(characters(most))"
        }
    }
}

extension NumberFacts {
    /// `int from 0 to 10`, `one of 1, 2`.
    fileprivate func description(_ kind: String) -> String {
        if let values, values.count <= 8 {
            let texts = values.map(\.text)
            return texts.count == 1 ? texts[0] : "one of \(texts.joined(separator: ", "))"
        }
        switch (minimum, maximum) {
        case (nil, nil): return kind
        case (let least?, nil): return "\(kind) of at least \(least.text)"
        case (nil, let most?): return "\(kind) of at most \(most.text)"
        case (let least?, let most?) where least == most: return least.text
        case (let least?, let most?): return "\(kind) from \(least.text) to \(most.text)"
        }
    }
}

private func characters(_ count: Int) -> String {
    count == 1 ? "1 character" : "\(count) characters"
}

/// `'A'`, `one of 'A', 'B'`, `one of 'A', 'B', 'C', 'D', 'E' … (12 values)`.
func quotedList(_ values: [String]) -> String {
    let shown = values.prefix(values.count > 8 ? 5 : 8).map {
        "'\(Problem.excerpt($0, max: 30))'"
    }
    if values.count == 1 { return shown[0] }
    let rest = values.count > 8 ? " … (\(values.count) values)" : ""
    return "one of " + shown.joined(separator: ", ") + rest
}
