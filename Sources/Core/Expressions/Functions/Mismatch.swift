/// A function that was given values of types it is not defined for.
func mismatch(_ name: String, _ values: CELValue...) -> EvaluationError { mismatch(name, values) }

/// A function that was given values of types it is not defined for.
func mismatch(_ name: String, _ values: [CELValue]) -> EvaluationError {
    let types = values.map(\.typeName)
    let list =
        types.count < 2
        ? types.joined() : types.dropLast().joined(separator: ", ") + " and " + (types.last ?? "")
    return EvaluationError(.type, "\(name)() is not defined for \(list)")
}

/// How much one function may make.
enum Growth {
    /// Bytes of text or bytes.
    static let textMax = 4 << 20

    /// Elements of a list.
    static let elementsMax = 1_000_000

    /// - Throws: `.limit` where a list would be too long.
    static func check(elements count: Int) throws(EvaluationError) {
        if count > elementsMax {
            throw EvaluationError(.limit, "the list would have more than \(elementsMax) elements")
        }
    }

    /// - Throws: `.limit` where a text would be too long.
    static func check(text count: Int) throws(EvaluationError) {
        if count > textMax {
            throw EvaluationError(.limit, "the text would be longer than \(textMax) bytes")
        }
    }
}
