/// Rewrites an expression of ECMA-262 as one of XML Schema 1.0 (part 2, appendix F), which always matches a whole
/// value and knows neither anchors nor groups that do not capture.
struct XSDPattern {
    private var scalars: [Unicode.Scalar]
    private var at = 0
    private var depth = 0

    private struct Untranslatable: Error {}

    /// Nil where XML Schema has no such expression: looking around, back references, anchors within.
    static func translate(_ pattern: String) -> String? {
        var reader = XSDPattern(scalars: Array(pattern.unicodeScalars))
        return try? reader.alternatives()
    }

    private static let anything = "[\\s\\S]*"

    private var next: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    private mutating func take() throws(Untranslatable) -> Unicode.Scalar {
        guard let scalar = next else { throw Untranslatable() }
        at += 1
        return scalar
    }

    private mutating func skip(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard scalars[at...].starts(with: wanted) else { return false }
        at += wanted.count
        return true
    }

    /// The whole expression, or what stands in a group.
    private mutating func alternatives() throws(Untranslatable) -> String {
        var branches: [String] = [try branch()]
        while next == "|" {
            at += 1
            branches.append(try branch())
        }
        if depth == 0, at < scalars.count { throw Untranslatable() }
        return branches.joined(separator: "|")
    }

    private mutating func branch() throws(Untranslatable) -> String {
        var text = ""
        var isAnchored = false
        var isClosed = false
        if depth == 0 { isAnchored = skip("^") }
        while let scalar = next, scalar != "|", scalar != ")" {
            if isClosed { throw Untranslatable() }
            if scalar == "$", depth == 0 {
                at += 1
                isClosed = true
            } else {
                text += try atom()
                text += try quantifier()
            }
        }
        guard depth == 0 else { return text }
        return (isAnchored ? "" : Self.anything) + text + (isClosed ? "" : Self.anything)
    }

    private mutating func atom() throws(Untranslatable) -> String {
        let scalar = try take()
        switch scalar {
        case "(":
            if skip("?") {
                guard skip(":") else { throw Untranslatable() }
            }
            depth += 1
            let inner = try alternatives()
            depth -= 1
            guard try take() == ")" else { throw Untranslatable() }
            return "(\(inner))"
        case "[": return try characterClass()
        case "\\": return try escape(inClass: false)
        case ".": return "."
        case "^", "$", "*", "+", "?", ")", "|": throw Untranslatable()
        case "{", "}", "]": return "\\\(scalar)"
        default: return String(scalar)
        }
    }

    private mutating func quantifier() throws(Untranslatable) -> String {
        guard let scalar = next else { return "" }
        var text = ""
        switch scalar {
        case "*", "+", "?":
            at += 1
            text = String(scalar)
        case "{":
            guard let end = scalars[at...].firstIndex(of: "}") else { return "" }
            let inner = scalars[(at + 1)..<end]
            guard inner.first.map(isDigit) == true, inner.allSatisfy({ isDigit($0) || $0 == "," })
            else { return "" }
            text = "{" + String(String.UnicodeScalarView(inner)) + "}"
            at = end + 1
        default: return ""
        }
        // How greedy it is makes no difference where the whole value has to match.
        _ = skip("?")
        return text
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private mutating func characterClass() throws(Untranslatable) -> String {
        var text = "["
        if skip("^") { text += "^" }
        var count = 0
        while true {
            let scalar = try take()
            switch scalar {
            case "]":
                guard count > 0 else { throw Untranslatable() }
                return text + "]"
            case "\\": text += try escape(inClass: true)
            case "[": text += "\\["
            case "-" where count == 0 || next == "]": text += "\\-"
            case "^": text += "\\^"
            default: text += String(scalar)
            }
            count += 1
        }
    }

    private mutating func escape(inClass: Bool) throws(Untranslatable) -> String {
        let scalar = try take()
        switch scalar {
        // XML Schema's \d and \w hold the digits and letters of all scripts.
        case "d": return inClass ? "0-9" : "[0-9]"
        case "w": return inClass ? "A-Za-z0-9_" : "[A-Za-z0-9_]"
        case "D" where !inClass: return "[^0-9]"
        case "W" where !inClass: return "[^A-Za-z0-9_]"
        case "s", "S", "n", "r", "t": return "\\\(scalar)"
        case "u": return try codePoint(digits: 4, inClass)
        case "x": return try codePoint(digits: 2, inClass)
        case "b" where !inClass: throw Untranslatable()
        default:
            // A letter or digit behind a backslash is a reference or a class that XML Schema does not have.
            if scalar.value < 0x80, scalar.properties.isAlphabetic || isDigit(scalar) {
                throw Untranslatable()
            }
            return Self.isSpecial(scalar) ? "\\\(scalar)" : String(scalar)
        }
    }

    private mutating func codePoint(digits: Int, _ inClass: Bool) throws(Untranslatable) -> String {
        var text = ""
        for _ in 0..<digits { text.unicodeScalars.append(try take()) }
        guard let value = UInt32(text, radix: 16), value >= 0x20, let scalar = Unicode.Scalar(value)
        else { throw Untranslatable() }
        return Self.isSpecial(scalar) ? "\\\(scalar)" : String(scalar)
    }

    private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
        "\\|.-^?*+{}()[]".unicodeScalars.contains(scalar)
    }
}
