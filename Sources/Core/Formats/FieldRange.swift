package import Values

/// Where a field of a message stands in its bytes.
package struct FieldRange: Sendable, Hashable {
    package var pointer: Pointer
    /// With what belongs to the field on the wire: the member's name in JSON, the tags in XML, the padding of a record.
    package var whole: Range<Int>
    /// The value alone, escaped as it stands; a record's field with its padding.
    package var value: Range<Int>
}

extension [FieldRange] {
    /// The innermost field that holds a byte.
    package func field(atByte offset: Int) -> FieldRange? {
        filter { $0.whole.contains(offset) }.min { $0.whole.count < $1.whole.count }
    }

    /// Outer fields before those within.
    var inOrder: [FieldRange] {
        sorted {
            ($0.whole.lowerBound, -$0.whole.count) < ($1.whole.lowerBound, -$1.whole.count)
        }
    }

    /// Counted in bytes of the charset instead of those of UTF-8.
    func recounted(from utf8: [UInt8], in charset: Charset) -> [FieldRange] {
        if charset == .utf8 { return self }
        var bounds: Set<Int> = []
        for range in flatMap({ [$0.whole, $0.value] }) {
            bounds.formUnion([range.lowerBound, range.upperBound])
        }
        // Both charsets encode each character for itself, so a stretch takes as much room alone as in the message.
        var offsets: [Int: Int] = [:]
        var (last, total) = (0, 0)
        for bound in bounds.sorted() {
            let stretch = [UInt8](utf8[last..<bound])
            total += charset.bytes(ofUTF8: stretch)?.count ?? stretch.count
            last = bound
            offsets[bound] = total
        }
        func moved(_ range: Range<Int>) -> Range<Int> {
            let from = offsets[range.lowerBound] ?? range.lowerBound
            return from..<Swift.max(from, offsets[range.upperBound] ?? range.upperBound)
        }
        return map {
            FieldRange(pointer: $0.pointer, whole: moved($0.whole), value: moved($0.value))
        }
    }
}
