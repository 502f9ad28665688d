internal import Values

/// CEL compares strings by their code points; Swift's `==` finds canonically equivalent ones equal as well.
enum ExactText {
    /// Whether both are the same code points.
    static func equal(_ left: String, _ right: String) -> Bool { isSameText(left, right) }

    /// Order by code points, which is the order of the UTF-8 bytes.
    static func less(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// Where `needle` first stands in `bytes`, from an offset on; linear in both lengths.
    static func firstIndex(of needle: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
        guard needle.count <= bytes.count - start else { return nil }
        guard let first = needle.first else { return start }
        if needle.count > 32 { return KnuthMorrisPratt(needle).firstIndex(in: bytes, from: start) }
        let last = bytes.count - needle.count
        return bytes.withUnsafeBufferPointer { bytes in
            needle.withUnsafeBufferPointer { needle in
                var at = start
                while at <= last {
                    if bytes[at] == first {
                        var matched = 1
                        while matched < needle.count, bytes[at + matched] == needle[matched] {
                            matched += 1
                        }
                        if matched == needle.count { return at }
                    }
                    at += 1
                }
                return nil
            }
        }
    }
}

/// Substring search that never looks back, so that a long needle cannot make it quadratic.
private struct KnuthMorrisPratt {
    private let needle: [UInt8]
    /// For each prefix, the length of its longest proper prefix that is also its suffix.
    private let borders: [Int]

    init(_ needle: [UInt8]) {
        var borders = [Int](repeating: 0, count: needle.count)
        var matched = 0
        for at in needle.indices.dropFirst() {
            while matched > 0, needle[at] != needle[matched] { matched = borders[matched - 1] }
            if needle[at] == needle[matched] { matched += 1 }
            borders[at] = matched
        }
        self.needle = needle
        self.borders = borders
    }

    func firstIndex(in bytes: [UInt8], from start: Int) -> Int? {
        var matched = 0
        for at in start..<bytes.count {
            while matched > 0, bytes[at] != needle[matched] { matched = borders[matched - 1] }
            if bytes[at] == needle[matched] { matched += 1 }
            if matched == needle.count { return at - matched + 1 }
        }
        return nil
    }
}
