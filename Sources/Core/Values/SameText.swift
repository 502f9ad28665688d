/// Whether two texts have the same code points. `String`'s `==` also takes canonically equivalent texts for equal,
/// which JSON Schema does not, and is slow where Chinese texts differ.
package func isSameText(_ left: String, _ right: String) -> Bool {
    let count = left.utf8.count
    return count == right.utf8.count && isSame(left.utf8.span.bytes, right.utf8.span.bytes, count)
}

private func isSame(_ left: RawSpan, _ right: RawSpan, _ count: Int) -> Bool {
    var at = 0
    // SAFETY: the spans check their bounds, and every pattern of bits is a number.
    while at &+ 8 <= count {
        if left.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
            != right.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
        {
            return false
        }
        at &+= 8
    }
    while at < count {
        if left.unsafeLoad(fromByteOffset: at, as: UInt8.self)
            != right.unsafeLoad(fromByteOffset: at, as: UInt8.self)
        {
            return false
        }
        at &+= 1
    }
    return true
}

/// A text as a key of a table, by code points.
package struct TextKey: Hashable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (left: TextKey, right: TextKey) -> Bool {
        isSameText(left.text, right.text)
    }

    package func hash(into hasher: inout Hasher) {
        // SAFETY: the pointer is used within the closure only.
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if isDone == nil { for byte in text.utf8 { hasher.combine(byte) } }
    }
}
