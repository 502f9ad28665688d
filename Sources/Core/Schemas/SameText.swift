/// Whether two texts have the same code points. `String`'s `==` also takes canonically equivalent texts for equal,
/// which JSON Schema does not, and is slow where Chinese texts differ.
@inline(__always)
func isSameText(_ left: String, _ right: String) -> Bool {
    let (left, right) = (left.utf8, right.utf8)
    return left.count == right.count && left.elementsEqual(right)
}

/// A text as a key of a table, by code points.
struct TextKey: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: TextKey, right: TextKey) -> Bool { isSameText(left.text, right.text) }

    func hash(into hasher: inout Hasher) {
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if isDone == nil { for byte in text.utf8 { hasher.combine(byte) } }
    }
}
