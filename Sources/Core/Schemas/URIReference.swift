/// A URI or a relative reference (RFC 3986), split into its parts as they are written.
struct URIReference: Sendable, Hashable, CustomStringConvertible {
    var scheme: String?
    var authority: String?
    var path: String
    var query: String?
    var fragment: String?

    /// Returns nil where the text is outside the grammar of section 4.1.
    init?(_ text: String) {
        var rest = Substring(text)
        if let hash = rest.firstIndex(of: "#") {
            fragment = String(rest[rest.index(after: hash)...])
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/") {
            guard Self.isScheme(rest[..<colon]) else { return nil }
            scheme = String(rest[..<colon])
            rest = rest[rest.index(after: colon)...]
        }
        if rest.hasPrefix("//") {
            let start = rest.index(rest.startIndex, offsetBy: 2)
            let end = rest[start...].firstIndex(of: "/") ?? rest.endIndex
            authority = String(rest[start..<end])
            rest = rest[end...]
        }
        path = String(rest)
        let isValid =
            (authority.map(Self.isAuthority) ?? true) && Self.isMade(path, of: "/:@")
            && Self.isMade(query ?? "", of: "/:@?") && Self.isMade(fragment ?? "", of: "/:@?")
        if !isValid { return nil }
    }

    private init(path: String) { self.path = path }

    /// The base where none is known.
    static let empty = URIReference(path: "")

    var withoutFragment: String {
        var copy = self
        copy.fragment = nil
        return copy.description
    }

    var description: String {
        (scheme.map { $0 + ":" } ?? "") + (authority.map { "//" + $0 } ?? "") + path
            + (query.map { "?" + $0 } ?? "") + (fragment.map { "#" + $0 } ?? "")
    }

    /// The reference as seen from this base (section 5.2.2).
    func resolve(_ reference: URIReference) -> URIReference {
        var result = URIReference(path: "")
        result.fragment = reference.fragment
        if reference.scheme != nil || reference.authority != nil {
            result.scheme = reference.scheme ?? scheme
            result.authority = reference.authority
            result.path = Self.withoutDots(reference.path)
            result.query = reference.query
            return result
        }
        result.scheme = scheme
        result.authority = authority
        if reference.path.isEmpty {
            result.path = path
            result.query = reference.query ?? query
        } else {
            result.path = Self.withoutDots(
                reference.path.hasPrefix("/") ? reference.path : merged(with: reference.path)
            )
            result.query = reference.query
        }
        return result
    }

    /// Section 5.2.3.
    private func merged(with relative: String) -> String {
        if authority != nil, path.isEmpty { return "/" + relative }
        guard let slash = path.lastIndex(of: "/") else { return relative }
        return path[...slash] + relative
    }

    /// Section 5.2.4.
    private static func withoutDots(_ path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: ".")) else { return path }
        var kept: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        for (at, segment) in segments.enumerated() {
            let isLast = at == segments.count - 1
            switch segment {
            case ".": if isLast { kept.append("") }
            case "..":
                if kept.count > 1 || (kept.count == 1 && kept[0] != "") { kept.removeLast() }
                if isLast { kept.append("") }
            default: kept.append(segment)
            }
        }
        return kept.joined(separator: "/")
    }

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, TextFormat.isLetterOrDigit(first),
            !TextFormat.isDigit(first)
        else { return false }
        return text.utf8.allSatisfy { TextFormat.isLetterOrDigit($0) || "+-.".utf8.contains($0) }
    }

    private static func isAuthority(_ text: String) -> Bool {
        var rest = Substring(text)
        if let at = rest.firstIndex(of: "@") {
            guard isMade(rest[..<at], of: ":") else { return false }
            rest = rest[rest.index(after: at)...]
        }
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return false }
            let inner = String(rest[rest.index(after: rest.startIndex)..<end])
            guard TextFormat.isIPv6(inner.utf8.span) || isFutureAddress(inner) else { return false }
            rest = rest[rest.index(after: end)...]
            if rest.isEmpty { return true }
            return rest.hasPrefix(":") && rest.dropFirst().utf8.allSatisfy(TextFormat.isDigit)
        }
        guard let colon = rest.firstIndex(of: ":") else { return isMade(rest, of: "") }
        return isMade(rest[..<colon], of: "")
            && rest[rest.index(after: colon)...].utf8.allSatisfy(TextFormat.isDigit)
    }

    /// `IPvFuture` of section 3.2.2.
    private static func isFutureAddress(_ text: String) -> Bool {
        guard text.hasPrefix("v") || text.hasPrefix("V"), let dot = text.firstIndex(of: ".") else {
            return false
        }
        let version = text[text.index(after: text.startIndex)..<dot]
        let address = text[text.index(after: dot)...]
        return !version.isEmpty && version.utf8.allSatisfy(TextFormat.isHexDigit)
            && !address.isEmpty
            && !address.utf8.contains(UInt8(ascii: "%")) && isMade(address, of: ":")
    }

    /// Whether a text is made of unreserved characters, sub-delimiters, percent-encoded bytes and `more`.
    private static func isMade(_ text: some StringProtocol, of more: String) -> Bool {
        var hexDigitsDue = 0
        for byte in text.utf8 {
            if hexDigitsDue > 0 {
                guard TextFormat.isHexDigit(byte) else { return false }
                hexDigitsDue -= 1
            } else if byte == UInt8(ascii: "%") {
                hexDigitsDue = 2
            } else if !TextFormat.isLetterOrDigit(byte), !"-._~!$&'()*+,;=".utf8.contains(byte),
                !more.utf8.contains(byte)
            {
                return false
            }
        }
        return hexDigitsDue == 0
    }

    /// The text with its percent-encoded bytes decoded, or nil where they are not UTF-8.
    static func percentDecoded(_ text: String) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst(), let low = rest.popFirst(),
                    let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(value)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
