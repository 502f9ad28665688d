/// A line and a column, counted from 1, as an editor would show them.
struct TextPosition: CustomStringConvertible {
    var line = 1
    /// In characters.
    var column = 1

    init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// `offset` is counted in bytes of UTF-8 from the start of `text`.
    init(of offset: Int, in text: ArraySlice<UInt8>) {
        for byte in text.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
    }

    var description: String { "第\(line)行第\(column)列" }

    /// A few characters of `text` from `offset` on, on one line.
    static func excerpt(of text: ArraySlice<UInt8>, from offset: Int) -> String {
        let cut = text.dropFirst(max(0, offset)).prefix(80)
        return shown(scalars(of: cut).prefix(20), isWhole: cut.count <= 20)
    }

    /// A few characters to both sides of a column of one line.
    static func excerpt(ofLine line: ArraySlice<UInt8>, around column: Int) -> String {
        // Far into a very long line, the bytes before it say as much as the characters do.
        let near = scalars(of: line.prefix(column * 4 + 80)).dropFirst(max(0, column - 15)).prefix(
            30
        )
        return shown(near, isWhole: near.count < 30)
    }

    private static func scalars(of bytes: ArraySlice<UInt8>) -> [Unicode.Scalar] {
        String(decoding: bytes, as: UTF8.self).unicodeScalars.filter { $0 != "\u{FFFD}" }
            .map { $0.value < 0x20 ? " " : $0 }
    }

    private static func shown(_ scalars: ArraySlice<Unicode.Scalar>, isWhole: Bool) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text) + (isWhole ? "" : "…")
    }
}
