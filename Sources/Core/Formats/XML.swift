/// What can be told of an XML message before it is decoded.
package enum XML {
    /// The name of the root element without its prefix; nil where no start tag is found. It is looked at only to
    /// choose the codec, which then reads the whole message strictly.
    package static func rootName(of bytes: [UInt8], charset: Charset) -> String? {
        var rest = bytes[(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)...]
        // No byte of a character of GB18030 or GBK beyond ASCII is one of those looked for here.
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[(start + 1)...]
            if rest.first == UInt8(ascii: "?") {
                guard let next = end(of: "?>", in: rest) else { return nil }
                rest = rest[next...]
            } else if rest.starts(with: "!--".utf8) {
                guard let next = end(of: "-->", in: rest.dropFirst(3)) else { return nil }
                rest = rest[next...]
            } else {
                let tag = rest.prefix { $0 > 0x20 && $0 != 0x2F && $0 != 0x3E }
                let name = tag.firstIndex(of: UInt8(ascii: ":")).map { tag[($0 + 1)...] } ?? tag
                guard let first = name.first, first != UInt8(ascii: "!") else { return nil }
                return try? charset.text(name)
            }
        }
        return nil
    }

    private static func end(of mark: String, in bytes: ArraySlice<UInt8>) -> Int? {
        let mark = Array(mark.utf8)
        var at = bytes.startIndex
        while let next = bytes[at...].firstIndex(of: mark[0]) {
            if bytes[next...].starts(with: mark) { return next + mark.count }
            at = next + 1
        }
        return nil
    }
}
