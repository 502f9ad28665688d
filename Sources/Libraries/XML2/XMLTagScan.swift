/// Looks for what libxml2 2.9 needs quadratic time for, before it is given to it: it compares every attribute of an
/// element with all the earlier ones (200,000 of them, in 3 MB, took 14 s).
struct XMLTagScan {
    static let attributesMax = 256

    // SAFETY: a scan lives only within the closure that lends the text.
    private let text: UnsafeBufferPointer<UInt8>
    private var at = 0

    /// Returns where an element with too many attributes begins. Broken text is left for libxml2 to explain.
    static func firstCrowdedTag(in text: Span<UInt8>) -> Int? {
        text.withUnsafeBufferPointer { text in
            var scan = XMLTagScan(text: text)
            return scan.firstCrowdedTag()
        }
    }

    private init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

    private mutating func firstCrowdedTag() -> Int? {
        while skip(past: "<"), at < text.count {
            let start = at - 1
            switch text[at] {
            case UInt8(ascii: "?"): guard skip(past: "?>") else { return nil }
            case UInt8(ascii: "!"):
                let isComment = text[at...].starts(with: "!--".utf8)
                at += isComment ? 3 : 1
                guard
                    skip(
                        past: isComment
                            ? "-->" : text[at...].starts(with: "[CDATA[".utf8) ? "]]>" : ">"
                    )
                else { return nil }
            default:
                guard let values = skipTag() else { return nil }
                if values > Self.attributesMax { return start }
            }
        }
        return nil
    }

    /// Returns how many quoted values stand in the tag; nil where it does not end.
    private mutating func skipTag() -> Int? {
        var values = 0
        while at < text.count {
            let byte = text[at]
            at += 1
            switch byte {
            case UInt8(ascii: ">"): return values
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                values += 1
                if values > Self.attributesMax { return values }
                guard let end = text[at...].firstIndex(of: byte) else { return nil }
                at = end + 1
            default: break
            }
        }
        return nil
    }

    private mutating func skip(past mark: StaticString) -> Bool {
        mark.withUTF8Buffer { mark in
            while at < text.count, let next = text[at...].firstIndex(of: mark[0]) {
                guard text[next...].starts(with: mark) else {
                    at = next + 1
                    continue
                }
                at = next + mark.count
                return true
            }
            return false
        }
    }
}
