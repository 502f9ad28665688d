extension TextFormat {
    static func isUUID(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count == 36 else { return false }
        for at in 0..<36 {
            switch at {
            case 8, 13, 18, 23: if bytes[at] != UInt8(ascii: "-") { return false }
            default: if !isHexDigit(bytes[at]) { return false }
            }
        }
        return true
    }

    /// Four numbers up to 255 without leading zeros.
    static func isIPv4(_ bytes: Span<UInt8>) -> Bool {
        var at = 0
        for part in 0..<4 {
            if part > 0 {
                guard at < bytes.count, bytes[at] == UInt8(ascii: ".") else { return false }
                at += 1
            }
            let start = at
            while at < bytes.count, at - start < 4, isDigit(bytes[at]) { at += 1 }
            guard at > start, at - start <= 3, let value = number(bytes, start, at - start),
                value <= 255, at - start == 1 || bytes[start] != UInt8(ascii: "0")
            else { return false }
        }
        return at == bytes.count
    }

    /// Eight groups of up to four digits; `::` once for one or more groups of zeros; the last two may be IPv4.
    static func isIPv6(_ bytes: Span<UInt8>) -> Bool {
        var at = 0
        var groups = 0
        var hasGap = false
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: ":") {
                let isDouble = at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: ":")
                if isDouble {
                    if hasGap { return false }
                    hasGap = true
                    at += 2
                    if at == bytes.count { break }
                } else {
                    if groups == 0 { return false }
                    at += 1
                }
            } else if at > 0 {
                return false
            }
            let start = at
            while at < bytes.count, isHexDigit(bytes[at]) { at += 1 }
            if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
                groups += 2
                return isIPv4(bytes.extracting(start...)) && (hasGap ? groups < 8 : groups == 8)
            }
            guard at > start, at - start <= 4 else { return false }
            groups += 1
        }
        return hasGap ? groups < 8 : groups == 8
    }

    static func isEmail(_ bytes: Span<UInt8>) -> Bool {
        guard let sign = lastIndex(of: UInt8(ascii: "@"), in: bytes), sign > 0 else { return false }
        return isLocalPart(bytes.extracting(..<sign))
            && isMailDomain(bytes.extracting((sign + 1)...))
    }

    private static func isLocalPart(_ bytes: Span<UInt8>) -> Bool {
        let quote = UInt8(ascii: "\"")
        if bytes[0] == quote {
            guard bytes.count >= 2, bytes[bytes.count - 1] == quote else { return false }
            var at = 1
            while at < bytes.count - 1 {
                if bytes[at] == quote || bytes[at] < 0x20 || bytes[at] > 0x7E { return false }
                if bytes[at] == UInt8(ascii: "\\") {
                    at += 1
                    if at == bytes.count - 1 { return false }
                }
                at += 1
            }
            return true
        }
        var wasDot = true
        for at in bytes.indices {
            let isDot = bytes[at] == UInt8(ascii: ".")
            if isDot ? wasDot : !isAtomText(bytes[at]) { return false }
            wasDot = isDot
        }
        return !wasDot
    }

    private static func isMailDomain(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count > 0, bytes.count <= 255 else { return false }
        guard bytes[0] == UInt8(ascii: "[") else { return isDomainName(bytes) }
        guard bytes.count > 2, bytes[bytes.count - 1] == UInt8(ascii: "]") else { return false }
        let inner = bytes.extracting(1..<(bytes.count - 1))
        let tag = "IPv6:".utf8.span
        if inner.count > tag.count, tag.indices.allSatisfy({ inner[$0] == tag[$0] }) {
            return isIPv6(inner.extracting(tag.count...))
        }
        return isIPv4(inner)
    }

    /// Labels of letters, digits and inner hyphens, up to 63 long (RFC 1123, section 2.1).
    private static func isDomainName(_ bytes: Span<UInt8>) -> Bool {
        var length = 0
        for at in bytes.indices {
            let byte = bytes[at]
            if byte == UInt8(ascii: ".") {
                if length == 0 || bytes[at - 1] == UInt8(ascii: "-") { return false }
                length = 0
            } else {
                guard isLetterOrDigit(byte) || (byte == UInt8(ascii: "-") && length > 0) else {
                    return false
                }
                length += 1
                if length > 63 { return false }
            }
        }
        return length > 0 && bytes[bytes.count - 1] != UInt8(ascii: "-")
    }

    static func isJSONPointer(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count > 0 else { return true }
        guard bytes[0] == UInt8(ascii: "/") else { return false }
        for at in bytes.indices where bytes[at] == UInt8(ascii: "~") {
            guard at + 1 < bytes.count,
                bytes[at + 1] == UInt8(ascii: "0") || bytes[at + 1] == UInt8(ascii: "1")
            else { return false }
        }
        return true
    }

    static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "f"))
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
    }

    /// RFC 5322, section 3.2.3.
    private static func isAtomText(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func lastIndex(of byte: UInt8, in bytes: Span<UInt8>) -> Int? {
        for at in bytes.indices.reversed() where bytes[at] == byte { return at }
        return nil
    }
}
