import Formats

/// Where two byte strings part, with what stands around.
package struct ByteDifference: Sendable, Hashable {
    /// A stretch of text around the first difference, cut between characters; what cannot be seen is written out.
    package struct Window: Sendable, Hashable {
        package var before: String
        /// The character that differs; empty where the bytes end.
        package var at: String
        package var after: String
        /// A few bytes from the first difference on, in hexadecimal.
        package var bytes: String
    }

    /// The first byte that differs, counted from 0.
    package var offset: Int
    package var expectedCount: Int
    package var foundCount: Int
    package var expected: Window
    package var found: Window

    private static let beforeMax = 24
    private static let afterMax = 32
    private static let bytesMax = 8

    /// Nil where they are the same.
    init?(expected: [UInt8], found: [UInt8], _ charset: Charset) {
        if expected == found { return nil }
        offset = zip(expected, found).prefix { $0 == $1 }.count
        expectedCount = expected.count
        foundCount = found.count
        self.expected = Self.window(expected, offset, charset)
        self.found = Self.window(found, offset, charset)
    }

    private static func window(_ bytes: [UInt8], _ offset: Int, _ charset: Charset) -> Window {
        let cells = ByteText.cells(bytes, charset)
        let at = cells.firstIndex { $0.range.contains(offset) } ?? cells.count
        let start = max(0, at - beforeMax)
        let end = min(cells.count, at + 1 + afterMax)
        let before = cells[start..<at].map(\.text).joined()
        let after = at < end ? cells[(at + 1)..<end].map(\.text).joined() : ""
        return Window(
            before: (start > 0 ? "…" : "") + before,
            at: at < cells.count ? cells[at].text : "",
            after: after + (end < cells.count ? "…" : ""),
            bytes: bytes.dropFirst(offset).prefix(bytesMax).map(ByteText.hex).joined(separator: " ")
        )
    }
}
