/// Rewrites an ECMA-262 pattern (section 22.2, `u` flag) in RE2's grammar.
///
/// The two agree in most things. They differ in `\uXXXX`, `\cX`, `\0`, `\s`, `.`, named groups, `[^]`, `[` inside a
/// class and the names of Unicode properties. Lookaround and back references cannot be done in linear time: refused.
struct ECMATranslation {
    private let source: [Unicode.Scalar]
    private var at = 0
    private var result = ""

    init(_ text: String) { source = Array(text.unicodeScalars) }

    mutating func translated() throws(PatternError) -> String {
        while let scalar = next() {
            switch scalar {
            case "\\": try escape(inClass: false)
            case "[": try characterClass()
            case "(": try group()
            case ".": result += "[^\\n\\r\\x{2028}\\x{2029}]"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private var peek: Unicode.Scalar? { at < source.count ? source[at] : nil }

    private func peek(_ ahead: Int) -> Unicode.Scalar? {
        at + ahead < source.count ? source[at + ahead] : nil
    }

    private mutating func next() -> Unicode.Scalar? {
        guard at < source.count else { return nil }
        at += 1
        return source[at - 1]
    }

    private func refuse(_ what: String) -> PatternError {
        PatternError(message: "\(what), at character \(at)")
    }

    private mutating func group() throws(PatternError) {
        result += "("
        guard peek == "?" else { return }
        at += 1
        switch next() {
        case ":": result += "?:"
        case "=", "!": throw refuse("lookahead cannot be matched in linear time")
        case "<":
            if peek == "=" || peek == "!" {
                throw refuse("lookbehind cannot be matched in linear time")
            }
            result += "?P<"
        default: throw refuse("'(?' is not followed by ':' or '<name>'")
        }
    }

    private mutating func characterClass() throws(PatternError) {
        let negated = peek == "^"
        if negated { at += 1 }
        if peek == "]" {
            at += 1
            result += negated ? "(?s:.)" : "[^\\x00-\\x{10FFFF}]"
            return
        }
        result += negated ? "[^" : "["
        while let scalar = next() {
            switch scalar {
            case "]":
                result += "]"
                return
            case "\\": try escape(inClass: true)
            case "[": result += "\\["
            default: result.unicodeScalars.append(scalar)
            }
        }
        throw refuse("a character class is not closed")
    }

    private mutating func escape(inClass: Bool) throws(PatternError) {
        guard let scalar = next() else { throw refuse("the pattern ends in a backslash") }
        switch scalar {
        case "d", "D", "w", "W", "t", "n", "v", "f", "r":
            result += "\\"
            result.unicodeScalars.append(scalar)
        case "s": result += inClass ? Self.space : "[\(Self.space)]"
        case "S": result += inClass ? Self.notSpace : "[\(Self.notSpace)]"
        case "b" where inClass: result += "\\x08"
        case "b",
            "B" where !inClass:
            result += "\\"
            result.unicodeScalars.append(scalar)
        case "c": try control()
        case "0" where !(peek.map(Self.isDigit) ?? false): result += "\\x00"
        case "x": code(try hex(count: 2))
        case "u": code(try unicodeEscape())
        case "p", "P": try property(scalar)
        case "k": throw refuse("a back reference cannot be matched in linear time")
        case _ where Self.isDigit(scalar):
            throw refuse("a back reference cannot be matched in linear time")
        case _ where scalar.properties.isAlphabetic && scalar.isASCII:
            throw refuse("ECMA-262 has no escape '\\\(scalar)'")
        default:
            // Punctuation stands for itself in both; anything else needs no backslash in RE2.
            if scalar.isASCII { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
    }

    private mutating func control() throws(PatternError) {
        guard let letter = next(), letter.isASCII, letter.properties.isAlphabetic else {
            throw refuse("'\\c' is not followed by a letter")
        }
        code(letter.value & 0x1F)
    }

    private mutating func code(_ value: UInt32) {
        result += "\\x{" + String(value, radix: 16) + "}"
    }

    private mutating func hex(count: Int) throws(PatternError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = next(), let number = Self.hexValue(digit) else {
                throw refuse("\(count) hexadecimal digits are expected")
            }
            value = value << 4 | number
        }
        return value
    }

    private mutating func unicodeEscape() throws(PatternError) -> UInt32 {
        if peek == "{" {
            at += 1
            var value: UInt32 = 0
            var count = 0
            while let digit = peek, let number = Self.hexValue(digit), count < 8 {
                at += 1
                count += 1
                value = value << 4 | number
            }
            guard count > 0, value <= 0x10FFFF, next() == "}" else {
                throw refuse("'\\u{' is not followed by a code point and '}'")
            }
            return value
        }
        let first = try hex(count: 4)
        guard (0xD800..<0xDC00).contains(first) else { return first }
        guard peek == "\\", peek(1) == "u" else { throw refuse("half of a surrogate pair") }
        at += 2
        let second = try hex(count: 4)
        guard (0xDC00..<0xE000).contains(second) else { throw refuse("half of a surrogate pair") }
        return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }

    private mutating func property(_ letter: Unicode.Scalar) throws(PatternError) {
        guard next() == "{" else { throw refuse("'\\p' is not followed by '{'") }
        var name = ""
        while let scalar = next(), scalar != "}" { name.unicodeScalars.append(scalar) }
        if let equals = name.firstIndex(of: "=") {
            let kind = name[..<equals]
            guard ["General_Category", "gc", "Script", "sc"].contains(kind) else {
                throw refuse("the Unicode property '\(kind)' is not supported")
            }
            name = String(name[name.index(after: equals)...])
        }
        name = Self.categories[name] ?? name
        result += "\\\(letter){\(name)}"
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func hexValue(_ scalar: Unicode.Scalar) -> UInt32? {
        switch scalar {
        case "0"..."9": scalar.value - 0x30
        case "a"..."f": scalar.value - 0x61 + 10
        case "A"..."F": scalar.value - 0x41 + 10
        default: nil
        }
    }

    /// WhiteSpace and LineTerminator of ECMA-262, sections 12.2 and 12.3; RE2's own `\s` is ASCII without `\v`.
    private static let space =
        "\\x09-\\x0d\\x20\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}"
    private static let notSpace =
        "\\x00-\\x08\\x0e-\\x1f\\x21-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}"
        + "\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}"

    /// Long names of general categories (PropertyValueAliases.txt); RE2 knows the short ones.
    private static let categories: [String: String] = [
        "Letter": "L", "Cased_Letter": "LC", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll",
        "Titlecase_Letter": "Lt", "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M",
        "Combining_Mark": "M", "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc",
        "Enclosing_Mark": "Me",
        "Number": "N", "Decimal_Number": "Nd", "digit": "Nd", "Letter_Number": "Nl",
        "Other_Number": "No",
        "Punctuation": "P", "punct": "P", "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd",
        "Open_Punctuation": "Ps", "Close_Punctuation": "Pe", "Initial_Punctuation": "Pi",
        "Final_Punctuation": "Pf", "Other_Punctuation": "Po", "Symbol": "S", "Math_Symbol": "Sm",
        "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk", "Other_Symbol": "So", "Separator": "Z",
        "Space_Separator": "Zs", "Line_Separator": "Zl", "Paragraph_Separator": "Zp", "Other": "C",
        "Control": "Cc", "cntrl": "Cc", "Format": "Cf", "Surrogate": "Cs", "Private_Use": "Co",
    ]
}
